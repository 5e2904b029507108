//! Phases and scope, told as stories.

mod closing;

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use kernel::{Aggregate as _, Asked, Fact, Origin, replay};
use proptest::{collection::vec, prelude::*};

use super::{
    Command, Event, Programme,
    command::Asked as About,
    phase::{
        self, Assessed, ClosingBegun, FinalReport, FirstActivity, Informed, Moved, Plan, State,
    },
    prerequisite::{self, ClosurePlan, Financing, Heard, Workplan},
    readiness::Item,
    register::{self, Component, Registration},
    scope::{self, Proposal, Statement, Zones},
    steps::Blockages,
};
use crate::{
    rejection::Rejection,
    testing::{ask, ask_too, authorised, by, code, done, given, import, key, who},
};

const REGISTERED: Date = date(2013, 2, 27);
const PLANNED: Date = date(2013, 3, 1);
const HEARD: Date = date(2013, 8, 7);
const REQUESTED: Date = date(2013, 9, 2);
const STARTED: Date = date(2013, 10, 1);

fn registered() -> Fact<Event> {
    let registration = Registration {
        programme: code("P127328"),
        title: "Filets sociaux".into(),
        manager: None,
        also_written: Vec::new(),
    };
    done(REGISTERED, register::Event::Registered(registration))
}

fn plan(phase: u32) -> Plan {
    Plan {
        phase,
        title: None,
        starts_on: PLANNED,
        ends_on: None,
        first_exercise: Some(key("2013")),
        financings: vec![code(if phase == 1 { "H8350" } else { "D3480" })],
    }
}

fn planned(phase: u32) -> Fact<Event> {
    done(PLANNED, phase::Event::Planned(plan(phase)))
}

fn prepared(phase: u32) -> Fact<Event> {
    done(PLANNED, phase::Event::Prepared(Moved { phase }))
}

fn financing(reference: &str, phase: u32, state: &str) -> Financing {
    Financing { financing: code(reference), phase, state: state.into(), from: None, document: None }
}

fn heard(event: prerequisite::Event) -> Fact<Event> {
    by("politique", HEARD, Event::Prerequisite(event))
}

fn effective() -> Fact<Event> {
    heard(prerequisite::Event::FinancingStateHeard(financing("H8350", 1, "effective")))
}

fn adopted() -> Fact<Event> {
    heard(prerequisite::Event::WorkplanHeard(Workplan { exercise: key("2013") }))
}

fn zones(areas: &[&str]) -> Zones {
    let areas = areas.iter().map(|area| code(area)).collect();
    Zones { areas, decision: Some("CNP-1".into()), reason: None }
}

fn extended() -> Fact<Event> {
    done(HEARD, scope::Event::Extended(zones(&["ML2-BLA"])))
}

/// A phase in preparation that lacks nothing.
fn complete() -> Vec<Fact<Event>> {
    vec![registered(), planned(1), prepared(1), effective(), adopted(), extended()]
}

/// Requested by Awa.
fn ready() -> Vec<Fact<Event>> {
    let first = FirstActivity { phase: 1, text: "Premier paiement".into() };
    let informed = Informed { phase: 1, body: code("CTN"), session: Some("CTN-1".into()) };
    let mut history = complete();
    history.push(done(REQUESTED, phase::Event::StartRequested(Moved { phase: 1 })));
    history.push(done(REQUESTED, phase::Event::FirstActivityRecorded(first)));
    history.push(done(REQUESTED, phase::Event::BodyInformed(informed)));
    history
}

fn active() -> Vec<Fact<Event>> {
    let mut history = ready();
    let started = phase::Decided { phase: 1, requested_by: Some(who("awa").person) };
    history.push(by("oumar", STARTED, phase::Event::Started(started)));
    history
}

fn begun() -> ClosingBegun {
    ClosingBegun { phase: 1, reason: "H8350".into(), by: phase::By::Financing }
}

/// What followed by itself.
fn by_policy(on: Date, event: phase::Event) -> Fact<Event> {
    from(Origin::Policy, done(on, event))
}

/// What is entered from the papers of others.
fn of_source(fact: Fact<Event>) -> Fact<Event> {
    from(Origin::Import, fact)
}

fn from(origin: Origin, mut fact: Fact<Event>) -> Fact<Event> {
    Arc::make_mut(&mut fact.meta).origin = origin;
    fact
}

