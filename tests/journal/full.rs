//! A disk that is full when the binary starts or becomes so, and is cleared while it runs.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{ErrorKind, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::Duration,
};

use runtime::{AppendError, Entry, Expected, Format, Journal as _};
use runtime_kurrent::KurrentJournal;
use serde_json::json;
use uuid::Uuid;

use super::{everything, fill};
use crate::platform::{Platform, Served, folder};

/// Whether this machine lets us have a disk of our own.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).status();
    let may = tried.is_ok_and(|ended| ended.success());
    if !may {
        eprintln!("not tested: this machine has no namespaces for us");
    }
    may
}

/// A command in `place`, which is a disk of so many megabytes that goes away with it.
fn on_a_disk_of(megabytes: u32, place: &Path, script: &str) -> Command {
    let mut command = Command::new("unshare");
    let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs . && cd \"$PWD\"");
    let script = format!("{mount} && {script}");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script, env!("CARGO_BIN_EXE_jalon")]);
    command.current_dir(place).env("LC_ALL", "C");
    command
}

/// A file of the disk that only `process` sees.
fn seen_by(process: &Child, file: &Path) -> PathBuf {
    Path::new(&format!("/proc/{}/root{}", process.id(), file.display())).to_owned()
}

fn entry(n: u64) -> Entry {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_be_bytes());
    let (name, data) = ("essai.fait.v1".to_owned(), vec![7; 100_000]);
    Entry { id, name, data, meta: b"{}".to_vec(), format: Format::Bytes }
}

#[test]
fn where_there_is_no_space_for_a_journal_none_is_begun() {
    if !may_mount() {
        return;
    }
    let place = folder();
    let run = r#""$0" run journal --data data --journal-listen 127.0.0.1:0; ls data/journal"#;
    let told = on_a_disk_of(8, place.path(), run).output().unwrap();
    let (said, listed) = (String::from_utf8_lossy(&told.stderr), told.stdout);
    assert!(said.contains("no space left on the disk"), "{said}");
    assert_eq!(String::from_utf8(listed).unwrap(), "lock\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_on_a_full_disk_is_read_and_goes_on_once_there_is_space() {
    if !may_mount() {
        return;
    }
    let (place, made) = (folder(), folder());
    let before = fill(made.path(), 300, 8_000).await;
    // The next segment, which needs 64 megabytes, fits once the ballast is gone.
    let run = r#"
        "$0" journal restore --from "$1" --data data >&2 && {
            cat /dev/zero >ballast
            exec "$0" run journal --data data --journal-listen 127.0.0.1:0
        }"#;
    let server = Served::saying(on_a_disk_of(96, place.path(), run).arg(made.path()));
    let far = KurrentJournal::connect(&server.url).await.unwrap();
    let read = async || {
        let mut events = everything(&far).await;
        events.retain(|event| !event.stream.starts_with('$'));
        events
    };
    assert!(read().await == before);

    // The segment was made with all its space, so what fits in it is still taken.
    let (mut taken, append) =
        (Vec::new(), async |n| far.append("plein", Expected::Any, vec![entry(n)]).await);
    let refused = loop {
        match append(taken.len() as u64).await {
            Ok(told) => taken.push(told),
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, AppendError::Full), "{refused:?}");
    assert!(!taken.is_empty() && taken.len() < 12, "{} events of 100 kB", taken.len());
    assert_eq!(read().await.len(), before.len() + taken.len());

    fs::remove_file(seen_by(&server.process, &place.path().join("ballast"))).unwrap();
    taken.push(append(taken.len() as u64).await.unwrap());
    let after = read().await;
    assert!(after[..before.len()] == before);
    for (n, event) in after[before.len()..].iter().enumerate() {
        let told = taken[n];
        assert_eq!((event.revision, event.position), (told.revision, told.position));
        assert!(event.entry == entry(n as u64));
    }
    assert_eq!(after.len(), before.len() + taken.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_are_taken_and_shown_on_a_disk_that_has_become_full() {
    if !may_mount() {
        return;
    }
    let (place, made) = (folder(), folder());
    // Begun where everybody sees its key.
    Platform::start(made.path(), &["financing"]).await.terminate().await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = r#"
        cp -r "$1" data && exec "$0" run financing --data data --listen "$2" --http 127.0.0.1:0"#;
    let mut command = on_a_disk_of(96, place.path(), run);
    command.arg(made.path()).arg(free.to_string());
    let platform = Platform::here(command, made.path()).await;

    let mut ballast =
        File::create(seen_by(&platform.process, &place.path().join("ballast"))).unwrap();
    let full = std::iter::repeat_with(|| ballast.write_all(&[0; 4096]));
    let full = full.take(96 << 8).find_map(Result::err).unwrap();
    assert_eq!(full.kind(), ErrorKind::StorageFull);

    let register = async |n: usize| {
        let agreement = json!({
            "financing": format!("T{n}"), "title": "Essai", "rank": 0, "phase": 1,
            "instrument": "INSTRUMENT_IDA_GRANT", "financier": "IDA",
        });
        platform.act("raf", "Register", "2020-01-01", agreement).await
    };
    // The segment of the journal has its space; what is kept beside it needs more.
    let mut acknowledged = 0;
    while register(acknowledged).await.is_ok() {
        acknowledged += 1;
        assert!(acknowledged < 10_000, "the store never needed space");
    }
    // It starts over, and shows what it acknowledged; more may be there that nobody was told of.
    let again = async {
        let mut tried = acknowledged + 1;
        while register(tried).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            tried += 1;
        }
        tried
    };
    let again = tokio::time::timeout(Duration::from_mins(1), again);
    let again = again.await.expect("it did not start over");
    platform.settle().await;
    let told = platform.view("ListAgreements", json!({ "programme": "P127328" })).await;
    let told = told["agreements"].as_array().unwrap().iter();
    let told: BTreeSet<&str> = told.map(|it| it["financing"].as_str().unwrap()).collect();
    let missing = (0..acknowledged).chain([again]).map(|n| format!("T{n}"));
    let missing: Vec<_> = missing.filter(|it| !told.contains(&**it)).collect();
    assert!(missing.is_empty(), "{missing:?} of {acknowledged}");
}
