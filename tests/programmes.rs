//! Programmes, through the gRPC API of the real binary.

use serde_json::{Value, json};
use tonic::Code;
use uuid::Uuid;

use crate::platform::{Platform, code, folder};

const ROLES: &[&str] = &["programmes", "documents"];

/// Loads what is told of programmes, as an import.
pub(crate) async fn stories(platform: &Platform) -> story::Loaded {
    let read = |name: &str| std::fs::read_to_string(format!("data/story/{name}.jsonl")).unwrap();
    let facts = |name: &str| std::fs::read(format!("data/{name}.facts.json")).unwrap();
    let texts = [read("programmes"), read("programmes-nationaux")];
    let [jigisemejiri, mali, burkina, burundi, ivoire] =
        ["jigisemejiri", "mali-pnps", "burkina", "burundi", "cote-divoire"].map(facts);
    let one: [(&str, &[u8]); 1] = [("P127328", &jigisemejiri)];
    let national: [(&str, &[u8]); 4] =
        [("ML-PNPS", &mali), ("BF-SNPS", &burkina), ("BI-PNPS", &burundi), ("CI-SNPS", &ivoire)];
    let stories = [
        story::Story { name: "programmes", text: &texts[0], facts: &one },
        story::Story { name: "programmes-nationaux", text: &texts[1], facts: &national },
    ];
    let token = |by: &str| Ok(platform.token(by, "import"));
    story::load(platform.channel.clone(), token, &stories, |_, _| ()).await.unwrap()
}

async fn view(platform: &Platform, method: &str, message: Value) -> Value {
    let method = format!("programmes.v1.ProgrammesViews/{method}");
    platform.ask("reader", &method, message).await.unwrap()
}

/// What `person` asks of a service of programmes, under a fresh id.
async fn ask(
    platform: &Platform,
    person: &str,
    method: &str,
    mut message: Value,
) -> Result<Value, tonic::Status> {
    #[expect(clippy::disallowed_methods, reason = "a client mints the ids of its commands")]
    let id = Uuid::new_v4();
    let act = json!({ "commandId": id.to_string(), "programme": "P1", "country": "ML" });
    let given = message["act"].as_object().cloned().unwrap_or_default();
    message["act"] = act;
    for (key, value) in given {
        message["act"][key] = value;
    }
    platform.ask(person, &format!("programmes.v1.{method}"), message).await
}

/// Done, and known to whoever reads afterwards.
async fn done(platform: &Platform, method: &str, message: Value) {
    let recorded = ask(platform, "awa", method, message).await.unwrap();
    let settle = json!({ "position": recorded["position"] });
    platform.ask("awa", "jalon.v1.JournalService/Settle", settle).await.unwrap();
}

