//! Events as those who follow the journal share them: read once, and understood once, by whoever
//! needs them first.
//!
//! Near the end of the journal everybody reads the same events within moments, so the last ones are
//! kept, up to a bound. Whoever is further behind reads for itself, and only what it wants.

use std::{
    any::Any,
    collections::VecDeque,
    sync::{Arc, OnceLock},
};

use kernel::{Fact, Meta, Stored};
use tokio::sync::Mutex;

use crate::{Direction, Filter, Journal, Place, Recorded, fact};

/// Events kept, and bytes of them, and so what one reader takes in at once.
const MOST: usize = 4096;
const MOST_BYTES: usize = 4 << 20;
/// Events that a reader who is far behind takes in at once.
const FAR: usize = 1024;

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
        let entry = &self.recorded.entry;
        entry.name.len() + entry.data.len() + entry.meta.len()
    }
}

/// What a reader takes in at once: the events it wants, and where to go on.
pub(crate) struct Lot {
    pub(crate) events: Vec<Arc<Seen>>,
    /// The first position not looked at yet.
    pub(crate) next: u64,
}

/// The end of the journal, for everybody in this process who follows it.
pub(crate) struct Window {
    pub(crate) journal: Arc<dyn Journal>,
    recent: Mutex<Recent>,
}

/// The last events, one after another without a gap.
#[derive(Default)]
struct Recent {
    first: u64,
    events: VecDeque<Arc<Seen>>,
    bytes: usize,
}

impl Window {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, recent: Mutex::default() }
    }

    /// What `filter` admits of the events from `from` on, as many as are good to take in at once.
    pub(crate) async fn read(&self, from: u64, filter: &Filter) -> anyhow::Result<Lot> {
        if self.journal.heard().saturating_sub(from) <= MOST as u64 {
            let mut recent = self.recent.lock().await;
            if recent.first <= from || recent.events.is_empty() {
                return self.near(&mut recent, from, filter).await;
            }
        }
        let (place, forwards) = (Place::At(from), Direction::Forwards);
        let page = self.journal.read_all(place, forwards, filter, FAR).await?;
        let events = page.events.into_iter().map(|recorded| Arc::new(Seen::new(recorded)));
        Ok(Lot { events: events.collect(), next: page.next })
    }

    /// From what is kept, after reading what is newer if it has all been seen.
    async fn near(&self, recent: &mut Recent, from: u64, filter: &Filter) -> anyhow::Result<Lot> {
        if from >= recent.end() {
            if from > recent.end() || recent.events.is_empty() {
                *recent = Recent { first: from, ..Recent::default() };
            }
            let (place, forwards) = (Place::At(from), Direction::Forwards);
            let page = self.journal.read_all(place, forwards, &Filter::Everything, MOST).await?;
            for recorded in page.events {
                recent.push(Arc::new(Seen::new(recorded)));
            }
        }
        let lot = recent.lot(from, filter);
        recent.trim();
        Ok(lot)
    }
}

impl Recent {
    fn end(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    fn push(&mut self, seen: Arc<Seen>) {
        self.bytes += seen.bytes();
        self.events.push_back(seen);
    }

    fn lot(&self, from: u64, filter: &Filter) -> Lot {
        let skipped = usize::try_from(from - self.first).unwrap_or(usize::MAX);
        let admitted = self.events.iter().skip(skipped).filter(|seen| {
            let Recorded { stream, entry, .. } = &seen.recorded;
            filter.admits(stream, &entry.name)
        });
        Lot { events: admitted.cloned().collect(), next: self.end().max(from) }
    }

    /// Lets go of the oldest.
    fn trim(&mut self) {
        while self.events.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.events.pop_front() else { return };
            self.first += 1;
            self.bytes -= oldest.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Entry, Expected, Format, MemoryJournal};

    /// Two streams in turn, so many events of each.
    async fn grow(journal: &MemoryJournal, each: u64) {
        let head = journal.head().await.unwrap();
        for nth in head / 2..head / 2 + each {
            for stream in ["a-1", "b-1"] {
                let name = format!("{stream}{nth}");
                let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
                let (name, data, meta) = ("x".into(), vec![1; 2048], Vec::new());
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

    #[tokio::test]
    async fn whoever_reads_from_wherever_misses_nothing() {
        let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(1)));
        let window = Window::new(Arc::clone(&journal) as Arc<dyn Journal>);
        let of_b = Filter::streams(["b-"]);
        for each in [3, 700, 900] {
            grow(&journal, each).await;
            let head = journal.head().await.unwrap();
            // In turn from near, from the very end, and from far behind what is kept.
            for from in [head - 2, head, 0, head / 2, 5, head - 1] {
                let all = follow(&window, from, &Filter::Everything).await;
                assert_eq!(all, (from..head).collect::<Vec<_>>());
                let odd = (from..head).filter(|position| position % 2 == 1);
                assert_eq!(follow(&window, from, &of_b).await, odd.collect::<Vec<_>>());
            }
        }
        let recent = window.recent.lock().await;
        assert!(recent.bytes <= MOST_BYTES && recent.events.len() <= MOST);
    }
}
