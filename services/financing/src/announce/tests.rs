use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Amendment, Change, Stored as _, amended,
    correction::{AnomalyExplained, AnomalyNoted, EntryVoided, FactCorrected},
    testing::{fact, who},
};
use serde_json::{Value, json};
use strum::VariantArray as _;
use uuid::Uuid;

use super::*;
use crate::{
    financing::{
        agreement::{
            self, CategorySuspended, ClosingDateExtended, DisbursementDeadlineExtended, Reopened,
            Suspended, SuspensionLifted, Undone,
        },
        standing::State,
        tests::samples,
        transition::{Step, Validation},
        withdrawal::{self, Rejected, Returned},
    },
    watch::{
        self,
        deadline::{AgreementNamed, Approaching, Event as Near, Kind, Reached},
    },
};

const ON: Date = date(2012, 3, 22);

/// An agreement that people call H8350, and whoever speaks of it.
struct Story {
    memory: Memory,
    facts: Vec<Fact<Event>>,
}

impl Story {
    fn registered() -> Self {
        let mut story = Self { memory: Memory::default(), facts: Vec::new() };
        story.hear(named("financing.agreement.registered.v1"));
        story
    }

    /// What is heard when this happens, by its name. Of a fact that is void one speaks once more as
    /// before.
    fn hear(&mut self, event: impl Into<Event>) -> Vec<(&'static str, Value)> {
        let stream = Financing::stream(h8350()).into();
        let event_id = Uuid::from_u128(self.facts.len() as u128);
        let fact = Fact { stream, event_id, ..fact(&who("awa"), ON, event.into()) };
        self.facts.push(fact.clone());
        let announced = match fact.event.amendment() {
            Some(Amendment { change: Change::Void, .. }) => {
                let announced = Agreements::announce(&self.memory, &fact);
                self.remember_anew();
                announced
            }
            Some(Amendment { change: Change::Field { .. }, .. }) => {
                self.remember_anew();
                Agreements::announce(&self.memory, &fact)
            }
            None => {
                Agreements::remember(&mut self.memory, &fact);
                Agreements::announce(&self.memory, &fact)
            }
        };
        announced.into_iter().map(read).collect()
    }

    fn remember_anew(&mut self) {
        self.memory = Memory::default();
        for fact in amended(self.facts.clone()) {
            Agreements::remember(&mut self.memory, &fact);
        }
    }

    fn hear_one(&mut self, event: impl Into<Event>) -> (&'static str, Value) {
        let [one] = self.hear(event).try_into().unwrap();
        one
    }
}

fn h8350() -> kernel::Id<Financing> {
    Financing::id(&"H8350".parse().unwrap())
}

/// The sample of that name.
fn named(name: &str) -> Event {
    samples::all().into_iter().find(|event| event.name() == name).unwrap()
}

fn read(Public { name, data }: Public) -> (&'static str, Value) {
    (name, serde_json::from_slice(&data).unwrap())
}

fn step(from: State, to: State) -> Step {
    Step { from, to, validation: Validation::Undocumented }
}

fn suspended(from: State, to: State) -> agreement::Event {
    let reason = "Événements du 22 mars".to_owned();
    let (undoes, stays) = (None, None);
    agreement::Event::Suspended(Suspended { step: step(from, to), reason, undoes, stays })
}

fn corrected(target: u128, field: &str, [from, to]: [&str; 2]) -> correction::Event {
    correction::Event::FactCorrected(FactCorrected {
        target: Uuid::from_u128(target),
        name: "financing.agreement.registered.v1".into(),
        field: field.into(),
        from: from.into(),
        to: to.into(),
        reason: "Titre abrégé".into(),
    })
}

/// These names are in public journals and in what subscribers wrote. If this fails, the code is
/// wrong.
#[test]
fn every_public_name_is_kept_for_ever() {
    let mut story = Story::registered();
    let mut heard: BTreeSet<&str> = samples::all()
        .into_iter()
        .chain([suspended(State::Closing, State::Closing).into()])
        .flat_map(|event| story.hear(event))
        .map(|(name, _)| name)
        .collect();
    let states = State::VARIANTS.iter();
    heard.extend(states.map(|state| super::agreement::entered(*state, None, &story.memory).name));
    heard.extend([approaching(None), reached()].map(|event| deadlines(&[], event).0));
    let known: BTreeSet<&str> = include_str!("names.golden").lines().collect();
    assert_eq!(heard, known);
}

#[test]
fn a_change_of_state_is_heard_with_what_people_call_the_agreement() {
    let mut story = Story::registered();
    let (name, data) = story.hear_one(suspended(State::Disbursing, State::Suspended));
    assert_eq!(name, "financing.agreement.suspended.v1");
    let heard = json!({
        "financing": "H8350",
        "title": "Filets sociaux (Jigisemejiri)",
        "rank": 1,
        "phase": 1,
        "from": "disbursing",
        "to": "suspended",
        "iatiStatus": 6,
    });
    assert_eq!(data, heard);
}

