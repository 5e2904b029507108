//! The golden fixtures, through the gRPC API of the real binary.

use serde_json::{Value, json};
use tonic::Code;

use crate::platform::{Platform, act, code, financing, folder, with};

const ROLES: &[&str] = &["financing", "documents"];

/// Loads a story of `data/story` as an import.
async fn story(platform: &Platform, name: &str) -> story::Loaded {
    let text = std::fs::read_to_string(format!("data/story/{name}.jsonl")).unwrap();
    let facts = std::fs::read("data/jigisemejiri.facts.json").unwrap();
    let token = |by: &str| Ok(platform.token(by, "import"));
    let programme = if name == "p144442" { "P144442" } else { "P127328" };
    let story = story::Story { name, text: &text, facts: &[(programme, &facts)] };
    story::load(platform.channel.clone(), token, &[story], |_, _| ()).await.unwrap()
}

async fn agreements(platform: &Platform, programme: &str, as_of: Value) -> Vec<Value> {
    let asked = json!({ "programme": programme, "asOf": as_of });
    let answer = platform.view("ListAgreements", asked).await;
    answer["agreements"].as_array().cloned().unwrap_or_default()
}

/// Reference and state, `unconfirmed` in front where no notice shows it.
fn states(agreements: &[Value]) -> Vec<(String, String)> {
    let state = |line: &Value| {
        let state = line["state"]["state"].as_str().unwrap();
        let unconfirmed = line["state"]["unconfirmed"] == true;
        if unconfirmed { format!("unconfirmed {state}") } else { state.to_owned() }
    };
    let text = |line: &Value| line["financing"].as_str().unwrap().to_owned();
    let mut found: Vec<_> = agreements.iter().map(|line| (text(line), state(line))).collect();
    found.sort();
    found
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

/// Fixture 1: the four agreements of P127328 on any date.
#[tokio::test]
async fn jigisemejiri_is_replayed() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let loaded = story(&platform, "jigisemejiri").await;
    assert!(loaded.recorded > 100, "{loaded:?}");

    for (on, expected) in [
        ("2013-05-15", &[("H8350", "approved")][..]),
        ("2013-08-07", &[("H8350", "effective")][..]),
        (
            "2019-09-28",
            &[
                ("D3480", "disbursing"),
                ("H8350", "disbursing"),
                ("TF0A2384", "unconfirmed disbursing"),
                ("TF0A7655", "disbursing"),
            ][..],
        ),
    ] {
        let found = agreements(&platform, "P127328", json!({ "effective": on })).await;
        let found: Vec<_> =
            states(&found).into_iter().filter(|(_, state)| state != "pipeline").collect();
        assert_eq!(found, pairs(expected), "on {on}");
    }

    let now = agreements(&platform, "P127328", json!({})).await;
    assert_eq!(now.len(), 4);
    for line in &now {
        let reference = line["financing"].as_str().unwrap();
        assert_eq!(line["state"]["state"], "completed", "{reference}");
        assert_eq!(line["closingOn"], "2023-06-30", "{reference}");
    }
    let committed = |reference: &str| {
        let line = now.iter().find(|line| line["financing"] == reference).unwrap();
        line["committed"].clone()
    };
    assert_eq!(committed("D3480")["currency"], "XDR");
    assert_eq!(committed("TF0A2384")["currency"], "USD");

    // The second time tells the same and records nothing. Days may pass meanwhile.
    let again = story(&platform, "jigisemejiri").await;
    assert_eq!((again.recorded, again.already), (0, loaded.recorded + loaded.already), "{again:?}");
}

/// What could be known on a day is not what is known of it today.
#[tokio::test]
async fn the_past_is_asked_two_ways() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    story(&platform, "jigisemejiri").await;
    // The grant was in force in September 2013; the first paper that says so is of April 2014.
    let now = agreements(&platform, "P127328", json!({ "effective": "2013-09-01" })).await;
    assert_eq!(states(&now), pairs(&[("H8350", "effective")]));
    let then = json!({ "effective": "2013-09-01", "known": "2013-09-01" });
    assert_ne!(agreements(&platform, "P127328", then).await, now);
    // And in 2012 there was nothing at all.
    let early = json!({ "effective": "2012-01-01", "known": "2012-01-01" });
    assert!(agreements(&platform, "P127328", early).await.is_empty());
}

