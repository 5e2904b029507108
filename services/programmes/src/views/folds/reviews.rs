//! Where documents were made known, and what reviews led to.

use super::*;
use crate::views::{
    areas::Registry,
    meetings::{Disseminations, Reviews, reach},
};

const DAY: Date = date(2017, 7, 12);

fn planned() -> Told {
    let data = json!({
        "dissemination": "ML-2017", "title": "Atelier", "theme": null, "occasion": null,
        "organiser": "DNPSES", "sponsor": "UNICEF", "documents": ["ML-PNPS", "ML-PAO"],
        "audience": [], "objectives": [], "place": null,
    });
    (DAY, "dissemination.planned", data)
}

fn held(areas: &[&str], participants: u32) -> Told {
    let reach = |area: &&str| json!({ "area": area, "institution": null, "participants": null });
    let data = json!({
        "lasted_days": 3, "participants": participants, "approximate": true,
        "reach": areas.iter().map(reach).collect::<Vec<_>>(), "chaired_by": null,
    });
    (DAY, "dissemination.held", data)
}

#[test]
fn only_a_meeting_that_was_held_reaches_anybody() {
    let registry = Registry::default();
    let planned_only = row::<Disseminations>(&[planned()]);
    assert_eq!(planned_only.line(&registry, DAY).unwrap().state, "planned");
    assert!(reach(&[&planned_only], None, &registry, DAY).is_empty());
    let first = row::<Disseminations>(&[planned(), held(&["ML1-KAYES", "ML1-KOULIKORO"], 60)]);
    let second = row::<Disseminations>(&[planned(), held(&["ML1-KAYES"], 40)]);
    let all = reach(&[&first, &second, &planned_only], None, &registry, DAY);
    assert_eq!(all.len(), 2, "one a document");
    let policy = all.iter().find(|it| it.document == "ML-PNPS").unwrap();
    assert_eq!((policy.disseminations, policy.participants, policy.approximate), (2, 100, true));
    assert_eq!(policy.areas.len(), 2, "an area is counted once");
    let one = reach(&[&first], Some(&code("ML-PAO")), &registry, DAY);
    assert_eq!(one.len(), 1);
    assert!(first.presents(Some(&code("ML-PAO"))) && !first.presents(Some(&code("CI-SNPS"))));
}

fn announced() -> Told {
    let data = json!({
        "review": "BI-REVUE-2018", "title": "Revue", "cadence": "semestrial", "mandator": null,
        "organiser": null, "programmes": ["P127328"], "strategies": [], "purposes": [],
    });
    (DAY, "review.announced", data)
}

fn sat() -> Vec<Told> {
    let reading = json!({
        "programme": "P127328", "exercise": "2021",
        "planned": { "units": 18_064_000_000_i64, "currency": "XOF", "exponent": 0 },
        "executed": { "units": 4_239_000_000_i64, "currency": "XOF", "exponent": 0 }, "position": 7,
    });
    let held = json!({ "place": "Bujumbura", "present": ["ONG"], "readings": [reading] });
    vec![announced(), (DAY, "review.held", held)]
}

fn recommended() -> Told {
    let data = json!({
        "recommendation": "R1", "text": "Réviser", "addressee": null, "target": "P127328/2021",
    });
    (DAY, "review.recommendation-adopted", data)
}

#[test]
fn a_review_shows_what_it_read_and_how_far_it_is() {
    let state = |told: &[Told]| row::<Reviews>(told).line().unwrap().state;
    assert_eq!(state(&[announced()]), "announced");
    let mut told = sat();
    assert_eq!(state(&told), "held");
    let line = row::<Reviews>(&told).line().unwrap();
    assert_eq!((line.readings[0].rate.as_str(), line.readings[0].position), ("23.47", 7));
    told.push((DAY, "review.synthesised", json!({ "text": "Synthèse" })));
    assert_eq!(state(&told), "synthesised");
    told.push(recommended());
    assert_eq!(state(&told), "recommending");
    assert!(row::<Reviews>(&[]).line().is_none());
}

#[test]
fn the_chain_leads_from_recommendation_to_decision_to_revision() {
    let mut told = sat();
    told.push(recommended());
    let chain = |told: &[Told]| row::<Reviews>(told).line().unwrap().recommendations[0].clone();
    assert_eq!(chain(&told).state, "adopted");
    let followed = |outcome: &str, decision: Option<&str>| {
        let data = json!({
            "recommendation": "R1", "outcome": outcome, "decision": decision, "text": null,
        });
        (DAY, "review.followed-up", data)
    };
    told.push(followed("decided", Some("CNP-17")));
    assert_eq!(
        (chain(&told).state.as_str(), chain(&told).decision.as_str()),
        ("decided", "CNP-17")
    );
    let noted = |recommendation: &str| {
        let data = json!({
            "recommendation": recommendation, "target": "P127328/2021", "revision": 1,
            "decision": "CNP-17",
        });
        (DAY, "review.revision-noted", data)
    };
    told.push(noted("R1"));
    told.push(noted("R9"));
    let revisions = chain(&told).revisions;
    let [revision] = revisions.as_slice() else { panic!("{revisions:?}") };
    assert_eq!((revision.target.as_str(), revision.revision), ("P127328/2021", 1));
    told.push(followed("done", None));
    assert_eq!(chain(&told).state, "done");
}
