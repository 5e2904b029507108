//! What follows in one service from what another says: completed once, whatever is killed or down
//! meanwhile.

use tempfile::TempDir;
use tonic::Status;

use super::*;

/// Kills the process as soon as `act` was acknowledged, and starts another one on what it left.
async fn killed(platform: Platform, data: &TempDir) -> Platform {
    killed_with(platform, data, ROLES).await
}

async fn killed_with(platform: Platform, data: &TempDir, roles: &[&str]) -> Platform {
    platform.kill();
    Platform::start(data.path(), roles).await
}

/// Flow 10.1: what the 18th said of the minutes of the 17th.
#[tokio::test]
async fn a_validation_is_completed_once_after_a_kill() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    seventeenth(&platform).await;
    open(&platform, 18, DAY).await;
    platform.done("ValidateMinutes", DAY, validate(17)).await;
    let platform = killed(platform, &data).await;
    assert_eq!(platform.events("session-", "sessions.minutes.validated.v1").await, 1);
    assert_eq!(platform.events("public-sessions", "sessions.minutes.validated.v1").await, 1);
    assert_eq!(minutes(&platform, 17).await["validatedBy"], "ML-CTN-18");
}

/// Flow 10.2: a closure plan puts the situation on the agenda of each following session. The one
/// service may have been down when the other spoke.
#[tokio::test]
async fn a_closure_reaches_the_agenda_once_after_a_kill_and_an_absence() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    committee(&platform).await;
    platform.done("PlanSession", "2019-03-01", session(17, "2019-06-20")).await;
    financing(&platform).await;
    platform.kill();
    let platform = Platform::start(data.path(), &["financing"]).await;
    let signed = json!({
        "financing": "H8350", "money": { "amount": "100.00", "currency": "XDR" },
        "approvedBy": "Conseil",
    });
    let import = |method: &str, on: &str, message: Value| {
        let mut act = act(on);
        act["known"] = "2019-04-02".into();
        let method = format!("financing.v1.FinancingService/{method}");
        (method, with(act, message))
    };
    let (method, message) = import("RecordApproval", "2013-04-30", signed);
    platform.ask_as("raf", "import", &method, message).await.unwrap();
    let terms = json!({
        "financing": "H8350", "money": { "amount": "100.00", "currency": "XDR" },
        "categories": [{ "category": "1", "label": "Tout", "money": { "amount": "100.00", "currency": "XDR" } }],
        "signatories": [{ "institution": "IDA", "capacity": "Bailleur" }],
        "closingOn": "2019-12-31",
    });
    let (method, message) = import("Sign", "2013-05-22", terms);
    platform.ask_as("raf", "import", &method, message).await.unwrap();
    let (method, message) =
        import("OpenClosurePlan", "2019-04-01", json!({ "financing": "H8350" }));
    platform.ask_as("raf", "import", &method, message).await.unwrap();
    let platform = killed(platform, &data).await;
    assert_eq!(platform.events("session-", "sessions.agenda.item-added.v1").await, 1);
    let file = platform.reads("GetSession", called(17)).await;
    assert_eq!(file["agenda"][2]["item"]["kind"], "ITEM_KIND_CLOSURE");
    platform.done("PlanSession", "2019-07-01", session(18, DAY)).await;
    let platform = killed(platform, &data).await;
    assert_eq!(platform.events("session-", "sessions.agenda.item-added.v1").await, 2);
}

/// Flow 10.5: what two sessions have found open goes to the body above.
#[tokio::test]
async fn an_escalation_is_completed_once_after_a_kill() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    committee(&platform).await;
    open(&platform, 17, "2019-06-20").await;
    let recommendation = json!({
        "recommendation": "ML-CTN-17-R1", "text": "Préparer l’extension", "session": "ML-CTN-17",
        "addressee": "UTGFS",
    });
    platform.done("FormulateRecommendation", "2019-06-20", recommendation).await;
    let adopted = json!({ "recommendation": "ML-CTN-17-R1" });
    platform.done("AdoptRecommendation", "2019-06-20", adopted.clone()).await;
    open(&platform, 18, DAY).await;
    open(&platform, 19, "2019-12-12").await;
    let platform = killed(platform, &data).await;
    assert_eq!(platform.events("recommendation-", "sessions.recommendation.escalated.v1").await, 1);
    let line = platform.reads("GetRecommendation", adopted).await["line"].clone();
    assert_eq!((&line["escalatedTo"], &line["dueByCadence"]), (&json!("ML-CNP"), &json!(true)));
    assert_eq!(line["dueOn"], "2019-09-20", "one cadence later, since nobody said");
}

