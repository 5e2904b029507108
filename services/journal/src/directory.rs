//! Which sealed segments hold a stream, and where in their footers. Found by asking every segment's
//! sketch, and remembered within a limit, because whoever asks for a stream asks again.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context as _, ensure};

use crate::{bytes::len, footer, sealed::Sealed, spots};

/// All sealed segments, in order.
pub(crate) type Segments = Arc<Vec<Arc<Sealed>>>;

/// The events of one stream in one sealed segment.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    /// Which of the sealed segments.
    pub(crate) segment: usize,
    /// Revisions of the events.
    pub(crate) revisions: Range<u64>,
    lies: Lies,
}

#[derive(Clone, Debug)]
enum Lies {
    /// They are consecutive entries of the table of streams, from this one on.
    Together(u32),
    /// Another stream has the same hash, so their numbers are listed.
    Apart(Arc<[u32]>),
}

/// A stream in all sealed segments.
#[derive(Debug, Default)]
pub(crate) struct Extents {
    /// How many segments were asked.
    through: usize,
    all: Vec<Extent>,
}

impl Extents {
    /// Those in the first `segments`.
    pub(crate) fn within(&self, segments: usize) -> &[Extent] {
        let inside = self.all.partition_point(|extent| extent.segment < segments);
        self.all.get(..inside).unwrap_or_default()
    }

    /// Bytes in memory, about.
    fn bytes(&self) -> usize {
        let lists = self.all.iter().map(|extent| match &extent.lies {
            Lies::Together(_) => 0,
            Lies::Apart(numbers) => size_of_val(&**numbers),
        });
        self.all.len() * size_of::<Extent>() + lists.sum::<usize>()
    }

    /// How many events there are in the first `segments`.
    pub(crate) fn total(&self, segments: usize) -> u64 {
        self.within(segments).last().map_or(0, |extent| extent.revisions.end)
    }
}

impl Extent {
    /// Numbers of its events at `revisions`, which ascend, and the first of these revisions.
    pub(crate) fn numbers(
        &self,
        sealed: &Sealed,
        revisions: &Range<u64>,
    ) -> anyhow::Result<(u64, Vec<u32>)> {
        let from = revisions.start.clamp(self.revisions.start, self.revisions.end);
        let to = revisions.end.clamp(from, self.revisions.end);
        let (skip, count) = (from - self.revisions.start, to - from);
        let numbers = match &self.lies {
            Lies::Together(first) => {
                let from = u32::try_from(skip)?.checked_add(*first).context("a table too long")?;
                sealed.numbers(from..from.saturating_add(u32::try_from(count)?))?
            }
            Lies::Apart(numbers) => {
                numbers.iter().skip(len(skip)).take(len(count)).copied().collect()
            }
        };
        Ok((from, numbers))
    }
}

/// What is remembered: in two halves, the younger and the older. When the younger is full, it
/// becomes the older, and what nobody asked for meanwhile is forgotten.
pub(crate) struct Directory {
    limit: usize,
    halves: Mutex<Halves>,
}

#[derive(Default)]
struct Halves {
    young: HashMap<Arc<str>, Arc<Extents>>,
    old: HashMap<Arc<str>, Arc<Extents>>,
    /// Bytes of the younger half, about.
    bytes: usize,
}

