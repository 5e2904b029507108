//! What a copy holds already, against what is to be written over it. Nothing is written before all of
//! it is known to be in the journal.

use std::collections::BTreeSet;

use crate::{
    bytes::len,
    disk::Directory,
    error::OpenError,
    footer::Footer,
    load::segments,
    scan,
    segment::{START, Segment},
};

/// Bytes compared at a time.
const CHUNK: u64 = 1 << 20;

/// Refuses where `target` holds what the segments of `source` do not, the last of which is copied up to
/// `end`. Tells which of them it holds already: sealed, and with the same footer, whose checksum
/// covers what the segment says of every event.
pub(super) fn check(
    source: &[Segment],
    end: u64,
    target: &Directory,
) -> Result<BTreeSet<String>, OpenError> {
    let mut same = BTreeSet::new();
    for (first, name) in segments(target)? {
        let copy = Segment::open(target, &name, first)?;
        if source.first().is_some_and(|ours| ours.journal != copy.journal) {
            let what = "the copy that is there is of another journal";
            return Err(copy.corrupt(first, 0, what));
        }
        let sealed = footer(&copy)?;
        let number = source.iter().position(|ours| ours.name == name);
        let Some((number, ours)) = number.and_then(|at| Some((at, source.get(at)?))) else {
            // One without any event holds nothing.
            if sealed.is_none() && scan::walk(&copy, copy.size, |_| Ok(()))?.frames == 0 {
                continue;
            }
            return Err(OpenError::Beyond { segment: name, position: first });
        };
        match (sealed, footer(ours)?) {
            (Some(theirs), Some(ours)) if theirs.bytes == ours.bytes => {
                same.insert(name);
            }
            (theirs, _) => {
                let until = if number + 1 < source.len() { ours.size } else { end };
                overlap(&copy, ours, theirs.map(|footer| footer.end), until)?;
            }
        }
    }
    Ok(same)
}

pub(super) fn footer(segment: &Segment) -> Result<Option<Footer>, OpenError> {
    Footer::read(segment).map_err(OpenError::io(&*segment.name))
}

/// Refuses if the frames of `copy`, which end where it is `sealed`, are not those that `ours` has up to
/// `until`.
fn overlap(
    copy: &Segment,
    ours: &Segment,
    sealed: Option<u64>,
    until: u64,
) -> Result<(), OpenError> {
    let limit = sealed.unwrap_or(copy.size);
    let walked = scan::walk(copy, limit, |_| Ok(()))?;
    if sealed.is_none() {
        // A later frame behind a bad one is no tail.
        scan::torn(copy, walked.next, walked.end)?;
    }
    let within = walked.end.min(until);
    let longer = (walked.end > until).then_some(until);
    let Some(at) = differs(copy, ours, within)?.or(longer) else { return Ok(()) };
    // Of the first event that is not the same in both.
    let mut position = copy.first;
    scan::walk(copy, limit, |found| {
        let ends = found.offset + found.record.length as u64;
        position += u64::from(ends <= at);
        Ok(())
    })?;
    Err(OpenError::Beyond { segment: copy.name.clone(), position })
}

/// Where the bytes of the two, from the first frame to `end`, are first not the same.
fn differs(copy: &Segment, ours: &Segment, end: u64) -> Result<Option<u64>, OpenError> {
    let read = |segment: &Segment, at, length| {
        let mut bytes = vec![0; length];
        let read = segment.file.read_exact_at(&mut bytes, at);
        read.map_err(OpenError::io(&*segment.name)).map(|()| bytes)
    };
    let mut at = START;
    while at < end {
        let length = len(CHUNK.min(end - at));
        let (theirs, here) = (read(copy, at, length)?, read(ours, at, length)?);
        let other = theirs.iter().zip(&here).position(|(theirs, ours)| theirs != ours);
        if let Some(other) = other {
            return Ok(Some(at + other as u64));
        }
        at += length as u64;
    }
    Ok(None)
}