/// Flow 10.6: what an audit finds is open against the agreement until it is settled there.
#[tokio::test]
async fn a_finding_becomes_a_recommendation_once_after_a_kill() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    financing(&platform).await;
    let finding = json!({
        "financing": "H8350", "finding": "4.2", "statement": "Avances non justifiées",
        "qualified": true,
    });
    platform.act("raf", "RecordAuditFinding", "2019-05-01", finding).await.unwrap();
    let platform = killed(platform, &data).await;
    assert_eq!(
        platform.events("recommendation-", "sessions.recommendation.formulated.v1").await,
        1
    );
    let open = async |platform: &Platform| {
        platform.settle().await;
        let asked = json!({ "subject": { "kind": "KIND_FINANCING", "reference": "H8350" } });
        let method = "sessions.v1.SessionQuestions/ListOpenBlockages";
        let told = platform.ask("raf", method, asked).await.unwrap();
        told["open"].as_array().cloned().unwrap_or_default()
    };
    let against = open(&platform).await;
    assert_eq!(against[0]["reference"], "H8350-F4-2");
    assert_eq!(against[0]["audit"], true);
    let resolved = json!({ "financing": "H8350", "finding": "4.2", "response": "Justifiées" });
    platform.act("raf", "ResolveAuditFinding", "2019-06-01", resolved).await.unwrap();
    assert!(open(&platform).await.is_empty());
}

