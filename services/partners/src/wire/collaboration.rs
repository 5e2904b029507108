//! Collaborations.

use proto::partners::v1 as pb;
use runtime::wire::{
    Parsed, choices, chosen, optional_date, optional_money, optional_text, reference, said, text,
    texts,
};

use super::{codes, money};
use crate::collaboration::{
    Command,
    amendment::{self, Approved, Request, Step},
    course::{Instrument, Proposal, Signatory, Signature},
    deliverable::Planned,
    review::{self, ReviewRecorded},
};

choices! {
    pb::CollaborationInstrument => Instrument {
        Memorandum, Convention, ProgrammeDocument, AnnualWorkplan, LetterOfAgreement,
        FieldLevelAgreement, NotStated,
    }
    pb::AmendmentKind => amendment::Kind {
        AdministrativeCorrection, BudgetMinor, BudgetMajor, ChangedResults, NoCostExtension, Other,
    }
    pb::ApprovalStep => Step {
        Coordination, LegalReview, TechnicalCommittee, Partner, SteeringCommittee, Financier,
    }
    pb::ReviewKind => review::Kind { Periodic, Midterm, Final, }
}

pub(crate) fn propose(request: &pb::ProposeCollaborationRequest) -> Parsed<Command> {
    let proposal = Proposal {
        collaboration: reference(&request.collaboration, "collaboration")?,
        title: text(&request.title, "title")?,
        instrument: chosen(request.instrument, "instrument")?,
        partner: reference(&request.partner, "partner")?,
        counterpart: reference(&request.counterpart, "counterpart")?,
        financings: codes(&request.financings, "financings")?,
        areas: codes(&request.areas, "areas")?,
        bodies: codes(&request.bodies, "bodies")?,
        object: said(&request.object),
        starts_on: optional_date(&request.starts_on, "starts_on")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        amount: optional_money(request.amount.as_ref(), "amount")?,
    };
    Ok(Command::Propose(proposal, Vec::new()))
}

pub(crate) fn negotiate(_: &pb::NegotiateCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Negotiate)
}

pub(crate) fn sign(request: &pb::SignCollaborationRequest) -> Parsed<Command> {
    let signatory = |it: &pb::CollaborationSignatory| {
        let institution = reference(&it.institution, "signatories.institution")?;
        Ok(Signatory { institution, capacity: text(&it.capacity, "signatories.capacity")? })
    };
    Ok(Command::Sign(Signature {
        signatories: request.signatories.iter().map(signatory).collect::<Parsed<_>>()?,
        starts_on: optional_date(&request.starts_on, "starts_on")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        amount: optional_money(request.amount.as_ref(), "amount")?,
    }))
}

pub(crate) fn activate(_: &pb::ActivateCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Activate)
}

pub(crate) fn suspend(request: &pb::SuspendCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Suspend { reason: said(&request.reason) })
}

pub(crate) fn resume(_: &pb::ResumeCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Resume)
}

pub(crate) fn end(request: &pb::EndCollaborationRequest) -> Parsed<Command> {
    Ok(Command::End { reason: said(&request.reason) })
}

pub(crate) fn close(_: &pb::CloseCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Close)
}

pub(crate) fn cancel(request: &pb::CancelCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Cancel { justification: said(&request.justification) })
}

pub(crate) fn terminate(request: &pb::TerminateCollaborationRequest) -> Parsed<Command> {
    let (document, reason) = (said(&request.document), said(&request.reason));
    Ok(Command::Terminate { document, reason })
}

pub(crate) fn expire(_: &pb::ExpireCollaborationRequest) -> Parsed<Command> {
    Ok(Command::Expire)
}

pub(crate) fn request_amendment(request: &pb::RequestAmendmentRequest) -> Parsed<Command> {
    Ok(Command::RequestAmendment(Request {
        amendment: reference(&request.amendment, "amendment")?,
        kind: chosen(request.amendment_kind, "amendment_kind")?,
        reason: said(&request.reason),
        amount: optional_money(request.amount.as_ref(), "amount")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        other: texts(&request.other_changes),
    }))
}

pub(crate) fn approve_amendment(request: &pb::ApproveAmendmentRequest) -> Parsed<Command> {
    let amendment = reference(&request.amendment, "amendment")?;
    let (step, decision) = (chosen(request.step, "step")?, optional_text(&request.decision));
    Ok(Command::ApproveAmendment(Approved { amendment, step, decision }))
}

pub(crate) fn reject_amendment(request: &pb::RejectAmendmentRequest) -> Parsed<Command> {
    let amendment = reference(&request.amendment, "amendment")?;
    Ok(Command::RejectAmendment { amendment, reason: said(&request.reason) })
}

pub(crate) fn sign_amendment(request: &pb::SignAmendmentRequest) -> Parsed<Command> {
    Ok(Command::SignAmendment { amendment: reference(&request.amendment, "amendment")? })
}

pub(crate) fn plan_deliverable(request: &pb::PlanDeliverableRequest) -> Parsed<Command> {
    Ok(Command::PlanDeliverable(Planned {
        deliverable: reference(&request.deliverable, "deliverable")?,
        label: text(&request.label, "label")?,
        due_on: optional_date(&request.due_on, "due_on")?,
    }))
}

pub(crate) fn record_deliverable(request: &pb::RecordDeliverableRequest) -> Parsed<Command> {
    let deliverable = reference(&request.deliverable, "deliverable")?;
    Ok(Command::RecordDeliverable { deliverable, note: said(&request.note) })
}

pub(crate) fn accept_deliverable(request: &pb::AcceptDeliverableRequest) -> Parsed<Command> {
    let deliverable = reference(&request.deliverable, "deliverable")?;
    Ok(Command::AcceptDeliverable { deliverable })
}

pub(crate) fn record_instalment(request: &pb::RecordInstalmentRequest) -> Parsed<Command> {
    let instalment = reference(&request.instalment, "instalment")?;
    let money = money(request.money.as_ref(), "money")?;
    Ok(Command::RecordInstalment { instalment, money })
}

pub(crate) fn justify_instalment(request: &pb::JustifyInstalmentRequest) -> Parsed<Command> {
    let instalment = reference(&request.instalment, "instalment")?;
    let money = money(request.money.as_ref(), "money")?;
    Ok(Command::JustifyInstalment { instalment, money })
}

pub(crate) fn record_repayment(request: &pb::RecordRepaymentRequest) -> Parsed<Command> {
    let instalment = reference(&request.instalment, "instalment")?;
    let money = money(request.money.as_ref(), "money")?;
    Ok(Command::RecordRepayment { instalment, money })
}

pub(crate) fn record_review(request: &pb::RecordReviewRequest) -> Parsed<Command> {
    Ok(Command::RecordReview(ReviewRecorded {
        review: reference(&request.review, "review")?,
        kind: chosen(request.review_kind, "review_kind")?,
        conclusion: text(&request.conclusion, "conclusion")?,
    }))
}

pub(crate) fn approve_review(request: &pb::ApproveReviewRequest) -> Parsed<Command> {
    Ok(Command::ApproveReview { review: reference(&request.review, "review")? })
}
