//! Partners, through the real binary: what partners do together, and what may leave.

mod erasure;

use std::{fs, path::Path};

use serde_json::{Value, json};
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::platform::{ALL, Platform, act, code, folder, with};

fn method(name: &str) -> String {
    format!("partners.v1.PartnersService/{name}")
}

async fn does(
    platform: &Platform,
    person: &str,
    name: &str,
    effective: &str,
    message: Value,
) -> Result<Value, Status> {
    platform.ask(person, &method(name), with(act(effective), message)).await
}

/// The same from the source of an import.
async fn imports(platform: &Platform, name: &str, effective: &str, message: Value) -> Value {
    let message = with(act(effective), message);
    platform.ask_as("loader", "import", &method(name), message).await.unwrap()
}

async fn view(platform: &Platform, name: &str, message: Value) -> Value {
    platform.settle().await;
    let method = format!("partners.v1.PartnersViews/{name}");
    platform.ask("lecteur", &method, message).await.unwrap()
}

async fn register(platform: &Platform, institutions: &[&str]) {
    for institution in institutions {
        let message = json!({
            "institution": institution,
            "kind": "INSTITUTION_KIND_AGENCY",
            "nameFr": format!("Institution {institution}"),
        });
        does(platform, "awa", "RegisterInstitution", "2013-01-07", message).await.unwrap();
    }
}

async fn propose(platform: &Platform) {
    let message = json!({
        "collaboration": "PAM-2019",
        "title": "Filets sociaux et résilience",
        "instrument": "COLLABORATION_INSTRUMENT_MEMORANDUM",
        "partner": "PAM",
        "counterpart": "UTGFS",
        "financings": ["D3480"],
        "bodies": ["CTN"],
        "startsOn": "2019-03-04",
        "endsOn": "2019-12-31",
        "amount": { "amount": "1000", "currency": "XOF" },
    });
    does(platform, "awa", "ProposeCollaboration", "2019-01-07", message).await.unwrap();
}

fn pam(more: &Value) -> Value {
    let mut message = json!({ "collaboration": "PAM-2019" });
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    message
}

