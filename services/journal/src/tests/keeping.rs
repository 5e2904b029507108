//! Copies, what brings them back, and what mends a journal.

use std::{
    fs,
    path::{Path, PathBuf},
};

use runtime::{Journal as _, Recorded};
use tempfile::{TempDir, tempdir};

use super::{
    damage::{crashed, first, flip, size, three_segments},
    support::{append, everything, frames, opened, segments},
};
use crate::{EmbeddedJournal, Mended, OpenError, backup, repair, restore, stat, verify};

async fn fill(journal: &EmbeddedJournal, ids: std::ops::Range<u128>) {
    for id in ids {
        append(journal, &format!("s-{}", id % 3), id, 5_000).await.unwrap();
    }
}

fn bytes(dir: &Path) -> Vec<Vec<u8>> {
    segments(dir).iter().map(|path| fs::read(path).unwrap()).collect()
}

#[tokio::test]
async fn a_copy_of_a_journal_in_use_is_whole_and_comes_back_as_it_was() {
    let (dir, copy, back) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    let (journal, _) = opened(dir.path());
    fill(&journal, 0..20).await;
    let before = everything(&journal).await;
    let first = backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    fill(&journal, 20..23).await;
    assert_eq!((first.report.events, first.report.torn, first.kept), (20, None, 0));
    let place = back.path().join("journal");
    assert_eq!(restore(copy.path(), &place, |_, _| ()).unwrap().events, 20);
    let (restored, told) = opened(&place);
    assert_eq!((told.events, told.torn, told.journal), (20, None, journal.id()));
    assert_eq!(everything(&restored).await, before);
    append(&restored, "s-9", 99, 10).await.unwrap();
    drop(restored);
    assert_eq!(verify(&place).unwrap().events, 21);
    let occupied = restore(copy.path(), &place, |_, _| ());
    assert!(matches!(occupied, Err(OpenError::Occupied(_))), "{occupied:?}");
}

#[tokio::test]
async fn whatever_may_be_all_that_is_left_is_not_restored_over() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    fill(&opened(dir.path()).0, 0..20).await;
    backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    let damaged = segments(dir.path());
    let place = dir.path();
    fs::create_dir(place.join("old")).unwrap();
    for (number, segment) in damaged.iter().enumerate() {
        let name = segment.file_name().unwrap().to_string_lossy().into_owned();
        let (aside, moved) = (place.join(format!("{name}.bad")), place.join("old").join(name));
        fs::rename(segment, if number == 0 { aside } else { moved }).unwrap();
    }
    let restored = || restore(copy.path(), place, |_, _| ());
    assert!(matches!(restored(), Err(OpenError::Occupied(_))));
    // Neither beside it nor within it.
    fs::rename(place.join("00000000000000000000.seg.bad"), copy.path().join("aside")).unwrap();
    assert!(matches!(restored(), Err(OpenError::Occupied(_))));
    assert!(place.join("old").read_dir().unwrap().count() > 0);
    fs::remove_dir_all(place.join("old")).unwrap();
    assert!(place.join("closed").exists() && place.join("lock").exists());
    assert_eq!(restored().unwrap().events, 20);
    assert_eq!(opened(place).1.events, 20);
}

#[tokio::test]
async fn what_lies_where_a_copy_is_prepared_is_removed_only_if_a_restore_left_it() {
    let (dir, place) = (tempdir().unwrap(), tempdir().unwrap());
    let (to, draft) = (place.path().join("journal"), place.path().join("journal.draft"));
    fill(&opened(dir.path()).0, 0..5).await;
    backup(dir.path(), &draft, |_, _| ()).unwrap();
    for from in [dir.path(), &draft] {
        let told = restore(from, &to, |_, _| ()).unwrap_err();
        assert!(matches!(told, OpenError::Occupied(_)), "{told}");
        assert_eq!(verify(&draft).unwrap().events, 5);
    }
    fs::write(draft.join("restoring"), "").unwrap();
    assert_eq!(restore(dir.path(), &to, |_, _| ()).unwrap().events, 5);
    assert!(!draft.exists() && !to.join("restoring").exists());
}

#[tokio::test]
async fn the_next_copy_costs_what_is_new() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    let (journal, _) = opened(dir.path());
    fill(&journal, 0..20).await;
    let take = || backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    let first = take();
    fill(&journal, 20..40).await;
    let second = take();
    assert_eq!((first.kept, second.kept), (0, first.copied - 1));
    assert_eq!(second.report.events, 40);
    drop(journal);
    let third = backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    assert_eq!((third.report.events, third.copied), (40, 1));
    assert_eq!(bytes(dir.path()), bytes(copy.path()));
    // A copy that was harmed is found out, not added to.
    let harmed = &segments(copy.path())[0];
    let mut sealed = fs::read(harmed).unwrap();
    sealed[5_000] ^= 1;
    fs::write(harmed, sealed).unwrap();
    backup(dir.path(), copy.path(), |_, _| ()).unwrap_err();
    restore(copy.path(), &copy.path().join("back"), |_, _| ()).unwrap_err();
}

