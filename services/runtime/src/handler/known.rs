//! What a handler remembers of streams: as far as each was read, and the state it came to. It may be
//! forgotten at any time; a long stream is read on from a snapshot.

use std::sync::{Arc, MutexGuard, PoisonError};

use kernel::{Aggregate, Fact, Stored as _, amended};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::CommandHandler;
use crate::{
    Direction, Place, Recorded,
    answers::{Answer, Told},
    store,
    tables::read_weighed,
    weighed::Weighed,
};

/// A stream that has grown by so much gets its state written down.
const SNAPSHOT_EVERY: u64 = 5_000;

/// A stream as far as it has been read.
pub(super) struct Known<A: Aggregate> {
    /// Whether the snapshot was looked for.
    loaded: bool,
    /// Revision of the first event not read yet.
    pub(super) next: u64,
    /// Of the last event read.
    pub(super) position: u64,
    last: Uuid,
    /// Position in the journal up to which nothing of the stream is unread.
    through: u64,
    /// Revision up to which a snapshot was written.
    written: u64,
    /// Of the events that were taken in.
    pub(super) bytes: usize,
    pub(super) state: A,
}

impl<A: Aggregate> Known<A> {
    fn unread() -> Self {
        let (loaded, last, state) = (false, Uuid::nil(), A::default());
        Self { loaded, next: 0, position: 0, last, through: 0, written: 0, bytes: 0, state }
    }

    /// To be read from the beginning, without a snapshot.
    pub(super) fn from_scratch() -> Self {
        Self { loaded: true, ..Self::unread() }
    }

    /// Takes in the next fact. One that amends another changes what is already taken in: whoever
    /// comes next reads the stream again.
    pub(super) fn take(&mut self, fact: &Fact<A::Event>) {
        if fact.event.amendment().is_none() {
            self.state.evolve(fact);
            self.reached(fact);
        } else {
            self.doubt();
        }
    }

    /// Whether what the journal holds of the stream up to `position` is known.
    pub(super) fn knows(&self, position: u64) -> bool {
        position < self.through
    }

    /// Something was recorded that is not taken in.
    pub(super) fn doubt(&mut self) {
        self.through = 0;
    }

    fn reached(&mut self, fact: &Fact<A::Event>) {
        (self.next, self.position) = (fact.revision + 1, fact.position);
        self.last = fact.event_id;
    }
}

#[derive(Serialize, Deserialize)]
struct Snapshot<A> {
    shape: u32,
    journal: Uuid,
    next: u64,
    position: u64,
    state: A,
    /// Earlier versions did not say it, and what ends before it is none.
    last: Uuid,
}

impl<A: Aggregate> CommandHandler<A> {
    /// One command at a time per stream and process; other processes are told by `append`.
    pub(super) fn known(&self, stream: &str) -> Arc<tokio::sync::Mutex<Known<A>>> {
        let mut known = self.remembered_streams();
        let unread = || Arc::new(tokio::sync::Mutex::new(Known::unread()));
        known.get_or(stream, unread)
    }

    fn remembered_streams(&self) -> MutexGuard<'_, Weighed<Arc<tokio::sync::Mutex<Known<A>>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From the snapshot if there is one that still fits, or from nothing.
    async fn remembered(&self, stream: &str) -> anyhow::Result<Known<A>> {
        let (store, snapshots) = (self.store.clone(), self.snapshots.clone());
        let (stream, journal) = (stream.to_owned(), self.journal.id());
        store::blocking(move || {
            // One that cannot be read saves no work, and that is all.
            let stored = store.sure(snapshots.get(stream)).ok().flatten();
            let bytes = stored.as_ref().map_or(0, |stored| stored.len());
            let snapshot = stored.and_then(|it| postcard::from_bytes::<Snapshot<A>>(&it).ok());
            Ok(match snapshot {
                Some(it) if it.shape == A::SNAPSHOT && it.journal == journal => {
                    let Snapshot { next, position, state, last, .. } = it;
                    let (loaded, through, written) = (true, 0, next);
                    Known { loaded, next, position, last, through, written, bytes, state }
                }
                _ => Known::from_scratch(),
            })
        })
        .await
    }

    /// Whether the last event that is known lies where it did. A journal that was set back to a copy has
    /// the name of the one that went on from there.
    async fn lies(&self, stream: &str, known: &Known<A>) -> anyhow::Result<bool> {
        let Some(last) = known.next.checked_sub(1) else { return Ok(true) };
        let (place, forwards) = (Place::At(last), Direction::Forwards);
        let there = self.journal.read_stream(stream, place, forwards, 1).await?;
        let same =
            |event: &Recorded| (event.position, event.entry.id) == (known.position, known.last);
        Ok(there.first().is_some_and(same))
    }

    /// Takes in what is newer, whoever wrote it. False if nothing is.
    pub(super) async fn catch_up(
        &self,
        stream: &str,
        known: &mut Known<A>,
    ) -> anyhow::Result<bool> {
        if !known.loaded {
            *known = self.remembered(stream).await?;
            if !self.lies(stream, known).await? {
                *known = Known::from_scratch();
            }
        }
        // What is recorded while we read may be missed.
        let through = self.journal.heard();
        let read = read_weighed::<A::Event>(&*self.journal, stream, known.next).await?;
        let (newer, bytes) = read;
        for fact in &newer {
            self.remember(fact);
        }
        if newer.iter().any(|fact| fact.event.amendment().is_some()) {
            // Something earlier was wrong: what it led to is worked out again.
            let read = read_weighed::<A::Event>(&*self.journal, stream, 0).await?;
            let ((whole, bytes), written) = (read, known.written);
            let mut again: Known<A> = Known { written, bytes, ..Known::from_scratch() };
            if let Some(last) = whole.last() {
                again.reached(last);
            }
            for fact in amended(whole) {
                again.state.evolve(&fact);
            }
            *known = again;
        } else {
            for fact in &newer {
                known.take(fact);
            }
            known.bytes += bytes;
        }
        known.through = through;
        self.remembered_streams().weigh(stream, known.bytes);
        if known.next >= known.written + SNAPSHOT_EVERY {
            self.write_down(stream, known).await;
        }
        Ok(!newer.is_empty())
    }

    /// A command that another process recorded has had its answer too.
    pub(super) fn remember(&self, fact: &Fact<A::Event>) {
        if self.answers.has(fact.position) {
            return;
        }
        let (command, hash) = (fact.meta.command_id, fact.meta.command_hash);
        let mut answer = match self.answers.recent(command) {
            Some((_, Told::Recorded(answer))) => answer,
            Some((_, Told::Refused(_))) | None => Answer::default(),
        };
        if !answer.events.contains(&fact.event_id) {
            answer.events.push(fact.event_id);
            (answer.revision, answer.position) = (fact.revision, fact.position);
            self.answers.put(command, hash, Told::Recorded(answer));
        }
    }

    /// A snapshot only saves time: one that cannot be written is done without.
    async fn write_down(&self, stream: &str, known: &mut Known<A>) {
        let snapshot = Snapshot {
            shape: A::SNAPSHOT,
            journal: self.journal.id(),
            next: known.next,
            position: known.position,
            state: known.state.clone(),
            last: known.last,
        };
        let (snapshots, key) = (self.snapshots.clone(), stream.to_owned());
        let written = store::blocking(move || {
            snapshots.insert(key, postcard::to_allocvec(&snapshot)?)?;
            Ok(())
        });
        if let Err(error) = written.await {
            tracing::warn!(stream, %error, "no snapshot");
        }
        known.written = known.next;
    }
}
