//! An ordinary life: opening, appending, rolling, reopening.

use std::{fs, sync::Arc};

use futures::{future::join_all, join};
use runtime::{
    AppendError, Direction, Expected, Filter, Journal, MOST_BYTES, MOST_EVENTS, MOST_NAME,
    MemoryJournal, Page, Place,
};
use tempfile::tempdir;
use uuid::Uuid;

use super::support::{
    SMALL, append, behind_a_sync, entry, everything, faulty, frames, opened, segments,
};
use crate::{EmbeddedJournal, OpenError, Report, Settings, contract, verify};

#[tokio::test]
async fn passes_what_every_journal_passes() {
    let dir = tempdir().unwrap();
    let journal = Arc::new(opened(dir.path()).0);
    contract::all(journal, "first").await.unwrap();
    let journal = Arc::new(opened(dir.path()).0);
    contract::all(journal, "after reopening").await.unwrap();
}

#[tokio::test]
async fn the_model_passes_the_same() {
    let journal = Arc::new(MemoryJournal::new(Uuid::nil()));
    contract::all(journal, "model").await.unwrap();
}

#[tokio::test]
async fn is_the_same_journal_after_reopening() {
    let dir = tempdir().unwrap();
    let (journal, first) = opened(dir.path());
    assert_eq!((first.events, first.segments, first.torn), (0, 1, None));
    assert_eq!(journal.id(), first.journal);
    append(&journal, "été-é\u{301}-日本-🜁", 1, 10).await.unwrap();
    append(&journal, "", 2, 0).await.unwrap();
    let before = everything(&journal).await;
    drop(journal);
    let (journal, again) = opened(dir.path());
    assert_eq!((again.journal, again.events, again.torn), (first.journal, 2, None));
    assert_eq!(everything(&journal).await, before);
    assert_eq!(&*before[0].stream, "été-é\u{301}-日本-🜁");
    assert_eq!(before[0].entry, entry(1, &[7; 10]));
}

#[tokio::test]
async fn one_process_at_a_time() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    let second = EmbeddedJournal::open(dir.path(), SMALL).map(|_| ());
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
    assert!(matches!(verify(dir.path()), Err(OpenError::InUse(_))));
    drop(journal);
    verify(dir.path()).unwrap();
    opened(dir.path());
}

#[tokio::test]
async fn whoever_only_reads_changes_nothing_and_keeps_writers_out() {
    let dir = tempdir().unwrap();
    let read = || EmbeddedJournal::open_to_read(dir.path(), SMALL);
    let (journal, _) = opened(dir.path());
    for id in 0..40 {
        append(&journal, "s", id, 2_000).await.unwrap();
    }
    let before = everything(&journal).await;
    let meanwhile = read().map(|_| ());
    assert!(matches!(meanwhile, Err(OpenError::InUse(_))), "{meanwhile:?}");
    drop(journal);
    // As a crash leaves it: half a frame at the end.
    let last = segments(dir.path()).pop().unwrap();
    let mut bytes = fs::read(&last).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let end = end.next_multiple_of(64);
    bytes[end..end + 7].fill(9);
    fs::write(&last, &bytes).unwrap();

    let (one, other) = (read().unwrap(), read().unwrap());
    assert!(everything(&one).await == before && everything(&other).await == before);
    let refused = append(&one, "s", 41, 1).await;
    assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    let writer = EmbeddedJournal::open(dir.path(), SMALL).map(|_| ());
    assert!(matches!(writer, Err(OpenError::InUse(_))), "{writer:?}");
    drop((one, other));
    assert!(fs::read(&last).unwrap() == bytes, "what a crash left is cleared");
    assert_eq!(opened(dir.path()).1.torn, Some(7));
}

