use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Code, Fact, replay,
    testing::{asked, fact, who},
};
use proptest::prelude::*;

use super::{
    Command, Event, Secretariat,
    due::{CadenceMissed, ClosureItem, Dormant, Escalation, PhaseItem, Reactivated},
    heard::{Body, Closure, Phase, Recommendation, Session},
};
use crate::{
    body::{
        self,
        register::Kind as Organ,
        rules::{Cadence, Rules},
    },
    recommendation,
    session::{self, Kind, stage::Stage},
};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn ctn() -> Command {
    Command::Body(Body {
        reference: code("ML-CTN"),
        kind: Organ::TechnicalCommittee,
        parent: Some(code("ML-CNP")),
        rules: Rules { cadence: Some(Cadence::Quarterly), ..Rules::default() },
        since: date(2018, 1, 1),
        dissolved: false,
    })
}

fn planned(ordinal: u32, on: Date) -> (Date, Command) {
    (
        on,
        Command::Session(Session {
            reference: code(&format!("ML-CTN-{ordinal}")),
            body: code("ML-CTN"),
            kind: Kind::Ordinary,
            ordinal: Some(ordinal),
            stage: Stage::Planned,
            planned_on: on,
            first_day: Some(on),
            opened_on: None,
        }),
    )
}

fn opened(ordinal: u32, on: Date) -> (Date, Command) {
    let session = session::Session::id(&code(&format!("ML-CTN-{ordinal}")));
    (on, Command::Stage { session, stage: Stage::Open, opened_on: Some(on) })
}

fn day(on: Date) -> (Date, Command) {
    (on, Command::Day(on))
}

/// What is due once all of that is heard, in the order in which it is.
fn due(asks: impl IntoIterator<Item = (Date, Command)>) -> Vec<Event> {
    let mut history: Vec<Fact<Event>> = Vec::new();
    for (on, command) in asks {
        let secretariat: Secretariat = replay(&history);
        let decided = secretariat.decide(&asked(&who("time"), on, command)).unwrap();
        history.extend(decided.events.into_iter().map(|event| fact(&who("time"), on, event)));
    }
    let due = history.into_iter().map(|fact| fact.event);
    due.filter(|event| matches!(event, Event::Due(_))).collect()
}

fn missed(due_on: Date) -> Event {
    CadenceMissed { body: code("ML-CTN"), due_on }.into()
}

const FIRST: Date = date(2018, 2, 10);

/// The first session, met.
fn first() -> Vec<(Date, Command)> {
    vec![(date(2018, 1, 1), ctn()), planned(1, date(2018, 1, 15)), opened(1, FIRST)]
}

#[test]
fn a_cadence_is_missed_on_the_day_after_and_said_once() {
    let until = |last| [first(), vec![day(last)]].concat();
    assert_eq!(due(until(date(2018, 5, 10))), []);
    assert_eq!(due(until(date(2018, 5, 11))), [missed(date(2018, 5, 10))]);
    let twice = [until(date(2018, 5, 11)), vec![day(date(2018, 5, 11)), day(date(2018, 5, 12))]];
    assert_eq!(due(twice.concat()), [missed(date(2018, 5, 10))]);
}

#[test]
fn a_body_falls_asleep_after_four_cadences_and_is_late_no_more() {
    let days = [date(2019, 2, 10), date(2019, 2, 11), date(2019, 8, 1)].map(day);
    let all = due([first(), days.to_vec()].concat());
    let late = [date(2018, 5, 10), date(2018, 8, 10), date(2018, 11, 10)].map(missed);
    let asleep = Event::from(Dormant { body: code("ML-CTN"), since: FIRST });
    assert_eq!(all, [late.to_vec(), vec![missed(date(2019, 2, 10)), asleep]].concat());
}

#[test]
fn the_session_that_wakes_it_is_named_even_if_nobody_counted_the_days() {
    let again = date(2020, 1, 8);
    let woken = [first(), vec![planned(2, date(2019, 12, 1)), opened(2, again)]].concat();
    let due = due(woken);
    let (body, session) = (code("ML-CTN"), code("ML-CTN-2"));
    assert!(due.contains(&Dormant { body: body.clone(), since: FIRST }.into()));
    assert!(due.contains(&Reactivated { body, session, on: again }.into()));
}

