//! A journal that is served, set back to a copy, and goes on from there.

use std::{fs, path::Path, process::Command};

use journal::EmbeddedJournal;
use runtime::{Entry, Expected, Format, Journal as _};
use runtime_kurrent::KurrentJournal;
use serde_json::json;
use tonic::Code;
use uuid::Uuid;

use super::{SMALL, register, said};
use crate::platform::{Platform, Served, act, command, financing, folder, with};

fn serve(data: &Path, address: &str) -> Served {
    let mut run = Command::new(env!("CARGO_BIN_EXE_jalon"));
    run.args(["run", "journal", "--journal-listen", address, "--data"]).arg(data);
    Served::saying(run.env("LC_ALL", "C"))
}

fn stop(mut keeper: Served) {
    let pid = keeper.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    keeper.process.wait().unwrap();
}

fn entry(n: u128) -> Entry {
    let (name, data) = ("essai.fait.v1".to_owned(), b"{}".to_vec());
    Entry { id: Uuid::from_u128(n), name, data, meta: b"{}".to_vec(), format: Format::Json }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_goes_on_who_knows_what_was_lost_and_a_role_that_starts_makes_its_tables_anew() {
    let place = folder();
    let (served, data) = (place.path().join("served"), place.path().join("data"));
    let keeper = serve(&served, "127.0.0.1:0");
    let url = keeper.url.clone();
    let address = url.trim_start_matches("esdb://").split('?').next().unwrap().to_owned();
    let role = || {
        let mut role = command(&data, &["financing"]);
        role.args(["--journal", &url]);
        role
    };
    let platform = Platform::here(role(), &data).await;
    register(&platform, "T1").await;
    let head = platform.settle().await.head;
    // Whoever keeps a journal for others need not stop for it.
    let told = said(place.path(), &["backup", "--data", "served", "--to", "copy"]);
    assert!(told.contains(&format!("{head} events, read back and sound")), "{told}");
    assert!(said(place.path(), &["stat", "served"]).contains("A process has this journal open"));

    let far = KurrentJournal::connect(&url).await.unwrap();
    let message = json!({
        "financing": "T2", "title": "Essai", "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    });
    let lost = with(act("2020-01-01"), message);
    let ask =
        async |platform: &Platform| platform.ask("raf", &financing("Register"), lost.clone()).await;
    ask(&platform).await.unwrap();
    platform.settle().await;
    far.append("essai-1", Expected::Any, vec![entry(1)]).await.unwrap();
    let were = far.head().await.unwrap();
    stop(keeper);

    fs::remove_dir_all(served.join("journal")).unwrap();
    said(place.path(), &["restore", "--from", "copy", "--data", "served"]);
    {
        let (back, _) = EmbeddedJournal::open(&served.join("journal"), SMALL).unwrap();
        let mut n = 100;
        while back.head().await.unwrap() < were + 5 {
            back.append("essai-2", Expected::Any, vec![entry(n)]).await.unwrap();
            n += 1;
        }
    }
    let _server = serve(&served, &address);
    let refused = far.append("essai-3", Expected::Any, vec![entry(2)]).await.unwrap_err();
    assert!(format!("{:#}", anyhow::Error::from(refused)).contains("it was set back"));
    far.sound().await.unwrap_err();
    // Not even what it did, and remembers.
    ask(&platform).await.unwrap_err();
    drop(platform);

    let platform = Platform::here(role(), &data).await;
    platform.settle().await;
    let agreement = async |of: &str| {
        let method = "financing.v1.FinancingViews/GetAgreement";
        platform.ask("raf", method, json!({ "financing": of })).await
    };
    assert_eq!(agreement("T2").await.unwrap_err().code(), Code::NotFound);
    agreement("T1").await.unwrap();
    ask(&platform).await.unwrap();
    platform.settle().await;
    agreement("T2").await.unwrap();
}
