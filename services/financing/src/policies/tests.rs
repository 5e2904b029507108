mod owed;

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use kernel::{
    Aggregate, Currency, Id, Money, Stored,
    testing::{asked, fact, meta, who},
};
use serde_json::Value;

use super::{
    watched::{DAYS, MOST_YEARS, audits},
    *,
};
use crate::{
    financing::{
        account,
        agreement::{self, BecameEffective, ClosingDateExtended, Signed, Terms},
        closure::{self, PlanOpened, Task},
        condition::{self, Kind as Of, Requirement},
        key::ContractKey,
        no_objection,
        report::Owed,
        standing::State,
        statement::{self, Stage},
        tests::samples,
        transition::{Step, Validation},
    },
    watch::deadline,
};

const SIGNED: Date = date(2013, 5, 15);
const CLOSING: Date = date(2014, 6, 30);

fn h8350() -> Id<Financing> {
    Id::derived(&["financing", "H8350"])
}

fn of_h8350(event: impl Into<financing::Event>) -> Fact<financing::Event> {
    let stream = Financing::stream(h8350()).into();
    Fact { stream, ..fact(&who("awa"), SIGNED, event.into()) }
}

fn asks(event: impl Into<financing::Event>) -> Vec<String> {
    let asks = DeadlinesMove::react(&of_h8350(event));
    let programme = "P127328".parse().unwrap();
    assert!(asks.iter().all(|ask| ask.to == Watch::id(&programme)));
    assert!(asks.iter().all(|ask| ask.effective == Some(SIGNED.into())));
    asks.iter().map(|ask| said(&ask.command.what)).collect()
}

fn said(what: &What) -> String {
    match what {
        What::Name { reference, .. } => format!("name {reference}"),
        What::Track { kind, subject, on, .. } => format!("track {kind} {subject:?} {on}"),
        What::Untrack { kind, subject, .. } => format!("untrack {kind} {subject:?}"),
        What::Only { kind, subjects, on, .. } => format!("only {kind} {subjects:?} {on}"),
        What::Forget { kind, .. } => format!("forget {kind:?}"),
        What::Correct { kind, from, to, .. } => {
            let day = |day: &Option<Date>| day.map_or_else(|| "none".into(), |it| it.to_string());
            format!("correct {kind} {} {}", day(from), day(to))
        }
        What::Void { target, .. } => format!("void {target}"),
        What::Recall { target, .. } => format!("recall {target}"),
        What::Look { kind, .. } => format!("look {kind}"),
        What::Day { date } => format!("day {date}"),
    }
}

#[test]
fn what_is_given_back_is_no_longer_to_be_documented() {
    let refund = account::Refund {
        reference: "R".parse().unwrap(),
        category: "1".parse().unwrap(),
        money: Money { units: 1.try_into().unwrap(), currency: Currency::Xdr },
        from_account: None,
        ineligible: None,
        cleared: vec![3],
    };
    let told = format!("untrack {} \"3\"", Kind::AccountDocumentation);
    assert_eq!(asks(account::Event::Refunded(refund)), [told]);
}

#[test]
fn what_a_day_had_ended_is_watched_again_once_that_is_undone() {
    use crate::financing::agreement::{EffectivenessDeadlineExtended, Event, Undone};
    let event = uuid::Uuid::from_u128(5);
    let undoes = Some(Undone { event, from: State::Lapsed, to: State::Signed });
    let until = date(2013, 12, 31);
    let (from, validation, outdone) = (None, None, Vec::new());
    let extended = EffectivenessDeadlineExtended { from, until, undoes, validation, outdone };
    let told = asks(Event::EffectivenessDeadlineExtended(extended));
    assert_eq!(told[0], format!("recall {event}"));
    assert_eq!(told.last().unwrap(), &format!("track {} \"\" {until}", Kind::Effectiveness));
}

fn extension(from: Option<Date>, outlived_by: Option<Vec<ContractKey>>) -> Vec<String> {
    asks(agreement::Event::ClosingDateExtended(ClosingDateExtended {
        from,
        to: date(2015, 6, 30),
        requested_on: None,
        disbursement_deadline: None,
        closure_plan_opens: None,
        restructuring: None,
        undoes: None,
        validation: None,
        outlived_by,
        outdone: Vec::new(),
    }))
}

#[test]
fn what_outlives_a_later_closing_date_is_all_that_is_watched_of_contracts() {
    let extension = |outlived_by| extension(Some(CLOSING), outlived_by);
    let only = |names: &str| format!("only contract_end_after_closing [{names}] 2015-06-30");
    let contract = "2014/UTGFS/012".parse().unwrap();
    assert_eq!(extension(Some(vec![contract])).last(), Some(&only("\"2014/UTGFS/012\"")));
    assert_eq!(extension(Some(Vec::new())).last(), Some(&only("")));
    assert!(extension(None).iter().all(|ask| !ask.starts_with("only")), "nobody asked then");
}