fn names(areas: &Value) -> Vec<String> {
    let all = areas.as_array().cloned().unwrap_or_default();
    let cercles = all.iter().filter(|area| area["kind"] == "cercle");
    let mut names: Vec<_> = cercles.map(|area| area["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// The story of five data files: execution, scope, Bankui, doubtful dates, and one fact set however
/// often it is told.
#[tokio::test]
async fn the_programme_facts_are_told_and_add_up() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    let loaded = stories(&platform).await;
    assert!(loaded.recorded > 150, "{loaded:?}");

    rates(&platform).await;
    scope(&platform).await;
    bankui(&platform).await;
    doubts(&platform).await;
    chain(&platform).await;

    // Fixture 7: the same again is the same set of facts.
    let before = view(&platform, "GetReach", json!({})).await;
    let again = stories(&platform).await;
    assert_eq!(view(&platform, "GetReach", json!({})).await, before, "{again:?}");
    let repeated = json!({
        "dissemination": "ML-BAMAKO-2017", "title": "La même", "documents": ["ML-PNPS-2016"],
    });
    let refused = ask(&platform, "awa", "DisseminationsService/PlanDissemination", repeated).await;
    assert_eq!(code(&refused.unwrap_err()), "programmes-already-registered");
    platform.terminate().await;
}

/// Published rates beside those that recorded amounts make.
async fn rates(platform: &Platform) {
    let years = view(platform, "ListExercises", json!({ "programme": "P127328" })).await;
    let mut found = Vec::new();
    for year in years["exercises"].as_array().unwrap() {
        for rate in year["published"].as_array().into_iter().flatten() {
            let text = |field: &str| rate[field].as_str().unwrap_or_default().to_owned();
            let year = year["exercise"].as_str().unwrap().to_owned();
            found.push((year, text("rate"), text("recomputed"), text("verdict")));
        }
    }
    found.sort();
    let expected = [
        ("2014", "34.77", "34.77", "agrees"),
        ("2014", "70.70", "70.70", "agrees"),
        ("2016", "48.9", "48.49", "contradicts"),
        ("2017", "77", "76.09", "contradicts"),
        ("2019", "59.76", "59.76", "agrees"),
        ("2019", "99.4", "59.76", "contradicts"),
        ("2020", "17.11", "17.11", "agrees"),
        ("2021", "23.47", "23.47", "agrees"),
    ];
    let expected = expected.map(|(a, b, c, d)| [a, b, c, d].map(str::to_owned));
    let found: Vec<_> = found.into_iter().map(|(a, b, c, d)| [a, b, c, d]).collect();
    assert_eq!(found, expected);

    // What was voted in 2020 is what was known of 2021 before December 2021.
    let then =
        json!({ "programme": "P127328", "exercise": "2021", "asOf": { "known": "2021-06-30" } });
    let then = view(platform, "GetExecution", then).await;
    assert_eq!(then["line"]["planned"]["amount"], "19386000000");
    assert_eq!(then["line"]["rate"], Value::Null, "nothing was known to be spent");
    let diff = json!({ "programme": "P127328", "exercise": "2021", "revision": 1 });
    let diff = view(platform, "GetPlanDiff", diff).await;
    assert_eq!(diff["changes"][0]["difference"]["amount"], "-1322000000");
    assert_eq!(diff["after"]["cause"], "unexplained");
}

/// Which cercles on 28 September 2019, as known then and as known today.
async fn scope(platform: &Platform) {
    let ask = |effective: &str, known: Value| {
        let mut as_of = json!({ "effective": effective });
        if !known.is_null() {
            as_of["known"] = known;
        }
        json!({ "programme": "P127328", "within": "ML1-SEGOU", "asOf": as_of })
    };
    for known in [json!("2019-09-28"), Value::Null] {
        let coverage = view(platform, "GetCoverage", ask("2019-09-28", known)).await;
        assert_eq!(names(&coverage["covered"]), ["Baraouéli", "Bla", "Tominian"]);
        assert_eq!(names(&coverage["announced"]), ["Macina", "Ségou"]);
    }
    let before = view(platform, "GetCoverage", ask("2019-09-28", json!("2019-09-27"))).await;
    assert!(names(&before["covered"]).is_empty(), "nobody could know it yet");
    let after = view(platform, "GetCoverage", ask("2019-10-31", Value::Null)).await;
    assert_eq!(names(&after["announced"]), ["Ségou"], "Macina was launched, without a decision");
    assert_eq!(names(&after["launched"]), ["Macina", "San"]);
}

/// Fixture 5: one area before and after its renaming, each document under the name of its date.
async fn bankui(platform: &Platform) {
    let area = "BF1-BOUCLE-DU-MOUHOUN";
    for (on, name) in [("2024-09-11", "Boucle du Mouhoun"), ("2025-07-02", "Bankui")] {
        let asked = json!({ "area": area, "asOf": { "effective": on } });
        let found = view(platform, "GetArea", asked).await;
        assert_eq!(found["summary"]["name"], name, "on {on}");
        assert_eq!(found["summary"]["area"], area);
    }
    let suspended = json!({ "area": area, "asOf": { "effective": "2025-07-15" } });
    let suspended = view(platform, "GetArea", suspended).await;
    assert_eq!(suspended["suspendedSince"], "2025-07-15");
    // The new region was carved out of it.
    assert_eq!(suspended["successors"][0]["area"], "BF1-SOUROU");
    let reach = view(platform, "GetReach", json!({ "country": "BF" })).await;
    let meetings = reach["disseminations"].as_array().unwrap();
    let meeting = meetings.iter().find(|it| it["dissemination"] == "BF-BANKUI").unwrap();
    assert_eq!(meeting["title"], "Session de la Cellule régionale de protection sociale du Bankui");
    assert_eq!(meeting["areas"][0]["name"], "Boucle du Mouhoun");
    for text in ["bankui", "BOUCLE DU MOUHOUN"] {
        let found = view(platform, "SearchAreas", json!({ "country": "BF", "text": text })).await;
        assert_eq!(found["areas"][0]["area"], area, "{text}");
    }
    let segou = view(platform, "SearchAreas", json!({ "text": "segou", "level": 2 })).await;
    assert_eq!(segou["areas"][0]["name"], "Ségou");
    let codes = view(platform, "GetArea", json!({ "area": "ML2-SEGOU" })).await;
    let codes: Vec<_> =
        codes["codes"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["ML0402", "ML0406"], "one area, a code a list");
}

async fn doubts(platform: &Platform) {
    let reviews = view(platform, "ListReviews", json!({ "country": "BI" })).await;
    assert_eq!(reviews["reviews"][0]["heldOn"], "2018-04-21");
    assert_eq!(reviews["reviews"][0]["weekdayContradicts"], true, "it was a Saturday");
    let pao = view(platform, "GetStrategy", json!({ "strategy": "BF-PAO" })).await;
    assert_eq!(pao["line"]["horizonDisputed"], true);
    assert_eq!(pao["horizons"].as_array().unwrap().len(), 2);
    let axes = view(platform, "GetStrategy", json!({ "strategy": "CI-SNPS-2014" })).await;
    assert_eq!(axes["axes"].as_array().unwrap().len(), 4);
    let mali = view(platform, "GetStrategy", json!({ "strategy": "ML-PNPS" })).await;
    assert_eq!(mali["line"]["withoutLivePlan"], true, "its plan ran out in 2018");
}

/// From what a review recommended to the decision, and to the plan that was revised because of it.
async fn chain(platform: &Platform) {
    let reviews = view(platform, "ListReviews", json!({})).await;
    let mut reviews = reviews["reviews"].as_array().unwrap().iter();
    let review = reviews.find(|review| review["review"] == "BI-REVUE-2018").unwrap();
    let recommended = &review["recommendations"][0];
    assert_eq!(
        (&recommended["recommendation"], &recommended["state"]),
        (&json!("R1"), &json!("done"))
    );
    assert!(recommended["decision"].as_str().unwrap().contains("mai 2018"));
    let revision = &recommended["revisions"][0];
    assert_eq!((&revision["target"], &revision["revision"]), (&json!("BI-PNPS/2018"), &json!(1)));
    assert_eq!(revision["decision"], recommended["decision"]);
    assert_eq!(recommended["proof"]["illustrative"], true, "no source tells it");
    let diff = json!({ "programme": "BI-PNPS", "exercise": "2018", "revision": 1 });
    let diff = view(platform, "GetPlanDiff", diff).await;
    assert_eq!(
        (&diff["after"]["cause"], &diff["after"]["review"]),
        (&json!("review"), &json!("BI-REVUE-2018"))
    );
}

fn plan_line(row: u32, amount: &str) -> Value {
    json!({
        "row": row, "activity": format!("1.{row}"), "label": format!("Activité {row}"),
        "component": "1", "source": "D3480", "quarter1": amount,
    })
}

/// 5,000 lines become a plan together, and no row of them is wrong without being told.
#[tokio::test]
async fn five_thousand_lines_are_a_plan_or_nothing() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    done(
        &platform,
        "ProgrammesService/RegisterProgramme",
        json!({ "programme": "P1", "title": "Un" }),
    )
    .await;
    done(
        &platform,
        "ProgrammesService/DefineComponent",
        json!({ "programme": "P1", "component": "1", "label": "Une" }),
    )
    .await;
    let year = json!({
        "programme": "P1", "exercise": "2021", "startsOn": "2021-07-01", "endsOn": "2022-06-30",
        "currency": "XOF",
    });
    done(&platform, "WorkplanService/OpenExercise", year).await;

    let of = |staging: &str| json!({ "programme": "P1", "exercise": "2021", "staging": staging });
    // Three wrong rows in the tenth chunk: that chunk is not staged, and so no plan can be made.
    let wrong = |row: u32| match row {
        1_801 => {
            json!({ "row": row, "label": "x", "component": "1", "source": "S", "quarter1": "1" })
        }
        1_900 => plan_line(row, "1 000"),
        2_000 => {
            json!({ "row": row, "activity": "a", "label": "x", "component": "9", "source": "S", "quarter1": "1" })
        }
        _ => plan_line(row, "1000"),
    };
    for chunk in 0..25_u32 {
        let rows = (chunk * 200 + 1)..=(chunk * 200 + 200);
        let lines: Vec<_> = rows.map(wrong).collect();
        let mut message = of("faux");
        message["chunk"] = json!(chunk);
        message["lines"] = json!(lines);
        let answer = ask(&platform, "awa", "WorkplanService/StageWorkplanLines", message).await;
        if chunk == 9 {
            let refused = answer.unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument);
            assert_eq!(code(&refused), "programmes-rows-wrong");
            let rows = "1801:activity-missing 1900:amount-unreadable 2000:component-unknown";
            assert!(refused.message().contains(rows), "{}", refused.message());
        } else {
            answer.unwrap();
        }
    }
    let mut submit = of("faux");
    submit["lines"] = json!(5_000);
    let refused = ask(&platform, "awa", "WorkplanService/SubmitWorkplan", submit).await;
    assert_eq!(code(&refused.unwrap_err()), "programmes-lines-differ");
    let year = json!({ "programme": "P1", "exercise": "2021" });
    let execution = view(&platform, "GetExecution", year.clone()).await;
    assert_eq!(execution["line"]["planned"], Value::Null, "there is no partial plan");

    for chunk in 0..25_u32 {
        let rows = (chunk * 200 + 1)..=(chunk * 200 + 200);
        let mut message = of("juste");
        message["chunk"] = json!(chunk);
        message["lines"] = rows.map(|row| plan_line(row, "1000")).collect();
        ask(&platform, "awa", "WorkplanService/StageWorkplanLines", message).await.unwrap();
    }
    let mut submit = of("juste");
    submit["lines"] = json!(5_000);
    done(&platform, "WorkplanService/SubmitWorkplan", submit).await;
    let execution = view(&platform, "GetExecution", year).await;
    assert_eq!(execution["line"]["planned"]["amount"], "5000000");
    assert_eq!(execution["revisions"][0]["lines"], 5_000);
    let mut page = of("");
    page.as_object_mut().unwrap().remove("staging");
    page["skip"] = json!(4_999);
    let last = view(&platform, "ListPlanLines", page).await;
    assert_eq!(last["lines"][0]["activity"], "1.5000");
    assert_eq!(last["total"], 5_000);
    platform.terminate().await;
}

