//! The end of the journal harmed by hand: what a crash leaves is cleared, anything else is named and
//! refused.

use std::{fs, sync::atomic::Ordering::SeqCst};

use jiff::Timestamp;
use runtime::{Expected, Journal as _};
use tempfile::tempdir;

use super::{
    damage::{crashed, first, flip, named, size, three_frames, three_segments, write},
    support::{SMALL, append, entry, everything, faulty, frames, kept, opened, segments},
};
use crate::{EmbeddedJournal, OpenError, Settings, frame, record, repair, verify};

/// Where the bytes that are not zero end.
fn used(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[tokio::test]
async fn a_last_frame_cut_at_any_byte_is_cleared_and_reported() {
    let (dir, segment, frames) = three_frames().await;
    let whole = fs::read(&segment).unwrap();
    let (from, to) = (frames[2], frames[3]);
    for cut in from..to {
        let mut torn = whole.clone();
        torn[cut..to].fill(0);
        fs::write(&segment, &torn).unwrap();
        // A cut in the zeros that fill up the frame takes nothing away.
        let (events, left) = match used(&torn) {
            there if there == used(&whole) => (3, None),
            there if there <= from => (2, None),
            there => (2, Some((there - from) as u64)),
        };
        assert_eq!(verify(dir.path()).unwrap().torn, left, "cut at {cut}");
        let (journal, told) = opened(dir.path());
        assert_eq!((told.events, told.torn), (events, left), "cut at {cut}");
        drop(journal);
        assert_eq!(opened(dir.path()).1.torn, None);
        assert_eq!(used(&fs::read(&segment).unwrap()) > from, events == 3);
    }
}

#[tokio::test]
async fn a_file_cut_short_in_its_last_frame_gets_its_size_back() {
    let (dir, segment, frames) = three_frames().await;
    let whole = fs::read(&segment).unwrap();
    for cut in frames[2]..used(&whole) {
        fs::write(&segment, &whole[..cut]).unwrap();
        let (journal, told) = opened(dir.path());
        assert_eq!(told.events, 2, "cut at {cut}");
        append(&journal, "s", 77, 10).await.unwrap();
        drop(journal);
        assert_eq!(size(&segment), whole.len());
        assert_eq!(verify(dir.path()).unwrap().events, 3);
        crashed(dir.path());
    }
}

#[tokio::test]
async fn any_sectors_missing_from_the_last_frame_tear_it() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    append(&journal, "s", 0, 10).await.unwrap();
    append(&journal, "s", 1, 3_000).await.unwrap();
    drop(journal);
    let segment = &segments(dir.path())[0];
    let (whole, frames) = (fs::read(segment).unwrap(), frames(segment));
    let sectors: Vec<_> = (frames[1] / 512..used(&whole).div_ceil(512)).collect();
    for missing in 1..1_usize << sectors.len() {
        crashed(dir.path());
        let mut torn = whole.clone();
        for (number, sector) in sectors.iter().enumerate() {
            if missing >> number & 1 == 1 {
                // What an earlier frame has in the same sector was durable before.
                torn[(sector * 512).max(frames[1])..(sector + 1) * 512].fill(0);
            }
        }
        fs::write(segment, &torn).unwrap();
        let (journal, told) = opened(dir.path());
        assert_eq!(told.events, 1, "without {missing:b}");
        assert_eq!(append(&journal, "s", 2, 10).await.unwrap().position, 1);
    }
}

#[tokio::test]
async fn after_a_torn_tail_the_journal_goes_on() {
    let (dir, segment, frames) = three_frames().await;
    flip(&segment, frames[2] + 70);
    let (journal, told) = opened(dir.path());
    assert_eq!(told.events, 2);
    assert!(told.torn.is_some());
    assert_eq!(append(&journal, "s", 9, 5).await.unwrap().position, 2);
    let before = everything(&journal).await;
    drop(journal);
    let (journal, told) = opened(dir.path());
    assert_eq!((told.events, told.torn), (3, None));
    assert_eq!(everything(&journal).await, before);
}

#[tokio::test]
async fn the_last_frame_of_a_journal_that_was_closed_is_no_tail() {
    let (dir, segment, frames) = three_frames().await;
    drop(opened(dir.path()));
    for at in frames[2]..frames[3] {
        flip(&segment, at);
        assert_eq!(named(dir.path(), &segment), (2, frames[2] as u64), "byte {at}");
        flip(&segment, at);
    }
    // What a crash leaves behind it still is one.
    write(&segment, frames[3], b"half a frame");
    assert_eq!(opened(dir.path()).1.torn, Some(12));
}

