//! Protobuf to domain. Parses; never decides.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a request with nothing to misread is read like any other"
)]

pub(crate) mod account;
pub(crate) mod agreement;
pub(crate) mod change;
pub(crate) mod closure;
pub(crate) mod condition;
pub(crate) mod contract;
pub(crate) mod correction;
pub(crate) mod report;
pub(crate) mod statement;
#[cfg(test)]
mod tests;
pub(crate) mod tranche;
pub(crate) mod withdrawal;

use kernel::Id;
use proto::financing::v1 as pb;
use runtime::wire::{Parsed, key, reference};

use crate::financing::{
    Financing,
    category::{Charge, Move},
};

/// The agreement that people call `text`.
pub(crate) fn financing(text: &str) -> Parsed<Id<Financing>> {
    reference(text, "financing").map(|reference| Financing::id(&reference))
}

fn charges(charges: &[pb::Charge], [category, money]: [&'static str; 2]) -> Parsed<Vec<Charge>> {
    let charge = |charge: &pb::Charge| {
        Ok(Charge {
            category: key(&charge.category, category)?,
            money: runtime::money(charge.money.as_ref(), money)?,
        })
    };
    charges.iter().map(charge).collect()
}

fn moves(moves: &[pb::Move], [from, to, money]: [&'static str; 3]) -> Parsed<Vec<Move>> {
    let one = |one: &pb::Move| {
        Ok(Move {
            from: key(&one.from, from)?,
            to: key(&one.to, to)?,
            money: runtime::money(one.money.as_ref(), money)?,
        })
    };
    moves.iter().map(one).collect()
}
