//! Reads a journal to open it: what is remembered of sealed segments, and all of the last one.

use std::{io, sync::Arc};

use jiff::Timestamp;

use crate::{
    bytes::len,
    closed,
    disk::Disk,
    embedded::Settings,
    error::OpenError,
    footer::{self, Footer, Tables},
    frame,
    index::Index,
    open::Open,
    recall,
    scan::{self, Walked},
    seal::Seal,
    sealed::Sealed,
    segment::{Segment, first_of},
};

/// A journal as it was read.
pub(crate) struct Loaded {
    pub(crate) index: Index,
    /// Time of the last event, in microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) last: Segment,
    pub(crate) tail: Tail,
    /// What sealing the last one would write.
    pub(crate) seal: Seal,
    /// Segments that were read through, because nothing that fits was remembered of them.
    pub(crate) read: Vec<Arc<Sealed>>,
}

/// How a segment ends.
pub(crate) struct Tail {
    /// Events in it.
    pub(crate) events: u64,
    pub(crate) frames: u64,
    /// Where its last frame begins, and where it ends.
    pub(crate) last: u64,
    pub(crate) end: u64,
    /// Its footer, if it is sealed already.
    pub(crate) footer: Option<Vec<u8>>,
    pub(crate) torn: Option<u64>,
}

/// First position and name of all segments of `disk`, in order.
pub(crate) fn segments(disk: &dyn Disk) -> Result<Vec<(u64, String)>, OpenError> {
    let names = disk.list().map_err(OpenError::io("the directory"))?;
    let mut segments: Vec<_> =
        names.into_iter().filter_map(|name| Some((first_of(&name)?, name))).collect();
    segments.sort_unstable();
    Ok(segments)
}

/// Opens the segment called `name`, which has to go on at `head`, in the journal of `before`.
pub(crate) fn following(
    disk: &dyn Disk,
    (first, name): (u64, &str),
    head: u64,
    before: Option<&Segment>,
) -> Result<Segment, OpenError> {
    let segment = Segment::open(disk, name, first)?;
    if first != head {
        let what = format!("the segment that begins with position {head} is missing");
        return Err(segment.corrupt(head, 0, &what));
    }
    if before.is_some_and(|before| before.journal != segment.journal) {
        return Err(segment.corrupt(first, 0, "the segment is of another journal"));
    }
    Ok(segment)
}

/// All segments of `disk`, or nothing if there is none.
pub(crate) fn load(disk: &dyn Disk, settings: &Settings) -> Result<Option<Loaded>, OpenError> {
    let segments = segments(disk)?;
    let Some(((first, name), before)) = segments.split_last() else { return Ok(None) };
    let mut sealed: Vec<Arc<Sealed>> = Vec::with_capacity(segments.len());
    let mut read = Vec::new();
    let (mut head, mut at) = (0, i64::MIN);
    for (first, name) in before {
        let previous = sealed.last().map(|it| &it.segment);
        let segment = following(disk, (*first, name), head, previous)?;
        let next = if let Some(known) = Sealed::recall(disk, &segment) {
            Arc::new(known)
        } else {
            let mut tables = Tables::default();
            let tail = through(&segment, &mut at, |found| {
                tables.add(found.frame, found.offset, &found.record)
            })?;
            let next = Arc::new(is_sealed(segment, tables, &tail)?);
            read.push(Arc::clone(&next));
            next
        };
        (head, at) = (next.next(), next.at);
        sealed.push(next);
    }
    let previous = sealed.last().map(|it| &it.segment);
    let last = following(disk, (*first, name), head, previous)?;
    let mut open = Open::new(last.clone(), head);
    let mut tables = Tables::default();
    let mut frame = None;
    let mut tail = through(&last, &mut at, |found| {
        if frame != Some(found.frame) {
            open.begin(found.frame);
            frame = Some(found.frame);
        }
        let record = &found.record;
        open.push(record.stream, record.id, record.revision, found.offset)?;
        tables.add(found.frame, found.offset, record)
    })?;
    open.end = tail.end;
    let seal = if tail.footer.is_some() {
        // A crash came between sealing it and the next one.
        sealed.push(Arc::new(is_sealed(last.clone(), tables, &tail)?));
        open = Open::new(last.clone(), open.next());
        Seal::begin(&last)
    } else {
        let torn = scan::torn(&last, open.next(), tail.end)?;
        tail.torn = Some(torn).filter(|torn| *torn > 0);
        let Tail { frames, last, end, .. } = tail;
        Seal::read(tables, Walked { frames, next: open.next(), last, end })
    };
    closed::check(disk, &last, open.next(), tail.end)?;
    let index = Index::new(sealed, open, settings.index_bytes);
    Ok(Some(Loaded { index, at, last, tail, seal, read }))
}

