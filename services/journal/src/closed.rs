//! How many events there were when the journal was last closed, or when a copy of it was made, in a file
//! beside the segments.
//!
//! ```text
//!  0  magic, 8 bytes
//!  8  u32  format
//! 12  u32  0
//! 16       journal, 16 bytes
//! 32  u64  how many events
//! 40       20 zeros
//! 60  u32  crc32c of the 60 bytes before it
//! ```
//!
//! A bad frame at the very end looks the same whether a crash left it or a disk harmed it since. After
//! a crash it is one that nobody was told of. But what was there when the journal was closed, or copied, had
//! been acknowledged, and this file tells the two apart. What it says stays true for ever, so it is only
//! ever replaced; without it, or where it cannot be read, a journal opens as after a crash.

use std::io;

use uuid::Uuid;

use crate::{
    FORMAT,
    bytes::{Fields, len},
    disk::Disk,
    error::OpenError,
    segment::Segment,
};

const MAGIC: [u8; 8] = *b"JALONcls";
const SIZE: u64 = 64;
pub(crate) const NAME: &str = "closed";
/// What it is called while it is being written.
pub(crate) const TEMPORARY: &str = "closed.tmp";

/// Says that `journal` was closed, or copied, with so many events.
pub(crate) fn say(disk: &dyn Disk, journal: Uuid, events: u64) -> io::Result<()> {
    if events == said(disk, journal) {
        return Ok(());
    }
    let mut bytes = Vec::with_capacity(len(SIZE));
    bytes.extend(MAGIC);
    bytes.extend(FORMAT.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(journal.as_bytes());
    bytes.extend(events.to_le_bytes());
    bytes.resize(60, 0);
    bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
    let file = disk.create(TEMPORARY)?;
    file.write_all_at(&bytes, 0)?;
    disk.rename(TEMPORARY, NAME)
}

/// Whether any journal was ever closed here.
pub(crate) fn said_any(disk: &dyn Disk) -> io::Result<bool> {
    Ok(disk.list()?.iter().any(|name| name == NAME))
}

/// How many events `journal` had when it was last closed or copied, at least.
pub(crate) fn said(disk: &dyn Disk, journal: Uuid) -> u64 {
    let read = || {
        let file = disk.open(NAME).ok()?;
        let mut bytes = [0; 64];
        file.size().ok().filter(|size| *size == SIZE)?;
        file.read_exact_at(&mut bytes, 0).ok()?;
        let (covered, sum) = bytes.split_last_chunk()?;
        let mut fields = Fields(covered);
        let (magic, format, _) = (fields.array()? == MAGIC, fields.u32()?, fields.u32()?);
        let (of, events) = (fields.uuid()?, fields.u64()?);
        let sound = crc32c::crc32c(covered).to_le_bytes() == *sum;
        (sound && magic && format == FORMAT && of == journal).then_some(events)
    };
    read().unwrap_or_default()
}

/// Refuses a journal whose last segment ends at `end` with fewer events than it was closed with.
pub(crate) fn check(
    disk: &dyn Disk,
    last: &Segment,
    events: u64,
    end: u64,
) -> Result<(), OpenError> {
    let known = said(disk, last.journal);
    if events < known {
        let what = format!("{known} events were there when the journal was last closed or copied");
        return Err(last.corrupt(events, end, &what));
    }
    Ok(())
}
