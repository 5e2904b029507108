//! Mends what can be mended without losing anything that somebody was told of, and says what was
//! done. Whatever else is wrong is named and left alone: only a copy brings it back.

use std::path::Path;

use crate::{
    disk::{Directory, Disk},
    embedded::{EmbeddedJournal, Settings},
    error::OpenError,
    footer::{self, Footer, Tables},
    load::segments,
    recall, scan,
    sealed::Sealed,
    segment::Segment,
    verify::{self, Report},
};

/// What [`repair`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// Of the journal afterwards.
    pub report: Report,
    /// Bytes of a torn tail that were cleared.
    pub torn: Option<u64>,
    /// Segments whose end was written again, from their frames, which were all sound: the footer, and the
    /// zeros before it.
    pub footers: Vec<String>,
    /// Files that are not the journal's own, but only remembered what it says, and were removed.
    pub forgotten: u64,
}

/// Mends the journal in `dir`, of which somebody may know that it had so many events at least. One with
/// fewer is not mended by clearing what is left of them.
pub fn repair(dir: &Path, known: u64) -> Result<Mended, OpenError> {
    if segments(&Directory::to_read(dir)).map_or(true, |all| all.is_empty()) {
        return Err(OpenError::Absent(dir.into()));
    }
    let disk = Directory::to_write(dir)?;
    let lock = disk.lock()?;
    let forgotten = forget(&disk)?;
    let all = segments(&disk)?;
    let mut footers = Vec::new();
    for ((first, name), (next, _)) in all.iter().zip(all.iter().skip(1)) {
        let segment = Segment::open(&disk, name, *first)?;
        if mend(&segment, *next)? {
            footers.push(name.clone());
        }
    }
    // Whatever is wrong now stays as it is.
    let report = verify::on(&disk, &mut |_, _| ())?.ok_or_else(|| OpenError::Absent(dir.into()))?;
    if report.events < known {
        return Err(OpenError::Short { events: report.events, known });
    }
    drop(lock);
    let torn = report.torn;
    // Opening clears the tail, and makes durable what lies before it.
    drop(EmbeddedJournal::open(dir, Settings::default())?);
    Ok(Mended { report: Report { torn: None, ..report }, torn, footers, forgotten })
}

/// Removes all that is only remembered: it is made again from the segments.
fn forget(disk: &Directory) -> Result<u64, OpenError> {
    let names = disk.list().map_err(OpenError::io("the directory"))?;
    let mut forgotten = 0;
    for name in names.iter().filter(|name| recall::segment_of(name).is_some()) {
        disk.remove(name).map_err(OpenError::io(name.as_str()))?;
        forgotten += 1;
    }
    Ok(forgotten)
}

/// Writes the end of `segment` again, if it has no sound footer or something lies before it, and if all
/// frames up to `next`, where the next segment begins, are sound.
fn mend(segment: &Segment, next: u64) -> Result<bool, OpenError> {
    let io = |error| OpenError::io(&*segment.name)(error);
    if let Some(footer) = Footer::read(segment).map_err(io)?
        && scan::blank(segment, footer.end, segment.size - footer.bytes.len() as u64)?
    {
        return Ok(false);
    }
    let room = segment.size.saturating_sub(footer::size(next.saturating_sub(segment.first)));
    let mut tables = Tables::default();
    let walked =
        scan::walk(segment, room, |found| tables.add(found.frame, found.offset, &found.record))?;
    if walked.next != next {
        let what = "a bad frame, and segments behind it";
        return Err(segment.corrupt(walked.next, walked.end, what));
    }
    let (_, footer) = Sealed::new(segment.clone(), tables, walked.end);
    let begin = segment.size - footer.len() as u64;
    let zeros = vec![0; crate::bytes::len(begin.saturating_sub(walked.end))];
    segment.file.write_all_at(&zeros, walked.end).map_err(io)?;
    segment.file.write_all_at(&footer, begin).map_err(io)?;
    segment.file.sync().map_err(io)?;
    Ok(true)
}
