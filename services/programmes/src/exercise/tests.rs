//! Plans and what was spent, told as stories.

mod spent;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::{Aggregate as _, Asked, Currency, Fact, Hash, Units, replay};
use proptest::{collection::vec, prelude::*};

use super::{
    Command, Event, Exercise, Opening,
    command::{Chunk, Import, Revision, Submission},
    expenditure::{self, Imported, Named, Period},
    line::{self, Line, Names, Row},
    plan::{self, Adoption, Answer, Cause, CauseKind, LinesStaged, Nothing, Submitted},
    publication::Published,
};
use crate::{
    lines::{Why, WrongRow, hash_of},
    rate::rate,
    rejection::Rejection,
    testing::{ask, ask_too, by, code, done, francs, given, import, key},
};

const OPENED: Date = date(2020, 11, 1);
const SUBMITTED: Date = date(2020, 11, 20);
const ADOPTED: Date = date(2020, 12, 1);
const SEPTEMBER: Date = date(2021, 9, 30);
const DECEMBER: Date = date(2021, 12, 1);

fn opening() -> Opening {
    Opening {
        programme: code("P127328"),
        exercise: key("2021"),
        starts_on: date(2021, 1, 1),
        ends_on: date(2021, 12, 31),
        currency: Currency::Xof,
        no_objection_from: vec![code("D3480")],
    }
}

fn opened() -> Fact<Event> {
    done(OPENED, plan::Event::Opened(opening()))
}

fn row(number: u32, activity: &str, amount: &str) -> Row {
    Row {
        row: number,
        activity: activity.into(),
        label: "Transferts".into(),
        component: "1".into(),
        source: "D3480".into(),
        amounts: [String::new(), String::new(), String::new(), String::new(), amount.into()],
        ..Row::default()
    }
}

fn names() -> Names {
    Names { components: BTreeSet::from([key("1")]), ..Names::default() }
}

fn lines(rows: &[Row]) -> Vec<Line> {
    line::read(rows, Currency::Xof, &names()).unwrap()
}

fn stage(staging: &str, rows: Vec<Row>) -> Command {
    let staging = key(staging);
    Command::StageLines(Chunk { staging, chunk: 0, rows, names: names() })
}

fn staged(staging: &str, chunk: u32, rows: &[Row]) -> Fact<Event> {
    let lines = lines(rows);
    done(
        OPENED,
        plan::Event::LinesStaged(LinesStaged {
            staging: key(staging),
            chunk,
            lines,
            given_up: vec![],
        }),
    )
}

fn submission(staging: &str, lines: u32) -> Submission {
    Submission { staging: key(staging), lines, hash: None, title: None }
}

fn submitted(staging: &str, lines: u32, units: i64) -> Fact<Event> {
    let (hash, planned) = (Hash([1; 32]), francs(units));
    let it = Submitted { staging: key(staging), lines, hash, planned, title: None };
    done(SUBMITTED, plan::Event::Submitted(it))
}

fn adoption() -> Adoption {
    Adoption { body: code("CNP"), decision: Some("CNP-16/1".into()), session: None }
}

/// The plan of 2021, as voted.
fn adopted() -> Vec<Fact<Event>> {
    vec![
        opened(),
        staged("v1", 0, &[row(1, "1.1", "18064000000")]),
        submitted("v1", 1, 18_064_000_000),
        done(ADOPTED, plan::Event::Adopted(adoption())),
    ]
}

fn revised(staging: &str) -> Fact<Event> {
    let cause = Cause {
        kind: CauseKind::Financier,
        review: None,
        recommendation: None,
        decision: Some("CNP-17".into()),
    };
    let revised = plan::Revised {
        revision: 1,
        staging: key(staging),
        lines: 1,
        hash: Hash([3; 32]),
        planned: francs(2),
        reason: "à la demande du bailleur".into(),
        cause,
    };
    done(DECEMBER, plan::Event::Revised(revised))
}