async fn states_on(platform: &Platform, on: &str) -> Vec<String> {
    let board = view(platform, "ListCollaborations", json!({ "asOf": { "effective": on } })).await;
    let lines = board["collaborations"].as_array().cloned().unwrap_or_default();
    lines.iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_collaboration_is_found_on_any_date_and_closed_once_nothing_is_left() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    let unknown = json!({
        "collaboration": "X", "title": "X", "partner": "PAM", "counterpart": "UTGFS",
        "instrument": "COLLABORATION_INSTRUMENT_CONVENTION",
    });
    let refused = does(&platform, "awa", "ProposeCollaboration", "2019-01-07", unknown).await;
    assert_eq!(code(&refused.unwrap_err()), "partners-institution-unknown");
    register(&platform, &["PAM", "UTGFS"]).await;
    propose(&platform).await;
    does(&platform, "awa", "NegotiateCollaboration", "2019-01-07", pam(&json!({}))).await.unwrap();
    let signatories = json!({ "signatories": [
        { "institution": "PAM", "capacity": "Directrice" },
        { "institution": "UTGFS", "capacity": "Coordonnateur" },
    ] });
    does(&platform, "awa", "SignCollaboration", "2019-02-04", pam(&signatories)).await.unwrap();
    does(&platform, "awa", "ActivateCollaboration", "2019-03-04", pam(&json!({}))).await.unwrap();
    for (on, states) in [
        ("2018-12-31", vec![]),
        ("2019-01-07", vec!["negotiated"]),
        ("2019-03-03", vec!["signed"]),
        ("2019-09-28", vec!["active"]),
    ] {
        assert_eq!(states_on(&platform, on).await, states, "{on}");
    }

    // Every guard of closure, with a code of its own, and all of them at once.
    let close =
        |on: &'static str| does(&platform, "awa", "CloseCollaboration", on, pam(&json!({})));
    let refused = |heard: Result<Value, Status>| code(&heard.unwrap_err());
    let reasons = |heard: Result<Value, Status>| -> Vec<String> {
        let info = heard.unwrap_err().get_details_error_info().unwrap();
        assert_eq!(info.reason, "partners-closure-blocked");
        let reasons = info.metadata["reasons"].split(',');
        reasons.map(|it| it.trim_start_matches("partners-closure-").to_owned()).collect()
    };
    let all = ["not-ended", "end-date-not-past", "review-missing"];
    assert_eq!(reasons(close("2019-12-01").await), all);
    let paid = json!({ "instalment": "V1", "money": { "amount": "400", "currency": "XOF" } });
    does(&platform, "awa", "RecordInstalment", "2019-05-06", pam(&paid)).await.unwrap();
    let early = json!({ "reason": "Mission achevée" });
    does(&platform, "awa", "EndCollaboration", "2019-12-02", pam(&early)).await.unwrap();
    let all = ["end-date-not-past", "outstanding", "review-missing"];
    assert_eq!(reasons(close("2019-12-31").await), all);
    assert_eq!(reasons(close("2020-01-06").await), ["outstanding", "review-missing"]);
    let paid = json!({ "instalment": "V1", "money": { "amount": "400", "currency": "XOF" } });
    does(&platform, "awa", "JustifyInstalment", "2020-01-06", pam(&paid)).await.unwrap();
    assert_eq!(reasons(close("2020-01-06").await), ["review-missing"]);
    let review = json!({
        "review": "FINALE", "reviewKind": "REVIEW_KIND_FINAL", "conclusion": "Objectifs atteints",
    });
    does(&platform, "awa", "RecordReview", "2020-01-06", pam(&review)).await.unwrap();
    assert_eq!(reasons(close("2020-01-06").await), ["review-not-approved"]);
    let approve = || pam(&json!({ "review": "FINALE" }));
    let same = does(&platform, "awa", "ApproveReview", "2020-01-06", approve()).await;
    assert_eq!(refused(same), "partners-same-person");
    does(&platform, "oumar", "ApproveReview", "2020-01-06", approve()).await.unwrap();
    let one = view(&platform, "GetCollaboration", pam(&json!({}))).await;
    assert_eq!(one["reasons"], Value::Null);
    close("2020-01-06").await.unwrap();
    assert_eq!(states_on(&platform, "2020-01-06").await, ["closed"]);
    assert_eq!(states_on(&platform, "2019-09-28").await, ["active"]);

    // What a figure became, fact by fact.
    let history = json!({
        "subject": "SUBJECT_COLLABORATION", "reference": "PAM-2019", "figure": "outstanding",
    });
    let history = view(&platform, "GetHistory", history).await;
    let after: Vec<_> = history["entries"].as_array().unwrap().iter().collect();
    assert_eq!(after[0]["after"]["amount"], "400");
    assert_eq!(after[1]["after"]["amount"], "0");
    assert_eq!(after[1]["change"]["amount"], "-400");
    // A correction is a fact too, of any aggregate.
    let correct = json!({
        "act": act("2020-01-06"),
        "subject": "SUBJECT_COLLABORATION",
        "reference": "PAM-2019",
        "eventId": after[0]["proof"]["eventId"],
        "field": "/money/units",
        "from": "400",
        "to": "450",
        "reason": "Relevé bancaire",
    });
    let correct_fact = "partners.v1.PartnersCorrections/CorrectFact";
    platform.ask("awa", correct_fact, correct).await.unwrap();
    let one = view(&platform, "GetCollaboration", pam(&json!({}))).await;
    assert_eq!(one["line"]["outstanding"]["amount"], "50");
}

fn sharing(agreement: &str) -> Value {
    json!({
        "agreement": agreement,
        "title": "Fichier des bénéficiaires",
        "holder": "UTGFS",
        "recipient": "ANAM-ML",
        "purposes": [{ "purpose": "SOINS", "label": "Soins" }],
        "fields": ["commune"],
        "startsOn": "2019-03-04",
        "endsOn": "2019-12-31",
    })
}

async fn authorise(platform: &Platform, agreement: &str) {
    let message = sharing(agreement);
    does(platform, "awa", "AuthoriseDataSharing", "2019-01-07", message).await.unwrap();
}

