//! A store that a full disk, or anything else, has left unreadable.

use std::{fs, path::Path};

use super::{
    Direction, Host, Journal as _, MARCH, MAY, MemoryJournal, Place, Process, SigningKey, Store,
    folder, journal,
};

const STORE: &str = "runtime.sled";

/// Everything that is public, in order.
async fn told(journal: &MemoryJournal) -> Vec<Vec<u8>> {
    let public = journal.read_stream("public-toy", Place::Start, Direction::Forwards, 100).await;
    public.unwrap().into_iter().map(|event| event.entry.data).collect()
}

fn nonsense(store: &Path, file: &str) {
    let file = store.join(file);
    let bytes = fs::read(&file).unwrap();
    fs::write(file, vec![b'x'; bytes.len()]).unwrap();
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_filled_anew_and_nothing_happens_twice() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let first = process.put("a", 1, 7, MARCH).await.unwrap();
    process.settled(&journal).await;
    process.put("charity", 2, 5, MARCH).await.unwrap();
    process.put("b", 3, 8, MARCH).await.unwrap();
    process.settled(&journal).await;
    let public = told(&journal).await;
    let rows = (process.row(&journal, "a").await, process.row(&journal, "charity").await);
    assert_eq!(rows, (Some(vec![7]), Some(vec![1, 5])));
    process.stop().await;
    nonsense(&folder.path().join(STORE), "conf");
    let process = Process::start(&journal, &folder);
    // The same command is told the same; nobody gives to charity again, and nothing is told twice.
    assert_eq!(process.put("a", 1, 7, MARCH).await.unwrap(), first);
    let again = (process.row(&journal, "a").await, process.row(&journal, "charity").await);
    assert_eq!(again, rows);
    assert_eq!(told(&journal).await, public);
    assert!(process.rebuild().await.iter().all(|table| table.identical));
    process.put("a", 4, 7, MAY).await.unwrap();
    assert_eq!(process.row(&journal, "charity").await, Some(vec![1, 5, 1]));
}

#[tokio::test]
async fn whoever_starts_hears_that_the_store_is_filled_anew() {
    let folder = folder();
    let start = || {
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let host = Host::new(journal(), folder.path(), key).unwrap();
        host.anew().map(Path::to_owned)
    };
    assert_eq!(start(), None);
    let store = folder.path().join(STORE);
    nonsense(&store, "conf");
    assert_eq!(start(), Some(store));
    assert_eq!(start(), None);
}

#[test]
fn what_was_found_damaged_while_it_was_read_is_made_anew_at_the_next_start() {
    let (folder, key) = (folder(), b"row");
    let path = folder.path().join(STORE);
    let open = || Store::open(&path).unwrap();
    let (store, anew) = open();
    store.tree("rows").unwrap().insert(key, b"1").unwrap();
    store.tree("rows").unwrap().flush().unwrap();
    assert!(!anew);
    // A full disk is no damage, and neither is an event that nobody can read.
    store.doubt(&sled::Error::Io(std::io::ErrorKind::StorageFull.into()).into());
    store.doubt(&anyhow::anyhow!("an event of another version"));
    drop(store);
    let (store, anew) = open();
    assert!(!anew && store.tree("rows").unwrap().contains_key(key).unwrap());
    let damaged = sled::Error::Corruption { at: None, bt: () };
    store.doubt(&anyhow::Error::from(damaged).context("filling"));
    drop(store);
    let (store, anew) = open();
    assert!(anew && !store.tree("rows").unwrap().contains_key(key).unwrap());
    drop(store);
    assert!(!open().1);
}

#[test]
fn a_store_that_another_process_holds_is_left_alone() {
    let folder = folder();
    let path = folder.path().join(STORE);
    let (held, _) = Store::open(&path).unwrap();
    held.tree("rows").unwrap().insert(b"row", b"1").unwrap();
    let refused = Store::open(&path).unwrap_err();
    assert!(format!("{refused:#}").contains("lock"), "{refused:#}");
    assert!(held.tree("rows").unwrap().contains_key(b"row").unwrap());
}

#[tokio::test]
async fn what_earlier_versions_kept_beside_the_store_is_deleted() {
    let folder = folder();
    let former = folder.path().join("jar.sled");
    fs::create_dir(&former).unwrap();
    fs::write(former.join("db"), "rows").unwrap();
    let process = Process::start(&journal(), &folder);
    assert!(!former.exists());
    process.stop().await;
}