#[test]
fn wrong_rows_are_told_one_by_one_and_nothing_is_staged() {
    let unknown = Row { component: "9".into(), ..row(3, "1.2", "1") };
    let rows = vec![
        row(1, "", "5"),
        row(2, "1.1", "1,5"),
        unknown,
        row(4, "1.3", "-1"),
        row(5, "1.4", ""),
    ];
    let wrong = vec![
        WrongRow::new(1, Why::ActivityMissing, ""),
        WrongRow::new(2, Why::AmountUnreadable, "1,5"),
        WrongRow::new(3, Why::ComponentUnknown, "9"),
        WrongRow::new(4, Why::AmountNegative, "-1"),
        WrongRow::new(5, Why::AmountMissing, ""),
    ];
    given::<Exercise>([opened()])
        .when(&ask(OPENED, stage("v1", rows)))
        .refused(Rejection::RowsWrong { rows: wrong });
}

#[test]
fn the_same_line_twice_is_wrong_even_in_two_chunks() {
    let twice = vec![row(1, "1.1", "1"), row(2, "1.1", "2")];
    let wrong =
        |row| Rejection::RowsWrong { rows: vec![WrongRow::new(row, Why::LineTwice, "1.1")] };
    given::<Exercise>([opened()]).when(&ask(OPENED, stage("v1", twice))).refused(wrong(2));
    let history = [
        opened(),
        staged("v1", 0, &[row(1, "1.1", "1")]),
        staged("v1", 1, &[row(201, "1.1", "2")]),
    ];
    given::<Exercise>(history)
        .when(&ask(SUBMITTED, Command::Submit(submission("v1", 2))))
        .refused(wrong(201));
}

#[test]
fn a_plan_is_all_of_its_lines_or_none() {
    let rows = [row(1, "1.1", "3"), row(2, "1.2", "4")];
    let history = [opened(), staged("v1", 0, &rows)];
    let submit = |submission| ask(SUBMITTED, Command::Submit(submission));
    let hash = hash_of(&lines(&rows));
    given::<Exercise>(history.clone())
        .when(&submit(submission("v1", 3)))
        .refused(Rejection::LinesDiffer { staged: 2, expected: 3 });
    given::<Exercise>(history.clone())
        .when(&submit(Submission { hash: Some(Hash::default()), ..submission("v1", 2) }))
        .refused(Rejection::HashDiffers { hash });
    given::<Exercise>([opened(), staged("v1", 1, &rows)])
        .when(&submit(submission("v1", 2)))
        .refused(Rejection::LinesDiffer { staged: 2, expected: 2 });
    let planned = francs(7);
    let event = Submitted { staging: key("v1"), lines: 2, hash, planned, title: None };
    given::<Exercise>(history)
        .when(&submit(Submission { hash: Some(hash), ..submission("v1", 2) }))
        .then([plan::Event::Submitted(event).into()]);
}

#[test]
fn there_is_one_adopted_plan_and_it_is_revised_afterwards() {
    let submitted =
        || vec![opened(), staged("v1", 0, &[row(1, "1.1", "3")]), submitted("v1", 1, 3)];
    let adopt = |adoption| ask(ADOPTED, Command::Adopt(adoption));
    given::<Exercise>(submitted())
        .when(&adopt(adoption()))
        .then([plan::Event::Adopted(adoption()).into()]);
    given::<Exercise>(submitted())
        .when(&adopt(Adoption { decision: None, ..adoption() }))
        .refused(Rejection::DecisionMissing);
    given::<Exercise>(adopted()).when(&adopt(adoption())).refused(Rejection::AlreadyAdopted);
    let mut history = adopted();
    history.push(staged("v2", 0, &[row(1, "1.1", "2")]));
    given::<Exercise>(history.clone())
        .when(&ask(DECEMBER, Command::Submit(submission("v2", 1))))
        .refused(Rejection::AlreadyAdopted);
    let cause = |decision: Option<&str>| Cause {
        kind: CauseKind::Review,
        review: Some(code("BI-2018-1")),
        recommendation: Some(key("R1")),
        decision: decision.map(str::to_owned),
    };
    let revise = |reason: &str, decision| {
        let (staging, reason) = (key("v2"), reason.to_owned());
        let cause = cause(decision);
        ask(DECEMBER, Command::Revise(Revision { staging, lines: 1, hash: None, reason, cause }))
    };
    for (asked, because) in [
        (revise("", Some("CNP-17")), Rejection::ReasonMissing),
        (revise("revue", None), Rejection::DecisionMissing),
    ] {
        given::<Exercise>(history.clone()).when(&asked).refused(because);
    }
    let exercise: Exercise = replay(&history);
    let decided = exercise.decide(&revise("revue", Some("CNP-17"))).unwrap();
    let [Event::Plan(plan::Event::Revised(revised))] = decided.events.as_slice() else { panic!() };
    assert_eq!((revised.revision, revised.planned), (1, francs(2)));
}