fn about(phase: u32) -> About {
    About { phase, fresh: Vec::new() }
}

fn request() -> Asked<Command> {
    ask(REQUESTED, Command::RequestPhaseStart(about(1)))
}

#[test]
fn phases_are_numbered_without_a_gap() {
    let second = ask(PLANNED, Command::PlanPhase(plan(2)));
    given::<Programme>([registered()]).when(&second).refused(Rejection::PhaseGap { next: 1 });
    given::<Programme>([registered(), planned(1)])
        .when(&second)
        .then([phase::Event::Planned(plan(2)).into()]);
    given::<Programme>([registered(), planned(1)])
        .when(&ask(PLANNED, Command::PlanPhase(plan(1))))
        .refused(Rejection::AlreadyPlanned);
}

#[test]
fn a_component_has_its_code_for_itself() {
    let component = Component { component: key("1"), label: "Transferts".into(), budget: None };
    let define = ask(PLANNED, Command::DefineComponent(component.clone()));
    let defined = Event::Component(register::component::Event::Defined(component));
    given::<Programme>([registered()]).when(&define).then([defined.clone()]);
    given::<Programme>([registered(), done(PLANNED, defined)])
        .when(&define)
        .refused(Rejection::NameTaken { name: "1".into() });
}

#[test]
fn a_phase_is_ready_when_nothing_is_missing_and_says_what_is() {
    given::<Programme>(complete()).when(&request()).then([
        phase::Event::ReadinessAssessed(Assessed { phase: 1, missing: vec![] }).into(),
        phase::Event::StartRequested(Moved { phase: 1 }).into(),
    ]);
    for (without, item) in
        [(3, Item::FinancingEffective), (4, Item::FirstWorkplanAdopted), (5, Item::ScopeDecided)]
    {
        let mut history = complete();
        history.remove(without);
        given::<Programme>(history)
            .when(&request())
            .refused(Rejection::NotReady { missing: vec![item] });
    }
}

#[test]
fn the_second_phase_waits_for_the_plan_of_closure_of_the_first() {
    let mut history = active();
    history.extend([planned(2), done(STARTED, phase::Event::Prepared(Moved { phase: 2 }))]);
    let other = financing("D3480", 2, "effective");
    history.push(by(
        "x",
        STARTED,
        Event::Prerequisite(prerequisite::Event::FinancingStateHeard(other)),
    ));
    let start = ask(STARTED, Command::RequestPhaseStart(about(2)));
    let missing = vec![Item::PredecessorClosurePlan];
    given::<Programme>(history.clone()).when(&start).refused(Rejection::NotReady { missing });
    let plan = ClosurePlan { financing: code("H8350"), document: None };
    history.push(by(
        "x",
        STARTED,
        Event::Prerequisite(prerequisite::Event::ClosurePlanHeard(plan)),
    ));
    let programme: Programme = replay(&history);
    assert!(programme.decide(&start).is_ok(), "phases overlap: the first is still active");
}

#[test]
fn what_is_heard_is_assessed_at_once_and_only_when_it_changes_something() {
    let news = Heard::Workplan(Workplan { exercise: key("2013") });
    let hear = ask(HEARD, Command::Hear(news));
    let history = vec![registered(), planned(1), prepared(1), effective(), extended()];
    let assessed = Assessed { phase: 1, missing: vec![] };
    given::<Programme>(history.clone()).when(&hear).then([
        Event::Prerequisite(prerequisite::Event::WorkplanHeard(Workplan { exercise: key("2013") })),
        phase::Event::ReadinessAssessed(assessed.clone()).into(),
    ]);
    let mut again = history;
    again.extend([adopted(), done(HEARD, phase::Event::ReadinessAssessed(assessed))]);
    let programme: Programme = replay(&again);
    assert_eq!(programme.decide(&hear).unwrap().events.len(), 1, "it says the same again");
}

#[test]
fn what_financing_answers_counts_and_is_recorded_where_it_is_news() {
    let mut history = complete();
    history.remove(3);
    let fresh = vec![financing("H8350", 1, "disbursing")];
    let start =
        ask(REQUESTED, Command::RequestPhaseStart(About { phase: 1, fresh: fresh.clone() }));
    let heard = prerequisite::Event::FinancingStateHeard(fresh[0].clone());
    let assessed = Assessed { phase: 1, missing: vec![] };
    given::<Programme>(history.clone()).when(&start).then([
        Event::Prerequisite(heard.clone()),
        phase::Event::ReadinessAssessed(assessed).into(),
        phase::Event::StartRequested(Moved { phase: 1 }).into(),
    ]);
    history.push(by("x", HEARD, Event::Prerequisite(heard)));
    let programme: Programme = replay(&history);
    assert_eq!(programme.decide(&start).unwrap().events.len(), 2, "it is no news");
}

