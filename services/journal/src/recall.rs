//! What is remembered of a sealed segment in a file beside it, so that opening a journal reads a few
//! hundred kilobytes a segment instead of all of it.
//!
//! ```text
//!  0  magic, 8 bytes
//!  8  u32  format
//! 12  u32  how many records
//! 16       journal, 16 bytes
//! 32  u64  position of the first
//! 40  u64  size of the segment
//! 48  u64  where the last frame ends
//! 56  i64  recorded time of the last, in microseconds since 1970
//! 64  u64  how many frames are remembered; of each u32 number of its first record, u64 offset
//!          the sketch of the table of streams, then that of the table of event ids:
//!          u64 entries, u64 blocks, u64 words; of each block u64 first hash; of each block u32
//!          crc32c; the words of the filter
//!     u32  crc32c of everything before it
//! ```
//!
//! It is called `00000000000000004096.idx`, and nothing is lost with it. It is written under another
//! name, without waiting for the disk: after a crash it is there whole, or its checksum is wrong, or
//! it is missing; then the segment is read through and checked as if it had just been copied, and
//! the file is made again.
//!
//! That the segment is still the one that was remembered, its time of writing says: when a segment is
//! sealed and whenever it was read through, that time is set to the recorded time of its last event,
//! and whatever writes to the file afterwards changes it.

use crate::{
    FORMAT,
    bytes::{Fields, len},
    disk::Disk,
    sealed::Sealed,
    segment::Segment,
    sketch::Sketch,
    spots::Frames,
};

const MAGIC: [u8; 8] = *b"JALONidx";
/// What a file still being written is called.
pub(crate) const TEMPORARY: &str = "index.tmp";

/// What the file beside the segment called `segment` is called.
pub(crate) fn name(segment: &str) -> String {
    format!("{}.idx", segment.trim_end_matches(".seg"))
}

/// Whether `name` is that of such a file, and of which segment.
pub(crate) fn segment_of(name: &str) -> Option<String> {
    let digits = name.strip_suffix(".idx").filter(|digits| digits.len() == 20)?;
    Some(format!("{digits}.seg"))
}

impl Sealed {
    /// Remembers this segment. What cannot be remembered is read through next time.
    pub(crate) fn remember(&self, disk: &dyn Disk) {
        let kept = || {
            let file = disk.create(TEMPORARY)?;
            file.write_all_at(&self.encode(), 0)?;
            disk.rename(TEMPORARY, &name(&self.segment.name))?;
            self.segment.file.mark(self.at)
        };
        if let Err(error) = kept() {
            tracing::debug!(%error, segment = self.segment.name, "not remembered");
        }
    }

    /// What is remembered of `segment`, if it still fits.
    pub(crate) fn recall(disk: &dyn Disk, segment: &Segment) -> Option<Self> {
        let file = disk.open(&name(&segment.name)).ok()?;
        // It says less than the segment does.
        let size = file.size().ok().filter(|size| *size <= segment.size)?;
        let mut bytes = vec![0; len(size)];
        file.read_exact_at(&mut bytes, 0).ok()?;
        let sealed = Self::decode(&bytes, segment)?;
        let whole = segment.file.size().ok()? == segment.size;
        let untouched = segment.file.written().ok()? == sealed.at;
        (whole && untouched).then_some(sealed)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { segment, count, end, at, frames, streams, ids } = self;
        let mut bytes = Vec::with_capacity(self.memory() + 256);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(segment.journal.as_bytes());
        bytes.extend(segment.first.to_le_bytes());
        bytes.extend(segment.size.to_le_bytes());
        bytes.extend(end.to_le_bytes());
        bytes.extend(at.to_le_bytes());
        bytes.extend((frames.iter().len() as u64).to_le_bytes());
        for (number, offset) in frames.iter() {
            bytes.extend(number.to_le_bytes());
            bytes.extend(offset.to_le_bytes());
        }
        streams.encode(&mut bytes);
        ids.encode(&mut bytes);
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// The file in `bytes`, if it is sound and of `segment`.
    pub(crate) fn decode(bytes: &[u8], segment: &Segment) -> Option<Self> {
        let (covered, sum) = bytes.split_last_chunk()?;
        if crc32c::crc32c(covered) != u32::from_le_bytes(*sum) {
            return None;
        }
        let mut fields = Fields(covered);
        let known = fields.array()? == MAGIC && fields.u32()? == FORMAT;
        let count = fields.u32()?;
        let here = fields.uuid()? == segment.journal
            && fields.u64()? == segment.first
            && fields.u64()? == segment.size;
        let (end, at) = (fields.u64()?, fields.i64()?);
        let frames = fields.u64()?.checked_mul(12)?;
        let mut frames = Fields(fields.take(len(frames))?);
        let frames: Frames = std::iter::from_fn(|| Some((frames.u32()?, frames.u64()?))).collect();
        let (streams, ids) = (Sketch::decode(&mut fields)?, Sketch::decode(&mut fields)?);
        let fits = known && here && fields.0.is_empty() && end <= segment.size;
        let segment = segment.clone();
        fits.then_some(Self { segment, count, end, at, frames, streams, ids })
    }
}
