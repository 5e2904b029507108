//! The journal as clients are shown it: streams, and what was said of them.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::ensure;
use kernel::Meta;
use runtime::{Append, Direction, Entry, Expected, Format, Journal, Place, Recorded, Weighed};
use serde_json::json;
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::{
    accounts::{Caller, Kind},
    append::admit,
    refusal::Refusal,
    standing::{Access, META, Standing},
};

/// The stream that says which journal this is. Its one event is the first of a journal that is
/// served from the beginning.
pub const IDENTITY: &str = "$jalon-journal";
const IDENTIFIED: &str = "$jalon-journal-identified";
/// Bytes in which the standing of streams is remembered.
const REMEMBERED: usize = 16 << 20;
/// What all streams together are called.
pub(crate) const ALL: &str = "$all";
/// That, and the server's own. Nobody appends to them.
const NOBODYS: [&str; 3] = [ALL, "$system", IDENTITY];
/// Where clients say who may do what with streams of which nothing is said. It is not heeded here.
const SETTINGS: &str = "$settings";
/// Locks, each for the streams that fall to it.
const LOCKS: usize = 64;

pub(crate) struct Store {
    pub(crate) journal: Arc<dyn Journal>,
    /// Categories of the streams that Jalon writes.
    records: &'static [&'static str],
    known: Mutex<Weighed<Arc<Standing>>>,
    /// Appends to a stream hold its lock together; whoever changes its standing holds it alone.
    locks: [RwLock<()>; LOCKS],
}

impl Store {
    /// Says in the journal which one it is, if it does not say so yet.
    pub(crate) async fn open(
        journal: Arc<dyn Journal>,
        records: &'static [&'static str],
    ) -> anyhow::Result<Self> {
        // Whoever connects takes our word for it.
        ensure!(
            journal.gapless(),
            "the positions of this journal have gaps: it is not ours to serve"
        );
        let id = journal.id();
        let identity = Entry {
            id: Uuid::new_v5(&id, IDENTIFIED.as_bytes()),
            name: IDENTIFIED.to_owned(),
            data: serde_json::to_vec(&json!({ "journal": id, "positions": "gapless" }))?,
            meta: b"{}".to_vec(),
            format: Format::Json,
        };
        journal.append(IDENTITY, Expected::Any, vec![identity]).await?;
        let known = Mutex::new(Weighed::within(REMEMBERED));
        Ok(Self { journal, records, known, locks: [const { RwLock::const_new(()) }; LOCKS] })
    }

    pub(crate) fn lock(&self, stream: &str) -> &RwLock<()> {
        self.lock_at(Self::place(stream))
    }

    pub(crate) fn lock_at(&self, place: usize) -> &RwLock<()> {
        let [first, ..] = &self.locks;
        self.locks.get(place).unwrap_or(first)
    }

    /// Which lock it is. Whoever takes several takes them in this order. A stream has one lock with what is
    /// said of it, and with what is said of that.
    pub(crate) fn place(stream: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        stream.trim_start_matches(META).hash(&mut hasher);
        usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or(0)
    }

    fn known(&self) -> MutexGuard<'_, Weighed<Arc<Standing>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How `stream` stands. Whoever relies on it holds its lock.
    pub(crate) async fn standing(&self, stream: &str) -> anyhow::Result<Arc<Standing>> {
        let subject = stream.trim_start_matches(META);
        let standing = self.standing_of(subject).await?;
        Ok(if subject == stream { standing } else { Arc::new(standing.of_said()) })
    }

    /// The same of a stream in which nothing is said of another one.
    async fn standing_of(&self, stream: &str) -> anyhow::Result<Arc<Standing>> {
        if let Some(standing) = self.known().get(stream) {
            return Ok(standing);
        }
        let last = self.last(&format!("{META}{stream}")).await?;
        let mut standing = Standing::of(last.as_ref().map(|event| &event.entry));
        // Said by whoever could, before it was refused, or before there was a record.
        if standing.restricts() && self.is_ours(stream).await? {
            standing = Standing::default();
        }
        let standing = Arc::new(standing);
        self.known().put(stream, Arc::clone(&standing), standing.bytes());
        Ok(standing)
    }

    /// How `stream` stands, if `caller` may read it. Whoever relies on it holds its lock.
    pub(crate) async fn readable(
        &self,
        stream: &str,
        caller: &Caller,
    ) -> Result<Arc<Standing>, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let standing = self.standing(stream).await.map_err(failed)?;
        match stream.strip_prefix(META) {
            Some(subject) => {
                let of = self.standing(subject).await.map_err(failed)?;
                admit(&of, stream, caller, Access::ReadSaid)?;
            }
            None => admit(&standing, stream, caller, Access::Read)?,
        }
        Ok(standing)
    }

    /// Refuses to let `caller` read all streams together if what is said of them keeps them out: never a
    /// part of Jalon, which could not do without.
    pub(crate) async fn all_readable(&self, caller: &Caller) -> Result<(), Refusal> {
        if caller.kind() == Kind::Service {
            return Ok(());
        }
        let _together = self.lock(ALL).read().await;
        self.readable(ALL, caller).await.map(drop)
    }

    /// Refuses to let `caller` change `stream`, or what is said of it, whatever was said: who reads
    /// changes nothing, only Jalon writes what is Jalon's, and nobody may believe that a setting which is
    /// not heeded protects anything.
    pub(crate) fn may_write(&self, stream: &str, caller: &Caller) -> Result<(), Refusal> {
        let subject = stream.strip_prefix(META).unwrap_or(stream);
        // What is said of all streams may keep an auditor from them.
        let of_all = subject == ALL && !caller.administers();
        let least =
            if self.is_of_records(subject) || of_all { Kind::Service } else { Kind::Writer };
        let unheeded = stream == SETTINGS && caller.has_account();
        if caller.kind() < least || NOBODYS.contains(&stream) || unheeded {
            return Err(Refusal::Denied);
        }
        Ok(())
    }

    /// Whether `stream` has the name of a record, there or to come.
    fn is_of_records(&self, stream: &str) -> bool {
        let category = stream.split_once('-').map(|(category, _)| category);
        category.is_some_and(|category| self.records.contains(&category))
    }

    /// What was said of `stream` has changed, or may have.
    pub(crate) fn forget(&self, stream: &str) {
        self.known().forget(stream);
    }

    /// The last event of `stream`, whatever is shown of it.
    pub(crate) async fn last(&self, stream: &str) -> anyhow::Result<Option<Recorded>> {
        let found = self.journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
        Ok(found.into_iter().next())
    }

    pub(crate) async fn last_revision(&self, stream: &str) -> anyhow::Result<Option<u64>> {
        Ok(self.last(stream).await?.map(|event| event.revision))
    }

    /// Whether nothing may hide `stream`: the server's own, and what Jalon writes.
    pub(crate) async fn is_record(&self, stream: &str) -> anyhow::Result<bool> {
        Ok(stream.starts_with('$') || self.is_ours(stream).await?)
    }

    /// Whether Jalon writes `stream`: by its name, or because its events bear Jalon's metadata.
    pub(crate) async fn is_ours(&self, stream: &str) -> anyhow::Result<bool> {
        if stream == IDENTITY || self.is_of_records(stream) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_said_of_a_stream_has_its_lock() {
        for subject in ["s", "$s", ""] {
            for said in ["$$", "$$$$", "$$$$$$"] {
                let said = format!("{said}{subject}");
                assert_eq!(Store::place(&said), Store::place(subject), "{said}");
            }
        }
    }
}
