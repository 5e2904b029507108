//! How streams stand, remembered within a limit of bytes: what was said of a stream may be long.

use std::sync::Arc;

use lru::LruCache;

use crate::standing::Standing;

/// Bytes that one more stream takes beside its name and what was said of it, about.
const EACH: usize = 256;

pub(crate) struct Remembered {
    known: LruCache<Box<str>, Arc<Standing>>,
    bytes: usize,
    limit: usize,
}

impl Remembered {
    pub(crate) fn within(limit: usize) -> Self {
        Self { known: LruCache::unbounded(), bytes: 0, limit }
    }

    pub(crate) fn get(&mut self, stream: &str) -> Option<Arc<Standing>> {
        self.known.get(stream).cloned()
    }

    pub(crate) fn put(&mut self, stream: &str, standing: Arc<Standing>) {
        self.forget(stream);
        self.bytes += taken(stream, &standing);
        self.known.put(stream.into(), standing);
        while self.bytes > self.limit
            && let Some((stream, standing)) = self.known.pop_lru()
        {
            self.bytes -= taken(&stream, &standing);
        }
    }

    pub(crate) fn forget(&mut self, stream: &str) {
        if let Some(standing) = self.known.pop(stream) {
            self.bytes -= taken(stream, &standing);
        }
    }
}

fn taken(stream: &str, standing: &Standing) -> usize {
    EACH + stream.len() + standing.bytes()
}

#[cfg(test)]
mod tests {
    use runtime::{Entry, Format};
    use uuid::Uuid;

    use super::*;

    fn said(bytes: usize) -> Arc<Standing> {
        let data = serde_json::json!({ "words": "x".repeat(bytes) }).to_string().into_bytes();
        let (id, name, meta) = (Uuid::nil(), "$metadata".to_owned(), Vec::new());
        Arc::new(Standing::of(Some(&Entry { id, name, data, meta, format: Format::Json })))
    }

    #[test]
    fn what_was_said_lately_is_known_and_never_more_bytes_than_the_limit() {
        let mut remembered = Remembered::within(100_000);
        for stream in 0..1_000 {
            remembered.put(&format!("s-{stream}"), said(0));
            assert!(remembered.bytes <= 100_000);
        }
        assert!(remembered.get("s-999").is_some() && remembered.get("s-0").is_none());
        remembered.put("long", said(20_000));
        assert!(remembered.get("long").is_some() && remembered.bytes <= 100_000);
        remembered.put("longer than all", said(200_000));
        assert_eq!((remembered.bytes, remembered.known.len()), (0, 0));
        for _ in 0..9 {
            remembered.put("again", said(10));
        }
        remembered.forget("again");
        assert_eq!((remembered.bytes, remembered.known.len()), (0, 0));
    }
}
