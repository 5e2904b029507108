//! Reads a whole journal: to open it, or only to say whether it is sound.

use std::{io, path::Path};

use uuid::Uuid;

use crate::{
    bytes::len,
    disk::{Directory, Disk},
    error::OpenError,
    footer::{self, Footer, Tables},
    index::Index,
    scan,
    segment::{Segment, first_of},
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
    let disk = Directory::to_read(dir);
    let _lock = disk.lock()?;
    let loaded = load(&disk, Care::Thorough)?.ok_or_else(|| OpenError::Absent(dir.into()))?;
    Ok(Report {
        journal: loaded.last.journal,
        events: loaded.index.head(),
        frames: loaded.frames,
        segments: loaded.index.segments(),
        torn: loaded.tail.torn,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// All that the index is built from.
    Usual,
    /// The footers too, byte by byte.
    Thorough,
}

/// A journal as it was read.
pub(crate) struct Loaded {
    pub(crate) index: Index,
    pub(crate) frames: u64,
    /// Time of the last event, in microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) last: Segment,
    pub(crate) tail: Tail,
}

/// How the last segment ends.
pub(crate) struct Tail {
    /// Events in it.
    pub(crate) events: u64,
    /// Where its last frame begins, and where it ends.
    pub(crate) last: u64,
    pub(crate) end: u64,
    /// Its footer, if it is sealed already.
    pub(crate) footer: Option<Vec<u8>>,
    pub(crate) torn: Option<u64>,
}

/// All segments of `disk` in order, or nothing if there is none.
pub(crate) fn load(disk: &dyn Disk, care: Care) -> Result<Option<Loaded>, OpenError> {
    let names = disk.list().map_err(OpenError::io("the directory"))?;
    let mut segments: Vec<_> =
        names.into_iter().filter_map(|name| Some((first_of(&name)?, name))).collect();
    segments.sort_unstable();
    let mut loading = Loading { index: Index::default(), frames: 0, at: i64::MIN, care };
    let mut last: Option<(Segment, Tail)> = None;
    for (first, name) in segments {
        if let Some((before, tail)) = &last {
            sealed(before, tail)?;
        }
        let segment = Segment::open(disk, &name, first)?;
        let head = loading.index.head();
        if first != head {
            let what = format!("the segment that begins with position {head} is missing");
            return Err(segment.corrupt(head, 0, &what));
        }
        if last.as_ref().is_some_and(|(before, _)| before.journal != segment.journal) {
            return Err(segment.corrupt(first, 0, "the segment is of another journal"));
        }
        let tail = loading.take(&segment)?;
        last = Some((segment, tail));
    }
    let Some((last, mut tail)) = last else { return Ok(None) };
    if tail.footer.is_none() {
        let torn = scan::torn(&last, loading.index.head(), tail.end)?;
        tail.torn = Some(torn).filter(|torn| *torn > 0);
    }
    let Loading { index, frames, at, care: _ } = loading;
    Ok(Some(Loaded { index, frames, at, last, tail }))
}

/// A segment with one behind it was sealed, so all of it is sound or it was harmed since.
fn sealed(segment: &Segment, tail: &Tail) -> Result<(), OpenError> {
    if tail.footer.is_some() {
        return Ok(());
    }
    let position = segment.first + tail.events;
    let footer = segment.size.saturating_sub(footer::size(tail.events));
    if scan::blank(segment, tail.end, footer.min(tail.end + 64))? {
        return Err(segment.corrupt(position, footer, "the footer is damaged"));
    }
    Err(segment.corrupt(position, tail.end, "a bad frame, and segments behind it"))
}

struct Loading {
    index: Index,
    frames: u64,
    at: i64,
    care: Care,
}

impl Loading {
    fn take(&mut self, segment: &Segment) -> Result<Tail, OpenError> {
        let Self { index, frames, at, care } = self;
        let footer = Footer::read(segment).map_err(OpenError::io(&*segment.name))?;
        let limit = footer.as_ref().map_or(segment.size, |footer| footer.end);
        let mut tables = Tables::default();
        index.begin(segment.file.clone());
        let walked = scan::walk(segment, limit, |found| {
            let record = found.record;
            if index.push(record.stream, record.id, found.offset)? != record.revision {
                return Err("a revision out of order");
            }
            if record.at < *at {
                return Err("a time before the time of the event before");
            }
            *at = record.at;
            match care {
                Care::Usual => Ok(()),
                Care::Thorough => tables.add(found.offset, &record),
            }
        })?;
        index.reaches(walked.end);
        *frames += walked.frames;
        let events = walked.next - segment.first;
        if let Some(footer) = &footer {
            let behind = segment.size - footer.bytes.len() as u64;
            let corrupt = |what| Err(segment.corrupt(walked.next, walked.end, what));
            if walked.end != footer.end || events != u64::from(footer.count) {
                return corrupt("a bad frame in a sealed segment");
            }
            if !scan::blank(segment, walked.end, behind)? {
                return corrupt("something between the last frame and the footer");
            }
            if *care == Care::Thorough && tables.encode(segment, walked.end) != footer.bytes {
                return corrupt("the footer does not say what the frames say");
            }
        }
        let footer = footer.map(|footer| footer.bytes);
        Ok(Tail { events, last: walked.last, end: walked.end, footer, torn: None })
    }
}

/// Makes durable what was read, and clears what was torn.
///
/// The process before may have been killed between write and sync, or after a sync that failed: its
/// last frame may be in the page cache only. Writing the same bytes once more makes the next sync
/// write them.
pub(crate) fn repair(segment: &Segment, tail: &Tail) -> io::Result<()> {
    let Segment { file, size, .. } = segment;
    let mut last = vec![0; len(tail.end - tail.last)];
    file.read_exact_at(&mut last, tail.last)?;
    file.write_all_at(&last, tail.last)?;
    if let Some(footer) = &tail.footer {
        file.write_all_at(footer, size - footer.len() as u64)?;
    }
    // A file cut short gets its zeros back, so that writing an event still never allocates.
    let short = file.size()? < *size;
    let until = if short { *size } else { tail.end + tail.torn.unwrap_or_default() };
    let zeros = vec![0; 1 << 20];
    let mut at = tail.end;
    while at < until {
        let chunk = zeros.get(..len(until - at)).unwrap_or(&zeros);
        file.write_all_at(chunk, at)?;
        at += chunk.len() as u64;
    }
    file.sync()
}
