//! What comes due by the calendar: reports and plans, counterparts, audits.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::{
    Currency, Money, Stored,
    testing::{fact, who},
};
use serde_json::Value;

use super::{CLOSING, asks, extension, h8350, of_h8350, *};

#[test]
fn an_audit_of_two_years_is_that_of_both() {
    use crate::financing::audit::{Event, Opinion, Report};
    let report = |exercise: &str| {
        let exercise = exercise.parse().unwrap();
        asks(Event::ReportRecorded(Report {
            exercise,
            opinion: Opinion::Unqualified,
            is_final: false,
        }))
    };
    let untracked = |years: &[&str]| -> Vec<String> {
        years.iter().map(|year| format!("untrack {} {year:?}", Kind::AuditDue)).collect()
    };
    assert_eq!(report("2017-2018"), untracked(&["2017", "2018"]));
    assert_eq!(report("2018"), untracked(&["2018"]));
    assert_eq!(report("final"), untracked(&["final"]));
}

/// A report is called by the last day of its period, a plan by its budget year.
#[test]
fn what_is_owed_by_the_calendar_is_watched_until_it_comes_in() {
    let of = |name: &str| {
        let mut events = samples::all().into_iter();
        events.find(|event| event.name() == name).map(asks).unwrap()
    };
    assert_eq!(
        of("financing.report.scheduled.v1"),
        [
            "untrack report_due \"2013-09-30\"",
            "track report_due \"2013-12-31\" 2014-02-14",
            "track workplan_due \"2015\" 2014-11-30",
        ]
    );
    assert_eq!(of("financing.report.submitted.v1"), ["untrack report_due \"2013-12-31\""]);
    let requested = |object| {
        asks(no_objection::Event::Requested(no_objection::Requested {
            reference: "ANO-2".parse().unwrap(),
            object,
            title: "PTBA 2015".into(),
            answer_by: Some(CLOSING),
            exercise: "2015".parse().ok(),
        }))
    };
    let told =
        ["track no_objection_unanswered \"ANO-2\" 2014-06-30", "untrack workplan_due \"2015\""];
    assert_eq!(requested(no_objection::Object::Workplan), told);
    assert_eq!(requested(no_objection::Object::Manual), told[..1]);
    let (owed, due_on) = (Owed::Workplan(2015), CLOSING);
    let (due, lifted) = (vec![report::Due { owed, due_on }], Vec::new());
    let come_in = vec![Owed::Workplan(2014)];
    let again = report::Event::Scheduled(report::Scheduled { due, lifted, come_in });
    let told = ["untrack workplan_due \"2014\"", "track workplan_due \"2015\" 2014-06-30"];
    assert_eq!(asks(again), told);
    assert!(of("financing.report.terms-recorded.v1").is_empty(), "what follows of it is said then");
}

#[test]
fn a_counterpart_is_there_until_its_year_ends_or_it_is_paid() {
    let of = |stage, lapses_on| {
        let (exercise, currency) = ("2014".parse().unwrap(), Currency::Xof);
        let money = Money { units: 500.try_into().unwrap(), currency };
        let counterpart = statement::Counterpart { exercise, stage, money, lapses_on };
        asks(statement::Event::CounterpartRecorded(counterpart))
    };
    let track = ["track counterpart_lapses \"2014\" 2014-12-31"];
    let untrack = ["untrack counterpart_lapses \"2014\""];
    for stage in [Stage::Budgeted, Stage::Notified, Stage::Ordered, Stage::Paid] {
        assert_eq!(of(stage, Some(date(2014, 12, 31))), track);
    }
    assert_eq!(of(Stage::Paid, None), untrack);
    assert_eq!(of(Stage::Lapsed, None), untrack);
    assert!(of(Stage::Ordered, None).is_empty(), "nobody knows of it");
    let (subject, on) = ("2014".to_owned(), date(2014, 12, 31));
    let kind = Kind::CounterpartLapses;
    let reached = Reached { financing: h8350(), reference: None, kind, subject, on };
    let event = watch::Event::Deadline(deadline::Event::Reached(reached));
    let asks = TimeDecides::react(&fact(&who("time"), date(2015, 1, 1), event));
    let [ask] = &asks[..] else { panic!("{asks:?}") };
    assert_eq!(ask.effective, Some(date(2015, 1, 1).into()));
    assert!(
        matches!(&ask.command, Do::LapseCounterpart { exercise } if exercise.as_str() == "2014")
    );
}

