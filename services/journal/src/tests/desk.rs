//! Who writes: an append alone on a quick disk by itself, all others on the thread of the journal.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use futures::future::join_all;
use runtime::{AppendError, Expected, Journal as _};
use tempfile::tempdir;

use super::support::{Faults, append, entry, everything, opened, segments, with_filters};
use crate::{EmbeddedJournal, contract, verify};

/// Appends until one was written by the thread that asked for it, and says how many there are then.
/// A machine may be slow for a while.
async fn until_alone(journal: &EmbeddedJournal, faults: &Faults) -> u128 {
    for id in 1..10_000 {
        append(journal, "s", id, 10).await.unwrap();
        if !by_the_thread(faults) {
            return id;
        }
    }
    panic!("no append was written by whoever asked for it")
}

/// Whether the last sync was made by the thread of the journal.
fn by_the_thread(faults: &Faults) -> bool {
    let synced = faults.synced_by.lock().unwrap();
    synced.last().unwrap().as_deref() == Some("journal")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_what_every_journal_passes() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    contract::all(std::sync::Arc::new(journal), "on several threads").await.unwrap();
    verify(dir.path()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_alone_is_written_by_whoever_asked_for_it() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    let events = until_alone(&journal, &faults).await;
    assert_eq!(everything(&journal).await.len() as u128, events);
    drop(journal);
    assert_eq!(u128::from(verify(dir.path()).unwrap().events), events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_slow_disk_nobody_but_the_thread_waits() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    let before = until_alone(&journal, &faults).await;
    *faults.slow.lock().unwrap() = Duration::from_millis(2);
    for id in before + 1..before + 5 {
        append(&journal, "s", id, 10).await.unwrap();
        // The first one shows that the disk has become slow.
        assert!(id == before + 1 || by_the_thread(&faults), "append {id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_segment_is_sealed_and_the_next_one_made_by_the_thread_alone() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    let before = until_alone(&journal, &faults).await;
    faults.made_by.lock().unwrap().clear();
    for id in before + 1..before + 100 {
        append(&journal, "s", id, 1_000).await.unwrap();
    }
    assert!(segments(dir.path()).len() > 3);
    let made = faults.made_by.lock().unwrap();
    assert!(!made.is_empty() && made.iter().all(|by| by.as_deref() == Some("journal")), "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_a_stream_that_has_to_be_looked_for_is_written_by_the_thread() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    append(&journal, "old", 1, 10).await.unwrap();
    for id in 1..100 {
        append(&journal, "t", id, 1_000).await.unwrap();
    }
    until_alone(&journal, &faults).await;
    append(&journal, "old", 2, 10).await.unwrap();
    assert!(by_the_thread(&faults));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_that_one_task_asks_for_together_share_frames() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    let before = until_alone(&journal, &faults).await;
    faults.synced_by.lock().unwrap().clear();
    let asked = (0..50).map(|id| append(&journal, "t", before + 1 + id, 10));
    for (revision, told) in (0..).zip(join_all(asked).await) {
        assert_eq!(told.unwrap().revision, revision, "in the order in which they were asked for");
    }
    let synced = faults.synced_by.lock().unwrap();
    assert!(synced.iter().all(|by| by.as_deref() == Some("journal")), "{synced:?}");
    assert!(synced.len() < 50, "{} syncs of fifty appends", synced.len());
}

#[tokio::test]
async fn a_runtime_of_one_thread_never_waits_for_the_disk() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    for id in 1..100 {
        append(&journal, "s", id, 10).await.unwrap();
        assert!(by_the_thread(&faults));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_alone_fails_as_any_other() {
    let dir = tempdir().unwrap();
    let (journal, faults) = with_filters(&dir);
    let before = until_alone(&journal, &faults).await;
    faults.full.store(true, SeqCst);
    let told = append(&journal, "s", before + 1, 100).await;
    assert!(matches!(told, Err(AppendError::Full)), "{told:?}");
    faults.full.store(false, SeqCst);
    let told = journal.append("s", Expected::Empty, vec![entry(u128::MAX, b"")]).await;
    assert!(matches!(told, Err(AppendError::Conflict { .. })), "{told:?}");
    faults.syncs_fail.store(true, SeqCst);
    let told = append(&journal, "s", before + 1, 100).await;
    assert!(matches!(told, Err(AppendError::Unavailable(_))), "{told:?}");
    faults.syncs_fail.store(false, SeqCst);
    let told = append(&journal, "s", before + 1, 100).await;
    assert!(matches!(told, Err(AppendError::Unavailable(_))), "writing has ended: {told:?}");
    assert_eq!(everything(&journal).await.len() as u128, before);
}
