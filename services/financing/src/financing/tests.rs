//! The rules, told as stories.

mod account;
mod bytes;
mod changes;
mod closure;
mod corrections;
mod counterpart;
mod days;
mod four_eyes;
mod importing;
pub(crate) mod late;
mod lifecycle;
mod properties;
mod recording;
mod reports;
pub(crate) mod samples;
mod withdrawals;

use std::sync::Arc;

use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Asked, Code, Currency, Decided, Fact, Id, Meta, Money, Origin, Person,
    correction::{self, AnomalyNoted},
    replay,
    testing::{self, Given, asked, given, who},
};
use uuid::Uuid;

use super::{
    Command, Event, Financing, Outcome, Rejection,
    account::Opening,
    agreement::{
        CategoryLine, Instrument, Letter, Method, Purpose, Registration, Signatory, Terms,
    },
    condition::{self, Requirement},
    key::{CategoryKey, ConditionKey},
    standing::{Standing, State},
    transition::{self, Approval, Proposed},
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
/// Four months later.
const DEADLINE: Date = date(2018, 10, 30);

/// The last code of the refusals and anomalies below.
fn code(name: &str) -> String {
    format!("financing-{name}")
}

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

fn registration() -> Registration {
    Registration {
        reference: "H8350".parse().unwrap(),
        title: "Filets sociaux (Jigisemejiri)".into(),
        rank: 0,
        instrument: Instrument::IdaGrant,
        financier: Id::derived(&["IDA"]),
        phase: 1,
        parent: None,
        purpose: None,
        also_written: vec!["IDA-H8350".into()],
    }
}

fn approval() -> Approval {
    Approval { money: xdr(500), approved_by: "Conseil".into(), parent: None }
}

fn category(name: &str, units: i64) -> CategoryLine {
    CategoryLine { category: key(name), label: format!("Catégorie {name}"), money: xdr(units) }
}

fn terms() -> Terms {
    Terms {
        money: xdr(500),
        categories: vec![category("1", 300), category("2", 200)],
        signatories: vec![Signatory {
            institution: Id::derived(&["MEF"]),
            capacity: "Ministre".into(),
        }],
        closing_on: Some(CLOSING),
        effectiveness_deadline: Some(date(2013, 8, 13)),
        grace_months: 0,
    }
}

fn letter() -> Letter {
    use Method as M;
    let methods = [M::Advance, M::Reimbursement, M::DirectPayment, M::SpecialCommitment];
    Letter { reference: "DFIL 2013-06".into(), methods: methods.into(), minimum: None }
}

fn effectiveness(name: &str) -> Requirement {
    Requirement {
        condition: key(name),
        kind: condition::Kind::Effectiveness,
        nature: Some(condition::Nature::Fiduciary),
        label: "Avis juridique".into(),
        category: None,
        due_on: None,
    }
}

/// What has happened to one agreement, each fact under an id of its own.
#[derive(Clone, Default)]
struct Story {
    facts: Vec<Fact<Event>>,
}

impl Story {
    fn registered() -> Self {
        Self::default().import(REGISTERED, Command::Register(registration()))
    }

    fn approved() -> Self {
        Self::registered().import(APPROVED, Command::RecordApproval(approval()))
    }

    fn signed() -> Self {
        Self::approved().import(SIGNED, Command::Sign(terms()))
    }

    fn effective() -> Self {
        Self::signed().import(EFFECTIVE, Command::RecordEffectiveness)
    }

    /// Awa and Oumar sign; an account takes up to 1 000 francs of advances.
    fn disbursing() -> Self {
        let signatory = |name| Command::RegisterSignatory {
            person: person(name),
            capacity: "Signataire".into(),
        };
        let opening = Opening { bank: "BDM".into(), ceiling: francs(1_000) };
        Self::effective()
            .import(EFFECTIVE, Command::RecordDisbursementLetter(letter()))
            .import(EFFECTIVE, signatory("awa"))
            .import(EFFECTIVE, signatory("oumar"))
            .import(EFFECTIVE, Command::OpenDesignatedAccount(opening))
            .import(OPENED, Command::OpenDisbursement)
    }

    fn closing() -> Self {
        Self::disbursing().by_time(CLOSING, Command::ReachClosingDate)
    }

    /// As history has it: by an import.
    fn import(self, on: Date, command: Command) -> Self {
        let asked = imported(on, command);
        self.and(&asked)
    }

    fn by_time(self, on: Date, command: Command) -> Self {
        let asked = Asked { origin: Origin::Policy, ..asked(&who("time"), on, command) };
        self.and(&asked)
    }

    /// Awa does it.
    fn does(self, on: Date, command: Command) -> Self {
        let asked = asked(&who("awa"), on, command);
        self.and(&asked)
    }

    /// Awa proposes a change of state and Oumar confirms it.
    fn confirmed(self, on: Date, command: Command) -> Self {
        let story = self.does(on, command);
        let proposal = story.last();
        let confirm = Command::ConfirmTransition { proposal, blockages: None };
        let asked = asked(&who("oumar"), on, confirm);
        story.and(&asked)
    }

    #[track_caller]
    fn and(mut self, asked: &Asked<Command>) -> Self {
        let decided = self.state().decide(asked);
        let decided = decided.unwrap_or_else(|refused| panic!("{refused:?}: {:?}", asked.command));
        for event in decided.events {
            self.record(asked, event);
        }
        self
    }

    fn record(&mut self, asked: &Asked<Command>, event: Event) {
        let nth = u64::try_from(self.facts.len()).unwrap();
        let fact = testing::fact(&asked.who, asked.effective.on, event);
        let meta = Arc::new(Meta { effective: asked.effective, ..Meta::clone(&fact.meta) });
        let event_id = Uuid::from_u128(u128::from(nth) + 1);
        self.facts.push(Fact { event_id, revision: nth, position: nth, meta, ..fact });
    }

    /// Event id of what happened last.
    fn last(&self) -> Uuid {
        self.facts.last().unwrap().event_id
    }

    fn events(&self) -> Vec<Event> {
        self.facts.iter().map(|fact| fact.event.clone()).collect()
    }

    fn state(&self) -> Financing {
        replay(&self.facts)
    }

    fn given(&self) -> Given<Financing> {
        given(self.facts.clone())
    }

    #[track_caller]
    fn stands(&self, on: Date, state: State) {
        assert_eq!(self.state().state_on(on), Some(Standing::Known(state)), "on {on}");
    }

    /// What Awa would hear.
    fn hears(&self, on: Date, command: Command) -> Outcome {
        self.state().decide(&asked(&who("awa"), on, command))
    }

    #[track_caller]
    fn refuses(&self, on: Date, command: Command, because: Rejection) {
        self.given().when(&asked(&who("awa"), on, command)).refused(because);
    }

    /// Codes of the anomalies that recording it would note.
    #[track_caller]
    fn notes(&self, on: Date, command: Command) -> Vec<String> {
        anomalies(&self.hears(on, command).unwrap())
    }
}

fn imported(on: Date, command: Command) -> Asked<Command> {
    Asked { origin: Origin::Import, ..asked(&who("loader"), on, command) }
}

fn anomalies(decided: &Decided<Event>) -> Vec<String> {
    let noted = |event: &Event| {
        let Event::Correction(correction::Event::AnomalyNoted(noted)) = event else { return None };
        Some(noted.about.clone())
    };
    decided.events.iter().filter_map(noted).collect()
}

fn line(reference: &str, of: &str, money: Money) -> Line {
    Line {
        reference: key(reference),
        category: key(of),
        money,
        incurred_on: Some(date(2014, 4, 1)),
        contract: None,
    }
}

fn application(number: u32, method: Method, lines: Vec<Line>) -> Application {
    Application { number, method, lines, indicative_rate: None, last: false, tranche: None }
}

/// In the commitment currency, of category 1, by direct payment.
fn prepare(number: u32, units: i64) -> Command {
    let line = line(&format!("F-{number}"), "1", xdr(units));
    Command::PrepareWithdrawal(application(number, Method::DirectPayment, vec![line]))
}

fn advance(number: u32, units: i64) -> Command {
    let line = line(&format!("A-{number}"), "1", francs(units));
    Command::PrepareWithdrawal(application(number, Method::Advance, vec![line]))
}

fn submit(number: u32) -> Command {
    let signatories = vec![person("awa"), person("oumar")];
    Command::SubmitWithdrawal { number, signatories, comment: None }
}

fn paid(number: u32, paid: Money, units: i64, on: Date) -> Command {
    let charge = super::category::Charge { category: key("1"), money: xdr(units) };
    let (charges, rate_source) = (vec![charge], None);
    let payment = Payment { paid, charges, value_on: on, rate: None, rate_source };
    Command::RecordPayment { number, payment }
}