impl Directory {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, halves: Mutex::default() }
    }

    fn halves(&self) -> MutexGuard<'_, Halves> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered of `stream`, if all of `segments` were asked.
    pub(crate) fn recall(&self, stream: &str, segments: usize) -> Option<Arc<Extents>> {
        let found = self.remembered(stream)?;
        (found.through >= segments).then_some(found)
    }

    fn remembered(&self, stream: &str) -> Option<Arc<Extents>> {
        let mut halves = self.halves();
        if let Some(found) = halves.young.get(stream) {
            return Some(Arc::clone(found));
        }
        let (stream, found) = halves.old.remove_entry(stream)?;
        self.keep(&mut halves, stream, Arc::clone(&found));
        Some(found)
    }

    fn keep(&self, halves: &mut Halves, stream: Arc<str>, extents: Arc<Extents>) {
        halves.bytes += 200 + stream.len() + extents.bytes();
        halves.young.insert(stream, extents);
        if halves.bytes > self.limit / 2 {
            halves.old = std::mem::take(&mut halves.young);
            halves.bytes = 0;
        }
    }

    /// Where `stream` lies in `segments`.
    pub(crate) fn find(&self, stream: &str, segments: &Segments) -> anyhow::Result<Arc<Extents>> {
        let known = self.remembered(stream);
        if let Some(known) = known.as_ref().filter(|it| it.through >= segments.len()) {
            return Ok(Arc::clone(known));
        }
        let known = known.unwrap_or_default();
        let mut all = known.all.clone();
        for (number, sealed) in segments.iter().enumerate().skip(known.through) {
            let next = all.last().map_or(0, |extent: &Extent| extent.revisions.end);
            all.extend(extent(stream, number, sealed, next)?);
        }
        let found = Arc::new(Extents { through: segments.len(), all });
        self.keep(&mut self.halves(), stream.into(), Arc::clone(&found));
        Ok(found)
    }
}

/// The events of `stream` in one segment, the first of which has revision `next`.
fn extent(
    stream: &str,
    segment: usize,
    sealed: &Sealed,
    next: u64,
) -> anyhow::Result<Option<Extent>> {
    let entries = sealed.of_stream(stream)?;
    if entries.is_empty() {
        return Ok(None);
    }
    let ends = [entries.start..entries.start + 1, entries.end - 1..entries.end];
    let [first, last] = ends.map(|end| sealed.numbers(end));
    let (first, last) = (of(stream, sealed, &first?)?, of(stream, sealed, &last?)?);
    let (revisions, lies) = match (first.first(), last.first()) {
        // As many events as entries, of which the first and the last are of the stream: all are.
        (Some((_, from)), Some((_, to)))
            if to.checked_sub(*from) == Some(u64::from(entries.end - entries.start) - 1) =>
        {
            (*from..to + 1, Lies::Together(entries.start))
        }
        _ => {
            let ours = of(stream, sealed, &sealed.numbers(entries)?)?;
            let (Some((_, from)), Some((_, to))) = (ours.first(), ours.last()) else {
                return Ok(None);
            };
            let revisions = *from..to + 1;
            let numbers: Vec<_> = ours.iter().map(|(number, _)| *number).collect();
            (revisions, Lies::Apart(numbers.into()))
        }
    };
    let what = "a stream does not go on where it ended before";
    let harmed = || sealed.segment.corrupt(sealed.segment.first, 0, what);
    ensure!(revisions.start == next, harmed());
    if let Lies::Apart(numbers) = &lies {
        ensure!(numbers.len() as u64 == revisions.end - revisions.start, harmed());
    }
    Ok(Some(Extent { segment, revisions, lies }))
}

/// Which of the events with these numbers are of `stream`, and their revisions.
fn of(stream: &str, sealed: &Sealed, numbers: &[u32]) -> anyhow::Result<Vec<(u32, u64)>> {
    let mut ours = Vec::new();
    spots::each(&sealed.segment, &sealed.spots(numbers)?, |spot, bytes| {
        let record = sealed.record(spot, bytes)?;
        let as_said = footer::hash(record.stream.as_bytes()) == footer::hash(stream.as_bytes());
        ensure!(as_said, sealed.misplaced(spot));
        if record.stream == stream {
            ours.push((spot.number, record.revision));
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_forgotten_like_what_is_not() {
        let directory = Directory::new(100_000);
        for number in 0..100 {
            let listed = Lies::Apart((0..1_000).collect());
            let all = vec![Extent { segment: 0, revisions: 0..1_000, lies: listed }];
            let extents = Arc::new(Extents { through: 1, all });
            directory.keep(&mut directory.halves(), format!("s-{number}").into(), extents);
        }
        assert!(directory.recall("s-99", 1).is_some() && directory.recall("s-70", 1).is_none());
    }
}
