//! Committees from outside: the golden fixtures, what a decision and a blockage mean to financing,
//! and what a killed process leaves half done.

mod between;
mod decided;
mod flows;

use serde_json::{Value, json};

use crate::platform::{Platform, act, code, folder, with};

const ROLES: &[&str] = &["financing", "sessions", "documents"];
const DAY: &str = "2019-09-26";

/// `sessions.v1.<service>` of a method.
fn service(method: &str) -> String {
    let service =
        ["Body", "Session", "Recommendation", "Blockage", "Mission"].into_iter().find(|it| {
            let service =
                proto::pool().get_service_by_name(&format!("sessions.v1.{it}Service")).unwrap();
            service.methods().any(|found| found.name() == method)
        });
    format!("sessions.v1.{}Service/{method}", service.unwrap_or_else(|| panic!("no {method}")))
}

impl Platform {
    async fn does(
        &self,
        person: &str,
        method: &str,
        on: &str,
        message: Value,
    ) -> Result<Value, tonic::Status> {
        self.ask(person, &service(method), with(act(on), message)).await
    }

    async fn done(&self, method: &str, on: &str, message: Value) -> Value {
        let told = self.does("awa", method, on, message).await;
        told.unwrap_or_else(|refusal| panic!("{method}: {refusal:?}"))
    }

    async fn refused(&self, method: &str, on: &str, message: Value) -> String {
        code(&self.does("awa", method, on, message).await.unwrap_err())
    }

    async fn imported(
        &self,
        method: &str,
        on: &str,
        message: Value,
    ) -> Result<Value, tonic::Status> {
        let mut act = act(on);
        act["known"] = "2019-10-01".into();
        self.ask_as("awa", "import", &service(method), with(act, message)).await
    }

    async fn reads(&self, method: &str, message: Value) -> Value {
        self.ask("lecteur", &format!("sessions.v1.SessionsViews/{method}"), message).await.unwrap()
    }

    /// The events of all streams of that kind, once everything has had its consequences.
    async fn events(&self, prefix: &str, name: &str) -> usize {
        self.settle().await;
        let asked = json!({ "streams": [prefix], "max": 1000 });
        let told = self.ask("lecteur", "jalon.v1.JournalService/ListEvents", asked).await.unwrap();
        let events = told["events"].as_array().cloned().unwrap_or_default();
        events.iter().filter(|event| event["type"] == name).count()
    }
}

/// The technical committee, with three seats.
async fn committee(platform: &Platform) {
    let body = json!({
        "body": "ML-CTN", "name": "Comité technique national", "parent": "ML-CNP",
        "kind": "BODY_KIND_TECHNICAL_COMMITTEE", "level": "LEVEL_NATIONAL",
        "cadence": "CADENCE_QUARTERLY", "quorum": { "basis": "BASIS_MAJORITY" },
    });
    platform.done("ConstituteBody", "2019-01-01", body).await;
    for seat in ["a", "b", "c"] {
        let member = json!({ "body": "ML-CTN", "seat": seat, "office": format!("Office {seat}") });
        platform.done("AppointMember", "2019-01-01", member).await;
    }
}

fn item(name: &str, kind: &str) -> Value {
    json!({ "item": name, "kind": format!("ITEM_KIND_{kind}"), "title": format!("Point {name}") })
}

fn session(ordinal: u32, day: &str) -> Value {
    let mut minutes = item("1", "VALIDATION_OF_MINUTES");
    minutes["minutesOf"] = format!("ML-CTN-{}", ordinal - 1).into();
    json!({
        "session": format!("ML-CTN-{ordinal}"), "body": "ML-CTN", "kind": "SESSION_KIND_ORDINARY",
        "ordinal": ordinal, "title": format!("{ordinal}e session"), "dates": { "from": day },
        "city": "Ségou", "officers": [{ "role": "ROLE_CHAIR", "capacity": "Coordinateur" }],
        "agenda": [minutes, item("2", "DECISION")],
    })
}

fn called(ordinal: u32) -> Value {
    json!({ "session": format!("ML-CTN-{ordinal}") })
}

fn of(ordinal: u32, mut message: Value) -> Value {
    message["session"] = format!("ML-CTN-{ordinal}").into();
    message
}

