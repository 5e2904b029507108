//! What views make of a budget year, told as stories.

use jiff::civil::{Date, date};
use kernel::{AsOf, Currency, Fact, Hash, Origin, Projection, Total, as_seen, fold_all};

use super::exercises::{Exercises, Row};
use crate::{
    exercise::{
        Event, Opening,
        expenditure::{self, Imported, Named, Period},
        line::Line,
        plan::{self, LinesStaged, Submitted},
    },
    testing::{code, done, francs, key},
};

const VOTED: Date = date(2021, 6, 1);
const TYPED: Date = date(2021, 7, 5);

fn line(source: &str, units: i64) -> Line {
    let nothing = francs(0).units;
    Line {
        row: 1,
        activity: key("1.1"),
        label: "Transferts".into(),
        component: None,
        area: None,
        source: key(source),
        amounts: [francs(units).units, nothing, nothing, nothing, nothing],
        target: None,
        unit: None,
    }
}

fn entry(source: &str, day: Date, units: i64) -> expenditure::Line {
    expenditure::Line {
        row: 1,
        reference: key(&format!("{source}/{day}")),
        label: None,
        activity: None,
        component: None,
        source: source.parse().ok(),
        category: Some("2".into()),
        area: None,
        contract: None,
        incurred_on: Some(day),
        amount: francs(units).units,
    }
}

/// A plan that was voted on 1 June and typed on 5 July, and what was spent of it in June.
fn year() -> Vec<Fact<Event>> {
    let opening = Opening {
        programme: code("P127328"),
        exercise: key("2021"),
        starts_on: date(2021, 1, 1),
        ends_on: date(2021, 12, 31),
        currency: Currency::Xof,
        no_objection_from: Vec::new(),
    };
    let lines = vec![line("D3480", 600), Line { activity: key("1.2"), ..line("ETAT", 400) }];
    let hash = Hash([1; 32]);
    let submitted =
        Submitted { staging: key("v1"), lines: 2, hash, planned: francs(1_000), title: None };
    let entries = vec![entry("D3480", date(2021, 2, 1), 150), entry("", date(2021, 5, 1), 50)];
    let imported = Imported {
        statement: key("S1"),
        staging: key("s1"),
        lines: 2,
        hash,
        period: Period { starts_on: date(2021, 1, 1), ends_on: date(2021, 5, 31) },
        source: "TOMPRO".into(),
        total: francs(200),
        mapping: None,
    };
    let staged = LinesStaged { staging: key("v1"), chunk: 0, lines, given_up: vec![] };
    let staged_entries =
        expenditure::LinesStaged { staging: key("s1"), chunk: 0, lines: entries, given_up: vec![] };
    told([
        done(VOTED, plan::Event::Opened(opening)),
        done(TYPED, plan::Event::LinesStaged(staged)),
        done(VOTED, plan::Event::Submitted(submitted)),
        done(TYPED, expenditure::Event::LinesStaged(staged_entries)),
        done(VOTED, expenditure::Event::Imported(imported)),
        done(VOTED, expenditure::Event::Checked(Named { statement: key("S1") })),
    ])
}

fn told(facts: impl IntoIterator<Item = Fact<Event>>) -> Vec<Fact<Event>> {
    (0..).zip(facts).map(|(position, fact)| Fact { position, ..fact }).collect()
}

fn seen(facts: Vec<Fact<Event>>, as_of: AsOf) -> Row {
    let stream = Exercises::keys(&facts[0]).remove(0);
    fold_all::<Exercises>(&as_seen(facts, as_of)).remove(&stream).unwrap()
}

fn total(units: i64) -> Total {
    Total::from(francs(units).units)
}

#[test]
fn a_plan_that_was_typed_after_its_day_has_its_lines() {
    for effective in [None, Some(VOTED)] {
        let row = seen(year(), AsOf { effective, ..AsOf::default() });
        assert_eq!((row.total(), row.executed(None)), (Some(total(1_000)), Some(total(200))));
    }
}

#[test]
fn what_a_source_paid_stands_beside_what_it_was_to_pay() {
    let execution = seen(year(), AsOf::default()).execution(TYPED, &|_, _| String::new(), &[]);
    let slices = execution.unwrap().by_source;
    let told: Vec<_> = slices.iter().map(|it| (it.key.as_str(), it.rate.as_str())).collect();
    assert_eq!(told, [("", ""), ("D3480", "25.00"), ("ETAT", "0.00")]);
}

#[test]
fn quarters_are_those_of_the_days_that_the_accounts_give() {
    let execution = seen(year(), AsOf::default()).execution(TYPED, &|_, _| String::new(), &[]);
    let amount = |quarter: &str| {
        let slices = &execution.as_ref().unwrap().by_quarter;
        let slice = slices.iter().find(|slice| slice.key == quarter);
        slice.and_then(|slice| slice.executed.as_ref()).map(|money| money.amount.clone())
    };
    assert_eq!(amount("1").as_deref(), Some("150"));
    assert_eq!(amount("2").as_deref(), Some("50"));
}

#[test]
fn a_statement_counts_once_it_is_checked_and_a_source_as_it_states_it() {
    let mut facts = year();
    facts.pop();
    assert_eq!(seen(facts.clone(), AsOf::default()).executed(None), None);
    for fact in &mut facts {
        std::sync::Arc::make_mut(&mut fact.meta).origin = Origin::Import;
    }
    assert_eq!(seen(facts, AsOf::default()).executed(None), Some(total(200)));
}
