//! What the two journals of a copy hold when it begins.

use std::{sync::Arc, vec};

use anyhow::ensure;
use runtime::{Direction, Filter, Journal, Place, Recorded};

/// Events read at once.
const PAGE: usize = 1000;

/// A journal, page by page, up to where it ended at first.
pub(super) struct Pages {
    journal: Arc<dyn Journal>,
    filter: Filter,
    pub(super) head: u64,
    /// The first position that was not looked at yet.
    pub(super) next: u64,
}

impl Pages {
    pub(super) async fn of(journal: Arc<dyn Journal>, filter: Filter) -> anyhow::Result<Self> {
        let head = journal.head().await?;
        Ok(Self { journal, filter, head, next: 0 })
    }

    /// The next events, of which there may be none; nothing at the end.
    pub(super) async fn page(&mut self) -> anyhow::Result<Option<Vec<Recorded>>> {
        let Self { journal, filter, head, next } = self;
        if *next >= *head {
            return Ok(None);
        }
        let page = journal.read_all(Place::At(*next), Direction::Forwards, filter, PAGE).await?;
        ensure!(page.next > *next, "a journal with {head} positions does not go on at {next}");
        *next = page.next;
        Ok(Some(page.events.into_iter().filter(|event| event.position < *head).collect()))
    }
}

/// What an earlier copy left over there, among what is nobody's copy.
pub(super) struct There {
    pages: Pages,
    events: vec::IntoIter<Recorded>,
}

impl There {
    pub(super) async fn of(journal: Arc<dyn Journal>) -> anyhow::Result<Self> {
        let pages = Pages::of(journal, Filter::Everything).await?;
        Ok(Self { pages, events: Vec::new().into_iter() })
    }

    /// Where `event` lies, behind what was found before. Once there is none, no later one is either.
    pub(super) async fn find(&mut self, event: &Recorded) -> anyhow::Result<Option<u64>> {
        loop {
            let same = |there: &Recorded| {
                (there.entry.id, &there.stream) == (event.entry.id, &event.stream)
            };
            if let Some(there) = self.events.find(same) {
                return Ok(Some(there.position));
            }
            let Some(events) = self.pages.page().await? else { return Ok(None) };
            self.events = events.into_iter();
        }
    }
}
