//! Notices that come once days or other notices have made something of the agreement.

use kernel::{AsOf, as_seen};
use proptest::{collection::vec, prelude::*};

use super::{
    changes::{JULY, NEXT_YEAR, extend},
    *,
};
use crate::financing::{
    agreement::{self, Suspended, SuspensionLifted, Undone, acts::CLOSED},
    transition::{Completion, Step, Validation},
};

/// Of the letters below: typed here once the closing date was reached.
const NOTICE: Date = date(2018, 6, 25);
const SPRING: Date = date(2018, 5, 1);
const AUGUST: Date = date(2018, 8, 1);

fn suspend() -> Command {
    Command::RecordSuspension { reason: "Arriérés".into(), category: None }
}

fn lift() -> Command {
    Command::RecordSuspensionLifted { category: None }
}

fn terminate() -> Command {
    Command::RecordTermination { reason: "Notification".into() }
}

fn cancel() -> Command {
    Command::RecordCancellation { reason: "Accord".into() }
}

/// Closed for disbursement.
fn closed() -> Story {
    Story::closing().by_time(DEADLINE, Command::ReachDisbursementDeadline)
}

/// The state of each of these days, and the same to whoever looks back.
#[track_caller]
fn went(story: &Story, states: &[(Date, State)]) {
    let seen: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
    for (on, state) in states {
        story.stands(*on, *state);
        assert_eq!(seen.state_on(*on), Some(Standing::Known(*state)), "on {on}");
    }
}

/// What the last step says it makes of what days had made.
fn made(story: &Story) -> (Option<Undone>, Option<State>) {
    let said = |fact: &Fact<Event>| {
        if let Event::Agreement(event) = &fact.event { Some(event.clone()) } else { None }
    };
    let event = story.facts.iter().rev().find_map(said).unwrap();
    let stays = if let agreement::Event::Suspended(Suspended { stays, .. })
    | agreement::Event::SuspensionLifted(SuspensionLifted { stays, .. }) = &event
    {
        *stays
    } else {
        None
    };
    (event.undoes().copied(), stays)
}

#[test]
fn a_suspension_and_its_lifting_are_recorded_once_the_closing_date_has_come() {
    let suspended = Story::disbursing().confirmed(SPRING, suspend());
    let lifted = suspended.by_time(CLOSING, Command::ReachClosingDate).confirmed(NOTICE, lift());
    went(
        &lifted,
        &[
            (SPRING, State::Suspended),
            (date(2018, 6, 24), State::Suspended),
            (NOTICE, State::Disbursing),
            (CLOSING, State::Closing),
        ],
    );
    assert_eq!(made(&lifted), (None, Some(State::Closing)));
    let suspended = Story::closing().confirmed(NOTICE, suspend());
    went(&suspended, &[(NOTICE, State::Suspended), (CLOSING, State::Closing)]);
    assert!(suspended.state().agreement.suspended_on(JULY));
    assert_eq!(made(&suspended), (None, Some(State::Closing)));
    // In time, it is what it says.
    assert_eq!(made(&Story::disbursing().confirmed(SPRING, suspend())), (None, None));
}

#[test]
fn what_ended_before_its_closing_date_never_came_to_it() {
    for (end, state) in [(terminate(), State::Terminated), (cancel(), State::Cancelled)] {
        let closing = Story::closing();
        let event = closing.last();
        let decided = closing.state().decide(&imported(NOTICE, end.clone())).unwrap();
        assert!(anomalies(&decided).is_empty(), "{end:?}");
        let ended = closing.confirmed(NOTICE, end.clone());
        went(&ended, &[(date(2018, 6, 24), State::Disbursing), (NOTICE, state), (JULY, state)]);
        let undone = Undone { event, from: State::Closing, to: state };
        assert_eq!(made(&ended), (Some(undone), None));
        // On that date it had come to it.
        let ended = Story::closing().confirmed(CLOSING, end.clone());
        went(&ended, &[(date(2018, 6, 29), State::Disbursing), (CLOSING, state)]);
        assert_eq!(made(&ended), (None, None));
        // Before what is no day's doing, the date of one of them is wrong.
        let suspended = Story::disbursing().confirmed(NOTICE, suspend());
        let latest = Rejection::OutOfOrder { latest: NOTICE };
        suspended.refuses(date(2018, 6, 24), end, latest);
    }
}

