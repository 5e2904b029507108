use std::{os::unix::fs::symlink, path::Path};

use proptest::{collection::vec, prelude::*, sample::Index};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::*;
use crate::media::Content;

fn now() -> SystemTime {
    runtime::now().into()
}

fn hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

fn open(dir: &TempDir) -> Store {
    open_with(dir, Limits::default())
}

fn open_with(dir: &TempDir, limits: Limits) -> Store {
    Store::open(dir.path(), limits, now()).unwrap()
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// Begins, and sends what is not here yet.
fn send(store: &Store, bytes: &[u8]) -> Result<u64, Failure> {
    let Progress { held, .. } = store.begin(hash(bytes), length(bytes), now())?;
    store.put(hash(bytes), held, &bytes[usize::try_from(held).unwrap()..], now())
}

fn complete(store: &Store, bytes: &[u8]) -> Result<Found, Failure> {
    store.complete(hash(bytes), length(bytes), |_| true)
}

fn fetched(store: &Store, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(io::read_to_string(store.fetch(hash(bytes))?)?.into_bytes())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>, because: &Rejection) {
    match outcome {
        Err(Failure::Refused(rejection)) => assert_eq!(rejection, *because),
        other => panic!("{other:?}"),
    }
}

/// What a crash may leave of a part.
fn cut(path: &Path, to: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(to).unwrap();
}

const LETTER: &[u8] = "Lettre de décaissement, 26 septembre 2019".as_bytes();

#[test]
fn an_upload_goes_on_from_where_it_was_cut_off() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    send(&store, LETTER).unwrap();
    cut(&store.part(hash(LETTER)), 7);
    drop(store);

    let store = open(&dir);
    let begun = store.begin(hash(LETTER), length(LETTER), now()).unwrap();
    assert_eq!(begun, Progress { held: 7, complete: false });
    refused(complete(&store, LETTER), &Rejection::BytesMissing { held: 7, size: length(LETTER) });
    refused(
        store.put(hash(LETTER), 8, &LETTER[8..], now()),
        &Rejection::Gap { held: 7, offset: 8 },
    );
    // Twice the same bytes, and some that are here already.
    assert_eq!(store.put(hash(LETTER), 3, &LETTER[3..20], now()).unwrap(), 20);
    assert_eq!(store.put(hash(LETTER), 3, &LETTER[3..20], now()).unwrap(), 20);
    assert_eq!(store.put(hash(LETTER), 0, &LETTER[..5], now()).unwrap(), 20);
    assert_eq!(send(&store, LETTER).unwrap(), length(LETTER));

    let found = Found { size: length(LETTER), content: Content::Text };
    assert_eq!(complete(&store, LETTER).unwrap(), found);
    assert_eq!(complete(&store, LETTER).unwrap(), found);
    assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
    let begun = store.begin(hash(LETTER), length(LETTER), now()).unwrap();
    assert_eq!(begun, Progress { held: length(LETTER), complete: true });
    assert_eq!(store.put(hash(LETTER), 0, b"something else", now()).unwrap(), length(LETTER));
    assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
}

#[test]
fn what_has_another_hash_is_removed_and_never_kept() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    let wrong = vec![b'x'; LETTER.len()];
    store.begin(hash(LETTER), length(LETTER), now()).unwrap();
    store.put(hash(LETTER), 0, &wrong, now()).unwrap();
    refused(complete(&store, LETTER), &Rejection::HashDiffers);
    assert_eq!(store.held(hash(LETTER)).unwrap(), None);
    let begun = store.begin(hash(LETTER), length(LETTER), now()).unwrap();
    assert_eq!(begun, Progress { held: 0, complete: false });
    send(&store, LETTER).unwrap();
    complete(&store, LETTER).unwrap();
}

#[test]
fn what_nobody_will_register_is_removed() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    send(&store, LETTER).unwrap();
    let found = store.complete(hash(LETTER), length(LETTER), |_| false).unwrap();
    assert_eq!(found.content, Content::Text);
    refused(store.fetch(hash(LETTER)), &Rejection::NotHeld);
    refused(complete(&store, LETTER), &Rejection::BytesMissing { held: 0, size: length(LETTER) });
    assert_eq!(fs::read_dir(dir.path().join(INCOMING)).unwrap().count(), 0);
    send(&store, LETTER).unwrap();
    complete(&store, LETTER).unwrap();
    assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
}

#[test]
fn an_upload_that_was_given_up_is_removed_at_the_next_start() {
    let dir = TempDir::new().unwrap();
    let limits = Limits::default();
    let store = open(&dir);
    store.put(hash(LETTER), 0, &LETTER[..20], now()).unwrap();
    let held = |store: &Store| disk::size(&store.part(hash(LETTER))).unwrap();
    let start = |after| Store::open(dir.path(), limits, now() + after).unwrap();
    assert_eq!(held(&start(limits.given_up / 2)), Some(20));
    assert_eq!(held(&start(limits.given_up * 2)), None);
}

