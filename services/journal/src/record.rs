//! One event in bytes. Its position is implied by its place in the frame.
//!
//! ```text
//!  0  u32  length of the whole record, a multiple of 8
//!  4  u16  flags: 1 says that there is a checksum (the first journals had none), 2 that the data
//!          are not JSON
//!  6  u16  length of the stream's name
//!  8  u16  length of the type's name
//! 10  u16  0
//! 12  u32  length of the data
//! 16  u32  length of the metadata
//! 20  u32  crc32c of all but these four bytes, or 0
//! 24  u64  revision
//! 32  i64  recorded, in microseconds since 1970
//! 40       event id, 16 bytes
//! 56       stream, type, data, metadata, zeros
//! ```

use std::sync::Arc;

use jiff::Timestamp;
use runtime::{AppendError, Entry, Format, Recorded};
use uuid::Uuid;

use crate::bytes::{Fields, is_zero};

const HEADER: usize = 56;
pub(crate) const ALIGN: usize = 8;
const SUMMED: u16 = 1;
const BYTES: u16 = 2;

/// A record as it lies in a buffer. Nothing is copied until an event is wanted.
#[derive(Debug)]
pub(crate) struct Record<'b> {
    /// Of the whole record: the next one begins here.
    pub(crate) length: usize,
    pub(crate) revision: u64,
    pub(crate) at: i64,
    pub(crate) id: Uuid,
    pub(crate) stream: &'b str,
    pub(crate) name: &'b str,
    data: &'b [u8],
    meta: &'b [u8],
    format: Format,
    /// Its checksum, so that one event read alone is known to be what was written.
    pub(crate) sum: Option<u32>,
    bytes: &'b [u8],
}

impl<'b> Record<'b> {
    /// The record at the start of `bytes`, for whoever has the checksum of its frame.
    pub(crate) fn parse(bytes: &'b [u8]) -> Result<Self, &'static str> {
        let lengths = || {
            let mut fields = Fields(bytes);
            let (length, flags) = (fields.u32()? as usize, fields.u16()?);
            let (stream, name) = (fields.u16()?, fields.u16()?);
            let unused = fields.u16()?;
            let (data, meta) = (fields.u32()? as usize, fields.u32()? as usize);
            let format = if flags & BYTES == 0 { Format::Json } else { Format::Bytes };
            let sum = match (unused, flags & !BYTES, fields.u32()?) {
                (0, SUMMED, sum) => Some((format, Some(sum))),
                (0, 0, 0) => Some((format, None)),
                _ => None,
            };
            (length % ALIGN == 0).then_some((length, stream, name, data, meta, sum))
        };
        let (length, stream, name, data, meta, sum) = lengths().ok_or("a record without end")?;
        let (format, sum) = sum.ok_or("a record with flags that this version does not know")?;
        let fields = || {
            let bytes = bytes.get(..length)?;
            let mut fields = Fields(bytes.get(24..)?);
            let (revision, at, id) = (fields.u64()?, fields.i64()?, fields.uuid()?);
            let (stream, name) = (fields.text(stream.into())?, fields.text(name.into())?);
            let (data, meta) = (fields.take(data)?, fields.take(meta)?);
            let rest = fields.0.len() < ALIGN && is_zero(fields.0);
            rest.then_some(Self {
                length,
                revision,
                at,
                id,
                stream,
                name,
                data,
                meta,
                format,
                sum,
                bytes,
            })
        };
        fields().ok_or("a record that its lengths do not describe")
    }

    /// The record that fills `bytes`, read alone. One that has a checksum is believed by nothing else;
    /// for one of the first journals only its frame can vouch.
    pub(crate) fn alone(bytes: &'b [u8]) -> Result<Self, &'static str> {
        let record = Self::parse(bytes)?;
        let sound = record.sum.is_none_or(|sum| sum == record.summed());
        sound.then_some(record).ok_or("the event was harmed since it was written")
    }

    /// Whether it is the same, byte by byte.
    pub(crate) fn is(&self, other: &Record<'_>) -> bool {
        self.bytes == other.bytes
    }

    /// The checksum that it should have.
    pub(crate) fn summed(&self) -> u32 {
        summed(self.bytes)
    }

    pub(crate) fn event(&self, position: u64, stream: Arc<str>) -> anyhow::Result<Recorded> {
        Ok(Recorded {
            stream,
            revision: self.revision,
            position,
            at: Timestamp::from_microsecond(self.at)?,
            entry: Entry {
                id: self.id,
                name: self.name.to_owned(),
                data: self.data.to_vec(),
                meta: self.meta.to_vec(),
                format: self.format,
            },
        })
    }
}

/// Bytes that `entry` takes as a record of `stream`.
pub(crate) fn size(stream: &str, entry: &Entry) -> usize {
    let Entry { id: _, name, data, meta, format: _ } = entry;
    (HEADER + stream.len() + name.len() + data.len() + meta.len()).next_multiple_of(ALIGN)
}

/// Writes `entry` behind what `into` holds, which ends at a multiple of [`ALIGN`].
pub(crate) fn encode(
    into: &mut Vec<u8>,
    stream: &str,
    revision: u64,
    at: i64,
    entry: &Entry,
) -> Result<(), AppendError> {
    let Entry { id, name, data, meta, format } = entry;
    let flags = match format {
        Format::Json => SUMMED,
        Format::Bytes => SUMMED | BYTES,
    };
    let short = |text: &str| u16::try_from(text.len()).map_err(|_| too_large());
    let long = |length: usize| u32::try_from(length).map_err(|_| too_large());
    let (stream_length, name_length) = (short(stream)?, short(name)?);
    let (data_length, meta_length) = (long(data.len())?, long(meta.len())?);
    let begin = into.len();
    into.extend(long(size(stream, entry))?.to_le_bytes());
    into.extend(flags.to_le_bytes());
    into.extend(stream_length.to_le_bytes());
    into.extend(name_length.to_le_bytes());
    into.extend(0_u16.to_le_bytes());
    into.extend(data_length.to_le_bytes());
    into.extend(meta_length.to_le_bytes());
    into.extend(0_u32.to_le_bytes());
    into.extend(revision.to_le_bytes());
    into.extend(at.to_le_bytes());
    into.extend(id.as_bytes());
    into.extend(stream.as_bytes());
    into.extend(name.as_bytes());
    into.extend(data);
    into.extend(meta);
    into.resize(into.len().next_multiple_of(ALIGN), 0);
    let sum = summed(into.get(begin..).unwrap_or_default());
    for (to, byte) in into.iter_mut().skip(begin + 20).zip(sum.to_le_bytes()) {
        *to = byte;
    }
    Ok(())
}

/// The checksum of a record: of all of it but the place for the checksum.
fn summed(record: &[u8]) -> u32 {
    let (before, rest) = record.split_at_checked(20).unwrap_or_default();
    crc32c::crc32c_append(crc32c::crc32c(before), rest.get(4..).unwrap_or_default())
}

/// Names are limited by the width of their lengths; the rest by [`runtime::MOST_BYTES`].
pub(crate) fn too_large() -> AppendError {
    AppendError::TooLarge("a name has at most 65535 bytes".into())
}
