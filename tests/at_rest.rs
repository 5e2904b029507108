//! A platform that does not run: its journal is exported and its tables are rebuilt all the same, and
//! nothing is recorded.

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::json;

use crate::platform::{Platform, Served, act, financing, folder, with};

/// What it prints, and what it says beside that.
fn said(place: &Path, words: &[&str]) -> (String, String) {
    let Output { status, stdout, stderr } = jalon(place, words);
    let [out, beside] = [stdout, stderr].map(|it| String::from_utf8(it).unwrap());
    assert!(status.success(), "{words:?}: {beside}");
    (out, beside)
}

fn complaint(place: &Path, words: &[&str]) -> String {
    let Output { status, stdout, stderr } = jalon(place, words);
    assert!(!status.success() && stdout.is_empty(), "{words:?}");
    String::from_utf8(stderr).unwrap()
}

fn jalon(place: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    command.current_dir(place).env("LC_ALL", "C").env_remove("JALON_KEY");
    command.args(words).output().unwrap()
}

/// An agreement, under an act of that confidentiality.
async fn register(platform: &Platform, reference: &str, confidentiality: &str) {
    let mut act = act("2020-01-01");
    act["confidentiality"] = confidentiality.into();
    let message = json!({
        "financing": reference, "title": format!("Essai {reference}"), "rank": 0,
        "instrument": "INSTRUMENT_IDA_GRANT", "financier": "IDA", "phase": 1,
    });
    platform.ask("raf", &financing("Register"), with(act, message)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_at_rest_is_exported_and_rebuilt_as_a_running_one() {
    let place = folder();
    let data = place.path().join("data");
    let platform = Platform::start(&data, &["financing"]).await;
    register(&platform, "T1", "CONFIDENTIALITY_PUBLIC").await;
    register(&platform, "T2", "CONFIDENTIALITY_RESTRICTED").await;
    platform.settle().await;
    let exports: [&[&str]; 3] = [
        &["export", "--data", "data"],
        &["export", "--data", "data", "--restricted"],
        &["export", "--data", "data", "--stream", "financing-"],
    ];
    let running = exports.map(|words| said(place.path(), words));
    platform.terminate().await;
    let at_rest = exports.map(|words| said(place.path(), words));
    let printed = |told: &[(String, String); 3]| told.clone().map(|(printed, _)| printed);
    assert_eq!(printed(&at_rest), printed(&running));
    let [(shown, left_out), (whole, read), _] = &at_rest;
    assert!(shown.contains("Essai T1") && !shown.contains("Essai T2"), "{shown}");
    assert!(left_out.contains("restricted events were left out; --restricted adds"), "{left_out}");
    // Whoever reads what is restricted is on record here too.
    assert!(whole.contains("Essai T2") && read.contains("restricted facts were read"), "{read}");
    let absent = ["export", "--data", "data", "--restricted", "--key", "absent.key"];
    assert!(complaint(place.path(), &absent).contains("absent.key does not exist"));

    let (tables, _) = said(place.path(), &["rebuild", "--data", "data"]);
    assert!(tables.ends_with("Every table is what the journal says.\n"), "{tables}");
    assert!(tables.lines().count() > 5, "{tables}");
    let after = exports.map(|words| said(place.path(), words));
    assert_eq!(printed(&after), printed(&running), "a rebuild records nothing");

    // One that was killed left word where it answered.
    Platform::start(&data, &["financing"]).await.kill();
    assert!(data.join("grpc").exists());
    assert!(said(place.path(), exports[0]).0.starts_with(shown.as_str()));
}

#[tokio::test]
async fn nothing_is_exported_or_made_where_there_is_no_journal_to_open() {
    let place = folder();
    for command in ["export", "rebuild"] {
        let told = complaint(place.path(), &[command, "--data", "nothing"]);
        assert!(told.contains("there is no journal in nothing"), "{command}: {told}");
        assert!(!place.path().join("nothing").exists(), "{command}");
    }
    let held = Served::start(&place.path().join("held"));
    for command in ["export", "rebuild"] {
        let told = complaint(place.path(), &[command, "--data", "held"]);
        assert!(told.contains("held is in use by another process"), "{command}: {told}");
    }
    drop(held);
}
