//! Journals as earlier versions wrote them, byte for byte: they open, read as ever and go on; and
//! what is written today is what the newest of them holds.
//!
//! `first` is of the first version, whose records had no checksums; `summed` has them, and data that
//! are not JSON. Both were put together from the layout on the first page of this crate, without its
//! code: two events in a frame, one in the next, a footer; two events in an open segment.

use std::{fs, path::Path, sync::Arc};

use jiff::Timestamp;
use runtime::{Append, Direction, Entry, Expected, Format, Journal as _, Place, Recorded};
use tempfile::{TempDir, tempdir};
use uuid::Uuid;

use super::support::{SMALL, append, everything, opened, segments};
use crate::{EmbeddedJournal, disk::Directory, repair, verify};

const JOURNAL: Uuid = Uuid::from_u128(0x1011_1213_1415_1617_1819_1a1b_1c1d_1e1f);
/// When each event was recorded, in microseconds after the first.
const BEGAN: i64 = 1_700_000_000_000_000;
const AFTER: [i64; 5] = [0, 0, 2, 3, 3];

fn golden(name: &str) -> TempDir {
    let dir = tempdir().unwrap();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/golden").join(name);
    for file in fs::read_dir(files).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
    }
    dir
}

/// The event at position `n`, whose data are JSON or not.
fn recorded(n: u8, format: Format) -> Recorded {
    let data = match format {
        Format::Json => format!("{{\"n\":{n}}}").into_bytes(),
        Format::Bytes => vec![0xff, n],
    };
    let meta = if n == 1 { Vec::new() } else { format!("{{\"meta\":{n}}}").into_bytes() };
    let id = Uuid::from_u128(0xabc0 + u128::from(n));
    Recorded {
        stream: ["financing-1", "public-é"][usize::from(n % 2)].into(),
        revision: u64::from(n / 2),
        position: n.into(),
        at: Timestamp::from_microsecond(BEGAN + AFTER[usize::from(n)]).unwrap(),
        entry: Entry { id, name: "essai.fait.v1".into(), data, meta, format },
    }
}

fn first() -> Vec<Recorded> {
    (0..5).map(|n| recorded(n, Format::Json)).collect()
}

fn summed() -> Vec<Recorded> {
    let format = |n| if n == 1 || n == 3 { Format::Bytes } else { Format::Json };
    (0..5).map(|n| recorded(n, format(n))).collect()
}

#[tokio::test]
async fn a_journal_of_any_earlier_version_opens_and_goes_on() {
    for (name, events) in [("first", first()), ("summed", summed())] {
        let dir = golden(name);
        let report = verify(dir.path()).unwrap();
        let (count, torn) = ((report.events, report.frames, report.segments), report.torn);
        assert_eq!((report.journal, count, torn), (JOURNAL, (5, 3, 2), None), "{name}");
        assert!(repair(dir.path(), 0).unwrap().footers.is_empty());
        let (journal, told) = opened(dir.path());
        assert_eq!((told.journal, told.events, told.torn), (JOURNAL, 5, None));
        assert_eq!(everything(&journal).await, events, "{name}");
        for stream in ["financing-1", "public-é"] {
            let read = journal.read_stream(stream, Place::Start, Direction::Forwards, 9).await;
            let all = events.iter().filter(|event| *event.stream == *stream).cloned();
            assert_eq!(read.unwrap(), all.collect::<Vec<_>>(), "{name}");
        }
        // What was recorded then is known again now.
        let Recorded { stream, entry, .. } = events[2].clone();
        let again = journal.append(&stream, Expected::At(0), vec![entry]).await.unwrap();
        assert_eq!((again.revision, again.position), (1, 2));
        assert_eq!(append(&journal, "s", 99, 10).await.unwrap().position, 5);
        drop(journal);
        assert_eq!(verify(dir.path()).unwrap().events, 6);
    }
}

fn then() -> Timestamp {
    Timestamp::from_microsecond(BEGAN + AFTER[4]).unwrap()
}

#[tokio::test]
async fn what_is_written_today_is_what_was_written_then() {
    let dir = golden("summed");
    let last = segments(dir.path()).pop().unwrap();
    let whole = fs::read(&last).unwrap();
    // Without its only frame: nothing but the first page.
    let mut empty = whole.clone();
    empty[4096..].fill(0);
    fs::write(&last, empty).unwrap();
    let disk = Arc::new(Directory::to_write(dir.path()).unwrap());
    let (journal, _) = EmbeddedJournal::open_on(disk, None, SMALL, then).unwrap();
    let appends = summed().split_off(3).into_iter().map(|event| Append {
        stream: event.stream.to_string(),
        expected: Expected::At(event.revision - 1),
        entries: vec![event.entry],
    });
    journal.append_together(appends.collect()).await.unwrap();
    drop(journal);
    assert!(fs::read(&last).unwrap() == whole);
}
