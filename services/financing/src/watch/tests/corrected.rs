//! What was set, and should have been otherwise or not at all.

use super::*;
use crate::financing::rules::Rules;

/// Closing as it was signed, and then extended.
fn extended() -> Vec<Event> {
    let signed = set(Kind::Closing, CLOSING, Some(SIGNATURE));
    vec![signed, set(Kind::Closing, LATER, Some(EXTENSION))]
}

/// Of years: the last is the one in which the agreement closes, whoever was mistaken.
#[test]
fn audits_follow_a_corrected_closing_date() {
    let target = Uuid::from_u128(1);
    let audit = |year: i16| {
        let financing = h8350();
        let due = Rules::default().audit_due(year).unwrap();
        let (kind, subject) = (Kind::AuditDue, year.to_string());
        let (reference, set_by, heeded, since) = (reference(), None, None, None);
        Event::Deadline(deadline::Event::Tracked(Tracked {
            financing,
            reference,
            kind,
            subject,
            on: due,
            set_by,
            heeded,
            since,
        }))
    };
    let audited = |to: Date| -> Vec<String> {
        let history =
            [named(), set(Kind::Closing, CLOSING, Some(target)), audit(2017), audit(2018)];
        let facts: Vec<_> =
            history.into_iter().map(|event| fact(&who("time"), SIGNED, event)).collect();
        let mut watch: Watch = replay(&facts);
        let (financing, kind) = (h8350(), Kind::Closing);
        let (from, to) = (Some(CLOSING), Some(to));
        let what = What::Correct { financing, target, kind, from, to };
        let asked = asked(&who("time"), SIGNED, at(7, what));
        for event in watch.decide(&asked).unwrap().events {
            watch.evolve(&fact(&who("time"), SIGNED, event));
        }
        watch.agreements[&h8350()].deadlines[&Kind::AuditDue].keys().cloned().collect()
    };
    assert_eq!(audited(date(2018, 12, 31)), ["2017", "2018"]);
    assert_eq!(audited(date(2020, 6, 30)), ["2017", "2018", "2019", "2020"]);
    assert_eq!(audited(date(2017, 12, 31)), ["2017"]);
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
    let void =
        |target| asked(&who("time"), SIGNED, at(0, What::Void { financing: h8350(), target }));
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
