//! One group commit in bytes: whole or torn, never anything between.
//!
//! ```text
//!  0  magic, 4 bytes
//!  4  u32  crc32c of everything after it
//!  8  u32  length of the whole frame, a multiple of 64
//! 12  u32  how many records
//! 16  u64  position of the first
//! 24       journal, 16 bytes
//! 40  u32  format
//! 44       mark of the segment, 12 bytes
//! 56       8 zeros
//! 64       records, zeros
//! ```

use uuid::Uuid;

use crate::{FORMAT, bytes::Fields, segment::Mark};

const MAGIC: [u8; 4] = *b"JLNf";
pub(crate) const HEADER: usize = 64;
/// Bytes of any frame at most: no append is half as long. What says that it is longer is no frame.
pub(crate) const MOST: usize = 16 << 20;
/// Every frame begins at a multiple of this, so that a search for the next one is short.
pub(crate) const ALIGN: usize = 64;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    crc: u32,
    pub(crate) length: usize,
    pub(crate) count: u32,
    pub(crate) first: u64,
    pub(crate) journal: Uuid,
    pub(crate) mark: Mark,
}

impl Header {
    /// The header in `bytes`, if there is one; whether the frame is sound, the whole frame tells.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let magic = fields.array()? == MAGIC;
        let (crc, length, count) = (fields.u32()?, fields.u32()? as usize, fields.u32()?);
        let (first, journal, format) = (fields.u64()?, fields.uuid()?, fields.u32()?);
        let mark = fields.array()?;
        let fits = length > HEADER && length <= MOST;
        let shape = length.is_multiple_of(ALIGN) && fits && count > 0;
        (magic && shape && format == FORMAT).then_some(Self {
            crc,
            length,
            count,
            first,
            journal,
            mark,
        })
    }

    pub(crate) fn is_of(&self, frame: &[u8]) -> bool {
        frame.get(8..self.length).is_some_and(|covered| crc32c::crc32c(covered) == self.crc)
    }
}

/// An empty frame in `buffer`, for records to be written behind it.
pub(crate) fn begin(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.resize(HEADER, 0);
}

/// Bytes of a frame with so many bytes of records.
pub(crate) fn size(records: usize) -> usize {
    (HEADER + records).next_multiple_of(ALIGN)
}

/// Gives the records in `buffer` the header of the room that [`begin`] left, in a segment with `mark`.
pub(crate) fn finish(buffer: &mut Vec<u8>, journal: Uuid, first: u64, count: u32, mark: Mark) {
    buffer.resize(buffer.len().next_multiple_of(ALIGN), 0);
    let Ok(length) = u32::try_from(buffer.len()) else {
        unreachable!("a frame is bounded by the writer");
    };
    let mut header = Vec::with_capacity(HEADER);
    header.extend(length.to_le_bytes());
    header.extend(count.to_le_bytes());
    header.extend(first.to_le_bytes());
    header.extend(journal.as_bytes());
    header.extend(FORMAT.to_le_bytes());
    header.extend(mark);
    fill(buffer, 8, &header);
    let crc = crc32c::crc32c(buffer.get(8..).unwrap_or_default());
    fill(buffer, 4, &crc.to_le_bytes());
    fill(buffer, 0, &MAGIC);
}

pub(crate) fn fill(buffer: &mut [u8], from: usize, bytes: &[u8]) {
    for (to, byte) in buffer.iter_mut().skip(from).zip(bytes) {
        *to = *byte;
    }
}