#[tokio::test]
async fn a_last_segment_that_is_gone_is_missed_once_the_journal_was_closed() {
    let (dir, segments) = three_segments().await;
    let missing = first(&segments[2]);
    drop(opened(dir.path()));
    let away = dir.path().join("away");
    fs::rename(&segments[2], &away).unwrap();
    assert_eq!(named(dir.path(), &segments[1]).0, missing);
    // Where it is not known how many there were, it cannot be missed.
    flip(&dir.path().join("closed"), 33);
    assert_eq!(opened(dir.path()).1.events, missing);
}

#[tokio::test]
async fn the_last_frame_of_a_sealed_segment_is_no_tail() {
    let (dir, segments) = three_segments().await;
    let frames = frames(&segments[1]);
    let count = frames.len() as u64 - 1;
    let last = frames[frames.len() - 2];
    flip(&segments[1], last + 100);
    let position = first(&segments[1]) + count - 1;
    assert_eq!(named(dir.path(), &segments[1]), (position, last as u64));
    // Nor is it one when its footer is gone as well.
    write(&segments[1], size(&segments[1]) - 64, &[0; 64]);
    assert_eq!(named(dir.path(), &segments[1]), (position, last as u64));
}

#[tokio::test]
async fn a_footer_torn_while_sealing_is_cleared_and_written_again() {
    let (dir, segments) = three_segments().await;
    fs::remove_file(&segments[2]).unwrap();
    write(&segments[1], size(&segments[1]) - 32, &[0; 32]);
    let (journal, told) = opened(dir.path());
    assert!(told.torn.is_some());
    let head = told.events;
    assert_eq!(append(&journal, "s", 100, 6_000).await.unwrap().position, head);
    drop(journal);
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.segments, report.torn), (head + 1, 3, None));
}

#[tokio::test]
async fn a_crash_between_sealing_and_the_next_segment_is_nothing_to_report() {
    let (dir, segments) = three_segments().await;
    let temporary = dir.path().join("next.tmp");
    fs::rename(&segments[2], &temporary).unwrap();
    let (journal, told) = opened(dir.path());
    assert_eq!((told.segments, told.torn), (2, None));
    assert!(!temporary.exists());
    assert_eq!(append(&journal, "s", 100, 6_000).await.unwrap().position, told.events);
    drop(journal);
    assert_eq!(verify(dir.path()).unwrap().segments, 3);
}

/// Where its zeros are in the page cache only, the disk may hold what a failed write left there.
#[tokio::test]
async fn a_segment_sealed_before_a_crash_is_made_durable_again_from_its_last_frame_on() {
    let (dir, segments) = three_segments().await;
    fs::remove_file(&segments[2]).unwrap();
    let frames = frames(&segments[1]);
    let (_, faults) = faulty(&dir);
    let written = faults.written.lock().unwrap();
    let last = frames[frames.len() - 2] as u64;
    for at in last..size(&segments[1]) as u64 {
        assert!(written.iter().any(|range| range.contains(&at)), "byte {at}");
    }
}

/// A backup of the journal, kept as an event of the same journal, holds sound frames of it.
#[tokio::test]
async fn a_frame_inside_a_torn_event_proves_nothing() {
    let (dir, segment, frames) = three_frames().await;
    let kept = fs::read(&segment).unwrap()[frames[0]..frames[3]].to_vec();
    let (journal, _) = opened(dir.path());
    // Headers, stream and type take 137 bytes before it; the next line begins 55 bytes later.
    let data = [vec![0; 55], kept].concat();
    journal.append("s", Expected::Any, vec![entry(50, &data)]).await.unwrap();
    drop(journal);
    crashed(dir.path());
    let whole = fs::read(&segment).unwrap();
    assert_eq!(whole[frames[3] + 192..frames[3] + 196], *b"JLNf", "it begins a line");
    flip(&segment, frames[3] + 4);
    let (_, told) = opened(dir.path());
    assert_eq!(told.events, 3);
    assert!(told.torn.is_some());
}

/// Which journal it is and where it ends, everybody is told who asks.
#[tokio::test]
async fn a_frame_that_a_client_made_up_does_not_keep_the_journal_from_opening() {
    let (dir, segment, frames) = three_frames().await;
    let (journal, _) = opened(dir.path());
    let mut forged = Vec::new();
    frame::begin(&mut forged);
    record::encode(&mut forged, "s", 9, 0, &entry(9, b"")).unwrap();
    frame::finish(&mut forged, journal.id(), 9, 1, [0; 12]);
    let data = [vec![0; 55], forged].concat();
    journal.append("s", Expected::Any, vec![entry(50, &data)]).await.unwrap();
    drop(journal);
    crashed(dir.path());
    let whole = fs::read(&segment).unwrap();
    assert_eq!(whole[frames[3] + 192..frames[3] + 196], *b"JLNf", "it begins a line");
    flip(&segment, frames[3] + 4);
    let (_, told) = opened(dir.path());
    assert_eq!(told.events, 3);
    assert!(told.torn.is_some());
}

