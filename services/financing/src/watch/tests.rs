use jiff::civil::date;
use kernel::{
    Stored as _, replay,
    testing::{Given, asked, fact, given, who},
};
use proptest::{collection::vec, prelude::*};

use super::{
    deadline::{AgreementNamed, Approaching},
    *,
};

const SIGNED: Date = date(2013, 5, 15);
const CLOSING: Date = date(2018, 6, 30);

fn h8350() -> Id<Financing> {
    Id::derived(&["financing", "H8350"])
}

fn reference() -> Option<Code> {
    "H8350".parse().ok()
}

fn named() -> Event {
    let (financing, reference) = (h8350(), reference().unwrap());
    Event::Deadline(deadline::Event::AgreementNamed(AgreementNamed { financing, reference }))
}

fn tracked(kind: Kind, on: Date) -> Event {
    set(kind, on, None)
}

fn set(kind: Kind, on: Date, by: Option<Uuid>) -> Event {
    let (financing, subject) = (h8350(), String::new());
    let tracked = Tracked { financing, reference: reference(), kind, subject, on, set_by: by, heeded: None, since: None };
    Event::Deadline(deadline::Event::Tracked(tracked))
}

fn untracked(kind: Kind) -> Event {
    let (financing, subject) = (h8350(), String::new());
    let untracked = Untracked { financing, reference: reference(), kind, subject, heeded: None };
    Event::Deadline(deadline::Event::Untracked(untracked))
}

fn approaching(on: Date, days: u16) -> Event {
    Event::Deadline(deadline::Event::Approaching(Approaching {
        financing: h8350(),
        reference: reference(),
        kind: Kind::Closing,
        subject: String::new(),
        on,
        days,
    }))
}

fn reached(kind: Kind, on: Date) -> Event {
    let (financing, subject) = (h8350(), String::new());
    let reached = Reached { financing, reference: reference(), kind, subject, on };
    Event::Deadline(deadline::Event::Reached(reached))
}

/// The agreement is known by its name; everything else happened that day.
fn watching(since: Date, events: impl IntoIterator<Item = Event>) -> Given<Watch> {
    let events = [named()].into_iter().chain(events);
    given(events.map(|event| fact(&who("time"), since, event)).collect::<Vec<_>>())
}

fn at(position: u64, what: What) -> Command {
    Command { position, what }
}

/// What the watch says because of a fact, at the start of the journal.
fn heeded(event: Event) -> Event {
    let Event::Deadline(event) = event;
    let heeded = Some(0);
    Event::Deadline(match event {
        deadline::Event::Tracked(it) => deadline::Event::Tracked(Tracked { heeded, ..it }),
        deadline::Event::Untracked(it) => deadline::Event::Untracked(Untracked { heeded, ..it }),
        other => other,
    })
}

/// Of a closing date: a threshold had passed when it was made known, that day.
fn since(day: Date) -> Event {
    let (financing, subject, kind) = (h8350(), String::new(), Kind::Closing);
    let (set_by, heeded, since) = (None, None, Some(day));
    let reference = reference();
    let on = CLOSING;
    let tracked = Tracked { financing, reference, kind, subject, on, set_by, heeded, since };
    Event::Deadline(deadline::Event::Tracked(tracked))
}

fn day(date: Date) -> Asked<Command> {
    asked(&who("time"), date, at(0, What::Day { date }))
}

#[test]
fn each_threshold_is_announced_on_its_day_and_once() {
    let closing = || tracked(Kind::Closing, CLOSING);
    watching(SIGNED, [closing()]).when(&day(date(2017, 12, 31))).then([]);
    let first = approaching(CLOSING, 180);
    watching(SIGNED, [closing()]).when(&day(date(2018, 1, 1))).then([first.clone()]);
    watching(SIGNED, [closing(), first]).when(&day(date(2018, 1, 1))).then([]);
}

#[test]
fn what_was_missed_is_announced_in_order() {
    let known = || [tracked(Kind::Closing, CLOSING), since(SIGNED)];
    let missed = [180, 90, 30].map(|days| approaching(CLOSING, days));
    watching(SIGNED, known()).when(&day(date(2018, 6, 29))).then(missed.clone());
    let all = missed.into_iter().chain([reached(Kind::Closing, CLOSING)]);
    watching(SIGNED, known()).when(&day(CLOSING)).then(all.collect::<Vec<_>>());
}

