//! One file of the journal, from its first page to its size.
//!
//! ```text
//!  0  magic, 8 bytes
//!  8  u32  format
//! 12  u32  0
//! 16       journal, 16 bytes
//! 32  u64  position of the first event
//! 40  u64  size of the file
//! 48       mark of its frames, 12 random bytes; zeros in the first journals
//! 60  u32  crc32c of the 60 bytes before it
//! ```
//!
//! The mark is in every frame and never leaves the disk. Whoever appends may put bytes into an event that
//! look like a later frame of this journal; without the mark they prove nothing (`scan::torn`).
//!
//! The header has a page of its own, which nothing written later can touch. A segment is made
//! under a temporary name and takes its own when all of it is durable: whatever is called `.seg`
//! has a header.

use std::{io, sync::Arc};

use anyhow::anyhow;
use uuid::Uuid;

use crate::{
    FORMAT,
    bytes::Fields,
    disk::{Disk, File},
    error::{Failure, OpenError},
    spare::Spare,
};

const MAGIC: [u8; 8] = *b"JALONseg";
/// Where the first frame begins.
pub(crate) const START: u64 = 4096;
/// Bytes of a segment at most: half of what the offsets of its events could say.
pub(crate) const MOST: u64 = 1 << 34;
/// What a segment still being made is called.
pub(crate) const TEMPORARY: &str = "next.tmp";

#[derive(Clone)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) file: Arc<dyn File>,
    pub(crate) journal: Uuid,
    pub(crate) first: u64,
    pub(crate) size: u64,
    pub(crate) mark: Mark,
}

/// What the frames of one segment have in common, and nobody else knows.
pub(crate) type Mark = [u8; 12];

/// The first position of the segment called `name`, if it is one.
pub(crate) fn first_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg").filter(|digits| digits.len() == 20)?;
    digits.parse().ok()
}

impl Segment {
    pub(crate) fn open(disk: &dyn Disk, name: &str, first: u64) -> Result<Self, OpenError> {
        let corrupt = |what: &str| OpenError::Corrupt {
            segment: name.into(),
            position: first,
            offset: 0,
            what: what.into(),
        };
        let file = disk.open(name).map_err(OpenError::io(name))?;
        let length = file.size().map_err(OpenError::io(name))?;
        if length < 64 {
            return Err(corrupt("the file is shorter than its header"));
        }
        let mut header = [0; 64];
        file.read_exact_at(&mut header, 0).map_err(OpenError::io(name))?;
        let parsed = || {
            let mut fields = Fields(&header);
            let (magic, format, _) = (fields.array::<8>()?, fields.u32()?, fields.u32()?);
            let (journal, position, size) = (fields.uuid()?, fields.u64()?, fields.u64()?);
            Some((magic == MAGIC, format, journal, position, size, fields.array()?))
        };
        let Some((true, found, journal, position, size, mark)) = parsed() else {
            return Err(corrupt("the file does not begin as a segment does"));
        };
        // A later format may check its header otherwise: its number is read before the checksum.
        if found != FORMAT {
            return Err(OpenError::Version { segment: name.into(), found });
        }
        let (covered, crc) = header.split_last_chunk().unwrap_or((&[], &[0; 4]));
        if crc32c::crc32c(covered) != u32::from_le_bytes(*crc) {
            return Err(corrupt("the header does not match its checksum"));
        }
        if position != first {
            return Err(corrupt("the file is named by another position than its header"));
        }
        if length > size || size <= START || size > MOST {
            return Err(corrupt("the file has another size than its header"));
        }
        Ok(Self { name: name.into(), file, journal, first, size, mark })
    }

    /// A new segment of zeros, durable, but without its name yet. What `spare` has of it is used.
    pub(crate) fn prepare(
        disk: &dyn Disk,
        spare: Option<Spare>,
        journal: Uuid,
        first: u64,
        size: u64,
    ) -> Result<Self, Failure> {
        let prepare = || {
            let mut spare = match spare.filter(|spare| spare.size == size) {
                Some(spare) => spare,
                None => Spare::begin(disk, size)?,
            };
            spare.fill(size)?;
            let file = spare.file;
            let mut mark = Mark::default();
            getrandom::fill(&mut mark)
                .map_err(|error| Failure::Passing(anyhow!("no randomness: {error}")))?;
            file.write_all_at(&header(journal, first, size, mark), 0).map_err(Failure::write)?;
            file.sync().map_err(Failure::sync)?;
            Ok(Self { name: format!("{first:020}.seg"), file, journal, first, size, mark })
        };
        prepare().inspect_err(|_| Spare::give_up(disk))
    }

    /// Gives a prepared segment its name, for good.
    pub(crate) fn publish(&self, disk: &dyn Disk) -> Result<(), Failure> {
        disk.rename(TEMPORARY, &self.name).map_err(Failure::write)?;
        disk.sync().map_err(Failure::sync)
    }

    /// Makes durable what it holds. Where nothing can be written, as on a disc, it is so.
    pub(crate) fn durable(&self) -> io::Result<()> {
        use io::ErrorKind::{InvalidInput, ReadOnlyFilesystem, Unsupported};
        let synced = self.file.sync();
        let written = |error: &io::Error| {
            !matches!(error.kind(), InvalidInput | ReadOnlyFilesystem | Unsupported)
        };
        if synced.as_ref().is_err_and(written) { synced } else { Ok(()) }
    }

    pub(crate) fn corrupt(&self, position: u64, offset: u64, what: &str) -> OpenError {
        OpenError::Corrupt { segment: self.name.clone(), position, offset, what: what.into() }
    }
}

pub(crate) fn header(journal: Uuid, first: u64, size: u64, mark: Mark) -> Vec<u8> {
    let mut header = Vec::with_capacity(64);
    header.extend(MAGIC);
    header.extend(FORMAT.to_le_bytes());
    header.extend(0_u32.to_le_bytes());
    header.extend(journal.as_bytes());
    header.extend(first.to_le_bytes());
    header.extend(size.to_le_bytes());
    header.extend(mark);
    header.extend(crc32c::crc32c(&header).to_le_bytes());
    header
}
