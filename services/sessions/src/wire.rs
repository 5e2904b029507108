//! Protobuf to domain. Parses; never decides.
//!
//! What only another stream knows is left empty here, and asked for by the edge.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a request with nothing to misread is read like any other"
)]

pub(crate) mod blockage;
pub(crate) mod body;
pub(crate) mod minutes;
pub(crate) mod mission;
pub(crate) mod recommendation;
pub(crate) mod session;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use kernel::{Code, Effective, Evidence, Explain, Hash, Id};
use proto::{jalon::v1 as pb_act, sessions::v1 as pb};
use runtime::{
    Malformed, choices, optional,
    wire::{
        Correction, Parsed, chosen, correct_fact, explain_anomaly, optional_date, optional_text,
        reference, some, text, void_entry,
    },
};

use crate::{
    blockage::Blockage,
    body::Body,
    mission::Mission,
    recommendation::Recommendation,
    session::Session,
    value::{Dates, Doubt, Subject, SubjectKind},
};

choices! {
    pb::subject::Kind => SubjectKind {
        Programme, Phase, Component, Workplan, Strategy, Financing, Collaboration, Sponsorship,
        Scope, Other, Recommendation, Session,
    }
    pb::flag_date_request::Doubt => Doubt { Weekday, YearInferred, Contradicted, SourcesDiffer, }
}

pub(crate) fn to_body(text: &str) -> Parsed<Id<Body>> {
    reference(text, "body").map(|code| Body::id(&code))
}

pub(crate) fn to_session(text: &str) -> Parsed<Id<Session>> {
    reference(text, "session").map(|code| Session::id(&code))
}

pub(crate) fn to_recommendation(text: &str) -> Parsed<Id<Recommendation>> {
    reference(text, "recommendation").map(|code| Recommendation::id(&code))
}

pub(crate) fn to_blockage(text: &str) -> Parsed<Id<Blockage>> {
    reference(text, "blockage").map(|code| Blockage::id(&code))
}

pub(crate) fn to_mission(text: &str) -> Parsed<Id<Mission>> {
    reference(text, "mission").map(|code| Mission::id(&code))
}

fn codes(codes: &[String], field: &'static str) -> Parsed<Vec<Code>> {
    codes.iter().filter_map(|code| some(code)).map(|code| reference(code, field)).collect()
}

pub(crate) fn subject(subject: &pb::Subject, field: &'static str) -> Parsed<Subject> {
    Ok(Subject {
        kind: chosen(subject.kind, field)?,
        reference: text(&subject.reference, field)?.to_uppercase(),
    })
}

fn subjects(subjects: &[pb::Subject]) -> Parsed<Vec<Subject>> {
    subjects.iter().map(|it| subject(it, "subjects")).collect()
}

fn effective(text: &str, field: &'static str) -> Parsed<Option<Effective>> {
    let effective: Option<Effective> = optional(text.trim(), Malformed::Date(field))?;
    let near = effective.is_none_or(|it| (1900..=2200).contains(&it.on.year()));
    if near { Ok(effective) } else { Err(Malformed::Date(field)) }
}

fn dates(dates: Option<&pb::Dates>) -> Parsed<Option<Dates>> {
    let Some(dates) = dates else { return Ok(None) };
    Ok(Some(Dates {
        from: effective(&dates.from, "dates.from")?,
        until: optional_date(&dates.until, "dates.until")?,
        weekday: optional(dates.weekday.trim(), Malformed::Weekday("dates.weekday"))?,
        year_inferred: dates.year_inferred,
        printed: optional_text(&dates.printed),
    }))
}

fn hash(text: &str, field: &'static str) -> Parsed<Option<Hash>> {
    optional(text.trim(), Malformed::Id(field))
}

fn document(given: &pb_act::Evidence) -> Parsed<Evidence> {
    Ok(Evidence {
        title: text(&given.title, "agenda.documents.title")?,
        reference: optional_text(&given.reference),
        document: hash(&given.document, "agenda.documents.document")?,
        language: optional_text(&given.language),
        page: optional_text(&given.page),
        url: optional_text(&given.url),
    })
}

/// The day of a question, as precise as a day.
pub(crate) fn day(text: &str, field: &'static str) -> Parsed<Option<Date>> {
    optional_date(text, field)
}

/// Every service has these two, with a name of its own for what they are about.
macro_rules! corrections {
    ($($correct:ident($correcting:ident), $void:ident($voiding:ident);)+) => {$(
        pub(crate) fn $correct(request: &pb::$correcting) -> Parsed<Correction> {
            let pb::$correcting { event_id, field, from, to, reason, .. } = request;
            correct_fact(event_id, field, [from, to], reason)
        }

        pub(crate) fn $void(request: &pb::$voiding) -> Parsed<Correction> {
            void_entry(&request.event_id, &request.reason)
        }
    )+};
}

corrections! {
    correct_body_fact(CorrectBodyFactRequest), void_body_entry(VoidBodyEntryRequest);
    correct_session_fact(CorrectSessionFactRequest), void_session_entry(VoidSessionEntryRequest);
    correct_recommendation_fact(CorrectRecommendationFactRequest),
        void_recommendation_entry(VoidRecommendationEntryRequest);
    correct_blockage_fact(CorrectBlockageFactRequest), void_blockage_entry(VoidBlockageEntryRequest);
    correct_mission_fact(CorrectMissionFactRequest), void_mission_entry(VoidMissionEntryRequest);
}

pub(crate) fn explain_mission_anomaly(
    request: &pb::ExplainMissionAnomalyRequest,
) -> Parsed<Explain> {
    explain_anomaly(&request.anomaly, &request.explanation)
}
