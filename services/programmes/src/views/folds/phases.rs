//! Phases as a page shows them.

use decisions::Standing;
use proto::sessions::v1::list_open_blockages_response::Open;

use super::*;
use crate::views::{
    programmes::{Programmes, Row},
    readiness::Against,
};

const PLANNED: Date = date(2013, 3, 1);
const REQUESTED: Date = date(2013, 9, 2);
const STARTED: Date = date(2013, 10, 1);

fn told() -> Vec<Told> {
    let plan = json!({
        "phase": 1, "title": null, "starts_on": "2013-01-01", "ends_on": null,
        "first_exercise": "2014", "financings": ["H8350"],
    });
    let registered =
        json!({ "programme": "P127328", "title": "Filets", "manager": null, "also_written": [] });
    vec![
        (PLANNED, "programme.registered", registered),
        (PLANNED, "phase.planned", plan),
        (PLANNED, "phase.prepared", json!({ "phase": 1 })),
    ]
}

fn of(told: &[Told]) -> Row {
    row::<Programmes>(told)
}

#[test]
fn a_programme_that_was_only_heard_of_is_not_on_the_register() {
    let state = json!({ "financing": "H8350", "phase": 1, "state": "effective", "document": null });
    let heard = (PLANNED, "prerequisite.financing-state-heard", state);
    assert!(of(&[heard]).line(PLANNED).is_none());
    let line = of(&told()).line(PLANNED).unwrap();
    assert_eq!((line.programme.as_str(), line.phases), ("P127328", 1));
}

#[test]
fn a_state_lasts_until_the_next_and_says_how_many_saw_to_it() {
    let mut told = told();
    told.push((REQUESTED, "phase.start-requested", json!({ "phase": 1 })));
    let by = "00000000-0000-0000-0000-000000000007";
    told.push((STARTED, "phase.started", json!({ "phase": 1, "requested_by": by })));
    let line = of(&told).phase_line(1, STARTED, &Against::new()).unwrap();
    let periods: Vec<_> = line
        .periods
        .iter()
        .map(|it| [it.state.as_str(), it.from.as_str(), it.until.as_str(), it.validation.as_str()])
        .collect();
    assert_eq!(
        periods,
        [
            ["planned", "2013-03-01", "2013-03-01", "single"],
            ["preparing", "2013-03-01", "2013-09-02", "single"],
            ["ready", "2013-09-02", "2013-10-01", "single"],
            ["active", "2013-10-01", "", "double"],
        ]
    );
    let before = of(&told).phase_line(1, REQUESTED, &Against::new()).unwrap();
    assert_eq!(before.state, "ready");
    assert!(of(&told).phase_line(1, PLANNED.yesterday().unwrap(), &Against::new()).is_none());
}

#[test]
fn each_answer_of_the_checklist_has_what_stands_behind_it() {
    let mut told = told();
    let informed = json!({ "phase": 1, "body": "CTN", "session": "CTN-18" });
    told.push((REQUESTED, "phase.body-informed", informed));
    let list = of(&told).readiness(1, STARTED, &Against::new()).unwrap();
    let item = |name: &str| list.to_start.iter().find(|item| item.item == name).unwrap();
    let informed = item("body_informed");
    assert_eq!((informed.state.as_str(), informed.detail.as_str()), ("met", "CTN-18"));
    assert_eq!(informed.proof.as_ref().unwrap().position, 3);
    assert_eq!(item("financing_effective").state, "unknown", "nobody said anything");
    assert!(item("first_activity").proof.is_none() && !list.ready);
    let before = of(&told).readiness(1, PLANNED, &Against::new()).unwrap();
    let informed = before.to_start.iter().find(|item| item.item == "body_informed").unwrap();
    assert_eq!(informed.state, "missing", "it was not informed yet");
}

#[test]
fn a_correction_that_waits_for_a_second_person_is_shown() {
    let amend = json!({
        "void": { "target": "00000000-0000-0000-0000-000000000007",
                  "name": "programmes.phase.started.v1", "reason": "Double saisie" },
    });
    let mut told = told();
    told.push((STARTED, "amendment.proposed", json!({ "amend": amend })));
    let waiting = of(&told).in_full(STARTED, &Against::new()).unwrap().amendments;
    let [one] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!((one.event.as_str(), one.field.as_str()), ("programmes.phase.started.v1", ""));
    assert_eq!(one.reason, "Double saisie");
    let rejected = json!({ "proposal": one.proposal, "reason": "Le PV dit autre chose" });
    told.push((STARTED, "amendment.rejected", rejected));
    assert!(of(&told).in_full(STARTED, &Against::new()).unwrap().amendments.is_empty());
}

#[test]
fn what_is_open_against_a_phase_is_named_and_holds_back_its_closing() {
    let closing = json!({ "phase": 1, "reason": "Fin", "by": "decision" });
    let mut told = told();
    told.push((STARTED, "phase.closing-begun", closing));
    let row = of(&told);
    assert_eq!((row.closing(REQUESTED), row.closing(STARTED)), (vec![], vec![1]));
    let item = |open: &[&str]| {
        let open = open.iter().map(|one| Open { reference: (*one).into(), ..Open::default() });
        let standing = Standing { open: open.collect(), basis: kernel::Basis::default() };
        let list = row.readiness(1, STARTED, &Against::from([(1, standing)])).unwrap();
        let found =
            list.to_close.into_iter().find(|item| item.item == "blockages_settled").unwrap();
        (found.state, found.detail, list.phase.unwrap().missing)
    };
    assert_eq!(item(&[]), ("met".into(), String::new(), 2));
    let two = item(&["ML-CTN-18-B1", "ML-CTN-18-B2"]);
    assert_eq!(two, ("missing".into(), "ML-CTN-18-B1, ML-CTN-18-B2".into(), 3));
    let unasked = row.readiness(1, STARTED, &Against::new()).unwrap();
    assert_eq!(unasked.to_close[1].state, "unknown", "nobody was asked");
}