#[test]
fn nobody_slept_through_sessions_that_are_merely_not_known() {
    let eighteenth = date(2019, 9, 26);
    let asks =
        vec![(date(2018, 1, 1), ctn()), planned(18, date(2019, 9, 1)), opened(18, eighteenth)];
    assert_eq!(due(asks), []);
}

fn plan_opened(financing: &str, on: Date, open: bool) -> (Date, Command) {
    (on, Command::Closure(Closure { financing: financing.to_owned(), open, on }))
}

fn closure(ordinal: u32, on: Date) -> Event {
    let (session, financing) = (code(&format!("ML-CTN-{ordinal}")), "H8350".to_owned());
    ClosureItem { session, financing, on }.into()
}

#[test]
fn a_session_is_informed_of_a_phase_that_waits_for_it() {
    let (ready, on) = (date(2018, 3, 1), date(2018, 3, 5));
    let phase = |waits| {
        let phase = Phase { phase: "P127328/2".into(), waits, on: ready };
        (ready, Command::Phase(phase))
    };
    let item = |ordinal: u32| -> Event {
        let (session, phase) = (code(&format!("ML-CTN-{ordinal}")), "P127328/2".to_owned());
        PhaseItem { session, phase, on }.into()
    };
    assert_eq!(due([first(), vec![phase(true), planned(2, on)]].concat()), [item(2)]);
    assert_eq!(due([first(), vec![planned(2, on), phase(true), phase(true)]].concat()), [item(2)]);
    assert_eq!(due([first(), vec![phase(true), phase(false), planned(2, on)]].concat()), []);
    let before = ready.yesterday().unwrap();
    assert_eq!(due([first(), vec![phase(true), planned(2, before)]].concat()), []);
}

#[test]
fn each_following_session_hears_how_the_closure_stands() {
    let (plan, on) = (date(2018, 3, 1), date(2018, 3, 5));
    let asks = [first(), vec![plan_opened("H8350", plan, true), planned(2, on)]].concat();
    assert_eq!(due(asks), [closure(2, on)]);
    // One that met before is not asked, nor one of which nobody knows when it meets.
    let asks = [first(), vec![planned(2, date(2018, 2, 28)), plan_opened("H8350", plan, true)]];
    assert_eq!(due(asks.concat()), []);
    let (day, Command::Session(undated)) = planned(2, on) else { unreachable!() };
    let undated = (day, Command::Session(Session { first_day: None, ..undated }));
    let asks = [first(), vec![undated, plan_opened("H8350", plan, true)]].concat();
    assert_eq!(due(asks), []);
    // In whatever order it is heard.
    let asks = [first(), vec![planned(2, on), plan_opened("H8350", plan, true)]].concat();
    assert_eq!(due(asks), [closure(2, on)]);
    let closed =
        [plan_opened("H8350", plan, true), plan_opened("H8350", on, false), planned(2, on)];
    assert_eq!(due([first(), closed.to_vec()].concat()), []);
}

fn recommended(adopted_on: Date) -> Vec<(Date, Command)> {
    let reference = code("ML-CTN-1-R1");
    let recommendation = recommendation::Recommendation::id(&reference);
    let heard =
        Recommendation { reference, body: None, adopted_on: None, open: true, settled: vec![] };
    vec![
        (adopted_on, Command::Recommendation(heard)),
        (adopted_on, Command::Adopted { recommendation, body: code("ML-CTN") }),
    ]
}

fn settled(on: Date) -> (Date, Command) {
    let recommendation = recommendation::Recommendation::id(&code("ML-CTN-1-R1"));
    (on, Command::Status { recommendation, open: false })
}

#[test]
fn what_two_sessions_found_open_goes_to_the_body_above() {
    let (second, third) = (date(2018, 5, 4), date(2018, 8, 3));
    let one = [
        first(),
        recommended(FIRST),
        vec![planned(2, date(2018, 4, 1)), opened(2, second), planned(3, date(2018, 7, 1))],
    ]
    .concat();
    assert_eq!(due(one.clone()), []);
    let escalation = Event::from(Escalation {
        recommendation: code("ML-CTN-1-R1"),
        to: code("ML-CNP"),
        session: code("ML-CTN-3"),
        on: third,
    });
    let two = [one.clone(), vec![opened(3, third)]].concat();
    assert_eq!(due(two), std::slice::from_ref(&escalation));
    let carried_out = [one.clone(), vec![settled(date(2018, 7, 1)), opened(3, third)]].concat();
    assert_eq!(due(carried_out), []);
    // Heard of late, it is found open by the same sessions.
    let late = [first(), vec![planned(2, FIRST), opened(2, second), planned(3, FIRST)]].concat();
    let late = [late, vec![opened(3, third)], recommended(FIRST)].concat();
    assert_eq!(due(late), [escalation]);
}

