//! What moves the last days, and what undoes that they were reached.

use kernel::{Authority, Basis};

use super::{
    changes::{JULY, NEXT_YEAR, deal, extend, restructuring},
    *,
};
use crate::financing::{agreement, restructuring::Changes};

#[test]
fn a_later_closing_date_moves_the_disbursement_deadline() {
    let story = Story::disbursing().does(MAY, extend(NEXT_YEAR, MAY));
    let agreement = story.state().agreement;
    assert_eq!(agreement.closing_on, Some(NEXT_YEAR));
    assert_eq!(agreement.disbursement_deadline, Some(date(2019, 10, 30)));
    story.refuses(MAY, extend(NEXT_YEAR, MAY), Rejection::AlreadyRecorded);
    assert_eq!(story.notes(MAY, extend(CLOSING, MAY)), [code("not-later")]);
}

/// The three last days have nothing to do with one another, unless one follows from another.
#[test]
fn a_notice_of_an_earlier_day_is_recorded_and_the_later_one_stands() {
    let before = date(2014, 5, 4);
    let same = |story: &Story, closing_on, deadline| {
        let seen: Financing =
            replay(&kernel::as_seen(story.facts.clone(), kernel::AsOf::default()));
        for agreement in [story.state().agreement, seen.agreement] {
            assert_eq!(agreement.closing_on, Some(closing_on));
            assert_eq!(agreement.disbursement_deadline, Some(deadline));
        }
        let Event::Agreement(agreement::Event::ClosingDateExtended(last)) = story
            .facts
            .iter()
            .rev()
            .find_map(|fact| {
                let moved = matches!(fact.event, Event::Agreement(_));
                moved.then(|| fact.event.clone())
            })
            .unwrap()
        else {
            panic!("no extension")
        };
        last.outdone
    };
    let story = Story::disbursing().does(MAY, extend(NEXT_YEAR, MAY));
    let year_after = extend(date(2020, 6, 30), MAY);
    assert_eq!(story.notes(before, year_after.clone()), [code("out-of-order")]);
    let outdone = same(&story.does(before, year_after), NEXT_YEAR, date(2019, 10, 30));
    assert_eq!(outdone, [State::Closing, State::DisbursementClosed]);
    // The grace that the financier gave stays what it gave.
    let until = date(2019, 3, 31);
    let story = Story::disbursing().does(MAY, Command::ExtendDisbursementDeadline { until });
    let closing_on = date(2018, 9, 30);
    assert!(story.notes(before, extend(closing_on, before)).is_empty());
    let outdone = same(&story.does(before, extend(closing_on, before)), closing_on, until);
    assert_eq!(outdone, [State::DisbursementClosed]);
    // Before it becomes effective.
    let june = date(2013, 6, 15);
    let until = date(2013, 12, 31);
    let story = Story::signed().does(june, extend(NEXT_YEAR, june));
    let effectiveness = || Command::ExtendEffectivenessDeadline { until };
    assert!(story.notes(date(2013, 6, 1), effectiveness()).is_empty());
    let unsigned = Rejection::OutOfOrder { latest: SIGNED };
    story.refuses(date(2013, 5, 14), effectiveness(), unsigned);
}

/// What is ours comes after what is there.
#[test]
fn a_restructuring_does_not_move_what_was_moved_later() {
    let changes = Changes { closing_on: Some(date(2020, 6, 30)), ..Changes::default() };
    let name = || key("RES40479");
    let story = Story::disbursing()
        .does(MAY, restructuring(changes))
        .does(MAY, Command::ClearRestructuring { restructuring: name() })
        .does(MAY, Command::ApproveRestructuring { restructuring: name() })
        .does(JUNE, extend(NEXT_YEAR, MAY));
    let put = Command::PutRestructuringIntoEffect { restructuring: name() };
    story.refuses(MAY, put, Rejection::OutOfOrder { latest: JUNE });
}

#[test]
fn an_extension_asked_for_too_late_names_an_authority() {
    let late = date(2018, 7, 1);
    let story = Story::disbursing();
    assert!(story.notes(late, extend(NEXT_YEAR, CLOSING)).is_empty());
    assert_eq!(story.notes(late, extend(NEXT_YEAR, late)), [code("requested-after-closing")]);
    let mut by_authority = asked(&who("awa"), late, extend(NEXT_YEAR, late));
    let authority = Some(Authority::Notice("Dérogation 2018-07".into()));
    by_authority.basis = Basis::Asserted { authority, document: None };
    let decided = story.state().decide(&by_authority).unwrap();
    assert!(anomalies(&decided).is_empty());
}

#[test]
fn reopening_what_has_closed_takes_two_persons() {
    let late = date(2018, 8, 1);
    let story = Story::closing().does(late, extend(NEXT_YEAR, CLOSING));
    story.stands(late, State::Closing);
    let story = Story::closing().confirmed(late, extend(NEXT_YEAR, CLOSING));
    story.stands(late, State::Disbursing);
    assert_eq!(story.state().agreement.disbursement_deadline, Some(date(2019, 10, 30)));
    // Ended before the second person has seen to it, it is not open again.
    let story = Story::closing().does(late, extend(NEXT_YEAR, CLOSING));
    let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
    let story = story.import(JULY, Command::RecordTermination { reason: "Lettre".into() });
    story.and(&asked(&who("oumar"), late, confirm)).stands(late, State::Terminated);
}

