//! Sessions, bodies and what comes of them as people call them.

use proto::sessions::v1::{self as pb, officer::Role};

use crate::{
    dates,
    html::{Html, Tone, encode},
    lang::Lang,
    names,
    pages::cards::joined,
    table::Cell,
    typography::{FIXED, feminine},
    visit::Visit,
};

/// `18ᵉ session`, or the title of one without a number.
pub(super) fn title(line: &pb::session::Line, lang: Lang) -> String {
    let ordinary = line.kind() == pb::SessionKind::Ordinary && line.ordinal > 0;
    if !line.title.is_empty() && !ordinary {
        return line.title.clone();
    }
    let nth = match line.kind() {
        pb::SessionKind::Ordinary => Some("session-nth"),
        pb::SessionKind::Extraordinary => Some("session-nth-extraordinary"),
        pb::SessionKind::WrittenProcedure => Some("session-nth-written"),
        pb::SessionKind::Unspecified
        | pb::SessionKind::SectorReview
        | pb::SessionKind::Dissemination
        | pb::SessionKind::Workshop => None,
    };
    match nth.filter(|_| line.ordinal > 0) {
        Some(key) => lang.say_of(key, feminine(line.ordinal, lang)),
        None => format!("{} {}", kind(line.kind(), lang), line.label),
    }
}

pub(super) fn kind(kind: pb::SessionKind, lang: Lang) -> String {
    value(kind.as_str_name(), lang)
}

/// A value of the contracts of sessions, in words; nothing where it is unspecified.
pub(super) fn value(name: &str, lang: Lang) -> String {
    let known = !name.ends_with("_UNSPECIFIED");
    if known { lang.label_in("sessions", "value", name) } else { String::new() }
}

/// `26 – 28 septembre 2019`, as precise as it is known.
pub(super) fn when(v: &Visit, from: &str, until: &str) -> String {
    if from.is_empty() {
        return String::new();
    }
    if until.is_empty() || until == from {
        return v.date(from);
    }
    let days: (Option<jiff::civil::Date>, Option<jiff::civil::Date>) =
        (from.parse().ok(), until.parse().ok());
    match days {
        (Some(first), Some(last))
            if (first.year(), first.month()) == (last.year(), last.month()) =>
        {
            let day = first.day();
            // A joiner, or the line would break after the dash.
            format!("{day}{FIXED}–\u{2060}{FIXED}{}", dates::long(until, v.lang))
        }
        _ => format!("{} – {}", v.date(from), v.date(until)),
    }
}

pub(super) fn dated(v: &Visit, line: &pb::session::Line) -> String {
    let when = when(v, &line.from, &line.until);
    if when.is_empty() { v.say("session-undated") } else { when }
}