#[test]
fn a_session_of_the_time_in_which_it_was_settled_did_not_find_it_open() {
    let days = [date(2018, 5, 4), date(2018, 8, 3), date(2018, 11, 2)];
    let recommendation = recommendation::Recommendation::id(&code("ML-CTN-1-R1"));
    let taken_up = |on| (on, Command::Status { recommendation, open: true });
    let met = |nth: usize| {
        let ordinal = u32::try_from(nth).unwrap() + 2;
        vec![planned(ordinal, days[nth]), opened(ordinal, days[nth])]
    };
    // Settled before the third session, taken up again after it.
    let so_far = [
        first(),
        recommended(FIRST),
        met(0),
        vec![settled(date(2018, 7, 1))],
        met(1),
        vec![taken_up(date(2018, 9, 1))],
    ]
    .concat();
    let escalated = |all: Vec<Event>| all.iter().filter(|it| is_escalation(it)).count();
    assert_eq!(escalated(due(so_far.clone())), 0, "one session found it open");
    assert_eq!(escalated(due([so_far, met(2)].concat())), 1);
}

fn is_escalation(event: &Event) -> bool {
    matches!(event, Event::Due(super::due::Event::Escalation(_)))
}

proptest! {
    /// Bodies, sessions and recommendations are heard by readers of their own, in any order between
    /// them. (A closure that is heard too late for one session is for the next.)
    #[test]
    fn in_another_order_the_same_is_due(order in Just((0..3_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let on = date(2018, 3, 5);
        let readers = [
            vec![(date(2018, 1, 1), ctn())],
            vec![planned(1, date(2018, 1, 15)), opened(1, FIRST), planned(2, on),
                opened(2, date(2018, 5, 4)), planned(3, on), opened(3, date(2018, 8, 3))],
            recommended(FIRST),
        ];
        let heard = |order: &[usize]| {
            let asks = order.iter().flat_map(|reader| readers[*reader].clone());
            let mut names: Vec<_> = due(asks).into_iter().map(|event| format!("{event:?}")).collect();
            names.sort();
            names
        };
        prop_assert_eq!(heard(&order), heard(&[0, 1, 2]));
    }

    /// What is heard twice is said once.
    #[test]
    fn heard_twice_it_is_said_once(times in 1..4_usize) {
        let asks: Vec<_> = [first(), recommended(FIRST), vec![day(date(2018, 6, 1))]].concat();
        let again: Vec<_> = asks.iter().flat_map(|ask| std::iter::repeat_n(ask.clone(), times)).collect();
        prop_assert_eq!(due(again), due(asks));
    }
}

#[test]
fn rules_and_ends_are_heard() {
    let body = body::Body::id(&code("ML-CTN"));
    let end = |on| (on, Command::Dissolved { body });
    let over = [first(), vec![end(date(2018, 3, 1)), day(date(2019, 8, 1))]].concat();
    assert_eq!(due(over), []);
    let rules = Rules { cadence: Some(Cadence::Annual), ..Rules::default() };
    let slower = [first(), vec![(FIRST, Command::Rules { body, rules }), day(date(2018, 12, 1))]];
    assert_eq!(due(slower.concat()), []);
}

#[test]
fn a_day_that_was_wrong_is_counted_from_the_right_one() {
    let session = session::Session::id(&code("ML-CTN-1"));
    let met = (date(2018, 5, 1), Command::Met { session, on: date(2018, 4, 10) });
    let until = |last| [first(), vec![met.clone(), day(last)]].concat();
    assert_eq!(due(until(date(2018, 7, 10))), []);
    assert_eq!(due(until(date(2018, 7, 11))), [missed(date(2018, 7, 10))]);
}
