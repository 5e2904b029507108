//! Sessions, but for their minutes.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Hash;
use proto::sessions::v1 as pb;
use runtime::{
    Malformed, choices,
    wire::{
        Parsed, chosen, key, optional_choice, optional_date, optional_key, optional_reference,
        optional_text, person, reference, said, some, text, texts,
    },
};

use super::{codes, dates, document, subject, subjects};
use crate::{
    body::register::Kind as Organ,
    session::{
        Command, Kind,
        agenda::{Changes, Conclusion, Coverage, ItemKind, Point},
        deliberation::{Assessed, Assessment, Conclude, Nature, Proceeding},
        plan::{DateFlagged, Expected, Officer, Plan, Role},
        presence::{Attend, Count, Presence, Standing},
        stage::Frozen,
    },
};

choices! {
    pb::SessionKind => Kind {
        Ordinary, Extraordinary, WrittenProcedure, SectorReview, Dissemination, Workshop,
    }
    pb::officer::Role => Role { Chair, CoChair, Opens, Assists, Rapporteur, }
    pb::ItemKind => ItemKind {
        ValidationOfMinutes, Decision, Presentation, Information, Recommendations, FollowUp,
        Closure, Collaborations,
    }
    pb::Standing => Standing { Member, Substitute, Observer, Guest, }
    pb::Conclusion => Conclusion { Adopted, Rejected, Noted, Deferred, }
    pb::record_proceeding_request::Nature => Nature { Statement, Announcement, Challenge, }
    pb::assess_outcome_request::Assessment => Assessment { Met, PartlyMet, NotMet, }
}

/// What kind of body it is of is asked of the body.
pub(crate) fn plan(request: &pb::PlanSessionRequest) -> Parsed<Command> {
    let dates = dates(request.dates.as_ref())?.unwrap_or_default();
    let expected = |outcome: &pb::Outcome| {
        Ok(Expected {
            outcome: key(&outcome.outcome, "outcomes.outcome")?,
            text: text(&outcome.text, "outcomes.text")?,
        })
    };
    Ok(Command::Plan(Box::new(Plan {
        reference: reference(&request.session, "session")?,
        body: reference(&request.body, "body")?,
        body_kind: Organ::Unknown,
        kind: chosen(request.kind, "kind")?,
        ordinal: (request.ordinal > 0).then_some(request.ordinal),
        title: text(&request.title, "title")?,
        dates,
        venue: optional_text(&request.venue),
        city: optional_text(&request.city),
        officers: request.officers.iter().map(officer).collect::<Parsed<_>>()?,
        agenda: request.agenda.iter().map(item).collect::<Parsed<_>>()?,
        outcomes: request.outcomes.iter().map(expected).collect::<Parsed<_>>()?,
        objectives: texts(&request.objectives),
        theme: optional_text(&request.theme),
        occasion: optional_text(&request.occasion),
        audience: texts(&request.audience),
        supported_by: codes(&request.supported_by, "supported_by")?,
        mandator: optional_reference(&request.mandator, "mandator")?,
        organiser: optional_reference(&request.organiser, "organiser")?,
    })))
}

fn officer(officer: &pb::Officer) -> Parsed<Officer> {
    let by = some(&officer.person).map(|by| person(by, "officers.person")).transpose()?;
    Ok(Officer {
        role: chosen(officer.role, "officers.role")?,
        capacity: text(&officer.capacity, "officers.capacity")?,
        institution: optional_reference(&officer.institution, "officers.institution")?,
        represents: optional_text(&officer.represents),
        name: optional_text(&officer.name),
        person: by,
    })
}

fn item(item: &pb::AgendaItem) -> Parsed<Point> {
    Ok(Point {
        item: key(&item.item, "agenda.item")?,
        kind: chosen(item.kind, "agenda.kind")?,
        title: text(&item.title, "agenda.title")?,
        minutes_of: optional_reference(&item.minutes_of, "agenda.minutes_of")?,
        presented_by: optional_reference(&item.presented_by, "agenda.presented_by")?,
        subjects: subjects(&item.subjects)?,
        documents: item.documents.iter().map(document).collect::<Parsed<_>>()?,
    })
}

pub(crate) fn amend_agenda(request: &pb::AmendAgendaRequest) -> Parsed<Command> {
    let withdraw = request.withdraw.iter().filter_map(|item| some(item));
    Ok(Command::AmendAgenda(Changes {
        add: request.add.iter().map(item).collect::<Parsed<_>>()?,
        withdraw: withdraw.map(|item| key(item, "withdraw")).collect::<Parsed<_>>()?,
        reason: said(&request.reason),
    }))
}

