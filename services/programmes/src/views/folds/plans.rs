//! Budget years: what is planned, what is spent, and by whom it is seen.

use super::*;
use crate::{
    exercise::plan::State,
    views::exercises::{Exercises, Row},
};

const OPENED: Date = date(2021, 1, 4);
const DAY: Date = date(2021, 3, 1);
const LATER: Date = date(2021, 6, 1);
const HASH: &str = "abababababababababababababababababababababababababababababababab";

fn opened() -> Told {
    let year = json!({
        "programme": "P127328", "exercise": "2021", "starts_on": "2021-01-01",
        "ends_on": "2021-12-31", "currency": "XOF", "no_objection_from": ["D3480"],
    });
    (OPENED, "workplan.exercise-opened", year)
}

fn staged(staging: &str, chunk: u32, amounts: [i64; 5]) -> Told {
    let line = json!({
        "row": 1, "activity": "1.1", "label": "Transferts", "component": "1", "area": "ML2-BLA",
        "source": "D3480", "amounts": amounts, "target": null, "unit": null,
    });
    let data = json!({ "staging": staging, "chunk": chunk, "lines": [line] });
    (DAY, "workplan.lines-staged", data)
}

fn francs(units: i64) -> Value {
    json!({ "units": units, "currency": "XOF", "exponent": 0 })
}

fn submitted(staging: &str, units: i64) -> Told {
    let data = json!({
        "staging": staging, "lines": 1, "hash": HASH, "planned": francs(units), "title": null,
    });
    (DAY, "workplan.submitted", data)
}

fn revised(staging: &str, units: i64) -> Told {
    let cause = json!({ "kind": "review", "review": "R", "recommendation": "R1", "decision": "D" });
    let data = json!({
        "revision": 1, "staging": staging, "lines": 1, "hash": HASH, "planned": francs(units),
        "reason": "Revue", "cause": cause,
    });
    (LATER, "workplan.revised", data)
}

fn adopted() -> Told {
    (DAY, "workplan.adopted", json!({ "body": "CNP", "decision": "CNP-16/1", "session": null }))
}

fn of(told: &[Told]) -> Row {
    row::<Exercises>(told)
}

fn total(row: &Row) -> Option<i128> {
    row.total().map(i128::from)
}

#[test]
fn what_is_staged_is_no_plan_until_it_is_submitted() {
    let mut told =
        vec![opened(), staged("v1", 0, [1, 2, 0, 0, 4]), staged("v1", 1, [0, 0, 8, 0, 0])];
    assert_eq!(total(&of(&told)), None);
    told.push(submitted("v1", 15));
    let row = of(&told);
    assert_eq!(total(&row), Some(15), "of both chunks");
    let quarters: Vec<_> = row.planned.by_quarter.values().map(|sum| i128::from(*sum)).collect();
    assert_eq!(quarters, [4, 1, 2, 8, 0], "what is not split comes first");
    assert_eq!(i128::from(row.planned.by_source["D3480"]), 15);
    // Submitted again before anybody adopted it, the first was never a plan.
    told.extend([staged("v2", 0, [7, 0, 0, 0, 0]), submitted("v2", 7)]);
    let row = of(&told);
    assert_eq!((total(&row), row.revisions.len()), (Some(7), 1));
}

/// A chunk that is sent twice is there once.
#[test]
fn a_chunk_takes_the_place_of_itself() {
    let told = [opened(), staged("v1", 0, [1; 5]), staged("v1", 0, [2; 5]), submitted("v1", 10)];
    assert_eq!(total(&of(&told)), Some(10));
}

#[test]
fn what_is_given_up_is_kept_no_longer() {
    let mut second = staged("v2", 0, [2; 5]);
    second.2["given_up"] = json!(["v1"]);
    let told = [opened(), staged("v1", 0, [1; 5]), second];
    assert_eq!(of(&told), of(&[opened(), staged("v2", 0, [2; 5])]));
}

