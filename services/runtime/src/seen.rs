//! Events as those who follow the journal share them: read once, and understood once, by whoever
//! needs them first.
//!
//! Near the end of the journal everybody reads the same events within moments, so the last ones are
//! kept, up to a bound. Whoever is further behind reads for itself, and only what it wants.

use std::{
    any::Any,
    collections::VecDeque,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use kernel::{Fact, Meta, Stored};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{Direction, Filter, Journal, Landmark, Page, Place, Recorded, fact, store::Checkpoint};

/// Events kept, and bytes of them, and about as much as one reader takes in at once.
const MOST: usize = 2048;
const MOST_BYTES: usize = 1 << 20;
/// Events that a reader who is far behind takes in at once.
const FAR: usize = 1024;
/// Bytes of an event, before one was read: a large one.
const LARGE: usize = 16 << 10;

/// A recorded event, and what is understood of it so far.
pub(crate) struct Seen {
    pub(crate) recorded: Recorded,
    meta: OnceLock<Arc<Meta>>,
    /// A [`Fact`] of the first service that has read it, which is nearly always the only one.
    fact: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Seen {
    pub(crate) fn new(recorded: Recorded) -> Self {
        Self { recorded, meta: OnceLock::new(), fact: OnceLock::new() }
    }

    /// What stands beside the event. Fails where another system wrote something else there.
    pub(crate) fn meta(&self) -> serde_json::Result<&Arc<Meta>> {
        if let Some(meta) = self.meta.get() {
            return Ok(meta);
        }
        let meta = Arc::new(fact::meta(&self.recorded)?);
        Ok(self.meta.get_or_init(|| meta))
    }

    pub(crate) fn fact<E: Stored>(&self) -> anyhow::Result<Arc<Fact<E>>> {
        let known = self.fact.get().map(|known| Arc::clone(known).downcast());
        if let Some(Ok(fact)) = known {
            return Ok(fact);
        }
        let meta = self.meta().map_err(anyhow::Error::from);
        let meta = anyhow::Context::with_context(meta, || fact::place(&self.recorded))?;
        let fact = Arc::new(fact::beside(&self.recorded, Arc::clone(meta))?);
        // Whoever understands it as something else does so for itself.
        _ = self.fact.set(Arc::clone(&fact) as Arc<dyn Any + Send + Sync>);
        Ok(fact)
    }

    fn bytes(&self) -> usize {
        bytes(&self.recorded)
    }
}

/// What a reader takes in at once: the events it wants, and where to go on.
pub(crate) struct Lot {
    pub(crate) events: Vec<Arc<Seen>>,
    /// The first position not looked at yet.
    pub(crate) next: u64,
    /// The last event before it, wanted or not, as far as one was seen: by it this place is known again.
    pub(crate) last: Option<Landmark>,
}

impl Lot {
    /// How far whoever takes it in has come. None where there was nothing to see.
    pub(crate) fn reached(&self, journal: Uuid) -> Option<Checkpoint> {
        Some(Checkpoint::behind(journal, self.last.clone()?))
    }
}

/// The end of the journal, for everybody in this process who follows it.
pub(crate) struct Window {
    pub(crate) journal: Arc<dyn Journal>,
    recent: Mutex<Recent>,
    /// Bytes of an event, as those read last were: a page has so many events as have no more bytes
    /// than are good to take in at once.
    typical: AtomicUsize,
}

/// The last events, in order, and nothing between them left out. Positions may have gaps: where one
/// goes on is what the journal said last, and never counted.
#[derive(Default)]
struct Recent {
    /// The first position of which it would be known if anything lay there.
    first: u64,
    /// The first position not looked at yet.
    next: u64,
    events: VecDeque<Arc<Seen>>,
    bytes: usize,
}

impl Window {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, recent: Mutex::default(), typical: AtomicUsize::new(LARGE) }
    }

    /// What `filter` admits of the events from `from` on, as many as are good to take in at once.
    pub(crate) async fn read(&self, from: u64, filter: &Filter) -> anyhow::Result<Lot> {
        if self.journal.heard().saturating_sub(from) <= MOST as u64 {
            let mut recent = self.recent.lock().await;
            if recent.first <= from || recent.events.is_empty() {
                return self.near(&mut recent, from, filter).await;
            }
        }
        let Page { events, next } = self.page(from, filter, FAR).await?;
        let mut last = events.last().map(Landmark::of);
        if next > last.as_ref().map_or(from, |last| last.position + 1) {
            last = Landmark::before(&*self.journal, next).await?.or(last);
        }
        let events = events.into_iter().map(|recorded| Arc::new(Seen::new(recorded)));
        Ok(Lot { events: events.collect(), next, last })
    }

    /// From what is kept, after reading what is newer if it has all been seen.
    async fn near(&self, recent: &mut Recent, from: u64, filter: &Filter) -> anyhow::Result<Lot> {
        if from > recent.next || recent.events.is_empty() {
            *recent = Recent { first: from, next: from, ..Recent::default() };
        }
        if from >= recent.next {
            let mut read = 0;
            loop {
                let page = self.page(recent.next, &Filter::Everything, MOST).await?;
                if page.next <= recent.next {
                    break;
                }
                recent.next = page.next;
                for recorded in page.events {
                    let seen = Arc::new(Seen::new(recorded));
                    read += seen.bytes();
                    recent.push(seen);
                }
                if recent.next >= self.journal.heard() || read >= MOST_BYTES {
                    break;
                }
            }
        }
        let lot = recent.lot(from, filter);
        recent.trim();
        Ok(lot)
    }

    /// At most `most` events, and about as many bytes as are good to take in at once.
    async fn page(&self, from: u64, filter: &Filter, most: usize) -> anyhow::Result<Page> {
        let fitting = MOST_BYTES / self.typical.load(Ordering::Relaxed).max(1);
        let (place, max) = (Place::At(from), fitting.clamp(1, most));
        let page = self.journal.read_all(place, Direction::Forwards, filter, max).await?;
        if !page.events.is_empty() {
            let all: usize = page.events.iter().map(bytes).sum();
            self.typical.store(all / page.events.len(), Ordering::Relaxed);
        }
        Ok(page)
    }
}