pub(super) fn place(line: &pb::session::Line) -> String {
    [&line.venue, &line.city]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Who presides, in the words of their offices.
pub(super) fn chaired(v: &Visit, officers: &[pb::session::Chair]) -> String {
    let presides = officers.iter().filter_map(|chair| chair.officer.as_ref());
    let presides = presides.filter(|one| matches!(one.role(), Role::Chair | Role::CoChair));
    let chairs: Vec<_> = presides.map(|one| office(v, one)).collect();
    match chairs.as_slice() {
        [] => String::new(),
        [one] => v.say_of("session-chaired", one),
        more => v.say_of("session-co-chaired", more.join(", ")),
    }
}

/// `Secrétaire générale (Gouverneur)`, with its institution where that is told.
pub(super) fn office(v: &Visit, officer: &pb::Officer) -> String {
    let institution = if officer.institution.is_empty() {
        String::new()
    } else {
        format!(" ({})", names::institution(v, &officer.institution))
    };
    let represents = if officer.represents.is_empty() {
        String::new()
    } else {
        format!(", {}", v.say_of("session-represents", &officer.represents))
    };
    let who = if officer.capacity.is_empty() && !officer.person.is_empty() {
        names::person(v, &officer.person)
    } else {
        officer.capacity.clone()
    };
    let name =
        if officer.name.is_empty() { String::new() } else { format!(" · {}", officer.name) };
    format!("{who}{institution}{represents}{name}")
}

/// A body by its acronym, which leads to its page.
pub(super) fn body(v: &Visit, reference: &str) -> Html {
    if reference.is_empty() {
        return Html::default();
    }
    let to = v.link(&format!("/instance/{}", encode(reference)));
    crate::html::link(&names::short(v, reference), &to)
}

/// A thing of any service: its page where it has one here.
pub(super) fn subject(v: &Visit, subject: &pb::Subject) -> Cell {
    use pb::subject::Kind;
    let kind = subject.kind();
    let called = |programme: &str| {
        let known = v.app.register.programme(programme);
        known.map_or(programme, |known| known.short(v.lang)).to_owned()
    };
    // `P127328/2` is the second phase of that programme.
    if let (Kind::Phase, Some((programme, number))) = (kind, subject.reference.split_once('/')) {
        return Cell::Link {
            text: joined([v.say_of("phases-number", number), called(programme)]),
            to: format!("/p/{}/phases", encode(programme)),
        };
    }
    let named = if kind == Kind::Programme {
        called(&subject.reference)
    } else {
        subject.reference.clone()
    };
    let text = joined([value(kind.as_str_name(), v.lang), named]);
    let reference = encode(&subject.reference);
    let to = match kind {
        Kind::Financing => format!("/accord/{reference}"),
        Kind::Programme => format!("/p/{reference}"),
        Kind::Collaboration => format!("/collaboration/{reference}"),
        Kind::Recommendation => format!("/recommandation/{reference}"),
        Kind::Session => format!("/session/{reference}"),
        Kind::Unspecified
        | Kind::Phase
        | Kind::Component
        | Kind::Workplan
        | Kind::Strategy
        | Kind::Sponsorship
        | Kind::Scope
        | Kind::Other => return Cell::text(text),
    };
    Cell::Link { text, to }
}

pub(super) fn subjects(v: &Visit, subjects: &[pb::Subject]) -> Cell {
    Cell::Several(subjects.iter().map(|one| subject(v, one)).collect())
}

/// Where a recommendation comes from, in words: its session or its mission.
pub(super) fn origin(v: &Visit, line: &pb::RecommendationLine) -> Cell {
    let label = v.lang.label("recommendation-origin", &line.origin);
    let missions = ["supervision", "external_audit", "internal_audit", "state_inspection"];
    // What financing says of its own audits is in no mission's report.
    let audited = |about: &pb::Subject| {
        about.kind() == pb::subject::Kind::Financing && about.reference == line.from
    };
    let place = match missions.contains(&line.origin.as_str()) {
        true if line.subjects.iter().any(audited) => "accord",
        true => "mission",
        false => "session",
    };
    let told = |from: String| joined([label.clone(), from, line.finding.clone()]);
    let plain = told(line.from.clone());
    if line.from.is_empty() {
        return Cell::text(plain);
    }
    let from = if place == "session" { names::short(v, &line.from) } else { line.from.clone() };
    let to = format!("/{place}/{}", encode(&line.from));
    Cell::named(Cell::Link { text: told(from), to }, plain)
}

pub(super) fn session(v: &Visit, reference: &str) -> Cell {
    if reference.is_empty() {
        return Cell::Empty;
    }
    let to = format!("/session/{}", encode(reference));
    Cell::named(Cell::Link { text: names::short(v, reference), to }, reference)
}

/// What colour a state has.
pub(super) fn tone(state: &str) -> Tone {
    match state {
        "closed" | "validated" | "published" | "verified" | "resolved" | "met" => Tone::Done,
        "open" | "in_progress" | "claimed" | "circulated" | "submitted" | "reported"
        | "accepted" => Tone::UnderWay,
        "convened"
        | "adopted"
        | "assigned"
        | "qualified"
        | "solution_proposed"
        | "solution_adopted"
        | "drafted"
        | "suspended"
        | "correction_requested"
        | "raised"
        | "responded"
        | "waived"
        | "unknown" => Tone::Waiting,
        "cancelled" | "refused" | "rejected" | "escalated" | "not_met" => Tone::Blocked,
        _ => Tone::NotYet,
    }
}

/// A state in words and in its colour.
pub(super) fn state(v: &Visit, kind: &str, state: &str) -> Html {
    crate::html::tag(tone(state), &v.lang.label(kind, state))
}

/// The same, as a cell.
pub(super) fn state_cell(v: &Visit, kind: &str, state: &str) -> Cell {
    Cell::State { tone: tone(state), text: v.lang.label(kind, state), note: String::new() }
}

/// As its age says it: late, or where it is.
pub(super) fn recommendation_state(v: &Visit, line: &pb::RecommendationLine) -> Cell {
    if line.overdue > 0 {
        let text = v.say_n("recommendation-overdue", line.overdue);
        return Cell::State { tone: Tone::Blocked, text, note: String::new() };
    }
    let state = line.state.as_str();
    // An open finding of a committee is not an open session: nothing has been done yet.
    let tone = if state == "closed" { Tone::Done } else { tone(state) };
    Cell::State { tone, text: v.lang.label("recommendation-state", state), note: String::new() }
}

/// What became of an item; `here` is the one they are at.
pub(super) fn conclusion(v: &Visit, item: &pb::session::Item, here: bool) -> Cell {
    let said = || names::decapitalised(&value(item.conclusion().as_str_name(), v.lang));
    let (tone, text) = match item.conclusion() {
        pb::Conclusion::Adopted | pb::Conclusion::Noted => (Tone::Done, said()),
        pb::Conclusion::Rejected => (Tone::Blocked, said()),
        pb::Conclusion::Deferred => (Tone::Waiting, said()),
        pb::Conclusion::Unspecified if item.withdrawn => (Tone::NotYet, v.say("item-withdrawn")),
        pb::Conclusion::Unspecified if here => (Tone::UnderWay, v.say("item-open")),
        pb::Conclusion::Unspecified => (Tone::NotYet, v.say("item-to-come")),
    };
    Cell::State { tone, text, note: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_feminine() {
        let line = |kind: pb::SessionKind| pb::session::Line {
            kind: kind.into(),
            ordinal: 1,
            ..Default::default()
        };
        let first = line(pb::SessionKind::Ordinary);
        assert_eq!(title(&first, Lang::Fr), "1ʳᵉ session");
        assert_eq!(title(&first, Lang::En), "1st session");
        let written = line(pb::SessionKind::WrittenProcedure);
        assert_eq!(title(&written, Lang::Fr), "1ʳᵉ procédure écrite");
    }
}