/// It is watched as the later notice says.
#[test]
fn a_day_that_a_later_notice_had_moved_already_stays() {
    use agreement::{DisbursementDeadlineExtended, EffectivenessDeadlineExtended, Event};
    let until = date(2015, 6, 30);
    let extension = |outdone: &[State]| {
        asks(Event::ClosingDateExtended(ClosingDateExtended {
            from: Some(CLOSING),
            to: until,
            requested_on: None,
            disbursement_deadline: Some(date(2015, 10, 30)),
            closure_plan_opens: None,
            restructuring: None,
            undoes: None,
            validation: None,
            outlived_by: Some(Vec::new()),
            outdone: outdone.to_vec(),
        }))
    };
    let deadline = ["track disbursement_deadline \"\" 2015-10-30".to_owned()];
    assert!(extension(&[]).contains(&deadline[0]));
    assert_eq!(extension(&[State::Closing]), deadline);
    assert!(!extension(&[State::DisbursementClosed]).contains(&deadline[0]));
    assert!(extension(&[State::Closing, State::DisbursementClosed]).is_empty());
    let (from, step, undoes, validation) = (None, None, None, None);
    let outdone = vec![State::Lapsed];
    let lapse = EffectivenessDeadlineExtended { from, until, undoes, validation, outdone };
    assert!(asks(Event::EffectivenessDeadlineExtended(lapse)).is_empty());
    let (undoes, validation, outdone) = (None, None, vec![State::DisbursementClosed]);
    let closed = DisbursementDeadlineExtended { from, until, step, undoes, validation, outdone };
    assert!(asks(Event::DisbursementDeadlineExtended(closed)).is_empty());
}

fn step(to: State) -> Step {
    Step { from: State::Signed, to, validation: Validation::Automatic }
}

fn signed() -> agreement::Event {
    let money = Money { units: 500.try_into().unwrap(), currency: Currency::Xdr };
    agreement::Event::Signed(Signed {
        step: step(State::Signed),
        terms: Terms {
            money,
            categories: Vec::new(),
            signatories: Vec::new(),
            closing_on: Some(CLOSING),
            effectiveness_deadline: Some(date(2013, 8, 13)),
            grace_months: 0,
        },
        disbursement_deadline: Some(date(2014, 10, 30)),
        closure_plan_opens: Some(date(2013, 6, 30)),
    })
}

#[test]
fn a_signature_starts_the_clocks() {
    assert_eq!(
        asks(signed()),
        [
            "track effectiveness \"\" 2013-08-13",
            "track closing \"\" 2014-06-30",
            "track disbursement_deadline \"\" 2014-10-30",
            "track closure_plan_opens \"\" 2013-06-30",
            "track audit_due \"2013\" 2014-06-30",
            "track audit_due \"2014\" 2015-06-30",
        ]
    );
}

#[test]
fn effectiveness_and_the_end_stop_them() {
    let effective = BecameEffective { step: step(State::Effective), undoes: None };
    let effective = agreement::Event::BecameEffective(effective);
    assert_eq!(asks(effective), ["untrack effectiveness \"\"", "look closing"]);
    let lapsed = agreement::Lapsed { step: step(State::Lapsed), deadline: None };
    assert_eq!(asks(agreement::Event::Lapsed(lapsed)), ["forget None"; TIMES]);
}

/// It was not yet where the deadline would have moved it, or something was still undecided.
#[test]
fn what_was_not_yet_possible_is_looked_at_again() {
    let looks = |name: &str| {
        let events = samples::all().into_iter().filter(|event| event.name() == name);
        let asked = events.flat_map(asks).filter(|it| it.starts_with("look"));
        asked.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
    };
    for (name, look) in [
        ("financing.agreement.effective.v1", "look closing"),
        ("financing.agreement.disbursement-opened.v1", "look closing"),
        ("financing.agreement.suspension-lifted.v1", "look closing"),
        ("financing.agreement.closing-date-reached.v1", "look disbursement_deadline"),
        ("financing.withdrawal.approved.v1", "look disbursement_deadline"),
        ("financing.withdrawal.rejected.v1", "look disbursement_deadline"),
        ("financing.withdrawal.paid.v1", "look disbursement_deadline"),
        ("financing.withdrawal.abandoned.v1", "look disbursement_deadline"),
        ("financing.withdrawal.submitted.v1", ""),
        ("financing.correction.fact-corrected.v1", "look closing,look disbursement_deadline"),
        ("financing.correction.entry-voided.v1", "look closing,look disbursement_deadline"),
        ("financing.correction.anomaly-noted.v1", ""),
    ] {
        assert_eq!(looks(name), look, "{name}");
    }
}

