//! The agreement and its changes of state.

use proto::financing::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Parsed, choices, chosen, date, institution, key, optional_choice, optional_date,
        optional_key, optional_money, optional_reference, optional_text, person, reference,
        required, said, text, texts,
    },
};

use crate::financing::{
    Command,
    agreement::{
        CategoryLine, Instrument, Letter, Method, Purpose, Registration, Signatory, Terms,
    },
    transition::{Approval, Blockages, Completion},
};

/// More months than any agreement waits: somebody's keyboard slipped.
const MOST_MONTHS: u32 = 1200;

choices! {
    pb::Instrument => Instrument {
        IdaCredit,
        IdaGrant,
        TrustFundGrant,
        BilateralConvention,
        StateCounterpart,
    }
    pb::Purpose => Purpose { CostOverrun, ScaleUp, ModifiedActivities, }
    pb::Method => Method { Advance, Reimbursement, DirectPayment, SpecialCommitment, }
}

/// Everything done under an agreement is filed under the programme that its registration names.
pub(crate) fn register(request: &pb::RegisterRequest) -> Parsed<Command> {
    let act = request.act.as_ref().ok_or(Malformed::Missing("act"))?;
    required(&act.programme, "act.programme")?;
    Ok(Command::Register(Registration {
        reference: reference(&request.financing, "financing")?,
        title: text(&request.title, "title")?,
        rank: request.rank,
        instrument: chosen(request.instrument, "instrument")?,
        financier: institution(&request.financier, "financier")?,
        phase: request.phase,
        parent: optional_reference(&request.parent, "parent")?,
        purpose: optional_choice(request.purpose, "purpose")?,
        also_written: texts(&request.also_written),
    }))
}

/// What is known of the parent is for the edge to ask.
pub(crate) fn record_approval(request: &pb::RecordApprovalRequest) -> Parsed<Approval> {
    Ok(Approval {
        money: runtime::money(request.money.as_ref(), "money")?,
        approved_by: text(&request.approved_by, "approved_by")?,
        parent: None,
    })
}

pub(crate) fn sign(request: &pb::SignRequest) -> Parsed<Command> {
    let grace_months = request.grace_months;
    if grace_months > MOST_MONTHS {
        return Err(Malformed::Number("grace_months"));
    }
    Ok(Command::Sign(Terms {
        money: runtime::money(request.money.as_ref(), "money")?,
        categories: request.categories.iter().map(category).collect::<Result<_, _>>()?,
        signatories: request.signatories.iter().map(signatory).collect::<Result<_, _>>()?,
        closing_on: optional_date(&request.closing_on, "closing_on")?,
        effectiveness_deadline: optional_date(
            &request.effectiveness_deadline,
            "effectiveness_deadline",
        )?,
        grace_months,
    }))
}

fn category(line: &pb::Category) -> Parsed<CategoryLine> {
    Ok(CategoryLine {
        category: key(&line.category, "categories.category")?,
        label: text(&line.label, "categories.label")?,
        money: runtime::money(line.money.as_ref(), "categories.money")?,
    })
}

fn signatory(signatory: &pb::Signatory) -> Parsed<Signatory> {
    Ok(Signatory {
        institution: institution(&signatory.institution, "signatories.institution")?,
        capacity: text(&signatory.capacity, "signatories.capacity")?,
    })
}

pub(crate) fn record_ratification(request: &pb::RecordRatificationRequest) -> Parsed<Command> {
    Ok(Command::RecordRatification { text: text(&request.text, "text")? })
}

pub(crate) fn extend_effectiveness_deadline(
    request: &pb::ExtendEffectivenessDeadlineRequest,
) -> Parsed<Command> {
    Ok(Command::ExtendEffectivenessDeadline { until: date(&request.until, "until")? })
}

pub(crate) fn record_effectiveness(_: &pb::RecordEffectivenessRequest) -> Parsed<Command> {
    Ok(Command::RecordEffectiveness)
}

pub(crate) fn lapse(_: &pb::LapseRequest) -> Parsed<Command> {
    Ok(Command::Lapse)
}

