//! Withdrawal applications.

use proto::financing::v1 as pb;
use runtime::wire::{
    Parsed, chosen, date, key, number, optional_date, optional_key, optional_text, person, said,
    text,
};
use runtime::{Malformed, optional};

use super::charges;
use crate::financing::{
    Command,
    withdrawal::{Application, Line, Payment, Reconciliation, Unmatched},
};

pub(crate) fn prepare_withdrawal(request: &pb::PrepareWithdrawalRequest) -> Parsed<Command> {
    let rate = Malformed::Number("indicative_rate");
    Ok(Command::PrepareWithdrawal(Application {
        number: number(request.number, "number")?,
        method: chosen(request.method, "method")?,
        lines: request.lines.iter().map(line).collect::<Result<_, _>>()?,
        indicative_rate: optional(request.indicative_rate.trim(), rate)?,
        last: request.last,
        tranche: optional_key(&request.tranche, "tranche")?,
    }))
}

fn line(line: &pb::ExpenditureLine) -> Parsed<Line> {
    Ok(Line {
        reference: key(&line.reference, "lines.reference")?,
        category: key(&line.category, "lines.category")?,
        money: runtime::money(line.money.as_ref(), "lines.money")?,
        incurred_on: optional_date(&line.incurred_on, "lines.incurred_on")?,
        contract: optional_key(&line.contract, "lines.contract")?,
    })
}

pub(crate) fn submit_withdrawal(request: &pb::SubmitWithdrawalRequest) -> Parsed<Command> {
    let signatories = request.signatories.iter().map(|signatory| person(signatory, "signatories"));
    Ok(Command::SubmitWithdrawal {
        number: number(request.number, "number")?,
        signatories: signatories.collect::<Result<_, _>>()?,
        comment: optional_text(&request.comment),
    })
}

pub(crate) fn record_withdrawal_review(
    request: &pb::RecordWithdrawalReviewRequest,
) -> Parsed<Command> {
    Ok(Command::RecordWithdrawalReview { number: number(request.number, "number")? })
}

pub(crate) fn record_withdrawal_returned(
    request: &pb::RecordWithdrawalReturnedRequest,
) -> Parsed<Command> {
    Ok(Command::RecordWithdrawalReturned {
        number: number(request.number, "number")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn record_withdrawal_approved(
    request: &pb::RecordWithdrawalApprovedRequest,
) -> Parsed<Command> {
    Ok(Command::RecordWithdrawalApproved { number: number(request.number, "number")? })
}

pub(crate) fn record_withdrawal_rejected(
    request: &pb::RecordWithdrawalRejectedRequest,
) -> Parsed<Command> {
    Ok(Command::RecordWithdrawalRejected {
        number: number(request.number, "number")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn record_payment(request: &pb::RecordPaymentRequest) -> Parsed<Command> {
    let payment = Payment {
        paid: runtime::money(request.paid.as_ref(), "paid")?,
        charges: charges(&request.charges, ["charges.category", "charges.money"])?,
        value_on: date(&request.value_on, "value_on")?,
        rate: optional(request.rate.trim(), Malformed::Number("rate"))?,
        rate_source: optional_text(&request.rate_source),
    };
    Ok(Command::RecordPayment { number: number(request.number, "number")?, payment })
}

pub(crate) fn reconcile_withdrawal(request: &pb::ReconcileWithdrawalRequest) -> Parsed<Command> {
    let reconciliation = Reconciliation {
        financier_statement: runtime::money(
            request.financier_statement.as_ref(),
            "financier_statement",
        )?,
        bank_statement: runtime::money(request.bank_statement.as_ref(), "bank_statement")?,
        unmatched: request.unmatched.iter().map(unmatched).collect::<Result<_, _>>()?,
    };
    Ok(Command::ReconcileWithdrawal { number: number(request.number, "number")?, reconciliation })
}

fn unmatched(unmatched: &pb::Unmatched) -> Parsed<Unmatched> {
    Ok(Unmatched {
        item: text(&unmatched.item, "unmatched.item")?,
        owner: text(&unmatched.owner, "unmatched.owner")?,
    })
}

pub(crate) fn abandon_withdrawal(request: &pb::AbandonWithdrawalRequest) -> Parsed<Command> {
    Ok(Command::AbandonWithdrawal {
        number: number(request.number, "number")?,
        reason: said(&request.reason),
    })
}
