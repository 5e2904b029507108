//! What other services stand on that a body decided, and what is open holds back.

use super::{
    flows::{line, plan, planned, submitted},
    *,
};

const CLOSING: &str = "2019-06-30";

/// What somebody, in a role, asks of the first phase of the programme.
async fn phase(
    platform: &Platform,
    (person, role): (&str, &str),
    method: &str,
    mut message: Value,
) -> Result<Value, tonic::Status> {
    let mut act = act(if role == "import" { CLOSING } else { DAY });
    if role == "import" {
        act["known"] = "2019-07-01".into();
    }
    message["programme"] = "P127328".into();
    message["phase"] = 1.into();
    let method = format!("programmes.v1.ProgrammesService/{method}");
    platform.ask_as(person, role, &method, with(act, message)).await
}

/// A phase of which nothing is left to do but to close it, as its papers have it.
async fn closing(platform: &Platform) {
    let titled = json!({ "programme": "P127328", "title": "Filets sociaux" });
    let titled = with(act("2013-01-07"), titled);
    let method = "programmes.v1.ProgrammesService/RegisterProgramme";
    platform.ask("coordination", method, titled).await.unwrap();
    for (method, message) in [
        ("PlanPhase", json!({ "startsOn": "2013-01-07" })),
        ("PreparePhase", json!({})),
        ("RequestPhaseStart", json!({})),
        ("StartPhase", json!({})),
        ("BeginPhaseClosing", json!({ "reason": "Fin de la phase" })),
    ] {
        let told = phase(platform, ("coordination", "import"), method, message).await;
        told.unwrap_or_else(|refusal| panic!("{method}: {refusal:?}"));
    }
    let (first, report) = (("planification", "coordinator"), json!({ "reference": "ICR-1" }));
    phase(platform, first, "RecordFinalReport", report).await.unwrap();
}

async fn close(platform: &Platform, message: Value) -> Result<Value, tonic::Status> {
    phase(platform, ("coordination", "coordinator"), "ClosePhase", message).await
}

/// What an event that somebody recorded stands on.
async fn basis(platform: &Platform, recorded: &Value) -> Value {
    let event = json!({ "eventId": recorded["events"][0] });
    let event = platform.ask("lecteur", "jalon.v1.JournalService/GetEvent", event).await.unwrap();
    let meta: Value = serde_json::from_str(event["meta"].as_str().unwrap()).unwrap();
    meta["basis"].clone()
}

/// State and detail of what the phase needs of blockages.
async fn listed(platform: &Platform) -> (String, String) {
    platform.settle().await;
    let asked = json!({ "programme": "P127328", "phase": 1 });
    let method = "programmes.v1.ProgrammesViews/GetPhaseReadiness";
    let list = platform.ask("lecteur", method, asked).await.unwrap();
    let items = list["toClose"].as_array().unwrap();
    let item = items.iter().find(|item| item["item"] == "blockages_settled").unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&item["state"]), text(&item["detail"]))
}

fn covering(item: &str, conclusion: &str, subject: (&str, &str), transition: &str) -> Value {
    let (kind, reference) = subject;
    of(
        18,
        json!({
            "item": item, "conclusion": format!("CONCLUSION_{conclusion}"), "text": "Vu le rapport",
            "covers": [{
                "subject": { "kind": format!("KIND_{kind}"), "reference": reference },
                "transition": transition,
            }],
        }),
    )
}

/// The 18th is open, with those items beside its own.
async fn sitting(platform: &Platform, items: &[&str]) {
    committee(platform).await;
    open(platform, 18, DAY).await;
    let more: Vec<_> = items.iter().map(|name| item(name, "DECISION")).collect();
    platform.done("AmendAgenda", DAY, of(18, json!({ "add": more }))).await;
}

