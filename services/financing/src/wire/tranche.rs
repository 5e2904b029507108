//! Tranches.

use proto::financing::v1 as pb;
use runtime::wire::{Parsed, choices, chosen, key, optional_date, said, text};

use crate::financing::{
    Command,
    tranche::{Definition, Kind},
};

choices! {
    pb::TrancheKind => Kind { Category, ScheduledInstalment, ResultsBased, BudgetSupport, }
}

pub(crate) fn define_tranche(request: &pb::DefineTrancheRequest) -> Parsed<Command> {
    let conditions = request.conditions.iter().map(|condition| key(condition, "conditions"));
    Ok(Command::DefineTranche(Definition {
        tranche: key(&request.tranche, "tranche")?,
        label: text(&request.label, "label")?,
        kind: chosen(request.kind, "kind")?,
        category: key(&request.category, "category")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        due_on: optional_date(&request.due_on, "due_on")?,
        conditions: conditions.collect::<Result<_, _>>()?,
    }))
}

pub(crate) fn release_tranche(request: &pb::ReleaseTrancheRequest) -> Parsed<Command> {
    Ok(Command::ReleaseTranche { tranche: key(&request.tranche, "tranche")? })
}

pub(crate) fn close_tranche(request: &pb::CloseTrancheRequest) -> Parsed<Command> {
    Ok(Command::CloseTranche { tranche: key(&request.tranche, "tranche")? })
}

pub(crate) fn cancel_tranche(request: &pb::CancelTrancheRequest) -> Parsed<Command> {
    Ok(Command::CancelTranche {
        tranche: key(&request.tranche, "tranche")?,
        reason: said(&request.reason),
    })
}