/// And the one that it is of is watched no longer.
#[test]
fn of_a_report_or_a_plan_that_was_another_all_is_said_again() {
    let again = |event: correction::Event| {
        let asks = ReportsFollow::react(&of_h8350(event));
        let [ask] = &asks[..] else { panic!("{asks:?}") };
        matches!(ask.command, Do::SayReportsAgain)
    };
    let corrected = |name: &str, field: &str| {
        again(correction::Event::FactCorrected(FactCorrected {
            target: uuid::Uuid::from_u128(4),
            name: name.into(),
            field: field.into(),
            from: Value::Null,
            to: "2015".into(),
            reason: "Faute".into(),
        }))
    };
    let void = |name: &str| {
        let (target, reason) = (uuid::Uuid::from_u128(4), "Doublon".into());
        again(correction::Event::EntryVoided(EntryVoided { target, name: name.into(), reason }))
    };
    for (name, field) in SUBMITTED {
        assert!(corrected(name, field) && corrected(name, "") && void(name), "{name} {field}");
        assert!(!corrected(name, "effective"), "{name}");
    }
    assert!(!corrected("financing.no-objection.requested.v1", "/title"));
    assert!(!void("financing.no-objection.answered.v1"));
}

#[test]
fn what_is_paid_of_a_counterpart_is_looked_at_again_once_it_is_amended() {
    let asked = |name: &str| {
        let (target, reason) = (uuid::Uuid::from_u128(4), "Doublon".into());
        let void = EntryVoided { target, name: name.into(), reason };
        let asks = BalancesAreLookedAt::react(&of_h8350(correction::Event::EntryVoided(void)));
        let commands = asks.into_iter().map(|ask| ask.command);
        commands.map(|it| matches!(it, Do::LookAtCounterparts)).collect::<Vec<_>>()
    };
    assert_eq!(asked(COUNTERPART), [false, true]);
    assert_eq!(asked("financing.account.opened.v1"), [false]);
}

/// An event by that name is recorded.
#[test]
fn whatever_is_looked_at_has_a_name() {
    let names = <financing::Event as Stored>::NAMES;
    assert!(names.contains(&COUNTERPART));
    assert!(SUBMITTED.iter().all(|(name, _)| names.contains(name)));
}

#[test]
fn what_is_due_is_looked_at_when_something_moves_it() {
    let looked = |event: &financing::Event| ReportsFollow::react(&of_h8350(event.clone())).len();
    let events = samples::all();
    let moving: BTreeSet<_> = events.iter().filter(|it| looked(it) > 0).map(Stored::name).collect();
    let all = [
        "financing.agreement.approved.v1",
        "financing.agreement.cancelled.v1",
        "financing.agreement.closing-date-extended.v1",
        "financing.agreement.closing-date-reached.v1",
        "financing.agreement.completed.v1",
        "financing.agreement.disbursement-deadline-extended.v1",
        "financing.agreement.disbursement-deadline-reached.v1",
        "financing.agreement.disbursement-opened.v1",
        "financing.agreement.dropped.v1",
        "financing.agreement.effective.v1",
        "financing.agreement.effectiveness-deadline-extended.v1",
        "financing.agreement.financially-closed.v1",
        "financing.agreement.lapsed.v1",
        "financing.agreement.reopened.v1",
        "financing.agreement.signed.v1",
        "financing.agreement.suspended.v1",
        "financing.agreement.suspension-lifted.v1",
        "financing.agreement.terminated.v1",
        "financing.correction.entry-voided.v1",
        "financing.correction.fact-corrected.v1",
        "financing.report.terms-recorded.v1",
    ];
    assert_eq!(moving, all.into());
}

#[test]
fn an_audit_that_is_due_already_is_not_due_again() {
    let audits = |from| {
        let mut all = extension(from, None);
        all.retain(|ask| ask.starts_with("track audit_due"));
        all
    };
    let last = "track audit_due \"2015\" 2016-06-30";
    assert_eq!(audits(Some(CLOSING)), [last]);
    let all = ["track audit_due \"2013\" 2014-06-30", "track audit_due \"2014\" 2015-06-30", last];
    assert_eq!(audits(None), all);
}

#[test]
fn a_closing_date_of_no_end_is_no_end_of_audits() {
    let absurd = audits(h8350(), Date::MIN.year(), Some(Date::MAX));
    assert_eq!(absurd.len(), MOST_YEARS);
}
