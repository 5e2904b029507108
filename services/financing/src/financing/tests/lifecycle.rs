use super::*;
use crate::financing::standing::iati_status;

#[test]
fn an_agreement_goes_from_pipeline_to_disbursing_one_day_at_a_time() {
    let story = Story::disbursing();
    for (on, state) in [
        (REGISTERED, State::Pipeline),
        (APPROVED, State::Approved),
        (date(2013, 5, 14), State::Approved),
        (SIGNED, State::Signed),
        (EFFECTIVE, State::Effective),
        (OPENED, State::Disbursing),
        (MAY, State::Disbursing),
    ] {
        story.stands(on, state);
    }
    assert_eq!(story.state().state_on(date(2013, 1, 31)), None);
}

#[test]
fn nothing_happens_to_what_is_not_registered() {
    Story::default().refuses(
        APPROVED,
        Command::RecordApproval(approval()),
        Rejection::NotRegistered,
    );
    let registration = Command::Register(registration());
    Story::registered().refuses(APPROVED, registration, Rejection::AlreadyRegistered);
}

#[test]
fn a_change_before_the_latest_one_is_a_correction() {
    Story::approved().refuses(
        date(2013, 4, 29),
        Command::Sign(terms()),
        Rejection::BeforeApproval { approved_on: APPROVED },
    );
    Story::signed().refuses(
        date(2013, 5, 14),
        Command::RecordEffectiveness,
        Rejection::BeforeSignature { signed_on: SIGNED },
    );
    Story::effective().refuses(
        date(2013, 8, 6),
        Command::OpenDisbursement,
        Rejection::OutOfOrder { latest: EFFECTIVE },
    );
    // On the day itself it may follow.
    assert!(Story::signed().hears(SIGNED, Command::RecordEffectiveness).is_ok());
}

#[test]
fn what_is_signed_adds_up_and_closes_after_it_opens() {
    let story = Story::approved();
    let sign = |change: fn(&mut Terms)| {
        let mut terms = terms();
        change(&mut terms);
        story.hears(SIGNED, Command::Sign(terms)).map(drop)
    };
    assert_eq!(sign(|_| ()), Ok(()));
    let sum = |units: i64| super::super::rejection::Sum(xdr(units).units.into(), Currency::Xdr);
    let short = Rejection::PartsDoNotSum { sum: sum(499), expected: sum(500) };
    assert_eq!(sign(|it| it.categories[0].money = xdr(299)), Err(short));
    let twice = Rejection::CategoryTwice { category: key("1") };
    assert_eq!(sign(|it| it.categories[1].category = key("1")), Err(twice));
    assert_eq!(sign(|it| it.categories.clear()), Err(Rejection::CategoriesMissing));
    assert_eq!(sign(|it| it.signatories.clear()), Err(Rejection::SignatoriesMissing));
    assert_eq!(sign(|it| it.closing_on = None), Err(Rejection::ClosingDateMissing));
    assert_eq!(sign(|it| it.closing_on = Some(SIGNED)), Err(Rejection::ClosingNotAfterSigning));
    let next_day = |it: &mut Terms| it.closing_on = Some(date(2013, 5, 16));
    assert_eq!(sign(next_day), Ok(()));
    let expected = Rejection::CurrencyDiffers { expected: Currency::Xdr };
    assert_eq!(sign(|it| it.money = francs(500)), Err(expected));
    let more = Rejection::ExceedsApproved { approved: sum(500) };
    assert_eq!(sign(|it| it.money = xdr(501)), Err(more));
}

#[test]
fn it_lapses_after_the_deadline_and_not_on_it() {
    let deadline = date(2013, 8, 13);
    let story = Story::signed();
    let early = Rejection::EffectivenessDeadlineNotPassed { deadline };
    story.refuses(deadline, Command::Lapse, early);
    let lapsed = story.clone().by_time(date(2013, 8, 14), Command::Lapse);
    lapsed.stands(date(2013, 8, 14), State::Lapsed);
    // An extension moves the day.
    let until = date(2013, 12, 31);
    let story = story.does(deadline, Command::ExtendEffectivenessDeadline { until });
    let early = Rejection::EffectivenessDeadlineNotPassed { deadline: until };
    story.refuses(date(2013, 8, 14), Command::Lapse, early);
}

#[test]
fn time_asks_for_nothing_that_no_longer_applies() {
    for (story, command) in [
        (Story::effective(), Command::Lapse),
        (Story::signed(), Command::ReachClosingDate),
        (Story::closing(), Command::ReachClosingDate),
        (Story::disbursing(), Command::ReachDisbursementDeadline),
    ] {
        let events = story.facts.len();
        assert_eq!(story.by_time(date(2020, 1, 1), command).facts.len(), events);
    }
}

