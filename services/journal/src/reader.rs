//! Reads what the index says is durable.
//!
//! The index is asked briefly, under its lock, where some events lie; they are then read with
//! positioned reads and without any lock. Segments are never changed where they hold events, so
//! nothing that was promised can move meanwhile. Whatever is read proves itself: a whole frame by
//! its checksum, an event alone by its own.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use anyhow::Context as _;
use runtime::{Direction, Filter, Page, Place, Recorded};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    bytes::len,
    directory::{Directory, Segments},
    frames,
    index::Index,
    record::Record,
    segment::Segment,
    spots::{self, RUN, Spot},
};

/// Bytes read first where few events are wanted.
const LEAST: u64 = 16 << 10;

/// What readers and the writer share.
pub(crate) struct Shared {
    pub(crate) id: Uuid,
    index: RwLock<Index>,
    directory: Directory,
    pub(crate) head: watch::Sender<u64>,
}

/// Where the wanted events of a stream lie.
struct Wanted {
    sealed: Segments,
    /// Those in sealed segments.
    before: Range<u64>,
    /// The first of those in the segment being written, and where they lie.
    first: u64,
    segment: Segment,
    spots: Vec<Spot>,
}

impl Shared {
    pub(crate) fn new(id: Uuid, index: Index, cache_bytes: usize) -> Self {
        let head = watch::Sender::new(index.head());
        Self { id, index: RwLock::new(index), directory: Directory::new(cache_bytes), head }
    }

    /// The index is whole between any two of its functions, so that a panic elsewhere while it was
    /// held says nothing against it.
    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many events `stream` has.
    pub(crate) fn total(&self, stream: &str) -> anyhow::Result<u64> {
        let index = self.index();
        if let Some(open) = index.open.stream(stream) {
            return Ok(open.revisions().end);
        }
        let sealed = Arc::clone(&index.sealed);
        drop(index);
        Ok(self.directory.find(stream, &sealed)?.total(sealed.len()))
    }

    /// The first revision at which `id` lies in `stream`.
    pub(crate) fn find(&self, stream: &str, id: Uuid) -> anyhow::Result<Option<u64>> {
        let index = self.index();
        let here = index.open.find(stream, id);
        let sealed = Arc::clone(&index.sealed);
        let only_here = index.open.stream(stream).is_some_and(|it| it.revisions().start == 0);
        drop(index);
        if only_here || sealed.is_empty() {
            return Ok(here);
        }
        let extents = self.directory.find(stream, &sealed)?;
        for extent in extents.within(sealed.len()) {
            let Some(sealed) = sealed.get(extent.segment) else { break };
            let mut found = None::<u64>;
            let spots = sealed.spots(&sealed.with_id(id)?)?;
            spots::each(&sealed.segment, &spots, |spot, bytes| {
                let position = sealed.segment.first + u64::from(spot.number);
                let record = Record::parse(bytes)
                    .map_err(|what| sealed.segment.corrupt(position, spot.offset, what))?;
                if record.stream == stream && record.id == id {
                    found = Some(found.map_or(record.revision, |it| it.min(record.revision)));
                }
                Ok::<_, anyhow::Error>(())
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(here)
    }

    /// Whether it is known without the disk that there is nothing to read of `stream` that way.
    pub(crate) fn nothing_of(&self, stream: &str, from: Place, direction: Direction) -> bool {
        let index = self.index();
        let total = match index.open.stream(stream) {
            Some(open) => Some(open.revisions().end),
            None if index.sealed.is_empty() => Some(0),
            None => {
                let segments = index.sealed.len();
                drop(index);
                self.directory.recall(stream, segments).map(|known| known.total(segments))
            }
        };
        total.is_some_and(|total| range(from, direction, total).is_empty())
    }

    /// At most `max` events of `stream`, in the order of their revisions whatever the direction.
    pub(crate) fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let wanted = |total| limited(range(from, direction, total), direction, max);
        let Wanted { sealed, before, first, segment, spots } = self.wanted(stream, wanted)?;
        let name: Arc<str> = stream.into();
        let mut events = Vec::with_capacity(len(before.end - before.start) + spots.len());
        if !before.is_empty() {
            for extent in self.directory.find(stream, &sealed)?.within(sealed.len()) {
                let Some(sealed) = sealed.get(extent.segment) else { break };
                let (first, numbers) = extent.numbers(sealed, &before)?;
                let spots = sealed.spots(&numbers)?;
                self.events(&sealed.segment, &spots, &name, first, &mut events)?;
            }
            let missing = || format!("not all events of `{stream}` are where the index says");
            anyhow::ensure!(events.len() as u64 == before.end - before.start, missing());
        }
        self.events(&segment, &spots, &name, first, &mut events)?;
        Ok(events)
    }

    /// Where the revisions of `stream` lie that `wanted` names, knowing how many there are.
    fn wanted(&self, stream: &str, wanted: impl Fn(u64) -> Range<u64>) -> anyhow::Result<Wanted> {
        let index = self.index();
        let sealed = Arc::clone(&index.sealed);
        let segment = index.open.segment.clone();
        if let Some(open) = index.open.stream(stream) {
            let Range { start: first, end: total } = open.revisions();
            let wanted = wanted(total);
            let before = wanted.start.min(first)..wanted.end.min(first);
            let here = wanted.start.max(first)..wanted.end.max(first);
            let spots = index.open.spots(open, here.clone());
            return Ok(Wanted { sealed, before, first: here.start, segment, spots });
        }
        drop(index);
        let total = self.directory.find(stream, &sealed)?.total(sealed.len());
        let before = wanted(total);
        Ok(Wanted { sealed, before, first: total, segment, spots: Vec::new() })
    }

    /// Adds the events of `stream` at `spots`, the first of which has revision `first`.
    fn events(
        &self,
        segment: &Segment,
        spots: &[Spot],
        stream: &Arc<str>,
        first: u64,
        into: &mut Vec<Recorded>,
    ) -> anyhow::Result<()> {
        let mut revision = first;
        spots::each(segment, spots, |spot, bytes| {
            let event = match spots::event(segment, spot, bytes, stream, revision)? {
                Some(event) => event,
                None => self.vouched(segment.first + u64::from(spot.number), stream, revision)?,
            };
            into.push(event);
            revision += 1;
            Ok(())
        })
    }

    /// The event at `position`, read with its whole frame.
    fn vouched(&self, position: u64, stream: &str, revision: u64) -> anyhow::Result<Recorded> {
        let place = Place::At(position);
        let mut page = self.read_all(place, Direction::Forwards, &Filter::Everything, 1, 1)?;
        let event = page.events.pop().filter(|it| &*it.stream == stream && it.revision == revision);
        event.with_context(|| format!("another event at position {position} than the index says"))
    }

    /// Whether there is nothing to read that way.
    pub(crate) fn nothing(&self, from: Place, direction: Direction) -> bool {
        range(from, direction, self.index().head()).is_empty()
    }

    /// At most `max` events that `filter` admits, among at most `window` that are looked at.
    pub(crate) fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
        window: usize,
    ) -> anyhow::Result<Page> {
        let head = self.index().head();
        let rest = limited(range(from, direction, head), direction, window);
        let mut page = Page { events: Vec::new(), next: next_of(from, head) };
        if max > 0 {
            match direction {
                Direction::Forwards => self.forwards(rest, filter, max, &mut page)?,
                Direction::Backwards => self.backwards(rest, filter, max, &mut page)?,
            }
        }
        Ok(page)
    }

    fn forwards(
        &self,
        mut rest: Range<u64>,
        filter: &Filter,
        max: usize,
        page: &mut Page,
    ) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        // Whoever wants little is not made to wait for much.
        let mut bytes = if max < 64 { LEAST } else { RUN };
        while !rest.is_empty() && page.events.len() < max {
            let stretch = self.index().forwards(rest.start);
            let mut stretch = stretch.with_context(|| not_there(rest.start))?;
            while stretch.offset < stretch.end && !rest.is_empty() && page.events.len() < max {
                let walked = frames::walk(&stretch, &mut buffer, bytes, |position, record| {
                    if position < rest.start {
                        return Ok(true);
                    }
                    if position >= rest.end || page.events.len() == max {
                        return Ok(false);
                    }
                    page.next = position + 1;
                    admit(page, position, record, filter)?;
                    Ok(true)
                })?;
                rest.start = rest.start.max(page.next);
                stretch.offset = walked.offset;
                stretch.position = walked.position;
                bytes = (bytes * 4).min(RUN);
            }
        }
        Ok(())
    }

