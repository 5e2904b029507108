//! The index at the end of a sealed segment: where each event lies, and which events a stream or
//! an event id may have, without reading the segment.
//!
//! ```text
//! of each record, by position:           u32  offset in the segment, in units of 8
//! of each record, sorted:                u64  hash of its stream's name, u32 number in the segment
//! of each record, sorted:                u64  hash of its event id, u32 number in the segment
//! trailer, the last 64 bytes of the file:
//!  0  magic, 8 bytes
//!  8  u32  format
//! 12  u32  how many records
//! 16       journal, 16 bytes
//! 32  u64  position of the first
//! 40  u64  where the last frame ends
//! 48  i64  recorded time of the last, in microseconds since 1970
//! 56  u32  0
//! 60  u32  crc32c of the whole footer before it
//! ```
//!
//! It repeats what the frames say. A torn footer of the last segment is cleared like a torn frame,
//! and loses nothing.

use std::io;

use crate::{
    FORMAT,
    bytes::{Fields, len},
    record::{ALIGN, Record},
    segment::{START, Segment},
    sketch::ENTRY,
    spots::{Frames, SPACING},
};

const MAGIC: [u8; 8] = *b"JALONend";
const TRAILER: u64 = 64;
/// Bytes for each record in the three tables.
const EACH: u64 = 4 + 12 + 12;

/// A footer found sound.
pub(crate) struct Footer {
    pub(crate) count: u32,
    /// Where the frames end.
    pub(crate) end: u64,
    pub(crate) bytes: Vec<u8>,
}

/// What a footer says, while it is gathered.
#[derive(Default)]
pub(crate) struct Tables {
    offsets: Vec<u32>,
    streams: Vec<(u64, u32)>,
    ids: Vec<(u64, u32)>,
    /// Time of the last record.
    pub(crate) at: i64,
    /// Some of the frames. Not stored in the footer.
    pub(crate) frames: Frames,
    frame: Option<u64>,
}

/// Bytes of the footer of so many records.
pub(crate) fn size(count: u64) -> u64 {
    count.saturating_mul(EACH).saturating_add(TRAILER)
}

impl Footer {
    /// The footer of `segment`, if it has one that is sound.
    pub(crate) fn read(segment: &Segment) -> io::Result<Option<Self>> {
        let length = segment.file.size()?;
        if length != segment.size {
            return Ok(None);
        }
        let mut trailer = [0; 64];
        segment.file.read_exact_at(&mut trailer, length - TRAILER)?;
        let parsed = || {
            let mut fields = Fields(&trailer);
            let (magic, format) = (fields.array()? == MAGIC, fields.u32()? == FORMAT);
            let (count, journal) = (fields.u32()?, fields.uuid()?);
            let (first, end) = (fields.u64()?, fields.u64()?);
            let here = journal == segment.journal && first == segment.first;
            let room = (START..=length).contains(&end) && size(count.into()) <= length - end;
            (magic && format && here && room).then_some((count, end))
        };
        let Some((count, end)) = parsed() else { return Ok(None) };
        let mut bytes = vec![0; len(size(count.into()))];
        segment.file.read_exact_at(&mut bytes, length - size(count.into()))?;
        let sound = bytes
            .split_last_chunk()
            .is_some_and(|(covered, crc)| crc32c::crc32c(covered) == u32::from_le_bytes(*crc));
        Ok(sound.then_some(Self { count, end, bytes }))
    }
}

impl Tables {
    /// Takes in the record at `offset`, in the frame at `frame`.
    pub(crate) fn add(
        &mut self,
        frame: u64,
        offset: u64,
        record: &Record<'_>,
    ) -> Result<(), &'static str> {
        let number = u32::try_from(self.offsets.len()).map_err(|_| "too many records")?;
        if self.frame != Some(frame) {
            self.frames.push(number, frame, SPACING);
            self.frame = Some(frame);
        }
        self.offsets.push(units(offset).ok_or("a record too far out")?);
        self.streams.push((hash(record.stream.as_bytes()), number));
        self.ids.push((hash(record.id.as_bytes()), number));
        self.at = record.at;
        Ok(())
    }

    /// The footer of `segment`, whose frames end at `end`.
    pub(crate) fn encode(mut self, segment: &Segment, end: u64) -> Vec<u8> {
        let count = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(len(size(count.into())));
        for offset in self.offsets {
            bytes.extend(offset.to_le_bytes());
        }
        for table in [&mut self.streams, &mut self.ids] {
            table.sort_unstable();
            for (hash, number) in table {
                bytes.extend(hash.to_le_bytes());
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(segment.journal.as_bytes());
        bytes.extend(segment.first.to_le_bytes());
        bytes.extend(end.to_le_bytes());
        bytes.extend(self.at.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }
}

/// How many records a footer is of.
pub(crate) fn count(footer: &[u8]) -> u32 {
    let tables = (footer.len() as u64).saturating_sub(TRAILER);
    u32::try_from(tables / EACH).unwrap_or(u32::MAX)
}

/// The two sorted tables of a footer: of streams, and of event ids.
pub(crate) fn sorted(footer: &[u8]) -> (&[u8], &[u8]) {
    let count = count(footer) as usize;
    let tables = footer.get(count * 4..count * len(EACH)).unwrap_or_default();
    tables.split_at_checked(count * ENTRY).unwrap_or_default()
}

/// An offset as it is kept, four bytes for segments of up to 32 GiB.
pub(crate) fn units(offset: u64) -> Option<u32> {
    u32::try_from(offset / ALIGN as u64).ok()
}

/// The offset that was kept so.
pub(crate) fn offset(units: u32) -> u64 {
    u64::from(units) * ALIGN as u64
}

/// FNV-1a: stored, so it never changes. A collision costs one more read. Nobody keeps a client from making
/// names that collide: to read one of their streams is then to look at the events of all of them.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