#[test]
fn a_damaged_document_is_reported_set_aside_and_may_be_sent_again() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    send(&store, LETTER).unwrap();
    complete(&store, LETTER).unwrap();
    let mut damaged = LETTER.to_vec();
    damaged[5] ^= 1;
    fs::write(store.whole(hash(LETTER)), &damaged).unwrap();

    assert!(matches!(store.fetch(hash(LETTER)), Err(Failure::Damaged(_))));
    assert_eq!(store.held(hash(LETTER)).unwrap(), None);
    let aside = dir.path().join(DAMAGED).join(hash(LETTER).to_string());
    assert_eq!(fs::read(&aside).unwrap(), damaged);
    // However often it is asked for.
    assert!(matches!(store.fetch(hash(LETTER)), Err(Failure::Damaged(_))));
    send(&store, LETTER).unwrap();
    complete(&store, LETTER).unwrap();
    assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
    assert!(!aside.exists());
}

#[test]
fn nothing_larger_than_a_document_is_taken() {
    let dir = TempDir::new().unwrap();
    let store = open_with(&dir, Limits { document: 20, chunk: 10, ..Limits::default() });
    let it = hash(LETTER);
    refused(store.begin(it, 21, now()), &Rejection::TooLarge { most: 20 });
    store.begin(it, 20, now()).unwrap();
    refused(store.put(it, 0, &LETTER[..11], now()), &Rejection::ChunkTooLarge { most: 10 });
    store.put(it, 0, &LETTER[..10], now()).unwrap();
    store.put(it, 10, &LETTER[10..20], now()).unwrap();
    refused(store.put(it, 20, &LETTER[..1], now()), &Rejection::TooLarge { most: 20 });
    refused(store.put(it, u64::MAX, &LETTER[..1], now()), &Rejection::TooLarge { most: 20 });
}

#[test]
fn only_an_upload_nobody_goes_on_with_gives_way() {
    let dir = TempDir::new().unwrap();
    let limits = Limits { uploads: 2, unfinished: 50, ..Limits::default() };
    let store = open_with(&dir, limits);
    let (one, two, three) = (hash(b"1"), hash(b"2"), hash(b"3"));
    let later = now() + limits.patience * 2;
    store.put(one, 0, &LETTER[..20], now()).unwrap();
    store.put(two, 0, &LETTER[..20], now()).unwrap();
    refused(store.begin(three, 10, now()), &Rejection::TooManyUploads);
    refused(store.put(two, 20, &LETTER[..11], now()), &Rejection::TooManyUploads);
    store.put(two, 20, &LETTER[..10], now()).unwrap();

    store.begin(three, 10, later).unwrap();
    let held = |hash| disk::size(&store.part(hash)).unwrap();
    assert_eq!((held(one), held(two), held(three)), (None, Some(30), Some(0)));
    refused(store.put(one, 20, &LETTER[..1], now()), &Rejection::Gap { held: 0, offset: 20 });
}

#[test]
fn a_full_disk_loses_nothing() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    send(&store, LETTER).unwrap();
    complete(&store, LETTER).unwrap();
    let other = hash(b"other");
    symlink("/dev/full", store.part(other)).unwrap();
    assert!(matches!(store.put(other, 0, b"other", now()), Err(Failure::Full)));
    assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
}

proptest! {
    /// Whatever is sent in whatever order and wherever it is cut off, the document ends up here as
    /// it is or not at all.
    #[test]
    fn a_crash_leaves_a_part_or_the_whole(
        steps in vec((any::<Index>(), any::<Index>(), 0..4_u8), 0..20),
    ) {
        let dir = TempDir::new().unwrap();
        let mut store = open(&dir);
        let (it, size) = (hash(LETTER), length(LETTER));
        for (from, to, step) in steps {
            let (from, to) = (from.index(LETTER.len()), to.index(LETTER.len()) + 1);
            let part = store.part(it);
            match (step, disk::size(&part).unwrap()) {
                (0, Some(held)) => {
                    cut(&part, held.min(to as u64));
                    store = open(&dir);
                }
                // The name reached the disk and the bytes did not.
                (1, Some(held)) => fs::write(part, vec![0; usize::try_from(held).unwrap()]).unwrap(),
                (2, _) => drop(complete(&store, LETTER)),
                _ => drop(store.put(it, from as u64, LETTER.get(from..to).unwrap_or(b""), now())),
            }
            let whole = store.held(it).unwrap();
            prop_assert!(whole.is_none() || fetched(&store, LETTER).unwrap() == LETTER);
        }
        for _ in 0..2 {
            send(&store, LETTER).unwrap();
            if complete(&store, LETTER).is_ok() {
                break;
            }
        }
        prop_assert_eq!(store.held(it).unwrap(), Some(size));
        prop_assert_eq!(fetched(&store, LETTER).unwrap(), LETTER);
    }
}
