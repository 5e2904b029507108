//! What is read, told as stories: histories of made-up agreements, and what everybody sees of them.

mod account;
mod desk;
mod ledgers;
mod random;
mod register;
mod stable;
mod story;
mod time;

use std::sync::Arc;

use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Asked, Currency, Fact, Id, Meta, Money, Origin, Person, Provenance,
    ProvenanceKind, Stored as _, amended, replay,
    testing::{asked, meta, who},
};
use proto::{
    financing::v1::{self as pb, financing_views_server::FinancingViews},
    jalon::v1 as act,
};
use tonic::{Request, Status};
use uuid::Uuid;

use self::{desk::Desk, story::Story};
use crate::financing::{
    Command, Event, Financing,
    account::{Documentation, Opening},
    agreement::{CategoryLine, Instrument, Letter, Method, Registration, Signatory, Terms},
    category::Charge,
    condition::{self, Requirement},
    transition::Approval,
    withdrawal::{Application, Line, Payment},
};

const REGISTERED: Date = date(2013, 2, 1);
const APPROVED: Date = date(2013, 4, 30);
const SIGNED: Date = date(2013, 5, 15);
const EFFECTIVE: Date = date(2013, 8, 7);
const OPENED: Date = date(2013, 9, 2);
const MAY: Date = date(2014, 5, 5);
const JUNE: Date = date(2014, 6, 2);
const CLOSING: Date = date(2018, 6, 30);

fn xdr(units: i64) -> Money {
    Money { units: units.try_into().unwrap(), currency: Currency::Xdr }
}

fn francs(units: i64) -> Money {
    Money { units: units.try_into().unwrap(), currency: Currency::Xof }
}

fn key<K: std::str::FromStr>(name: &str) -> K {
    name.parse().ok().unwrap()
}

fn person(name: &str) -> Id<Person> {
    who(name).person
}

fn registration(reference: &str, rank: u32) -> Registration {
    Registration {
        reference: key(reference),
        title: format!("Financement {reference}"),
        rank,
        instrument: Instrument::IdaGrant,
        financier: Id::derived(&["institution", "IDA"]),
        phase: 1,
        parent: (rank > 0).then(|| key("H8350")),
        purpose: None,
        also_written: vec![format!("IDA-{reference}")],
    }
}

fn terms() -> Terms {
    let category = |name: &str, units| CategoryLine {
        category: key(name),
        label: format!("Catégorie {name}"),
        money: xdr(units),
    };
    Terms {
        money: xdr(50_000),
        categories: vec![category("1", 30_000), category("2", 20_000)],
        signatories: vec![Signatory {
            institution: Id::derived(&["institution", "MEF"]),
            capacity: "Ministre".into(),
        }],
        closing_on: Some(CLOSING),
        effectiveness_deadline: Some(date(2013, 8, 13)),
        grace_months: 0,
    }
}

fn application(number: u32, method: Method, lines: Vec<(&str, Money)>) -> Application {
    let line = |(nth, (category, money)): (usize, (&str, Money))| Line {
        reference: key(&format!("F-{number}-{nth}")),
        category: key(category),
        money,
        incurred_on: Some(date(2014, 4, 1)),
        contract: None,
    };
    let lines = lines.into_iter().enumerate().map(line).collect();
    Application { number, method, lines, indicative_rate: None, last: false, tranche: None }
}

fn prepare(number: u32, method: Method, lines: Vec<(&str, Money)>) -> Command {
    Command::PrepareWithdrawal(application(number, method, lines))
}

fn submit(number: u32) -> Command {
    let signatories = vec![person("awa"), person("oumar")];
    Command::SubmitWithdrawal { number, signatories, comment: None }
}

fn pay(number: u32, paid: Money, charges: &[(&str, i64)], value_on: Date) -> Command {
    let charge =
        |(category, units): &(&str, i64)| Charge { category: key(category), money: xdr(*units) };
    let charges = charges.iter().map(charge).collect();
    let payment = Payment { paid, charges, value_on, rate: None, rate_source: None };
    Command::RecordPayment { number, payment }
}

fn document(reference: &str, money: Money, charges: &[(&str, i64)]) -> Command {
    let charge =
        |(category, units): &(&str, i64)| Charge { category: key(category), money: xdr(*units) };
    let charges = charges.iter().map(charge).collect();
    Command::DocumentAdvance(Documentation { reference: key(reference), money, charges })
}

/// An advance of 5 000 francs, charged 500.00 XDR to category 1.
fn advanced() -> Story {
    Story::disbursing("H8350")
        .import(MAY, prepare(1, Method::Advance, vec![("1", francs(5_000))]))
        .import(MAY, submit(1))
        .import(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .import(MAY, pay(1, francs(5_000), &[("1", 500)], MAY))
}

fn requires(name: &str, kind: condition::Kind) -> Requirement {
    Requirement {
        condition: key(name),
        kind,
        nature: None,
        label: "Manuel mis à jour".into(),
        category: None,
        due_on: None,
    }
}

fn now() -> act::AsOf {
    act::AsOf::default()
}

fn effective(on: Date) -> act::AsOf {
    act::AsOf { effective: on.to_string(), ..now() }
}

fn known(on: Date) -> act::AsOf {
    act::AsOf { known: on.to_string(), ..now() }
}

fn one(financing: &str, as_of: act::AsOf) -> Request<pb::AgreementRequest> {
    Request::new(pb::AgreementRequest { financing: financing.into(), as_of: Some(as_of) })
}

fn ledger(financing: &str, as_of: act::AsOf) -> Request<pb::LedgerRequest> {
    let (programme, financing, as_of) = (String::new(), financing.into(), Some(as_of));
    Request::new(pb::LedgerRequest { programme, financing, as_of })
}

fn programme(as_of: act::AsOf) -> Request<pb::ProgrammeRequest> {
    Request::new(pb::ProgrammeRequest { programme: "P127328".into(), as_of: Some(as_of) })
}

/// `300.00 XDR`.
fn said(money: Option<&act::Money>) -> String {
    money.map_or_else(String::new, |money| format!("{} {}", money.amount, money.currency))
}

/// The code of a refusal.
fn refused(status: &Status) -> String {
    let details = String::from_utf8_lossy(status.details()).into_owned();
    let start = details.find("financing-").or_else(|| details.find("malformed-")).unwrap();
    let code = details[start..].chars();
    code.take_while(|it| it.is_ascii_lowercase() || *it == '-').collect()
}