pub(crate) fn record_officer(request: &pb::RecordOfficerRequest) -> Parsed<Command> {
    let named = request.officer.as_ref().ok_or(Malformed::Missing("officer"))?;
    Ok(Command::RecordOfficer(officer(named)?))
}

pub(crate) fn convene(request: &pb::ConveneSessionRequest) -> Parsed<Command> {
    Ok(Command::Convene { no_minutes_reason: optional_text(&request.no_minutes_reason) })
}

/// At which position, and what is in it then, is for the edge to say.
pub(crate) fn freeze(_: &pb::FreezeDossierRequest) -> Parsed<Command> {
    Ok(Command::Freeze(Frozen {
        position: 0,
        on: Date::default(),
        sha256: Hash::default(),
        collaborations: Vec::new(),
    }))
}

pub(crate) fn postpone(request: &pb::PostponeSessionRequest) -> Parsed<Command> {
    let dates = dates(request.dates.as_ref())?.filter(|dates| dates.from.is_some());
    Ok(Command::Postpone { dates, reason: said(&request.reason) })
}

pub(crate) fn cancel(request: &pb::CancelSessionRequest) -> Parsed<Command> {
    Ok(Command::Cancel { reason: said(&request.reason) })
}

/// Which seats there are is asked of the body.
pub(crate) fn attend(request: &pb::RecordAttendanceRequest) -> Parsed<Command> {
    let presence = |presence: &pb::Presence| {
        Ok(Presence {
            standing: chosen(presence.standing, "presences.standing")?,
            seat: optional_key(&presence.seat, "presences.seat")?,
            institution: optional_reference(&presence.institution, "presences.institution")?,
            label: optional_text(&presence.label),
            count: presence.count.max(1),
            approximate: presence.approximate,
        })
    };
    Ok(Command::Attend(Attend {
        day: optional_date(&request.day, "day")?,
        presences: request.presences.iter().map(presence).collect::<Parsed<_>>()?,
        seats: BTreeSet::new(),
    }))
}

/// By which rule is asked of the body.
pub(crate) fn confirm_quorum(_: &pb::ConfirmQuorumRequest) -> Parsed<Command> {
    Ok(Command::ConfirmQuorum(Count { rule: None, seats: 0 }))
}

pub(crate) fn waive_quorum(request: &pb::WaiveQuorumRequest) -> Parsed<Command> {
    Ok(Command::WaiveQuorum { reason: said(&request.reason), unfounded: None })
}

pub(crate) fn open(_: &pb::OpenSessionRequest) -> Parsed<Command> {
    Ok(Command::Open { known: 0 })
}

pub(crate) fn suspend(request: &pb::SuspendSittingRequest) -> Parsed<Command> {
    Ok(Command::Suspend { reason: said(&request.reason) })
}

pub(crate) fn resume(_: &pb::ResumeSittingRequest) -> Parsed<Command> {
    Ok(Command::Resume)
}

pub(crate) fn record(request: &pb::RecordProceedingRequest) -> Parsed<Command> {
    Ok(Command::Record(Proceeding {
        item: optional_key(&request.item, "item")?,
        speaker: text(&request.speaker, "speaker")?,
        text: text(&request.text, "text")?,
        nature: optional_choice(request.nature, "nature")?.unwrap_or(Nature::Statement),
    }))
}

pub(crate) fn conclude(request: &pb::ConcludeItemRequest) -> Parsed<Command> {
    let coverage = |coverage: &pb::Coverage| {
        let of = coverage.subject.as_ref().ok_or(Malformed::Missing("covers.subject"))?;
        Ok(Coverage {
            subject: subject(of, "covers.subject")?,
            transition: optional_text(&coverage.transition),
        })
    };
    Ok(Command::Conclude(Conclude {
        item: key(&request.item, "item")?,
        conclusion: chosen(request.conclusion, "conclusion")?,
        text: said(&request.text),
        covers: request.covers.iter().map(coverage).collect::<Parsed<_>>()?,
    }))
}

pub(crate) fn assess(request: &pb::AssessOutcomeRequest) -> Parsed<Command> {
    Ok(Command::Assess(Assessed {
        outcome: key(&request.outcome, "outcome")?,
        assessment: chosen(request.assessment, "assessment")?,
        comment: optional_text(&request.comment),
    }))
}

pub(crate) fn close(_: &pb::CloseSessionRequest) -> Parsed<Command> {
    Ok(Command::Close)
}

pub(crate) fn flag_date(request: &pb::FlagDateRequest) -> Parsed<Command> {
    Ok(Command::FlagDate(DateFlagged {
        doubt: chosen(request.doubt, "doubt")?,
        proposed: optional_text(&request.proposed),
        reason: Some(text(&request.reason, "reason")?),
    }))
}
