//! Recommendations.

use jiff::civil::Date;
use kernel::Code;
use proto::sessions::v1 as pb;
use runtime::wire::{
    Parsed, date, key, optional_date, optional_key, optional_reference, optional_text, reference,
    said, text as wire_text,
};

use super::subjects;
use crate::recommendation::{
    Command,
    course::{
        Abandoned, Accepted, ClaimReturned, Claimed, Escalated, Extended, Overtaken, Progress,
        Refused, Reopened, Superseded, Verified,
    },
    text::{Formulated, Origin, OriginKind},
};

/// What kind of session or mission it comes from is asked of that one.
pub(crate) fn formulate(request: &pb::FormulateRecommendationRequest) -> Parsed<Command> {
    let text = Formulated {
        reference: reference(&request.recommendation, "recommendation")?,
        text: wire_text(&request.text, "text")?,
        origin: Origin {
            kind: OriginKind::Session,
            body: None,
            session: optional_reference(&request.session, "session")?,
            item: optional_key(&request.item, "item")?,
            mission: optional_reference(&request.mission, "mission")?,
            finding: optional_key(&request.finding, "finding")?,
        },
        addressee: optional_reference(&request.addressee, "addressee")?,
        focal_point: optional_text(&request.focal_point),
        due_on: optional_date(&request.due_on, "due_on")?,
        subjects: subjects(&request.subjects)?,
    };
    Ok(Command::Formulate { text: Box::new(text), known: false })
}

/// The session that adopts; the one it was formulated in, where none is named.
#[derive(Clone, Debug)]
pub(crate) struct Adopting {
    pub(crate) session: Option<Code>,
}

impl From<Adopting> for Command {
    fn from(_: Adopting) -> Self {
        Self::Adopt { sitting: None, cadence: None }
    }
}

pub(crate) fn adopt(request: &pb::AdoptRecommendationRequest) -> Parsed<Adopting> {
    Ok(Adopting { session: optional_reference(&request.session, "session")? })
}

pub(crate) fn assign(request: &pb::AssignRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Assign {
        addressee: reference(&request.addressee, "addressee")?,
        focal_point: optional_text(&request.focal_point),
        due_on: optional_date(&request.due_on, "due_on")?,
        cadence: None,
    })
}

pub(crate) fn accept(request: &pb::AcceptRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Accept(Accepted { comment: optional_text(&request.comment) }))
}

pub(crate) fn refuse(request: &pb::RefuseRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Refuse(Refused { reason: said(&request.reason) }))
}

pub(crate) fn report(request: &pb::ReportProgressRequest) -> Parsed<Command> {
    Ok(Command::Report(Progress { text: said(&request.text), percent: request.percent }))
}

pub(crate) fn claim(request: &pb::ClaimImplementedRequest) -> Parsed<Command> {
    Ok(Command::Claim(Claimed { text: said(&request.text) }))
}

pub(crate) fn verify(request: &pb::VerifyImplementationRequest) -> Parsed<Command> {
    Ok(Command::Verify(Verified { comment: optional_text(&request.comment) }))
}

pub(crate) fn return_claim(request: &pb::ReturnClaimRequest) -> Parsed<Command> {
    Ok(Command::ReturnClaim(ClaimReturned { reason: said(&request.reason) }))
}

pub(crate) fn close(_: &pb::CloseRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Close)
}

pub(crate) fn reopen(request: &pb::ReopenRecommendationRequest) -> Parsed<Command> {
    let due_on: Option<Date> = optional_date(&request.due_on, "due_on")?;
    Ok(Command::Reopen(Reopened { reason: said(&request.reason), due_on }))
}

pub(crate) fn extend(request: &pb::ExtendRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Extend(Extended {
        due_on: date(&request.due_on, "due_on")?,
        reason: said(&request.reason),
    }))
}

pub(crate) fn supersede(request: &pb::SupersedeRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Supersede(Superseded { by: reference(&request.by, "by")? }))
}

pub(crate) fn overtake(request: &pb::RecordOvertakenRequest) -> Parsed<Command> {
    Ok(Command::Overtake(Overtaken { reason: said(&request.reason) }))
}

/// Whether that session adopted it, and covers this with it, is asked of the session.
pub(crate) fn abandon(request: &pb::AbandonRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Abandon {
        abandoned: Abandoned {
            session: reference(&request.session, "session")?,
            item: key(&request.item, "item")?,
            reason: said(&request.reason),
        },
        unfounded: None,
    })
}

pub(crate) fn escalate(request: &pb::EscalateRecommendationRequest) -> Parsed<Command> {
    Ok(Command::Escalate(Escalated {
        to: reference(&request.body, "body")?,
        reason: said(&request.reason),
    }))
}