/// Said again because of an earlier fact, it is so from its day; because of a later one, from then.
#[test]
fn a_change_of_state_is_not_before_its_deadline_nor_before_what_made_it_possible() {
    let effective = |kind, on| {
        let (financing, subject) = (h8350(), String::new());
        let reached = Reached { financing, reference: None, kind, subject, on: CLOSING };
        let event = watch::Event::Deadline(deadline::Event::Reached(reached));
        let asks = TimeDecides::react(&fact(&who("time"), on, event));
        asks.into_iter().next().unwrap().effective.unwrap().on
    };
    let (next, later) = (date(2014, 7, 1), date(2014, 9, 3));
    assert_eq!(effective(Kind::Closing, SIGNED), CLOSING);
    assert_eq!(effective(Kind::Closing, CLOSING), CLOSING);
    assert_eq!(effective(Kind::DisbursementDeadline, SIGNED), next);
    assert_eq!(effective(Kind::Closing, later), later);
    assert_eq!(effective(Kind::DisbursementDeadline, later), later);
}

/// Reads all facts and days from the start, as after a crash or without any checkpoint, and decides
/// every command again, known or not.
fn read(watch: &mut Watch, facts: &[Fact<financing::Event>]) -> usize {
    let mut said = 0;
    let mut heed = |place: u64, on: Date, command: &Command| {
        let Ok(decided) = watch.decide(&asked(&who("time"), on, command.clone()));
        for event in decided.events {
            said += 1;
            watch.evolve(&Fact { position: place, ..fact(&who("time"), on, event) });
        }
    };
    for fact_ in facts {
        for ask in DeadlinesMove::react(fact_) {
            heed(fact_.position + 1, fact_.effective_on(), &ask.command);
        }
        let passed = i32::try_from(fact_.position / 10).unwrap() * 40;
        let date = SIGNED.saturating_add(jiff::Span::new().days(passed));
        let day = Calendar::reached(date);
        let day = Fact { stream: "calendar-P127328".into(), ..fact(&who("time"), date, day) };
        let day = Fact { position: fact_.position + 2, ..day };
        for ask in DaysPass::react(&day) {
            heed(fact_.position + 3, date, &ask.command);
        }
    }
    said
}

#[test]
fn facts_that_are_read_again_change_nothing() {
    let events = samples::all().into_iter().filter(|it| {
        // What ends everything stays out, so that something is left to go wrong.
        !matches!(it, financing::Event::Agreement(it) if matches!(
            it,
            agreement::Event::Lapsed(_)
                | agreement::Event::FinanciallyClosed(_)
                | agreement::Event::Completed(_)
                | agreement::Event::Dropped(_)
                | agreement::Event::Cancelled(_)
                | agreement::Event::Terminated(_)
        ))
    });
    let mut events: Vec<_> = events.collect();
    for _ in 0..2 {
        // Backwards, most facts come before what they end: then they have nothing to say.
        events.reverse();
        let place = |(nth, event): (usize, &financing::Event)| {
            let position = 10 * u64::try_from(nth).unwrap();
            Fact { position, ..of_h8350(event.clone()) }
        };
        let facts: Vec<_> = events.iter().enumerate().map(place).collect();
        let mut watch = Watch::default();
        assert!(read(&mut watch, &facts) > 10);
        let before = serde_json::to_string(&watch).unwrap();
        assert_eq!(read(&mut watch, &facts), 0);
        assert_eq!(serde_json::to_string(&watch).unwrap(), before);
    }
}

#[test]
fn what_is_due_is_watched_under_its_name() {
    let requirement = |kind, due_on| Requirement {
        condition: "avis-juridique".parse().unwrap(),
        kind,
        nature: None,
        label: String::new(),
        category: None,
        due_on,
    };
    let added = |kind, due_on| asks(condition::Event::Added(requirement(kind, due_on)));
    assert!(added(Of::Covenant, None).is_empty());
    assert_eq!(
        added(Of::Covenant, Some(CLOSING)),
        ["track covenant \"avis-juridique\" 2014-06-30"]
    );
    let due = ["track condition_due \"avis-juridique\" 2014-06-30"];
    assert_eq!(added(Of::Effectiveness, Some(CLOSING)), due);
    let task = Task {
        task: "archives".parse().unwrap(),
        label: String::new(),
        owner: None,
        due_on: Some(CLOSING),
    };
    let opened = closure::Event::PlanOpened(PlanOpened { tasks: vec![task] });
    let asked =
        ["untrack closure_plan_opens \"\"", "track closure_task_due \"archives\" 2014-06-30"];
    assert_eq!(asks(opened), asked);
}