/// Shows `visit` every record of `segment`, of which the one before was recorded at `at`. What
/// cannot be true is corruption.
pub(crate) fn through(
    segment: &Segment,
    at: &mut i64,
    mut visit: impl FnMut(&scan::Found<'_>) -> Result<(), &'static str>,
) -> Result<Tail, OpenError> {
    let footer = Footer::read(segment).map_err(OpenError::io(&*segment.name))?;
    let limit = footer.as_ref().map_or(segment.size, |footer| footer.end);
    let walked = scan::walk(segment, limit, |found| {
        visit(&found)?;
        if found.record.at < *at {
            return Err("a time before the time of the event before");
        }
        if Timestamp::from_microsecond(found.record.at).is_err() {
            return Err("a time that no calendar has");
        }
        *at = found.record.at;
        Ok(())
    })?;
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
    }
    let footer = footer.map(|footer| footer.bytes);
    let Walked { frames, last, end, .. } = walked;
    Ok(Tail { events, frames, last, end, footer, torn: None })
}

/// The segment that was read through, if its footer says what its frames say. One with another
/// behind it was sealed, so all of it is sound or it was harmed since.
pub(crate) fn is_sealed(
    segment: Segment,
    tables: Tables,
    tail: &Tail,
) -> Result<Sealed, OpenError> {
    let position = segment.first + tail.events;
    let Some(footer) = &tail.footer else {
        let footer = segment.size.saturating_sub(footer::size(tail.events));
        if scan::blank(&segment, tail.end, footer.min(tail.end + 64))? {
            return Err(segment.corrupt(position, footer, "the footer is damaged"));
        }
        return Err(segment.corrupt(position, tail.end, "a bad frame, and segments behind it"));
    };
    let (sealed, expected) = Sealed::new(segment, tables, tail.end);
    if *footer != expected {
        let what = "the footer does not say what the frames say";
        return Err(sealed.segment.corrupt(position, tail.end, what));
    }
    Ok(sealed)
}

/// What is remembered of segments that are not there any more.
pub(crate) fn strays(disk: &dyn Disk) -> io::Result<Vec<String>> {
    let names = disk.list()?;
    let stray =
        |name: &&String| recall::segment_of(name).is_some_and(|segment| !names.contains(&segment));
    Ok(names.iter().filter(stray).cloned().collect())
}

/// Removes what earlier openings left: `strays`, and files still being made.
pub(crate) fn tidy(disk: &dyn Disk, strays: &[String]) -> io::Result<()> {
    let unfinished = [recall::TEMPORARY, crate::segment::TEMPORARY, closed::TEMPORARY];
    for name in disk.list()? {
        if strays.contains(&name) || unfinished.contains(&name.as_str()) {
            disk.remove(&name)?;
        }
    }
    disk.sync()
}

/// Makes durable what was read, and clears what was torn.
///
/// The process before may have been killed between write and sync, or after a sync that failed: its
/// last frame may be in the page cache only, and so may the footer of a sealed segment and the zeros
/// behind its frames. Writing the same bytes once more makes the next sync write them.
pub(crate) fn repair(segment: &Segment, tail: &Tail, as_closed: bool) -> io::Result<()> {
    let Segment { file, size, .. } = segment;
    let mut last = vec![0; len(tail.end - tail.last)];
    file.read_exact_at(&mut last, tail.last)?;
    file.write_all_at(&last, tail.last)?;
    let until = if let Some(footer) = &tail.footer {
        let begin = size - footer.len() as u64;
        file.write_all_at(footer, begin)?;
        begin
    } else if file.size()? < *size {
        // A file cut short gets its zeros back, so that writing an event still never allocates.
        *size
    } else {
        // The disk may have what a frame left behind that was tried before the last one.
        let tried = if as_closed { 0 } else { frame::MOST as u64 };
        tail.end.saturating_add(tried.max(tail.torn.unwrap_or_default())).min(*size)
    };
    let zeros = vec![0; 1 << 20];
    let mut at = tail.end;
    while at < until {
        let chunk = zeros.get(..len(until - at)).unwrap_or(&zeros);
        file.write_all_at(chunk, at)?;
        at += chunk.len() as u64;
    }
    file.sync()
}
