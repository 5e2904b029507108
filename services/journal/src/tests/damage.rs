//! Files harmed by hand, elsewhere than at the end: it is named, and the journal refused.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use tempfile::{TempDir, tempdir};

use super::support::{append, frames, opened, refused, segments};
use crate::{OpenError, repair, verify};

/// As a crash leaves it: nobody said that it was closed.
pub(super) fn crashed(dir: &Path) {
    fs::remove_file(dir.join("closed")).unwrap();
}

/// Three frames in one segment, and where they begin and end, as after a crash.
pub(super) async fn three_frames() -> (TempDir, PathBuf, Vec<usize>) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..3 {
        append(&journal, "s", id, 90).await.unwrap();
    }
    drop(journal);
    crashed(dir.path());
    let segment = segments(dir.path()).remove(0);
    let frames = frames(&segment);
    assert_eq!(frames.len(), 4);
    (dir, segment, frames)
}

/// Enough frames for three segments, as after a crash.
pub(super) async fn three_segments() -> (TempDir, Vec<PathBuf>) {
    let dir = tempdir().unwrap();
    let (journal, _) = opened(dir.path());
    for id in 0..9 {
        append(&journal, "s", id, 6_000).await.unwrap();
    }
    drop(journal);
    crashed(dir.path());
    let segments = segments(dir.path());
    assert_eq!(segments.len(), 3);
    (dir, segments)
}

pub(super) fn write(path: &Path, at: usize, bytes: &[u8]) {
    let file = File::options().write(true).open(path).unwrap();
    file.write_all_at(bytes, at as u64).unwrap();
}

pub(super) fn flip(path: &Path, at: usize) {
    let mut byte = [0];
    let file = File::options().read(true).write(true).open(path).unwrap();
    file.read_exact_at(&mut byte, at as u64).unwrap();
    file.write_all_at(&[byte[0] ^ 0x10], at as u64).unwrap();
}

pub(super) fn size(path: &Path) -> usize {
    usize::try_from(path.metadata().unwrap().len()).unwrap()
}

/// Position of the first event of the segment at `path`.
pub(super) fn first(path: &Path) -> u64 {
    path.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

/// Position and offset of what `dir` is refused for, by opening and by verifying alike.
pub(super) fn named(dir: &Path, path: &Path) -> (u64, u64) {
    let (opening, verifying) = (refused(dir), verify(dir).unwrap_err());
    assert_eq!(opening.to_string(), verifying.to_string());
    let OpenError::Corrupt { segment, position, offset, .. } = opening else {
        panic!("refused for another reason: {opening}")
    };
    assert_eq!(Some(&*segment), path.file_name().unwrap().to_str());
    (position, offset)
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

/// Whatever a file says of its own size, no more is read than there may be.
#[tokio::test]
async fn sizes_that_cannot_be_are_not_believed() {
    let (dir, segments) = three_segments().await;
    let whole = fs::read(&segments[2]).unwrap();
    let mut header = whole[..64].to_vec();
    header[40..48].copy_from_slice(&(1_u64 << 62).to_le_bytes());
    let crc = crc32c::crc32c(&header[..60]);
    header[60..].copy_from_slice(&crc.to_le_bytes());
    write(&segments[2], 0, &header);
    assert!(refused(dir.path()).to_string().contains("another size"));
    fs::write(&segments[2], &whole).unwrap();

    let index = segments[0].with_extension("idx");
    File::options().write(true).open(index).unwrap().set_len(1 << 40).unwrap();
    drop(opened(dir.path()));

    let frames = frames(&segments[1]);
    write(&segments[1], frames[1] + 8, &(1_u32 << 31).to_le_bytes());
    assert_eq!(named(dir.path(), &segments[1]), (first(&segments[1]) + 1, frames[1] as u64));

    File::create(dir.path().join("18446744073709551615.seg")).unwrap();
    repair(dir.path(), 0).unwrap_err();
}
