//! The designated account.

use proto::financing::v1 as pb;
use runtime::wire::{Parsed, key, optional_key, optional_money, said, text};

use super::charges;
use crate::financing::{
    Command,
    account::{Documentation, Ineligible, Opening, Refund, Spending, Statement},
};

pub(crate) fn open_designated_account(
    request: &pb::OpenDesignatedAccountRequest,
) -> Parsed<Command> {
    Ok(Command::OpenDesignatedAccount(Opening {
        bank: text(&request.bank, "bank")?,
        ceiling: runtime::money(request.ceiling.as_ref(), "ceiling")?,
    }))
}

pub(crate) fn record_account_payment(request: &pb::RecordAccountPaymentRequest) -> Parsed<Command> {
    Ok(Command::RecordAccountPayment(Spending {
        reference: key(&request.reference, "reference")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        category: optional_key(&request.category, "category")?,
        payee: text(&request.payee, "payee")?,
    }))
}

pub(crate) fn record_account_statement(
    request: &pb::RecordAccountStatementRequest,
) -> Parsed<Command> {
    Ok(Command::RecordAccountStatement(Statement {
        reference: key(&request.reference, "reference")?,
        balance: runtime::money(request.balance.as_ref(), "balance")?,
    }))
}

pub(crate) fn document_advance(request: &pb::DocumentAdvanceRequest) -> Parsed<Command> {
    Ok(Command::DocumentAdvance(Documentation {
        reference: key(&request.reference, "reference")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        charges: charges(&request.charges, ["charges.category", "charges.money"])?,
    }))
}

pub(crate) fn declare_ineligible(request: &pb::DeclareIneligibleRequest) -> Parsed<Command> {
    Ok(Command::DeclareIneligible(Ineligible {
        reference: key(&request.reference, "reference")?,
        category: key(&request.category, "category")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        reason: said(&request.reason),
    }))
}

pub(crate) fn record_refund(request: &pb::RecordRefundRequest) -> Parsed<Command> {
    Ok(Command::RecordRefund(Refund {
        reference: key(&request.reference, "reference")?,
        category: key(&request.category, "category")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        from_account: optional_money(request.from_account.as_ref(), "from_account")?,
        ineligible: optional_key(&request.ineligible, "ineligible")?,
        cleared: Vec::new(),
    }))
}

pub(crate) fn settle_designated_account(_: &pb::SettleDesignatedAccountRequest) -> Parsed<Command> {
    Ok(Command::SettleDesignatedAccount)
}
