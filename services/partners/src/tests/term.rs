//! What is over, and what follows from it.

use jiff::civil::Date;
use kernel::{
    Aggregate as _, Fact, Policy as _, replay,
    testing::{asked, fact, who},
};
use uuid::Uuid;

use super::{DECEMBER, JANUARY, JUNE, MARCH, code, date, samples};
use crate::{
    collaboration,
    policies::{
        AgreementsExpire, AgreementsMove, CollaborationsExpire, CollaborationsMove, DaysPass,
    },
    sharing,
    term::{Command, Event, Heed, Terms, Voided, due},
};

const SHARED: &str = "sharing-00000000-0000-0000-0000-000000000007";

/// By an event of its own.
fn heed(position: u64, on: Option<Date>, waits: Option<bool>) -> Command {
    Command::Heed(Heed { position, stream: SHARED.into(), event: event(position), on, waits })
}

fn event(position: u64) -> Uuid {
    Uuid::from_u128(position.into())
}

/// What the event at `of` said no longer counts.
fn void(position: u64, of: u64) -> Command {
    Command::Void(Voided { position, stream: SHARED.into(), event: event(of) })
}

/// The last day as it is said to be, after each of them.
fn days(said: &[Vec<due::Event>]) -> Vec<Option<Date>> {
    let day = |events: &Vec<due::Event>| match events.as_slice() {
        [due::Event::Set(set)] => set.on,
        _ => None,
    };
    said.iter().map(day).collect()
}

/// What follows, command by command.
fn told(commands: &[Command]) -> Vec<Vec<due::Event>> {
    let mut facts = Vec::<Fact<Event>>::new();
    let follow = |command: &Command| {
        let state: Terms = replay(&facts);
        let Ok(decided) = state.decide(&asked(&who("time"), JANUARY, command.clone()));
        let events = decided.events.into_iter().map(|Event::Due(event)| event);
        let events: Vec<_> = events.collect();
        let new = events.iter().map(|event| fact(&who("time"), JANUARY, Event::Due(event.clone())));
        facts.extend(new);
        events
    };
    commands.iter().map(follow).collect()
}

fn reached(on: Date) -> Vec<due::Event> {
    vec![due::Event::Reached(due::Reached { stream: SHARED.into(), on })]
}

#[test]
fn a_term_is_reached_once_on_the_day_after_its_last() {
    let said = told(&[
        heed(1, Some(MARCH), Some(true)),
        Command::Day(MARCH),
        Command::Day(MARCH.tomorrow().unwrap()),
        Command::Day(JUNE),
    ]);
    assert_eq!(said[0].len(), 1);
    assert_eq!(said[1..], [vec![], reached(MARCH), vec![]]);
}

#[test]
fn what_is_prolonged_is_over_later_and_what_nobody_waits_for_never() {
    let (longer, over) = (heed(2, Some(JUNE), Some(true)), heed(2, None, Some(false)));
    let days = [Command::Day(MARCH.tomorrow().unwrap()), Command::Day(DECEMBER)];
    let first = heed(1, Some(MARCH), Some(true));
    let prolonged = told(&[first.clone(), longer, days[0].clone(), days[1].clone()]);
    assert_eq!(prolonged[2..], [vec![], reached(JUNE)]);
    let revoked = told(&[first.clone(), over, days[0].clone(), days[1].clone()]);
    assert_eq!(revoked[2..], [vec![], vec![]]);
    // After the fact, too: it is over again, once.
    let late = told(&[first, days[0].clone(), heed(9, Some(JUNE), Some(true)), days[1].clone()]);
    assert_eq!(late[1..], [reached(MARCH), late[2].clone(), reached(JUNE)]);
}

#[test]
fn a_fact_that_is_read_again_changes_nothing() {
    let said = told(&[
        heed(5, Some(MARCH), Some(true)),
        heed(5, Some(JUNE), Some(true)),
        heed(4, None, Some(false)),
        heed(6, Some(MARCH), None),
    ]);
    assert_eq!(said.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 0, 1], "another says it too");
}

#[test]
fn once_what_prolonged_it_is_void_a_term_is_over_when_it_was_before() {
    let signed = heed(1, Some(MARCH), Some(true));
    let (first, second) = (heed(2, Some(JUNE), None), heed(3, Some(DECEMBER), None));
    let over = Command::Day(MARCH.tomorrow().unwrap());
    let said = told(&[signed.clone(), first.clone(), void(3, 2), void(3, 2), over]);
    assert_eq!(days(&said)[..3], [Some(MARCH), Some(JUNE), Some(MARCH)]);
    assert_eq!(said[3..], [vec![], reached(MARCH)], "once");
    // The later of two stands, and what it took the place of is not remembered in its stead.
    let said = told(&[signed.clone(), first.clone(), second, void(4, 2), void(5, 3)]);
    assert_eq!(days(&said)[3..], [Some(DECEMBER), Some(MARCH)]);
    // What two facts say, one goes on saying.
    let said = told(&[signed.clone(), first.clone(), heed(3, Some(JUNE), None), void(4, 2)]);
    assert_eq!(days(&said)[3..], [Some(JUNE)]);
    assert_eq!(told(&[signed.clone(), void(2, 9), void(1, 1)])[1..], [vec![], vec![]]);
    // So does what ended it: it is waited for again.
    let ended = heed(2, None, Some(false));
    let said = told(&[signed, ended, void(3, 2), Command::Day(JUNE)]);
    assert_eq!(said[3], reached(MARCH));
}

