//! Files harmed by hand: what a crash leaves is cleared, anything else is named and refused.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use runtime::{Expected, Journal as _};
use tempfile::{TempDir, tempdir};

use super::support::{append, entry, everything, frames, opened, refused, segments};
use crate::{OpenError, verify};

/// Three frames in one segment, and where they begin and end.
async fn three_frames() -> (TempDir, PathBuf, Vec<usize>) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..3 {
        append(&journal, "s", id, 90).await.unwrap();
    }
    drop(journal);
    let segment = segments(dir.path()).remove(0);
    let frames = frames(&segment);
    assert_eq!(frames.len(), 4);
    (dir, segment, frames)
}

/// Enough frames for three segments.
async fn three_segments() -> (TempDir, Vec<PathBuf>) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..9 {
        append(&journal, "s", id, 6_000).await.unwrap();
    }
    drop(journal);
    let segments = segments(dir.path());
    assert_eq!(segments.len(), 3);
    (dir, segments)
}

fn write(path: &Path, at: usize, bytes: &[u8]) {
    let file = File::options().write(true).open(path).unwrap();
    file.write_all_at(bytes, at as u64).unwrap();
}

fn flip(path: &Path, at: usize) {
    let mut byte = [0];
    let file = File::options().read(true).write(true).open(path).unwrap();
    file.read_exact_at(&mut byte, at as u64).unwrap();
    file.write_all_at(&[byte[0] ^ 0x10], at as u64).unwrap();
}

fn size(path: &Path) -> usize {
    usize::try_from(path.metadata().unwrap().len()).unwrap()
}

/// Where the bytes that are not zero end.
fn used(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

/// Position of the first event of the segment at `path`.
fn first(path: &Path) -> u64 {
    path.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

/// Position and offset of what `dir` is refused for, by opening and by verifying alike.
fn named(dir: &Path, path: &Path) -> (u64, u64) {
    let (opening, verifying) = (refused(dir), verify(dir).unwrap_err());
    assert_eq!(opening.to_string(), verifying.to_string());
    let OpenError::Corrupt { segment, position, offset, .. } = opening else {
        panic!("refused for another reason: {opening}")
    };
    assert_eq!(Some(&*segment), path.file_name().unwrap().to_str());
    (position, offset)
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
async fn any_bit_flipped_in_an_earlier_frame_is_found_and_named() {
    let (dir, segment, frames) = three_frames().await;
    for at in frames[1]..frames[2] {
        flip(&segment, at);
        assert_eq!(named(dir.path(), &segment), (1, frames[1] as u64), "byte {at}");
        flip(&segment, at);
    }
    assert_eq!(opened(dir.path()).1.events, 3);
}

#[tokio::test]
async fn an_earlier_frame_that_is_gone_is_found_and_named() {
    let (dir, segment, frames) = three_frames().await;
    write(&segment, frames[0], &vec![0; frames[1] - frames[0]]);
    assert_eq!(named(dir.path(), &segment), (0, frames[0] as u64));
}

#[tokio::test]
async fn a_frame_at_the_place_of_another_is_found_and_named() {
    let (dir, segment, frames) = three_frames().await;
    let whole = fs::read(&segment).unwrap();
    write(&segment, frames[2], &whole[frames[1]..frames[2]]);
    assert_eq!(named(dir.path(), &segment), (2, frames[2] as u64));
}

#[tokio::test]
async fn a_refusal_changes_nothing() {
    let (dir, segment, frames) = three_frames().await;
    flip(&segment, frames[0] + 80);
    let before = fs::read(&segment).unwrap();
    refused(dir.path());
    assert_eq!(fs::read(&segment).unwrap(), before);
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
async fn a_missing_segment_is_named() {
    let (dir, segments) = three_segments().await;
    let away = dir.path().join("away");
    for missing in [&segments[0], &segments[1]] {
        fs::rename(missing, &away).unwrap();
        let told = refused(dir.path()).to_string();
        let expected = format!("begins with position {} is missing", first(missing));
        assert!(told.contains(&expected), "{told}");
        fs::rename(&away, missing).unwrap();
    }
}

#[tokio::test]
async fn any_byte_flipped_in_a_sealed_footer_is_found() {
    let (dir, segments) = three_segments().await;
    let size = size(&segments[0]);
    let footer = size - (frames(&segments[0]).len() - 1) * 28 - 64;
    for at in footer..size {
        flip(&segments[0], at);
        assert_eq!(named(dir.path(), &segments[0]).1, footer as u64, "byte {at}");
        flip(&segments[0], at);
    }
    // Between frames and footer there is nothing, and nothing may come there either.
    flip(&segments[0], footer - 1);
    named(dir.path(), &segments[0]);
}

#[tokio::test]
async fn a_footer_that_is_sound_but_wrong_is_found_by_verifying() {
    let (dir, segments) = three_segments().await;
    let size = size(&segments[0]);
    let mut bytes = fs::read(&segments[0]).unwrap();
    let footer = size - (frames(&segments[0]).len() - 1) * 28 - 64;
    bytes[footer] ^= 1;
    let crc = crc32c::crc32c(&bytes[footer..size - 4]);
    bytes[size - 4..].copy_from_slice(&crc.to_le_bytes());
    fs::write(&segments[0], bytes).unwrap();
    let told = verify(dir.path()).unwrap_err().to_string();
    assert!(told.contains("the footer does not say what the frames say"), "{told}");
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

#[tokio::test]
async fn another_format_is_refused_by_its_number() {
    let (dir, segment, _) = three_frames().await;
    write(&segment, 8, &2_u32.to_le_bytes());
    let refused = refused(dir.path());
    assert!(matches!(refused, OpenError::Version { found: 2, .. }), "{refused}");
    let sentence = "`00000000000000000000.seg` has format 2, and this version reads format 1";
    assert_eq!(refused.to_string(), sentence);
}

#[tokio::test]
async fn any_byte_flipped_in_a_header_is_found() {
    let (dir, segment, _) = three_frames().await;
    for at in 0..64 {
        flip(&segment, at);
        let refused = refused(dir.path());
        let damaged = matches!(refused, OpenError::Corrupt { offset: 0, position: 0, .. });
        let version = matches!(refused, OpenError::Version { .. });
        assert!(if (8..12).contains(&at) { version } else { damaged }, "byte {at}: {refused}");
        flip(&segment, at);
    }
}

#[tokio::test]
async fn a_segment_of_another_journal_is_refused() {
    let (one, of_one) = three_segments().await;
    let (_other, of_other) = three_segments().await;
    fs::copy(&of_other[2], &of_one[2]).unwrap();
    assert!(refused(one.path()).to_string().contains("of another journal"));
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
    let whole = fs::read(&segment).unwrap();
    assert_eq!(whole[frames[3] + 192..frames[3] + 196], *b"JLNf", "it begins a line");
    flip(&segment, frames[3] + 4);
    let (_, told) = opened(dir.path());
    assert_eq!(told.events, 3);
    assert!(told.torn.is_some());
}