#[test]
fn a_plan_is_in_force_once_nobody_objects() {
    let force = ask(DECEMBER, Command::PutIntoForce);
    let financings = vec![code("D3480")];
    given::<Exercise>(adopted()).when(&force).refused(Rejection::NoObjectionMissing { financings });
    let answer = Answer { financing: code("D3480"), reference: "ANO 3".into() };
    let mut history = adopted();
    history.push(done(ADOPTED, plan::Event::NoObjectionReceived(answer)));
    given::<Exercise>(history).when(&force).then([plan::Event::InForce(Nothing {}).into()]);
}

#[test]
fn a_plan_that_a_financier_had_changed_is_answered_again_and_then_in_force() {
    let answer = |reference: &str| {
        let answer = Answer { financing: code("D3480"), reference: reference.into() };
        done(DECEMBER, plan::Event::NoObjectionReceived(answer))
    };
    let force = ask(DECEMBER, Command::PutIntoForce);
    let mut history = adopted();
    history.extend([answer("ANO 3"), staged("v2", 0, &[row(1, "1.1", "2")]), revised("v2")]);
    let financings = vec![code("D3480")];
    given::<Exercise>(history.clone())
        .when(&force)
        .refused(Rejection::NoObjectionMissing { financings });
    history.push(answer("ANO 4"));
    given::<Exercise>(history.clone()).when(&force).then([plan::Event::InForce(Nothing {}).into()]);
    // Once in force, a plan stays so through its revisions.
    history.push(done(DECEMBER, plan::Event::InForce(Nothing {})));
    history.extend([staged("v3", 0, &[row(1, "1.1", "1")]), revised("v3")]);
    given::<Exercise>(history)
        .when(&force)
        .refused(Rejection::PlanForbids { state: plan::State::Revised, on: DECEMBER });
}

#[test]
fn a_no_objection_to_nothing_is_recorded_and_odd() {
    let answer = Answer { financing: code("D3480"), reference: "ANO 3".into() };
    let exercise: Exercise = replay(&[opened()]);
    let events = exercise.decide(&ask(ADOPTED, Command::RecordNoObjection(answer))).unwrap().events;
    let [_, Event::Correction(kernel::correction::Event::AnomalyNoted(odd))] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(odd.about, "programmes-not-adopted");
}

#[test]
fn a_budget_year_may_run_from_july_to_june() {
    let year = Opening { starts_on: date(2021, 7, 1), ends_on: date(2022, 6, 30), ..opening() };
    assert_eq!(year.quarter_of(date(2021, 9, 30)), Some(1));
    assert_eq!(year.quarter_of(date(2021, 10, 1)), Some(2));
    assert_eq!(year.quarter_of(date(2022, 6, 30)), Some(4));
    assert_eq!(year.quarter_of(date(2021, 6, 30)), None);
    assert_eq!(year.quarters_until(date(2021, 12, 31)), Some(2));
    assert_eq!(year.quarters_until(date(2021, 12, 30)), None);
}

#[test]
fn only_an_import_may_leave_a_component_out() {
    let without = Row { component: String::new(), ..row(1, "1.1", "3") };
    let read = |import| {
        line::read(std::slice::from_ref(&without), Currency::Xof, &Names { import, ..names() })
    };
    assert!(read(true).is_ok());
    assert_eq!(read(false), Err(vec![WrongRow::new(1, Why::ComponentMissing, "")]));
}

#[test]
fn a_decision_that_a_source_does_not_show_is_said_to_be_missing() {
    let history = [opened(), staged("v1", 0, &[row(1, "1.1", "3")]), submitted("v1", 1, 3)];
    let exercise: Exercise = replay(&history);
    let adoption = Adoption { decision: None, ..adoption() };
    let decided = exercise.decide(&import(ADOPTED, Command::Adopt(adoption))).unwrap();
    assert_eq!(decided.unverified, ["programmes-decision-missing"]);
}
