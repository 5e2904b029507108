mod corrected;

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
const SIGNATURE: Uuid = Uuid::from_u128(1);
const EXTENSION: Uuid = Uuid::from_u128(2);
const LATER: Date = date(2019, 6, 30);

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
    let tracked = Tracked {
        financing,
        reference: reference(),
        kind,
        subject,
        on,
        set_by: by,
        heeded: None,
        since: None,
    };
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
        deadline::Event::AgreementNamed(_)
        | deadline::Event::Approaching(_)
        | deadline::Event::Reached(_) => event,
    })
}

/// Of a closing date: a threshold had passed when it was made known, that day.
fn since(day: Date) -> Event {
    known(Kind::Closing, CLOSING, day)
}

fn known(kind: Kind, on: Date, day: Date) -> Event {
    let (financing, subject) = (h8350(), String::new());
    let (set_by, heeded, since) = (None, None, Some(day));
    let reference = reference();
    let tracked = Tracked { financing, reference, kind, subject, on, set_by, heeded, since };
    Event::Deadline(deadline::Event::Tracked(tracked))
}

fn day(date: Date) -> Asked<Command> {
    asked(&who("time"), date, at(0, What::Day { date }))
}

#[test]
fn what_a_fact_ended_is_there_again_once_it_is_undone() {
    let lapse = Uuid::from_u128(9);
    let ended = fact(&who("time"), SIGNED, untracked(Kind::Closing));
    let mut meta = kernel::Meta::clone(&ended.meta);
    meta.causation = Some(lapse);
    let history = vec![
        fact(&who("time"), SIGNED, named()),
        fact(&who("time"), SIGNED, tracked(Kind::Closing, CLOSING)),
        Fact { meta: meta.into(), ..ended },
    ];
    let recall =
        |target| asked(&who("time"), SIGNED, at(0, What::Recall { financing: h8350(), target }));
    given::<Watch>(history.clone())
        .when(&recall(lapse))
        .then([heeded(tracked(Kind::Closing, CLOSING))]);
    given::<Watch>(history).when(&recall(Uuid::from_u128(8))).then([]);
}

