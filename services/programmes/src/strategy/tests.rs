//! Strategies, told as stories.

use jiff::civil::{Date, date};
use kernel::{Aggregate as _, Fact, replay};

use super::{
    Command, Event, Strategy,
    content::{self, Activity, Axis, Measure, Progress, Reported},
    course::{self, Draft, Horizon, Kind, Nothing, Replaced, State, Step},
};
use crate::{
    rejection::Rejection,
    testing::{ask, code, done, given, import, key},
};

const DRAFTED: Date = date(2024, 1, 10);
const VALIDATED: Date = date(2024, 3, 27);
const ADOPTED: Date = date(2024, 10, 1);
const ENDS: Date = date(2028, 12, 31);

fn draft() -> Draft {
    Draft {
        strategy: code("BF-SNPS"),
        kind: Kind::Strategy,
        title: "Stratégie nationale".into(),
        acronym: Some("SNPS".into()),
        horizon: Horizon { starts_on: Some(date(2024, 1, 1)), ends_on: Some(ENDS) },
        owner: None,
        implements: None,
    }
}

fn drafted() -> Fact<Event> {
    done(DRAFTED, course::Event::Drafted(draft()))
}

fn step(decision: Option<&str>) -> Step {
    Step { body: "CNPS".into(), decision: decision.map(str::to_owned) }
}

fn adopted() -> Vec<Fact<Event>> {
    vec![
        drafted(),
        done(VALIDATED, course::Event::Validated(step(Some("PV")))),
        done(ADOPTED, course::Event::Adopted(step(Some("Décret")))),
    ]
}

#[test]
fn it_is_validated_before_it_is_adopted_as_far_as_the_source_shows() {
    let adopt = Command::Adopt(step(Some("Décret")));
    given::<Strategy>([drafted()])
        .when(&ask(ADOPTED, adopt.clone()))
        .refused(Rejection::StrategyNotValidated);
    let strategy: Strategy = replay(&[drafted()]);
    let decided = strategy.decide(&import(ADOPTED, adopt)).unwrap();
    assert_eq!(decided.unverified, ["programmes-strategy-not-validated"]);
    given::<Strategy>([drafted()])
        .when(&ask(VALIDATED, Command::Validate(step(None))))
        .refused(Rejection::DecisionMissing);
}

#[test]
fn it_expires_after_its_horizon_and_not_on_its_last_day() {
    let expire = |on| ask(on, Command::Expire);
    given::<Strategy>(adopted())
        .when(&expire(ENDS))
        .refused(Rejection::HorizonNotPassed { ends_on: ENDS });
    given::<Strategy>(adopted())
        .when(&expire(ENDS.tomorrow().unwrap()))
        .then([course::Event::Expired(Nothing {}).into()]);
}

/// Time is not refused: it ends what it can.
#[test]
fn the_calendar_ends_what_still_holds() {
    let passed = |on| ask(on, Command::HorizonPassed);
    let after = ENDS.tomorrow().unwrap();
    let expired = course::Event::Expired(Nothing {});
    given::<Strategy>(adopted()).when(&passed(after)).then([expired.clone().into()]);
    given::<Strategy>(adopted()).when(&passed(ENDS)).then([]);
    given::<Strategy>([drafted()]).when(&passed(after)).then([]);
    let mut history = adopted();
    history.push(done(after, expired));
    given::<Strategy>(history).when(&passed(after)).then([]);
}

#[test]
fn nothing_replaces_itself() {
    let replace = |by| ask(ENDS, Command::Replace(Replaced { replaced_by: code(by) }));
    given::<Strategy>(adopted()).when(&replace("BF-SNPS")).refused(Rejection::OfItself);
    let replaced = Replaced { replaced_by: code("BF-SNPS-2") };
    given::<Strategy>(adopted())
        .when(&replace("BF-SNPS-2"))
        .then([course::Event::Replaced(replaced.clone()).into()]);
    let mut history = adopted();
    history.push(done(ENDS, course::Event::Replaced(replaced)));
    given::<Strategy>(history)
        .when(&replace("BF-SNPS-3"))
        .refused(Rejection::StrategyForbids { state: State::Replaced, on: ENDS });
}

#[test]
fn what_it_is_made_of_hangs_together() {
    let axis = Axis { axis: key("1"), label: "Axe".into() };
    let measure = Measure { axis: key("1"), measure: key("1.1"), label: "Mesure".into() };
    let activity = Activity {
        measure: key("1.1"),
        activity: key("1.1.1"),
        label: "Activité".into(),
        responsible: None,
        due_on: None,
    };
    given::<Strategy>([drafted()])
        .when(&ask(ADOPTED, Command::DefineMeasure(measure.clone())))
        .refused(Rejection::UnknownName { name: "1".into() });
    let history = vec![
        drafted(),
        done(DRAFTED, content::Event::AxisDefined(axis.clone())),
        done(DRAFTED, content::Event::MeasureDefined(measure)),
        done(DRAFTED, content::Event::ActivityDefined(activity)),
    ];
    given::<Strategy>(history.clone())
        .when(&ask(ADOPTED, Command::DefineAxis(axis)))
        .refused(Rejection::NameTaken { name: "1".into() });
    let reported = |state| Reported { activity: key("1.1.1"), state, statement: None };
    let report = |state| ask(ADOPTED, Command::ReportActivity(reported(state)));
    given::<Strategy>(history.clone())
        .when(&report(Progress::Done))
        .then([content::Event::ActivityReported(reported(Progress::Done)).into()]);
    let mut dropped = history;
    dropped.push(done(ADOPTED, content::Event::ActivityReported(reported(Progress::Dropped))));
    given::<Strategy>(dropped).when(&report(Progress::Done)).refused(Rejection::ActivityDropped);
}

#[test]
fn horizons_that_contradict_each_other_are_both_kept() {
    let other = Horizon { starts_on: Some(date(2024, 1, 1)), ends_on: Some(date(2026, 12, 31)) };
    given::<Strategy>([drafted()])
        .when(&ask(ADOPTED, Command::StateHorizon(other)))
        .then([course::Event::HorizonStated(other).into()]);
    given::<Strategy>([drafted()])
        .when(&ask(ADOPTED, Command::StateHorizon(Horizon::default())))
        .refused(Rejection::NothingToChange);
}
