//! Notices that come once days or other notices have made something of the agreement.

use kernel::{AsOf, as_seen};

use super::{
    changes::{JULY, NEXT_YEAR, extend},
    *,
};
use crate::financing::{
    agreement::{self, Suspended, SuspensionLifted, Undone},
    transition::{Step, Validation},
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