/// Once for each time that it is asked: the second time nothing is left to say.
#[test]
fn of_a_kind_only_those_are_left_that_are_named() {
    let kind = Kind::ContractEndAfterClosing;
    let track = |subject: &str, on| What::Track {
        financing: h8350(),
        kind,
        subject: subject.to_owned(),
        on,
    };
    let later = date(2019, 6, 30);
    let only = || What::Only { financing: h8350(), kind, subjects: vec!["M-2".into()], on: later };
    let mut watch = Watch::default();
    let mut ask = |position, what| {
        let Ok(decided) = watch.decide(&asked(&who("time"), SIGNED, at(position, what)));
        for event in &decided.events {
            watch.evolve(&fact(&who("time"), SIGNED, event.clone()));
        }
        decided.events.len()
    };
    assert_eq!(ask(1, track("M-1", CLOSING)) + ask(2, track("M-2", CLOSING)), 2);
    assert_eq!([ask(3, only()), ask(3, only())], [2, 0]);
    assert_eq!(watch.deadline(h8350(), kind, "M-1").map(|it| it.on), None);
    assert_eq!(watch.deadline(h8350(), kind, "M-2").map(|it| it.on), Some(later));
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
    let all = || vec![tracked(kind, last), known(kind, last, date(2018, 10, 15))];
    watching(SIGNED, all()).when(&day(last)).then([]);
    watching(SIGNED, all()).when(&day(after)).then([reached(kind, last)]);
    let both = all().into_iter().chain([reached(kind, last)]).collect::<Vec<_>>();
    watching(SIGNED, both).when(&day(after)).then([]);
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

/// One fact after the other, each at its place, as a policy asks because of it.
#[derive(Default)]
struct Story {
    watch: Watch,
    said: Vec<Event>,
}

impl Story {
    fn ask(&mut self, position: u64, what: What) -> usize {
        let on = if let What::Day { date } = what { date } else { SIGNED };
        let Ok(decided) = self.watch.decide(&asked(&who("time"), on, at(position, what)));
        for event in &decided.events {
            let place = 1000 + u64::try_from(self.said.len()).unwrap();
            let fact = Fact { position: place, ..fact(&who("time"), on, event.clone()) };
            self.watch.evolve(&fact);
            self.said.push(event.clone());
        }
        decided.events.len()
    }
}

fn track(subject: &str, on: Date) -> What {
    let (financing, kind, subject) = (h8350(), Kind::ConditionDue, subject.to_owned());
    What::Track { financing, kind, subject, on }
}

fn untrack(subject: &str) -> What {
    What::Untrack { financing: h8350(), kind: Kind::ConditionDue, subject: subject.to_owned() }
}

#[test]
fn a_fact_that_is_read_again_changes_nothing() {
    let forget = || What::Forget { financing: h8350(), kind: None };
    let closing =
        |on| What::Track { financing: h8350(), kind: Kind::Closing, subject: String::new(), on };
    let look = || What::Look { financing: h8350(), kind: Kind::Closing };
    let asks = || {
        [
            // Nothing is there to be untracked, forgotten or looked at yet.
            (1, untrack("opinion")),
            (2, forget()),
            (3, look()),
            (4, What::Day { date: LATER }),
            (5, track("opinion", CLOSING)),
            // The same day again, and then none.
            (6, track("office", LATER)),
            (7, track("office", LATER)),
            (8, untrack("office")),
            (9, closing(LATER)),
            (10, closing(CLOSING)),
            (11, What::Day { date: date(2019, 7, 1) }),
        ]
    };
    let mut story = Story::default();
    for (position, what) in asks() {
        story.ask(position, what);
    }
    assert!(story.watch.deadline(h8350(), Kind::ConditionDue, "opinion").is_some());
    assert!(story.watch.deadline(h8350(), Kind::ConditionDue, "office").is_none());
    let before = serde_json::to_string(&story.watch).unwrap();
    // What led to events is known by its command; what led to none is decided again.
    for (position, what) in asks() {
        assert_eq!(story.ask(position, what.clone()), 0, "{position} {what:?}");
    }
    assert_eq!(serde_json::to_string(&story.watch).unwrap(), before);
}

#[test]
fn what_does_not_fit_in_one_answer_comes_with_the_next() {
    let mut story = Story::default();
    for nth in 0..500 {
        story.ask(nth, track(&format!("condition-{nth}"), CLOSING));
    }
    let mut day = || story.ask(600, What::Day { date: date(2018, 1, 1) });
    assert_eq!([day(), day(), day(), day()], [200, 200, 100, 0]);
    let mut forget = || story.ask(700, What::Forget { financing: h8350(), kind: None });
    assert_eq!([forget(), forget(), forget(), forget()], [200, 200, 100, 0]);
    // What was over before it was known is reached, and has nothing else to say.
    let mut story = Story::default();
    for nth in 0..300 {
        story.ask(nth, track(&format!("condition-{nth}"), CLOSING));
    }
    let after = LATER;
    let answers = [0; 8].map(|_| story.ask(600, What::Day { date: after }));
    assert_eq!(answers, [200, 100, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn what_was_reached_too_early_is_said_again() {
    let (financing, kind) = (h8350(), Kind::Closing);
    let look = |position| asked(&who("time"), SIGNED, at(position, What::Look { financing, kind }));
    let closing = || tracked(Kind::Closing, CLOSING);
    watching(SIGNED, []).when(&look(0)).then([]);
    watching(SIGNED, [closing()]).when(&look(0)).then([]);
    let over = || [closing(), reached(kind, CLOSING)];
    watching(SIGNED, over()).when(&look(0)).then([reached(kind, CLOSING)]);
    // Moved or gone, it is no longer reached.
    let moved = over().into_iter().chain([tracked(kind, LATER)]).collect::<Vec<_>>();
    watching(SIGNED, moved).when(&look(0)).then([]);
    let gone = over().into_iter().chain([untracked(kind)]).collect::<Vec<_>>();
    watching(SIGNED, gone).when(&look(0)).then([]);
    // What had been said when it was reached was known then.
    let said = fact(&who("time"), CLOSING, reached(kind, CLOSING));
    let said = Fact { position: 9, ..said };
    let history = || [fact(&who("time"), SIGNED, closing()), said.clone()];
    given::<Watch>(history()).when(&look(8)).then([]);
    let (reference, subject, on) = (None, String::new(), CLOSING);
    let again = Reached { financing, reference, kind, subject, on };
    let again = Event::Deadline(deadline::Event::Reached(again));
    given::<Watch>(history()).when(&look(10)).then([again]);
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
        (
            "watch.deadline.tracked.v1",
            format!(r#"{{{which},"on":"2018-06-30","heeded":0}}"#),
            heeded(tracked(Kind::Closing, CLOSING)),
        ),
        (
            "watch.deadline.tracked.v1",
            format!(r#"{{{which},"on":"2018-06-30","since":"2013-05-15"}}"#),
            since(SIGNED),
        ),
        ("watch.deadline.untracked.v1", format!("{{{which}}}"), untracked(Kind::Closing)),
        (
            "watch.deadline.untracked.v1",
            format!(r#"{{{which},"heeded":0}}"#),
            heeded(untracked(Kind::Closing)),
        ),
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
            history.push(fact(&who("time"), SIGNED, known(kind, on, SIGNED)));
        }
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
