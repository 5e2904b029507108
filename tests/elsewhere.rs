//! Roles in processes of their own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use serde_json::json;

use crate::platform::{Platform, command, folder};

/// Ended with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// The gateway by itself has no journal and a data directory of its own.
#[tokio::test]
async fn the_gateway_alone_shows_and_does_what_others_serve() {
    let (data, alone) = (folder(), folder());
    let platform = Platform::start(data.path(), &["financing", "documents"]).await;
    let register = json!({
        "financing": "X1",
        "title": "Accord d’essai",
        "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA",
        "phase": 1,
    });
    platform.act("raf", "Register", "2018-01-01", register).await.unwrap();
    platform.settle().await;
    let url = std::fs::read_to_string(data.path().join("grpc")).unwrap();

    let mut gateway = command(alone.path(), &["gateway"]);
    gateway.env("JALON_FINANCING_URL", url.trim()).env("JALON_DOCUMENTS_URL", url.trim());
    gateway.env("JALON_KEY", data.path().join("token.key"));
    let mut gateway = Process(gateway.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(gateway.0.stdout.take().unwrap()).lines();
    let line = lines.next().expect("it ended before it answered").unwrap();
    let site = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();

    let shown = reqwest::get(format!("{site}/accord/X1")).await.unwrap().text().await.unwrap();
    assert!(shown.contains("Accord d’essai"), "{shown}");
    // What every process serves is asked of one that has a journal.
    let shown = reqwest::get(format!("{site}/journal")).await.unwrap();
    assert!(shown.status().is_success(), "{}", shown.status());
    assert!(!alone.path().join("journal").exists());

    drop(platform);
    let shown = reqwest::get(format!("{site}/accord/X1")).await.unwrap();
    assert!(shown.status().is_server_error(), "{}", shown.status());
}
