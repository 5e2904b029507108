//! Protobuf to domain. Parses; never decides.
//!
//! A field that cannot be read is refused by its name, such as `lines.money`. What may be left out
//! is optional in the domain's type; everything else is asked for here.

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
pub(crate) mod statement;
#[cfg(test)]
mod tests;
pub(crate) mod tranche;
pub(crate) mod withdrawal;

use std::str::FromStr;

use jiff::civil::Date;
use kernel::{Ask, Basis, Code, Id, Institution, Money, Person};
use proto::{financing::v1 as pb, jalon::v1 as pb_act};
use runtime::{Context, Malformed, optional};
use uuid::Uuid;

use crate::financing::{
    Command, Financing,
    category::{Charge, Move},
};

type Parsed<T> = Result<T, Malformed>;

/// What a person asks stands on that person's word, and on the authority and the document they
/// name for it.
pub(crate) fn ask(to: Id<Financing>, command: Command, context: &Context) -> Ask<Financing> {
    let document = if let Command::CloseFinancially { blockages } = &command {
        blockages.document.clone()
    } else {
        None
    };
    let basis = Basis::Asserted { authority: context.authority.clone(), document };
    Ask { to, command, basis, effective: None }
}

/// The agreement that people call `text`.
pub(crate) fn financing(text: &str) -> Parsed<Id<Financing>> {
    reference(text, "financing").map(|reference| Financing::id(&reference))
}

/// Capitals, so that `h8350` is not another agreement.
fn reference(text: &str, field: &'static str) -> Parsed<Code> {
    required(text, field)?.to_uppercase().parse().map_err(|_| Malformed::Code(field))
}

fn optional_reference(text: &str, field: &'static str) -> Parsed<Option<Code>> {
    some(text).map(|text| reference(text, field)).transpose()
}

fn required<'t>(text: &'t str, field: &'static str) -> Parsed<&'t str> {
    some(text).ok_or(Malformed::Missing(field))
}

fn some(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

fn text(text: &str, field: &'static str) -> Parsed<String> {
    required(text, field).map(str::to_owned)
}

fn optional_text(text: &str) -> Option<String> {
    some(text).map(str::to_owned)
}

/// What may be empty as far as the contract goes: an import's source may not say why, and whether
/// that will do is for a rule to say.
fn said(text: &str) -> String {
    text.trim().to_owned()
}

/// Those that say something.
fn texts(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| optional_text(text)).collect()
}

fn key<K: FromStr>(text: &str, field: &'static str) -> Parsed<K> {
    required(text, field)?.parse().map_err(|_| Malformed::Id(field))
}

fn optional_key<K: FromStr>(text: &str, field: &'static str) -> Parsed<Option<K>> {
    optional(text.trim(), Malformed::Id(field))
}

fn date(text: &str, field: &'static str) -> Parsed<Date> {
    required(text, field)?;
    optional_date(text, field)?.ok_or(Malformed::Missing(field))
}

/// A year far from any programme's is a slip of the keyboard.
fn optional_date(text: &str, field: &'static str) -> Parsed<Option<Date>> {
    let date: Option<Date> = optional(text.trim(), Malformed::Date(field))?;
    let near = date.is_none_or(|date| (1900..=2200).contains(&date.year()));
    if near { Ok(date) } else { Err(Malformed::Date(field)) }
}

/// 0 is what a number is that nobody entered.
fn number(number: u32, field: &'static str) -> Parsed<u32> {
    if number == 0 { Err(Malformed::Missing(field)) } else { Ok(number) }
}

/// An amount that nobody entered may still have a currency, which a form always sends.
fn optional_money(money: Option<&pb_act::Money>, field: &'static str) -> Parsed<Option<Money>> {
    let entered = money.filter(|money| !money.amount.trim().is_empty());
    entered.map(|money| runtime::money(Some(money), field)).transpose()
}

fn institution(code: &str, field: &'static str) -> Parsed<Id<Institution>> {
    runtime::institution(required(code, field)?, field)
}

/// By id, or by the short key of their office, such as `raf`.
fn person(text: &str, field: &'static str) -> Parsed<Id<Person>> {
    let text = required(text, field)?;
    if let Ok(uuid) = text.parse::<Uuid>() {
        return Ok(uuid.into());
    }
    let key: Code = text.parse().map_err(|_| Malformed::Id(field))?;
    Ok(Id::derived(&["person", key.as_str()]))
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

/// A choice of the domain, as a contract numbers it.
trait Choice: Sized {
    /// None where nobody chose. A number that no contract knows is refused.
    fn numbered(number: i32, field: &'static str) -> Parsed<Option<Self>>;
}

fn optional_choice<C: Choice>(number: i32, field: &'static str) -> Parsed<Option<C>> {
    C::numbered(number, field)
}

fn chosen<C: Choice>(number: i32, field: &'static str) -> Parsed<C> {
    C::numbered(number, field)?.ok_or(Malformed::Enum(field))
}

/// A contract's enumeration and the domain's, variant by variant: what is added to the contract does
/// not compile until the domain knows it.
macro_rules! choices {
    ($($contract:ty => $domain:ty { $($variant:ident,)+ })+) => {$(
        impl super::Choice for $domain {
            fn numbered(number: i32, field: &'static str) -> super::Parsed<Option<Self>> {
                type Contract = $contract;
                match Contract::try_from(number) {
                    Ok(Contract::Unspecified) => Ok(None),
                    $(Ok(Contract::$variant) => Ok(Some(Self::$variant)),)+
                    Err(_) => Err(runtime::Malformed::Enum(field)),
                }
            }
        }
    )+};
}
use choices;
