//! The next segment, filled with zeros a stretch at a time while the present one fills with events, so
//! that the append which needs it does not wait for all of it.
//!
//! Nothing relies on it: it has no name yet, and where it cannot be made, the next segment is made whole
//! when it is needed.

use std::sync::Arc;

use crate::{
    bytes::len,
    disk::{Disk, File},
    error::Failure,
    segment::TEMPORARY,
};

/// Bytes of zeros that are written and made durable at a time. That takes a millisecond or two.
pub(crate) const STRETCH: u64 = 1 << 20;

pub(crate) struct Spare {
    pub(crate) file: Arc<dyn File>,
    pub(crate) size: u64,
    /// How far it is filled.
    pub(crate) filled: u64,
}

impl Spare {
    pub(crate) fn begin(disk: &dyn Disk, size: u64) -> Result<Self, Failure> {
        let file = disk.create(TEMPORARY).map_err(Failure::write)?;
        Ok(Self { file, size, filled: 0 })
    }

    /// Fills it up to `end`, or to its size.
    pub(crate) fn fill(&mut self, end: u64) -> Result<(), Failure> {
        let end = end.min(self.size);
        let zeros = vec![0; len(STRETCH.min(end.saturating_sub(self.filled)))];
        while self.filled < end {
            let stretch = zeros.get(..len(end - self.filled)).unwrap_or(&zeros);
            self.file.write_all_at(stretch, self.filled).map_err(Failure::write)?;
            self.filled += stretch.len() as u64;
        }
        Ok(())
    }

    /// Fills the next stretch, durably.
    pub(crate) fn stretch(&mut self) -> Result<(), Failure> {
        self.fill(self.filled + STRETCH)?;
        self.file.sync().map_err(Failure::sync)
    }

    /// Gives back what it took. A file that stays is replaced by the next one.
    pub(crate) fn give_up(disk: &dyn Disk) {
        if let Err(error) = disk.remove(TEMPORARY) {
            tracing::debug!(%error, "an unfinished segment stays");
        }
    }
}
