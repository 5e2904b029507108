//! Where everything is, in memory: built by reading all segments once, then kept up by the writer.
//! It holds durable events and no others, so it is also what readers may see.
//!
//! An event costs four bytes for its place, eight in its stream and about forty for its id. A
//! bounded index takes its place behind the same functions: the footers say the same.

use std::{
    collections::{HashMap, hash_map::Entry},
    ops::Range,
    sync::Arc,
};

use runtime::Direction;
use uuid::Uuid;

use crate::{disk::File, footer::units, record::ALIGN};

/// Most bytes read at once, unless one event alone is longer.
const RUN: u64 = 512 << 10;

#[derive(Default)]
pub(crate) struct Index {
    segments: Vec<Places>,
    numbers: HashMap<Arc<str>, u32>,
    /// Positions of each stream's events, by the stream's number.
    streams: Vec<Vec<u64>>,
    /// At which revision of which stream an id lies, first if it lies there more than once.
    ids: HashMap<(u32, Uuid), u32>,
    head: u64,
}

/// Where the events of one segment lie in it.
struct Places {
    file: Arc<dyn File>,
    first: u64,
    offsets: Vec<u32>,
    /// Where the last frame ends.
    end: u64,
}

/// Events that lie behind one another in one file.
pub(crate) struct Run {
    pub(crate) file: Arc<dyn File>,
    pub(crate) first: u64,
    pub(crate) offsets: Vec<u64>,
    pub(crate) end: u64,
}

impl Index {
    /// The position the next event will have.
    pub(crate) fn head(&self) -> u64 {
        self.head
    }

    pub(crate) fn segments(&self) -> u64 {
        self.segments.len() as u64
    }

    /// From now on, events are in `file`. A segment that never held any was replaced by it, and an
    /// open file that has lost its name would still take its space.
    pub(crate) fn begin(&mut self, file: Arc<dyn File>) {
        self.segments.pop_if(|places| places.offsets.is_empty());
        self.segments.push(Places { file, first: self.head, offsets: Vec::new(), end: 0 });
    }

    /// Takes in the next event and tells its revision.
    pub(crate) fn push(
        &mut self,
        stream: &str,
        id: Uuid,
        offset: u64,
    ) -> Result<u64, &'static str> {
        let full = "more than an index in memory holds";
        let places = self.segments.last_mut().ok_or(full)?;
        let known = self.numbers.get(stream).copied();
        let number = known.map_or_else(|| u32::try_from(self.streams.len()), Ok);
        let number = number.map_err(|_| full)?;
        if known.is_none() {
            self.numbers.insert(stream.into(), number);
            self.streams.push(Vec::new());
        }
        let positions = self.streams.get_mut(number as usize).ok_or(full)?;
        let revision = u32::try_from(positions.len()).map_err(|_| full)?;
        places.offsets.push(units(offset).ok_or(full)?);
        positions.push(self.head);
        if let Entry::Vacant(vacant) = self.ids.entry((number, id)) {
            vacant.insert(revision);
        }
        self.head += 1;
        Ok(revision.into())
    }

    /// The last frame taken in ends at `end`.
    pub(crate) fn reaches(&mut self, end: u64) {
        if let Some(places) = self.segments.last_mut() {
            places.end = end;
        }
    }

    /// Positions of the events of `stream`, by revision.
    pub(crate) fn stream(&self, stream: &str) -> &[u64] {
        let number = self.numbers.get(stream);
        let positions = number.and_then(|number| self.streams.get(*number as usize));
        positions.map_or(&[], Vec::as_slice)
    }

    /// The first revision at which `id` lies in `stream`.
    pub(crate) fn find(&self, stream: &str, id: Uuid) -> Option<u64> {
        let number = self.numbers.get(stream)?;
        self.ids.get(&(*number, id)).map(|revision| u64::from(*revision))
    }

    /// As many of `positions`, from their start forwards or from their end backwards, as lie in one
    /// file and are worth reading at once. At least one, if there are any.
    pub(crate) fn run(&self, positions: Range<u64>, direction: Direction) -> Option<Run> {
        let wanted = match direction {
            Direction::Forwards => positions.start,
            Direction::Backwards => positions.end.checked_sub(1)?,
        };
        if !positions.contains(&wanted) || wanted >= self.head {
            return None;
        }
        let number = self.segments.partition_point(|places| places.first <= wanted);
        let places = self.segments.get(number.checked_sub(1)?)?;
        let from = positions.start.max(places.first) - places.first;
        let until = (positions.end - places.first).min(places.offsets.len() as u64);
        let (mut from, mut until) = (usize::try_from(from).ok()?, usize::try_from(until).ok()?);
        let begins = |number: usize| {
            let offset = places.offsets.get(number).copied();
            offset.map_or(places.end, |offset| u64::from(offset) * ALIGN as u64)
        };
        match direction {
            Direction::Forwards => {
                let most = begins(from) + RUN;
                let near = places.offsets.get(from..until)?;
                let near = near.partition_point(|at| u64::from(*at) * ALIGN as u64 <= most);
                until = from + near.max(1);
            }
            Direction::Backwards => {
                let least = begins(until).saturating_sub(RUN);
                let far = places.offsets.get(from..until)?;
                let far = far.partition_point(|at| u64::from(*at) * (ALIGN as u64) < least);
                from = (from + far).min(until.checked_sub(1)?);
            }
        }
        Some(Run {
            file: Arc::clone(&places.file),
            first: places.first + from as u64,
            offsets: (from..until).map(begins).collect(),
            end: begins(until),
        })
    }
}
