//! Where documents are made known, and where a sector looks at itself.

use proto::programmes::v1 as pb;
use runtime::wire::{
    Parsed, chosen, key, number, optional_choice, optional_reference, optional_text, reference,
    text, texts,
};

use super::references;
use crate::{
    dissemination::{self, meeting},
    review::{
        Command,
        recommendation::{FollowedUp, Outcome, Recommendation},
        sitting::{Announcement, Cadence, Held, Synthesis},
    },
};

runtime::choices! {
    pb::Cadence => Cadence { Quarterly, Semestrial, Annual, }
    pb::ReviewOutcome => Outcome { Decided, Done, Refused, Overtaken, }
}

/// 0 is a count that nobody made.
fn counted(count: u32) -> Option<u32> {
    (count > 0).then_some(count)
}

pub(crate) fn plan(request: &pb::PlanDisseminationRequest) -> Parsed<dissemination::Command> {
    Ok(dissemination::Command::Plan(meeting::Plan {
        dissemination: reference(&request.dissemination, "dissemination")?,
        title: text(&request.title, "title")?,
        theme: optional_text(&request.theme),
        occasion: optional_text(&request.occasion),
        organiser: optional_text(&request.organiser),
        sponsor: optional_text(&request.sponsor),
        documents: references(&request.documents, "documents")?.into_iter().collect(),
        audience: texts(&request.audience),
        objectives: texts(&request.objectives),
        place: optional_text(&request.place),
    }))
}

pub(crate) fn held(request: &pb::RecordDisseminationHeldRequest) -> Parsed<dissemination::Command> {
    let reach = |reach: &pb::Reach| {
        Ok(meeting::Reach {
            area: optional_reference(&reach.area, "reach.area")?,
            institution: optional_text(&reach.institution),
            participants: counted(reach.participants),
        })
    };
    Ok(dissemination::Command::RecordHeld(meeting::Held {
        lasted_days: number(request.lasted_days, "lasted_days")?,
        participants: counted(request.participants),
        approximate: request.approximate,
        reach: request.reach.iter().map(reach).collect::<Parsed<_>>()?,
        chaired_by: optional_text(&request.chaired_by),
    }))
}

pub(crate) fn report(request: &pb::ReportDisseminationRequest) -> Parsed<dissemination::Command> {
    Ok(dissemination::Command::Report(meeting::Report { statements: texts(&request.statements) }))
}

pub(crate) fn announce(request: &pb::AnnounceReviewRequest) -> Parsed<Command> {
    Ok(Command::Announce(Announcement {
        review: reference(&request.review, "review")?,
        title: text(&request.title, "title")?,
        cadence: optional_choice(request.cadence, "cadence")?,
        mandator: optional_text(&request.mandator),
        organiser: optional_text(&request.organiser),
        programmes: references(&request.programmes, "programmes")?,
        strategies: references(&request.strategies, "strategies")?,
        purposes: texts(&request.purposes),
    }))
}

/// What it reads of execution is looked up afterwards.
pub(crate) fn hold(request: &pb::HoldReviewRequest) -> Parsed<Command> {
    Ok(Command::Hold(Held {
        place: optional_text(&request.place),
        present: texts(&request.present),
        readings: Vec::new(),
    }))
}

pub(crate) fn synthesise(request: &pb::SynthesiseReviewRequest) -> Parsed<Command> {
    Ok(Command::Synthesise(Synthesis { text: text(&request.text, "text")? }))
}

pub(crate) fn recommend(request: &pb::AdoptReviewRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Recommend(Recommendation {
        recommendation: key(&request.recommendation, "recommendation")?,
        text: text(&request.text, "text")?,
        addressee: optional_text(&request.addressee),
        target: optional_text(&request.target),
    }))
}

pub(crate) fn follow_up(request: &pb::FollowUpReviewRequest) -> Parsed<Command> {
    Ok(Command::FollowUp(FollowedUp {
        recommendation: key(&request.recommendation, "recommendation")?,
        outcome: chosen(request.outcome, "outcome")?,
        decision: optional_text(&request.decision),
        text: optional_text(&request.text),
    }))
}
