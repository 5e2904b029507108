//! A platform whose journal is another process. `JALON_TEST_JOURNAL=wire` runs every other test so.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
};

use proto::jalon::v1::{self as pb, journal_service_client::JournalServiceClient};
use serde_json::json;

use crate::platform::{Platform, Served, command, folder};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_from_afar_is_there_when_both_come_again() {
    let data = folder();
    let platform = Platform::start_apart(data.path(), &["financing"]).await;
    let agreement = json!({
        "financing": "H8350", "title": "Jigisemejiri", "rank": 0, "phase": 1,
        "instrument": "INSTRUMENT_IDA_GRANT", "financier": "IDA",
    });
    platform.act("raf", "Register", "2013-03-19", agreement.clone()).await.unwrap();
    let refused = platform.act("raf", "Register", "2013-03-19", agreement).await;
    assert!(refused.is_err(), "registered twice");
    let before = platform.settle().await;
    platform.terminate().await;

    let platform = Platform::start_apart(data.path(), &["financing"]).await;
    let after = platform.settle().await;
    assert_eq!((&after.journal, after.head >= before.head), (&before.journal, true));
    let told = platform.view("ListAgreements", json!({ "programme": "P127328" })).await;
    assert_eq!(told["agreements"][0]["financing"], "H8350", "{told}");
    // The journal has its own first event, which is nobody's fact.
    let mut journal = JournalServiceClient::new(platform.channel.clone());
    let events = journal.list_events(pb::ListEventsRequest::default()).await.unwrap().into_inner();
    assert!(events.events.iter().any(|event| event.stream.starts_with("financing-")));
}

/// Whoever may read and no more hears it when it starts, not act after act.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_may_record_nothing_is_told_so_at_start() {
    let (kept, data) = (folder(), folder());
    let accounts = kept.path().join("accounts");
    fs::write(&accounts, "writer ecr:b2\nservice role:c3\n").unwrap();
    let mut keeper = Command::new(env!("CARGO_BIN_EXE_jalon"));
    keeper.args(["run", "journal", "--journal-listen", "127.0.0.1:0", "--journal-accounts"]);
    keeper.arg(accounts).arg("--data").arg(kept.path().join("data")).env("LC_ALL", "C");
    let keeper = Served::saying(&mut keeper);
    for (account, told) in [("ecr:b2", true), ("role:c3", false)] {
        let url = keeper.url.replace("://", &format!("://{account}@"));
        let beside = kept.path().join("beside");
        let mut run = command(data.path(), &["financing"]);
        run.args(["--journal", &url]).stderr(fs::File::create(&beside).unwrap());
        let platform = Platform::here(run, data.path()).await;
        let beside = fs::read_to_string(beside).unwrap();
        assert_eq!(beside.contains("lets this process record nothing"), told, "{beside}");
        platform.terminate().await;
    }
}

/// Accounts that nobody is asked for would be taken for a protection.
#[test]
fn accounts_without_a_journal_that_is_served_are_refused() {
    let data = folder();
    for role in ["financing", "gateway"] {
        let mut run = command(data.path(), &[role]);
        for elsewhere in ["JALON_FINANCING_URL", "JALON_DOCUMENTS_URL"] {
            run.env(elsewhere, "http://127.0.0.1:1");
        }
        let ended = run.args(["--journal-accounts", "accounts"]).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && said.contains("make sense only with"), "{said}");
    }
}

#[test]
fn a_role_says_what_it_waits_for() {
    let data = folder();
    // Nobody listens where somebody has just stopped to.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut run = command(data.path(), &["financing"]);
    run.args(["--journal", &format!("esdb://{free}?tls=false")]);
    let mut role = run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let line = BufReader::new(role.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    role.kill().unwrap();
    role.wait().unwrap();
    assert!(line.contains("does not answer yet: Jalon waits for it"), "{line}");
}
