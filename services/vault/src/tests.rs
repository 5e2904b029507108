use std::{fs, path::Path};

use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    Failure, Vault,
    file::{SIZE, place},
};

const AWA: Uuid = Uuid::from_u128(1);
const OUMAR: Uuid = Uuid::from_u128(2);

fn vault(folder: &Path) -> Vault {
    Vault::open(folder).unwrap()
}

fn opened(vault: &Vault, subject: Uuid, sealed: &str) -> Option<Vec<u8>> {
    vault.open_sealed(subject, sealed).unwrap().map(|plain| plain.to_vec())
}

#[test]
fn what_is_sealed_is_read_until_its_key_is_destroyed() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = vault(folder.path()).seal(AWA, b"awa@example.org").unwrap();
    assert!(!sealed.contains("awa"));
    // Another process finds the same key.
    let again = vault(folder.path());
    assert_eq!(opened(&again, AWA, &sealed).unwrap(), b"awa@example.org");
    again.destroy(AWA).unwrap();
    assert_eq!(opened(&again, AWA, &sealed), None);
    again.destroy(AWA).unwrap();
    let after = vault(folder.path());
    assert_eq!(opened(&after, AWA, &sealed), None);
    assert!(matches!(after.seal(AWA, b"again"), Err(Failure::Destroyed(AWA))));
    assert!(matches!(after.hash(AWA, b"again"), Err(Failure::Destroyed(AWA))));
}

#[test]
fn a_destroyed_key_leaves_no_byte_behind_even_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path());
    vault.seal(AWA, b"awa").unwrap();
    let (key, copy) = (place(folder.path(), AWA), folder.path().join("same-inode"));
    fs::hard_link(&key, &copy).unwrap();
    assert_eq!(fs::read(&copy).unwrap().len(), SIZE);
    vault.destroy(AWA).unwrap();
    assert_eq!(fs::read(&copy).unwrap(), b"");
    assert_eq!(fs::read(&key).unwrap(), b"");
}

#[test]
fn a_destruction_that_a_crash_interrupted_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = vault(folder.path()).seal(AWA, b"awa").unwrap();
    fs::write(place(folder.path(), AWA), [0; SIZE]).unwrap();
    let after = vault(folder.path());
    assert_eq!(fs::read(place(folder.path(), AWA)).unwrap(), b"");
    assert_eq!(opened(&after, AWA, &sealed), None);
}

#[test]
fn a_key_that_a_crash_kept_from_being_named_goes() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join(format!("{AWA}.new"));
    fs::write(&new, [7; 20]).unwrap();
    vault(folder.path()).seal(AWA, b"awa").unwrap();
    assert!(!new.exists());
}

#[test]
fn damage_is_no_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path());
    let sealed = vault.seal(AWA, b"awa").unwrap();
    let key = place(folder.path(), AWA);
    let whole = fs::read(&key).unwrap();
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    let long = [whole.as_slice(), &[1]].concat();
    for damaged in [&flipped[..], &whole[..71], &whole[..10], &long] {
        fs::write(&key, damaged).unwrap();
        assert!(matches!(vault.open_sealed(AWA, &sealed), Err(Failure::Damaged(AWA))));
        assert!(matches!(vault.seal(AWA, b"more"), Err(Failure::Damaged(AWA))));
    }
    // Whoever wants it gone gets it gone.
    vault.destroy(AWA).unwrap();
    assert_eq!(opened(&vault, AWA, &sealed), None);
}

#[test]
fn one_subject_is_not_taken_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path());
    let sealed = vault.seal(AWA, b"awa").unwrap();
    assert_eq!(opened(&vault, OUMAR, &sealed), None);
    vault.seal(OUMAR, b"oumar").unwrap();
    assert!(matches!(vault.open_sealed(OUMAR, &sealed), Err(Failure::Unreadable(OUMAR))));
    assert_ne!(vault.hash(AWA, b"same").unwrap(), vault.hash(OUMAR, b"same").unwrap());
    assert_eq!(vault.hash(AWA, b"same").unwrap(), vault.hash(AWA, b"same").unwrap());
}

#[test]
fn only_the_owner_reads_keys() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("vault");
    vault(&inside).seal(AWA, b"awa").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&inside), mode(&place(&inside, AWA))), (0o700, 0o600));
}

proptest! {
    #[test]
    fn whatever_is_sealed_is_read_again(plain in proptest::collection::vec(any::<u8>(), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let (first, second) = (vault.seal(AWA, &plain).unwrap(), vault.seal(AWA, &plain).unwrap());
        prop_assert_ne!(&first, &second);
        prop_assert_eq!(opened(&vault, AWA, &first).unwrap(), plain);
    }

    #[test]
    fn whatever_was_tampered_with_is_not_read(at in any::<prop::sample::Index>()) {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let mut sealed = vault.seal(AWA, b"awa@example.org").unwrap().into_bytes();
        let at = at.index(sealed.len());
        sealed[at] = if sealed[at] == b'0' { b'1' } else { b'0' };
        let sealed = String::from_utf8(sealed).unwrap();
        prop_assert!(vault.open_sealed(AWA, &sealed).is_err());
    }
}