/// Planned and convened on the day before; who takes those seats is there.
async fn convened(platform: &Platform, ordinal: u32, day: &str, seats: &[&str]) {
    platform.done("PlanSession", "2019-03-01", session(ordinal, day)).await;
    platform.done("ConveneSession", "2019-03-01", called(ordinal)).await;
    let seat = |seat: &&str| json!({ "standing": "STANDING_MEMBER", "seat": seat });
    let there: Vec<_> = seats.iter().map(seat).collect();
    let there = of(ordinal, json!({ "day": day, "presences": there }));
    platform.done("RecordAttendance", day, there).await;
}

async fn open(platform: &Platform, ordinal: u32, day: &str) {
    convened(platform, ordinal, day, &["a", "b"]).await;
    platform.done("ConfirmQuorum", day, called(ordinal)).await;
    platform.done("OpenSession", day, called(ordinal)).await;
}

async fn closed(platform: &Platform, ordinal: u32, day: &str) {
    for item in ["1", "2"] {
        let conclusion = "CONCLUSION_DEFERRED";
        let message = json!({ "item": item, "conclusion": conclusion, "text": "Faute de temps" });
        platform.done("ConcludeItem", day, of(ordinal, message)).await;
    }
    platform.done("CloseSession", day, called(ordinal)).await;
}

/// The 17th is held, and its minutes wait for the 18th.
async fn seventeenth(platform: &Platform) {
    committee(platform).await;
    open(platform, 17, "2019-06-20").await;
    closed(platform, 17, "2019-06-20").await;
    let draft = json!({ "form": "MINUTES_FORM_ACCOUNT", "text": "La session s’est tenue." });
    platform.done("DraftMinutes", "2019-06-21", of(17, draft)).await;
    platform.done("CirculateMinutes", "2019-06-21", called(17)).await;
    platform.done("SubmitMinutes", "2019-06-28", called(17)).await;
}

fn validate(of: u32) -> Value {
    json!({ "session": "ML-CTN-18", "item": "1", "minutesOf": format!("ML-CTN-{of}") })
}

async fn minutes(platform: &Platform, ordinal: u32) -> Value {
    platform.settle().await;
    platform.reads("GetMinutes", called(ordinal)).await["line"].clone()
}

/// Fixture 3: the minutes of the 17th are validated by the 18th, open and quorate, and not otherwise.
#[tokio::test]
async fn minutes_are_validated_by_a_later_session() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    seventeenth(&platform).await;
    convened(&platform, 18, DAY, &["a"]).await;
    let refused = platform.refused("ValidateMinutes", DAY, validate(17)).await;
    assert_eq!(refused, "sessions-stage-forbids", "it is not open");
    assert_eq!(
        platform.refused("ConfirmQuorum", DAY, called(18)).await,
        "sessions-quorum-not-met",
        "one of three is there"
    );
    assert_eq!(
        platform.refused("OpenSession", DAY, called(18)).await,
        "sessions-quorum-not-confirmed"
    );
    let there = ["a", "b"].map(|seat| json!({ "standing": "STANDING_MEMBER", "seat": seat }));
    let there = of(18, json!({ "day": DAY, "presences": there }));
    platform.done("RecordAttendance", DAY, there).await;
    platform.done("ConfirmQuorum", DAY, called(18)).await;
    platform.done("OpenSession", DAY, called(18)).await;

    let mut own = item("3", "VALIDATION_OF_MINUTES");
    own["minutesOf"] = "ML-CTN-18".into();
    let own = of(18, json!({ "add": [own] }));
    assert_eq!(platform.refused("AmendAgenda", DAY, own).await, "sessions-self-validation");
    assert_eq!(
        platform.refused("ValidateMinutes", DAY, validate(16)).await,
        "sessions-minutes-not-on-item"
    );
    let adopt = json!({ "item": "1", "conclusion": "CONCLUSION_ADOPTED", "text": "Validé" });
    assert_eq!(
        platform.refused("ConcludeItem", DAY, of(18, adopt)).await,
        "sessions-minutes-need-judging"
    );
    assert_eq!(minutes(&platform, 17).await["state"], "submitted");

    platform.done("ValidateMinutes", DAY, validate(17)).await;
    let line = minutes(&platform, 17).await;
    assert_eq!((&line["state"], &line["validatedBy"]), (&json!("validated"), &json!("ML-CTN-18")));
    assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
    let draft = json!({ "form": "MINUTES_FORM_ACCOUNT", "text": "Autre chose." });
    assert_eq!(
        platform.refused("DraftMinutes", DAY, of(17, draft)).await,
        "sessions-minutes-forbid",
        "nothing but an erratum is added"
    );
}

