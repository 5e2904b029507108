//! The facts behind a figure, in the order of effect, and what each made of it.
//!
//! A figure is read from the row that the facts lead to, fact by fact: an entry is a fact that made
//! it another than it was. So the last entry of a history is always what the views show.

use kernel::{Currency, Fact, Projection, Stored, Total};
use proto::jalon::v1::Entry;
use runtime::{
    Malformed,
    view::{entry, sum},
};

use super::{areas, exercises, frameworks, programmes, strategies, text};
use crate::rate::rate;

/// What a figure is at some point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    money: Option<(Total, Currency)>,
    text: String,
}

/// Reads a figure from the row of a stream.
pub(super) type Figure<R> = Box<dyn Fn(&R) -> Value + Send>;

fn said<R>(read: impl Fn(&R) -> String + Send + 'static) -> Figure<R> {
    Box::new(move |row| Value { money: None, text: read(row) })
}

fn wrong() -> Malformed {
    Malformed::Enum("figure")
}

/// The thing that a figure is of: `indicator/menages`.
fn named(figure: &str, kind: &str) -> Option<String> {
    let name = figure.strip_prefix(kind)?.strip_prefix('/')?;
    (!name.is_empty()).then(|| name.to_owned())
}

pub(super) fn of_exercise(figure: &str) -> Result<Figure<exercises::Row>, Malformed> {
    let money = |read: fn(&exercises::Row) -> Option<Total>| -> Figure<exercises::Row> {
        Box::new(move |row| {
            let currency = row.opening.as_ref().map(|opening| opening.currency);
            Value { money: read(row).zip(currency), text: String::new() }
        })
    };
    Ok(match figure {
        "planned" => money(exercises::Row::total),
        "executed" => money(|row| row.executed(None)),
        "rate" => said(|row: &exercises::Row| {
            text(row.executed(None).zip(row.total()).and_then(|(spent, all)| rate(spent, all)))
        }),
        "state" => said(|row: &exercises::Row| row.latest().to_string()),
        _ => return Err(wrong()),
    })
}

pub(super) fn of_programme(figure: &str) -> Result<Figure<programmes::Row>, Malformed> {
    if figure == "scope" {
        return Ok(said(|row: &programmes::Row| {
            let covered = row.state.scope.covered_on(jiff::civil::Date::MAX);
            covered.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }));
    }
    let phase = named(figure, "phase").and_then(|number| number.parse::<u32>().ok());
    let phase = phase.ok_or_else(wrong)?;
    Ok(said(move |row: &programmes::Row| {
        let phase = row.state.phases.get(&phase);
        text(phase.and_then(|phase| phase.state_on(jiff::civil::Date::MAX)))
    }))
}

pub(super) fn of_results(figure: &str) -> Result<Figure<frameworks::Row>, Malformed> {
    let indicator = named(figure, "indicator").ok_or_else(wrong)?;
    Ok(said(move |row: &frameworks::Row| row.values(&indicator)))
}

pub(super) fn of_areas(figure: &str) -> Result<Figure<areas::Row>, Malformed> {
    let area = named(figure, "area").ok_or_else(wrong)?;
    let area = area.to_uppercase().parse().map_err(|_| wrong())?;
    Ok(said(move |row: &areas::Row| row.told(&area)))
}

pub(super) fn of_strategy(figure: &str) -> Result<Figure<strategies::Row>, Malformed> {
    match figure {
        "state" => Ok(said(|row: &strategies::Row| row.state().to_string())),
        _ => Err(wrong()),
    }
}

/// All facts, or those that made a figure another than it was.
pub(super) fn follow<P>(facts: &[Fact<P::Event>], figure: Option<&Figure<P::Row>>) -> Vec<Entry>
where
    P: Projection,
    P::Event: Stored,
{
    let Some(figure) = figure else { return facts.iter().map(entry).collect() };
    let (mut row, mut before, mut told) = (P::Row::default(), Value::default(), Vec::new());
    for fact in facts {
        for key in P::keys(fact) {
            P::fold(&key, &mut row, fact);
        }
        let now = figure(&row);
        if now == before {
            continue;
        }
        // What is in another currency than before is new as a whole.
        let earlier = before
            .money
            .filter(|(_, currency)| now.money.is_some_and(|(_, other)| other == *currency));
        let earlier = earlier.map_or(Total::ZERO, |(total, _)| total);
        told.push(Entry {
            change: now.money.map(|(total, currency)| sum(total - earlier, currency)),
            after: now.money.map(|(total, currency)| sum(total, currency)),
            value: now.text.clone(),
            ..entry(fact)
        });
        before = now;
    }
    told
}
