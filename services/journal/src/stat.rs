//! What a journal takes on the disk, and in memory once it is open.

use std::path::Path;

use uuid::Uuid;

use crate::{
    bytes::len,
    disk::{Directory, Disk},
    embedded::Settings,
    error::OpenError,
    load::{self, segments},
    recall, scan,
    segment::Segment,
};

/// What [`stat`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    pub journal: Uuid,
    pub segments: u64,
    /// Bytes of the segments, the free space at the end of the last one included.
    pub bytes: u64,
    /// Bytes of what is remembered beside them.
    pub remembered: u64,
    /// Position of the first event of the last segment: so many lie in sealed ones.
    pub sealed: u64,
    pub events: u64,
    /// Bytes of the index in memory. Unknown while a process has the journal open.
    pub memory: Option<u64>,
}

/// Looks at the journal in `dir` without reading through it.
pub fn stat(dir: &Path) -> Result<Stat, OpenError> {
    let disk = Directory::to_read(dir);
    let all = segments(&disk).unwrap_or_default();
    let Some((sealed, last)) = all.last() else { return Err(OpenError::Absent(dir.into())) };
    let segment = Segment::open(&disk, last, *sealed)?;
    let journal = segment.journal;
    let size = |name: &str| disk.open(name).and_then(|file| file.size()).unwrap_or_default();
    let bytes = all.iter().map(|(_, name)| size(name)).sum();
    let remembered = all.iter().map(|(_, name)| size(&recall::name(name))).sum();
    let loaded = match disk.lock() {
        Ok(_lock) => {
            load::load(&disk, &Settings { index_bytes: len(u64::MAX), ..Settings::default() })?
        }
        Err(OpenError::InUse(_)) => None,
        Err(error) => return Err(error),
    };
    let (events, memory) = match &loaded {
        Some(loaded) => (loaded.index.head(), Some(loaded.index.memory() as u64)),
        None => (scan::walk(&segment, segment.size, |_| Ok(()))?.next, None),
    };
    let (segments, sealed) = (all.len() as u64, *sealed);
    Ok(Stat { journal, segments, bytes, remembered, sealed, events, memory })
}
