//! Decides appends one after the other, each against what is durable and what the appends before
//! it in the same frame will have recorded.

use std::{
    cmp::max,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use anyhow::anyhow;
use runtime::{Append, AppendError, Appended, Expected, NotTogether};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{error::Failure, frame, reader::Shared, record};

/// What is told of appends that are recorded together.
pub(crate) type Told = Result<Vec<Appended>, NotTogether>;

/// An append on its way to the writer, or several that belong together.
pub(crate) struct Job {
    pub(crate) appends: Vec<Append>,
    /// How many events, and bytes of their records.
    pub(crate) events: usize,
    pub(crate) bytes: usize,
    pub(crate) reply: oneshot::Sender<Told>,
}

/// The next frame, and everyone who waits for it.
pub(crate) struct Batch {
    /// Position of the first event.
    first: u64,
    /// Time of the last event, in microseconds since 1970: of this frame, or before it.
    pub(crate) at: i64,
    pub(crate) frame: Vec<u8>,
    pub(crate) events: Vec<Added>,
    /// What the frame adds to each stream: position and id of each event.
    added: HashMap<Arc<str>, Vec<(u64, Uuid)>>,
    waiting: Vec<Waiting>,
}

/// An event in the frame.
pub(crate) struct Added {
    pub(crate) stream: Arc<str>,
    pub(crate) id: Uuid,
    pub(crate) revision: u64,
    /// Where it begins in the frame.
    pub(crate) offset: u64,
}

struct Waiting {
    reply: oneshot::Sender<Told>,
    outcome: Told,
    /// Whether the outcome is true only if the frame is recorded.
    relies: bool,
}

impl Batch {
    /// The frame behind the event at `first - 1`, which was recorded at the time `at`.
    pub(crate) fn new(first: u64, at: i64, mut frame: Vec<u8>) -> Self {
        frame::begin(&mut frame);
        let (events, waiting) = (Vec::new(), Vec::new());
        Self { first, at, frame, events, added: HashMap::new(), waiting }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Decides `job`, at the time `now`, and keeps the answer until the frame is recorded.
    pub(crate) fn take(&mut self, shared: &Shared, job: Job, now: i64) {
        let Job { appends, reply, .. } = job;
        // The wall clock may go back; the journal does not.
        let at = max(self.at, now);
        let before = (self.frame.len(), self.events.len());
        let mut told = Vec::with_capacity(appends.len());
        let mut refused = None;
        let streams: Vec<Arc<str>> = appends.iter().map(|it| Arc::from(&*it.stream)).collect();
        for (which, (append, stream)) in appends.iter().zip(&streams).enumerate() {
            match self.decide(shared, stream, append.expected, &append.entries, at) {
                Ok(appended) => told.push(appended),
                Err(error) => {
                    refused = Some(NotTogether { which, error });
                    break;
                }
            }
        }
        if refused.is_some() {
            self.forget(before);
        }
        // What recorded nothing says nothing of the time.
        if self.events.len() > before.1 {
            self.at = at;
        }
        let relies = streams.iter().any(|stream| self.added.contains_key(stream));
        let outcome = refused.map_or(Ok(told), Err);
        self.waiting.push(Waiting { reply, outcome, relies });
    }

    /// Takes back what one job added.
    fn forget(&mut self, (bytes, events): (usize, usize)) {
        self.frame.truncate(bytes);
        for Added { stream, .. } in self.events.drain(events..) {
            if let Entry::Occupied(mut added) = self.added.entry(stream) {
                added.get_mut().pop();
                if added.get().is_empty() {
                    added.remove();
                }
            }
        }
    }

    fn decide(
        &mut self,
        shared: &Shared,
        stream: &Arc<str>,
        expected: Expected,
        entries: &[runtime::Entry],
        at: i64,
    ) -> Result<Appended, AppendError> {
        let known = shared.total(stream).map_err(AppendError::Unavailable)?;
        let added = self.added.get(stream).map_or(&[][..], Vec::as_slice);
        let next = known + added.len() as u64;
        let last = next.checked_sub(1);
        let found = self.find(shared, stream, known, entries).map_err(AppendError::Unavailable)?;
        if let Some(revision) = found {
            let again = again(shared, stream, known, added, revision, entries);
            let again = again.map_err(AppendError::Unavailable)?;
            let again = again.filter(|_| expected.meant(revision, last));
            return again.ok_or(AppendError::Conflict { last });
        }
        if expected.met(last) {
            self.add(stream, next, entries, at)
        } else {
            Err(AppendError::Conflict { last })
        }
    }

    /// The first revision at which the first of `entries` already lies in `stream`.
    fn find(
        &self,
        shared: &Shared,
        stream: &str,
        known: u64,
        entries: &[runtime::Entry],
    ) -> anyhow::Result<Option<u64>> {
        let Some(first) = entries.first() else { return Ok(None) };
        if known > 0
            && let Some(found) = shared.find(stream, first.id)?
        {
            return Ok(Some(found));
        }
        let added = self.added.get(stream).map_or(&[][..], Vec::as_slice);
        let place = added.iter().position(|(_, added)| *added == first.id);
        Ok(place.map(|place| known + place as u64))
    }

    fn add(
        &mut self,
        stream: &Arc<str>,
        next: u64,
        entries: &[runtime::Entry],
        at: i64,
    ) -> Result<Appended, AppendError> {
        let mut appended = None;
        for (entry, revision) in entries.iter().zip(next..) {
            let position = self.first + self.events.len() as u64;
            let offset = self.frame.len() as u64;
            record::encode(&mut self.frame, stream, revision, at, entry)?;
            let (id, of_stream) = (entry.id, Arc::clone(stream));
            self.events.push(Added { stream: of_stream, id, revision, offset });
            self.added.entry(Arc::clone(stream)).or_default().push((position, entry.id));
            appended = Some(Appended { revision, position });
        }
        appended.ok_or_else(|| AppendError::Unavailable(anyhow!("an append of nothing")))
    }

    /// Tells everyone, now that the fate of the frame is known.
    pub(crate) fn answer(self, committed: &Result<(), Failure>) -> Vec<u8> {
        for Waiting { reply, outcome, relies } in self.waiting {
            let outcome = match committed {
                Err(failure) if relies => Err(NotTogether { which: 0, error: failure.told() }),
                Ok(()) | Err(_) => outcome,
            };
            // Whoever asked may have stopped waiting; what is recorded is recorded.
            let _ = reply.send(outcome);
        }
        self.frame
    }
}

/// What the first append of `entries` was told, if they lie in `stream` from `revision` on, in the
/// same order and without a gap.
fn again(
    shared: &Shared,
    stream: &str,
    known: u64,
    added: &[(u64, Uuid)],
    revision: u64,
    entries: &[runtime::Entry],
) -> anyhow::Result<Option<Appended>> {
    let from = runtime::Place::At(revision);
    let durable = if revision < known {
        let (forwards, all) = (runtime::Direction::Forwards, usize::MAX);
        shared.read_stream(stream, from, forwards, entries.len(), all)?.events
    } else {
        Vec::new()
    };
    let durable = durable.iter().map(|event| (event.position, event.entry.id));
    let skipped = crate::bytes::len(revision.saturating_sub(known));
    let lies = durable.chain(added.iter().skip(skipped).copied()).take(entries.len());
    let mut last = None;
    let mut same = 0;
    for ((position, id), (entry, revision)) in lies.zip(entries.iter().zip(revision..)) {
        if id != entry.id {
            return Ok(None);
        }
        same += 1;
        last = Some(Appended { revision, position });
    }
    Ok(last.filter(|_| same == entries.len()))
}
