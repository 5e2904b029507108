//! Sealed segments: what is remembered of them, what is found in them, and what is not believed.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use runtime::{AppendError, Direction, Expected, Filter, Journal as _, Place};
use tempfile::{TempDir, tempdir};

use super::support::{append, entry, everything, frames, opened, refused, segments};
use crate::{EmbeddedJournal, OpenError, verify};

/// Two names with one hash.
const TWINS: [&str; 2] = ["8yn0iYCKYHlIj4-BwPqk", "GReLUrM4wMqfg9yzV3KQ"];

/// Sixty events in several segments: of the twins, of a third stream, and some of others.
async fn filled() -> (TempDir, EmbeddedJournal) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..60_u128 {
        let stream = match id % 4 {
            0 => TWINS[0],
            1 if id > 20 => TWINS[1],
            2 => "third",
            _ => &format!("other-{id}"),
        };
        append(&journal, stream, id, 2_000).await.unwrap();
    }
    assert!(segments(dir.path()).len() > 4);
    (dir, journal)
}

fn remembered(dir: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension() == Some("idx".as_ref())).collect();
    paths.sort();
    paths
}

/// Changes a byte so that the time of writing does not tell: as a disk does by itself.
fn rot(path: &Path, at: usize) {
    let written = fs::metadata(path).unwrap().modified().unwrap();
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0x20;
    fs::write(path, bytes).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(written).unwrap();
}

async fn check(journal: &EmbeddedJournal) {
    let all = everything(journal).await;
    assert!(all.iter().map(|event| event.position).eq(0..60));
    for stream in [TWINS[0], TWINS[1], "third", "other-3", "other-59", "nobody"] {
        let expected: Vec<_> = all.iter().filter(|it| &*it.stream == stream).cloned().collect();
        assert!(expected.iter().map(|it| it.revision).eq(0..expected.len() as u64), "{stream}");
        let read = async |from, direction, max| {
            journal.read_stream(stream, from, direction, max).await.unwrap()
        };
        assert_eq!(read(Place::Start, Direction::Forwards, 99).await, expected);
        for from in 0..=expected.len() {
            let place = Place::At(from as u64);
            let forwards = expected.iter().skip(from).take(3).cloned().collect::<Vec<_>>();
            assert_eq!(read(place, Direction::Forwards, 3).await, forwards);
            let before = expected[..from].iter().rev().take(3).cloned().collect::<Vec<_>>();
            assert_eq!(read(place, Direction::Backwards, 3).await, before);
        }
    }
    for from in 0..=60 {
        let (place, filter) = (Place::At(from), Filter::Everything);
        let after = journal.read_all(place, Direction::Forwards, &filter, 4).await.unwrap();
        assert!(after.events.iter().map(|it| it.position).eq(from..60.min(from + 4)));
        let before = journal.read_all(place, Direction::Backwards, &filter, 4).await.unwrap();
        assert!(
            before.events.iter().map(|it| it.position).eq((from.saturating_sub(4)..from).rev())
        );
    }
    // Every event is known again, wherever it lies.
    for event in all {
        let (id, stream) = (event.entry.id.as_u128(), &event.stream);
        let again = journal.append(stream, Expected::Any, vec![entry(id, b"")]).await.unwrap();
        assert_eq!((again.position, again.revision), (event.position, event.revision));
    }
}

#[tokio::test]
async fn everything_is_found_before_and_after_reopening_with_and_without_what_was_remembered() {
    let (dir, journal) = filled().await;
    check(&journal).await;
    drop(journal);
    let known = remembered(dir.path());
    assert_eq!(known.len(), segments(dir.path()).len() - 1);
    check(&opened(dir.path()).0).await;
    let before: Vec<_> = known.iter().map(|path| fs::read(path).unwrap()).collect();
    for path in &known {
        fs::remove_file(path).unwrap();
    }
    check(&opened(dir.path()).0).await;
    let after: Vec<_> = known.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(before == after, "what is made again is what was there");
    verify(dir.path()).unwrap();
}

#[tokio::test]
async fn what_is_remembered_is_not_believed_when_a_byte_of_it_changed() {
    let (dir, journal) = filled().await;
    drop(journal);
    let known = remembered(dir.path()).remove(1);
    let whole = fs::read(&known).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&known, bytes).unwrap();
        let (journal, _) = opened(dir.path());
        assert_eq!(everything(&journal).await.len(), 60);
        drop(journal);
        assert!(fs::read(&known).unwrap() == whole, "it is made again");
    }
    for short in [0, 1, 63, 64, whole.len() - 1] {
        fs::write(&known, &whole[..short]).unwrap();
        opened(dir.path());
    }
    check(&opened(dir.path()).0).await;
}

#[tokio::test]
async fn what_is_remembered_of_another_journal_is_not_believed() {
    let (dir, journal) = filled().await;
    let (other, of_other) = filled().await;
    drop((journal, of_other));
    for (ours, theirs) in remembered(dir.path()).iter().zip(remembered(other.path())) {
        fs::copy(theirs, ours).unwrap();
    }
    check(&opened(dir.path()).0).await;
}

#[tokio::test]
async fn a_segment_that_somebody_wrote_to_is_read_through_and_refused() {
    let (dir, journal) = filled().await;
    drop(journal);
    let segment = &segments(dir.path())[1];
    let mut bytes = fs::read(segment).unwrap();
    bytes[5_000] ^= 1;
    fs::write(segment, bytes).unwrap();
    let OpenError::Corrupt { segment: named, .. } = refused(dir.path()) else { panic!() };
    assert_eq!(Some(&*named), segment.file_name().unwrap().to_str());
}