#[tokio::test]
async fn a_phase_is_closed_once_nothing_is_open_against_it() {
    let data = folder();
    let platform = Platform::start(data.path(), &["programmes", "sessions", "documents"]).await;
    closing(&platform).await;
    sitting(&platform, &["3"]).await;
    assert_eq!(listed(&platform).await, ("met".into(), String::new()));
    for (blockage, about) in [("ML-CTN-18-B1", "P127328/1"), ("ML-CTN-18-B2", "P127328/2")] {
        let raised = json!({
            "blockage": blockage, "text": "Archives non transmises", "session": "ML-CTN-18",
            "subjects": [{ "kind": "KIND_PHASE", "reference": about }],
        });
        platform.done("RaiseBlockage", DAY, raised).await;
    }
    assert_eq!(listed(&platform).await, ("missing".into(), "ML-CTN-18-B1".into()));
    // Whatever whoever closes says of it.
    let said = json!({ "openBlockages": 0, "blockagesDocument": "PV" });
    let refused = close(&platform, said).await.unwrap_err();
    assert_eq!(code(&refused), "programmes-not-ready");
    let above = json!({ "blockage": "ML-CTN-18-B1", "body": "ML-CNP", "reason": "Arbitrage" });
    platform.done("EscalateBlockage", DAY, above).await;
    assert_eq!(listed(&platform).await.0, "missing", "it is still open there");
    let resolved = json!({ "blockage": "ML-CTN-18-B1", "text": "Archives transmises" });
    platform.done("ResolveBlockage", DAY, resolved).await;
    let closed = close(&platform, json!({})).await.unwrap();
    let basis = basis(&platform, &closed).await;
    assert_eq!(basis["verified"]["service"], "sessions");
    assert!(basis["verified"]["position"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn what_is_open_against_a_phase_is_carried_over_by_a_decision_about_it() {
    let data = folder();
    let platform = Platform::start(data.path(), &["programmes", "sessions", "documents"]).await;
    closing(&platform).await;
    sitting(&platform, &["3", "4"]).await;
    let raised = json!({
        "blockage": "ML-CTN-18-B1", "text": "Archives non transmises", "session": "ML-CTN-18",
        "subjects": [{ "kind": "KIND_PHASE", "reference": "P127328/1" }],
    });
    platform.done("RaiseBlockage", DAY, raised).await;
    let this = ("PHASE", "P127328/1");
    platform.done("ConcludeItem", DAY, covering("2", "ADOPTED", this, "ClosePhase")).await;
    platform.done("ConcludeItem", DAY, covering("3", "REJECTED", this, "ClosePhase")).await;
    let other = ("PHASE", "P127328/2");
    platform.done("ConcludeItem", DAY, covering("4", "ADOPTED", other, "ClosePhase")).await;
    for (decision, why) in [
        ("ML-CTN-18/9", "programmes-decision-unknown"),
        ("ML-CTN-18/3", "programmes-decision-unknown"),
        ("ML-CTN-18/4", "programmes-decision-elsewhere"),
    ] {
        let refused = close(&platform, json!({ "carriedOverBy": decision })).await.unwrap_err();
        assert_eq!(code(&refused), why, "{decision}");
    }
    let closed = close(&platform, json!({ "carriedOverBy": "ML-CTN-18/2" })).await.unwrap();
    let basis = basis(&platform, &closed).await;
    assert!(basis["verified"]["decision"].is_string(), "{basis}");
}

#[tokio::test]
async fn where_sessions_are_absent_a_document_says_what_is_open() {
    let data = folder();
    let platform = Platform::start(data.path(), &["programmes", "documents"]).await;
    closing(&platform).await;
    assert_eq!(listed(&platform).await, ("unknown".into(), String::new()));
    let refused = close(&platform, json!({})).await.unwrap_err();
    assert_eq!(code(&refused), "programmes-not-ready", "nobody says how many");
    let said = json!({ "openBlockages": 0, "blockagesDocument": "PV n° 12" });
    let closed = close(&platform, said).await.unwrap();
    let basis = basis(&platform, &closed).await;
    assert_eq!(basis["asserted"]["document"], "PV n° 12");
}

/// A decision is cited by its session and item as people write it, and is looked up all the same.
#[tokio::test]
async fn a_plan_stands_on_the_decision_of_the_session_it_cites() {
    let data = folder();
    let platform = Platform::start(data.path(), &["programmes", "sessions", "documents"]).await;
    sitting(&platform, &["3"]).await;
    let this = ("WORKPLAN", "P127328/2020");
    platform.done("ConcludeItem", DAY, covering("2", "ADOPTED", this, "AdoptWorkplan")).await;
    platform.done("ConcludeItem", DAY, covering("3", "ADOPTED", this, "ReviseWorkplan")).await;
    submitted(&platform).await;
    let adopt = |body: &str, decision: &str| json!({ "body": body, "decision": decision });
    for (body, decision, why) in [
        ("ML-CTN", "ML-CTN-18/9", "programmes-decision-unknown"),
        ("ML-CTN", "ML-CTN-18/3", "programmes-decision-elsewhere"),
        ("ML-CNP", "ML-CTN-18/2", "programmes-decision-of-another"),
    ] {
        let refused = plan(&platform, "AdoptWorkplan", adopt(body, decision)).await.unwrap_err();
        assert_eq!(code(&refused), why, "{body} {decision}");
    }
    let adopted = planned(&platform, "AdoptWorkplan", adopt("ML-CTN", "ML-CTN-18/2")).await;
    assert_eq!(basis(&platform, &adopted).await["verified"]["service"], "sessions");
    // What is on paper is answered for by whoever acts.
    let staged = json!({ "staging": "v2", "chunk": 0, "lines": [line(1, "ETAT", "quarter2")] });
    planned(&platform, "StageWorkplanLines", staged).await;
    let revised = json!({
        "staging": "v2", "lines": 1, "reason": "Arrêté", "cause": "REVISION_CAUSE_BODY",
        "decision": "Arrêté 2019/0412",
    });
    let revised = planned(&platform, "ReviseWorkplan", revised).await;
    assert!(basis(&platform, &revised).await["asserted"].is_object());
}

/// A committee is a body too where it approves what partners want to change.
#[tokio::test]
async fn a_committee_approves_an_amendment_by_a_decision_about_it() {
    let data = folder();
    let platform = Platform::start(data.path(), &["partners", "sessions", "documents"]).await;
    sitting(&platform, &["3"]).await;
    let this = ("COLLABORATION", "PAM-2019");
    platform.done("ConcludeItem", DAY, covering("2", "ADOPTED", this, "ApproveAmendment")).await;
    let other = ("COLLABORATION", "FAO-2019");
    platform.done("ConcludeItem", DAY, covering("3", "ADOPTED", other, "")).await;
    let does = async |person: &str, method: &str, on: &str, message: Value| {
        let method = format!("partners.v1.PartnersService/{method}");
        platform.ask(person, &method, with(act(on), message)).await
    };
    for institution in ["PAM", "UTGFS"] {
        let known = json!({
            "institution": institution, "kind": "INSTITUTION_KIND_AGENCY", "nameFr": institution,
        });
        does("awa", "RegisterInstitution", "2013-01-07", known).await.unwrap();
    }
    let proposal = json!({
        "collaboration": "PAM-2019", "title": "Filets", "partner": "PAM", "counterpart": "UTGFS",
        "instrument": "COLLABORATION_INSTRUMENT_MEMORANDUM", "endsOn": "2020-12-31",
    });
    let signed = json!({ "collaboration": "PAM-2019", "signatories": [
        { "institution": "PAM", "capacity": "Directrice" },
        { "institution": "UTGFS", "capacity": "Coordonnateur" },
    ] });
    let named = json!({ "collaboration": "PAM-2019" });
    does("awa", "ProposeCollaboration", "2019-01-07", proposal).await.unwrap();
    does("awa", "NegotiateCollaboration", "2019-01-07", named).await.unwrap();
    does("awa", "SignCollaboration", "2019-02-04", signed).await.unwrap();
    let wanted = json!({
        "collaboration": "PAM-2019", "amendment": "A1", "reason": "Crue", "otherChanges": ["Cibles"],
        "amendmentKind": "AMENDMENT_KIND_CHANGED_RESULTS",
    });
    does("awa", "RequestAmendment", DAY, wanted).await.unwrap();
    let step = |step: &str, decision: &str| {
        json!({
            "collaboration": "PAM-2019", "amendment": "A1", "decision": decision,
            "step": format!("APPROVAL_STEP_{step}"),
        })
    };
    does("oumar", "ApproveAmendment", DAY, step("COORDINATION", "")).await.unwrap();
    for (decision, why) in [
        ("", "partners-decision-missing"),
        ("ML-CTN-18/9", "partners-decision-unknown"),
        ("ML-CTN-18/3", "partners-decision-elsewhere"),
    ] {
        let asked = step("TECHNICAL_COMMITTEE", decision);
        let refused = does("oumar", "ApproveAmendment", DAY, asked).await.unwrap_err();
        assert_eq!(code(&refused), why, "{decision}");
    }
    let asked = step("TECHNICAL_COMMITTEE", "ML-CTN-18/2");
    let approved = does("oumar", "ApproveAmendment", DAY, asked).await.unwrap();
    assert!(basis(&platform, &approved).await["verified"]["decision"].is_string());
}

/// So does a body where it gives up what it recommended.
#[tokio::test]
async fn a_recommendation_is_given_up_by_a_decision_about_it() {
    let data = folder();
    let platform = Platform::start(data.path(), &["sessions", "documents"]).await;
    sitting(&platform, &["3"]).await;
    let recommendation = json!({
        "recommendation": "ML-CTN-18-R1", "text": "Préparer l’extension", "session": "ML-CTN-18",
        "addressee": "UTGFS",
    });
    platform.done("FormulateRecommendation", DAY, recommendation).await;
    let named = json!({ "recommendation": "ML-CTN-18-R1" });
    platform.done("AdoptRecommendation", DAY, named).await;
    let this = ("RECOMMENDATION", "ML-CTN-18-R1");
    platform.done("ConcludeItem", DAY, covering("2", "ADOPTED", this, "")).await;
    let other = ("RECOMMENDATION", "ML-CTN-18-R2");
    platform.done("ConcludeItem", DAY, covering("3", "ADOPTED", other, "")).await;
    let abandon = |item: &str| {
        json!({
            "recommendation": "ML-CTN-18-R1", "session": "ML-CTN-18", "item": item,
            "reason": "Priorités",
        })
    };
    for (item, why) in [("1", "sessions-decision-unknown"), ("3", "sessions-decision-elsewhere")] {
        assert_eq!(platform.refused("AbandonRecommendation", DAY, abandon(item)).await, why);
    }
    platform.done("AbandonRecommendation", DAY, abandon("2")).await;
}