/// Odd as it is, the financier has put off a closing date after disbursement was closed.
#[test]
fn what_was_closed_for_disbursement_is_reopened_too() {
    let november = date(2018, 11, 5);
    let closed = Story::closing().by_time(DEADLINE, Command::ReachDisbursementDeadline);
    let decided = closed.state().decide(&imported(november, extend(NEXT_YEAR, CLOSING))).unwrap();
    assert_eq!(anomalies(&decided), [code("state-forbids")]);
    let proposed = closed.clone().does(november, extend(NEXT_YEAR, CLOSING));
    proposed.stands(november, State::DisbursementClosed);
    let reopened = closed.clone().confirmed(november, extend(NEXT_YEAR, CLOSING));
    reopened.stands(november, State::Disbursing);
    assert_eq!(reopened.state().agreement.disbursement_deadline, Some(date(2019, 10, 30)));
    let reopened = reopened.by_time(NEXT_YEAR, Command::ReachClosingDate);
    reopened.stands(NEXT_YEAR, State::Closing);
    // Suspended until then, it is suspended still.
    let suspend = Command::RecordSuspension { reason: "Audit".into(), category: None };
    let lift = Command::RecordSuspensionLifted { category: None };
    let reopened = closed.import(november, suspend).import(november, extend(NEXT_YEAR, CLOSING));
    reopened.stands(november, State::Suspended);
    reopened.import(date(2018, 12, 3), lift).stands(date(2018, 12, 3), State::Disbursing);
}

/// Signed by the financier on 28 June, typed here on 5 July: on the day itself nobody knew.
#[test]
fn a_notice_that_came_late_undoes_what_the_day_had_made() {
    let notice = date(2018, 6, 28);
    let story = Story::closing();
    story.stands(CLOSING, State::Closing);
    let closed = story.last();
    let story = story.confirmed(notice, extend(NEXT_YEAR, MAY));
    story.stands(date(2018, 7, 5), State::Disbursing);
    let Event::Agreement(agreement::Event::ClosingDateExtended(it)) =
        story.facts.last().unwrap().event.clone()
    else {
        panic!("no extension")
    };
    let undone = it.undoes.unwrap();
    assert_eq!((undone.event, undone.from, undone.to), (closed, State::Closing, State::Disbursing));
    // Contracts are signed again, until the new day, which is reached like any other.
    assert!(story.hears(date(2018, 7, 5), deal(NEXT_YEAR)).is_ok());
    story.clone().by_time(NEXT_YEAR, Command::ReachClosingDate).stands(NEXT_YEAR, State::Closing);
    // Whoever looks back reads the facts in the order of their days, and sees the same.
    let seen: Financing = replay(&kernel::as_seen(story.facts.clone(), kernel::AsOf::default()));
    assert_eq!(seen.state_on(date(2018, 7, 5)), Some(Standing::Known(State::Disbursing)));
    // A later day that had passed as well when it was reached changes nothing.
    let short = Story::closing().does(notice, extend(date(2018, 6, 29), MAY));
    short.stands(CLOSING, State::Closing);
}

/// Recorded at once, and by two persons: nobody alone takes back what a day has made.
#[test]
fn what_a_day_had_made_is_undone_by_two_persons() {
    let (notice, until) = (date(2018, 6, 28), date(2018, 12, 31));
    let closed = || Story::closing().by_time(DEADLINE, Command::ReachDisbursementDeadline);
    let lapsed = Story::signed().by_time(date(2013, 8, 14), Command::Lapse);
    let suspend = Command::RecordSuspension { reason: "Audit".into(), category: None };
    let suspended = Story::closing().import(date(2018, 7, 2), suspend);
    let suspended = suspended.by_time(DEADLINE, Command::ReachDisbursementDeadline);
    let deadline = Command::ExtendDisbursementDeadline { until };
    let effectiveness = Command::ExtendEffectivenessDeadline { until: date(2013, 12, 31) };
    for (story, on, notice, before, after) in [
        (Story::closing(), notice, extend(NEXT_YEAR, MAY), State::Closing, State::Disbursing),
        (closed(), notice, extend(NEXT_YEAR, MAY), State::DisbursementClosed, State::Disbursing),
        // The suspension found it closed, which it never was.
        (suspended, notice, extend(NEXT_YEAR, MAY), State::DisbursementClosed, State::Suspended),
        // Reopened in July, and closed for good in October before anybody knew.
        (closed(), JULY, extend(NEXT_YEAR, MAY), State::DisbursementClosed, State::Disbursing),
        (closed(), JULY, deadline.clone(), State::DisbursementClosed, State::Closing),
        (closed(), notice, deadline.clone(), State::DisbursementClosed, State::Closing),
        // Known on the day itself, or later.
        (closed(), DEADLINE, deadline, State::DisbursementClosed, State::Closing),
        (lapsed, date(2013, 8, 13), effectiveness, State::Lapsed, State::Signed),
    ] {
        let today = date(2018, 11, 5);
        story.stands(today, before);
        let proposed = story.clone().does(on, notice.clone());
        proposed.stands(today, before);
        assert_eq!(proposed.state().proposals.pending().count(), 1, "{notice:?}");
        let proposal = proposed.last();
        let confirm = Command::ConfirmTransition { proposal, blockages: None };
        proposed.given().when(&asked(&who("awa"), on, confirm)).refused(Rejection::SamePerson);
        let confirmed = story.clone().confirmed(on, notice.clone());
        confirmed.stands(today, after);
        assert_eq!(confirmed.state().proposals.pending().count(), 0, "{notice:?}");
        let seen: Financing =
            replay(&kernel::as_seen(confirmed.facts.clone(), kernel::AsOf::default()));
        assert_eq!(seen.state_on(today), Some(Standing::Known(after)), "{notice:?}");
        // The source of an import is believed.
        story.import(on, notice).stands(today, after);
    }
}

