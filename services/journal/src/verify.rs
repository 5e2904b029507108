//! Reads every byte of a journal and says whether it is sound. Changes nothing.

use std::{collections::HashMap, path::Path};

use uuid::Uuid;

use crate::{
    closed,
    disk::{Directory, Disk},
    error::OpenError,
    footer::{self, Tables},
    load::{self, is_sealed, segments, through},
    scan,
    sealed::Sealed,
};

/// What [`verify`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub journal: Uuid,
    pub events: u64,
    pub frames: u64,
    pub segments: u64,
    /// Bytes behind the last frame that a crash left there and that opening will clear.
    pub torn: Option<u64>,
}

/// Reads every frame of every segment in `dir` and changes nothing. Refuses while a process has the
/// journal open, because its last frame may be half written.
pub fn verify(dir: &Path) -> Result<Report, OpenError> {
    verify_with(dir, |_, _| ())
}

/// The same; `progress` hears how many segments of how many were read.
pub fn verify_with(dir: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Report, OpenError> {
    let disk = Directory::to_read(dir);
    let _lock = disk.lock()?;
    let report = on(&disk, &mut progress)?;
    report.ok_or_else(|| OpenError::Absent(dir.into()))
}

pub(crate) fn on(
    disk: &dyn Disk,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<Report>, OpenError> {
    let all = segments(disk)?;
    let Some(last) = all.len().checked_sub(1) else { return Ok(None) };
    // The next revision of every stream, by two hashes of its name that hardly ever agree by chance.
    let mut streams = HashMap::<(u64, u32), u64>::new();
    let (mut head, mut frames, mut at, mut torn) = (0, 0, i64::MIN, None);
    let mut before = None;
    for (number, (first, name)) in all.iter().enumerate() {
        progress(number as u64, all.len() as u64);
        let segment = load::following(disk, (*first, name), head, before.as_ref())?;
        let mut tables = Tables::default();
        let tail = through(&segment, &mut at, |found| {
            let record = &found.record;
            let name = record.stream.as_bytes();
            let next = streams.entry((footer::hash(name), crc32c::crc32c(name))).or_default();
            if record.revision != *next {
                return Err("a revision out of order");
            }
            *next += 1;
            if record.sum.is_some_and(|sum| sum != record.summed()) {
                return Err("an event does not match its checksum");
            }
            tables.add(found.frame, found.offset, record)
        })?;
        frames += tail.frames;
        head += tail.events;
        if number < last || tail.footer.is_some() {
            let remembered = Sealed::recall(disk, &segment);
            let sealed = is_sealed(segment.clone(), tables, &tail)?;
            if remembered.is_some_and(|remembered| remembered.encode() != sealed.encode()) {
                let what = "the index beside it does not say what the frames say: delete it";
                return Err(segment.corrupt(*first, 0, what));
            }
        } else {
            torn = Some(scan::torn(&segment, head, tail.end)?).filter(|torn| *torn > 0);
        }
        if number == last {
            closed::check(disk, &segment, head, tail.end)?;
        }
        before = Some(segment);
    }
    progress(all.len() as u64, all.len() as u64);
    let Some(last) = before else { return Ok(None) };
    let (journal, segments) = (last.journal, all.len() as u64);
    Ok(Some(Report { journal, events: head, frames, segments, torn }))
}