pub(crate) fn record_disbursement_letter(
    request: &pb::RecordDisbursementLetterRequest,
) -> Parsed<Command> {
    let methods = request.methods.iter().map(|&method| chosen(method, "methods"));
    Ok(Command::RecordDisbursementLetter(Letter {
        reference: text(&request.reference, "reference")?,
        methods: methods.collect::<Result<_, _>>()?,
        minimum: optional_money(request.minimum.as_ref(), "minimum")?,
    }))
}

pub(crate) fn register_signatory(request: &pb::RegisterSignatoryRequest) -> Parsed<Command> {
    Ok(Command::RegisterSignatory {
        person: person(&request.person, "person")?,
        capacity: text(&request.capacity, "capacity")?,
    })
}

pub(crate) fn revoke_signatory(request: &pb::RevokeSignatoryRequest) -> Parsed<Command> {
    Ok(Command::RevokeSignatory { person: person(&request.person, "person")? })
}

pub(crate) fn open_disbursement(_: &pb::OpenDisbursementRequest) -> Parsed<Command> {
    Ok(Command::OpenDisbursement)
}

pub(crate) fn record_suspension(request: &pb::RecordSuspensionRequest) -> Parsed<Command> {
    Ok(Command::RecordSuspension {
        reason: said(&request.reason),
        category: optional_key(&request.category, "category")?,
    })
}

pub(crate) fn record_suspension_lifted(
    request: &pb::RecordSuspensionLiftedRequest,
) -> Parsed<Command> {
    let category = optional_key(&request.category, "category")?;
    Ok(Command::RecordSuspensionLifted { category })
}

pub(crate) fn reach_closing_date(_: &pb::ReachClosingDateRequest) -> Parsed<Command> {
    Ok(Command::ReachClosingDate)
}

pub(crate) fn reach_disbursement_deadline(
    _: &pb::ReachDisbursementDeadlineRequest,
) -> Parsed<Command> {
    Ok(Command::ReachDisbursementDeadline)
}

pub(crate) fn extend_disbursement_deadline(
    request: &pb::ExtendDisbursementDeadlineRequest,
) -> Parsed<Command> {
    Ok(Command::ExtendDisbursementDeadline { until: date(&request.until, "until")? })
}

pub(crate) fn record_financier_account_closed(
    _: &pb::RecordFinancierAccountClosedRequest,
) -> Parsed<Command> {
    Ok(Command::RecordFinancierAccountClosed)
}

/// A count that no service was asked for is read from a document, which is then named.
pub(crate) fn close_financially(request: &pb::CloseFinanciallyRequest) -> Parsed<Command> {
    let (open, document) = (request.open_blockages, optional_text(&request.blockages_document));
    if open.is_some() && document.is_none() {
        return Err(Malformed::Missing("blockages_document"));
    }
    Ok(Command::CloseFinancially { blockages: Blockages { open, document } })
}

pub(crate) fn record_completion(request: &pb::RecordCompletionRequest) -> Parsed<Command> {
    Ok(Command::RecordCompletion(Completion {
        report: text(&request.report, "report")?,
        independent_review: optional_text(&request.independent_review),
    }))
}

pub(crate) fn drop_it(request: &pb::DropRequest) -> Parsed<Command> {
    Ok(Command::Drop { reason: said(&request.reason) })
}

pub(crate) fn record_cancellation(request: &pb::RecordCancellationRequest) -> Parsed<Command> {
    Ok(Command::RecordCancellation { reason: said(&request.reason) })
}

pub(crate) fn record_termination(request: &pb::RecordTerminationRequest) -> Parsed<Command> {
    Ok(Command::RecordTermination { reason: said(&request.reason) })
}

pub(crate) fn confirm_transition(request: &pb::ConfirmTransitionRequest) -> Parsed<Command> {
    let proposal = key(&request.proposal, "proposal")?;
    Ok(Command::ConfirmTransition { proposal, blockages: None })
}

pub(crate) fn reject_transition(request: &pb::RejectTransitionRequest) -> Parsed<Command> {
    Ok(Command::RejectTransition {
        proposal: key(&request.proposal, "proposal")?,
        reason: said(&request.reason),
    })
}
