//! Bad input, and a world that does not help: a clear message, the right code, nothing half-written.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::platform::{Platform, act, call, code, command, financing, folder, with};

const ROLES: &[&str] = &["financing"];

fn register(reference: &str) -> Value {
    json!({
        "financing": reference, "title": "Essai", "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    })
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    platform.act("raf", "Register", "2018-01-01", register("X1")).await.unwrap();
    let approve = |amount: &str, currency: &str| {
        let money = json!({ "amount": amount, "currency": currency });
        json!({ "financing": "X1", "money": money, "approvedBy": "Conseil" })
    };
    for (effective, message, expected) in [
        ("2018-02-01", approve("46300000.001", "XDR"), "malformed-amount-too-precise"),
        ("2018-02-01", approve("1.5", "XOF"), "malformed-amount-too-precise"),
        ("2018-02-01", approve("46 300 000", "XDR"), "malformed-amount-not-a-number"),
        ("2018-02-01", approve("99999999999999999", "XOF"), "malformed-amount"),
        ("2018-02-01", approve("1", "FCFA"), "malformed-currency"),
        ("2018-02-01", approve("", "XDR"), "malformed-missing"),
        ("2018-02-30", approve("1", "XDR"), "malformed-date"),
        ("01/02/2018", approve("1", "XDR"), "malformed-date"),
        ("2199-01-01", approve("1", "XDR"), "malformed-date-in-future"),
    ] {
        let refusal = platform.act("raf", "RecordApproval", effective, message).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument);
        assert_eq!(code(&refusal), expected);
    }
    let unknown = r#"{"financing": "X1", "titre": "Essai"}"#;
    let method = proto::dynamic::method(&financing("Register")).unwrap();
    let refused = proto::from_json(method.input(), unknown).unwrap_err().to_string();
    assert!(refused.contains("titre"), "{refused}");
    // Nothing of all this is recorded but the refusals of decisions.
    let head = platform.settle().await.head;
    let again = platform.act("raf", "Register", "2018-01-01", register("X1")).await.unwrap_err();
    assert_eq!(again.code(), Code::AlreadyExists);
    assert_eq!(code(&again), "financing-already-registered");
    assert_eq!(platform.settle().await.head, head + 1);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_own_code() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let sign = json!({
        "financing": "X2", "money": { "amount": "5", "currency": "XDR" }, "closingOn": "2019-06-30",
        "categories": [{ "category": "1", "label": "Tout",
                         "money": { "amount": "5", "currency": "XDR" } }],
        "signatories": [{ "institution": "IDA", "capacity": "Directrice" }],
    });
    let unknown = platform.act("raf", "Sign", "2018-07-16", sign.clone()).await.unwrap_err();
    assert_eq!(
        (unknown.code(), code(&unknown)),
        (Code::NotFound, "financing-not-registered".into())
    );

    platform.act("raf", "Register", "2018-01-01", register("X2")).await.unwrap();
    let money = json!({ "amount": "5", "currency": "XDR" });
    let approve = json!({ "financing": "X2", "money": money, "approvedBy": "Conseil" });
    let by_import = async |on: &str, method: &str, message: Value| {
        platform.ask_as("import", "import", &financing(method), with(act(on), message)).await
    };
    by_import("2018-06-01", "RecordApproval", approve).await.unwrap();
    let early = by_import("2018-05-01", "Sign", sign.clone()).await.unwrap_err();
    assert_eq!(code(&early), "financing-before-approval");
    let mut euros = sign.clone();
    euros["money"]["currency"] = "EUR".into();
    euros["categories"][0]["money"]["currency"] = "EUR".into();
    let euros = by_import("2018-07-16", "Sign", euros).await.unwrap_err();
    assert_eq!(code(&euros), "financing-currency-differs");
    by_import("2018-07-16", "Sign", sign).await.unwrap();
}

#[tokio::test]
async fn whoever_records_what_somebody_else_did_says_whose_act_it_is() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    platform.act("raf", "Register", "2018-01-01", register("X4")).await.unwrap();
    // Other tests are spared saying it.
    let mut nobodys = act("2018-07-16");
    nobodys["onBehalfOf"] = Value::Null;
    let asked = with(nobodys, json!({ "financing": "X4" }));
    for method in ["RecordPayment", "RecordSuspension"] {
        let refused = platform.ask("raf", &financing(method), asked.clone()).await.unwrap_err();
        assert_eq!(
            (refused.code(), code(&refused)),
            (Code::InvalidArgument, "malformed-missing".into())
        );
        let told = refused.get_details_error_info().unwrap().metadata;
        assert_eq!(told["field"], "act.on_behalf_of.institution", "{method}");
    }
}