/// The financier suspended and lifted, and the closing date came in between: then a letter of before
/// that date comes to light, by which it never did.
#[test]
fn what_was_suspended_and_lifted_is_where_it_would_be_had_the_days_not_come() {
    let suspended = Story::disbursing().confirmed(SPRING, suspend());
    let closing = suspended.by_time(CLOSING, Command::ReachClosingDate);
    let closed = closing.clone().by_time(DEADLINE, Command::ReachDisbursementDeadline);
    let november = date(2018, 11, 5);
    for (story, on) in [(closing, AUGUST), (closed, november)] {
        let before = story.state().state_on(on);
        let lifted = story.confirmed(on, lift());
        assert_eq!(lifted.state().state_on(on), before);
        let extended = lifted.confirmed(date(2018, 6, 15), extend(NEXT_YEAR, SPRING));
        went(
            &extended,
            &[
                (CLOSING, State::Suspended),
                (on.yesterday().unwrap(), State::Suspended),
                (on, State::Disbursing),
                (date(2019, 6, 29), State::Disbursing),
            ],
        );
    }
    // Suspended after the day that did not come, and while it was thought to have come.
    let late = Story::closing().confirmed(JULY, suspend()).confirmed(AUGUST, lift());
    let late = late.confirmed(date(2018, 6, 15), extend(NEXT_YEAR, SPRING));
    went(
        &late,
        &[(CLOSING, State::Disbursing), (JULY, State::Suspended), (AUGUST, State::Disbursing)],
    );
}

#[test]
fn a_deadline_that_was_moved_opens_nothing_again_that_never_closed() {
    let until = date(2018, 12, 31);
    let december = date(2018, 12, 3);
    let again = closed().confirmed(december, Command::ExtendDisbursementDeadline { until });
    again.stands(december, State::Closing);
    let never = again.confirmed(date(2018, 6, 15), extend(NEXT_YEAR, SPRING));
    went(&never, &[(CLOSING, State::Disbursing), (december, State::Disbursing)]);
}

/// What was recorded under other rules is read as it was: of closed disbursement a suspension made
/// another state, and its lifting leads back.
#[test]
fn what_was_recorded_stays_what_it_was() {
    let on = date(2018, 11, 5);
    let (from, to) = (State::DisbursementClosed, State::Suspended);
    let step = Step { from, to, validation: Validation::Undocumented };
    let (reason, undoes, stays) = ("Arriérés".to_owned(), None, None);
    let suspended = agreement::Event::Suspended(Suspended { step, reason, undoes, stays });
    let mut story = closed();
    story.record(&imported(on, suspend()), suspended.into());
    went(&story, &[(DEADLINE, from), (on, to)]);
    let december = date(2018, 12, 3);
    went(&story.confirmed(december, lift()), &[(on, to), (december, from)]);
}

#[test]
fn a_suspension_of_what_is_over_leaves_its_state() {
    let on = date(2018, 11, 5);
    let lapsed = Story::signed().by_time(date(2013, 8, 14), Command::Lapse);
    for (story, state) in [
        (closed(), State::DisbursementClosed),
        (lapsed, State::Lapsed),
        (Story::disbursing().confirmed(MAY, cancel()), State::Cancelled),
        (Story::disbursing().confirmed(MAY, terminate()), State::Terminated),
    ] {
        let decided = story.state().decide(&imported(on, suspend())).unwrap();
        assert_eq!(anomalies(&decided), [code("state-forbids")], "{state}");
        let suspended = story.confirmed(on, suspend());
        went(&suspended, &[(on, state)]);
        assert!(suspended.state().agreement.suspended_on(on));
        went(&suspended.confirmed(on, lift()), &[(on, state)]);
    }
}

