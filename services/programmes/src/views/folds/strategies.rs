//! What a strategy is, and what has run out.

use std::collections::BTreeMap;

use super::*;
use crate::views::strategies::{Row, Strategies};

const DRAFTED: Date = date(2016, 1, 4);
const ENDS: Date = date(2018, 12, 31);

fn drafted(strategy: &str, kind: &str, implements: Option<&str>) -> Told {
    let data = json!({
        "strategy": strategy, "kind": kind, "title": strategy, "acronym": null,
        "horizon": { "starts_on": "2016-01-01", "ends_on": "2018-12-31" }, "owner": null,
        "implements": implements,
    });
    (DRAFTED, "strategy.drafted", data)
}

fn policy() -> Vec<Told> {
    vec![drafted("ML-PNPS", "policy", None), (DRAFTED, "strategy.in-force", json!({}))]
}

/// The policy and its plan, as their rows lie in the table.
fn rows(policy: &[Told], plan: &[Told]) -> BTreeMap<String, Row> {
    [policy, plan]
        .into_iter()
        .enumerate()
        .map(|(n, told)| (n.to_string(), row::<Strategies>(told)))
        .collect()
}

#[test]
fn a_policy_without_a_live_plan_says_so() {
    let mut plan = vec![drafted("ML-PAO", "action_plan", Some("ML-PNPS"))];
    let without = |plan: &[Told], on| {
        let rows = rows(&policy(), plan);
        rows["0"].line(&rows, on).unwrap().without_live_plan
    };
    assert!(!without(&plan, ENDS));
    plan.push((ENDS, "strategy.replaced", json!({ "replaced_by": "ML-PAO-2" })));
    assert!(without(&plan, ENDS), "its plan was replaced");
    let other = vec![drafted("ML-X", "action_plan", Some("ML-Y"))];
    assert!(without(&other, ENDS), "that plan is another's");
}

#[test]
fn a_horizon_that_has_passed_is_past_until_it_is_said_to_be_over() {
    let mut told = policy();
    let line = |told: &[Told], on| {
        let rows = rows(told, &[]);
        rows["0"].line(&rows, on).unwrap()
    };
    let after = ENDS.tomorrow().unwrap();
    assert!(!line(&told, ENDS).past_horizon && line(&told, after).past_horizon);
    told.push((after, "strategy.expired", json!({})));
    let over = line(&told, after);
    assert_eq!((over.state.as_str(), over.past_horizon), ("expired", false));
    assert!(!over.without_live_plan, "nothing is asked of what is over");
}

#[test]
fn horizons_that_contradict_each_other_are_both_kept() {
    let mut told = policy();
    let seen = |told: &[Told]| {
        let rows = rows(told, &[]);
        rows["0"].in_full(&rows, ENDS).unwrap()
    };
    let stated = |ends_on: &str| {
        (
            DRAFTED,
            "strategy.horizon-stated",
            json!({ "starts_on": "2016-01-01", "ends_on": ends_on }),
        )
    };
    told.push(stated("2018-12-31"));
    assert!(!seen(&told).line.unwrap().horizon_disputed, "it says the same");
    told.push(stated("2020-12-31"));
    let strategy = seen(&told);
    assert!(strategy.line.unwrap().horizon_disputed);
    assert_eq!(strategy.horizons.len(), 3);
}

#[test]
fn activities_are_late_while_they_are_open() {
    let mut told = policy();
    told.push((DRAFTED, "strategy.axis-defined", json!({ "axis": "1", "label": "Axe" })));
    told.push((
        DRAFTED,
        "strategy.measure-defined",
        json!({ "axis": "1", "measure": "1.1", "label": "Mesure" }),
    ));
    let activity = json!({
        "measure": "1.1", "activity": "1.1.1", "label": "Activité", "responsible": null,
        "due_on": "2017-12-31",
    });
    told.push((DRAFTED, "strategy.activity-defined", activity));
    let seen = |told: &[Told], on| {
        let rows = rows(told, &[]);
        let strategy = rows["0"].in_full(&rows, on).unwrap();
        (strategy.axes[0].measures[0].activities[0].clone(), strategy.line.unwrap().activities_done)
    };
    assert!(!seen(&told, date(2017, 12, 31)).0.overdue);
    assert!(seen(&told, date(2018, 1, 1)).0.overdue);
    let done = json!({ "activity": "1.1.1", "state": "done", "statement": null });
    told.push((ENDS, "strategy.activity-reported", done));
    let (activity, done) = seen(&told, ENDS);
    assert_eq!((activity.overdue, done), (false, 1));
}