#[test]
fn nothing_is_made_where_there_is_nothing_to_verify() {
    let dir = tempdir().unwrap();
    assert!(matches!(verify(dir.path()), Err(OpenError::Absent(_))));
    let read = EmbeddedJournal::open_to_read(dir.path(), SMALL).map(|_| ());
    assert!(matches!(read, Err(OpenError::Absent(_))), "{read:?}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn rolls_from_segment_to_segment_without_a_gap() {
    let dir = tempdir().unwrap();
    let settings = Settings { segment_bytes: 1 << 20, ..Settings::default() };
    let (journal, _) = EmbeddedJournal::open(dir.path(), settings).unwrap();
    for id in 0..300 {
        append(&journal, &format!("s-{}", id % 7), id, 9_000).await.unwrap();
    }
    let before = everything(&journal).await;
    assert!(before.iter().map(|event| event.position).eq(0..300));
    assert!(before.iter().all(|event| event.revision == event.position / 7));
    let (from, filter) = (Place::End, Filter::Everything);
    let back = journal.read_all(from, Direction::Backwards, &filter, 300).await.unwrap().events;
    assert!(back.iter().rev().eq(&before));
    drop(journal);
    assert_eq!(segments(dir.path()).len(), 3);
    let (journal, again) = EmbeddedJournal::open(dir.path(), settings).unwrap();
    assert_eq!((again.events, again.segments, again.torn), (300, 3, None));
    assert_eq!(everything(&journal).await, before);
    drop(journal);
    let report = verify(dir.path()).unwrap();
    let (journal, events) = (again.journal, 300);
    assert_eq!(report, Report { journal, events, frames: 300, segments: 3, torn: None });
}

#[tokio::test]
async fn an_append_larger_than_a_segment_gets_a_larger_one() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    append(&journal, "s", 1, 10).await.unwrap();
    let large = entry(2, &vec![9; MOST_BYTES - 100]);
    journal.append("s", Expected::Any, vec![large.clone()]).await.unwrap();
    append(&journal, "s", 3, 20_000).await.unwrap();
    drop(journal);
    let sizes = segments(dir.path()).into_iter().map(|path| path.metadata().unwrap().len());
    let sizes: Vec<_> = sizes.collect();
    assert_eq!((sizes.len(), sizes[0], sizes[2]), (3, 32 << 10, 32 << 10));
    assert!(sizes[1] > MOST_BYTES as u64);
    assert_eq!(everything(&opened(dir.path()).0).await[1].entry, large);
    assert_eq!(verify(dir.path()).unwrap().events, 3);
}

#[tokio::test]
async fn a_large_first_append_takes_the_place_of_the_empty_segment() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    append(&journal, "s", 1, 100_000).await.unwrap();
    append(&journal, "s", 2, 100_000).await.unwrap();
    append(&journal, "s", 3, 10).await.unwrap();
    let before = everything(&journal).await;
    drop(journal);
    assert_eq!(verify(dir.path()).unwrap().segments, 2);
    assert_eq!(everything(&opened(dir.path()).0).await, before);
}

#[tokio::test]
async fn limits_are_told_and_nothing_is_written() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    let many = |count: usize| (0..count as u128).map(|id| entry(id, b"")).collect::<Vec<_>>();
    let named = |length| {
        let mut entry = entry(1, b"");
        entry.name = "n".repeat(length);
        vec![entry]
    };
    let heaviest = MOST_BYTES - "test.happened.v1meta".len();
    let long = "s".repeat(MOST_NAME + 1);
    for (stream, entries) in [
        ("s", Vec::new()),
        ("s", many(MOST_EVENTS + 1)),
        ("s", vec![entry(1, &vec![0; heaviest + 1])]),
        ("s", named(65_536)),
        (&*long, many(1)),
    ] {
        let told = journal.append(stream, Expected::Any, entries).await;
        assert!(matches!(told, Err(AppendError::TooLarge(_))), "{told:?}");
    }
    assert_eq!(journal.head().await.unwrap(), 0);
    journal.append("t", Expected::Any, many(MOST_EVENTS)).await.unwrap();
    journal.append("t", Expected::Any, vec![entry(99_999, &vec![0; heaviest])]).await.unwrap();
    journal.append(&long[1..], Expected::Any, named(65_535)).await.unwrap();
    drop(journal);
    assert_eq!(opened(dir.path()).1.events, MOST_EVENTS as u64 + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_make_one_order_without_a_gap() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    let journal = Arc::new(journal);
    let tasks = (0..16_u128).map(|task| {
        let journal = Arc::clone(&journal);
        tokio::spawn(async move {
            let mut told = Vec::new();
            for id in task * 1_000..task * 1_000 + 40 {
                // Two tasks to a stream, so that they meet in one frame.
                let stream = format!("s-{}", task / 2);
                told.push((id, append(&journal, &stream, id, 50).await.unwrap()));
            }
            told
        })
    });
    let told = join_all(tasks.collect::<Vec<_>>()).await;
    let events = everything(&journal).await;
    assert!(events.iter().map(|event| event.position).eq(0..640));
    assert!(events.is_sorted_by_key(|event| event.at));
    for (id, appended) in told.into_iter().flat_map(Result::unwrap) {
        let event = &events[usize::try_from(appended.position).unwrap()];
        assert_eq!((event.entry.id, event.revision), (Uuid::from_u128(id), appended.revision));
    }
    for stream in 0..8 {
        let stream = format!("s-{stream}");
        let revisions = events.iter().filter(|event| *event.stream == *stream);
        assert!(revisions.map(|event| event.revision).eq(0..80));
    }
    drop(journal);
    assert_eq!(opened(dir.path()).1.events, 640);
}

