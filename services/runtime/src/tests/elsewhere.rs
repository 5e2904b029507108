//! A journal as another server keeps it: positions have gaps, a read may begin only where an event
//! ends, and it is not always there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    AppendError, Appended, Budget, Direction, Entry, Expected, Filter, Format, Journal,
    MemoryJournal, Page, Place, Recorded,
};

/// The nth event, from 0, is the last of so many positions.
pub(crate) const STEP: u64 = 3;

pub(crate) struct Elsewhere {
    journal: MemoryJournal,
    away: AtomicBool,
    /// Events of all streams that were read.
    read: AtomicUsize,
    /// How often a stream of its own was asked for.
    asked: AtomicUsize,
}

impl Elsewhere {
    pub(crate) fn new(id: Uuid) -> Self {
        let (journal, away) = (MemoryJournal::new(id), AtomicBool::new(false));
        Self { journal, away, read: AtomicUsize::new(0), asked: AtomicUsize::new(0) }
    }

    /// Nobody answers while it is away, and whether it comes back the same nobody knows. Whoever waits for more goes on waiting.
    pub(super) fn away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
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

    fn gapless(&self) -> bool {
        false
    }

    async fn append(
        &self,
        stream: &str,
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
        self.asked.fetch_add(1, Ordering::SeqCst);
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
            // Backwards, a read may begin before an event, too.
            Place::At(at) if direction == Direction::Backwards && at % STEP == STEP - 1 => {
                Place::At(at / STEP)
            }
            Place::At(at) => {
                ensure!(at % STEP == 0, "no event ends at {at}");
                Place::At(at / STEP)
            }
            Place::Start | Place::End => from,
        };
        let Page { events, next } = self.journal.read_all(inner, direction, filter, max).await?;
        self.read.fetch_add(events.len(), Ordering::SeqCst);
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

    async fn sound(&self) -> anyhow::Result<()> {
        self.answers()
    }
}

#[tokio::test]
async fn a_page_costs_what_it_needs_and_is_the_same_wherever_the_journal_is() {
    let (here, there) = (MemoryJournal::new(Uuid::nil()), Elsewhere::new(Uuid::nil()));
    let entry = |number: u128| Entry {
        id: Uuid::from_u128(number),
        name: if number.is_multiple_of(7) { "seventh.v1" } else { "other.v1" }.into(),
        data: vec![b'x'; 100],
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    for page in 0..6 {
        let entries: Vec<_> = (page * 1000..(page + 1) * 1000).map(entry).collect();
        for journal in [&here as &dyn Journal, &there] {
            journal.append("s", Expected::Any, entries.clone()).await.unwrap();
        }
    }
    let (all, some) = (Filter::Everything, Filter::Types(vec!["seventh".into()]));
    let none = Filter::streams(["nothing-"]);
    let events = Budget::events;
    for (filter, budget, most) in [
        (&all, events(50), 50),
        (&all, events(0), 0),
        (&all, events(50).looking_at(20), 20),
        (&all, Budget { bytes: 1000, ..events(50) }, 50),
        (&all, events(9999), 6000),
        (&some, events(50), 1024),
        (&some, events(500), 4096),
        (&some, events(9999).looking_at(3000), 3000),
        (&some, Budget { bytes: 1000, ..events(500) }, 1024),
        (&none, events(50).looking_at(2000), 2000),
        (&none, events(50), 6000),
    ] {
        for (direction, from) in [
            (Direction::Forwards, Place::Start),
            (Direction::Forwards, Place::At(1500)),
            (Direction::Backwards, Place::End),
            (Direction::Backwards, Place::At(4500)),
        ] {
            there.read.store(0, Ordering::SeqCst);
            let scaled = if let Place::At(at) = from { Place::At(at * STEP) } else { from };
            let page = there.read_within(scaled, direction, filter, budget).await.unwrap();
            let said = format!("{filter:?} {budget:?} {from:?}");
            assert!(there.read.load(Ordering::SeqCst) <= most, "{said}");
            let wanted = here.read_within(from, direction, filter, budget).await.unwrap();
            assert!(
                page.events
                    .iter()
                    .map(|event| event.revision)
                    .eq(wanted.events.iter().map(|event| event.revision)),
                "{said}"
            );
            assert_eq!(page.next / STEP, wanted.next, "{said}");
        }
    }
}