#[test]
fn a_threshold_that_had_passed_is_not_announced() {
    // Signed long before anybody says so: what counts is the first day after.
    let closing = || tracked(Kind::Closing, CLOSING);
    let first = date(2018, 3, 22);
    let late = || since(date(2018, 3, 21));
    watching(SIGNED, [closing()]).when(&day(first)).then([late()]);
    watching(SIGNED, [closing(), late()]).when(&day(first)).then([]);
    let next = day(date(2018, 4, 1));
    watching(SIGNED, [closing(), late()]).when(&next).then([approaching(CLOSING, 90)]);
    // On the day of a threshold it is not yet passed, and was not when that was the last day.
    for first in [date(2018, 1, 1), date(2018, 1, 2)] {
        watching(SIGNED, [closing()]).when(&day(first)).then([approaching(CLOSING, 180)]);
    }
}

#[test]
fn a_closing_date_is_reached_on_its_day_and_a_last_day_after_it() {
    let last = date(2018, 10, 30);
    let after = date(2018, 10, 31);
    let kind = Kind::DisbursementDeadline;
    let since = date(2018, 10, 15);
    watching(since, [tracked(kind, last)]).when(&day(last)).then([]);
    watching(since, [tracked(kind, last)]).when(&day(after)).then([reached(kind, last)]);
    let both = [tracked(kind, last), reached(kind, last)];
    watching(since, both).when(&day(after)).then([]);
}

#[test]
fn a_deadline_that_moves_is_announced_anew() {
    let later = date(2019, 6, 30);
    let track = |on| {
        let (financing, kind, subject) = (h8350(), Kind::Closing, String::new());
        asked(&who("time"), SIGNED, at(0, What::Track { financing, kind, subject, on }))
    };
    let closing = || tracked(Kind::Closing, CLOSING);
    watching(SIGNED, [closing()]).when(&track(CLOSING)).then([]);
    watching(SIGNED, [closing()]).when(&track(later)).then([heeded(tracked(Kind::Closing, later))]);
    let moved = [closing(), approaching(CLOSING, 180), tracked(Kind::Closing, later)];
    watching(SIGNED, moved).when(&day(date(2019, 1, 1))).then([approaching(later, 180)]);
}

#[test]
fn what_no_longer_matters_is_forgotten() {
    let (financing, kind, subject) = (h8350(), Kind::Closing, String::new);
    let untrack = What::Untrack { financing, kind, subject: subject() };
    let untrack = asked(&who("time"), SIGNED, at(0, untrack));
    watching(SIGNED, []).when(&untrack).then([]);
    let untracked = untracked(kind);
    let closing = || tracked(Kind::Closing, CLOSING);
    watching(SIGNED, [closing()]).when(&untrack).then([heeded(untracked.clone())]);
    let forget = |kind| asked(&who("time"), SIGNED, at(0, What::Forget { financing, kind }));
    watching(SIGNED, [closing()]).when(&forget(None)).then([heeded(untracked.clone())]);
    watching(SIGNED, [closing()]).when(&forget(Some(Kind::AuditDue))).then([]);
    watching(SIGNED, [closing(), untracked]).when(&day(CLOSING)).then([]);
}

const SIGNATURE: Uuid = Uuid::from_u128(1);
const EXTENSION: Uuid = Uuid::from_u128(2);
const LATER: Date = date(2019, 6, 30);

/// Closing as it was signed, and then extended.
fn extended() -> Vec<Event> {
    let signed = set(Kind::Closing, CLOSING, Some(SIGNATURE));
    vec![signed, set(Kind::Closing, LATER, Some(EXTENSION))]
}

fn correct(target: Uuid, from: Option<Date>, to: Option<Date>) -> Asked<Command> {
    let (financing, kind) = (h8350(), Kind::Closing);
    asked(&who("time"), SIGNED, at(0, What::Correct { financing, target, kind, from, to }))
}

#[test]
fn a_deadline_follows_the_correction_of_what_set_it() {
    let to = date(2018, 9, 30);
    let closing = || set(Kind::Closing, CLOSING, Some(SIGNATURE));
    let moved = || set(Kind::Closing, to, Some(SIGNATURE));
    let asked = correct(SIGNATURE, Some(CLOSING), Some(to));
    watching(SIGNED, [closing()]).when(&asked).then([heeded(moved())]);
    watching(SIGNED, [closing(), moved()]).when(&asked).then([]);
    // And again: it is still the same fact that sets it.
    let again = correct(SIGNATURE, Some(to), Some(CLOSING));
    watching(SIGNED, [closing(), moved()]).when(&again).then([heeded(closing())]);
    let none = correct(SIGNATURE, Some(CLOSING), None);
    watching(SIGNED, [closing()]).when(&none).then([heeded(untracked(Kind::Closing))]);
    // What was extended since stays where it is, and so does what no longer matters.
    watching(SIGNED, extended()).when(&asked).then([]);
    watching(SIGNED, [closing(), untracked(Kind::Closing)]).when(&asked).then([]);
    // Nothing was said, and should have been.
    let first = correct(SIGNATURE, None, Some(to));
    watching(SIGNED, []).when(&first).then([heeded(moved())]);
    watching(SIGNED, extended()).when(&first).then([]);
}

