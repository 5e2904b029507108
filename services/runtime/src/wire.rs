//! From a contract's fields to the words of a rule. Parses; never decides.
//!
//! A field that cannot be read is refused by its name, such as `lines.amount`. What may be left out
//! is an `Option`; everything else is asked for here.

use std::str::FromStr;

use jiff::civil::Date;
use kernel::{Amending, Change, Code, Explain, Id, Institution, Money, Person, Target};
use proto::jalon::v1 as pb;
use serde_json::Value;
use uuid::Uuid;

pub use crate::choices;
use crate::{Malformed, optional};

pub type Parsed<T> = Result<T, Malformed>;

pub fn required<'t>(text: &'t str, field: &'static str) -> Parsed<&'t str> {
    some(text).ok_or(Malformed::Missing(field))
}

/// Without the blanks around it, if anything is left.
pub fn some(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

pub fn text(text: &str, field: &'static str) -> Parsed<String> {
    required(text, field).map(str::to_owned)
}

pub fn optional_text(text: &str) -> Option<String> {
    some(text).map(str::to_owned)
}

/// What may be empty as far as the contract goes: an import's source may not say why, and whether
/// that will do is for a rule to say.
pub fn said(text: &str) -> String {
    text.trim().to_owned()
}

/// Those that say something.
pub fn texts(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| optional_text(text)).collect()
}

/// A name that people write, in capitals, so that `ab-1` is not another one.
pub fn reference(text: &str, field: &'static str) -> Parsed<Code> {
    required(text, field)?.to_uppercase().parse().map_err(|_| Malformed::Code(field))
}

pub fn optional_reference(text: &str, field: &'static str) -> Parsed<Option<Code>> {
    some(text).map(|text| reference(text, field)).transpose()
}

pub fn key<K: FromStr>(text: &str, field: &'static str) -> Parsed<K> {
    required(text, field)?.parse().map_err(|_| Malformed::Id(field))
}

pub fn optional_key<K: FromStr>(text: &str, field: &'static str) -> Parsed<Option<K>> {
    optional(text.trim(), Malformed::Id(field))
}

pub fn date(text: &str, field: &'static str) -> Parsed<Date> {
    required(text, field)?;
    optional_date(text, field)?.ok_or(Malformed::Missing(field))
}

/// A year far from any programme's is a slip of the keyboard.
pub fn optional_date(text: &str, field: &'static str) -> Parsed<Option<Date>> {
    let date: Option<Date> = optional(text.trim(), Malformed::Date(field))?;
    let near = date.is_none_or(|date| (1900..=2200).contains(&date.year()));
    if near { Ok(date) } else { Err(Malformed::Date(field)) }
}

/// 0 is what a number is that nobody entered.
pub fn number(number: u32, field: &'static str) -> Parsed<u32> {
    if number == 0 { Err(Malformed::Missing(field)) } else { Ok(number) }
}

/// An amount that nobody entered may still have a currency, which a form always sends.
pub fn optional_money(money: Option<&pb::Money>, field: &'static str) -> Parsed<Option<Money>> {
    let entered = money.filter(|money| !money.amount.trim().is_empty());
    entered.map(|money| crate::money(Some(money), field)).transpose()
}

pub fn institution(code: &str, field: &'static str) -> Parsed<Id<Institution>> {
    crate::institution(required(code, field)?, field)
}

/// By id, or by the short key of their office, such as `raf`.
pub fn person(text: &str, field: &'static str) -> Parsed<Id<Person>> {
    let text = required(text, field)?;
    if let Ok(uuid) = text.parse::<Uuid>() {
        return Ok(uuid.into());
    }
    let key: Code = text.parse().map_err(|_| Malformed::Id(field))?;
    Ok(Id::derived(&["person", key.as_str()]))
}

pub fn json(text: &str, field: &'static str) -> Parsed<Value> {
    serde_json::from_str(required(text, field)?).map_err(|_| Malformed::Code(field))
}

/// A change to an earlier fact, which the edge still has to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    pub event_id: Uuid,
    pub change: Change,
    /// What the asker thinks is there now. Not asked where the whole fact goes.
    pub from: Value,
    pub reason: String,
}

impl Correction {
    /// With what the edge found under that id.
    pub fn of(self, target: Option<Target>) -> Amending {
        let Self { change, from, reason, .. } = self;
        Amending { target, change, from, reason }
    }
}

/// Reads the fields that every service's `CorrectFactRequest` has.
pub fn correct_fact(
    event_id: &str,
    field: &str,
    [from, to]: [&str; 2],
    reason: &str,
) -> Parsed<Correction> {
    let field = text(field, "field")?;
    let to = json(to, "to")?;
    Ok(Correction {
        event_id: key(event_id, "event_id")?,
        change: Change::Field { field, to },
        from: json(from, "from")?,
        reason: text(reason, "reason")?,
    })
}

/// Reads the fields that every service's `VoidEntryRequest` has.
pub fn void_entry(event_id: &str, reason: &str) -> Parsed<Correction> {
    Ok(Correction {
        event_id: key(event_id, "event_id")?,
        change: Change::Void,
        from: Value::Null,
        reason: text(reason, "reason")?,
    })
}

/// Reads the fields that every service's `ExplainAnomalyRequest` has.
pub fn explain_anomaly(anomaly: &str, explanation: &str) -> Parsed<Explain> {
    Ok(Explain {
        anomaly: key(anomaly, "anomaly")?,
        explanation: text(explanation, "explanation")?,
    })
}

/// A choice of the domain, as a contract numbers it. [`choices!`] implements it.
pub trait Choice: Sized {
    /// None where nobody chose. A number that no contract knows is refused.
    fn numbered(number: i32, field: &'static str) -> Parsed<Option<Self>>;
}

pub fn optional_choice<C: Choice>(number: i32, field: &'static str) -> Parsed<Option<C>> {
    C::numbered(number, field)
}

pub fn chosen<C: Choice>(number: i32, field: &'static str) -> Parsed<C> {
    C::numbered(number, field)?.ok_or(Malformed::Enum(field))
}

/// A contract's enumeration and the domain's, variant by variant: what is added to the contract does
/// not compile until the domain knows it.
#[macro_export]
macro_rules! choices {
    ($($contract:ty => $domain:ty { $($variant:ident,)+ })+) => {$(
        impl $crate::wire::Choice for $domain {
            fn numbered(number: i32, field: &'static str) -> $crate::wire::Parsed<Option<Self>> {
                type Contract = $contract;
                match Contract::try_from(number) {
                    Ok(Contract::Unspecified) => Ok(None),
                    $(Ok(Contract::$variant) => Ok(Some(Self::$variant)),)+
                    Err(_) => Err($crate::Malformed::Enum(field)),
                }
            }
        }
    )+};
}