async fn loaded(platform: &Platform) -> story::Loaded {
    let text = std::fs::read_to_string("data/story/sessions.jsonl").unwrap();
    let token = |by: &str| Ok(platform.token(by, "import"));
    let story = story::Story { name: "sessions", text: &text, facts: &[] };
    story::load(platform.channel.clone(), token, &[story], |_, _| ()).await.unwrap()
}

/// Fixtures 4 and 5, and the 17th and 18th as their sources tell them.
#[tokio::test]
async fn the_committees_of_four_countries_are_told_with_their_contradictions() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let told = loaded(&platform).await;
    assert_eq!(told.recorded, told.sent, "{told:?}");
    platform.settle().await;

    let line = minutes(&platform, 17).await;
    assert_eq!((&line["state"], &line["validatedBy"]), (&json!("validated"), &json!("ML-CTN-18")));

    let review = json!({ "session": "BI-SEP-CNPS-2018-04" });
    let review = platform.reads("GetSession", review).await;
    assert_eq!(review["line"]["from"], "2018-04-21", "the date is kept as it is printed");
    assert_eq!(review["flags"][0]["doubt"], "DOUBT_WEEKDAY");
    let workshop = json!({ "session": "ML-DNPSES-2017-07" });
    let workshop = platform.reads("GetSession", workshop).await;
    assert_eq!(workshop["flags"][0]["doubt"], "DOUBT_YEAR_INFERRED");
    assert_eq!(workshop["line"]["printed"], "Du 12 au 14 juillet dernier");
    assert_eq!(workshop["attendance"][0]["persons"], 60);
    assert_eq!(workshop["attendance"][0]["approximate"], true, "« environ »");

    let bankui =
        |known: &str| json!({ "session": "BF-CRPS-BANKUI-2024", "asOf": { "known": known } });
    let printed = platform.reads("GetSession", bankui("2025-07-01")).await;
    assert_eq!(printed["line"]["from"], "2024-09-11");
    let corrected = platform.reads("GetSession", bankui("2025-12-31")).await;
    assert_eq!(corrected["line"]["from"], "2025-09-11");
    assert_eq!(corrected["line"]["title"], printed["line"]["title"], "the printed title stays");

    let body = |on: &str| json!({ "body": "BF-CRPS-BANKUI", "asOf": { "effective": on } });
    let name = |body: &Value| body["line"]["name"].as_str().unwrap().to_owned();
    let before = platform.reads("GetBody", body("2024-09-11")).await;
    assert!(name(&before).ends_with("Boucle du Mouhoun"));
    let after = platform.reads("GetBody", body("2025-07-03")).await;
    assert!(name(&after).ends_with("Bankui"));
    let suspended = platform.reads("GetBody", body("2025-07-16")).await;
    assert!(name(&suspended).ends_with("Boucle du Mouhoun"), "the new name is suspended");
    assert_eq!(suspended["line"]["body"], before["line"]["body"]);
    assert_eq!(suspended["line"]["reactivated"], true, "« réveiller la cellule »");

    let eighteenth = platform.reads("GetSession", called(18)).await;
    assert_eq!(eighteenth["line"]["state"], "closed");
    assert_eq!(eighteenth["agenda"].as_array().unwrap().len(), 9, "time adds nothing to it");
    assert_eq!(eighteenth["line"]["weekday"], Value::Null);
    let nineteenth = platform.reads("GetFollowUp", called(19)).await;
    assert_eq!(nineteenth["lines"].as_array().unwrap().len(), 4);
}