#[tokio::test]
async fn a_disk_that_forgets_a_bit_is_found_out_by_whoever_reads_it() {
    let (dir, journal) = filled().await;
    let all = everything(&journal).await;
    drop(journal);
    let segment = &segments(dir.path())[1];
    let name = segment.file_name().unwrap().to_str().unwrap();
    // In the middle of the data of an event.
    rot(segment, 4096 + 64 + 56 + 500);
    let (journal, _) = opened(dir.path());
    let first: u64 = name.trim_end_matches(".seg").parse().unwrap();
    let stream = &all[usize::try_from(first).unwrap()].stream;
    let (start, filter) = (Place::Start, Filter::Everything);
    let of_all = journal.read_all(start, Direction::Forwards, &filter, 99).await.unwrap_err();
    let of_one = journal.read_stream(stream, start, Direction::Forwards, 99).await.unwrap_err();
    for told in [format!("{of_all:#}"), format!("{of_one:#}")] {
        assert!(told.contains(name) && told.contains(&format!("position {first},")), "{told}");
    }
    drop(journal);
    verify(dir.path()).unwrap_err();
}

#[tokio::test]
async fn a_footer_whose_bits_change_is_found_out_instead_of_hiding_events() {
    let (dir, journal) = filled().await;
    drop(journal);
    let segment = &segments(dir.path())[1];
    let size = fs::metadata(segment).unwrap().len();
    let next: u64 = segments(dir.path())[2].file_stem().unwrap().to_str().unwrap().parse().unwrap();
    let first: u64 = segment.file_stem().unwrap().to_str().unwrap().parse().unwrap();
    let footer = size - (next - first) * 28 - 64;
    let tables = usize::try_from(footer + (next - first) * 4).unwrap();
    rot(segment, tables + 3);
    let (journal, _) = opened(dir.path());
    let read = journal.read_stream("third", Place::Start, Direction::Forwards, 99).await;
    assert!(format!("{:#}", read.unwrap_err()).contains("footer was harmed"));
    // And so it does not let anybody append after a wrong revision.
    journal.append("third", Expected::Exists, vec![entry(77, b"")]).await.unwrap_err();
}

/// Where each record of the segment at `path` begins, found without the code under test: here every
/// frame holds one.
fn records(path: &Path) -> Vec<usize> {
    let mut begins = frames(path);
    begins.pop();
    begins.into_iter().map(|frame| frame + 64).collect()
}

#[tokio::test]
async fn an_id_whose_bits_change_does_not_let_its_event_be_recorded_twice() {
    let (dir, journal) = filled().await;
    let all = everything(&journal).await;
    drop(journal);
    let segment = &segments(dir.path())[1];
    let first: usize = segment.file_stem().unwrap().to_str().unwrap().parse().unwrap();
    let event = &all[first];
    rot(segment, records(segment)[0] + 40);
    let (journal, _) = opened(dir.path());
    let again = vec![entry(event.entry.id.as_u128(), b"")];
    let told = journal.append(&event.stream, Expected::Any, again).await.unwrap_err();
    let AppendError::Unavailable(why) = told else { panic!("{told:?}") };
    assert!(format!("{why:#}").contains(&format!("position {first},")), "{why:#}");
    assert_eq!(journal.head().await.unwrap(), 60);
}

#[tokio::test]
async fn a_name_whose_bits_change_does_not_give_its_revision_away() {
    let (dir, journal) = filled().await;
    let all = everything(&journal).await;
    drop(journal);
    let first =
        |path: &PathBuf| -> usize { path.file_stem().unwrap().to_str().unwrap().parse().unwrap() };
    let mut segments = segments(dir.path());
    let open = first(&segments.pop().unwrap());
    // The last sealed event of a stream that shares its hash with another, so that records are asked.
    let last = all[..open].iter().rposition(|it| *it.stream == *TWINS[1]).unwrap();
    let segment = segments.into_iter().rfind(|path| first(path) <= last).unwrap();
    rot(&segment, records(&segment)[last - first(&segment)] + 56);
    let (journal, _) = opened(dir.path());
    let read = journal.read_stream(TWINS[1], Place::Start, Direction::Forwards, 99).await;
    let told = format!("{:#}", read.unwrap_err());
    assert!(told.contains(&format!("position {last},")), "{told}");
    journal.append(TWINS[1], Expected::Any, vec![entry(77, b"")]).await.unwrap_err();
}

/// The table of offsets has no checksum of its own, and in frames of 256 bytes a changed bit leads to the
/// event beside, which is sound.
#[tokio::test]
async fn an_offset_whose_bits_change_does_not_hide_the_event_there() {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..250 {
        append(&journal, if id % 2 == 0 { "a" } else { "b" }, id, 100).await.unwrap();
    }
    drop(journal);
    let (segment, next) = (&segments(dir.path())[0], &segments(dir.path())[1]);
    let begins = frames(segment);
    assert!(begins.windows(2).all(|it| it[1] - it[0] == 256));
    let count = usize::try_from(super::damage::first(next)).unwrap();
    let footer = super::damage::size(segment) - count * 28 - 64;
    // Of the fourth event, the second of `b`.
    rot(segment, footer + 3 * 4);
    let (journal, _) = opened(dir.path());
    let told = append(&journal, "b", 3, 100).await.unwrap_err();
    assert!(matches!(told, AppendError::Unavailable(_)), "{told:?}");
    drop(journal);
    rot(segment, footer + 3 * 4);
    assert_eq!(verify(dir.path()).unwrap().events, 250);
    // Of the second, the first of `b`.
    rot(segment, footer + 4);
    let (journal, _) = opened(dir.path());
    let told = journal.read_stream("b", Place::Start, Direction::Forwards, 9).await.unwrap_err();
    assert!(format!("{told:#}").contains("another event than the footer says"), "{told:#}");
}
