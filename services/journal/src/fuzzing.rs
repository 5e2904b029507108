//! What may meet any bytes at all: each function takes some and must come back, whatever they are.
//! `fuzz/` looks for bytes that they do not come back from; the tests here replay what it found,
//! changed a little.
//!
//! Each tells whether the bytes were taken for what they are read as. The first byte says whether
//! checksums are made right, so that what lies behind them is reached.

mod replay;
#[cfg(test)]
mod tests;

pub use replay::replay;

use std::sync::Arc;

use jiff::Timestamp;
use runtime::{Direction, Filter, Place};
use uuid::Uuid;

use crate::{
    EmbeddedJournal, Settings,
    bytes::{Fields, len},
    disk::Disk,
    footer::{self, Footer},
    frame::{self, Header},
    record::{self, Record},
    sealed::Sealed,
    segment::{self, Mark, START, Segment},
    torture::Simulated,
};

const SETTINGS: Settings =
    Settings { segment_bytes: 32 << 10, index_bytes: 1 << 10, cache_bytes: 1 << 10 };
/// Bytes that a fuzzed segment has room for.
const ROOM: usize = 256 << 10;

/// Reads a record. One that is read and written again is the same.
pub fn record(bytes: &[u8]) -> bool {
    let Ok(record) = Record::parse(bytes) else { return false };
    let Ok(event) = record.event(7, record.stream.into()) else { return false };
    let mut again = Vec::new();
    let at = event.at.as_microsecond();
    let written = record::encode(&mut again, &event.stream, event.revision, at, &event.entry);
    // One whose checksum is wrong is written again with the right one.
    let same = record.sum != Some(record.summed()) || bytes.starts_with(&again);
    assert!(written.is_err() || same, "a record reads as another one");
    true
}

/// Opens a journal whose only segment holds these bytes as its frames. What opens can be read, and
/// opens again as it was.
pub fn segment(bytes: &[u8]) -> bool {
    let Some((mode, frames)) = bytes.split_first().filter(|(_, it)| it.len() < ROOM) else {
        return false;
    };
    let mut frames = frames.to_vec();
    if mode % 2 == 1 {
        right_frames(&mut frames);
    }
    let (disk, _) = on_disk(&frames);
    let open = || {
        let disk = Arc::new(disk.clone());
        EmbeddedJournal::open_on(disk, None, SETTINGS, || Timestamp::UNIX_EPOCH).ok()
    };
    let read = |journal: &EmbeddedJournal| {
        let page = journal.page(Place::Start, Direction::Forwards, &Filter::Everything);
        let Ok(page) = page else { return Vec::new() };
        let back = journal.page(Place::End, Direction::Backwards, &Filter::Everything);
        let back = back.map(|page| page.events.into_iter().rev().collect());
        assert_eq!(back.ok().as_ref(), Some(&page.events), "backwards is another order");
        page.events
    };
    let Some((journal, opened)) = open() else { return false };
    let events = read(&journal);
    assert_eq!(events.len() as u64, opened.events, "not all that was opened can be read");
    drop(journal);
    let again = open().map(|(journal, opened)| (read(&journal), opened.torn));
    assert_eq!(again, Some((events, None)), "it does not open as it was");
    true
}

/// Reads these bytes as the footer of a segment, and asks it for what it may hold.
pub fn footer(bytes: &[u8]) -> bool {
    let Some((mode, bytes)) = bytes.split_first().filter(|(_, it)| it.len() < ROOM) else {
        return false;
    };
    // A footer is at the very end, and a segment has whole lines.
    let line = bytes.len().next_multiple_of(frame::ALIGN) - bytes.len();
    let mut bytes = [&vec![0; line], bytes].concat();
    if mode % 2 == 1 {
        let trailer = bytes.len().saturating_sub(64);
        frame::fill(&mut bytes, trailer + 16, Uuid::nil().as_bytes());
        frame::fill(&mut bytes, trailer + 40, &START.to_le_bytes());
        let count = bytes.get(trailer + 12..).and_then(|it| Fields(it).u32()).unwrap_or_default();
        let begin = (bytes.len() as u64).saturating_sub(footer::size(count.into()));
        right_end(bytes.get_mut(len(begin)..).unwrap_or_default());
    }
    let (_, segment) = on_disk(&bytes);
    let Some(segment) = segment else { return false };
    let Ok(Some(footer)) = Footer::read(&segment) else { return false };
    let (streams, ids) = footer::sorted(&footer.bytes);
    assert_eq!((streams.len(), streams.len()), (ids.len(), footer.count as usize * 12));
    true
}

/// Reads these bytes as what is remembered of a segment, and asks it for what it may hold.
pub fn index(bytes: &[u8]) -> bool {
    let Some((mode, bytes)) = bytes.split_first().filter(|(_, it)| it.len() < ROOM) else {
        return false;
    };
    let (_, segment) = on_disk(&vec![7; 60 << 10]);
    let Some(segment) = segment else { return false };
    let mut bytes = bytes.to_vec();
    if mode % 2 == 1 {
        frame::fill(&mut bytes, 16, Uuid::nil().as_bytes());
        frame::fill(&mut bytes, 40, &segment.size.to_le_bytes());
        right_end(&mut bytes);
    }
    let Some(sealed) = Sealed::decode(&bytes, &segment) else { return false };
    // Whatever is asked is answered or refused.
    _ = sealed.of_stream("s-1").and_then(|entries| sealed.numbers(entries));
    _ = sealed.with_id(Uuid::nil()).and_then(|numbers| sealed.spots(&numbers));
    _ = sealed.spots(&[0, 1, sealed.count.saturating_sub(1)]);
    _ = (sealed.frames.before(3), sealed.frames.around(3));
    assert_eq!(sealed.encode(), bytes, "it reads as another one");
    true
}

/// A disk with one segment: a right header, and `bytes` behind it.
fn on_disk(bytes: &[u8]) -> (Simulated, Option<Segment>) {
    let disk = Simulated::new(0);
    let size = (START + bytes.len() as u64).next_multiple_of(64);
    let mut file = segment::header(Uuid::nil(), 0, size, [0; 12]);
    file.resize(len(START), 0);
    file.extend(bytes);
    file.resize(len(size), 0);
    let name = format!("{:020}.seg", 0);
    let made = disk.create(&name).and_then(|made| made.write_all_at(&file, 0));
    let segment = made.ok().and_then(|()| Segment::open(&disk, &name, 0).ok());
    (disk, segment)
}

/// Gives every frame the journal, the mark and the checksum that it should have.
fn right_frames(bytes: &mut [u8]) {
    let mut rest = bytes;
    while let Some(header) = Header::parse(rest) {
        let Some((frame, behind)) = rest.split_at_mut_checked(header.length) else { return };
        frame::fill(frame, 24, Uuid::nil().as_bytes());
        frame::fill(frame, 44, &Mark::default());
        let sum = crc32c::crc32c(frame.get(8..).unwrap_or_default());
        frame::fill(frame, 4, &sum.to_le_bytes());
        rest = behind;
    }
}

/// Makes the last four bytes the checksum of all before them.
fn right_end(bytes: &mut [u8]) {
    if let Some((covered, sum)) = bytes.split_last_chunk_mut() {
        *sum = crc32c::crc32c(covered).to_le_bytes();
    }
}
