//! One stream, from where the index and the footers say that its events lie.

use std::{ops::Range, sync::Arc};

use anyhow::Context as _;
use runtime::{Budget, Direction, Filter, Part, Place, Recorded};

use super::{Shared, limited};
use crate::{
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

/// Neighbours in one segment, and the revision of the first.
struct Piece {
    segment: Segment,
    spots: Vec<Spot>,
    first: u64,
}

/// Leaves of `pieces` what is read first in `direction`, up to the event that spends the last of
/// `bytes`. Says whether anything was left out.
fn keep(pieces: &mut [Piece], direction: Direction, bytes: u64) -> bool {
    let (mut left, mut cut) = (bytes, false);
    let mut within = |spot: &Spot| {
        let within = left > 0;
        cut |= !within;
        left = left.saturating_sub(spot.until - spot.offset);
        within
    };
    match direction {
        Direction::Forwards => {
            for Piece { spots, .. } in pieces {
                let kept = spots.iter().take_while(|spot| within(spot)).count();
                spots.truncate(kept);
            }
        }
        Direction::Backwards => {
            for Piece { spots, first, .. } in pieces.iter_mut().rev() {
                let kept = spots.iter().rev().take_while(|spot| within(spot)).count();
                let dropped = spots.drain(..spots.len() - kept).count();
                *first += dropped as u64;
            }
        }
    }
    cut
}

impl Shared {
    /// At most `max` events of `stream` and about so many `bytes`, in the order of their revisions
    /// whatever the direction.
    pub(crate) fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
        bytes: usize,
    ) -> anyhow::Result<Part> {
        let wanted = |total| limited(from.range(direction, total), direction, max);
        let Wanted { sealed, before, first, segment, spots } = self.wanted(stream, wanted)?;
        let name: Arc<str> = stream.into();
        let mut pieces = Vec::new();
        if !before.is_empty() {
            for extent in self.directory.find(stream, &sealed)?.within(sealed.len()) {
                let Some(sealed) = sealed.get(extent.segment) else { break };
                let (first, numbers) = extent.numbers(sealed, &before)?;
                let (segment, spots) = (sealed.segment.clone(), sealed.spots(&numbers)?);
                pieces.push(Piece { segment, spots, first });
            }
            let there: usize = pieces.iter().map(|piece| piece.spots.len()).sum();
            let missing = || format!("not all events of `{stream}` are where the index says");
            anyhow::ensure!(there as u64 == before.end - before.start, missing());
        }
        pieces.push(Piece { segment, spots, first });
        let cut = keep(&mut pieces, direction, bytes as u64);
        let mut events = Vec::with_capacity(pieces.iter().map(|piece| piece.spots.len()).sum());
        for Piece { segment, spots, first } in &pieces {
            self.events(segment, spots, &name, *first, &mut events)?;
        }
        Ok(Part { events, cut })
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
        let one = Budget::events(1).looking_at(1);
        let mut page = self.read_all(place, Direction::Forwards, &Filter::Everything, one)?;
        let event = page.events.pop().filter(|it| &*it.stream == stream && it.revision == revision);
        event.with_context(|| format!("another event at position {position} than the index says"))
    }
}
