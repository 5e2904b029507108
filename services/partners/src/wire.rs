//! Protobuf to domain. Parses; never decides.
//!
//! Institutions, places and references are codes in capitals, so that `unicef` is not another one.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a request with nothing to misread is read like any other"
)]

pub(crate) mod collaboration;
pub(crate) mod field;
pub(crate) mod institution;
pub(crate) mod referral;
pub(crate) mod sharing;
pub(crate) mod sponsorship;
#[cfg(test)]
mod tests;

use kernel::{Code, Effective, Id, Money, Precision};
use proto::partners::v1 as pb;
use runtime::{
    Malformed,
    wire::{Parsed, choices, reference, required, texts},
};

use crate::{
    collaboration::Collaboration,
    counts::report::{Level, Service},
    forum::Forum,
    institution::Institution,
    referral::Referral,
    sharing::Sharing,
    sponsorship::Sponsorship,
};

choices! {
    pb::ServiceKind => Service {
        CivilRegistration, Health, Education, Justice, CashTransfer, PublicWorks, HealthCover,
        Nutrition,
    }
    pb::ServiceLevel => Level { Base, Specialised, }
}

pub(crate) fn institution(text: &str) -> Parsed<Id<Institution>> {
    Ok(Institution::id(&reference(text, "institution")?))
}

pub(crate) fn collaboration(text: &str) -> Parsed<Id<Collaboration>> {
    Ok(Collaboration::id(&reference(text, "collaboration")?))
}

pub(crate) fn sponsorship(text: &str) -> Parsed<Id<Sponsorship>> {
    Ok(Sponsorship::id(&reference(text, "sponsorship")?))
}

pub(crate) fn agreement(text: &str) -> Parsed<Id<Sharing>> {
    Ok(Sharing::id(&reference(text, "agreement")?))
}

pub(crate) fn referral(text: &str) -> Parsed<Id<Referral>> {
    Ok(Referral::id(&reference(text, "referral")?))
}

pub(crate) fn forum(text: &str) -> Parsed<Id<Forum>> {
    Ok(Forum::id(&reference(text, "forum")?))
}

/// Codes of places, bodies or agreements: those that say something.
fn codes(all: &[String], field: &'static str) -> Parsed<Vec<Code>> {
    texts(all).iter().map(|text| reference(text, field)).collect()
}

fn money(money: Option<&proto::jalon::v1::Money>, field: &'static str) -> Parsed<Money> {
    runtime::money(money, field)
}

/// `2019`, `2019-Q3` or `2019-09`: what is reported is of a time, not of a day.
pub(crate) fn period(text: &str, field: &'static str) -> Parsed<Effective> {
    let period: Effective = required(text, field)?.parse().map_err(|_| Malformed::Date(field))?;
    match period.precision {
        Precision::Year | Precision::Quarter | Precision::Month => Ok(period),
        Precision::Day | Precision::UnknownYear => Err(Malformed::Date(field)),
    }
}

pub(crate) fn quarter(text: &str, field: &'static str) -> Parsed<Effective> {
    let period = period(text, field)?;
    let quarter = period.precision == Precision::Quarter;
    quarter.then_some(period).ok_or(Malformed::Date(field))
}

/// The programme that an act is of: what a form or a report is named by.
pub(crate) fn programme(act: Option<&proto::jalon::v1::Act>) -> Parsed<Code> {
    reference(act.map_or("", |act| act.programme.as_str()), "act.programme")
}