/// The notice of the suspension never came here, that of its lifting did.
#[test]
fn a_lifting_of_what_nobody_knew_was_suspended_is_recorded() {
    for category in [None, Some(key::<CategoryKey>("1"))] {
        let lift = || Command::RecordSuspensionLifted { category: category.clone() };
        for (story, state) in
            [(Story::disbursing(), State::Disbursing), (Story::closing(), State::Closing)]
        {
            let decided = story.state().decide(&imported(JULY, lift())).unwrap();
            assert_eq!(anomalies(&decided), [code("not-suspended")], "{category:?}");
            let lifted = story.import(JULY, lift());
            went(&lifted, &[(JULY, state)]);
            lifted.refuses(JULY, lift(), Rejection::AlreadyRecorded);
            // Of another one, of which nobody knew either.
            let again = lifted.state().decide(&imported(AUGUST, lift())).unwrap();
            assert_eq!(anomalies(&again), [code("not-suspended")]);
        }
    }
}

/// Around the closing date, the disbursement deadline, and the day to which they are put off.
pub(crate) const DAYS: [Date; 9] = [
    SPRING,
    date(2018, 6, 15),
    NOTICE,
    CLOSING,
    JULY,
    AUGUST,
    date(2018, 10, 31),
    date(2018, 12, 3),
    NEXT_YEAR,
];

/// A notice, or one of these days that is reached.
pub(crate) fn heard(what: u8, on: Date) -> Command {
    let closing_on = on.saturating_add(jiff::Span::new().days(90));
    match what {
        0 => suspend(),
        1 => lift(),
        2 => Command::ExtendClosingDate { closing_on, requested_on: Some(on) },
        3 => extend(NEXT_YEAR, SPRING),
        4 => Command::ExtendDisbursementDeadline { until: closing_on },
        5 => terminate(),
        6 => {
            let completion = Completion { report: "ICR1".into(), independent_review: None };
            Command::RecordCompletion(completion)
        }
        7 => Command::ReachDisbursementDeadline,
        _ => Command::ReachClosingDate,
    }
}

proptest! {
    /// Whatever is heard in whatever order: whoever looks back sees the same states, and none of them is
    /// another than it was but by what two persons saw to, or a day, or the source of an import.
    #[test]
    fn notices_in_any_order_lead_to_the_same_states(
        all in vec((0..12_u8, prop::sample::select(&DAYS[..]), any::<bool>()), 0..14),
    ) {
        let mut story = Story::disbursing();
        for (what, on, imported) in all {
            let before = story.state();
            let origin = if imported { Origin::Import } else { Origin::Policy };
            let asked = Asked { origin, ..asked(&who("time"), on, heard(what, on)) };
            let Ok(decided) = before.decide(&asked) else { continue };
            let seen_to = |event: &Event| {
                let Event::Agreement(event) = event else { return false };
                event.validation().is_some()
            };
            let seen_to = decided.events.iter().any(seen_to);
            for event in decided.events {
                story.record(&asked, event);
            }
            let after = story.state();
            let seen: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
            for on in DAYS {
                prop_assert_eq!(seen.state_on(on), after.state_on(on), "on {}", on);
                let same = before.state_on(on) == after.state_on(on);
                // A last day that is nearer again was reached when it was thought to be.
                let by_a_day = after.state_on(on).is_some_and(|it| CLOSED.contains(&it.state()));
                prop_assert!(seen_to || same || by_a_day, "on {}", on);
            }
            prop_assert_eq!(seen.agreement.closing_on, after.agreement.closing_on);
            let deadline = |it: &Financing| it.agreement.disbursement_deadline;
            prop_assert_eq!(deadline(&seen), deadline(&after));
        }
    }
}