#[test]
fn a_suspension_that_leaves_the_state_alone_is_heard_as_such() {
    let mut story = Story::registered();
    let (name, data) = story.hear_one(suspended(State::Closing, State::Closing));
    assert_eq!(name, "financing.agreement.suspension-recorded.v1");
    assert_eq!(data, json!({"financing": "H8350", "reason": "Événements du 22 mars"}));
    let lifted = |from, to, stays| {
        let lifted = SuspensionLifted { step: step(from, to), undoes: None, stays };
        agreement::Event::SuspensionLifted(lifted)
    };
    // A notice of June, that came once the closing date had.
    let (of, to, stays) = (State::Suspended, State::Disbursing, Some(State::Closing));
    for lifted in [lifted(State::Closing, State::Closing, None), lifted(of, to, stays)] {
        let (name, data) = story.hear_one(lifted);
        assert_eq!(name, "financing.agreement.suspension-lifted.v1");
        assert_eq!(data, json!({"financing": "H8350", "lifted": true}));
    }
    let (name, _) = story.hear_one(lifted(of, to, None));
    assert_eq!(name, "financing.agreement.disbursing.v1");

    let (category, reason) = ("2A".parse().unwrap(), "Audit".to_owned());
    let one = agreement::Event::CategorySuspended(CategorySuspended { category, reason });
    let (name, data) = story.hear_one(one);
    assert_eq!(name, "financing.agreement.suspension-recorded.v1");
    assert_eq!(data, json!({"financing": "H8350", "category": "2A", "reason": "Audit"}));
}

#[test]
fn an_agreement_that_is_reopened_has_a_new_state_and_a_new_closing_date() {
    let extension = ClosingDateExtended {
        from: Some(date(2018, 6, 30)),
        to: date(2019, 6, 30),
        requested_on: None,
        disbursement_deadline: Some(date(2019, 10, 30)),
        closure_plan_opens: None,
        restructuring: None,
        undoes: None,
        validation: None,
        outlived_by: None,
        outdone: Vec::new(),
    };
    let step = step(State::Closing, State::Disbursing);
    let outdone = vec![State::Closing, State::DisbursementClosed];
    let late = ClosingDateExtended { outdone, ..extension.clone() };
    let late = Story::registered().hear(agreement::Event::ClosingDateExtended(late));
    assert!(late.is_empty(), "a later notice had moved it already");
    let reopened = agreement::Event::Reopened(Reopened { step, extension });
    let heard = Story::registered().hear(reopened);
    let [(state, _), (extended, data)] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!(*state, "financing.agreement.disbursing.v1");
    assert_eq!(*extended, "financing.agreement.closing-date-extended.v1");
    let heard = json!({
        "financing": "H8350",
        "from": "2018-06-30",
        "to": "2019-06-30",
        "disbursementDeadline": "2019-10-30",
    });
    assert_eq!(*data, heard);
}

/// Disbursement was closed, and by a notice it is not.
#[test]
fn a_disbursement_deadline_that_is_moved_back_is_heard_as_the_state_that_it_makes() {
    let extended = |step, undoes| {
        let (from, until) = (Some(date(2018, 10, 30)), date(2018, 12, 31));
        let (validation, outdone) = (None, Vec::new());
        let extended =
            DisbursementDeadlineExtended { from, until, step, undoes, validation, outdone };
        Story::registered().hear(agreement::Event::DisbursementDeadlineExtended(extended))
    };
    let (from, to) = (State::DisbursementClosed, State::Closing);
    let undone = Undone { event: Uuid::nil(), from, to };
    for (step, undoes) in [(Some(step(from, to)), None), (None, Some(undone))] {
        let heard = extended(step, undoes);
        let [(name, data)] = heard.as_slice() else { panic!("{heard:?}") };
        assert_eq!(*name, "financing.agreement.closing.v1");
        assert_eq!(
            (&data["from"], &data["to"]),
            (&json!("disbursement_closed"), &json!("closing"))
        );
    }
    // Moved before it was reached, or to the state that it has: nothing is heard.
    assert!(extended(None, None).is_empty());
    assert!(extended(None, Some(Undone { to: from, ..undone })).is_empty());
}

#[test]
fn a_condition_and_a_withdrawal_are_heard_by_what_was_first_said_of_them() {
    let mut story = Story::registered();
    story.hear(named("financing.condition.added.v1"));
    let (_, data) = story.hear_one(named("financing.condition.accepted.v1"));
    assert_eq!(data["label"], "Avis juridique");

    let prepared = named("financing.withdrawal.prepared.v1");
    let Event::Withdrawal(withdrawal::Event::Prepared(application)) = &prepared else {
        panic!("{prepared:?}")
    };
    let (number, reason) = (application.number, String::new);
    let method = <&str>::from(application.method);
    let requested = json!(money::out(application.money().unwrap()).amount);
    story.hear(prepared.clone());
    for event in [
        withdrawal::Event::Returned(Returned { number, reason: reason() }),
        withdrawal::Event::Rejected(Rejected { number, reason: reason() }),
    ] {
        let (_, data) = story.hear_one(event);
        assert_eq!((&data["method"], &data["requested"]["amount"]), (&method.into(), &requested));
    }
}

