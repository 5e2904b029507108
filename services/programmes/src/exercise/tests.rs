//! Plans and what was spent, told as stories.

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

fn entry(number: u32, reference: &str, amount: &str) -> expenditure::Row {
    expenditure::Row {
        row: number,
        reference: reference.into(),
        amount: amount.into(),
        ..expenditure::Row::default()
    }
}

fn entries(rows: &[expenditure::Row]) -> Vec<expenditure::Line> {
    expenditure::read(rows, Currency::Xof, &BTreeSet::new(), &names()).unwrap()
}

fn staged_entries(staging: &str, rows: &[expenditure::Row]) -> Fact<Event> {
    let lines = entries(rows);
    let it = expenditure::LinesStaged { staging: key(staging), chunk: 0, lines, given_up: vec![] };
    done(SEPTEMBER, expenditure::Event::LinesStaged(it))
}

fn period() -> Period {
    Period { starts_on: date(2021, 1, 1), ends_on: SEPTEMBER }
}

fn statement(name: &str, staging: &str, lines: u32) -> Import {
    Import {
        statement: key(name),
        staging: key(staging),
        lines,
        hash: None,
        period: period(),
        source: "TOMPRO".into(),
        total: None,
        mapping: None,
    }
}

fn imported(name: &str, staging: &str, lines: u32, units: i64) -> Event {
    expenditure::Event::Imported(Imported {
        statement: key(name),
        staging: key(staging),
        lines,
        hash: Hash([2; 32]),
        period: period(),
        source: "TOMPRO".into(),
        total: francs(units),
        mapping: None,
    })
    .into()
}

