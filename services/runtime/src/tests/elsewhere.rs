//! A journal as another server keeps it: positions have gaps, a read may begin only where an event
//! ends, and it is not always there.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Journal, MemoryJournal, Page, Place,
    Recorded,
};

/// The nth event, from 0, is the last of so many positions.
pub(crate) const STEP: u64 = 3;

pub(crate) struct Elsewhere {
    journal: MemoryJournal,
    away: AtomicBool,
}

impl Elsewhere {
    pub(crate) fn new(id: Uuid) -> Self {
        Self { journal: MemoryJournal::new(id), away: AtomicBool::new(false) }
    }

    /// Nobody answers while it is away. Whoever waits for more goes on waiting.
    pub(super) fn away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    fn answers(&self) -> anyhow::Result<()> {
        ensure!(!self.away.load(Ordering::SeqCst), "nobody answers");
        Ok(())
    }
}

fn out(mut recorded: Recorded) -> Recorded {
    recorded.position = recorded.position * STEP + STEP - 1;
    recorded
}

#[async_trait]
impl Journal for Elsewhere {
    fn id(&self) -> Uuid {
        self.journal.id()
    }

    async fn append(
        &self,
        stream: &str,
    fn gapless(&self) -> bool {
        false
    }

        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        self.answers().map_err(AppendError::Unavailable)?;
        let Appended { revision, position } =
            self.journal.append(stream, expected, entries).await?;
        Ok(Appended { revision, position: position * STEP + STEP - 1 })
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        self.answers()?;
        let events = self.journal.read_stream(stream, from, direction, max).await?;
        Ok(events.into_iter().map(out).collect())
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        self.answers()?;
        let inner = match from {
            Place::At(at) => {
                ensure!(at % STEP == 0, "no event ends at {at}");
                Place::At(at / STEP)
            }
            Place::Start | Place::End => from,
        };
        let Page { events, next } = self.journal.read_all(inner, direction, filter, max).await?;
        Ok(Page { events: events.into_iter().map(out).collect(), next: next * STEP })
    }

    async fn event(&self, position: u64) -> anyhow::Result<Option<Recorded>> {
        self.answers()?;
        let nth = position.checked_sub(STEP - 1).filter(|it| it % STEP == 0);
        let nth = nth.context("nothing lies there")? / STEP;
        Ok(self.journal.event(nth).await?.map(out))
    }

    async fn head(&self) -> anyhow::Result<u64> {
        self.answers()?;
        Ok(self.heard())
    }

    fn heard(&self) -> u64 {
        self.journal.heard() * STEP
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.answers()?;
        self.journal.beyond(position / STEP).await
    }
}