fn extract(agreement: &str, name: &str) -> Value {
    json!({
        "agreement": agreement, "extract": name, "purpose": "SOINS", "fields": ["commune"],
        "households": 100, "sha256": "ab".repeat(32), "recipient": "ANAM-ML",
    })
}

#[tokio::test]
async fn nothing_leaves_outside_an_active_agreement_and_every_attempt_is_on_record() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["ANAM-ML", "UTGFS"]).await;
    for agreement in ["SUSPENDU", "EXPIRE", "REVOQUE"] {
        authorise(&platform, agreement).await;
        does(&platform, "awa", "RecordExtract", "2019-05-06", extract(agreement, "E1"))
            .await
            .unwrap();
    }
    let of = |agreement: &str| json!({ "agreement": agreement, "reason": "Incident" });
    does(&platform, "awa", "SuspendDataSharing", "2019-06-03", of("SUSPENDU")).await.unwrap();
    does(&platform, "awa", "RevokeDataSharing", "2019-06-03", of("REVOQUE")).await.unwrap();
    for (agreement, on, why) in [
        ("SUSPENDU", "2019-07-01", "partners-sharing-suspended"),
        ("EXPIRE", "2020-01-01", "partners-sharing-expired"),
        ("EXPIRE", "2019-03-03", "partners-sharing-not-begun"),
        ("REVOQUE", "2019-07-01", "partners-sharing-revoked"),
        // Whatever day is typed.
        ("REVOQUE", "2019-05-06", "partners-sharing-revoked"),
    ] {
        let refused = does(&platform, "awa", "RecordExtract", on, extract(agreement, "E2")).await;
        assert_eq!(code(&refused.unwrap_err()), why, "{agreement} {on}");
    }
    let lines = view(&platform, "ListDataSharing", json!({})).await;
    for line in lines["agreements"].as_array().unwrap() {
        assert_eq!(line["extracts"].as_array().unwrap().len(), 1, "{line}");
    }
    platform.terminate().await;
    let journal = fs_bytes(&data.path().join("journal"));
    for why in ["suspended", "expired", "not-begun", "revoked"] {
        let code = format!("partners-sharing-{why}");
        assert!(holds(&journal, code.as_bytes()), "{code} is not on record");
    }
}

#[tokio::test]
async fn counts_that_do_not_add_up_are_refused_and_those_that_do_are_balanced() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["ANAM-ML", "UTGFS", "DRDSES"]).await;
    authorise(&platform, "ANAM").await;
    let of = |more: Value| {
        let mut message = json!({ "agreement": "ANAM", "transfer": "T1" });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        message
    };
    let on = "2019-06-03";
    let prepare = of(json!({ "purpose": "SOINS", "prepared": 120 }));
    does(&platform, "awa", "PrepareTransfer", on, prepare).await.unwrap();
    let code_of = |heard: Result<Value, Status>| code(&heard.unwrap_err());
    let share =
        |shared| does(&platform, "awa", "ShareTransfer", on, of(json!({ "shared": shared })));
    assert_eq!(code_of(share(121).await), "partners-count-exceeds");
    share(100).await.unwrap();
    let receive = of(json!({ "received": 100 }));
    does(&platform, "awa", "RecordTransferReceived", on, receive).await.unwrap();
    for (rejected, adds_up) in [(4, false), (6, false), (5, true)] {
        let counts = of(json!({ "matched": 80, "unmatched": 15, "rejected": rejected }));
        let heard = does(&platform, "awa", "RecordTransferMatched", on, counts).await;
        assert_eq!(heard.is_ok(), adds_up, "{rejected}");
    }
    let registered = of(json!({ "registered": 60 }));
    does(&platform, "awa", "RecordTransferRegistered", on, registered).await.unwrap();
    let transfers = view(&platform, "GetTransfers", json!({ "agreement": "ANAM" })).await;
    assert_eq!(transfers["total"]["balanced"], true);
    assert_eq!(transfers["total"]["matchRate"], "80.00");
    assert_eq!(transfers["total"]["registrationRate"], "75.00");

    let report = |accepted: u32| {
        json!({
            "area": "ML040302", "quarter": "2019-Q1", "reporter": "DRDSES",
            "lines": [{
                "service": "SERVICE_KIND_HEALTH", "level": "SERVICE_LEVEL_BASE", "identified": 10,
                "referred": 8, "accepted": accepted, "declined": 2, "unanswered": 1, "delivered": 4,
            }],
        })
    };
    let heard = does(&platform, "awa", "ReportReferrals", on, report(6)).await;
    assert_eq!(code_of(heard), "partners-counts-do-not-add-up");
    does(&platform, "awa", "ReportReferrals", on, report(5)).await.unwrap();
    let funnel = view(&platform, "GetReferralFunnel", json!({ "area": "ML04" })).await;
    assert_eq!(funnel["total"]["referred"], "8");
    assert_eq!(funnel["total"]["rate"], "50.00");
}