/// Fixture 2: three papers whose figures do not add up, and a closing date moved twice.
#[tokio::test]
async fn statements_that_do_not_add_up_are_kept_as_they_were_made() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    story(&platform, "p144442").await;
    let agreement = platform.view("GetAgreement", json!({ "financing": "D3730" })).await;
    let statements = agreement["statements"].as_array().unwrap();
    let printed: Vec<_> = statements
        .iter()
        .map(|it| (it["disbursed"]["amount"].clone(), it["undisbursed"]["amount"].clone()))
        .collect();
    let expected = [
        ("10730000.00", "19300000.00"),
        ("23890000.00", "6690000.00"),
        ("28130000.00", "2290000.00"),
    ];
    assert_eq!(printed, expected.map(|(a, b)| (json!(a), json!(b))));
    assert!(statements.iter().all(|it| it["addsUp"].as_bool() != Some(true)), "{statements:?}");

    for (known, closing) in
        [("2020-12-31", "2021-06-30"), ("2021-07-31", "2022-03-31"), ("2022-12-31", "2022-03-31")]
    {
        let as_of = json!({ "effective": known, "known": known });
        let asked = json!({ "financing": "D3730", "asOf": as_of });
        let agreement = platform.view("GetAgreement", asked).await;
        assert_eq!(agreement["line"]["closingOn"], closing, "known on {known}");
    }
}

/// Fixture 4: a weekday that contradicts its date is flagged and the date kept; a corrected date is
/// answered both ways.
#[tokio::test]
async fn a_date_is_asserted_flagged_and_corrected() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    registered(&platform, "X4").await;

    let mut stated = act("2018-04-21");
    stated["weekday"] = "jeudi".into();
    let rating = json!({
        "financing": "X4", "subject": "SUBJECT_IP", "rating": "RATING_SATISFACTORY", "sequence": 1,
    });
    let told = platform.ask("raf", &financing("RecordRating"), with(stated, rating)).await.unwrap();
    let id = told["events"][0].as_str().unwrap();
    let event = platform
        .ask("raf", "jalon.v1.JournalService/GetEvent", json!({ "eventId": id }))
        .await
        .unwrap();
    assert_eq!(event["weekdayContradicts"], true);
    assert!(event["meta"].as_str().unwrap().contains(r#""on":"2018-04-21""#));

    let before = platform.settle().await.head - 1;
    let correction = json!({
        "financing": "X4", "eventId": id, "field": "effective",
        "from": r#""2018-04-21""#, "to": r#""2018-04-19""#, "reason": "Le jeudi était le 19.",
    });
    platform.act("raf", "CorrectFact", "2018-05-02", correction).await.unwrap();
    platform.settle().await;
    let rated_on = async |as_of: Value| {
        let asked = json!({ "financing": "X4", "asOf": as_of });
        let agreement = platform.view("GetAgreement", asked).await;
        agreement["ratings"][0]["proof"]["effective"].clone()
    };
    assert_eq!(rated_on(json!({})).await, "2018-04-19");
    assert_eq!(rated_on(json!({ "position": before.to_string() })).await, "2018-04-21");
}

/// Fixture 6: each thing that holds back closure is told, each with its own reason.
#[tokio::test]
async fn closure_is_refused_with_every_reason() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    disbursing(&platform, "X6").await;
    left_undone(&platform).await;
    let close = json!({
        "financing": "X6", "openBlockages": 2, "blockagesDocument": "PV du CTN, 19e session",
    });
    let refusal = platform.act("raf", "CloseFinancially", "2020-01-15", close).await.unwrap_err();
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(code(&refusal), "financing-closure-blocked");
    let info = tonic_types::StatusExt::get_details_error_info(&refusal).unwrap();
    let reasons: Vec<&str> =
        info.metadata["reasons"].split(", ").flat_map(|it| it.split(',')).collect();
    for expected in [
        "financing-closure-account-not-zero",
        "financing-closure-advances-undocumented",
        "financing-closure-balance-not-cancelled",
        "financing-closure-final-audit-missing",
        "financing-closure-findings-open",
        "financing-closure-restructuring-pending",
        "financing-closure-blockages-open",
    ] {
        assert!(reasons.contains(&expected), "{expected} is not among {reasons:?}");
    }
    let board = platform.view("GetClosureBoard", json!({ "programme": "P127328" })).await;
    let shown: Vec<_> = board["agreements"][0]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["code"].as_str().unwrap())
        .collect();
    assert!(shown.contains(&"financing-closure-account-not-zero"), "{shown:?}");
}

