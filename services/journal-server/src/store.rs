//! The journal as clients are shown it: streams, and what was said of them.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kernel::Meta;
use lru::LruCache;
use runtime::{Append, Direction, Entry, Expected, Format, Journal, Place, Recorded};
use serde_json::json;
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::standing::{META, Standing};

/// The stream that says which journal this is. Its one event is the first of a journal that is
/// served from the beginning.
pub const IDENTITY: &str = "$jalon-journal";
const IDENTIFIED: &str = "$jalon-journal-identified";
/// Streams whose standing is remembered.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1 << 16).unwrap();
/// Locks, each for the streams that fall to it.
const LOCKS: usize = 64;

pub(crate) struct Store {
    pub(crate) journal: Arc<dyn Journal>,
    known: Mutex<LruCache<Box<str>, Arc<Standing>>>,
    /// Appends to a stream hold its lock together; whoever changes its standing holds it alone.
    locks: [RwLock<()>; LOCKS],
}

impl Store {
    /// Says in the journal which one it is, if it does not say so yet.
    pub(crate) async fn open(journal: Arc<dyn Journal>) -> anyhow::Result<Self> {
        let id = journal.id();
        let identity = Entry {
            id: Uuid::new_v5(&id, IDENTIFIED.as_bytes()),
            name: IDENTIFIED.to_owned(),
            data: serde_json::to_vec(&json!({ "journal": id, "positions": "gapless" }))?,
            meta: b"{}".to_vec(),
            format: Format::Json,
        };
        journal.append(IDENTITY, Expected::Any, vec![identity]).await?;
        let known = Mutex::new(LruCache::new(REMEMBERED));
        Ok(Self { journal, known, locks: [const { RwLock::const_new(()) }; LOCKS] })
    }

    pub(crate) fn lock(&self, stream: &str) -> &RwLock<()> {
        self.lock_at(Self::place(stream))
    }

    pub(crate) fn lock_at(&self, place: usize) -> &RwLock<()> {
        let [first, ..] = &self.locks;
        self.locks.get(place).unwrap_or(first)
    }

    /// Which lock it is. Whoever takes several takes them in this order.
    pub(crate) fn place(stream: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        stream.strip_prefix(META).unwrap_or(stream).hash(&mut hasher);
        usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or(0)
    }

    fn known(&self) -> MutexGuard<'_, LruCache<Box<str>, Arc<Standing>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How `stream` stands. Whoever relies on it holds its lock.
    pub(crate) async fn standing(&self, stream: &str) -> anyhow::Result<Arc<Standing>> {
        if let Some(subject) = stream.strip_prefix(META) {
            let standing = Box::pin(self.standing(subject)).await?;
            return Ok(Arc::new(standing.of_said()));
        }
        if let Some(standing) = self.known().get(stream) {
            return Ok(Arc::clone(standing));
        }
        let last = self.last(&format!("{META}{stream}")).await?;
        let standing = Arc::new(Standing::of(last.as_ref().map(|event| &event.entry)));
        self.known().put(stream.into(), Arc::clone(&standing));
        Ok(standing)
    }

    /// What was said of `stream` has changed, or may have.
    pub(crate) fn forget(&self, stream: &str) {
        self.known().pop(stream);
    }

    /// The last event of `stream`, whatever is shown of it.
    pub(crate) async fn last(&self, stream: &str) -> anyhow::Result<Option<Recorded>> {
        let found = self.journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
        Ok(found.into_iter().next())
    }

    pub(crate) async fn last_revision(&self, stream: &str) -> anyhow::Result<Option<u64>> {
        Ok(self.last(stream).await?.map(|event| event.revision))
    }

    /// Whether `stream` is a record: what Jalon writes bears its metadata. Nothing hides a record.
    pub(crate) async fn is_record(&self, stream: &str) -> anyhow::Result<bool> {
        if stream.starts_with('$') {
            return Ok(true);
        }
        let place = Place::Start;
        let first = self.journal.read_stream(stream, place, Direction::Forwards, 1).await?;
        let meta = first.first().map(|event| serde_json::from_slice::<Meta>(&event.entry.meta));
        Ok(meta.is_some_and(|meta| meta.is_ok()))
    }

    /// What is said of `stream`, as an append.
    pub(crate) fn saying(stream: &str, entry: Entry) -> Append {
        let stream = format!("{META}{stream}");
        Append { stream, expected: Expected::Any, entries: vec![entry] }
    }
}