#[test]
fn another_person_starts_what_one_asked_for() {
    let start = Command::StartPhase { phase: 1 };
    given::<Programme>(ready()).when(&ask(STARTED, start.clone())).refused(Rejection::SamePerson);
    let started = phase::Decided { phase: 1, requested_by: Some(who("awa").person) };
    given::<Programme>(ready())
        .when(&ask_too(STARTED, start))
        .then([phase::Event::Started(started).into()]);
}

#[test]
fn a_start_needs_a_first_activity_and_a_body_that_heard() {
    let mut history = ready();
    history.truncate(7);
    let missing = vec![Item::FirstActivity, Item::BodyInformed];
    given::<Programme>(history)
        .when(&ask_too(STARTED, Command::StartPhase { phase: 1 }))
        .refused(Rejection::NotReady { missing });
}

/// Whoever follows sessions may hear of them twice, or late.
#[test]
fn a_body_is_informed_by_its_first_session_on_the_phase() {
    let heard = |on, session: &str| {
        let (body, session) = (code("CTN"), Some(session.into()));
        ask(on, Command::HearInformed(Informed { phase: 1, body, session }))
    };
    let informed = |session: &str| {
        let (body, session) = (code("CTN"), Some(session.into()));
        Event::Phase(phase::Event::BodyInformed(Informed { phase: 1, body, session }))
    };
    given::<Programme>(complete()).when(&heard(REQUESTED, "CTN-2")).then([informed("CTN-2")]);
    let mut history = complete();
    history.push(done(REQUESTED, informed("CTN-2")));
    given::<Programme>(history.clone()).when(&heard(REQUESTED, "CTN-2")).then([]);
    given::<Programme>(history.clone()).when(&heard(STARTED, "CTN-3")).then([]);
    given::<Programme>(history.clone()).when(&heard(HEARD, "CTN-1")).then([informed("CTN-1")]);
    history.push(done(HEARD, informed("CTN-1")));
    let programme: Programme = replay(&history);
    let known = programme.phase(1).unwrap().informed.clone();
    assert_eq!(known, Some((HEARD, "CTN-1".into())), "the earliest counts");
    given::<Programme>([registered()])
        .when(&heard(REQUESTED, "CTN-2"))
        .refused(Rejection::UnknownPhase { phase: 1 });
}

#[test]
fn the_source_of_an_import_is_believed_and_what_it_does_not_show_is_said() {
    let history = [registered(), planned(1), prepared(1)];
    let programme: Programme = replay(&history);
    let decided = programme.decide(&import(REQUESTED, Command::RequestPhaseStart(about(1))));
    let decided = decided.unwrap();
    assert_eq!(decided.unverified, ["programmes-not-ready"]);
    assert_eq!(decided.events.len(), 2);
}

#[test]
fn scope_changes_by_decision_and_words_change_nothing() {
    let without = Zones { decision: None, ..zones(&["ML2-BLA"]) };
    let extend = Command::ExtendScope(without.clone());
    given::<Programme>([registered()])
        .when(&ask(HEARD, extend.clone()))
        .refused(Rejection::DecisionMissing);
    given::<Programme>([registered()])
        .when(&authorised(ask(HEARD, extend)))
        .then([scope::Event::Extended(without).into()]);
    let said = Statement { areas: zones(&["ML2-MACINA"]).areas, statement: "bientôt".into() };
    let mut programme: Programme = replay(&[registered(), extended()]);
    programme.evolve(&done(HEARD, scope::Event::Announced(said.clone())));
    programme.evolve(&done(HEARD, scope::Event::Launched(said)));
    let covered: Vec<_> = programme.scope.covered_on(HEARD).into_iter().cloned().collect();
    assert_eq!(covered, [code("ML2-BLA")]);
    assert!(programme.scope.covered_on(PLANNED).is_empty(), "not before the day of the decision");
}

