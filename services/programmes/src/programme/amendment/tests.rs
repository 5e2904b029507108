//! Four eyes on what became of a phase.

use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Asked, Change, Target,
    correction::{EntryVoided, Event as Said},
    replay,
};

use super::*;
use crate::{
    programme::{
        self, Command,
        phase::{self, Moved},
        register::{self, Registration},
        scope,
    },
    testing::{ask, ask_too, code, done, given, import},
};

const REGISTERED: Date = date(2013, 2, 27);
const DAY: Date = date(2019, 12, 2);
const STARTED: Uuid = Uuid::from_u128(1);
const PROPOSAL: Uuid = Uuid::from_u128(2);

fn registered() -> Fact<programme::Event> {
    let registration = Registration {
        programme: code("P127328"),
        title: "Filets sociaux".into(),
        manager: None,
        also_written: Vec::new(),
    };
    done(REGISTERED, register::Event::Registered(registration))
}

fn void(amendable: Amendable) -> Command {
    let target = Target {
        event_id: STARTED,
        name: "programmes.phase.started.v1".into(),
        from_matches: true,
        applies: true,
        becomes: None,
        amendable,
    };
    Command::Amend(Amending {
        target: Some(target),
        change: Change::Void,
        from: serde_json::Value::Null,
        reason: "Double saisie".into(),
    })
}

fn voided() -> EntryVoided {
    let (name, reason) = ("programmes.phase.started.v1".into(), "Double saisie".into());
    EntryVoided { target: STARTED, name, reason }
}

fn proposed() -> programme::Event {
    programme::Event::Amendment(Event::Proposed(Proposed { amend: Amend::Void(voided()) }))
}

/// By Awa.
fn waiting() -> Vec<Fact<programme::Event>> {
    vec![registered(), Fact { event_id: PROPOSAL, ..done(DAY, proposed()) }]
}

fn confirm() -> Command {
    Command::ConfirmAmendment { proposal: PROPOSAL }
}

#[test]
fn one_person_proposes_and_another_confirms() {
    let by_two = void(Amendable::ByTwo);
    given::<Programme>([registered()]).when(&ask(DAY, by_two.clone())).then([proposed()]);
    given::<Programme>(waiting()).when(&ask(DAY, confirm())).refused(Rejection::SamePerson);
    let mut another_capacity = ask(DAY, confirm());
    another_capacity.who.capacity = "Ministre par intérim".into();
    given::<Programme>(waiting()).when(&another_capacity).refused(Rejection::SamePerson);
    let said = programme::Event::Correction(Said::EntryVoided(voided()));
    given::<Programme>(waiting()).when(&ask_too(DAY, confirm())).then([said.clone()]);
    let mut done_with = waiting();
    done_with.push(done(DAY, said));
    given::<Programme>(done_with)
        .when(&ask_too(DAY, confirm()))
        .refused(Rejection::UnknownProposal);
    let proposal = PROPOSAL;
    given::<Programme>(waiting())
        .when(&ask_too(DAY, by_two))
        .refused(Rejection::AlreadyProposed { proposal });
}

#[test]
fn what_one_person_did_one_person_amends_and_an_import_is_believed() {
    let said = programme::Event::Correction(Said::EntryVoided(voided()));
    let by_one: Asked<Command> = ask(DAY, void(Amendable::ByOne));
    given::<Programme>([registered()]).when(&by_one).then([said.clone()]);
    given::<Programme>([registered()]).when(&import(DAY, void(Amendable::ByTwo))).then([said]);
}

#[test]
fn a_proposal_is_rejected_with_a_reason_and_may_be_made_again() {
    let reject = |reason: &str| {
        ask_too(DAY, Command::RejectAmendment { proposal: PROPOSAL, reason: reason.into() })
    };
    given::<Programme>(waiting()).when(&reject(" ")).refused(Rejection::ReasonMissing);
    let mut history = waiting();
    let programme: Programme = replay(&history);
    let events = programme.decide(&reject("Le PV dit autre chose")).unwrap().events;
    history.extend(events.into_iter().map(|event| done(DAY, event)));
    given::<Programme>(history.clone())
        .when(&ask_too(DAY, confirm()))
        .refused(Rejection::UnknownProposal);
    given::<Programme>(history).when(&ask(DAY, void(Amendable::ByTwo))).then([proposed()]);
}

#[test]
fn changes_of_state_take_two_and_proposals_are_not_amended() {
    let moved =
        |event: fn(Moved) -> phase::Event| programme::Event::Phase(event(Moved { phase: 1 }));
    assert_eq!(moved(phase::Event::Resumed).amended_by(), Amendable::ByTwo);
    let assessed = phase::Assessed { phase: 1, missing: Vec::new() };
    let assessed = programme::Event::Phase(phase::Event::ReadinessAssessed(assessed));
    assert_eq!(assessed.amended_by(), Amendable::ByOne);
    let zones = scope::Zones { areas: [].into(), decision: None, reason: None };
    let extended = programme::Event::Scope(scope::Event::Extended(zones));
    assert_eq!(extended.amended_by(), Amendable::ByOne);
    assert_eq!(proposed().amended_by(), Amendable::Proposal);
}
