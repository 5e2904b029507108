//! Programmes, budget years and states as people call them, and the colours of states.

use proto::{jalon::v1::Money, programmes::v1 as pb};

use crate::{
    html::{Tone, encode},
    names,
    pages::{cards::joined, overview::Figure},
    table::Cell,
    typography,
    visit::Visit,
};

/// Between a programme and its budget year in an address: no code of a programme has it.
const APART: char = '~';

/// `P127328~2021`.
pub(super) fn exercise(programme: &str, exercise: &str) -> String {
    format!("{programme}{APART}{exercise}")
}

/// The programme and the budget year of such a reference.
pub(super) fn split(reference: &str) -> Option<(&str, &str)> {
    reference.split_once(APART)
}

/// The page of a budget year.
pub(super) fn to_exercise(line: &pb::ExerciseLine) -> String {
    format!("/exercice/{}", encode(&exercise(&line.programme, &line.exercise)))
}

/// What of its history made a figure.
pub(super) fn to_figure(line: &pb::ExerciseLine, figure: &str) -> String {
    format!("{}/historique?figure={figure}", to_exercise(line))
}

/// A state in its colour. One kind of thing at a time: a strategy that is adopted is less than a plan
/// that is.
pub(super) fn tone(kind: &str, state: &str) -> Tone {
    match (kind, state) {
        ("phase", "active")
        | ("plan", "in_force" | "revised")
        | ("activity", "under_way")
        | ("strategy", "adopted") => Tone::UnderWay,
        ("phase", "closed")
        | ("plan", "executed" | "closed_out")
        | ("statement", "locked")
        | ("achievement", "validated")
        | ("strategy", "in_force")
        | ("activity" | "recommendation", "done")
        | ("dissemination", "reported")
        | ("review", "followed_up")
        | ("verdict", "agrees")
        | ("migration", "decided") => Tone::Done,
        ("phase", "suspended" | "abandoned")
        | ("achievement", "returned")
        | ("statement", "discarded")
        | ("recommendation", "refused")
        | ("verdict", "contradicts") => Tone::Blocked,
        ("phase", "ready" | "closing")
        | ("plan", "submitted" | "adopted" | "no_objection_received")
        | ("statement", "imported" | "checked")
        | ("achievement", "reported")
        | ("strategy", "validated")
        | ("dissemination" | "review", "held")
        | ("review", "synthesised" | "recommending")
        | ("recommendation", "adopted" | "decided")
        | ("migration", "proposed") => Tone::Waiting,
        _ => Tone::NotYet,
    }
}

pub(super) fn state(v: &Visit, kind: &str, state: &str, note: String) -> Cell {
    Cell::State { tone: tone(kind, state), text: v.lang.label(kind, state), note }
}

/// `1ᵉʳ janvier 2016 – 31 décembre 2018`, or as much of it as is known.
pub(super) fn horizon(v: &Visit, starts_on: &str, ends_on: &str) -> String {
    match (starts_on, ends_on) {
        ("", "") => String::new(),
        (start, "") => v.say_of("since", v.day_short(start)),
        ("", end) => v.say_of("until", v.day_short(end)),
        (start, end) => format!("{} – {}", v.day_short(start), v.day_short(end)),
    }
}

/// `région` as the lists write it, in the reader's language.
pub(super) fn area_kind(v: &Visit, kind: &str) -> String {
    let known = v.lang.find_label("area-kind", &kind.replace('é', "e"));
    known.unwrap_or_else(|| kind.to_owned())
}

pub(super) fn named(areas: &[pb::CoveredArea]) -> String {
    areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// How many took part, and whether that is counted.
pub(super) fn people(v: &Visit, count: u32, approximate: bool) -> String {
    if count == 0 {
        return String::new();
    }
    let said = typography::integer(count.into(), v.lang);
    if approximate { v.say_of("about-count", said) } else { said }
}

/// `revue · recommandation · décision`, as far as a revision says where it comes from.
pub(super) fn chain(parts: [&str; 3]) -> String {
    let told: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(" → ")
}

/// Institutions that a document names, in words or by code.
pub(super) fn institutions<'a>(v: &Visit, all: impl IntoIterator<Item = &'a String>) -> String {
    let named = all.into_iter().filter(|one| !one.is_empty());
    joined(named.map(|one| names::institution(v, one)))
}

/// An amount at the head of a page, and what it leads to.
pub(super) fn amount(v: &Visit, key: &str, money: Option<&Money>, to: &str) -> Option<Figure> {
    let money = money?;
    let (number, unit) = typography::headline(money, v.lang);
    Some(Figure {
        label: v.say(key),
        number,
        unit,
        title: typography::money(money, v.lang),
        to: v.link(to),
        illustrative: false,
        more: String::new(),
    })
}

/// A rate at the head of a page.
pub(super) fn rate(v: &Visit, label: String, line: &pb::ExerciseLine) -> Option<Figure> {
    (!line.rate.is_empty()).then(|| Figure {
        label,
        number: typography::rate(&line.rate, v.lang),
        unit: v.say_of("ptba-until", v.day_short(&line.executed_until)),
        title: v.say("ptba-reckoned"),
        to: v.link(&to_figure(line, "rate")),
        illustrative: line.illustrative,
        more: String::new(),
    })
}

/// A count at the head of a page.
pub(super) fn count(v: &Visit, key: &str, number: usize, to: &str) -> Figure {
    Figure {
        label: v.say(key),
        number: typography::integer(u64::try_from(number).unwrap_or(u64::MAX), v.lang),
        unit: String::new(),
        title: String::new(),
        to: if to.is_empty() { String::new() } else { v.link(to) },
        illustrative: false,
        more: String::new(),
    }
}

/// `40 micro-projets`, a bare number for a program.
pub(super) fn measured(v: &Visit, value: &str, unit: &str) -> Cell {
    let said = typography::decimal(value, v.lang);
    let said = if unit.is_empty() || value.is_empty() {
        said
    } else {
        format!("{said}{}{unit}", typography::FIXED)
    };
    Cell::Told { said, plain: value.to_owned(), to: String::new() }
}
