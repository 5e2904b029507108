//! Codes, states and amounts of partners as people say them.

use proto::{jalon::v1 as jalon, partners::v1 as pb};

use crate::{
    html::{Html, Tone, encode},
    names,
    pages::{
        overview::Figure,
        sheet::{At, Step},
    },
    table::Cell,
    typography,
    visit::Visit,
};

/// The word for a value of an enum of the contracts; nothing where it is unspecified.
pub(super) fn value(v: &Visit, name: &str) -> String {
    if name.ends_with("_UNSPECIFIED") {
        String::new()
    } else {
        v.lang.label_in("partners", "value", name)
    }
}

pub(super) fn service(v: &Visit, number: i32) -> String {
    value(v, pb::ServiceKind::try_from(number).unwrap_or_default().as_str_name())
}

pub(super) fn level(v: &Visit, number: i32) -> String {
    value(v, pb::ServiceLevel::try_from(number).unwrap_or_default().as_str_name())
}

pub(super) fn country(v: &Visit, code: &str) -> String {
    if code.is_empty() { String::new() } else { v.lang.label("country", code) }
}

/// A reference that leads to its page.
pub(super) fn reference(segment: &str, reference: &str) -> Cell {
    if reference.is_empty() {
        return Cell::Empty;
    }
    let to = format!("/{segment}/{}", encode(reference));
    Cell::Link { text: reference.to_owned(), to }
}

/// An institution by its short name, leading to its page.
pub(super) fn institution(v: &Visit, code: &str) -> Cell {
    if code.is_empty() {
        return Cell::Empty;
    }
    let to = format!("/partenaire/{}", encode(code));
    Cell::Link { text: names::institution(v, code), to }
}

/// Several, each leading to its page.
pub(super) fn institutions(v: &Visit, codes: &[String]) -> Html {
    let mut all = Html::default();
    for code in codes {
        if !all.is_empty() {
            all.push(&Html::text(", "));
        }
        all.push(&institution(v, code).html(v));
    }
    all
}

pub(super) fn state(v: &Visit, state: &str, note: impl Into<String>) -> Cell {
    Cell::State {
        tone: tone(state),
        text: v.lang.label_in("partners", "state", state),
        note: note.into(),
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "closed" | "reconciled" | "accepted" | "feedback_received" | "service_delivered" => {
            Tone::Done
        }
        "active" | "cash_received" | "matched" | "registered" => Tone::UnderWay,
        "suspended" | "terminated" | "revoked" | "declined" | "rejected" => Tone::Blocked,
        "negotiated" | "signed" | "requested" | "approved" | "authorised" | "pending" | "ended"
        | "prepared" | "shared" | "received" | "justified" | "referred" | "delivered" => {
            Tone::Waiting
        }
        _ => Tone::NotYet,
    }
}

/// An amount that leads to the events behind it.
pub(super) fn amount(money: Option<&jalon::Money>, illustrative: bool, to: String) -> Cell {
    match money {
        Some(money) => Cell::Figure { money: Some(money.clone()), to, illustrative },
        None => Cell::Empty,
    }
}

pub(super) fn number(count: Option<u32>) -> Cell {
    count.map_or(Cell::Empty, |count| Cell::Number(count.into()))
}

/// A count that may be beyond what a cell holds.
pub(super) fn whole(count: u64) -> Cell {
    Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// « Participants : environ 60 »
pub(super) fn output(v: &Visit, line: &pb::OutputLine) -> String {
    let Some(quantity) = line.quantity else { return line.label.clone() };
    let count = typography::integer(quantity.into(), v.lang);
    let count = if line.approximate { v.say_of("partners-about", count) } else { count };
    if line.label.is_empty() {
        return count;
    }
    v.lang.say_with("partners-output", [("label", line.label.clone()), ("count", count)])
}

/// A day, where it is known.
pub(super) fn when(v: &Visit, day: &str) -> String {
    if day.is_empty() { String::new() } else { v.date(day) }
}

/// From one day to another, as far as they are known.
pub(super) fn span(v: &Visit, from: &str, until: &str) -> String {
    match (from.is_empty(), until.is_empty()) {
        (true, true) => String::new(),
        (false, true) => v.say_of("partners-from", v.date(from)),
        (true, false) => v.say_of("partners-until", v.date(until)),
        (false, false) => {
            v.lang.say_with("partners-span", [("from", v.date(from)), ("until", v.date(until))])
        }
    }
}

/// The steps of a course. Where a source does not show one that must have been, it says so.
pub(super) fn steps(
    v: &Visit,
    course: &[&str],
    standing: &str,
    on: impl Fn(&str) -> Option<String>,
) -> Vec<Step> {
    // To be suspended is to be at the step that it interrupts.
    let at = if standing == "suspended" { "active" } else { standing };
    let reached = course.iter().position(|step| *step == at).or_else(|| {
        // Whatever ended it otherwise: as far as it had come.
        course.iter().rposition(|step| on(step).is_some())
    });
    let last = course.len().saturating_sub(1);
    let step = |(place, step): (usize, &&str)| {
        let here = reached == Some(place);
        let past = reached.is_some_and(|reached| place < reached);
        let gone = course.iter().all(|known| *known != at);
        let at = match (past, here) {
            (true, _) => At::Done,
            (_, true) if place == last || gone => At::Done,
            (_, true) => At::Now,
            (false, false) => At::Next,
        };
        let note = match on(step) {
            Some(day) if !day.is_empty() => v.day_short(&day),
            _ if past => v.say("partners-step-unstated"),
            _ => String::new(),
        };
        Step { label: v.lang.label_in("partners", "state", step), note: Html::text(&note), at }
    };
    course.iter().enumerate().map(step).collect()
}

/// A figure over a page.
pub(super) fn figure(v: &Visit, key: &str, number: impl Into<String>) -> Figure {
    Figure {
        label: v.say(key),
        number: number.into(),
        unit: String::new(),
        title: String::new(),
        to: String::new(),
        illustrative: false,
        more: String::new(),
    }
}

pub(super) fn counted(v: &Visit, key: &str, count: u64) -> Figure {
    figure(v, key, typography::integer(count, v.lang))
}

/// An amount over a page: rounded, with the exact one under the pointer.
pub(super) fn sum(v: &Visit, key: &str, money: &jalon::Money, illustrative: bool) -> Figure {
    let (number, unit) = typography::headline(money, v.lang);
    Figure { unit, title: typography::money(money, v.lang), illustrative, ..figure(v, key, number) }
}
