//! `jalon journal migrate`: to a server, back from it, and on after an interruption.

use std::{path::Path, process::Stdio};

use journal_server::IDENTITY;
use runtime::{Entry, Journal as _, Recorded};
use runtime_kurrent::KurrentJournal;
use serde_json::Value;

use super::{at_rest, complaint, everything, fill, jalon, said};
use crate::platform::{Served, folder};

/// The same events in the same order, wherever they lie: each says where it was at first.
fn assert_same(there: &[Recorded], here: &[Recorded]) {
    let here: Vec<_> = here.iter().filter(|event| *event.stream != *IDENTITY).collect();
    assert_eq!(here.len(), there.len());
    assert!(here.is_sorted_by(|a, b| a.position < b.position));
    for (a, b) in there.iter().zip(here) {
        assert_eq!((&a.stream, a.revision), (&b.stream, b.revision));
        let mut meta: Value = serde_json::from_slice(&b.entry.meta).unwrap();
        assert_eq!(meta["$migrated"]["position"], a.position);
        let rest = meta.as_object_mut().unwrap();
        rest.remove("$migrated");
        let kept = if rest.is_empty() { Vec::new() } else { meta.to_string().into_bytes() };
        assert_eq!(Entry { meta: kept, ..b.entry.clone() }, a.entry);
    }
}

/// Where each position of `there` went, from the map that was written.
fn mapped(map: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(map).unwrap();
    let mut to = Vec::new();
    for line in text.lines() {
        let run: Value = serde_json::from_str(line).unwrap();
        let [from, first, count] = ["from", "to", "count"].map(|name| run[name].as_u64().unwrap());
        assert_eq!(from, to.len() as u64, "{text}");
        to.extend(first..first + count);
    }
    to
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_moves_to_a_server_and_back_however_often_it_is_interrupted() {
    let place = folder();
    let from = place.path().join("from");
    let there = fill(&from, 1_200, 60).await;
    // As on a disk that nobody may write on.
    let written = ["lock", "closed"].map(|name| from.join(name));
    for name in &written {
        std::fs::remove_file(name).unwrap();
    }
    let server = Served::start(&place.path().join("served"));
    let here = KurrentJournal::connect(&server.url).await.unwrap();
    let words = ["migrate", "--from", "from", "--to", &server.url, "--map", "map.jsonl"];
    for stop in [150, 500] {
        let mut copying = jalon(place.path()).args(words).stdout(Stdio::null()).spawn().unwrap();
        while here.head().await.unwrap() < stop {
            assert!(copying.try_wait().unwrap().is_none(), "it ended before {stop}");
        }
        copying.kill().unwrap();
        copying.wait().unwrap();
        assert!(here.head().await.unwrap() < 1_200, "it was done before it was interrupted");
    }
    let told = said(place.path(), &words);
    assert!(told.contains("1200 events: journal"), "{told}");
    assert!(written.iter().all(|it| !it.exists()), "the source is only read");
    let arrived = everything(&here).await;
    assert_same(&there, &arrived);
    let ours = arrived.iter().filter(|event| *event.stream != *IDENTITY);
    let places: Vec<_> = ours.map(|event| event.position).collect();
    assert_eq!(mapped(&place.path().join("map.jsonl")), places);
    // The same again changes nothing.
    said(place.path(), &words);
    assert_eq!(here.head().await.unwrap(), 1_201);

    said(place.path(), &["restore", "--from", "from", "--data", "twin"]);
    let told = complaint(place.path(), &["migrate", "--from", "from", "--to", "twin"]);
    assert!(told.contains("both are the same journal"), "{told}");
    let told = complaint(place.path(), &["migrate", "--from", "from", "--to", "./from"]);
    assert!(told.contains("both are the same journal"), "{told}");

    // From a server that is running, into a directory that is its own journal.
    let back = ["migrate", "--from", &server.url, "--to", "back", "--map", "back.jsonl"];
    said(place.path(), &back);
    drop(server);
    let data = place.path().join("back");
    let returned = at_rest(&data.join("journal")).await;
    assert_eq!(returned.len(), there.len(), "which journal it is, it says by itself");
    assert_same(&there, &returned);
    let id = journal::stat(&data.join("journal")).unwrap().journal;
    let again = Served::start(&data);
    assert_eq!(KurrentJournal::connect(&again.url).await.unwrap().id(), id);
}