/// Imported by Awa.
fn spent() -> Vec<Fact<Event>> {
    let mut history = adopted();
    history.push(staged_entries("s1", &[entry(1, "A1", "4239000000")]));
    history.push(done(SEPTEMBER, imported("T3", "s1", 1, 4_239_000_000)));
    history
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
fn the_rate_is_that_of_the_amounts() {
    let mut history = spent();
    let unchecked: Exercise = replay(&history);
    assert!(unchecked.statements.executed(SEPTEMBER).is_zero(), "nobody has checked it");
    let checked = expenditure::Event::Checked(Named { statement: key("T3") });
    history.push(by("oumar", SEPTEMBER, checked));
    let exercise: Exercise = replay(&history);
    let planned = exercise.plan.lines.iter().map(Line::total).sum();
    let reckoned = rate(exercise.statements.executed(SEPTEMBER), planned).unwrap();
    assert_eq!(reckoned.to_string(), "23.47");
    let before = exercise.statements.executed(SEPTEMBER.yesterday().unwrap());
    assert!(before.is_zero(), "a statement counts from its last day on");
}

#[test]
fn an_entry_is_counted_once() {
    let mut history = spent();
    history.push(staged_entries("s2", &[entry(7, "A1", "1"), entry(8, "A2", "1")]));
    let wrong = vec![WrongRow::new(7, Why::ReferenceTaken, "A1")];
    let again = ask(SEPTEMBER, Command::Import(statement("T3b", "s2", 2)));
    given::<Exercise>(history.clone()).when(&again).refused(Rejection::RowsWrong { rows: wrong });
    // What was taken back was never counted.
    let discarded = expenditure::Discarded { statement: key("T3"), reason: "x".into() };
    history.push(done(SEPTEMBER, expenditure::Event::Discarded(discarded)));
    let exercise: Exercise = replay(&history);
    assert!(exercise.decide(&again).is_ok());
}

#[test]
fn a_statement_is_of_its_period_and_of_its_total() {
    let late = expenditure::Row { incurred_on: "2021-10-01".into(), ..entry(2, "A2", "1") };
    let mut history = adopted();
    history.push(staged_entries("s1", &[entry(1, "A1", "5"), late]));
    let rows = vec![WrongRow::new(2, Why::OutsidePeriod, "2021-10-01")];
    let import = |it: Import| ask(DECEMBER, Command::Import(it));
    given::<Exercise>(history.clone())
        .when(&import(statement("T3", "s1", 2)))
        .refused(Rejection::RowsWrong { rows });
    history.push(staged_entries("s2", &[entry(1, "A1", "5")]));
    given::<Exercise>(history.clone())
        .when(&import(Import { total: Some(francs(6)), ..statement("T3", "s2", 1) }))
        .refused(Rejection::TotalDiffers { sum: francs(5) });
    let early = Period { starts_on: date(2020, 12, 31), ends_on: SEPTEMBER };
    given::<Exercise>(history.clone())
        .when(&import(Import { period: early, ..statement("T3", "s2", 1) }))
        .refused(Rejection::OutsideYear);
    given::<Exercise>(history)
        .when(&ask(SEPTEMBER.yesterday().unwrap(), Command::Import(statement("T3", "s2", 1))))
        .refused(Rejection::PeriodNotOver { ends_on: SEPTEMBER });
}

#[test]
fn another_person_checks_what_one_imported_and_then_it_is_locked() {
    let check = Command::Check { statement: key("T3") };
    let named = Named { statement: key("T3") };
    given::<Exercise>(spent()).when(&ask(DECEMBER, check.clone())).refused(Rejection::SamePerson);
    given::<Exercise>(spent())
        .when(&ask_too(DECEMBER, check))
        .then([expenditure::Event::Checked(named.clone()).into()]);
    let lock = ask(DECEMBER, Command::Lock { statement: key("T3") });
    let state = expenditure::State::Imported;
    given::<Exercise>(spent()).when(&lock).refused(Rejection::StatementForbids { state });
    let mut history = spent();
    history.push(by("oumar", DECEMBER, expenditure::Event::Checked(named.clone())));
    given::<Exercise>(history.clone())
        .when(&lock)
        .then([expenditure::Event::Locked(named.clone()).into()]);
    history.push(done(DECEMBER, expenditure::Event::Locked(named)));
    let discard = Command::Discard { statement: key("T3"), reason: "erreur".into() };
    let state = expenditure::State::Locked;
    given::<Exercise>(history)
        .when(&ask(DECEMBER, discard))
        .refused(Rejection::StatementForbids { state });
}

#[test]
fn a_published_rate_is_a_claim_and_changes_nothing() {
    let published = |until| Published {
        publication: key("abamako"),
        rate: "23.47".parse().unwrap(),
        until,
        planned: None,
        executed: None,
        of_period: false,
    };
    let publish = |until| ask(DECEMBER, Command::Publish(published(until)));
    let exercise: Exercise = replay(&spent());
    assert!(exercise.decide(&publish(SEPTEMBER)).is_ok());
    given::<Exercise>(spent()).when(&publish(date(2022, 1, 1))).refused(Rejection::OutsideYear);
    let of_period = Published { of_period: true, ..published(date(2021, 8, 31)) };
    given::<Exercise>(spent())
        .when(&ask(DECEMBER, Command::Publish(of_period)))
        .refused(Rejection::NotAQuarter);
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

fn any_ask() -> impl Strategy<Value = (u8, i64)> {
    (0..7_u8, 1..1_000_i64)
}

proptest! {
    /// What is executed is the sum of the statements that somebody checked and that stand, whatever is asked in whatever order;
    /// and at most one plan is adopted.
    #[test]
    fn nothing_is_counted_that_was_not_checked(asks in vec(any_ask(), 0..25)) {
        let mut history = adopted();
        let mut expected = std::collections::BTreeMap::<String, (i64, bool)>::new();
        for (place, (what, amount)) in asks.into_iter().enumerate() {
            let name = format!("T{}", place % 3);
            let statement_key = || key(&name);
            let command = match what {
                0..=2 => {
                    let staging = format!("s{place}");
                    let row = entry(1, &format!("E{place}"), &amount.to_string());
                    history.push(staged_entries(&staging, &[row]));
                    Command::Import(statement(&name, &staging, 1))
                }
                3 => Command::Check { statement: statement_key() },
                4 => Command::Lock { statement: statement_key() },
                5 => Command::Adopt(adoption()),
                _ => Command::Discard { statement: statement_key(), reason: "x".into() },
            };
            let asked: Asked<Command> = if what == 3 { ask_too(DECEMBER, command) } else { ask(DECEMBER, command) };
            let exercise: Exercise = replay(&history);
            let Ok(decided) = exercise.decide(&asked) else { continue };
            match what {
                0..=2 => { expected.insert(name.clone(), (amount, false)); }
                3 => { expected.entry(name.clone()).and_modify(|(_, checked)| *checked = true); }
                6 => { expected.remove(&name); }
                _ => (),
            }
            history.extend(decided.events.into_iter().map(|event| done(DECEMBER, event)));
        }
        let exercise: Exercise = replay(&history);
        let sum: kernel::Total = expected
            .values()
            .filter(|(_, checked)| *checked)
            .map(|(units, _)| Units::try_from(*units).unwrap())
            .sum();
        prop_assert_eq!(exercise.statements.executed(DECEMBER), sum);
        let adoptions = history.iter().filter(|fact| matches!(fact.event, Event::Plan(plan::Event::Adopted(_))));
        prop_assert_eq!(adoptions.count(), 1);
    }
}