    fn backwards(
        &self,
        mut rest: Range<u64>,
        filter: &Filter,
        max: usize,
        page: &mut Page,
    ) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        while !rest.is_empty() && page.events.len() < max {
            let stretch = self.index().around(rest.end - 1);
            let mut stretch = stretch.with_context(|| not_there(rest.end - 1))?;
            let mut chunk = Page::default();
            let mut looked = Vec::new();
            while stretch.offset < stretch.end && stretch.position < rest.end {
                let walked = frames::walk(&stretch, &mut buffer, RUN, |position, record| {
                    if position >= rest.end {
                        return Ok(false);
                    }
                    if position >= rest.start {
                        let before = chunk.events.len();
                        admit(&mut chunk, position, record, filter)?;
                        looked.push((position, chunk.events.len() > before));
                    }
                    Ok(true)
                })?;
                stretch.offset = walked.offset;
                stretch.position = walked.position;
            }
            for (position, admitted) in looked.into_iter().rev() {
                if page.events.len() == max {
                    break;
                }
                page.next = position;
                page.events.extend(chunk.events.pop_if(|_| admitted));
            }
            rest.end = page.next;
        }
        Ok(())
    }
}

/// Adds an event to `page` if `filter` admits it. Names are compared where they lie; only what is
/// admitted is copied.
fn admit(
    page: &mut Page,
    position: u64,
    record: &Record<'_>,
    filter: &Filter,
) -> anyhow::Result<()> {
    if filter.admits(record.stream, record.name) {
        // Neighbours are often of one stream, and then share its name.
        let before = page.events.last().filter(|event| *event.stream == *record.stream);
        let stream = before.map_or_else(|| record.stream.into(), |e| Arc::clone(&e.stream));
        page.events.push(record.event(position, stream)?);
    }
    Ok(())
}

fn not_there(position: u64) -> String {
    format!("position {position} is not there")
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

/// The first `max` of `all` in `direction`.
fn limited(all: Range<u64>, direction: Direction, max: usize) -> Range<u64> {
    match direction {
        Direction::Forwards => all.start..all.end.min(all.start.saturating_add(max as u64)),
        Direction::Backwards => all.start.max(all.end.saturating_sub(max as u64))..all.end,
    }
}

fn next_of(from: Place, head: u64) -> u64 {
    match from {
        Place::Start => 0,
        Place::At(at) => at,
        Place::End => head,
    }
}
