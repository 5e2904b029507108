//! Reads what the index says is durable.
//!
//! The index is asked briefly, under its lock, where some events lie; they are then read with one
//! positioned read and without any lock. Segments are never changed where they hold events, so
//! nothing that was promised can move meanwhile.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use anyhow::{Context as _, anyhow};
use runtime::{Direction, Filter, Page, Place, Recorded};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    bytes::len,
    index::{Index, Run},
    record::Record,
};

/// What readers and the writer share.
pub(crate) struct Shared {
    pub(crate) id: Uuid,
    index: RwLock<Index>,
    pub(crate) head: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(id: Uuid, index: Index) -> Self {
        let head = watch::Sender::new(index.head());
        Self { id, index: RwLock::new(index), head }
    }

    /// The index is whole between any two of its functions, so that a panic elsewhere while it was
    /// held says nothing against it.
    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Positions of the wanted events of `stream`, in ascending order.
    pub(crate) fn wanted(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> Vec<u64> {
        let index = self.index();
        let all = index.stream(stream);
        let Range { start, end } = range(from, direction, all.len() as u64);
        let all = all.get(len(start)..len(end)).unwrap_or_default();
        let wanted = match direction {
            Direction::Forwards => all.get(..max),
            Direction::Backwards => all.len().checked_sub(max).and_then(|from| all.get(from..)),
        };
        wanted.unwrap_or(all).to_vec()
    }

    /// The events of `stream` at `positions`, which ascend.
    pub(crate) fn read(&self, stream: &str, positions: &[u64]) -> anyhow::Result<Vec<Recorded>> {
        let stream: Arc<str> = stream.into();
        let mut events = Vec::with_capacity(positions.len());
        let mut buffer = Vec::new();
        for together in positions.chunk_by(|before, after| before + 1 == *after) {
            let (Some(first), Some(last)) = (together.first(), together.last()) else { continue };
            let mut rest = *first..*last + 1;
            while !rest.is_empty() {
                let run = self.index().run(rest.clone(), Direction::Forwards);
                let run = run.with_context(|| format!("position {} is not there", rest.start))?;
                buffer = run.load(buffer)?;
                for (position, record) in run.records(&buffer) {
                    let record = record.with_context(|| harmed(position))?;
                    anyhow::ensure!(record.stream == &*stream, harmed(position));
                    events.push(record.event(position, Arc::clone(&stream))?);
                }
                rest.start += run.offsets.len() as u64;
            }
        }
        Ok(events)
    }

    /// Whether there is nothing to read that way.
    pub(crate) fn nothing(&self, from: Place, direction: Direction) -> bool {
        range(from, direction, self.index().head()).is_empty()
    }

    pub(crate) fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
        window: usize,
    ) -> anyhow::Result<Page> {
        let head = self.index().head();
        let mut rest = range(from, direction, head);
        match direction {
            Direction::Forwards => {
                rest.end = rest.end.min(rest.start.saturating_add(window as u64));
            }
            Direction::Backwards => {
                rest.start = rest.start.max(rest.end.saturating_sub(window as u64));
            }
        }
        let mut page = Page { events: Vec::new(), next: next_of(from, head) };
        let mut buffer = Vec::new();
        while !rest.is_empty() && page.events.len() < max {
            // Without a filter it is known how many are wanted; with one, a whole run is looked at.
            let most = match filter {
                Filter::Everything => max - page.events.len(),
                Filter::Streams(_) | Filter::Types(_) | Filter::Matching(_) => usize::MAX,
            } as u64;
            let near = match direction {
                Direction::Forwards => rest.start..rest.end.min(rest.start.saturating_add(most)),
                Direction::Backwards => rest.start.max(rest.end.saturating_sub(most))..rest.end,
            };
            let run = self.index().run(near.clone(), direction);
            let run = run.with_context(|| format!("positions {near:?} are not there"))?;
            buffer = run.load(buffer)?;
            match direction {
                Direction::Forwards => {
                    admit(&mut page, run.records(&buffer), filter, max, |position| position + 1)?;
                    rest.start = page.next;
                }
                Direction::Backwards => {
                    let records = run.records(&buffer).rev();
                    admit(&mut page, records, filter, max, |position| position)?;
                    rest.end = page.next;
                }
            }
        }
        Ok(page)
    }
}

type Numbered<'b> = (u64, anyhow::Result<Record<'b>>);

/// Adds to `page` what `filter` admits of `records`, until it is full. Names are compared where
/// they lie; only what is admitted is copied.
fn admit<'b>(
    page: &mut Page,
    records: impl Iterator<Item = Numbered<'b>>,
    filter: &Filter,
    max: usize,
    next: fn(u64) -> u64,
) -> anyhow::Result<()> {
    for (position, record) in records {
        if page.events.len() == max {
            break;
        }
        let record = record.with_context(|| harmed(position))?;
        page.next = next(position);
        if filter.admits(record.stream, record.name) {
            // Neighbours are often of one stream, and then share its name.
            let before = page.events.last().filter(|event| *event.stream == *record.stream);
            let stream = before.map_or_else(|| record.stream.into(), |e| Arc::clone(&e.stream));
            page.events.push(record.event(position, stream)?);
        }
    }
    Ok(())
}

impl Run {
    /// The bytes of all its events, in a buffer that may have served before.
    fn load(&self, mut buffer: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let start = self.offsets.first().copied().unwrap_or(self.end);
        buffer.resize(len(self.end.saturating_sub(start)), 0);
        self.file.read_exact_at(&mut buffer, start).context("a segment cannot be read")?;
        Ok(buffer)
    }

    fn records<'b>(
        &'b self,
        buffer: &'b [u8],
    ) -> impl DoubleEndedIterator<Item = Numbered<'b>> + 'b {
        let start = self.offsets.first().copied().unwrap_or(self.end);
        self.offsets.iter().enumerate().map(move |(number, offset)| {
            let record = buffer.get(len(offset - start)..).unwrap_or_default();
            (self.first + number as u64, Record::parse(record).map_err(|what| anyhow!(what)))
        })
    }
}

fn harmed(position: u64) -> String {
    format!("the event at position {position} was harmed since the journal was opened")
}

/// Which of `count` places are to be read.
fn range(from: Place, direction: Direction, count: u64) -> Range<u64> {
    match (direction, from) {
        (Direction::Forwards, Place::Start) | (Direction::Backwards, Place::End) => 0..count,
        (Direction::Forwards, Place::End) | (Direction::Backwards, Place::Start) => 0..0,
        (Direction::Forwards, Place::At(at)) => at.min(count)..count,
        (Direction::Backwards, Place::At(at)) => 0..at.min(count),
    }
}

fn next_of(from: Place, head: u64) -> u64 {
    match from {
        Place::Start => 0,
        Place::At(at) => at,
        Place::End => head,
    }
}
