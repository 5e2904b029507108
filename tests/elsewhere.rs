//! Roles in processes of their own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
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

/// A platform that was started with the key of another process takes no other.
#[tokio::test]
async fn commands_take_the_key_that_the_platform_was_started_with() {
    let (data, other) = (folder(), folder());
    drop(Platform::start(other.path(), &["documents"]).await);
    let key = other.path().join("token.key");
    let mut run = command(data.path(), &["financing", "documents"]);
    run.env("JALON_KEY", &key);
    let _platform = Platform::of(run, data.path()).await;
    let rebuild = |key: Option<&std::path::Path>| {
        let mut rebuild = Command::new(env!("CARGO_BIN_EXE_jalon"));
        rebuild.args(["rebuild", "--data"]).arg(data.path()).env_remove("JALON_KEY");
        if let Some(key) = key {
            rebuild.arg("--key").arg(key);
        }
        rebuild.output().unwrap().status.success()
    };
    assert!(!rebuild(None), "its own key is not what it was started with");
    assert!(rebuild(Some(&key)));
    let absent = other.path().join("absent.key");
    assert!(!rebuild(Some(&absent)));
    assert!(!absent.exists(), "a key that opens nothing is not made");
}