/// Fixture 7: a text that repeats a block leaves one set of facts.
#[tokio::test]
async fn a_text_that_repeats_itself_is_entered_once() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let body = json!({
        "body": "CI-CTPS", "name": "Cellule technique", "kind": "BODY_KIND_SECRETARIAT",
        "level": "LEVEL_NATIONAL",
    });
    platform.imported("ConstituteBody", "2014-08-19", body).await.unwrap();
    let named = json!({ "session": "CI-CTPS-2014-08" });
    let mut plan = json!({
        "body": "CI-CTPS", "kind": "SESSION_KIND_DISSEMINATION", "title": "Présentation de la SNPS",
        "dates": { "from": "2014-08-19", "weekday": "mardi" }, "agenda": [item("1", "PRESENTATION")],
    });
    plan["session"] = named["session"].clone();
    platform.imported("PlanSession", "2014-08-19", plan.clone()).await.unwrap();
    platform.imported("ConveneSession", "2014-08-19", named.clone()).await.unwrap();
    platform.imported("OpenSession", "2014-08-19", named.clone()).await.unwrap();
    let passage = |text: &str| {
        let mut said = json!({ "item": "1", "speaker": "Cellule technique", "text": text });
        said["session"] = named["session"].clone();
        said
    };
    for _ in 0..2 {
        for text in ["Action sociale de base.", "Action sociale spécialisée."] {
            platform.imported("RecordProceeding", "2014-08-19", passage(text)).await.unwrap();
        }
    }
    let again = platform.imported("PlanSession", "2014-08-19", plan).await.unwrap_err();
    assert_eq!(code(&again), "sessions-already-registered");
    platform.settle().await;
    let file = platform.reads("GetSession", named).await;
    assert_eq!(file["proceedings"].as_array().unwrap().len(), 2);
    assert_eq!(file["flags"], Value::Null, "that day was a Tuesday");
}

/// What members were sent is the same bytes, whatever comes later.
#[tokio::test]
async fn a_dossier_is_made_again_byte_for_byte() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    seventeenth(&platform).await;
    convened(&platform, 18, DAY, &["a", "b"]).await;
    platform.done("FreezeDossier", "2019-09-20", called(18)).await;
    platform.settle().await;
    let frozen = platform.reads("GetDossier", called(18)).await;
    assert_eq!(frozen["matches"], true);
    let content: Value = serde_json::from_str(frozen["json"].as_str().unwrap()).unwrap();
    assert_eq!(content["minutes"][0]["session"], "ML-CTN-17");
    assert_eq!(content["minutes"][0]["versions"][0]["text"], "La session s’est tenue.");

    platform.done("ConfirmQuorum", DAY, called(18)).await;
    platform.done("OpenSession", DAY, called(18)).await;
    platform.done("ValidateMinutes", DAY, validate(17)).await;
    for ordinal in 19..44 {
        let mut later = session(ordinal, DAY);
        later["dates"] = json!({});
        platform.done("PlanSession", DAY, later).await;
        let added: Vec<_> = (0..400).map(|nth| item(&format!("i{nth}"), "INFORMATION")).collect();
        platform.done("AmendAgenda", DAY, of(ordinal, json!({ "add": added }))).await;
    }
    let status = platform.settle().await;
    assert!(status.head > 10_000, "{} events", status.head);
    assert_eq!(platform.reads("GetDossier", called(18)).await, frozen);
    let later = platform.reads("GetSession", called(43)).await;
    assert_eq!(later["agenda"].as_array().unwrap().len(), 402);
}

/// The two that collaborate.
async fn institutions(platform: &Platform) {
    for institution in ["PAM", "UTGFS"] {
        let known = json!({
            "institution": institution, "kind": "INSTITUTION_KIND_AGENCY", "nameFr": institution,
        });
        let method = "partners.v1.PartnersService/RegisterInstitution";
        platform.ask("awa", method, with(act("2013-01-07"), known)).await.unwrap();
    }
}

fn proposal(name: &str, body: &str) -> Value {
    json!({
        "collaboration": name, "title": "Filets et résilience", "partner": "PAM",
        "counterpart": "UTGFS", "instrument": "COLLABORATION_INSTRUMENT_MEMORANDUM",
        "bodies": [body], "amount": { "amount": "1000", "currency": "XOF" },
    })
}