#[tokio::test]
async fn nobody_acts_without_a_token_and_readers_only_read() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let method = proto::dynamic::method(&financing("Register")).unwrap();
    let asked = with(act("2018-01-01"), register("X3")).to_string();
    for token in [None, Some(b"nonsense".to_vec()), Some(vec![0; 200])] {
        let message = proto::from_json(method.input(), &asked).unwrap();
        let mut request = tonic::Request::new(message);
        if let Some(token) = token {
            let token = tonic::metadata::MetadataValue::from_bytes(&token);
            request.metadata_mut().insert_bin(runtime::TOKEN, token);
        }
        let refused = call(platform.channel.clone(), &method, request).await;
        assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
    }
    for role in ["auditor", "donor", "viewer"] {
        let asked = with(act("2018-01-01"), register("X3"));
        let refused = platform.ask_as("x", role, &financing("Register"), asked).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    // Only an import says when something was known.
    let mut known = act("2018-01-01");
    known["known"] = "2018-02-01".into();
    let asked = with(known, register("X3"));
    let refused = platform.ask("raf", &financing("Register"), asked).await.unwrap_err();
    assert_eq!(code(&refused), "malformed-known");
}

#[tokio::test]
async fn a_command_is_taken_once_and_an_id_for_one_command() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let asked = with(act("2018-01-01"), register("X4"));
    let first = platform.ask("raf", &financing("Register"), asked.clone()).await.unwrap();
    let again = platform.ask("raf", &financing("Register"), asked.clone()).await.unwrap();
    assert_eq!(first, again);
    let mut other = asked;
    other["title"] = "Autre".into();
    let reused = platform.ask("raf", &financing("Register"), other).await.unwrap_err();
    assert_eq!(
        (reused.code(), code(&reused)),
        (Code::AlreadyExists, "malformed-command-reused".into())
    );
}

#[tokio::test]
async fn one_id_at_once_in_many_places_is_one_command() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let same = act("2018-01-01");
    let asked = (0..20).map(|n| {
        let message = with(same.clone(), register(&format!("P{n}")));
        let platform = &platform;
        async move { platform.ask("raf", &financing("Register"), message).await }
    });
    let told = futures::future::join_all(asked).await;
    assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1);
    let status = platform.settle().await;
    // One registration, its announcement, and what time asks of it.
    let list = json!({ "streams": ["financing-"] });
    let events = platform.ask("raf", "jalon.v1.JournalService/ListEvents", list).await.unwrap();
    assert_eq!(events["events"].as_array().unwrap().len(), 1, "{status:?}");
}

#[tokio::test]
async fn a_journal_that_is_gone_is_not_replaced_by_an_empty_one() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    platform.act("raf", "Register", "2018-01-01", register("X6")).await.unwrap();
    platform.terminate().await;
    fs::rename(data.path().join("journal"), data.path().join("elsewhere")).unwrap();
    assert!(complaint(data.path(), "C.UTF-8").contains("not the one of these data"));
    fs::rename(data.path().join("elsewhere"), data.path().join("journal")).unwrap();
    Platform::start(data.path(), ROLES).await;
}

#[tokio::test]
async fn a_journal_that_lost_its_end_is_not_gone_on_with() {
    let (data, kept) = (folder(), folder());
    let platform = Platform::start(data.path(), ROLES).await;
    platform.act("raf", "Register", "2018-01-01", register("X7")).await.unwrap();
    platform.settle().await;
    platform.terminate().await;
    copy(&data.path().join("journal"), kept.path());
    let platform = Platform::start(data.path(), ROLES).await;
    platform.act("raf", "Register", "2018-01-01", register("X8")).await.unwrap();
    platform.settle().await;
    platform.terminate().await;
    let whole = folder();
    copy(&data.path().join("journal"), whole.path());

    // Somebody restores the copy of yesterday.
    copy(kept.path(), &data.path().join("journal"));
    assert!(complaint(data.path(), "fr_FR.UTF-8").contains("des événements confirmés manquent"));
    assert!(complaint(data.path(), "C.UTF-8").contains("that were acknowledged are missing"));
    copy(whole.path(), &data.path().join("journal"));
    let platform = Platform::start(data.path(), ROLES).await;
    let agreement = platform.view("GetAgreement", json!({ "financing": "X8" })).await;
    assert_eq!(agreement["line"]["state"]["state"], "pipeline");
    platform.terminate().await;

    // Or goes on without what is lost, knowingly.
    copy(kept.path(), &data.path().join("journal"));
    for store in fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if store.extension().is_some_and(|extension| extension == "sled") {
            fs::remove_dir_all(store).unwrap();
        }
    }
    let platform = Platform::start(data.path(), ROLES).await;
    let method = "financing.v1.FinancingViews/GetAgreement";
    let gone = platform.ask("raf", method, json!({ "financing": "X8" })).await.unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
}

