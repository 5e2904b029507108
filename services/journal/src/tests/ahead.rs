//! What is made ready while a segment fills: the next one, and the footer of this one.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
    path::Path,
    sync::atomic::Ordering::SeqCst,
};

use jiff::Timestamp;
use runtime::AppendError;
use tempfile::tempdir;

use super::support::{append, everything, frames, kept, segments};
use crate::{EmbeddedJournal, Settings, verify};

/// Eight stretches.
const EIGHT: u64 = 8 << 20;
const HALF: usize = 500 << 10;

fn settings() -> Settings {
    Settings { segment_bytes: EIGHT, ..Settings::default() }
}

fn open(dir: &Path) -> EmbeddedJournal {
    EmbeddedJournal::open(dir, settings()).unwrap().0
}

#[tokio::test]
async fn half_way_through_a_segment_the_next_one_is_there() {
    let dir = tempdir().unwrap();
    let next = dir.path().join("next.tmp");
    let journal = open(dir.path());
    append(&journal, "s", 0, 10).await.unwrap();
    assert!(!next.exists(), "a journal of one event needs no second segment");
    for id in 1..=11 {
        append(&journal, "s", id, HALF).await.unwrap();
    }
    // Its stretches follow the answers, and the next append follows them.
    assert_eq!(fs::metadata(&next).unwrap().len(), EIGHT);
    assert_eq!(segments(dir.path()).len(), 1);
    for id in 12..=20 {
        append(&journal, "s", id, HALF).await.unwrap();
    }
    assert_eq!(segments(dir.path()).len(), 2);
    let before = everything(&journal).await;
    drop(journal);
    assert!(!next.exists(), "whoever closes the journal leaves no spare behind");
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.segments, report.torn), (21, 2, None));
    assert_eq!(everything(&open(dir.path())).await, before);
}

#[tokio::test]
async fn where_it_cannot_be_made_ahead_nobody_is_refused_before_it_is_needed() {
    let dir = tempdir().unwrap();
    let next = dir.path().join("next.tmp");
    let journal = open(dir.path());
    // In the way of a file of that name.
    fs::create_dir(&next).unwrap();
    let mut id = 0;
    let refused = loop {
        id += 1;
        if let Err(refused) = append(&journal, "s", id, HALF).await {
            break refused;
        }
    };
    assert!(matches!(refused, AppendError::Unavailable(_)), "{refused:?}");
    assert!(id > 15, "refused at append {id} already");
    fs::remove_dir(&next).unwrap();
    append(&journal, "s", id, HALF).await.unwrap();
    assert_eq!(segments(dir.path()).len(), 2);
    drop(journal);
    assert_eq!(verify(dir.path()).unwrap().events, u64::try_from(id).unwrap());
}

#[tokio::test]
async fn the_append_that_seals_a_segment_reads_back_little_of_it() {
    let dir = tempdir().unwrap();
    for again in 0..2 {
        let (journal, faults) = kept(&dir, || Timestamp::UNIX_EPOCH, settings());
        let (before, mut id) = (segments(dir.path()).len(), again * 100);
        // The second time, half of the segment is there when the journal is opened.
        while segments(dir.path()).len() == before {
            faults.read.store(0, SeqCst);
            append(&journal, "s", id, HALF).await.unwrap();
            id += 1;
        }
        // A stretch, what was written since, and the one that is read ahead by then in the next segment.
        let read = faults.read.load(SeqCst);
        assert!((1..=3 << 20).contains(&read), "{read} bytes");
        for _ in 0..8 {
            append(&journal, "s", id, HALF).await.unwrap();
            id += 1;
        }
    }
    assert_eq!(verify(dir.path()).unwrap().segments, 3);
}

#[tokio::test]
async fn what_is_harmed_in_a_running_journal_is_found_before_its_segment_is_full() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    append(&journal, "s", 0, HALF).await.unwrap();
    let path = &segments(dir.path())[0];
    let inside = frames(path)[0] as u64 + 1000;
    File::options().write(true).open(path).unwrap().write_all_at(&[1], inside).unwrap();
    let mut id = 0;
    let refused = loop {
        id += 1;
        if let Err(refused) = append(&journal, "s", id, HALF).await {
            break refused;
        }
    };
    let AppendError::Unavailable(why) = refused else { panic!("{refused:?}") };
    assert!(format!("{why:#}").contains("harmed since it was written"), "{why:#}");
    assert!(id < 8, "found at append {id} only");
    assert_eq!(segments(dir.path()).len(), 1);
}