/// X6 reaches its disbursement deadline with an account, an audit and a restructuring left open.
async fn left_undone(platform: &Platform) {
    let by_import = async |on: &str, method: &str, message: Value| {
        let asked = with(act(on), message);
        platform.ask_as("import", "import", &financing(method), asked).await.unwrap()
    };
    // An advance of 1,000 XOF, of which 999 are spent, 990 documented: 1 XOF is in the account.
    by_import("2019-04-01", "PrepareWithdrawal", json!({
        "financing": "X6", "number": 1, "method": "METHOD_ADVANCE",
        "lines": [{ "reference": "A1", "category": "1",
                    "money": { "amount": "1000", "currency": "XOF" }, "incurredOn": "2019-04-01" }],
    })).await;
    by_import(
        "2019-04-02",
        "SubmitWithdrawal",
        json!({
            "financing": "X6", "number": 1, "signatories": ["raf", "coordination"],
        }),
    )
    .await;
    by_import("2019-04-10", "RecordWithdrawalApproved", json!({ "financing": "X6", "number": 1 }))
        .await;
    by_import(
        "2019-04-12",
        "RecordPayment",
        json!({
            "financing": "X6", "number": 1, "paid": { "amount": "1000", "currency": "XOF" },
            "charges": [{ "category": "1", "money": { "amount": "1.30", "currency": "XDR" } }],
            "valueOn": "2019-04-12", "rate": "769.23", "rateSource": "illustratif",
        }),
    )
    .await;
    by_import(
        "2019-05-02",
        "RecordAccountPayment",
        json!({
            "financing": "X6", "reference": "P1", "money": { "amount": "999", "currency": "XOF" },
            "category": "1", "payee": "Fournisseur",
        }),
    )
    .await;
    by_import(
        "2019-06-03",
        "DocumentAdvance",
        json!({
            "financing": "X6", "reference": "D1", "money": { "amount": "990", "currency": "XOF" },
            "charges": [{ "category": "1", "money": { "amount": "1.29", "currency": "XDR" } }],
        }),
    )
    .await;
    by_import(
        "2019-06-20",
        "RecordAuditReport",
        json!({
            "financing": "X6", "exercise": "2018", "opinion": "OPINION_QUALIFIED",
        }),
    )
    .await;
    by_import(
        "2019-06-20",
        "RecordAuditFinding",
        json!({
            "financing": "X6", "finding": "C1", "statement": "Pièces manquantes", "qualified": true,
        }),
    )
    .await;
    by_import(
        "2019-06-25",
        "RequestRestructuring",
        json!({
            "financing": "X6", "restructuring": "R1", "level": "LEVEL_MANAGEMENT",
            "otherChanges": ["Indicateurs"],
        }),
    )
    .await;
    by_import("2019-06-30", "ReachClosingDate", json!({ "financing": "X6" })).await;
    by_import("2019-10-30", "ReachDisbursementDeadline", json!({ "financing": "X6" })).await;
}