#[tokio::test]
async fn a_sponsor_sees_what_its_support_held_and_what_is_to_be_justified() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["UNICEF", "DNPSES"]).await;
    let of = |more: Value| {
        let mut message = json!({ "sponsorship": "ATELIER" });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        message
    };
    let francs = |amount: &str| json!({ "amount": amount, "currency": "XOF" });
    let request = of(json!({
        "sponsor": "UNICEF", "beneficiary": "DNPSES", "sponsoredKind": "SPONSORED_KIND_WORKSHOP",
        "subject": "ATELIER-PNPS", "title": "Atelier", "money": francs("1000"),
    }));
    does(&platform, "awa", "RequestSponsorship", "2019-01-07", request).await.unwrap();
    let ceiling = of(json!({ "ceiling": francs("800") }));
    does(&platform, "awa", "AuthoriseSponsorship", "2019-02-04", ceiling).await.unwrap();
    let cash = of(json!({ "reference": "C1", "money": francs("900") }));
    does(&platform, "awa", "RecordSponsorshipCash", "2019-03-04", cash).await.unwrap();
    let justify = of(json!({ "reference": "J1", "money": francs("600") }));
    does(&platform, "awa", "JustifySponsorship", "2019-05-06", justify).await.unwrap();
    let output = of(json!({
        "output": "PARTICIPANTS", "label": "Participants", "quantity": 60, "approximate": true,
    }));
    imports(&platform, "RecordSponsoredOutput", "2019-03-06", output).await;
    let ledger = json!({ "sponsor": "UNICEF", "asOf": { "effective": "2019-06-02" } });
    let line = view(&platform, "GetSponsorshipLedger", ledger).await["sponsorships"][0].clone();
    assert_eq!(line["unjustified"]["amount"], "300");
    assert_eq!(line["ageDays"], 90);
    assert_eq!(line["outputs"][0]["quantity"], 60);
    // More came than was authorised: it is recorded, and so is that it is odd.
    assert_eq!(line["anomalies"][0]["about"], "partners-ceiling-exceeded");
    let early = json!({ "asOf": { "effective": "2019-02-28" } });
    let line = view(&platform, "GetSponsorshipLedger", early).await["sponsorships"][0].clone();
    assert_eq!(line["state"], "authorised");
    assert_eq!(line["received"]["amount"], "0");
}

/// Every byte of every file under a folder.
fn fs_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.append(&mut fs_bytes(&path));
        } else {
            bytes.append(&mut fs::read(&path).unwrap_or_default());
        }
    }
    bytes
}

/// A journal is mostly zeros that are still to be written: what searches texts is fast at it.
fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    let wanted = std::str::from_utf8(wanted).unwrap();
    String::from_utf8_lossy(bytes).contains(wanted)
}