#[test]
fn only_what_is_covered_is_left() {
    let leave = |area| ask(STARTED, Command::WithdrawFromArea(zones(&[area])));
    given::<Programme>([registered(), extended()])
        .when(&leave("ML2-BLA"))
        .then([scope::Event::Withdrawn(zones(&["ML2-BLA"])).into()]);
    given::<Programme>([registered(), extended()])
        .when(&leave("ML2-SAN"))
        .refused(Rejection::NotCovered { area: code("ML2-SAN") });
}

#[test]
fn an_area_that_is_no_more_is_proposed_and_a_person_decides() {
    let into = zones(&["ML2-BLA-NORD", "ML2-BLA-SUD"]).areas;
    let proposal = Proposal { area: code("ML2-BLA"), into, text: Some("Loi".into()) };
    let propose = ask(STARTED, Command::ProposeMigration(proposal.clone()));
    let proposed = scope::Event::MigrationProposed(proposal);
    given::<Programme>([registered(), extended()]).when(&propose).then([proposed.clone().into()]);
    given::<Programme>([registered()]).when(&propose).then([]);
    let history = [registered(), extended(), done(STARTED, proposed)];
    let programme: Programme = replay(&history);
    assert!(programme.scope.covers(&code("ML2-BLA"), STARTED), "nothing moves by itself");
    let decide = |areas: &[&str]| {
        let areas: BTreeSet<_> = areas.iter().map(|area| code(area)).collect();
        let reason = None;
        let decided = scope::Decided { area: code("ML2-BLA"), areas, reason };
        authorised(ask(STARTED, Command::DecideMigration(decided)))
    };
    given::<Programme>(history.clone())
        .when(&decide(&["ML2-SAN"]))
        .refused(Rejection::NotProposed { area: code("ML2-SAN") });
    given::<Programme>(history.clone()).when(&decide(&[])).refused(Rejection::ReasonMissing);
    let events = programme.decide(&decide(&["ML2-BLA-NORD"])).unwrap().events;
    let mut after = programme;
    for event in events {
        after.evolve(&done(STARTED, event));
    }
    let covered: Vec<_> = after.scope.covered_on(STARTED).into_iter().cloned().collect();
    assert_eq!(covered, [code("ML2-BLA-NORD")]);
}

proptest! {
    /// Whatever anybody asks in whatever order, a phase that is active was asked for by one person
    /// and started by another, after everything it needed was there.
    #[test]
    fn nobody_starts_a_phase_alone(steps in vec((0..6_u8, any::<bool>()), 0..30)) {
        let mut history = vec![registered(), planned(1), effective(), adopted(), extended()];
        let mut day = REQUESTED;
        for (step, other) in steps {
            day = day.tomorrow().unwrap();
            let command = match step {
                0 => Command::PreparePhase { phase: 1 },
                1 => Command::RequestPhaseStart(about(1)),
                2 => Command::StartPhase { phase: 1 },
                3 => Command::RecordFirstActivity(FirstActivity { phase: 1, text: "x".into() }),
                4 => Command::InformBody(Informed { phase: 1, body: code("CTN"), session: None }),
                _ => Command::SuspendPhase { phase: 1, reason: "x".into() },
            };
            let name = if other { "oumar" } else { "awa" };
            let asked = if other { ask_too(day, command) } else { ask(day, command) };
            let programme: Programme = replay(&history);
            let events = programme.decide(&asked).map(|decided| decided.events).unwrap_or_default();
            history.extend(events.into_iter().map(|event| by(name, day, event)));
        }
        let mut asked_by = None;
        for fact in &history {
            if let Event::Phase(phase::Event::StartRequested(_)) = &fact.event {
                asked_by = Some(fact.meta.who.person);
            }
            if let Event::Phase(phase::Event::Started(_)) = &fact.event {
                prop_assert_ne!(asked_by, Some(fact.meta.who.person));
                prop_assert!(asked_by.is_some());
            }
        }
    }
}

#[test]
fn a_state_is_asked_of_a_day() {
    let programme: Programme = replay(&active());
    let phase = programme.phase(1).unwrap();
    for (on, state) in [
        (PLANNED.yesterday().unwrap(), None),
        (REQUESTED, Some(State::Ready)),
        (STARTED.yesterday().unwrap(), Some(State::Ready)),
        (STARTED, Some(State::Active)),
    ] {
        assert_eq!(phase.state_on(on), state, "{on}");
    }
}
