//! Where everything is. It holds durable events and no others, so it is also what readers may see.
//!
//! Of a sealed segment little is kept, see [`Sealed`]; of the one being written all, see [`Open`].
//! What is kept grows by two or three bytes an event, and by less where a limit says so.

use std::sync::Arc;

use crate::{directory::Segments, open::Open, sealed::Sealed, segment::Segment, spots::Frames};

pub(crate) struct Index {
    pub(crate) sealed: Segments,
    pub(crate) open: Open,
    /// Most bytes of all sketches together, before the oldest ones give up their filters.
    limit: usize,
}

/// Frames that lie behind one another: where they begin and end, and the position of their first
/// event. A reader may stop before the end.
#[derive(Clone)]
pub(crate) struct Stretch {
    pub(crate) segment: Segment,
    pub(crate) position: u64,
    pub(crate) offset: u64,
    pub(crate) end: u64,
}

impl Index {
    pub(crate) fn new(sealed: Vec<Arc<Sealed>>, open: Open, limit: usize) -> Self {
        let mut index = Self { sealed: Arc::new(sealed), open, limit };
        index.bound();
        index
    }

    /// The position the next event will have.
    pub(crate) fn head(&self) -> u64 {
        self.open.next()
    }

    /// How many segments there are.
    pub(crate) fn segments(&self) -> u64 {
        let after = self.sealed.last().is_none_or(|it| it.segment.first != self.open.segment.first);
        self.sealed.len() as u64 + u64::from(after)
    }

    /// From now on, events are in `segment`; `sealed` is what the one before became. One that never
    /// held any was replaced, and an open file that has lost its name would still take its space.
    pub(crate) fn begin(&mut self, sealed: Option<Arc<Sealed>>, segment: Segment) {
        if let Some(sealed) = sealed {
            let all = self.sealed.iter().cloned().chain([sealed]);
            self.sealed = Arc::new(all.collect());
            self.bound();
        }
        let first = segment.first;
        self.open = Open::new(segment, first);
    }

    /// Bytes of all sketches.
    pub(crate) fn memory(&self) -> usize {
        self.sealed.iter().map(|sealed| sealed.memory()).sum()
    }

    /// Lets the oldest segments give up their filters until the rest keeps the limit.
    fn bound(&mut self) {
        let mut memory = self.memory();
        if memory <= self.limit {
            return;
        }
        let mut all = Vec::clone(&self.sealed);
        for sealed in &mut all {
            if memory <= self.limit {
                break;
            }
            if !sealed.has_filters() {
                continue;
            }
            let smaller = sealed.without_filters();
            memory = (memory + smaller.memory()).saturating_sub(sealed.memory());
            *sealed = Arc::new(smaller);
        }
        self.sealed = Arc::new(all);
    }

    /// Frames from the one that holds `position`, or a few before it, to the end of its segment.
    pub(crate) fn forwards(&self, position: u64) -> Option<Stretch> {
        let (segment, first, frames, end) = self.holding(position)?;
        let number = u32::try_from(position - first).ok()?;
        let (number, offset) = frames.before(number)?;
        let (segment, position) = (segment.clone(), first + u64::from(number));
        Some(Stretch { segment, position, offset, end })
    }

    /// Frames from some before the one that holds `position` to its end, or a few behind it.
    pub(crate) fn around(&self, position: u64) -> Option<Stretch> {
        let (segment, first, frames, end) = self.holding(position)?;
        let number = u32::try_from(position - first).ok()?;
        let (number, offset, until) = frames.around(number)?;
        let (segment, position) = (segment.clone(), first + u64::from(number));
        Some(Stretch { segment, position, offset, end: until.unwrap_or(end) })
    }

    /// The segment that holds `position`: itself, its first position, its frames and their end.
    fn holding(&self, position: u64) -> Option<(&Segment, u64, &Frames, u64)> {
        if position >= self.open.first {
            let inside = position < self.open.next();
            let Open { segment, first, frames, end, .. } = &self.open;
            return inside.then_some((segment, *first, frames, *end));
        }
        let behind = self.sealed.partition_point(|it| it.segment.first <= position);
        let sealed = self.sealed.get(behind.checked_sub(1)?)?;
        Some((&sealed.segment, sealed.segment.first, &sealed.frames, sealed.end))
    }
}
