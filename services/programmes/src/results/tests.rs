//! The results framework, told as stories.

use jiff::civil::{Date, date};
use kernel::{Aggregate as _, Fact, replay};
use proptest::{collection::vec, prelude::*};

use super::{
    Command, Event, Results,
    achievement::{self, Named, Period, Reopened, Reported, Returned, Share, State},
    indicator::{self, Definition, Target},
};
use crate::{
    rejection::Rejection,
    testing::{ask, ask_too, by, done, given, import, key},
};

const DEFINED: Date = date(2014, 1, 15);
const REPORTED: Date = date(2019, 12, 31);
const JUDGED: Date = date(2020, 1, 20);

fn defined() -> Fact<Event> {
    let definition = Definition {
        indicator: key("menages"),
        label: "Ménages".into(),
        definition: None,
        unit: "ménages".into(),
        baseline: None,
        disaggregations: vec!["milieu".into()],
        component: None,
    };
    done(DEFINED, Event::Indicator(indicator::Event::Defined(definition)))
}

fn report(value: &str) -> Reported {
    Reported {
        indicator: key("menages"),
        period: key("2019"),
        value: value.parse().unwrap(),
        shares: Vec::new(),
        approximate: false,
    }
}

fn named() -> Named {
    Named { indicator: key("menages"), period: key("2019") }
}

/// By Awa.
fn reported() -> Fact<Event> {
    done(REPORTED, achievement::Event::Reported(report("79168")))
}

fn validated() -> Fact<Event> {
    by("oumar", JUDGED, achievement::Event::Validated(named()))
}

fn locked() -> Fact<Event> {
    done(JUDGED, achievement::Event::PeriodLocked(Period { period: key("2019") }))
}

#[test]
fn whoever_reported_a_value_does_not_validate_it() {
    let validate = Command::Validate(named());
    let history = [defined(), reported()];
    given::<Results>(history.clone())
        .when(&ask(JUDGED, validate.clone()))
        .refused(Rejection::SamePerson);
    given::<Results>(history.clone())
        .when(&ask_too(JUDGED, validate.clone()))
        .then([achievement::Event::Validated(named()).into()]);
    // The papers of others do not show who validated.
    let results: Results = replay(&history);
    let decided = results.decide(&import(JUDGED, validate)).unwrap();
    assert_eq!(decided.unverified, ["programmes-same-person"]);
}

#[test]
fn a_value_that_was_returned_is_reported_again() {
    let back = |reason: &str| {
        let (indicator, period) = (key("menages"), key("2019"));
        ask_too(JUDGED, Command::Return(Returned { indicator, period, reason: reason.into() }))
    };
    given::<Results>([defined(), reported()]).when(&back(" ")).refused(Rejection::ReasonMissing);
    let results: Results = replay(&[defined(), reported()]);
    let returned = results.decide(&back("source ?")).unwrap().events;
    let mut history = vec![defined(), reported()];
    history.extend(returned.into_iter().map(|event| by("oumar", JUDGED, event)));
    let again = ask(JUDGED, Command::Report(report("79000")));
    given::<Results>([defined(), reported()])
        .when(&again)
        .refused(Rejection::AchievementForbids { state: State::Reported });
    given::<Results>(history)
        .when(&again)
        .then([achievement::Event::Reported(report("79000")).into()]);
    given::<Results>([defined(), reported(), validated()])
        .when(&again)
        .refused(Rejection::AchievementForbids { state: State::Validated });
}

#[test]
fn the_parts_of_a_value_sum_to_it() {
    let share = |group: &str, value: &str| Share {
        disaggregation: "milieu".into(),
        group: group.into(),
        value: value.parse().unwrap(),
    };
    let with = |shares| ask(REPORTED, Command::Report(Reported { shares, ..report("10.5") }));
    let results: Results = replay(&[defined()]);
    assert!(results.decide(&with(vec![share("urbain", "0.50"), share("rural", "10")])).is_ok());
    given::<Results>([defined()])
        .when(&with(vec![share("urbain", "0.5")]))
        .refused(Rejection::SharesDoNotSum { disaggregation: "milieu".into() });
    let other = Share { disaggregation: "sexe".into(), ..share("femmes", "10.5") };
    given::<Results>([defined()])
        .when(&with(vec![other]))
        .refused(Rejection::UnknownName { name: "sexe".into() });
}

#[test]
fn a_locked_period_takes_nothing_more_until_it_is_reopened() {
    let lock = ask(JUDGED, Command::Lock { period: key("2019") });
    given::<Results>([defined(), reported()])
        .when(&lock)
        .refused(Rejection::NotValidated { indicators: vec![key("menages")] });
    given::<Results>([defined(), reported(), validated()])
        .when(&lock)
        .then([achievement::Event::PeriodLocked(Period { period: key("2019") }).into()]);
    let history = [defined(), reported(), validated(), locked()];
    given::<Results>(history.clone())
        .when(&ask(JUDGED, Command::Report(report("1"))))
        .refused(Rejection::PeriodLocked { period: key("2019") });
    let reopened = Reopened { period: key("2019"), reason: "double compte".into() };
    given::<Results>(history)
        .when(&ask(JUDGED, Command::Reopen(reopened.clone())))
        .then([achievement::Event::PeriodReopened(reopened.clone()).into()]);
    given::<Results>([defined()])
        .when(&ask(JUDGED, Command::Reopen(reopened)))
        .refused(Rejection::PeriodNotLocked);
}

#[test]
fn a_target_is_set_once() {
    let by = REPORTED;
    let target = Target { indicator: key("menages"), by, value: "80000".parse().unwrap() };
    let set = ask(DEFINED, Command::SetTarget(target.clone()));
    let event = Event::Indicator(indicator::Event::TargetSet(target));
    given::<Results>([defined()]).when(&set).then([event.clone()]);
    given::<Results>([defined(), done(DEFINED, event)])
        .when(&set)
        .refused(Rejection::AlreadyRecorded);
}

proptest! {
    /// Whatever is asked, no value was reported and validated by one person.
    #[test]
    fn a_validator_is_never_the_reporter(asks in vec((0..4_u8, any::<bool>()), 0..25)) {
        let mut history = vec![defined()];
        for (what, other) in asks {
            let command = match what {
                0 => Command::Report(report("1")),
                1 => Command::Validate(named()),
                2 => Command::Return(Returned { indicator: key("menages"), period: key("2019"), reason: "x".into() }),
                _ => Command::Lock { period: key("2019") },
            };
            let name = if other { "oumar" } else { "awa" };
            let asked = if other { ask_too(JUDGED, command) } else { ask(JUDGED, command) };
            let results: Results = replay(&history);
            let events = results.decide(&asked).map(|decided| decided.events).unwrap_or_default();
            history.extend(events.into_iter().map(|event| by(name, JUDGED, event)));
        }
        let mut reporter = None;
        for fact in &history {
            if let Event::Achievement(achievement::Event::Reported(_)) = &fact.event {
                reporter = Some(fact.meta.who.person);
            }
            if let Event::Achievement(achievement::Event::Validated(_)) = &fact.event {
                prop_assert_ne!(reporter, Some(fact.meta.who.person));
            }
        }
    }
}
