//! What is remembered of streams, within a limit of bytes: a few may be longer than all others.

use lru::LruCache;

/// Bytes that one more stream takes beside its name and what it holds, about.
const EACH: usize = 512;

pub struct Weighed<V> {
    /// With the bytes that each is known to take.
    known: LruCache<Box<str>, (V, usize)>,
    bytes: usize,
    limit: usize,
}

impl<V: Clone> Weighed<V> {
    pub fn within(limit: usize) -> Self {
        Self { known: LruCache::unbounded(), bytes: 0, limit }
    }

    pub fn get(&mut self, stream: &str) -> Option<V> {
        self.known.get(stream).map(|(known, _)| known.clone())
    }

    /// Remembers what holds so many bytes, unless it is longer than all may be.
    pub fn put(&mut self, stream: &str, value: V, holds: usize) {
        self.forget(stream);
        let bytes = taken(stream, holds);
        self.bytes += bytes;
        self.known.put(stream.into(), (value, bytes));
        self.make_room(0);
    }

    pub fn forget(&mut self, stream: &str) {
        if let Some((_, bytes)) = self.known.pop(stream) {
            self.bytes -= bytes;
        }
    }

    /// What is remembered of `stream`, or something new.
    pub(crate) fn get_or(&mut self, stream: &str, new: impl FnOnce() -> V) -> V {
        self.get(stream).unwrap_or_else(|| {
            let new = new();
            self.put(stream, new.clone(), 0);
            new
        })
    }

    /// What is remembered of `stream` holds so many bytes by now. The last one is never forgotten for it.
    pub(crate) fn weigh(&mut self, stream: &str, holds: usize) {
        if let Some((_, bytes)) = self.known.peek_mut(stream) {
            let before = std::mem::replace(bytes, taken(stream, holds));
            self.bytes = self.bytes - before + *bytes;
            self.make_room(1);
        }
    }

    /// Forgets what was used longest ago, but for so many.
    fn make_room(&mut self, kept: usize) {
        while self.bytes > self.limit && self.known.len() > kept {
            let Some((_, (_, bytes))) = self.known.pop_lru() else { return };
            self.bytes -= bytes;
        }
    }
}

fn taken(stream: &str, holds: usize) -> usize {
    EACH + stream.len() + holds
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
    #[test]
    fn what_was_put_lately_is_known_and_never_more_bytes_than_the_limit() {
        let mut weighed = Weighed::within(100_000);
        for number in 0..1_000 {
            weighed.put(&format!("s-{number}"), number, 100);
            assert!(weighed.bytes <= 100_000);
        }
        assert!(weighed.get("s-999").is_some() && weighed.get("s-0").is_none());
        weighed.put("long", 1, 80_000);
        assert!(weighed.get("long").is_some() && weighed.bytes <= 100_000);
        weighed.put("longer than all", 2, 800_000);
        assert_eq!((weighed.bytes, weighed.known.len()), (0, 0));
        for _ in 0..9 {
            weighed.put("again", 3, 100);
        }
        weighed.forget("again");
        assert_eq!((weighed.bytes, weighed.known.len()), (0, 0));
    }
}
