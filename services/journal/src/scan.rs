//! Reads a segment from its first frame to its last, and judges what lies behind.
//!
//! Readers walk otherwise ([`crate::frames`]): they know from the index where frames begin and end, so that
//! a bad one is harm; here it is where the journal ends, or the question.

use std::io;

use crate::{
    bytes::{is_zero, len},
    disk::File,
    error::OpenError,
    frame::{self, Header},
    record::Record,
    segment::{Mark, START, Segment},
};

/// Bytes read at a time.
const CHUNK: usize = 1 << 20;

/// One record on the way through a segment.
pub(crate) struct Found<'b> {
    /// Where its frame begins.
    pub(crate) frame: u64,
    pub(crate) offset: u64,
    pub(crate) record: Record<'b>,
}

/// How far the sound frames of a segment reach.
pub(crate) struct Walked {
    pub(crate) frames: u64,
    /// Position of the event after the last.
    pub(crate) next: u64,
    /// Where the last frame begins, and where it ends.
    pub(crate) last: u64,
    pub(crate) end: u64,
}

impl Walked {
    /// Before the first frame of `segment`.
    pub(crate) fn none(segment: &Segment) -> Self {
        Self { frames: 0, next: segment.first, last: START, end: START }
    }
}

/// Shows `visit` every record of the sound frames of `segment`, none of which lies beyond `limit`.
/// What is sound but cannot be true is corruption; so is what `visit` says is wrong.
pub(crate) fn walk(
    segment: &Segment,
    limit: u64,
    visit: impl FnMut(Found<'_>) -> Result<(), &'static str>,
) -> Result<Walked, OpenError> {
    let mut walked = Walked::none(segment);
    walk_on(segment, &mut walked, limit, visit)?;
    Ok(walked)
}

/// The same, from where another walk ended.
pub(crate) fn walk_on(
    segment: &Segment,
    walked: &mut Walked,
    limit: u64,
    mut visit: impl FnMut(Found<'_>) -> Result<(), &'static str>,
) -> Result<(), OpenError> {
    let mut window = Window::new(segment)?;
    while let Some((header, frame)) = window.frame(walked.end, limit)? {
        let Walked { next, end, .. } = *walked;
        if header.journal != segment.journal {
            return Err(segment.corrupt(next, end, "a frame of another journal"));
        }
        if header.first != next {
            return Err(segment.corrupt(next, end, "a frame of another position"));
        }
        let mut at = frame::HEADER;
        for position in (next..).take(header.count as usize) {
            let offset = end + at as u64;
            let shown = Record::parse(frame.get(at..).unwrap_or_default()).and_then(|record| {
                at += record.length;
                visit(Found { frame: end, offset, record })
            });
            shown.map_err(|what| segment.corrupt(position, offset, what))?;
        }
        let rest = frame.get(at..).unwrap_or_default();
        if rest.len() >= frame::ALIGN || !is_zero(rest) {
            return Err(segment.corrupt(next, end, "a frame with more than its records"));
        }
        *walked = Walked {
            frames: walked.frames + 1,
            next: next + u64::from(header.count),
            last: end,
            end: end + header.length as u64,
        };
    }
    Ok(())
}

/// Bytes up to the last one that is not zero, from `end`, where the sound frames of the last
/// segment end and position `next` would follow, to the end of the file: the torn tail. A later
/// frame among them proves that what lies before it was once durable, so it is no tail.
pub(crate) fn torn(segment: &Segment, next: u64, end: u64) -> Result<u64, OpenError> {
    let mut window = Window::new(segment)?;
    let mut torn = 0;
    for at in (end..segment.size).step_by(frame::ALIGN) {
        let line = window.at(at, frame::ALIGN)?;
        let Some(used) = line.iter().rposition(|byte| *byte != 0) else { continue };
        torn = at + used as u64 + 1 - end;
        // An event may hold what once was a frame of this journal. Such a frame is older than the
        // one it lies in, so only a later position proves anything; and what a client made up does
        // not have the segment's mark, and so is not read through, however long it says that it is.
        let proves = Header::parse(line).is_some_and(|header| {
            let here = header.journal == segment.journal && header.mark == segment.mark;
            here && header.first > next
        });
        // A frame is begun once all before it is durable, so that its header alone proves it. Without a mark
        // a client may have made one up.
        let proves = proves
            && (segment.mark != Mark::default() || window.frame(at, segment.size)?.is_some());
        if proves {
            let what = format!("a bad frame, and a later one behind it at byte {at}");
            return Err(segment.corrupt(next, end, &what));
        }
    }
    Ok(torn)
}

/// Whether all bytes from `from` to `to` are zero.
pub(crate) fn blank(segment: &Segment, from: u64, to: u64) -> Result<bool, OpenError> {
    let mut window = Window::new(segment)?;
    let mut at = from;
    while at < to {
        let length = len(to - at).min(CHUNK);
        if !is_zero(window.at(at, length)?) {
            return Ok(false);
        }
        at += length as u64;
    }
    Ok(true)
}

/// A file seen through a buffer. Behind its end there are zeros, as if it had never been cut short.
struct Window<'s> {
    segment: &'s Segment,
    file: &'s dyn File,
    size: u64,
    buffer: Vec<u8>,
    start: u64,
}

impl<'s> Window<'s> {
    fn new(segment: &'s Segment) -> Result<Self, OpenError> {
        let file = &*segment.file;
        let size = file.size().map_err(OpenError::io(&*segment.name))?;
        Ok(Self { segment, file, size, buffer: Vec::new(), start: 0 })
    }

    fn at(&mut self, offset: u64, length: usize) -> Result<&[u8], OpenError> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset + length as u64 > end {
            self.fill(offset, length.max(CHUNK)).map_err(OpenError::io(&*self.segment.name))?;
        }
        let from = len(offset - self.start);
        Ok(self.buffer.get(from..from + length).unwrap_or_default())
    }

    fn fill(&mut self, offset: u64, length: usize) -> io::Result<()> {
        self.start = offset;
        self.buffer.resize(length, 0);
        let there = len(self.size.saturating_sub(offset)).min(length);
        let (file, behind) = self.buffer.split_at_mut_checked(there).unwrap_or_default();
        behind.fill(0);
        self.file.read_exact_at(file, offset)
    }

    /// The sound frame at `offset` that ends by `limit`, if there is one.
    fn frame(&mut self, offset: u64, limit: u64) -> Result<Option<(Header, &[u8])>, OpenError> {
        let room = len(limit.saturating_sub(offset));
        if room < frame::HEADER {
            return Ok(None);
        }
        let header = Header::parse(self.at(offset, frame::HEADER)?);
        let ours = |header: &Header| header.length <= room && header.mark == self.segment.mark;
        let Some(header) = header.filter(ours) else { return Ok(None) };
        let frame = self.at(offset, header.length)?;
        Ok(header.is_of(frame).then_some((header, frame)))
    }
}
