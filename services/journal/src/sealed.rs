//! A sealed segment: it never changes, so a sketch of its footer is all that is kept in memory.

use std::ops::Range;

use anyhow::Context as _;
use uuid::Uuid;

use crate::{
    bytes::len,
    footer::{self, Tables},
    frames,
    index::Stretch,
    record::Record,
    segment::Segment,
    sketch::{ENTRY, Read, Sketch},
    spots::{Frames, RUN, Spot},
};

#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) segment: Segment,
    pub(crate) count: u32,
    /// Where the last frame ends.
    pub(crate) end: u64,
    /// Time of the last event, in microseconds since 1970.
    pub(crate) at: i64,
    /// Some of its frames.
    pub(crate) frames: Frames,
    pub(crate) streams: Sketch,
    pub(crate) ids: Sketch,
}

/// One of the two sorted tables of a footer: the segment, and where the table begins.
struct Table<'s>(&'s Segment, u64);

impl Read for Table<'_> {
    fn read(&self, from: u64, length: usize) -> anyhow::Result<Vec<u8>> {
        let Self(segment, start) = self;
        let mut bytes = vec![0; length];
        let read = segment.file.read_exact_at(&mut bytes, start + from);
        read.with_context(|| format!("the footer of `{}` cannot be read", segment.name))?;
        Ok(bytes)
    }
}

impl Sealed {
    /// The segment whose frames end at `end` and whose footer is to be, or is, what `tables` say;
    /// and that footer.
    pub(crate) fn new(segment: Segment, tables: Tables, end: u64) -> (Self, Vec<u8>) {
        let (at, frames) = (tables.at, tables.frames.clone());
        let footer = tables.encode(&segment, end);
        let count = footer::count(&footer);
        let (streams, ids) = footer::sorted(&footer);
        let (streams, ids) = (Sketch::of(streams), Sketch::of(ids));
        (Self { segment, count, end, at, frames, streams, ids }, footer)
    }

    /// The position after its last event.
    pub(crate) fn next(&self) -> u64 {
        self.segment.first + u64::from(self.count)
    }

    fn footer(&self) -> u64 {
        self.segment.size.saturating_sub(footer::size(self.count.into()))
    }

    fn table_of_streams(&self) -> Table<'_> {
        Table(&self.segment, self.footer() + u64::from(self.count) * 4)
    }

    fn table_of_ids(&self) -> Table<'_> {
        let entries = u64::from(self.count);
        Table(&self.segment, self.footer() + entries * (4 + ENTRY as u64))
    }

    /// Entries of the table of streams that have the hash of `stream`.
    pub(crate) fn of_stream(&self, stream: &str) -> anyhow::Result<Range<u32>> {
        let found = self.streams.find(footer::hash(stream.as_bytes()), &self.table_of_streams());
        found.with_context(|| self.harmed())
    }

    /// Numbers of the events in these entries of the table of streams.
    pub(crate) fn numbers(&self, entries: Range<u32>) -> anyhow::Result<Vec<u32>> {
        let numbers = self.streams.numbers(entries, &self.table_of_streams());
        numbers.with_context(|| self.harmed())
    }

    /// Numbers of the events whose id has the hash of `id`.
    pub(crate) fn with_id(&self, id: Uuid) -> anyhow::Result<Vec<u32>> {
        let table = self.table_of_ids();
        let entries = self.ids.find(footer::hash(id.as_bytes()), &table);
        let numbers = entries.and_then(|entries| self.ids.numbers(entries, &table));
        numbers.with_context(|| self.harmed())
    }

    /// Where these events lie; `numbers` ascend.
    pub(crate) fn spots(&self, numbers: &[u32]) -> anyhow::Result<Vec<Spot>> {
        let mut spots = Vec::with_capacity(numbers.len());
        for together in numbers.chunk_by(|before, after| before + 1 == *after) {
            let Some(first) = together.first() else { continue };
            // And the one behind them, which says where the last one ends.
            let wanted =
                (together.len() + 1).min(len(u64::from(self.count.saturating_sub(*first))));
            let table = Table(&self.segment, self.footer());
            let bytes = table.read(u64::from(*first) * 4, wanted * 4)?;
            let offsets = bytes.as_chunks::<4>().0.iter().map(|it| u32::from_le_bytes(*it));
            let offsets: Vec<_> = offsets.map(footer::offset).chain([self.end]).collect();
            let places = together.iter().zip(offsets.iter().zip(offsets.iter().skip(1)));
            for (number, (offset, until)) in places {
                let (number, offset, until) = (*number, *offset, *until);
                let position = self.segment.first + u64::from(number);
                let harmed = || self.segment.corrupt(position, self.footer(), "an offset is wrong");
                anyhow::ensure!(offset < until && until <= self.end, harmed());
                spots.push(Spot { number, offset, until });
            }
        }
        Ok(spots)
    }

    /// The record that lies at `spot`, once it has proved itself: by its checksum, or, if it was written
    /// before records had one, by the frame that holds it.
    pub(crate) fn record<'b>(&self, spot: Spot, bytes: &'b [u8]) -> anyhow::Result<Record<'b>> {
        let position = self.segment.first + u64::from(spot.number);
        let harmed = |what: &str| self.segment.corrupt(position, spot.offset, what);
        let record = Record::alone(bytes).map_err(harmed)?;
        if record.sum.is_some() {
            return Ok(record);
        }
        let (first, offset) = self.frames.before(spot.number).with_context(|| self.harmed())?;
        let (segment, from) = (self.segment.clone(), self.segment.first + u64::from(first));
        let mut stretch = Stretch { segment, position: from, offset, end: self.end };
        let (mut buffer, mut same) = (Vec::new(), None);
        while same.is_none() && stretch.offset < stretch.end {
            let walked = frames::walk(&stretch, &mut buffer, RUN, |at, found| {
                same = (at == position).then(|| found.is(&record));
                Ok(at < position)
            })?;
            (stretch.offset, stretch.position) = (walked.offset, walked.position);
        }
        anyhow::ensure!(same == Some(true), harmed("another event than its frame holds"));
        Ok(record)
    }

    /// That another event, a sound one, lies where one should: the table of offsets has no checksum of its
    /// own, and whoever took that one for absent would record it twice.
    pub(crate) fn misplaced(&self, spot: Spot) -> anyhow::Error {
        let position = self.segment.first + u64::from(spot.number);
        self.segment.corrupt(position, spot.offset, "another event than the footer says").into()
    }

    fn harmed(&self) -> anyhow::Error {
        let what = "the footer was harmed since the journal was opened";
        self.segment.corrupt(self.segment.first, self.footer(), what).into()
    }

    /// Bytes in memory that filters take, which can be given up.
    pub(crate) fn memory(&self) -> usize {
        self.streams.memory() + self.ids.memory() + self.frames.iter().len() * 16
    }

    pub(crate) fn has_filters(&self) -> bool {
        self.ids.has_filter()
    }

    pub(crate) fn without_filters(&self) -> Self {
        let (streams, ids) = (self.streams.without_filter(), self.ids.without_filter());
        Self { streams, ids, ..self.clone() }
    }
}