fn bytes(recorded: &Recorded) -> usize {
    let entry = &recorded.entry;
    entry.name.len() + entry.data.len() + entry.meta.len()
}

impl Recent {
    fn push(&mut self, seen: Arc<Seen>) {
        self.bytes += seen.bytes();
        self.events.push_back(seen);
    }

    fn lot(&self, from: u64, filter: &Filter) -> Lot {
        let skipped = self.events.partition_point(|seen| seen.recorded.position < from);
        let admitted = self.events.iter().skip(skipped).filter(|seen| {
            let Recorded { stream, entry, .. } = &seen.recorded;
            filter.admits(stream, &entry.name)
        });
        let last = self.events.back().map(|seen| Landmark::of(&seen.recorded));
        Lot { events: admitted.cloned().collect(), next: self.next.max(from), last }
    }

    /// Lets go of the oldest.
    fn trim(&mut self) {
        while self.events.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.events.pop_front() else { return };
            self.first = oldest.recorded.position + 1;
            self.bytes -= oldest.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Entry, Expected, Format, MemoryJournal,
        tests::elsewhere::{Elsewhere, STEP},
    };

    /// Two streams in turn, so many events of each.
    async fn grow(journal: &dyn Journal, each: u64, bytes: usize) {
        for _ in 0..each {
            for stream in ["a-1", "b-1"] {
                let name = format!("{stream}/{}", journal.head().await.unwrap());
                let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
                let (name, data, meta) = ("x".into(), vec![1; bytes], Vec::new());
                let entry = Entry { id, name, data, meta, format: Format::Bytes };
                journal.append(stream, Expected::Any, vec![entry]).await.unwrap();
            }
        }
    }

    /// Everything that a reader who begins at `from` is handed, by position.
    async fn follow(window: &Window, mut from: u64, filter: &Filter) -> Vec<u64> {
        let mut found = Vec::new();
        while from < window.journal.head().await.unwrap() {
            let lot = window.read(from, filter).await.unwrap();
            assert!(lot.next > from, "nothing is looked at twice");
            found.extend(lot.events.iter().map(|seen| seen.recorded.position));
            from = lot.next;
        }
        found
    }

    /// From wherever somebody may have come to, in a journal that has an event every `step`.
    async fn misses_nothing(journal: Arc<dyn Journal>, step: u64) {
        let window = Window::new(Arc::clone(&journal));
        let of_b = Filter::streams(["b-"]);
        for each in [3, 700, 900] {
            grow(&*journal, each, 2048).await;
            let events = journal.head().await.unwrap() / step;
            // In turn from near, from the very end, and from far behind what is kept.
            for from in [events - 2, events, 0, events / 2, 5, events - 1] {
                let all = follow(&window, from * step, &Filter::Everything).await;
                let place = |nth: u64| nth * step + step - 1;
                assert_eq!(all, (from..events).map(place).collect::<Vec<_>>());
                let odd = (from..events).filter(|nth| nth % 2 == 1).map(place);
                assert_eq!(follow(&window, from * step, &of_b).await, odd.collect::<Vec<_>>());
            }
        }
        let recent = window.recent.lock().await;
        assert!(recent.bytes <= MOST_BYTES && recent.events.len() <= MOST);
    }

    #[tokio::test]
    async fn whoever_reads_from_wherever_misses_nothing() {
        misses_nothing(Arc::new(MemoryJournal::new(Uuid::from_u128(1))), 1).await;
    }

    #[tokio::test]
    async fn where_positions_have_gaps_nothing_is_missed_or_handed_out_twice() {
        misses_nothing(Arc::new(Elsewhere::new(Uuid::from_u128(1))), STEP).await;
    }

    #[tokio::test]
    async fn what_is_taken_in_at_once_is_bounded_in_bytes() {
        let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(1)));
        grow(&*journal, 512, 60_000).await;
        let window = Window::new(journal);
        let mut from = 0;
        while from < 1024 {
            let lot = window.read(from, &Filter::Everything).await.unwrap();
            let bytes: usize = lot.events.iter().map(|seen| seen.bytes()).sum();
            // The first page is a guess.
            assert!(bytes <= if from == 0 { 64 * 60_001 } else { 2 * MOST_BYTES }, "{bytes}");
            from = lot.next;
        }
    }
}