#[tokio::test]
async fn what_is_over_is_over_by_the_calendar_and_once() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    // An import brings its own days; whoever acts today begins a calendar of today.
    for institution in ["PAM", "UTGFS", "ANAM-ML"] {
        let kind = "INSTITUTION_KIND_AGENCY";
        let message = json!({ "institution": institution, "kind": kind, "nameFr": institution });
        imports(&platform, "RegisterInstitution", "2013-01-07", message).await;
    }
    let proposal = json!({
        "collaboration": "PAM-2019", "title": "Filets sociaux", "partner": "PAM",
        "counterpart": "UTGFS", "endsOn": "2019-12-31",
        "instrument": "COLLABORATION_INSTRUMENT_CONVENTION",
    });
    imports(&platform, "ProposeCollaboration", "2019-01-07", proposal).await;
    imports(&platform, "NegotiateCollaboration", "2019-01-07", pam(&json!({}))).await;
    let signatories = json!({ "signatories": [
        { "institution": "PAM", "capacity": "Directrice" },
        { "institution": "UTGFS", "capacity": "Coordonnateur" },
    ] });
    imports(&platform, "SignCollaboration", "2019-02-04", pam(&signatories)).await;
    imports(&platform, "AuthoriseDataSharing", "2019-01-07", sharing("ANAM-FICHIER")).await;
    platform.settle().await;
    for date in ["2019-12-31", "2020-01-01", "2020-01-02"] {
        let act = act(date);
        let advance = json!({ "act": act, "programme": "P127328", "to": date });
        let method = "jalon.v1.CalendarService/Advance";
        platform.ask_as("loader", "import", method, advance).await.unwrap();
        platform.settle().await;
        let expected = if date == "2019-12-31" { "signed" } else { "expired" };
        assert_eq!(states_on(&platform, date).await, [expected], "{date}");
    }
    for (subject, reference, event) in [
        ("SUBJECT_COLLABORATION", "PAM-2019", "partners.collaboration.expired.v1"),
        ("SUBJECT_DATA_SHARING", "ANAM-FICHIER", "partners.data-sharing.expired.v1"),
    ] {
        let asked = json!({ "subject": subject, "reference": reference });
        let entries = view(&platform, "GetHistory", asked).await["entries"].clone();
        let over = entries.as_array().unwrap().iter().filter(|entry| entry["type"] == event);
        let over: Vec<_> = over.collect();
        assert_eq!(over.len(), 1, "{reference}: {entries}");
        assert_eq!(over[0]["proof"]["effective"], "2020-01-01");
        assert_eq!(over[0]["origin"], "policy");
    }
}

/// What stands beside the event at that place.
async fn basis(platform: &Platform, recorded: &Value) -> Value {
    let event = json!({ "eventId": recorded["events"][0] });
    let event = platform.ask("lecteur", "jalon.v1.JournalService/GetEvent", event).await.unwrap();
    let meta: Value = serde_json::from_str(event["meta"].as_str().unwrap()).unwrap();
    meta["basis"].clone()
}

#[tokio::test]
async fn what_a_collaboration_names_is_confirmed_by_those_who_own_it_or_answered_for() {
    let collaboration = |name: &str, body: &str| {
        json!({
            "collaboration": name, "title": "Filets sociaux", "partner": "PAM",
            "counterpart": "UTGFS", "bodies": [body],
            "instrument": "COLLABORATION_INSTRUMENT_CONVENTION",
        })
    };
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["PAM", "UTGFS"]).await;
    let body = json!({
        "body": "ML-CTN", "name": "Comité technique national", "kind": "BODY_KIND_TECHNICAL_COMMITTEE",
        "level": "LEVEL_NATIONAL",
    });
    let body = with(act("2013-01-07"), body);
    let constitute = "sessions.v1.BodyService/ConstituteBody";
    platform.ask("awa", constitute, body).await.unwrap();
    platform.settle().await;
    for (name, body, kind) in [("C1", "ML-CTN", "verified"), ("C2", "ML-XYZ", "asserted")] {
        let message = collaboration(name, body);
        let recorded = does(&platform, "awa", "ProposeCollaboration", "2019-01-07", message).await;
        let basis = basis(&platform, &recorded.unwrap()).await;
        assert!(!basis[kind].is_null(), "{name}: {basis}");
    }
    platform.terminate().await;

    let data = folder();
    let alone = Platform::start(data.path(), &["partners"]).await;
    register(&alone, &["PAM", "UTGFS"]).await;
    let message = collaboration("C1", "ML-CTN");
    let recorded = does(&alone, "awa", "ProposeCollaboration", "2019-01-07", message).await;
    assert!(!basis(&alone, &recorded.unwrap()).await["asserted"].is_null());
}
