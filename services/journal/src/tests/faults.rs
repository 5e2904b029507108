//! A disk that is full, fails, or takes its time; a clock that goes back.

use std::{
    sync::atomic::{AtomicI64, Ordering::SeqCst},
    time::Duration,
};

use futures::join;
use jiff::Timestamp;
use runtime::{AppendError, Direction, Expected, Journal as _, Place};
use tempfile::tempdir;
use tokio::time::timeout;

use super::support::{append, behind_a_sync, entry, everything, faulty, opened, segments, timed};
use crate::verify;

#[tokio::test]
async fn a_failed_sync_ends_writing_for_good_but_not_reading() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 10).await.unwrap();
    faults.syncs_fail.store(true, SeqCst);
    let failed = append(&journal, "s", 2, 10).await;
    assert!(matches!(failed, Err(AppendError::Unavailable(_))), "{failed:?}");
    faults.syncs_fail.store(false, SeqCst);
    for id in [2, 3] {
        let after = append(&journal, "s", id, 10).await;
        assert!(matches!(after, Err(AppendError::Unavailable(_))), "{after:?}");
    }
    assert_eq!(everything(&journal).await.len(), 1);
    assert_eq!(journal.head().await.unwrap(), 1);
    drop(journal);
    // Whether it was written after all is known once the disk is read again; whoever asks again is
    // told the same either way.
    let (journal, _) = opened(dir.path());
    assert_eq!(append(&journal, "s", 2, 10).await.unwrap().position, 1);
    assert_eq!(append(&journal, "s", 3, 10).await.unwrap().position, 2);
}

#[tokio::test]
async fn a_failed_sync_while_rolling_ends_writing_too() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 20_000).await.unwrap();
    faults.syncs_fail.store(true, SeqCst);
    append(&journal, "s", 2, 20_000).await.unwrap_err();
    faults.syncs_fail.store(false, SeqCst);
    let after = append(&journal, "s", 3, 1).await;
    assert!(matches!(after, Err(AppendError::Unavailable(_))), "{after:?}");
    drop(journal);
    assert_eq!(opened(dir.path()).1.events, 1);
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 20_000).await.unwrap();
    let before = everything(&journal).await;
    faults.full.store(true, SeqCst);
    // In the segment there is, and in one that would have to be made.
    for size in [100, 3_000, 20_000, 300] {
        let told = append(&journal, "s", 2, size).await;
        assert!(matches!(told, Err(AppendError::Full)), "{told:?}");
        assert_eq!(everything(&journal).await, before);
    }
    let told = journal.append("s", Expected::Empty, vec![entry(9, b"")]).await;
    assert!(matches!(told, Err(AppendError::Conflict { last: Some(0) })), "{told:?}");
    let again = append(&journal, "s", 1, 20_000).await.unwrap();
    assert_eq!(again.position, 0);
    faults.full.store(false, SeqCst);
    // Shorter than what the failed tries left behind it.
    assert_eq!(append(&journal, "s", 2, 10).await.unwrap().position, 1);
    assert_eq!(append(&journal, "s", 3, 20_000).await.unwrap().position, 2);
    assert_eq!(append(&journal, "s", 4, 10).await.unwrap().position, 3);
    let after = everything(&journal).await;
    drop(journal);
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.segments, report.torn), (4, 2, None));
    let (journal, told) = opened(dir.path());
    assert_eq!(told.torn, None);
    assert_eq!(everything(&journal).await, after);
}

#[tokio::test]
async fn what_a_full_disk_left_half_written_is_cleared_like_any_tail() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 10).await.unwrap();
    faults.full.store(true, SeqCst);
    append(&journal, "s", 2, 3_000).await.unwrap_err();
    drop(journal);
    let (_, told) = opened(dir.path());
    assert_eq!(told.events, 1);
    assert!(told.torn.is_some());
}

#[tokio::test]
async fn a_small_append_may_fit_where_a_new_segment_does_not() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 20_000).await.unwrap();
    faults.no_more.store(true, SeqCst);
    let told = append(&journal, "s", 2, 20_000).await;
    assert!(matches!(told, Err(AppendError::Full)), "{told:?}");
    assert!(!dir.path().join("next.tmp").exists(), "what the try took is given back");
    append(&journal, "s", 3, 100).await.unwrap();
    assert_eq!(segments(dir.path()).len(), 1);
}

#[tokio::test]
async fn what_a_failed_write_left_is_gone_once_the_segment_is_sealed() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 10).await.unwrap();
    faults.writes_fail.store(true, SeqCst);
    let told = append(&journal, "s", 2, 9_000).await;
    assert!(matches!(told, Err(AppendError::Unavailable(_))), "{told:?}");
    faults.writes_fail.store(false, SeqCst);
    append(&journal, "s", 3, 30_000).await.unwrap();
    drop(journal);
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.segments, report.torn), (2, 2, None));
}