#[test]
fn a_disbursement_deadline_that_is_moved_in_vain_says_so() {
    let (notice, until) = (date(2018, 12, 3), date(2018, 12, 31));
    let closed = Story::closing().by_time(DEADLINE, Command::ReachDisbursementDeadline);
    // It was over before the notice came.
    let past = Command::ExtendDisbursementDeadline { until: notice };
    assert_eq!(closed.notes(notice, past), [code("state-forbids")]);
    let reason = || "Notification".to_owned();
    let ended = closed.import(notice, Command::RecordTermination { reason: reason() });
    let extend = Command::ExtendDisbursementDeadline { until };
    assert_eq!(ended.notes(notice, extend.clone()), [code("state-forbids")]);
    assert!(Story::closing().notes(JULY, extend).is_empty());
}

#[test]
fn a_restructuring_does_not_undo_a_day() {
    let changes = Changes { closing_on: Some(NEXT_YEAR), ..Changes::default() };
    let name = || key("RES40479");
    let story = Story::disbursing()
        .does(MAY, restructuring(changes))
        .does(MAY, Command::ClearRestructuring { restructuring: name() })
        .does(JUNE, Command::ApproveRestructuring { restructuring: name() })
        .by_time(CLOSING, Command::ReachClosingDate);
    let (notice, put) =
        (date(2018, 6, 28), || Command::PutRestructuringIntoEffect { restructuring: name() });
    let passed = Rejection::ClosingDatePassed { closing_on: CLOSING };
    story.refuses(notice, put(), passed.clone());
    let closed = story.clone().by_time(DEADLINE, Command::ReachDisbursementDeadline);
    closed.refuses(date(2018, 11, 5), put(), passed);
    story.clone().import(notice, put()).stands(JULY, State::Disbursing);
    // Its own command first.
    let story = story.confirmed(notice, extend(NEXT_YEAR, MAY)).does(notice, put());
    story.stands(JULY, State::Disbursing);
}

#[test]
fn what_lapsed_before_a_notice_was_known_never_did() {
    let (deadline, day) = (date(2013, 8, 13), date(2013, 8, 14));
    let lapsed = || Story::signed().by_time(day, Command::Lapse);
    let until = date(2013, 12, 31);
    let story = lapsed().confirmed(deadline, Command::ExtendEffectivenessDeadline { until });
    story.stands(day, State::Signed);
    let story = story.by_time(date(2014, 1, 1), Command::Lapse);
    story.stands(date(2014, 1, 1), State::Lapsed);
    let story = lapsed().import(EFFECTIVE, Command::RecordEffectiveness);
    story.stands(day, State::Effective);
    // What ended it for good is no day's doing.
    let late = Command::RecordEffectiveness;
    let decided = lapsed().state().decide(&imported(day, late));
    assert!(decided.is_ok_and(|decided| anomalies(&decided)
        == [code("state-forbids"), code("effectiveness-deadline-passed")]));
}

#[test]
fn what_is_open_again_is_where_its_closing_date_found_it() {
    let late = date(2018, 8, 1);
    let never_opened = Story::effective().by_time(CLOSING, Command::ReachClosingDate);
    never_opened.confirmed(late, extend(NEXT_YEAR, CLOSING)).stands(late, State::Effective);
    let suspend = Command::RecordSuspension { reason: "Audit".into(), category: None };
    let lift = Command::RecordSuspensionLifted { category: None };
    let story = Story::closing().confirmed(date(2018, 7, 2), suspend);
    let story = story.confirmed(late, extend(NEXT_YEAR, CLOSING));
    story.stands(late, State::Suspended);
    story.confirmed(late, lift).stands(late, State::Disbursing);
}

#[test]
fn the_agreed_grace_is_counted_in_months() {
    let story = Story::approved();
    let deadline = |grace_months| {
        let terms = Terms { grace_months, ..terms() };
        story.clone().import(SIGNED, Command::Sign(terms)).state().agreement.disbursement_deadline
    };
    assert_eq!(deadline(0), Some(DEADLINE));
    assert_eq!(deadline(6), Some(date(2018, 12, 30)));
}