#[test]
fn a_correction_changes_what_that_fact_says_and_nothing_later() {
    let signed = heed(1, Some(MARCH), Some(true));
    let corrected = |position, of, on| {
        let (stream, event) = (SHARED.into(), event(of));
        Command::Heed(Heed { position, stream, event, on: Some(on), waits: None })
    };
    let prolonged = heed(2, Some(DECEMBER), None);
    let said = told(&[signed, prolonged, corrected(3, 1, JUNE), void(4, 2)]);
    assert_eq!(days(&said), [MARCH, DECEMBER, DECEMBER, JUNE].map(Some));
}

#[test]
fn a_term_that_was_set_before_its_causes_were_kept_stays_as_it_is() {
    let set = due::Set {
        stream: SHARED.into(),
        on: Some(MARCH),
        waits: true,
        position: 1,
        said: None,
        voided: None,
    };
    let history = [fact(&who("time"), JANUARY, Event::Due(due::Event::Set(set)))];
    let terms: Terms = replay(&history);
    let decided = |command| terms.decide(&asked(&who("time"), JANUARY, command)).unwrap().events;
    assert!(decided(void(2, 1)).is_empty(), "nobody knows what it said");
    assert_eq!(decided(heed(2, Some(JUNE), None)).len(), 1);
    assert_eq!(decided(Command::Day(JUNE)).len(), 1);
}

#[test]
fn what_is_voided_is_voided_in_the_terms_of_its_programme() {
    let (target, name, reason) = (event(7), String::new(), "Doublon".to_owned());
    let voided = kernel::correction::EntryVoided { target, name, reason };
    let voided = kernel::correction::Event::EntryVoided(voided);
    let mut told = fact(&who("awa"), JANUARY, collaboration::Event::from(voided));
    told.position = 9;
    let asks = CollaborationsMove::react(&told);
    let [ask] = asks.as_slice() else { panic!("{asks:?}") };
    let expected = Voided { position: 9, stream: told.stream.to_string(), event: target };
    assert_eq!(ask.command, Command::Void(expected));
}

#[test]
fn every_fact_of_an_agreement_moves_its_term_as_it_should() {
    let moved = |event: sharing::Event| {
        let mut fact = fact(&who("awa"), JANUARY, event);
        fact.stream = SHARED.into();
        let asks = AgreementsMove::react(&fact).into_iter();
        asks.filter_map(|ask| match ask.command {
            Command::Heed(Heed { on, waits, .. }) => Some((on.is_some(), waits)),
            // What is void is told below.
            Command::Void(_) => None,
            Command::Day(_) => panic!("no day has passed"),
        })
        .collect::<Vec<_>>()
    };
    for event in samples::sharing() {
        let name = kernel::Stored::name(&event);
        let expected = match name {
            "partners.data-sharing.authorised.v1" | "partners.data-sharing.prolonged.v1" => {
                vec![(true, Some(true))]
            }
            "partners.data-sharing.revoked.v1" | "partners.data-sharing.expired.v1" => {
                vec![(false, Some(false))]
            }
            _ => Vec::new(),
        };
        assert_eq!(moved(event), expected, "{name}");
    }
    let signed = samples::collaboration().into_iter().filter_map(|event| {
        let asks = CollaborationsMove::react(&fact(&who("awa"), JANUARY, event));
        asks.into_iter().next()
    });
    let waits = signed.filter_map(|ask| match ask.command {
        Command::Heed(heed) => heed.waits,
        Command::Void(_) | Command::Day(_) => None,
    });
    let waits: Vec<_> = waits.collect();
    assert_eq!(waits.iter().filter(|waits| **waits).count(), 1, "a signature alone starts it");
    assert!(waits.len() > 5);
}

#[test]
fn each_category_is_asked_for_its_own() {
    let over = |stream: &str| {
        let reached = due::Reached { stream: stream.into(), on: date(2019, 12, 31) };
        let fact = fact(&who("time"), date(2020, 1, 1), Event::Due(due::Event::Reached(reached)));
        (CollaborationsExpire::react(&fact).len(), AgreementsExpire::react(&fact).len())
    };
    assert_eq!(over(SHARED), (0, 1));
    assert_eq!(over(&SHARED.replace("sharing", "collaboration")), (1, 0));
    assert_eq!(over("forum-7"), (0, 0));
    let day = crate::policies::day::DayReached { date: MARCH };
    let day = crate::policies::Calendar::Day(crate::policies::day::Event::Reached(day));
    let mut passed = fact(&who("time"), MARCH, day);
    passed.stream = "calendar-P127328".into();
    let asks = DaysPass::react(&passed);
    assert_eq!(asks.len(), 1);
    assert_eq!(asks[0].to, Terms::id(&code("P127328")));
}