#[tokio::test]
async fn what_relies_on_a_failed_frame_fails_with_it() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 0, 10).await.unwrap();
    let ask = |stream, expected, id| journal.append(stream, expected, vec![entry(id, b"")]);
    let asked = async {
        join!(
            ask("t", Expected::Empty, 2),
            ask("t", Expected::Empty, 3),
            ask("t", Expected::Empty, 2),
            ask("s", Expected::Empty, 0),
        )
    };
    let fail = || faults.full.store(true, SeqCst);
    let (first, conflict, again, known) = behind_a_sync(&journal, &faults, asked, fail).await;
    for told in [first, conflict, again] {
        assert!(matches!(told, Err(AppendError::Full)), "{told:?}");
    }
    assert_eq!(known.unwrap().position, 0, "this one relies on nothing");
}

#[tokio::test]
async fn nobody_sees_an_event_before_it_is_durable() {
    let dir = tempdir().unwrap();
    let (journal, faults) = faulty(&dir);
    append(&journal, "s", 1, 10).await.unwrap();
    faults.close(true);
    let reading = async {
        let beyond = timeout(Duration::from_millis(100), journal.beyond(1)).await;
        assert!(beyond.is_err(), "the head moved before the sync ended");
        assert_eq!(journal.head().await.unwrap(), 1);
        assert_eq!(everything(&journal).await.len(), 1);
        let found = journal.read_stream("s", Place::End, Direction::Backwards, 9).await.unwrap();
        assert_eq!(found.len(), 1);
        faults.close(false);
        journal.beyond(1).await.unwrap();
        assert_eq!(everything(&journal).await.len(), 2);
    };
    let (appended, ()) = join!(append(&journal, "s", 2, 10), reading);
    assert_eq!(appended.unwrap().position, 1);
}

/// Read by the test below only.
static SECOND: AtomicI64 = AtomicI64::new(1_000);

#[tokio::test]
async fn recorded_time_never_decreases_even_if_the_clock_does() {
    let clock = || Timestamp::from_second(SECOND.load(SeqCst)).unwrap();
    let dir = tempdir().unwrap();
    let (journal, _) = timed(&dir, clock);
    append(&journal, "s", 1, 10).await.unwrap();
    SECOND.store(500, SeqCst);
    append(&journal, "s", 2, 10).await.unwrap();
    drop(journal);
    let (journal, _) = timed(&dir, clock);
    append(&journal, "s", 3, 10).await.unwrap();
    SECOND.store(1_001, SeqCst);
    append(&journal, "s", 4, 10).await.unwrap();
    let times = everything(&journal).await.into_iter().map(|event| event.at);
    let expected = [1_000, 1_000, 1_000, 1_001].map(|at| Timestamp::from_second(at).unwrap());
    assert!(times.eq(expected));
}

/// Read by the test below only.
static WRONG: AtomicI64 = AtomicI64::new(10 * DAY);
const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn nothing_is_recorded_while_the_clock_is_days_behind_the_last_event() {
    let clock = || Timestamp::from_second(WRONG.load(SeqCst)).unwrap();
    let dir = tempdir().unwrap();
    let (journal, _) = timed(&dir, clock);
    append(&journal, "s", 1, 10).await.unwrap();
    for (second, recorded) in [(9 * DAY, true), (9 * DAY - 1, false), (0, false)] {
        WRONG.store(second, SeqCst);
        let told = append(&journal, "s", u128::from(second.unsigned_abs()) + 10, 10).await;
        assert_eq!(told.is_ok(), recorded, "{second}");
    }
    drop(journal);
    let (journal, _) = timed(&dir, clock);
    let told = append(&journal, "s", 2, 10).await.unwrap_err();
    assert!(format!("{:#}", anyhow::Error::from(told)).contains("set the clock"));
    assert_eq!(everything(&journal).await.len(), 2);
    WRONG.store(11 * DAY, SeqCst);
    append(&journal, "s", 2, 10).await.unwrap();
}

/// Read by the test below only.
static JUMPING: AtomicI64 = AtomicI64::new(10 * DAY);

#[tokio::test]
async fn a_clock_that_was_wrong_while_nothing_was_recorded_did_no_harm() {
    let clock = || Timestamp::from_second(JUMPING.load(SeqCst)).unwrap();
    let dir = tempdir().unwrap();
    let (journal, faults) = timed(&dir, clock);
    append(&journal, "s", 1, 10).await.unwrap();
    JUMPING.store(20 * DAY, SeqCst);
    let told = journal.append("s", Expected::Empty, vec![entry(2, b"")]).await;
    assert!(matches!(told, Err(AppendError::Conflict { last: Some(0) })), "{told:?}");
    assert_eq!(append(&journal, "s", 1, 10).await.unwrap().position, 0);
    faults.full.store(true, SeqCst);
    append(&journal, "s", 2, 10).await.unwrap_err();
    faults.full.store(false, SeqCst);
    JUMPING.store(10 * DAY, SeqCst);
    append(&journal, "s", 2, 10).await.unwrap();
    let times = everything(&journal).await.into_iter().map(|event| event.at.as_second());
    assert!(times.eq([10 * DAY; 2]));
}