#[tokio::test]
async fn frames_that_a_client_made_up_are_not_read_through() {
    let dir = tempdir().unwrap();
    let settings = Settings { segment_bytes: 4 << 20, ..SMALL };
    let (journal, _) = kept(&dir, || Timestamp::UNIX_EPOCH, settings);
    append(&journal, "s", 1, 10).await.unwrap();
    let mut forged = Vec::new();
    frame::begin(&mut forged);
    record::encode(&mut forged, "s", 9, 0, &entry(9, b"")).unwrap();
    frame::finish(&mut forged, journal.id(), 9, 1, [0; 12]);
    drop(journal);
    crashed(dir.path());
    // As if each were as long as half of the segment.
    forged[8..12].copy_from_slice(&(2_u32 << 20).to_le_bytes());
    let segment = &segments(dir.path())[0];
    let end = *frames(segment).last().unwrap();
    write(segment, end, &forged[..64].repeat(100));
    let (journal, faults) = kept(&dir, || Timestamp::UNIX_EPOCH, settings);
    assert_eq!(journal.head().await.unwrap(), 1);
    let read = faults.read.load(SeqCst);
    assert!(read < 32 << 20, "{read} bytes");
}

#[tokio::test]
async fn what_somebody_was_told_of_is_not_cleared_like_a_tail() {
    let (dir, segment, frames) = three_frames().await;
    // The third frame is gone, and something lies where it was.
    write(&segment, frames[2], &vec![0; frames[3] - frames[2]]);
    write(&segment, frames[2], b"half a frame");
    let before = fs::read(&segment).unwrap();
    let open = |known| EmbeddedJournal::open_knowing(dir.path(), SMALL, || known);
    let told = open(3).map(|(_, opened)| opened).unwrap_err();
    assert!(matches!(told, OpenError::Short { events: 2, known: 3 }), "{told}");
    let told = repair(dir.path(), 3).unwrap_err();
    assert!(matches!(told, OpenError::Short { events: 2, known: 3 }), "{told}");
    assert!(fs::read(&segment).unwrap() == before);
    assert_eq!(open(2).unwrap().1.torn, Some(12));
}

#[tokio::test]
async fn what_is_remembered_of_a_segment_that_is_gone_is_kept_while_it_is_missed() {
    let (dir, segments) = three_segments().await;
    let missing = first(&segments[1]);
    for gone in &segments[1..] {
        fs::remove_file(gone).unwrap();
    }
    let remembered = segments[1].with_extension("idx");
    assert!(remembered.exists());
    let open = |known| EmbeddedJournal::open_knowing(dir.path(), SMALL, || known);
    let told = open(missing + 1).map(|(_, opened)| opened).unwrap_err();
    assert!(matches!(told, OpenError::Short { .. }), "{told}");
    assert!(remembered.exists());
    assert_eq!(open(missing).unwrap().1.events, missing);
    assert!(!remembered.exists());
}

#[tokio::test]
async fn a_journal_without_any_segment_is_not_begun_anew_while_it_is_missed() {
    let (several, sealed) = three_segments().await;
    let (one, only, _) = three_frames().await;
    drop(opened(one.path()));
    for (dir, segments) in [(&several, sealed.as_slice()), (&one, std::slice::from_ref(&only))] {
        for gone in segments {
            fs::remove_file(gone).unwrap();
        }
        let open = |known| EmbeddedJournal::open_knowing(dir.path(), SMALL, || known);
        let told = open(3).map(|(_, opened)| opened).unwrap_err();
        assert!(matches!(told, OpenError::Short { events: 0, known: 3 }), "{told}");
        assert!(self::segments(dir.path()).is_empty());
        assert_eq!(open(0).unwrap().1.events, 0);
    }
}

/// The next frame is begun once the one before is durable, whatever became of it.
#[tokio::test]
async fn a_torn_frame_proves_the_one_before_it() {
    let (dir, segment, frames) = three_frames().await;
    write(&segment, frames[2] + 64, &vec![0; frames[3] - frames[2] - 64]);
    assert_eq!(verify(dir.path()).unwrap().events, 2);
    flip(&segment, frames[1] + 70);
    assert_eq!(named(dir.path(), &segment), (1, frames[1] as u64));
}