#[test]
fn a_revision_keeps_what_was_before_it_and_says_why() {
    let told = [
        opened(),
        staged("v1", 0, [1; 5]),
        submitted("v1", 5),
        adopted(),
        staged("v2", 0, [2; 5]),
        revised("v2", 10),
    ];
    let row = of(&told);
    assert_eq!(total(&row), Some(10));
    let sums: Vec<_> = row.revisions.iter().map(|it| i128::from(it.planned)).collect();
    assert_eq!(sums, [5, 10]);
    let cause = row.revisions[1].cause.as_ref().unwrap();
    assert_eq!(cause.recommendation.as_ref().unwrap().as_str(), "R1");
    for (on, state) in [
        (OPENED, State::Draft),
        (DAY, State::Adopted),
        (LATER.yesterday().unwrap(), State::Adopted),
        (LATER, State::Revised),
    ] {
        assert_eq!(row.state(on), state, "{on}");
    }
}

#[test]
fn a_no_objection_changes_the_state_of_an_adopted_plan_only() {
    let answered = (
        DAY,
        "workplan.no-objection-received",
        json!({ "financing": "D3480", "reference": "ANO 3" }),
    );
    let mut told = vec![opened(), staged("v1", 0, [1; 5]), submitted("v1", 5), answered.clone()];
    assert_eq!(of(&told).latest(), State::Submitted);
    told.extend([adopted(), answered]);
    assert_eq!(of(&told).latest(), State::NoObjectionReceived);
}

/// Imported by one person and checked by another: it counts.
fn spent(statement: &str, until: &str, amount: i64) -> [Told; 3] {
    let line = json!({
        "row": 1, "reference": "A1", "label": "Facture", "activity": null, "component": "1",
        "category": "2A", "area": null, "contract": null, "incurred_on": "2021-03-01",
        "amount": amount,
    });
    let lines = json!({ "staging": statement, "chunk": 0, "lines": [line] });
    let imported = json!({
        "statement": statement, "staging": statement, "lines": 1, "hash": HASH,
        "period": { "starts_on": "2021-01-01", "ends_on": until }, "source": "TOMPRO",
        "total": { "units": amount, "currency": "XOF", "exponent": 0 }, "mapping": null,
    });
    [
        (DAY, "expenditure.lines-staged", lines),
        (DAY, "expenditure.imported", imported),
        (DAY, "expenditure.checked", json!({ "statement": statement })),
    ]
}

#[test]
fn statements_count_while_they_stand_and_within_their_period() {
    let mut told = vec![opened()];
    assert_eq!(of(&told).executed(None), None, "nobody recorded anything");
    told.extend(spent("T1", "2021-03-31", 40));
    told.extend(spent("T2", "2021-06-30", 2));
    let spent_by = |told: &[Told], until| of(told).executed(until).map(i128::from);
    assert_eq!(spent_by(&told, None), Some(42));
    assert_eq!(spent_by(&told, Some(date(2021, 3, 31))), Some(40));
    assert_eq!(spent_by(&told, Some(date(2021, 3, 30))), None);
    told.push((LATER, "expenditure.discarded", json!({ "statement": "T1", "reason": "Double" })));
    assert_eq!(spent_by(&told, None), Some(2));
    let row = of(&told);
    let year = row.opening.as_ref().unwrap();
    let quarters = row.statements.values().next().unwrap().sums.spent_by_quarter(year);
    assert_eq!(quarters.keys().copied().collect::<Vec<_>>(), [1], "of the day it was incurred");
}

#[test]
fn a_review_reads_the_programmes_it_looks_at() {
    let mut told = vec![opened(), staged("v1", 0, [1; 5]), submitted("v1", 5)];
    told.extend(spent("T1", "2021-03-31", 40));
    let row = of(&told);
    let reading = row.reading(&[code("P127328")], 9).unwrap();
    assert_eq!(reading.planned.unwrap().to_string(), "5 XOF");
    assert_eq!((reading.executed.unwrap().to_string(), reading.position), ("40 XOF".into(), 9));
    assert!(row.reading(&[code("P1")], 9).is_none());
}
