//! Where events lie in a segment, and how their bytes are fetched.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use runtime::Recorded;

use crate::{bytes::len, record::Record, segment::Segment};

/// Most bytes read at once, unless one event alone is longer.
pub(crate) const RUN: u64 = 512 << 10;
/// Bytes of frames between two that are remembered, where not all of them are.
pub(crate) const SPACING: u64 = 64 << 10;

/// One event in a segment: its number there, where it begins, and where the next one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) number: u32,
    pub(crate) offset: u64,
    pub(crate) until: u64,
}

/// Where some of a segment's frames begin: the number of their first event, and their offset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frames(Vec<(u32, u64)>);

impl Frames {
    /// Remembers a frame, if it is `spacing` bytes away from the one before.
    pub(crate) fn push(&mut self, number: u32, offset: u64, spacing: u64) {
        if self.0.last().is_none_or(|(_, last)| offset >= last + spacing) {
            self.0.push((number, offset));
        }
    }

    /// The last remembered frame that begins with `number` or before it.
    pub(crate) fn before(&self, number: u32) -> Option<(u32, u64)> {
        let behind = self.0.partition_point(|(first, _)| *first <= number);
        self.0.get(behind.checked_sub(1)?).copied()
    }

    /// A stretch of frames that holds `number`, with about [`SPACING`] bytes before it: the number
    /// and offset it begins with, and the offset where it ends, unless it ends with the segment.
    pub(crate) fn around(&self, number: u32) -> Option<(u32, u64, Option<u64>)> {
        let behind = self.0.partition_point(|(first, _)| *first <= number);
        let (_, offset) = *self.0.get(behind.checked_sub(1)?)?;
        let least = offset.saturating_sub(SPACING);
        let from = self.0.partition_point(|(_, offset)| *offset < least);
        let (first, offset) = *self.0.get(from)?;
        Some((first, offset, self.0.get(behind).map(|(_, offset)| *offset)))
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u64)> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<(u32, u64)> for Frames {
    fn from_iter<T: IntoIterator<Item = (u32, u64)>>(frames: T) -> Self {
        Self(frames.into_iter().collect())
    }
}

/// Reads the events at `spots`, which ascend, and hands on the bytes of each.
pub(crate) fn each<E: From<anyhow::Error>>(
    segment: &Segment,
    spots: &[Spot],
    mut take: impl FnMut(Spot, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut buffer = Vec::new();
    let mut rest = spots;
    while let Some(first) = rest.first() {
        let mut together = 1;
        let mut end = first.until;
        for (before, spot) in rest.iter().zip(rest.iter().skip(1)) {
            if before.number + 1 != spot.number || spot.until > first.offset + RUN {
                break;
            }
            together += 1;
            end = spot.until;
        }
        buffer.resize(len(end.saturating_sub(first.offset)), 0);
        let read = segment.file.read_exact_at(&mut buffer, first.offset);
        read.with_context(|| format!("`{}` cannot be read", segment.name))?;
        let (now, later) = rest.split_at(together);
        for spot in now {
            let from = len(spot.offset - first.offset);
            take(*spot, buffer.get(from..len(spot.until - first.offset)).unwrap_or_default())?;
        }
        rest = later;
    }
    Ok(())
}

/// The event at one of a segment's spots, if it is the one of `stream` at `revision`. `None` if it
/// was written before records had checksums of their own: only its frame can vouch for it.
pub(crate) fn event(
    segment: &Segment,
    spot: Spot,
    bytes: &[u8],
    stream: &Arc<str>,
    revision: u64,
) -> anyhow::Result<Option<Recorded>> {
    let position = segment.first + u64::from(spot.number);
    let harmed = |what: &str| anyhow!(segment.corrupt(position, spot.offset, what));
    let record = Record::alone(bytes).map_err(harmed)?;
    if record.sum.is_none() {
        return Ok(None);
    }
    if record.stream != &**stream || record.revision != revision {
        return Err(harmed("another event than the index says"));
    }
    record.event(position, Arc::clone(stream)).map(Some)
}
