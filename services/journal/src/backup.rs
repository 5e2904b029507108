//! Copies a journal, while it is being written or not, and brings a copy back.
//!
//! What is durable never changes, so a copy that ends with a frame which is durable is whole whenever it is
//! taken. The last frame that is there whole need not be, so it is made so first. Sealed segments that the
//! copy holds already are left as they are: the next copy costs what is new. And a copy only ever grows: one
//! that holds what the journal does not hold is of a journal that was set back, and may be all that is left
//! of what was recorded since.

mod beyond;

use std::{fs, io, path::Path};

use crate::{
    closed,
    disk::{Directory, Disk, LOCK},
    error::OpenError,
    load::segments,
    recall, scan,
    segment::{self, Segment},
    verify::{self, Report},
};

/// What a copy being made is called, and what makes the copy take its place.
const DRAFT: &str = "copy.tmp";
/// In a directory that a copy is brought back to, until it takes its place.
const BEGUN: &str = "restoring";
/// Bytes copied at a time.
const CHUNK: u64 = 4 << 20;

/// What [`backup`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Of the copy, which was read through and checked.
    pub report: Report,
    /// Segments that were copied, and those that were there already.
    pub copied: u64,
    pub kept: u64,
}

/// Copies the journal in `from` to the directory `to`, whether a process has it open or not. `progress`
/// hears how many segments of how many are done.
pub fn backup(
    from: &Path,
    to: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Copied, OpenError> {
    let source = Directory::to_read(from);
    let _lock = match source.lock() {
        // Whoever writes to it only adds, and whoever mends it may be at a footer: those are looked at.
        Err(OpenError::InUse(_)) => None,
        lock => lock?,
    };
    let wanted = segments(&source)?;
    let Some(last) = wanted.len().checked_sub(1) else {
        return Err(OpenError::Absent(from.into()));
    };
    let target = Directory::to_write(to)?;
    let _target = target.lock()?;
    let opened = wanted.iter().map(|(first, name)| Segment::open(&source, name, *first));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    let ends = match opened.get(last) {
        Some(segment) => tail(segment, closed::said(&source, segment.journal))?,
        None => return Err(OpenError::Absent(from.into())),
    };
    for segment in opened.iter().take(last) {
        if beyond::footer(segment)?.is_none() {
            return Err(segment.corrupt(segment.first, segment.size, "the footer is damaged"));
        }
    }
    let kept_already = beyond::check(&opened, ends, &target)?;
    let (mut copied, mut kept) = (0, 0);
    for (number, segment) in opened.iter().enumerate() {
        progress(number as u64, wanted.len() as u64);
        if number < last && kept_already.contains(&segment.name) {
            kept += 1;
            continue;
        }
        let end = if number < last { segment.size } else { ends };
        let name = &segment.name;
        copy(segment, &target, end).map_err(OpenError::io(name.as_str()))?;
        copied += 1;
    }
    progress(wanted.len() as u64, wanted.len() as u64);
    target.sync().map_err(OpenError::io("the directory"))?;
    let report = verify::on(&target, &mut |_, _| ())?;
    let report = report.ok_or_else(|| OpenError::Absent(to.into()))?;
    // Whatever is missing of the copy later was there.
    let said = closed::say(&target, report.journal, report.events).and_then(|()| target.sync());
    said.map_err(OpenError::io(closed::NAME))?;
    Ok(Copied { report, copied, kept })
}

/// Brings the copy in `from` back as the journal in `to`, where nothing may be that somebody could miss. The
/// copy is read through first, and what was brought back afterwards.
pub fn restore(
    from: &Path,
    to: &Path,
    progress: impl FnMut(u64, u64),
) -> Result<Report, OpenError> {
    let there = leavings(to)?;
    verify::verify(from)?;
    let draft = to.with_extension("draft");
    let mark = draft.join(BEGUN);
    let begin = || {
        if mark.exists() {
            fs::remove_dir_all(&draft)?;
        }
        fs::create_dir_all(&draft)?;
        fs::File::create_new(&mark)
    };
    // What no restoring left there may be all that is left of a journal.
    let empty = || fs::read_dir(&draft).is_ok_and(|mut files| files.next().is_none());
    if draft.exists() && !mark.exists() && !empty() {
        return Err(OpenError::Occupied(draft));
    }
    begin().map_err(OpenError::io(draft.to_string_lossy()))?;
    let Copied { report, .. } = backup(from, &draft, progress)?;
    let place = || {
        fs::remove_file(&mark)?;
        if to.exists() {
            for name in there {
                fs::remove_file(to.join(name))?;
            }
            fs::remove_dir(to)?;
        }
        fs::rename(&draft, to)?;
        fs::File::open(to.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    place().map_err(OpenError::io(to.to_string_lossy()))?;
    Ok(report)
}

/// What is in the directory `to`, if no journal needs it: a lock, and what was remembered of segments that
/// are gone. Whatever else somebody put there may be all that is left of a journal.
fn leavings(to: &Path) -> Result<Vec<String>, OpenError> {
    let there = match Directory::to_read(to).list() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        there => there.map_err(OpenError::io(to.to_string_lossy()))?,
    };
    let ours = |name: &String| {
        [LOCK, closed::NAME].contains(&name.as_str())
            || [DRAFT, recall::TEMPORARY, segment::TEMPORARY, closed::TEMPORARY]
                .contains(&name.as_str())
            || recall::segment_of(name).is_some()
    };
    let needless = |name: &String| ours(name) && to.join(name).is_file();
    if there.iter().all(needless) { Ok(there) } else { Err(OpenError::Occupied(to.into())) }
}

/// Where frames end that are whole and durable: all that are there, unless somebody writes on meanwhile. So
/// many events at least are `known` to be there: a good copy is not replaced by one of what is left.
fn tail(segment: &Segment, known: u64) -> Result<u64, OpenError> {
    let walk = || scan::walk(segment, segment.size, |_| Ok(()));
    let walked = walk()?;
    if walked.next < known {
        let what = format!("{known} events are known to have been there");
        return Err(segment.corrupt(walked.next, walked.end, &what));
    }
    match scan::torn(segment, walked.next, walked.end) {
        Ok(_) => segment.durable().map_err(OpenError::io(&*segment.name))?,
        // A later frame behind a bad one proves harm, but for one that was being written then. It began
        // once what lies before it was durable.
        Err(error) if walk()?.end == walked.end => return Err(error),
        Err(_) => (),
    }
    Ok(walked.end)
}

/// Copies the first `end` bytes of `segment`; behind them there are zeros up to its size.
fn copy(segment: &Segment, target: &Directory, end: u64) -> io::Result<()> {
    let Segment { file, size, name, .. } = segment;
    let copy = target.create(DRAFT)?;
    let mut buffer = vec![0; crate::bytes::len(CHUNK)];
    let mut at = 0;
    while at < *size {
        let chunk = buffer.get_mut(..crate::bytes::len(CHUNK.min(size - at))).unwrap_or_default();
        let there = crate::bytes::len(end.saturating_sub(at)).min(chunk.len());
        let (copied, zeros) = chunk.split_at_mut_checked(there).unwrap_or_default();
        file.read_exact_at(copied, at)?;
        zeros.fill(0);
        copy.write_all_at(chunk, at)?;
        at += chunk.len() as u64;
    }
    copy.sync()?;
    target.rename(DRAFT, name)
}
