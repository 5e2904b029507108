//! Protobuf to domain. Parses; never decides.
//!
//! A field that cannot be read is refused by its name. Cells of a sheet are not read here: the rule
//! that takes a row tells which one is wrong.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a request with nothing to misread is read like any other"
)]

pub(crate) mod areas;
pub(crate) mod correction;
pub(crate) mod exercise;
pub(crate) mod phase;
pub(crate) mod programme;
pub(crate) mod results;
pub(crate) mod review;
pub(crate) mod strategy;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::{Code, Hash, Id};
use runtime::{
    Malformed,
    wire::{self, Parsed},
};

use crate::{
    areas::Areas, dissemination::Dissemination, exercise::Exercise, key::ExerciseKey,
    programme::Programme, results::Results, review::Review, strategy::Strategy,
};

/// The programme that people call `text`.
pub(crate) fn code(text: &str) -> Parsed<Code> {
    wire::reference(text, "programme")
}

pub(crate) fn of_programme(text: &str) -> Parsed<Id<Programme>> {
    code(text).map(|code| Programme::id(&code))
}

pub(crate) fn of_results(text: &str) -> Parsed<Id<Results>> {
    code(text).map(|code| Results::id(&code))
}

pub(crate) fn of_exercise(programme: &str, exercise: &str) -> Parsed<Id<Exercise>> {
    let exercise: ExerciseKey = wire::key(exercise, "exercise")?;
    Ok(Exercise::id(&code(programme)?, &exercise))
}

/// ISO 3166-1 alpha-2.
pub(crate) fn country(text: &str) -> Parsed<Code> {
    let country = wire::reference(text, "country")?;
    if country.as_str().len() == 2 { Ok(country) } else { Err(Malformed::Code("country")) }
}

pub(crate) fn of_areas(text: &str) -> Parsed<Id<Areas>> {
    country(text).map(|country| Areas::id(&country))
}

pub(crate) fn of_strategy(text: &str) -> Parsed<Id<Strategy>> {
    wire::reference(text, "strategy").map(|reference| Strategy::id(&reference))
}

pub(crate) fn of_dissemination(text: &str) -> Parsed<Id<Dissemination>> {
    wire::reference(text, "dissemination").map(|reference| Dissemination::id(&reference))
}

pub(crate) fn of_review(text: &str) -> Parsed<Id<Review>> {
    wire::reference(text, "review").map(|reference| Review::id(&reference))
}

/// References of the registry of areas.
fn zones(areas: &[String]) -> Parsed<BTreeSet<Code>> {
    references(areas, "areas").map(|areas| areas.into_iter().collect())
}

fn references(texts: &[String], field: &'static str) -> Parsed<Vec<Code>> {
    let said = texts.iter().filter_map(|text| wire::some(text));
    said.map(|text| wire::reference(text, field)).collect()
}

fn optional_hash(text: &str) -> Parsed<Option<Hash>> {
    runtime::optional(text.trim(), Malformed::Id("hash"))
}

/// A day, or a year of which it is the first or the last day.
fn bound(text: &str, field: &'static str, last: bool) -> Parsed<Option<Date>> {
    let text = text.trim();
    if text.len() == 4 {
        let year: i16 = text.parse().map_err(|_| Malformed::Date(field))?;
        if !(1900..=2200).contains(&year) {
            return Err(Malformed::Date(field));
        }
        return Ok(Some(if last { date(year, 12, 31) } else { date(year, 1, 1) }));
    }
    wire::optional_date(text, field)
}