/// Flow 10.3: a session concludes on a phase, and its body is informed of it.
#[tokio::test]
async fn a_body_is_informed_in_session_once_after_a_kill() {
    let (data, roles) = (folder(), ["programmes", "sessions", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    let programme = async |platform: &Platform, method: &str, message: Value| {
        let method = format!("programmes.v1.ProgrammesService/{method}");
        platform.ask("coordination", &method, with(act("2019-03-01"), message)).await.unwrap();
    };
    let titled = json!({ "programme": "P127328", "title": "Filets sociaux" });
    programme(&platform, "RegisterProgramme", titled).await;
    let phase = json!({ "programme": "P127328", "phase": 1, "startsOn": "2019-01-01" });
    programme(&platform, "PlanPhase", phase).await;
    committee(&platform).await;
    open(&platform, 18, DAY).await;
    let mut point = item("3", "INFORMATION");
    point["subjects"] = json!([{ "kind": "KIND_PHASE", "reference": "P127328/1" }]);
    platform.done("AmendAgenda", DAY, of(18, json!({ "add": [point] }))).await;
    let noted = json!({ "item": "3", "conclusion": "CONCLUSION_NOTED", "text": "Dont acte" });
    platform.done("ConcludeItem", DAY, of(18, noted)).await;
    platform.kill();
    let platform = Platform::start(data.path(), &roles).await;
    assert_eq!(platform.events("programme-", "programmes.phase.body-informed.v1").await, 1);
    let asked = json!({ "programme": "P127328", "phase": 1 });
    let method = "programmes.v1.ProgrammesViews/GetPhaseReadiness";
    let list = platform.ask("lecteur", method, asked).await.unwrap();
    let told = list["toStart"].as_array().unwrap().iter().find(|it| it["item"] == "body_informed");
    assert_eq!(
        (&told.unwrap()["state"], &told.unwrap()["detail"]),
        (&json!("met"), &json!("ML-CTN-18"))
    );
}

/// What is asked of the plan of 2020.
pub(super) async fn plan(
    platform: &Platform,
    method: &str,
    mut message: Value,
) -> Result<Value, Status> {
    message["programme"] = "P127328".into();
    message["exercise"] = "2020".into();
    let method = format!("programmes.v1.WorkplanService/{method}");
    platform.ask("planification", &method, with(act("2019-12-20"), message)).await
}

pub(super) async fn planned(platform: &Platform, method: &str, message: Value) -> Value {
    let told = plan(platform, method, message).await;
    told.unwrap_or_else(|refusal| panic!("{method}: {refusal:?}"))
}

pub(super) fn line(row: u32, source: &str, quarter: &str) -> Value {
    let mut line = json!({
        "row": row, "activity": format!("1.{row}"), "label": "Transferts", "component": "1",
        "source": source,
    });
    line[quarter] = "1000".into();
    line
}

/// A plan that waits for its adoption.
pub(super) async fn submitted(platform: &Platform) {
    for (method, message) in [
        ("RegisterProgramme", json!({ "title": "Filets" })),
        ("DefineComponent", json!({ "component": "1", "label": "Transferts" })),
    ] {
        let mut message = with(act("2019-01-01"), message);
        message["programme"] = "P127328".into();
        let method = format!("programmes.v1.ProgrammesService/{method}");
        platform.ask("coordination", &method, message).await.unwrap();
    }
    let year = json!({ "startsOn": "2020-01-01", "endsOn": "2020-12-31", "currency": "XOF" });
    planned(platform, "OpenExercise", year).await;
    let lines = json!([
        line(1, "H8350", "quarter2"),
        line(2, "H8350", "quarter3"),
        line(3, "ETAT", "quarter1"),
    ]);
    let staged = json!({ "staging": "v1", "chunk": 0, "lines": lines });
    planned(platform, "StageWorkplanLines", staged).await;
    planned(platform, "SubmitWorkplan", json!({ "staging": "v1", "lines": 3 })).await;
}

/// Flow 10.4: the adopted plan refreshes the tranche plan of each financing that it names.
#[tokio::test]
async fn a_plan_reaches_the_tranches_of_its_financing_once_after_a_kill_and_an_absence() {
    let (data, roles) = (folder(), ["financing", "programmes", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    financing(&platform).await;
    platform.kill();
    // Financing is down while the plan is adopted.
    let platform = Platform::start(data.path(), &["programmes", "documents"]).await;
    submitted(&platform).await;
    planned(&platform, "AdoptWorkplan", json!({ "body": "CNP", "decision": "PV n° 14" })).await;
    platform.kill();
    let platform = Platform::start(data.path(), &roles).await;
    let refreshed = "financing.tranche.plan-refreshed.v1";
    assert_eq!(platform.events("financing-", refreshed).await, 1);
    let predicted = async |platform: &Platform| {
        let told = platform.view("ListTranches", json!({ "financing": "H8350" })).await;
        told["planned"].as_array().cloned().unwrap_or_default()
    };
    let lines = predicted(&platform).await;
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["quarter"], &lines[0]["startsOn"]), (&json!(2), &json!("2020-04-01")));
    assert_eq!(lines[0]["money"], json!({ "amount": "1000", "currency": "XOF" }));
    platform.kill();

    let platform = Platform::start(data.path(), &roles).await;
    let staged = json!({ "staging": "v2", "chunk": 0, "lines": [line(1, "ETAT", "quarter2")] });
    planned(&platform, "StageWorkplanLines", staged).await;
    let revised = json!({
        "staging": "v2", "lines": 1, "reason": "Financement clos", "cause": "REVISION_CAUSE_BODY",
        "decision": "PV n° 15",
    });
    planned(&platform, "ReviseWorkplan", revised).await;
    platform.kill();
    let platform = Platform::start(data.path(), &roles).await;
    assert_eq!(platform.events("financing-", refreshed).await, 2);
    assert!(predicted(&platform).await.is_empty(), "the plan asks nothing of it any more");
}

/// What was adopted in error asks nobody for anything, once; adopted again, it does.
#[tokio::test]
async fn a_void_adoption_leaves_the_tranches_after_a_kill_and_an_absence() {
    let (data, roles) = (folder(), ["financing", "programmes", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    financing(&platform).await;
    submitted(&platform).await;
    let adopt = json!({ "body": "CNP", "decision": "PV n° 14" });
    let adopted = planned(&platform, "AdoptWorkplan", adopt.clone()).await;
    platform.settle().await;
    let predicted = async |platform: &Platform| {
        platform.settle().await;
        let told = platform.view("ListTranches", json!({ "financing": "H8350" })).await;
        told["planned"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(predicted(&platform).await, 2);
    platform.kill();
    // Financing is down while it is voided.
    let platform = Platform::start(data.path(), &["programmes", "documents"]).await;
    let void = json!({ "eventId": adopted["events"][0], "reason": "Séance ajournée" });
    planned(&platform, "VoidEntry", void).await;
    platform.kill();
    let platform = Platform::start(data.path(), &roles).await;
    assert_eq!(predicted(&platform).await, 0);
    let platform = killed_with(platform, &data, &roles).await;
    let refreshed = "financing.tranche.plan-refreshed.v1";
    assert_eq!(platform.events("financing-", refreshed).await, 2, "withdrawn once");
    planned(&platform, "AdoptWorkplan", adopt).await;
    assert_eq!(predicted(&platform).await, 2);
}
