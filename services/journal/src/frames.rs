//! Walks through a stretch of frames for readers, and believes none of them without its checksum. Where a
//! journal ends is found out before there are any ([`crate::scan`]).

use anyhow::Context as _;

use crate::{
    bytes::len,
    frame::{self, Header},
    index::Stretch,
    record::Record,
};

/// Where a walk ended, between two frames.
pub(crate) struct Walked {
    pub(crate) offset: u64,
    /// Position of the first event behind it.
    pub(crate) position: u64,
}

/// Shows `visit` the records of as many whole frames at the beginning of `stretch` as about `bytes`
/// bytes hold, at least of one, until it says that it has seen enough.
pub(crate) fn walk(
    stretch: &Stretch,
    buffer: &mut Vec<u8>,
    bytes: u64,
    mut visit: impl FnMut(u64, &Record<'_>) -> anyhow::Result<bool>,
) -> anyhow::Result<Walked> {
    let Stretch { segment, position, offset, end } = stretch;
    let (mut position, mut offset) = (*position, *offset);
    let room = end.saturating_sub(offset);
    let fetch = |buffer: &mut Vec<u8>, bytes: u64| {
        buffer.resize(len(bytes.min(room)), 0);
        let read = segment.file.read_exact_at(buffer, offset);
        read.with_context(|| format!("`{}` cannot be read", segment.name))
    };
    fetch(buffer, bytes)?;
    let first = Header::parse(buffer).map_or(0, |header| header.length);
    if first > buffer.len() && first as u64 <= room {
        fetch(buffer, first as u64)?;
    }
    let mut rest = buffer.as_slice();
    let mut frames = 0;
    while !rest.is_empty() {
        let harmed = |what: &str| segment.corrupt(position, offset, what);
        let header = Header::parse(rest).filter(|header| header.length <= rest.len());
        let Some(header) = header else {
            // The buffer ends within a frame, or within its header: it is the next walk's.
            let begun = Header::parse(rest).is_some() || rest.len() < frame::HEADER;
            anyhow::ensure!(frames > 0 && begun, harmed("a bad frame"));
            break;
        };
        let (bytes, behind) = rest.split_at_checked(header.length).unwrap_or((rest, &[]));
        let here = header.journal == segment.journal && header.mark == segment.mark;
        let sound = here && header.first == position && header.is_of(bytes);
        anyhow::ensure!(sound, harmed("a frame was harmed since it was written"));
        let mut at = frame::HEADER;
        for position in (position..).take(header.count as usize) {
            let record = Record::parse(bytes.get(at..).unwrap_or_default()).map_err(harmed)?;
            at += record.length;
            if !visit(position, &record)? {
                return Ok(Walked { offset, position });
            }
        }
        frames += 1;
        position += u64::from(header.count);
        offset += header.length as u64;
        rest = behind;
    }
    Ok(Walked { offset, position })
}