/// Two persons start a phase, after everything it needs is there.
#[tokio::test]
async fn a_phase_shows_what_it_lacks_and_two_persons_start_it() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    done(
        &platform,
        "ProgrammesService/RegisterProgramme",
        json!({ "programme": "P1", "title": "Un" }),
    )
    .await;
    let plan = json!({
        "programme": "P1", "phase": 1, "startsOn": "2021-01-01", "firstExercise": "2021",
        "financings": ["D1"],
    });
    let planned = ask(&platform, "awa", "ProgrammesService/PlanPhase", plan).await.unwrap();
    let phase = json!({ "programme": "P1", "phase": 1 });
    done(&platform, "ProgrammesService/PreparePhase", phase.clone()).await;
    let start = ask(&platform, "awa", "ProgrammesService/RequestPhaseStart", phase.clone()).await;
    assert_eq!(code(&start.unwrap_err()), "programmes-not-ready");
    let list = view(&platform, "GetPhaseReadiness", phase.clone()).await;
    let states: Vec<_> =
        list["toStart"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect();
    assert_eq!(states, ["unknown", "missing", "missing", "met", "missing", "missing"]);
    let area = json!({ "programme": "P1", "areas": ["ML2-NULLE-PART"], "decision": "CNP-1" });
    let refused = ask(&platform, "awa", "ProgrammesService/ExtendScope", area).await;
    assert_eq!(code(&refused.unwrap_err()), "programmes-unknown-area");

    // What became of it is corrected by two persons as well.
    let correct = json!({
        "programme": "P1", "eventId": planned["events"][0], "field": "/title", "from": "null",
        "to": "\"Phase un\"", "reason": "Titre du décret",
    });
    done(&platform, "ProgrammesService/CorrectFact", correct).await;
    let waiting = view(&platform, "GetProgramme", json!({ "programme": "P1" })).await;
    assert_eq!(waiting["phases"][0]["title"], Value::Null, "nobody else has said so yet");
    let confirm = json!({ "programme": "P1", "proposal": waiting["amendments"][0]["proposal"] });
    let confirmation = "ProgrammesService/ConfirmAmendment";
    let alone = ask(&platform, "awa", confirmation, confirm.clone()).await;
    assert_eq!(code(&alone.unwrap_err()), "programmes-same-person");
    let recorded = ask(&platform, "oumar", confirmation, confirm).await.unwrap();
    let settle = json!({ "position": recorded["position"] });
    platform.ask("awa", "jalon.v1.JournalService/Settle", settle).await.unwrap();
    let corrected = view(&platform, "GetProgramme", json!({ "programme": "P1" })).await;
    assert_eq!(corrected["phases"][0]["title"], "Phase un");
    assert_eq!(corrected["amendments"], Value::Null);
    platform.terminate().await;
}