#[tokio::test]
async fn appends_that_wait_together_share_a_frame() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    let together = join_all((1..=9).map(|id| append(&journal, "s", id, 10)));
    let told = behind_a_sync(&journal, &faults, together, || ()).await;
    assert!(told.into_iter().map(|told| told.unwrap().position).eq(1..=9));
    drop(journal);
    assert_eq!(frames(&segments(dir.path())[0]).len() - 1, 2);
    assert_eq!(verify(dir.path()).unwrap().frames, 2);
}

#[tokio::test]
async fn a_frame_ends_where_the_segment_does() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    let together = join_all((1..=9).map(|id| append(&journal, "s", id, 6_000)));
    let told = behind_a_sync(&journal, &faults, together, || ()).await;
    assert!(told.into_iter().map(|told| told.unwrap().position).eq(1..=9));
    drop(journal);
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.frames, report.segments), (10, 4, 3));
}

#[tokio::test]
async fn an_append_sees_those_before_it_in_the_same_frame() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    let ask = |expected, ids: &[u128]| {
        journal.append("s", expected, ids.iter().map(|id| entry(*id, b"")).collect())
    };
    let asked = async {
        join!(
            ask(Expected::Empty, &[1, 2]),
            ask(Expected::Empty, &[3]),
            ask(Expected::At(1), &[4]),
            ask(Expected::Empty, &[1, 2]),
            ask(Expected::Exists, &[2, 4]),
        )
    };
    let told = behind_a_sync(&journal, &faults, asked, || ()).await;
    let (first, conflict, next, again, across) = told;
    let first = first.unwrap();
    assert_eq!((first.position, first.revision), (2, 1));
    assert!(matches!(conflict, Err(AppendError::Conflict { last: Some(1) })), "{conflict:?}");
    let next = next.unwrap();
    assert_eq!((next.position, next.revision), (3, 2));
    assert_eq!(again.unwrap(), first);
    assert_eq!(across.unwrap(), next);
    drop(journal);
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.frames, report.events), (2, 4));
}

#[tokio::test]
async fn what_was_queued_is_recorded_before_the_journal_closes() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    faults.close(true);
    let mut asked = Box::pin(join_all((0..9).map(|id| append(&journal, "s", id, 10))));
    assert!(futures::poll!(&mut asked).is_pending());
    drop(asked);
    faults.close(false);
    drop(journal);
    assert_eq!(opened(dir.path()).1.events, 9);
}

#[tokio::test]
async fn a_page_beyond_the_end_is_where_it_was_asked() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    append(&journal, "s", 1, 10).await.unwrap();
    let page = journal.read_all(Place::At(7), Direction::Forwards, &Filter::Everything, 5).await;
    assert_eq!(page.unwrap(), Page { events: Vec::new(), next: 7 });
}
