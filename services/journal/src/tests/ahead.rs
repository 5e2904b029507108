//! The next segment, made ready while the present one fills.

use std::{fs, path::Path};

use runtime::AppendError;
use tempfile::tempdir;

use super::support::{append, everything, segments};
use crate::{EmbeddedJournal, Settings, verify};

/// Eight stretches.
const EIGHT: u64 = 8 << 20;
const HALF: usize = 500 << 10;

fn open(dir: &Path) -> EmbeddedJournal {
    let settings = Settings { segment_bytes: EIGHT, ..Settings::default() };
    EmbeddedJournal::open(dir, settings).unwrap().0
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
