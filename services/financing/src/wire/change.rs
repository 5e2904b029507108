//! Changes of the agreement.

use proto::financing::v1 as pb;
use runtime::wire::{
    Parsed, choices, chosen, date, key, optional_date, optional_text, said, texts,
};

use super::{charges, moves};
use crate::financing::{
    Command,
    restructuring::{Changes, Level, Request},
};

choices! {
    pb::request_restructuring_request::Level => Level { Management, Board, }
}

pub(crate) fn request_restructuring(request: &pb::RequestRestructuringRequest) -> Parsed<Command> {
    let cancelled = ["cancellations.category", "cancellations.money"];
    let moved = ["reallocations.from", "reallocations.to", "reallocations.money"];
    Ok(Command::RequestRestructuring(Request {
        restructuring: key(&request.restructuring, "restructuring")?,
        level: chosen(request.level, "level")?,
        changes: Changes {
            closing_on: optional_date(&request.closing_on, "closing_on")?,
            cancellations: charges(&request.cancellations, cancelled)?,
            reallocations: moves(&request.reallocations, moved)?,
            other: texts(&request.other_changes),
        },
    }))
}

pub(crate) fn clear_restructuring(request: &pb::ClearRestructuringRequest) -> Parsed<Command> {
    let restructuring = key(&request.restructuring, "restructuring")?;
    Ok(Command::ClearRestructuring { restructuring })
}

pub(crate) fn approve_restructuring(request: &pb::ApproveRestructuringRequest) -> Parsed<Command> {
    let restructuring = key(&request.restructuring, "restructuring")?;
    Ok(Command::ApproveRestructuring { restructuring })
}

pub(crate) fn put_restructuring_into_effect(
    request: &pb::PutRestructuringIntoEffectRequest,
) -> Parsed<Command> {
    let restructuring = key(&request.restructuring, "restructuring")?;
    Ok(Command::PutRestructuringIntoEffect { restructuring })
}

pub(crate) fn withdraw_restructuring(
    request: &pb::WithdrawRestructuringRequest,
) -> Parsed<Command> {
    Ok(Command::WithdrawRestructuring {
        restructuring: key(&request.restructuring, "restructuring")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn extend_closing_date(request: &pb::ExtendClosingDateRequest) -> Parsed<Command> {
    Ok(Command::ExtendClosingDate {
        closing_on: date(&request.closing_on, "closing_on")?,
        requested_on: optional_date(&request.requested_on, "requested_on")?,
    })
}

pub(crate) fn cancel_amount(request: &pb::CancelAmountRequest) -> Parsed<Command> {
    Ok(Command::CancelAmount {
        category: key(&request.category, "category")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        reason: optional_text(&request.reason),
    })
}

pub(crate) fn reallocate(request: &pb::ReallocateRequest) -> Parsed<Command> {
    let moves = moves(&request.moves, ["moves.from", "moves.to", "moves.money"])?;
    Ok(Command::Reallocate { moves })
}