#[tokio::test]
async fn a_good_copy_is_not_replaced_by_one_that_lost_its_end() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    fill(&opened(dir.path()).0, 0..20).await;
    let take = || backup(dir.path(), copy.path(), |_, _| ());
    take().unwrap();
    let (before, last) = (bytes(copy.path()), segments(dir.path()).pop().unwrap());
    let ends = frames(&last);
    let mut harm = fs::read(&last).unwrap();
    harm[ends[ends.len() - 2] + 70] ^= 1;
    fs::write(&last, harm).unwrap();
    let told = take().unwrap_err();
    assert!(matches!(told, OpenError::Corrupt { position: 19, .. }), "{told}");
    assert!(bytes(copy.path()) == before);
}

#[tokio::test]
async fn a_copy_is_not_put_over_that_of_another_journal() {
    let (one, other, copy) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    for dir in [&one, &other] {
        fill(&opened(dir.path()).0, 0..2).await;
    }
    backup(one.path(), copy.path(), |_, _| ()).unwrap();
    let before = bytes(copy.path());
    backup(other.path(), copy.path(), |_, _| ()).unwrap_err();
    assert_eq!(bytes(copy.path()), before);
}

/// As a snapshot of a machine keeps a directory, and brings it back.
fn snapshot(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn set_back(dir: &Path, to: &[(PathBuf, Vec<u8>)]) {
    for path in fs::read_dir(dir).unwrap() {
        fs::remove_file(path.unwrap().path()).unwrap();
    }
    for (path, bytes) in to {
        fs::write(path, bytes).unwrap();
    }
}

#[tokio::test]
async fn a_copy_of_more_than_the_journal_holds_since_it_was_set_back_is_never_replaced() {
    // Within the last segment, and by whole segments.
    for (kept, lost) in [(20, 22), (20, 40), (40, 41)] {
        let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
        fill(&opened(dir.path()).0, 0..kept).await;
        let before = snapshot(dir.path());
        fill(&opened(dir.path()).0, kept..lost).await;
        let take = || backup(dir.path(), copy.path(), |_, _| ());
        take().unwrap();
        let good = bytes(copy.path());
        set_back(dir.path(), &before);
        let refused = |told: Result<_, OpenError>| {
            let Err(OpenError::Beyond { position, .. }) = told else { panic!("{told:?}") };
            assert_eq!(u128::from(position), kept);
            assert!(bytes(copy.path()) == good);
        };
        refused(take());
        // It goes on with something else, by as much, and by more.
        let (journal, _) = opened(dir.path());
        fill(&journal, 1_000..1_000 + (lost - kept)).await;
        refused(take());
        fill(&journal, 2_000..2_030).await;
        refused(take());
        drop(journal);
        refused(take());
        // Elsewhere it may be copied to, of course.
        let other = tempdir().unwrap();
        backup(dir.path(), other.path(), |_, _| ()).unwrap();
    }
}

#[tokio::test]
async fn a_copy_of_a_journal_without_an_event_is_no_copy_of_more() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    drop(opened(dir.path()));
    backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    // The first append is larger than the segment, which another one takes the place of.
    append(&opened(dir.path()).0, "s", 1, 100_000).await.unwrap();
    assert_eq!(backup(dir.path(), copy.path(), |_, _| ()).unwrap().report.events, 1);
}

#[tokio::test]
async fn a_frame_that_is_being_written_is_not_copied() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    let (journal, _) = opened(dir.path());
    fill(&journal, 0..22).await;
    let last = segments(dir.path()).pop().unwrap();
    let ends = frames(&last);
    let mut bytes = fs::read(&last).unwrap();
    let (begin, end) = (ends[ends.len() - 2], ends[ends.len() - 1]);
    // All of the next one but its last line.
    bytes.copy_within(begin..end - 64, end);
    fs::write(&last, bytes).unwrap();
    let copied = backup(dir.path(), copy.path(), |_, _| ()).unwrap().report;
    assert_eq!((copied.events, copied.torn), (22, None));
    assert_eq!(everything(&opened(copy.path()).0).await, everything(&journal).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_are_taken_while_somebody_writes_are_whole() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    let (journal, _) = opened(dir.path());
    fill(&journal, 0..1).await;
    let (from, to) = (dir.path().to_owned(), copy.path().to_owned());
    let copying = tokio::task::spawn_blocking(move || {
        let mut before = 0;
        for _ in 0..4 {
            let events = backup(&from, &to, |_, _| ()).unwrap().report.events;
            assert!(events >= before);
            before = events;
        }
        before
    });
    let mut id = 1;
    while !copying.is_finished() {
        fill(&journal, id..id + 1).await;
        id += 1;
    }
    let copied = usize::try_from(copying.await.unwrap()).unwrap();
    let there = everything(&opened(copy.path()).0).await;
    assert!(there == everything(&journal).await[..copied]);
}