#[test]
fn whoever_heard_a_fact_hears_what_it_should_have_been() {
    let mut story = Story::registered();
    let (name, data) = story.hear_one(corrected(0, "/title", ["Filets", "Filets sociaux"]));
    assert_eq!(name, "financing.fact.corrected.v1");
    assert_eq!((&data["from"], &data["to"]), (&json!("\"Filets\""), &json!("\"Filets sociaux\"")));
    // From then on it is called so.
    let (_, data) = story.hear_one(suspended(State::Disbursing, State::Suspended));
    assert_eq!((&data["financing"], &data["title"]), (&json!("H8350"), &json!("Filets sociaux")));
    // That nothing should have been said of it at all is heard by the name that was heard before.
    let target = Uuid::nil();
    let (name, reason) = ("financing.agreement.registered.v1".to_owned(), String::new());
    let (name, data) =
        story.hear_one(correction::Event::EntryVoided(EntryVoided { target, name, reason }));
    assert_eq!((name, &data["financing"]), ("financing.fact.voided.v1", &json!("H8350")));
    assert!(story.memory.registration().is_none());
}

#[test]
fn an_anomaly_is_heard_and_so_is_its_explanation() {
    let mut story = Story::registered();
    let noted = correction::Event::AnomalyNoted(AnomalyNoted {
        about: "financing-number-gap".into(),
        args: [("last".to_owned(), "3".to_owned())].into(),
        beside: "financing.withdrawal.prepared.v1".into(),
    });
    let (name, data) = story.hear_one(noted);
    assert_eq!(name, "financing.anomaly.noted.v1");
    let event_id = Uuid::from_u128(1);
    let mut heard = json!({
        "financing": "H8350",
        "about": "financing-number-gap",
        "args": {"last": "3"},
        "eventId": event_id,
    });
    assert_eq!(data, heard);

    let explanation = "Le nº 4 fut annulé".to_owned();
    let explained = AnomalyExplained { anomaly: event_id, explanation };
    let (name, data) = story.hear_one(correction::Event::AnomalyExplained(explained));
    assert_eq!(name, "financing.anomaly.explained.v1");
    heard["explanation"] = "Le nº 4 fut annulé".into();
    assert_eq!(data, heard);
}

fn approaching(reference: Option<&str>) -> Near {
    Near::Approaching(Approaching {
        financing: h8350(),
        reference: reference.map(|reference| reference.parse().unwrap()),
        kind: Kind::DisbursementDeadline,
        subject: String::new(),
        on: date(2019, 4, 30),
        days: 30,
    })
}

fn reached() -> Near {
    let (financing, kind, subject) = (h8350(), Kind::DisbursementDeadline, String::new());
    let on = date(2019, 4, 30);
    Near::Reached(Reached { financing, reference: None, kind, subject, on })
}

/// What is heard of each of these, one after another.
fn of_deadlines(events: &[Near]) -> Vec<Vec<(&'static str, Value)>> {
    let mut memory = <Deadlines as Announcement>::Memory::default();
    let mut hear = |(event, nth): (&Near, u128)| {
        let event = watch::Event::Deadline(event.clone());
        let fact = Fact { event_id: Uuid::from_u128(nth), ..fact(&who("time"), ON, event) };
        Deadlines::remember(&mut memory, &fact);
        Deadlines::announce(&memory, &fact).into_iter().map(read).collect()
    };
    events.iter().zip(0..).map(&mut hear).collect()
}

/// What is heard of a deadline, once all of that has happened.
fn deadlines(earlier: &[Near], event: Near) -> (&'static str, Value) {
    let heard = of_deadlines(&[earlier, &[event]].concat()).pop();
    let [one] = heard.unwrap().try_into().unwrap();
    one
}

#[test]
fn that_a_deadline_is_reached_is_heard_once_however_often_it_is_looked_at() {
    let Near::Reached(first) = reached() else { panic!("it is not reached") };
    let moved = Near::Reached(Reached { on: date(2019, 10, 31), ..first });
    let heard = of_deadlines(&[reached(), reached(), moved.clone(), moved, reached()]);
    assert_eq!(heard.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 1, 0, 0]);
}

#[test]
fn a_deadline_is_heard_under_the_name_people_use() {
    let (name, data) = deadlines(&[], approaching(Some("H8350")));
    assert_eq!(name, "financing.deadline.approaching.v1");
    assert_eq!(data["financing"], "H8350");
    assert_eq!((&data["on"], &data["days"]), (&json!("2019-04-30"), &json!(30)));
    let (financing, reference) = (h8350(), "H8350".parse().unwrap());
    let named = Near::AgreementNamed(AgreementNamed { financing, reference });
    assert_eq!(deadlines(&[named], reached()).1["financing"], "H8350");
    assert_eq!(deadlines(&[], reached()).1["financing"], json!(h8350()));
}