#[test]
fn a_deadline_goes_back_to_what_it_was_before_what_never_was() {
    let void = |target| asked(&who("time"), SIGNED, at(0, What::Void { financing: h8350(), target }));
    let back = || set(Kind::Closing, CLOSING, Some(SIGNATURE));
    watching(SIGNED, extended()).when(&void(EXTENSION)).then([heeded(back())]);
    watching(SIGNED, extended()).when(&void(SIGNATURE)).then([]);
    let again = extended().into_iter().chain([back()]).collect::<Vec<_>>();
    watching(SIGNED, again.clone()).when(&void(EXTENSION)).then([]);
    watching(SIGNED, again).when(&void(SIGNATURE)).then([heeded(untracked(Kind::Closing))]);
}

#[test]
fn what_made_somebody_track_a_deadline_set_it() {
    let mut tracking = fact(&who("time"), SIGNED, tracked(Kind::Closing, CLOSING));
    let meta = kernel::Meta { causation: Some(SIGNATURE), ..(*tracking.meta).clone() };
    tracking.meta = meta.into();
    let to = date(2018, 9, 30);
    let (financing, reference) = (h8350(), None);
    let kind = Kind::Closing;
    let moved = Tracked {
        financing,
        reference,
        kind,
        subject: String::new(),
        on: to,
        set_by: Some(SIGNATURE),
        heeded: Some(0),
        since: None,
    };
    given::<Watch>([tracking])
        .when(&correct(SIGNATURE, Some(CLOSING), Some(to)))
        .then([Event::Deadline(deadline::Event::Tracked(moved))]);
}

/// These names and bytes are in production journals. If this fails, the code is wrong.
#[test]
fn recorded_events_are_still_written_and_understood() {
    let financing = format!(r#""financing":"{}","reference":"H8350""#, h8350());
    let which = format!(r#"{financing},"kind":"closing","subject":"""#);
    for (name, data, event) in [
        ("watch.deadline.agreement-named.v1", format!("{{{financing}}}"), named()),
        (
            "watch.deadline.tracked.v1",
            format!(r#"{{{which},"on":"2018-06-30"}}"#),
            tracked(Kind::Closing, CLOSING),
        ),
        (
            "watch.deadline.tracked.v1",
            format!(r#"{{{which},"on":"2018-06-30","set_by":"{SIGNATURE}"}}"#),
            set(Kind::Closing, CLOSING, Some(SIGNATURE)),
        ),
        ("watch.deadline.untracked.v1", format!("{{{which}}}"), untracked(Kind::Closing)),
        (
            "watch.deadline.approaching.v1",
            format!(r#"{{{which},"on":"2018-06-30","days":90}}"#),
            approaching(CLOSING, 90),
        ),
        (
            "watch.deadline.reached.v1",
            format!(r#"{{{which},"on":"2018-06-30"}}"#),
            reached(Kind::Closing, CLOSING),
        ),
    ] {
        assert_eq!(event.name(), name);
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data);
        assert_eq!(Event::read(name, data.as_bytes()).unwrap(), event);
    }
}

proptest! {
    /// However days are skipped, nothing is announced twice and each deadline is reached once.
    #[test]
    fn every_threshold_is_announced_at_most_once(steps in vec(1..120_i32, 0..60)) {
        let mut history = Vec::new();
        for (kind, on) in [(Kind::Closing, CLOSING), (Kind::AuditDue, date(2014, 6, 30))] {
            history.push(fact(&who("time"), SIGNED, tracked(kind, on)));
        }
        history.push(fact(&who("time"), SIGNED, since(SIGNED)));
        let (mut today, mut seen) = (SIGNED, Vec::new());
        for step in steps {
            today = today.saturating_add(jiff::Span::new().days(step));
            let watch: Watch = replay(&history);
            let Ok(decided) = watch.decide(&day(today));
            for event in decided.events {
                prop_assert!(!seen.contains(&event), "{event:?}");
                seen.push(event.clone());
                history.push(fact(&who("time"), today, event));
            }
        }
        if today >= CLOSING {
            prop_assert_eq!(seen.len(), 8);
        }
        let watch: Watch = replay(&history);
        let snapshot = serde_json::to_string(&watch).unwrap();
        let again: Watch = serde_json::from_str(&snapshot).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), snapshot);
    }
}