#[tokio::test]
async fn a_segment_that_somebody_mends_does_not_replace_a_good_one() {
    let ((dir, events), copy) = (closed().await, tempdir().unwrap());
    backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    let harmed = &segments(dir.path())[1];
    let mut bytes = fs::read(harmed).unwrap();
    let length = bytes.len();
    bytes[length - 300..].fill(0);
    fs::write(harmed, bytes).unwrap();
    let told = backup(dir.path(), copy.path(), |_, _| ()).unwrap_err().to_string();
    assert!(told.contains("the footer is damaged"), "{told}");
    assert_eq!(verify(copy.path()).unwrap().events, events.len() as u64);
}

async fn closed() -> (TempDir, Vec<Recorded>) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    fill(&journal, 0..20).await;
    let events = everything(&journal).await;
    (dir, events)
}

#[tokio::test]
async fn a_torn_tail_is_cleared_and_said() {
    let (dir, events) = closed().await;
    let last = segments(dir.path()).pop().unwrap();
    let end = *frames(&last).last().unwrap();
    let mut bytes = fs::read(&last).unwrap();
    bytes[end..end + 7].fill(9);
    fs::write(&last, bytes).unwrap();
    let mended = repair(dir.path(), 0).unwrap();
    assert_eq!((mended.torn, mended.footers.len(), mended.report.events), (Some(7), 0, 20));
    assert_eq!(verify(dir.path()).unwrap().torn, None);
    assert_eq!(everything(&opened(dir.path()).0).await, events);
}

#[tokio::test]
async fn a_footer_is_written_again_from_its_frames() {
    let (dir, events) = closed().await;
    let harmed = &segments(dir.path())[1];
    let whole = fs::read(harmed).unwrap();
    let mut bytes = whole.clone();
    let length = bytes.len();
    bytes[length - 300..].fill(0);
    fs::write(harmed, bytes).unwrap();
    let mended = repair(dir.path(), 0).unwrap();
    assert_eq!(mended.footers, [harmed.file_name().unwrap().to_str().unwrap()]);
    assert!(fs::read(harmed).unwrap() == whole);
    assert_eq!(everything(&opened(dir.path()).0).await, events);
}

#[tokio::test]
async fn what_cannot_be_mended_without_loss_is_named_and_left_alone() {
    let (dir, _) = closed().await;
    let harmed = &segments(dir.path())[1];
    let mut harm = fs::read(harmed).unwrap();
    harm[5_000] ^= 1;
    fs::write(harmed, harm).unwrap();
    let before = bytes(dir.path());
    let told = repair(dir.path(), 0).unwrap_err();
    let OpenError::Corrupt { segment, .. } = told else { panic!("{told}") };
    assert_eq!(Some(&*segment), harmed.file_name().unwrap().to_str());
    assert!(bytes(dir.path()) == before);
}

#[tokio::test]
async fn says_what_a_journal_takes() {
    let (dir, events) = closed().await;
    let (journal, _) = opened(dir.path());
    let busy = stat(dir.path()).unwrap();
    assert_eq!((busy.journal, busy.memory), (journal.id(), None));
    assert_eq!(busy.events, events.len() as u64);
    drop(journal);
    let idle = stat(dir.path()).unwrap();
    assert!(idle.memory.is_some());
    assert_eq!(idle.events, events.len() as u64);
    assert_eq!(idle.segments, segments(dir.path()).len() as u64);
    assert_eq!(idle.bytes, bytes(dir.path()).iter().map(|it| it.len() as u64).sum::<u64>());
    assert!(matches!(stat(&dir.path().join("none")), Err(OpenError::Absent(_))));
}

#[tokio::test]
async fn what_lies_in_front_of_a_footer_is_cleared_where_nothing_belongs() {
    let (dir, segments) = three_segments().await;
    let end = size(&segments[0]) - (frames(&segments[0]).len() - 1) * 28 - 64;
    flip(&segments[0], end - 1);
    verify(dir.path()).unwrap_err();
    let Mended { footers, report, .. } = repair(dir.path(), 9).unwrap();
    assert_eq!(footers, [segments[0].file_name().unwrap().to_str().unwrap()]);
    assert_eq!((report.events, verify(dir.path()).unwrap().events), (9, 9));
}

#[tokio::test]
async fn a_copy_knows_how_much_there_was_of_it() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    fill(&opened(dir.path()).0, 0..20).await;
    crashed(dir.path());
    backup(dir.path(), copy.path(), |_, _| ()).unwrap();
    let back = copy.path().join("back");
    let refused = |position| {
        let told = verify(copy.path()).unwrap_err();
        assert!(
            matches!(told, OpenError::Corrupt { position: at, .. } if at == position),
            "{told}"
        );
        restore(copy.path(), &back, |_, _| ()).unwrap_err();
        assert!(!back.exists());
    };
    let last = segments(copy.path()).pop().unwrap();
    let begins = frames(&last);
    flip(&last, begins[begins.len() - 2] + 70);
    refused(19);
    fs::remove_file(&last).unwrap();
    refused(first(&last));
}