#[test]
fn the_closing_date_and_the_deadline_are_reached_on_their_day() {
    let early = Rejection::ClosingDateNotReached { closing_on: CLOSING };
    Story::disbursing().refuses(date(2018, 6, 29), Command::ReachClosingDate, early);
    let story = Story::closing();
    story.stands(CLOSING, State::Closing);
    let early = Rejection::DeadlineNotReached { deadline: DEADLINE };
    story.refuses(date(2018, 10, 29), Command::ReachDisbursementDeadline, early);
    let story = story.by_time(DEADLINE, Command::ReachDisbursementDeadline);
    story.stands(DEADLINE, State::DisbursementClosed);
}

#[test]
fn an_application_without_decision_keeps_disbursement_open() {
    let story = Story::disbursing().does(MAY, prepare(1, 10)).does(MAY, submit(1));
    let story = story.by_time(CLOSING, Command::ReachClosingDate);
    let undecided = Rejection::WithdrawalsUndecided { numbers: vec![1] };
    story.refuses(DEADLINE, Command::ReachDisbursementDeadline, undecided.clone());
    // Time is refused as well: it is due, and may not.
    let reach = Command::ReachDisbursementDeadline;
    let by_time = Asked { origin: Origin::Policy, ..asked(&who("time"), DEADLINE, reach) };
    story.given().when(&by_time).refused(undecided);
    let rejected = Command::RecordWithdrawalRejected { number: 1, reason: "Inéligible".into() };
    story.does(CLOSING, rejected).by_time(DEADLINE, Command::ReachDisbursementDeadline);
}

#[test]
fn a_suspension_ends_where_it_began() {
    let suspend = || Command::RecordSuspension { reason: "Arriérés".into(), category: None };
    let lift = || Command::RecordSuspensionLifted { category: None };
    let story = Story::disbursing().confirmed(MAY, suspend());
    story.stands(MAY, State::Suspended);
    story.refuses(JUNE, suspend(), Rejection::AlreadyRecorded);
    let lifted = story.clone().confirmed(JUNE, lift());
    lifted.stands(JUNE, State::Disbursing);
    lifted.refuses(JUNE, lift(), Rejection::AlreadyRecorded);
    // The closing date comes all the same, and the suspension outlasts it.
    let closing = story.by_time(CLOSING, Command::ReachClosingDate);
    closing.stands(CLOSING, State::Closing);
    let lifted = closing.confirmed(CLOSING, lift());
    lifted.stands(CLOSING, State::Closing);
}

#[test]
fn suspending_a_category_leaves_the_agreement_as_it_is() {
    let only = Some(key::<CategoryKey>("1"));
    let suspend = Command::RecordSuspension { reason: "Audit".into(), category: only.clone() };
    let story = Story::disbursing().does(MAY, suspend);
    story.stands(MAY, State::Disbursing);
    let story = story.does(MAY, prepare(1, 10));
    story.refuses(MAY, submit(1), Rejection::CategorySuspended { category: key("1") });
    let lift = Command::RecordSuspensionLifted { category: only };
    assert!(story.does(JUNE, lift).hears(JUNE, submit(1)).is_ok());
}

#[test]
fn an_additional_financing_names_its_parent_and_its_purpose() {
    let of_rank_1 = Registration { rank: 1, ..registration() };
    let story = Story::default();
    story.refuses(REGISTERED, Command::Register(of_rank_1.clone()), Rejection::ParentMissing);
    let with_parent = Registration { parent: "H8350".parse().ok(), ..of_rank_1 };
    let register = Command::Register(with_parent.clone());
    story.refuses(REGISTERED, register, Rejection::PurposeMissing);
    let whole = Registration { purpose: Some(Purpose::ScaleUp), ..with_parent };
    assert!(story.hears(REGISTERED, Command::Register(whole)).is_ok());
}

#[test]
fn the_whole_amount_is_cancelled_as_far_as_it_is_undisbursed() {
    let story = Story::disbursing().does(MAY, prepare(1, 40)).does(MAY, submit(1));
    let story = story.does(MAY, Command::RecordWithdrawalApproved { number: 1 });
    let story = story.does(MAY, paid(1, xdr(40), 40, MAY));
    let story = story.confirmed(JUNE, Command::RecordCancellation { reason: "Accord".into() });
    story.stands(JUNE, State::Cancelled);
    let balances = story.state().balances();
    assert_eq!(balances.undisbursed.to_string(), "0");
    assert_eq!(balances.cancelled.to_string(), "460");
}

#[test]
fn each_state_has_its_iati_status() {
    use strum::VariantArray as _;
    let statuses: Vec<_> = State::VARIANTS.iter().copied().map(iati_status).collect();
    assert_eq!(statuses, [1, 1, 2, 2, 2, 6, 3, 3, 4, 4, 5, 5, 5, 5]);
}
