//! Indicators, and what became of what was reported.

use std::sync::Arc;

use kernel::Origin;

use super::*;
use crate::views::frameworks::Frameworks;

const DEFINED: Date = date(2013, 3, 1);
const REPORTED: Date = date(2019, 12, 31);

fn told() -> Vec<Told> {
    let defined = json!({
        "indicator": "menages", "label": "Ménages", "definition": null, "unit": "ménages",
        "baseline": null, "disaggregations": [], "component": "1",
    });
    let target =
        |by: &str, value: &str| json!({ "indicator": "menages", "by": by, "value": value });
    vec![
        (DEFINED, "indicator.defined", defined),
        (DEFINED, "indicator.target-set", target("2016-12-31", "10000")),
        (DEFINED, "indicator.target-set", target("2019-12-31", "80000")),
    ]
}

fn reported(value: &str) -> Told {
    let data = json!({
        "indicator": "menages", "period": "2019", "value": value, "shares": [], "approximate": false,
    });
    (REPORTED, "achievement.reported", data)
}

fn judged(name: &'static str) -> Told {
    (REPORTED, name, json!({ "indicator": "menages", "period": "2019", "reason": "source ?" }))
}

fn of(told: &[Told]) -> proto::programmes::v1::Results {
    row::<Frameworks>(told).results("P127328")
}

#[test]
fn a_value_is_returned_reported_again_and_validated() {
    let mut told = told();
    told.push(reported("7916"));
    let value = |told: &[Told]| of(told).indicators[0].achievements[0].clone();
    assert_eq!(value(&told).state, "reported");
    told.push(judged("achievement.returned"));
    assert_eq!(
        (value(&told).state.as_str(), value(&told).reason.as_str()),
        ("returned", "source ?")
    );
    told.push(reported("79168"));
    let again = value(&told);
    assert_eq!((again.value.as_str(), again.state.as_str()), ("79168", "reported"));
    assert_eq!(again.reason, "", "that was of the other value");
    told.push((
        REPORTED,
        "achievement.validated",
        json!({ "indicator": "menages", "period": "2019" }),
    ));
    assert_eq!(value(&told).state, "validated");
    assert!(!value(&told).validation_undocumented);
    assert_eq!(of(&told).indicators[0].achievements.len(), 1, "a period has one value");
}

#[test]
fn it_is_measured_against_the_target_that_comes_next() {
    let mut told = told();
    told.push(reported("79168"));
    assert_eq!(of(&told).indicators[0].achievements[0].of_target, "98.96");
}

#[test]
fn a_period_is_locked_until_it_is_reopened() {
    let mut told = told();
    told.push(reported("79168"));
    told.push((REPORTED, "achievement.period-locked", json!({ "period": "2019" })));
    assert_eq!(of(&told).locked_periods, ["2019"]);
    assert!(of(&told).indicators[0].achievements[0].locked);
    let reopened = json!({ "period": "2019", "reason": "Erreur" });
    told.push((REPORTED, "achievement.period-reopened", reopened));
    assert!(of(&told).locked_periods.is_empty());
}

#[test]
fn what_nobody_defined_is_let_be() {
    assert!(of(&[reported("1")]).indicators.is_empty());
}

#[test]
fn a_value_of_an_import_waits_for_nobody_unless_its_source_says_so() {
    let import = |told: &[Told]| {
        let mut facts = facts::<Frameworks>(told);
        for fact in &mut facts {
            Arc::make_mut(&mut fact.meta).origin = Origin::Import;
        }
        let row = fold_all::<Frameworks>(&facts).into_values().next().unwrap();
        row.results("P127328").indicators[0].achievements[0].clone()
    };
    let mut told = told();
    told.push(reported("79168"));
    let value = import(&told);
    assert_eq!((value.state.as_str(), value.validation_undocumented), ("reported", true));
    assert!(!of(&told).indicators[0].achievements[0].validation_undocumented, "ours waits");
    told.push(judged("achievement.returned"));
    assert_eq!(import(&told).state, "returned", "its source says what became of it");
}