/// Ours is refused, theirs is recorded and flagged.
#[tokio::test]
async fn deciding_and_recording_differ() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    signed(&platform, "X7").await;
    // A condition is open, so money may not be withdrawn: that decision is ours.
    let open = json!({ "financing": "X7" });
    let refused = platform.act("raf", "OpenDisbursement", "2019-02-01", open.clone()).await;
    assert_eq!(refused.unwrap_err().code(), Code::FailedPrecondition);
    let manual = json!({
        "financing": "X7", "condition": "manuel", "label": "Manuel actualisé",
        "kind": "CONDITION_KIND_EFFECTIVENESS", "type": "CONDITION_TYPE_PERFORMANCE",
    });
    platform.act("raf", "AddCondition", "2018-07-17", manual).await.unwrap();
    // The financier says that it is effective all the same: that has happened.
    let proposed = platform.act("raf", "RecordEffectiveness", "2019-02-01", open).await.unwrap();
    let proposal = proposed["events"][0].clone();
    let confirm = json!({ "financing": "X7", "proposal": proposal });
    let alone = platform.act("raf", "ConfirmTransition", "2019-02-01", confirm.clone()).await;
    assert_eq!(code(&alone.unwrap_err()), "financing-same-person");
    platform.act("coordination", "ConfirmTransition", "2019-02-01", confirm).await.unwrap();

    platform.settle().await;
    let agreement = platform.view("GetAgreement", json!({ "financing": "X7" })).await;
    assert_eq!(agreement["line"]["state"]["state"], "effective");
    let about: Vec<_> = agreement["anomalies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|anomaly| anomaly["about"].as_str().unwrap())
        .collect();
    for expected in ["financing-conditions-not-met", "financing-legal-opinion-missing"] {
        assert!(about.contains(&expected), "{about:?}");
    }
}

async fn registered(platform: &Platform, reference: &str) {
    let register = json!({
        "financing": reference, "title": "Essai", "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    });
    platform.act("raf", "Register", "2018-01-01", register).await.unwrap();
}

async fn signed(platform: &Platform, reference: &str) {
    registered(platform, reference).await;
    let money = json!({ "amount": "500.00", "currency": "XDR" });
    let approve = json!({ "financing": reference, "money": money, "approvedBy": "Conseil" });
    confirmed(platform, reference, "RecordApproval", "2018-06-01", approve).await;
    let sign = json!({
        "financing": reference, "money": money, "closingOn": "2019-06-30",
        "effectivenessDeadline": "2019-12-31", "graceMonths": 4,
        "categories": [{ "category": "1", "label": "Transferts", "money": money }],
        "signatories": [{ "institution": "MEF-ML", "capacity": "Ministre" },
                        { "institution": "IDA", "capacity": "Directrice des opérations" }],
    });
    confirmed(platform, reference, "Sign", "2018-07-16", sign).await;
    let condition = json!({
        "financing": reference, "condition": "avis-juridique", "label": "Avis juridique",
        "kind": "CONDITION_KIND_EFFECTIVENESS", "type": "CONDITION_TYPE_FIDUCIARY",
    });
    platform.act("raf", "AddCondition", "2018-07-16", condition).await.unwrap();
}

async fn disbursing(platform: &Platform, reference: &str) {
    signed(platform, reference).await;
    let condition = json!({ "financing": reference, "condition": "avis-juridique" });
    let submit = condition.clone();
    platform.act("raf", "SubmitConditionEvidence", "2018-09-01", submit).await.unwrap();
    platform.act("raf", "AcceptCondition", "2018-10-01", condition).await.unwrap();
    let only = json!({ "financing": reference });
    confirmed(platform, reference, "RecordEffectiveness", "2018-11-09", only.clone()).await;
    let letter = json!({
        "financing": reference, "reference": "DFIL", "methods": ["METHOD_ADVANCE"],
        "minimum": { "amount": "100", "currency": "XOF" },
    });
    platform.act("raf", "RecordDisbursementLetter", "2018-11-10", letter).await.unwrap();
    for person in ["raf", "coordination"] {
        let signatory = json!({ "financing": reference, "person": person, "capacity": person });
        platform.act("raf", "RegisterSignatory", "2018-11-11", signatory).await.unwrap();
    }
    let account = json!({
        "financing": reference, "bank": "Banque", "ceiling": { "amount": "1000000", "currency": "XOF" },
    });
    platform.act("raf", "OpenDesignatedAccount", "2018-11-12", account).await.unwrap();
    confirmed(platform, reference, "OpenDisbursement", "2018-11-13", only).await;
}

/// A change of state, proposed by one person and confirmed by another.
async fn confirmed(platform: &Platform, reference: &str, method: &str, on: &str, message: Value) {
    let proposed = platform.act("raf", method, on, message).await.unwrap();
    let confirm = json!({ "financing": reference, "proposal": proposed["events"][0] });
    platform.act("coordination", "ConfirmTransition", on, confirm).await.unwrap();
}