#[test]
fn a_correction_of_a_day_moves_what_is_watched() {
    // Whatever is corrected may have stood in the way of a day that was reached.
    let looks = ["look closing", "look disbursement_deadline"];
    let corrected = |name: &str, field: &str, from: Value, to: Value| {
        let mut asks = asks(correction::Event::FactCorrected(FactCorrected {
            target: uuid::Uuid::nil(),
            name: name.into(),
            field: field.into(),
            from,
            to,
            reason: String::new(),
        }));
        assert_eq!(asks.split_off(asks.len() - looks.len()), looks);
        asks
    };
    let (name, day) = ("financing.agreement.signed.v1", || Value::from("2014-06-30"));
    let later = || Value::from("2014-12-31");
    let moved = corrected(name, "/terms/closing_on", day(), later());
    assert_eq!(moved, ["correct closing 2014-06-30 2014-12-31"]);
    let gone = corrected(name, "/disbursement_deadline", day(), Value::Null);
    assert_eq!(gone, ["correct disbursement_deadline 2014-06-30 none"]);
    // With all that stands around it.
    let terms = |closing_on| serde_json::json!({"closing_on": closing_on, "grace_months": 0});
    let terms = corrected(name, "/terms", terms(day()), terms(later()));
    assert_eq!(terms, ["correct closing 2014-06-30 2014-12-31"]);
    for field in ["/terms/money/units", "/term", "effective"] {
        assert!(corrected(name, field, day(), later()).is_empty(), "{field}");
    }
    let due = corrected("financing.condition.added.v1", "/due_on", day(), later());
    let both = ["correct covenant", "correct condition_due"];
    assert_eq!(due, both.map(|it| format!("{it} 2014-06-30 2014-12-31")));

    let (target, name) = (uuid::Uuid::nil(), name.to_owned());
    let voided = EntryVoided { target, name, reason: String::new() };
    let voided = asks(correction::Event::EntryVoided(voided));
    // What it set goes back, and what it ended is watched again.
    assert_eq!(voided[0], format!("void {target}"));
    let (recalled, looked) = voided[1..].split_at(TIMES);
    assert_eq!(recalled, vec![format!("recall {target}"); TIMES]);
    assert_eq!(looked, looks);
}

/// A field that is renamed would no longer be followed.
#[test]
fn every_day_that_is_watched_is_where_it_is_said_to_be() {
    for (name, place, _) in DAYS {
        let events = samples::all();
        let event = events.iter().find(|event| event.name() == *name).expect(name);
        let data: Value = serde_json::from_slice(&event.data().unwrap()).unwrap();
        assert!(data.pointer(place).is_some(), "{name} {place}");
    }
}

#[test]
fn a_fact_of_no_programme_is_watched_by_nobody() {
    let mut fact = of_h8350(signed());
    fact.meta = Arc::new(kernel::Meta { programme: None, ..meta(&who("awa"), SIGNED) });
    assert!(DeadlinesMove::react(&fact).is_empty());
}

#[test]
fn a_day_of_a_programme_is_a_day_of_its_watch() {
    let day = Calendar::read("calendar.day.reached.v1", br#"{"date":"2018-06-30","live":true}"#);
    let fact =
        Fact { stream: "calendar-BI-PADSP".into(), ..fact(&who("time"), SIGNED, day.unwrap()) };
    let asks = DaysPass::react(&fact);
    assert_eq!(asks.len(), TIMES);
    for ask in asks {
        assert_eq!(ask.to, Watch::id(&"BI-PADSP".parse().unwrap()));
        assert_eq!(said(&ask.command.what), "day 2018-06-30");
        assert_eq!(ask.effective, Some(date(2018, 6, 30).into()));
    }
}

#[test]
fn a_deadline_that_is_reached_changes_a_state_or_waits_for_somebody() {
    let reached = |kind| {
        let (financing, subject) = (h8350(), String::new());
        let reached = Reached { financing, reference: None, kind, subject, on: CLOSING };
        let event = watch::Event::Deadline(deadline::Event::Reached(reached));
        let asks = TimeDecides::react(&fact(&who("time"), CLOSING, event));
        assert!(asks.iter().all(|ask| ask.to == h8350()));
        asks.into_iter().next().map(|ask| ask.command)
    };
    assert!(matches!(reached(Kind::Closing), Some(Do::ReachClosingDate)));
    assert!(matches!(reached(Kind::Effectiveness), Some(Do::Lapse)));
    let deadline = reached(Kind::DisbursementDeadline);
    assert!(matches!(deadline, Some(Do::ReachDisbursementDeadline)));
    assert!(reached(Kind::ClosurePlanOpens).is_none());
}
