//! Oversight missions and their findings.

use proto::sessions::v1 as pb;
use runtime::{
    choices,
    wire::{
        Parsed, chosen, key, optional_date, optional_reference, optional_text, reference, said,
        text,
    },
};

use super::{effective, hash, subjects};
use crate::mission::{
    Command, Kind,
    finding::{FollowedUp, Found, Resolved, Responded, Severity},
    report::{Announced, Reported},
};

choices! {
    pb::MissionKind => Kind { Supervision, ExternalAudit, InternalAudit, StateInspection, }
    pb::record_finding_request::Severity => Severity { High, Medium, Low, }
}

pub(crate) fn announce(request: &pb::AnnounceMissionRequest) -> Parsed<Command> {
    Ok(Command::Announce(Announced {
        reference: reference(&request.mission, "mission")?,
        kind: chosen(request.kind, "kind")?,
        title: text(&request.title, "title")?,
        by: reference(&request.by, "by")?,
        subjects: subjects(&request.subjects)?,
        from: effective(&request.from, "from")?,
        until: optional_date(&request.until, "until")?,
        period: optional_text(&request.period),
    }))
}

pub(crate) fn report(request: &pb::RecordMissionReportRequest) -> Parsed<Command> {
    Ok(Command::Report(Reported {
        reference: text(&request.reference, "reference")?,
        title: text(&request.title, "title")?,
        document: hash(&request.document, "document")?,
    }))
}

pub(crate) fn find(request: &pb::RecordFindingRequest) -> Parsed<Command> {
    Ok(Command::Find(Box::new(Found {
        finding: key(&request.finding, "finding")?,
        severity: chosen(request.severity, "severity")?,
        statement: text(&request.statement, "statement")?,
        criterion: optional_text(&request.criterion),
        cause: optional_text(&request.cause),
        consequence: optional_text(&request.consequence),
        recommendation: optional_text(&request.recommendation),
        addressee: optional_reference(&request.addressee, "addressee")?,
        due_on: optional_date(&request.due_on, "due_on")?,
        subjects: subjects(&request.subjects)?,
        becomes: None,
    })))
}

pub(crate) fn respond(request: &pb::RespondToFindingRequest) -> Parsed<Command> {
    Ok(Command::Respond(Responded {
        finding: key(&request.finding, "finding")?,
        response: said(&request.response),
        accepted: request.accepted,
    }))
}

pub(crate) fn follow_up(request: &pb::FollowUpFindingRequest) -> Parsed<Command> {
    Ok(Command::FollowUp(FollowedUp {
        finding: key(&request.finding, "finding")?,
        text: said(&request.text),
    }))
}

pub(crate) fn resolve(request: &pb::ResolveFindingRequest) -> Parsed<Command> {
    Ok(Command::Resolve(Resolved {
        finding: key(&request.finding, "finding")?,
        text: said(&request.text),
    }))
}

pub(crate) fn close(_: &pb::CloseMissionRequest) -> Parsed<Command> {
    Ok(Command::Close)
}
