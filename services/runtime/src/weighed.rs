//! What is remembered of streams, within a limit of bytes: a few may be longer than all others.

use lru::LruCache;

/// Bytes that one more stream takes beside its name and what it holds, about.
const EACH: usize = 512;

pub(crate) struct Weighed<V> {
    /// With the bytes that each is known to take.
    known: LruCache<String, (V, usize)>,
    bytes: usize,
    limit: usize,
}

impl<V: Clone> Weighed<V> {
    pub(crate) fn within(limit: usize) -> Self {
        Self { known: LruCache::unbounded(), bytes: 0, limit }
    }

    /// What is remembered of `stream`, or something new.
    pub(crate) fn get_or(&mut self, stream: &str, new: impl FnOnce() -> V) -> V {
        if let Some((known, _)) = self.known.get(stream) {
            return known.clone();
        }
        let new = new();
        let bytes = EACH + stream.len();
        self.known.put(stream.to_owned(), (new.clone(), bytes));
        self.bytes += bytes;
        self.make_room();
        new
    }

    /// What is remembered of `stream` holds so many bytes by now.
    pub(crate) fn weigh(&mut self, stream: &str, holds: usize) {
        if let Some((_, bytes)) = self.known.peek_mut(stream) {
            let before = std::mem::replace(bytes, EACH + stream.len() + holds);
            self.bytes = self.bytes - before + *bytes;
            self.make_room();
        }
    }

    /// Forgets what was used longest ago, but never the last one.
    fn make_room(&mut self) {
        while self.bytes > self.limit && self.known.len() > 1 {
            let Some((_, (_, bytes))) = self.known.pop_lru() else { return };
            self.bytes -= bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_long_they_are_they_take_no_more_than_the_limit() {
        let mut weighed = Weighed::within(100_000);
        for number in 0..1000 {
            let stream = format!("s-{number}");
            weighed.get_or(&stream, || number);
            weighed.weigh(&stream, 9_000);
            // And again, as it grows.
            weighed.weigh(&stream, 10_000);
            assert!(weighed.bytes <= 100_000);
        }
        assert!((5..10).contains(&weighed.known.len()), "{}", weighed.known.len());
        assert_eq!(weighed.get_or("s-999", || 7), 999);
        assert_eq!(weighed.get_or("s-1", || 7), 7);
        // One alone may be longer.
        weighed.weigh("s-1", 1 << 20);
        assert_eq!((weighed.get_or("s-1", || 8), weighed.known.len()), (7, 1));
        weighed.weigh("nobody", 1 << 20);
        for number in 0..1000 {
            weighed.get_or(&number.to_string(), || number);
        }
        assert!(weighed.bytes <= 100_000);
    }
}
