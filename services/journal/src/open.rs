//! The segment being written, in memory: where each of its events lies, by position, by stream and
//! by id. It is bounded by the segment's size.

use std::{
    collections::{HashMap, hash_map::Entry},
    ops::Range,
    sync::Arc,
};

use uuid::Uuid;

use crate::{
    bytes::len,
    footer::{offset, units},
    segment::Segment,
    spots::{Frames, Spot},
};

const FULL: &str = "more than an index in memory holds";

pub(crate) struct Open {
    pub(crate) segment: Segment,
    /// Position of its first event. Where `segment` is sealed already, of the one after its last.
    pub(crate) first: u64,
    offsets: Vec<u32>,
    pub(crate) frames: Frames,
    streams: HashMap<Arc<str>, Stream>,
    /// Number of the first event with this id in the stream of that number.
    ids: HashMap<(u32, Uuid), u32>,
    /// Where the last frame ends.
    pub(crate) end: u64,
}

/// What the segment holds of one stream.
pub(crate) struct Stream {
    number: u32,
    /// Revision of the first event here.
    first: u64,
    /// Numbers of its events.
    events: Vec<u32>,
}

impl Stream {
    /// Revisions of its events here.
    pub(crate) fn revisions(&self) -> Range<u64> {
        self.first..self.first + self.events.len() as u64
    }
}

impl Open {
    pub(crate) fn new(segment: Segment, first: u64) -> Self {
        let (offsets, frames, end) = (Vec::new(), Frames::default(), 0);
        Self { segment, first, offsets, frames, streams: HashMap::new(), ids: HashMap::new(), end }
    }

    /// The position the next event will have.
    pub(crate) fn next(&self) -> u64 {
        self.first + self.offsets.len() as u64
    }

    /// Takes in the next event. What the stream has elsewhere, its revision says.
    pub(crate) fn push(
        &mut self,
        stream: &str,
        id: Uuid,
        revision: u64,
        offset: u64,
    ) -> Result<(), &'static str> {
        let number = u32::try_from(self.offsets.len()).map_err(|_| FULL)?;
        let offset = units(offset).ok_or(FULL)?;
        if !self.streams.contains_key(stream) {
            let number = u32::try_from(self.streams.len()).map_err(|_| FULL)?;
            let events = Vec::with_capacity(1);
            self.streams.insert(stream.into(), Stream { number, first: revision, events });
        }
        let of_stream = self.streams.get_mut(stream).ok_or(FULL)?;
        if of_stream.revisions().end != revision {
            return Err("a revision out of order");
        }
        of_stream.events.push(number);
        self.offsets.push(offset);
        if let Entry::Vacant(vacant) = self.ids.entry((of_stream.number, id)) {
            vacant.insert(number);
        }
        Ok(())
    }

    /// A frame that begins at `offset` and holds the next event.
    pub(crate) fn begin(&mut self, offset: u64) {
        if let Ok(number) = u32::try_from(self.offsets.len()) {
            self.frames.push(number, offset, 1);
        }
    }

    pub(crate) fn stream(&self, stream: &str) -> Option<&Stream> {
        self.streams.get(stream)
    }

    /// The first revision at which `id` lies in `stream` here.
    pub(crate) fn find(&self, stream: &str, id: Uuid) -> Option<u64> {
        let of_stream = self.streams.get(stream)?;
        let number = self.ids.get(&(of_stream.number, id))?;
        let place = of_stream.events.binary_search(number).ok()?;
        Some(of_stream.first + place as u64)
    }

    /// Where the events of `stream` at these revisions lie.
    pub(crate) fn spots(&self, stream: &Stream, revisions: Range<u64>) -> Vec<Spot> {
        let place = |revision: u64| len(revision.saturating_sub(stream.first));
        let numbers = stream.events.get(place(revisions.start)..place(revisions.end));
        let spot = |number: &u32| {
            let at = self.offsets.get(*number as usize).copied().map(offset)?;
            let until = self.offsets.get(*number as usize + 1).copied().map_or(self.end, offset);
            Some(Spot { number: *number, offset: at, until })
        };
        numbers.unwrap_or_default().iter().filter_map(spot).collect()
    }
}