/// What partners told when it was frozen stays in it, whatever becomes of that and of them.
#[tokio::test]
async fn a_dossier_keeps_what_partners_told() {
    let (data, roles) = (folder(), ["sessions", "partners", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    let partners = async |method: &str, on: &str, message: Value| {
        let method = format!("partners.v1.PartnersService/{method}");
        platform.ask("awa", &method, with(act(on), message)).await.unwrap();
    };
    committee(&platform).await;
    institutions(&platform).await;
    partners("ProposeCollaboration", "2019-01-07", proposal("PAM-2019", "ML-CTN")).await;
    partners("ProposeCollaboration", "2019-01-07", proposal("PAM-2020", "ML-CNP")).await;
    convened(&platform, 18, DAY, &["a", "b"]).await;
    let about = item("3", "COLLABORATIONS");
    platform.done("AmendAgenda", "2019-09-20", of(18, json!({ "add": [about] }))).await;
    platform.done("FreezeDossier", "2019-09-20", called(18)).await;
    platform.settle().await;
    let frozen = platform.reads("GetDossier", called(18)).await;
    let content: Value = serde_json::from_str(frozen["json"].as_str().unwrap()).unwrap();
    let told = content["collaborations"].as_array().unwrap();
    assert_eq!(told.len(), 1, "the other is reported to another body");
    assert_eq!(
        (&told[0]["collaboration"], &told[0]["state"], &told[0]["amount"]["amount"]),
        (&json!("PAM-2019"), &json!("proposed"), &json!("1000"))
    );
    let named = json!({ "collaboration": "PAM-2019" });
    partners("NegotiateCollaboration", "2019-09-21", named).await;
    platform.kill();
    let platform = Platform::start(data.path(), &["sessions", "documents"]).await;
    platform.settle().await;
    let again = platform.reads("GetDossier", called(18)).await;
    assert_eq!((&again["json"], &again["matches"]), (&frozen["json"], &json!(true)));
}

async fn financing(platform: &Platform) {
    let register = json!({
        "financing": "H8350", "title": "Don IDA", "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    });
    platform.act("raf", "Register", "2013-01-01", register).await.unwrap();
}

/// A transition that cites a missing, unadopted or foreign decision is refused.
#[tokio::test]
async fn a_change_of_state_stands_on_the_decision_it_cites() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    financing(&platform).await;
    seventeenth(&platform).await;
    open(&platform, 18, DAY).await;
    let subject = |reference: &str| json!({ "kind": "KIND_FINANCING", "reference": reference });
    let more = of(18, json!({ "add": [item("3", "DECISION"), item("4", "DECISION")] }));
    platform.done("AmendAgenda", DAY, more).await;
    for (item, conclusion, about) in
        [("2", "ADOPTED", "H8350"), ("3", "REJECTED", "H8350"), ("4", "ADOPTED", "D3480")]
    {
        let decided = json!({
            "item": item, "conclusion": format!("CONCLUSION_{conclusion}"), "text": "Vu le rapport",
            "covers": [{ "subject": subject(about), "transition": "Drop" }],
        });
        platform.done("ConcludeItem", DAY, of(18, decided)).await;
    }
    platform.settle().await;
    let file = platform.reads("GetSession", called(18)).await;
    let decision = |item: usize| file["agenda"][item]["decision"].as_str().unwrap().to_owned();
    let drop = |decision: String| {
        let mut act = act(DAY);
        act["authority"] = json!({ "decision": decision });
        with(act, json!({ "financing": "H8350", "reason": "Décision du comité" }))
    };
    let ask = |message| platform.ask("raf", "financing.v1.FinancingService/Drop", message);
    let missing = ask(drop("00000000-0000-0000-0000-000000000007".to_owned())).await.unwrap_err();
    assert_eq!(code(&missing), "financing-decision-unknown");
    let rejected = ask(drop(decision(2))).await.unwrap_err();
    assert_eq!(code(&rejected), "financing-decision-not-adopted");
    let foreign = ask(drop(decision(3))).await.unwrap_err();
    assert_eq!(code(&foreign), "financing-decision-elsewhere");
    let proposed = ask(drop(decision(1))).await.unwrap();
    let event = json!({ "eventId": proposed["events"][0] });
    let event = platform.ask("lecteur", "jalon.v1.JournalService/GetEvent", event).await.unwrap();
    let meta: Value = serde_json::from_str(event["meta"].as_str().unwrap()).unwrap();
    assert_eq!(meta["basis"]["verified"]["service"], "sessions");
    assert_eq!(meta["basis"]["verified"]["decision"], decision(1));
}
