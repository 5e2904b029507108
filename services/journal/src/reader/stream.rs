//! One stream, from where the index and the footers say that its events lie.

use std::{ops::Range, sync::Arc};

use anyhow::Context as _;
use runtime::{Direction, Filter, Place, Recorded};

use super::{Shared, limited};
use crate::{
    bytes::len,
    directory::Segments,
    segment::Segment,
    spots::{self, Spot},
};

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
    /// At most `max` events of `stream`, in the order of their revisions whatever the direction.
    pub(crate) fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let wanted = |total| limited(from.range(direction, total), direction, max);
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
}