/// Makes the files of one folder those of another.
fn copy(from: &Path, to: &Path) {
    for file in fs::read_dir(to).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    for file in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_callers_to_mend() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let other = proto::pool().get_message_by_name("jalon.v1.AsOf").unwrap();
    let message = proto::from_json(other, r#"{"effective": "2019-01-01"}"#).unwrap();
    let method = proto::dynamic::method(&financing("Register")).unwrap();
    let refused = call(platform.channel.clone(), &method, tonic::Request::new(message)).await;
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn nobody_waits_for_what_has_not_happened() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let method = proto::dynamic::method("financing.v1.FinancingViews/ListAgreements").unwrap();
    let message = proto::from_json(method.input(), r#"{"programme": "P127328"}"#).unwrap();
    let mut request = tonic::Request::new(message);
    request.metadata_mut().insert(runtime::MIN_POSITION, u64::MAX.into());
    let refused = call(platform.channel.clone(), &method, request).await;
    assert_eq!(refused.unwrap_err().code(), Code::OutOfRange);
}

/// What the binary says when it does not start, in the language of the environment.
fn complaint(data: &Path, language: &str) -> String {
    let ended = command(data, ROLES).env("LC_ALL", language).output().unwrap();
    assert!(!ended.status.success());
    String::from_utf8(ended.stderr).unwrap()
}

#[tokio::test]
async fn a_data_directory_has_one_owner_and_one_version() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    assert!(complaint(data.path(), "fr_FR.UTF-8").contains("utilisé par un autre processus"));
    assert!(complaint(data.path(), "C.UTF-8").contains("in use by another process"));
    platform.act("raf", "Register", "2018-01-01", register("X5")).await.unwrap();
    platform.terminate().await;

    fs::write(data.path().join("VERSION"), "jalon 2\n").unwrap();
    assert!(complaint(data.path(), "fr_FR.UTF-8").contains("autre version"));
    fs::write(data.path().join("VERSION"), "jalon 1\n").unwrap();
    let platform = Platform::start(data.path(), ROLES).await;
    platform.settle().await;
    let agreement = platform.view("GetAgreement", json!({ "financing": "X5" })).await;
    assert_eq!(agreement["line"]["state"]["state"], "pipeline");

    let foreign = folder();
    fs::write(foreign.path().join("rapport.odt"), "x").unwrap();
    assert!(complaint(foreign.path(), "C.UTF-8").contains("something else"));
    assert!(!foreign.path().join("journal").exists());
}

#[tokio::test]
async fn a_damaged_journal_is_not_served() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    for n in 0..20 {
        let register = register(&format!("D{n}"));
        platform.act("raf", "Register", "2018-01-01", register).await.unwrap();
    }
    platform.terminate().await;
    let segments = fs::read_dir(data.path().join("journal")).unwrap();
    let segment = segments
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|it| it == "seg"))
        .unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    bytes[6000] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let complaint = complaint(data.path(), "C.UTF-8");
    assert!(complaint.contains("damaged") && complaint.contains("position"), "{complaint}");
}

#[tokio::test]
async fn without_nats_everything_else_works_and_says_so() {
    let data = folder();
    let platform = {
        // A server that is not there, rather than none: the same silence, faster to arrange.
        let mut command = command(data.path(), &["financing", "feeds"]);
        command.env("JALON_NATS_URL", "nats://127.0.0.1:9");
        Platform::of(command, data.path()).await
    };
    platform.act("raf", "Register", "2018-01-01", register("X8")).await.unwrap();
    let said = tokio::time::timeout(std::time::Duration::from_secs(30), async {
        loop {
            let status = platform.settle().await;
            let relay = status.followers.into_iter().find(|it| it.kind == "relay").unwrap();
            if !relay.stopped.is_empty() {
                return relay.stopped;
            }
            tokio::task::yield_now().await;
        }
    });
    assert!(said.await.expect("nobody says that NATS is absent").contains("127.0.0.1:9"));
    let agreement = platform.view("GetAgreement", json!({ "financing": "X8" })).await;
    assert_eq!(agreement["line"]["financing"], "X8");
}

#[tokio::test]
async fn what_is_restricted_is_shown_to_somebody_only_and_announced_to_nobody() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let mut secret = act("2018-01-01");
    secret["confidentiality"] = "CONFIDENTIALITY_RESTRICTED".into();
    let told =
        platform.ask("raf", &financing("Register"), with(secret, register("X9"))).await.unwrap();
    platform.settle().await;
    let id = told["events"][0].clone();
    let get = "jalon.v1.JournalService/GetEvent";
    assert!(platform.ask("raf", get, json!({ "eventId": id })).await.is_ok());
    let method = proto::dynamic::method(get).unwrap();
    let asked = proto::from_json(method.input(), &json!({ "eventId": id }).to_string()).unwrap();
    let refused = call(platform.channel.clone(), &method, tonic::Request::new(asked)).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    let list = "jalon.v1.JournalService/ListEvents";
    let public = platform.ask("raf", list, json!({ "streams": ["public-"] })).await.unwrap();
    assert!(public["events"].as_array().is_none_or(Vec::is_empty), "{public}");
}

#[test]
fn without_accounts_nobody_listens_beyond_this_machine() {
    let data = folder();
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_jalon"))
        .args(["up", "--http", "0.0.0.0:0", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.path().join("data"))
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(!ended.status.success());
    assert!(String::from_utf8(ended.stderr).unwrap().contains("without accounts"));
    assert!(!data.path().join("data").exists());
}
