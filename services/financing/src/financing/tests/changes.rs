use kernel::{Authority, Basis};

use super::*;
use crate::financing::{
    agreement,
    category::{Charge, Move},
    contract::Deal,
    no_objection::{Answer, Answered, Object},
    rejection::Sum,
    restructuring::{Changes, Level, Request},
    tranche::{Definition, Kind},
};

const NEXT_YEAR: Date = date(2019, 6, 30);
/// After the closing date.
const JULY: Date = date(2018, 7, 5);

fn sum(units: i64) -> Sum {
    Sum(xdr(units).units.into(), Currency::Xdr)
}

fn extend(to: Date, requested_on: Date) -> Command {
    Command::ExtendClosingDate { closing_on: to, requested_on: Some(requested_on) }
}

fn restructuring(changes: Changes) -> Command {
    let (restructuring, level) = (key("RES40479"), Level::Management);
    Command::RequestRestructuring(Request { restructuring, level, changes })
}

fn charge(of: &str, units: i64) -> Charge {
    Charge { category: key(of), money: xdr(units) }
}

fn shift(from: &str, to: &str, units: i64) -> Move {
    Move { from: key(from), to: key(to), money: xdr(units) }
}

#[test]
fn a_later_closing_date_moves_the_disbursement_deadline() {
    let story = Story::disbursing().does(MAY, extend(NEXT_YEAR, MAY));
    let agreement = story.state().agreement;
    assert_eq!(agreement.closing_on, Some(NEXT_YEAR));
    assert_eq!(agreement.disbursement_deadline, Some(date(2019, 10, 30)));
    story.refuses(MAY, extend(NEXT_YEAR, MAY), Rejection::AlreadyRecorded);
    assert_eq!(story.notes(MAY, extend(CLOSING, MAY)), [code("not-later")]);
    let before = Rejection::OutOfOrder { latest: MAY };
    story.refuses(date(2014, 5, 4), extend(date(2020, 6, 30), MAY), before);
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
        // The suspension found it closed already.
        (suspended, notice, extend(NEXT_YEAR, MAY), State::DisbursementClosed, State::Closing),
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
    story.refuses(notice, put(), Rejection::ClosingDatePassed { closing_on: CLOSING });
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

#[test]
fn nothing_is_moved_out_of_a_category_but_what_it_has() {
    let reallocate = |units| Command::Reallocate { moves: vec![shift("1", "2", units)] };
    let story = Story::disbursing();
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: sum(300) };
    story.refuses(MAY, reallocate(301), exceeded);
    let story = story.does(MAY, reallocate(300));
    let state = story.state();
    let signed = |of: &str| state.category(&key(of)).unwrap().signed.to_string();
    assert_eq!((signed("1"), signed("2")), ("0".into(), "500".into()));
    assert_eq!(state.balances().signed.to_string(), "500");
    let unknown = Command::Reallocate { moves: vec![shift("1", "9", 1)] };
    story.refuses(MAY, unknown, Rejection::UnknownCategory { category: key("9") });
}

#[test]
fn a_restructuring_takes_effect_whole_or_not_at_all() {
    let changes = |cancelled| Changes {
        closing_on: Some(NEXT_YEAR),
        cancellations: vec![charge("1", cancelled)],
        reallocations: vec![shift("2", "1", 100)],
        other: Vec::new(),
    };
    let name = || key("RES40479");
    let approved = |cancelled| {
        Story::disbursing()
            .does(MAY, restructuring(changes(cancelled)))
            .does(MAY, Command::ClearRestructuring { restructuring: name() })
            .does(JUNE, Command::ApproveRestructuring { restructuring: name() })
    };
    let put = || Command::PutRestructuringIntoEffect { restructuring: key("RES40479") };
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: sum(300) };
    approved(401).refuses(JUNE, put(), exceeded);
    let story = approved(400);
    let events = story.facts.len();
    let story = story.does(JUNE, put());
    let name = |event: &Event| kernel::Stored::name(event);
    let state = story.state();
    assert_eq!(state.balances().cancelled.to_string(), "400");
    assert_eq!(state.agreement.closing_on, Some(NEXT_YEAR));
    let by_it = |event: &Event| {
        let data = String::from_utf8(kernel::Stored::data(event).unwrap()).unwrap();
        data.contains(r#","restructuring":"RES40479""#)
    };
    let names: Vec<_> = story.events()[events..].iter().filter(|it| by_it(it)).map(name).collect();
    let consequences = [
        "financing.agreement.closing-date-extended.v1",
        "financing.category.reallocated.v1",
        "financing.category.amount-cancelled.v1",
    ];
    assert_eq!(names, consequences);
    story.refuses(JUNE, put(), Rejection::AlreadyRecorded);
}

#[test]
fn a_restructuring_goes_its_way_in_order() {
    use crate::financing::restructuring::Status;
    let name = || key("RES40479");
    let other = Changes { other: vec!["Indicateurs".into()], ..Changes::default() };
    let nothing = restructuring(Changes::default());
    Story::disbursing().refuses(MAY, nothing, Rejection::NothingToChange);
    let story = Story::disbursing().does(MAY, restructuring(other));
    let put = Command::PutRestructuringIntoEffect { restructuring: name() };
    story.refuses(MAY, put, Rejection::RestructuringForbids { status: Status::Requested });
    let approve = Command::ApproveRestructuring { restructuring: name() };
    assert_eq!(story.notes(MAY, approve), [code("restructuring-forbids")]);
    let withdraw =
        Command::WithdrawRestructuring { restructuring: name(), reason: "Caduque".into() };
    let story = story.does(MAY, withdraw);
    let clear = Command::ClearRestructuring { restructuring: name() };
    story.refuses(MAY, clear, Rejection::RestructuringForbids { status: Status::Withdrawn });
}

#[test]
fn tranches_make_up_their_category_and_wait_for_their_conditions() {
    let held = |units| Definition {
        tranche: key("T1"),
        label: "Première".into(),
        kind: Kind::ResultsBased,
        category: key("1"),
        money: xdr(units),
        due_on: None,
        conditions: [key("ild-1")].into(),
    };
    let condition = Requirement {
        kind: condition::Kind::Disbursement,
        category: Some(key("2")),
        ..effectiveness("ild-1")
    };
    let story = Story::disbursing().does(MAY, Command::AddCondition(condition));
    let unsplit = Rejection::ExceedsUnsplit { unsplit: sum(300) };
    story.refuses(MAY, Command::DefineTranche(held(301)), unsplit);
    let story = story.does(MAY, Command::DefineTranche(held(300)));
    let released = |story: &Story| story.state().balances().released.to_string();
    assert_eq!(released(&story), "200");
    let release = || Command::ReleaseTranche { tranche: key("T1") };
    let unmet = Rejection::ConditionsNotMet { conditions: vec![key("ild-1")] };
    story.refuses(JUNE, release(), unmet);
    let accept = || Command::AcceptCondition { condition: key("ild-1") };
    assert_eq!(story.notes(MAY, accept()), [code("evidence-not-submitted")]);
    let story = story.does(MAY, accept());
    let story = story.does(JUNE, release());
    assert_eq!(released(&story), "500");
    let cancel = Command::CancelTranche { tranche: key("T1"), reason: "Erreur".into() };
    story.refuses(JUNE, cancel, Rejection::TrancheSettled { tranche: key("T1") });
    let close = Command::CloseTranche { tranche: key("T1") };
    let story = story.does(JUNE, close.clone());
    story.refuses(JUNE, close, Rejection::AlreadyRecorded);
}

#[test]
fn a_tranche_that_is_cancelled_frees_nothing_of_what_its_conditions_held() {
    let define = |name: &str, units| {
        Command::DefineTranche(Definition {
            tranche: key(name),
            label: "Première".into(),
            kind: Kind::ResultsBased,
            category: key("1"),
            money: xdr(units),
            due_on: None,
            conditions: [].into(),
        })
    };
    let cancel = Command::CancelTranche { tranche: key("T1"), reason: "Erreur".into() };
    let story = Story::disbursing().does(MAY, define("T1", 200)).does(MAY, cancel);
    let released = |story: &Story| story.state().balances().released.to_string();
    assert_eq!(released(&story), "300", "held back as before");
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: sum(100) };
    story.clone().does(MAY, prepare(1, 101)).refuses(MAY, submit(1), exceeded);
    // Cancelled as well, or taken up by another tranche, it is disposed of.
    let amount = Command::CancelAmount {
        category: key("1"),
        money: xdr(200),
        reason: Some("Reliquat".into()),
    };
    assert_eq!(released(&story.clone().does(MAY, amount)), "300");
    let other = story.does(MAY, define("T2", 200));
    assert_eq!(released(&other), "300");
    let release = Command::ReleaseTranche { tranche: key("T2") };
    assert_eq!(released(&other.does(JUNE, release)), "500");
}

/// A tranche of the whole category is used in part, and its rest is not needed.
#[test]
fn the_rest_of_a_tranche_may_be_cancelled() {
    let whole = Definition {
        tranche: key("T1"),
        label: "Unique".into(),
        kind: Kind::Category,
        category: key("1"),
        money: xdr(300),
        due_on: None,
        conditions: [].into(),
    };
    let mut first = application(1, Method::Reimbursement, vec![line("F", "1", xdr(100))]);
    first.tranche = Some(key("T1"));
    let cancel = |units| Command::CancelAmount {
        category: key("1"),
        money: xdr(units),
        reason: Some("Reliquat".into()),
    };
    let held = Story::disbursing().does(MAY, Command::DefineTranche(whole));
    let story = held
        .clone()
        .does(MAY, Command::ReleaseTranche { tranche: key("T1") })
        .does(MAY, Command::PrepareWithdrawal(first))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .does(MAY, paid(1, xdr(100), 100, MAY))
        .does(JUNE, cancel(200));
    let look = Command::LookAtBalances { beside: "financing.correction.fact-corrected.v1" };
    assert!(story.notes(JUNE, look.clone()).is_empty(), "nothing is missing");
    let released = |story: &Story| story.state().balances().released.to_string();
    assert_eq!(released(&story), "300", "100 of category 1, and category 2");
    let held = held.does(JUNE, cancel(100));
    assert!(held.notes(JUNE, look).is_empty());
    assert_eq!(released(&held), "200");
}

#[test]
fn what_tranches_are_made_of_is_not_moved_away() {
    let part = Definition {
        tranche: key("T1"),
        label: "Première".into(),
        kind: Kind::Category,
        category: key("1"),
        money: xdr(200),
        due_on: None,
        conditions: [].into(),
    };
    let story = Story::disbursing().does(MAY, Command::DefineTranche(part));
    let reallocate = |units| Command::Reallocate { moves: vec![shift("1", "2", units)] };
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: sum(100) };
    story.refuses(MAY, reallocate(101), exceeded);
    assert!(story.hears(MAY, reallocate(100)).is_ok());
}

#[test]
fn an_extension_says_which_contracts_outlive_it() {
    let story = Story::disbursing().does(MAY, deal(NEXT_YEAR));
    let outlived_by = |to| {
        let events = story.hears(MAY, extend(to, MAY)).unwrap().events;
        let Some(Event::Agreement(agreement::Event::ClosingDateExtended(it))) = events.first()
        else {
            panic!("{events:?}")
        };
        it.outlived_by.clone().unwrap()
    };
    assert_eq!(outlived_by(date(2019, 6, 29)), [key("2014/UTGFS/012")]);
    assert!(outlived_by(NEXT_YEAR).is_empty());
}

fn deal(ends_on: Date) -> Command {
    Command::SignContract(Deal {
        contract: key("2014/UTGFS/012"),
        title: "Ciblage".into(),
        contractor: "Cabinet".into(),
        category: Some(key("1")),
        money: francs(100),
        ends_on: Some(ends_on),
    })
}

#[test]
fn no_contract_is_signed_from_the_closing_date_on() {
    let passed = Rejection::ClosingDatePassed { closing_on: CLOSING };
    Story::closing().refuses(CLOSING, deal(CLOSING), passed.clone());
    let story = Story::disbursing();
    // Whatever the state: nobody has recorded yet that the day has come.
    story.refuses(CLOSING, deal(NEXT_YEAR), passed.clone());
    Story::effective().refuses(NEXT_YEAR, deal(NEXT_YEAR), passed);
    assert!(story.notes(date(2018, 6, 29), deal(CLOSING)).is_empty());
    assert_eq!(story.notes(MAY, deal(NEXT_YEAR)), [code("contract-ends-after-closing")]);
}

#[test]
fn a_contract_is_paid_up_to_its_amount() {
    let pay = |reference: &str, units| Command::RecordContractPayment {
        contract: key("2014/UTGFS/012"),
        reference: key(reference),
        money: francs(units),
    };
    let amend = |units| Command::AmendContract {
        contract: key("2014/UTGFS/012"),
        money: Some(francs(units)),
        ends_on: None,
        reason: "Avenant 1".into(),
    };
    let story = Story::disbursing().does(MAY, deal(CLOSING)).does(MAY, pay("D-1", 60));
    let francs = |units: i64| Sum(francs(units).units.into(), Currency::Xof);
    let exceeds = Rejection::ExceedsOutstanding { outstanding: francs(40) };
    story.refuses(MAY, pay("D-2", 41), exceeds);
    story.refuses(MAY, pay("D-1", 1), Rejection::NameTaken { name: "D-1".into() });
    story.refuses(MAY, amend(59), Rejection::ContractBelowPaid { paid: francs(60) });
    story.refuses(MAY, amend(100), Rejection::NothingToChange);
    let story = story.does(MAY, amend(101)).does(MAY, pay("D-2", 41));
    let close = Command::CloseContract { contract: key("2014/UTGFS/012") };
    let story = story.does(MAY, close.clone());
    story.refuses(MAY, close, Rejection::AlreadyRecorded);
    story.refuses(MAY, amend(200), Rejection::ContractClosed);
}

#[test]
fn a_no_objection_is_asked_for_once_and_answered() {
    let request = || Command::RequestNoObjection {
        reference: key("ANO-1"),
        object: Object::Workplan,
        title: "PTBA 2014".into(),
    };
    let answer = |outcome| {
        let (reference, comments) = (key("ANO-1"), None);
        Command::RecordNoObjectionAnswer(Answer {
            reference,
            outcome,
            answer: "Lettre 12".into(),
            comments,
        })
    };
    let unknown = Rejection::UnknownName { name: "ANO-1".into() };
    Story::disbursing().refuses(MAY, answer(Answered::Granted), unknown);
    let story = Story::disbursing().does(MAY, request());
    story.refuses(MAY, request(), Rejection::NameTaken { name: "ANO-1".into() });
    let before = Rejection::OutOfOrder { latest: MAY };
    story.refuses(date(2014, 5, 4), answer(Answered::Refused), before);
    let story = story.does(JUNE, answer(Answered::Granted));
    story.refuses(JUNE, answer(Answered::Granted), Rejection::AlreadyRecorded);
}

#[test]
fn an_amount_is_cancelled_for_a_reason() {
    let why = |reason: Option<&str>| Command::CancelAmount {
        category: key("1"),
        money: xdr(10),
        reason: reason.map(str::to_owned),
    };
    let story = Story::disbursing();
    story.refuses(MAY, why(None), Rejection::ReasonMissing);
    story.clone().does(MAY, why(Some("Reliquat")));
    // A source need not show it.
    story.import(MAY, why(None));
}

#[test]
fn an_agreement_that_ended_takes_nothing_new_and_still_gives_back() {
    let story = Story::disbursing()
        .does(MAY, prepare(1, 40))
        .does(MAY, submit(1))
        .does(MAY, paid(1, xdr(40), 40, MAY))
        .confirmed(JUNE, Command::RecordTermination { reason: "Notification".into() });
    let ended = || Rejection::StateForbids { state: State::Terminated, on: JUNE };
    let cancel = Command::CancelAmount {
        category: key("1"),
        money: xdr(1),
        reason: Some("Reliquat".into()),
    };
    story.refuses(JUNE, cancel, ended());
    story.refuses(JUNE, prepare(2, 1), ended());
    let refund = crate::financing::account::Refund {
        reference: key("R"),
        category: key("1"),
        money: xdr(40),
        from_account: None,
        ineligible: None,
        cleared: Vec::new(),
    };
    assert!(story.hears(JUNE, Command::RecordRefund(refund)).is_ok());
}

#[test]
fn a_rate_is_kept_as_it_is_printed() {
    use crate::financing::rate::Rate;
    for exact in ["655.957", "0.00112233", "1", "600.10"] {
        let rate: Rate = exact.parse().unwrap();
        assert_eq!(serde_json::to_string(&rate).unwrap(), format!("{exact:?}"));
    }
    for wrong in ["", "0", "0.000", "-1", "1.", ".5", "1,5", "1e3", "12345678901"] {
        assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
    }
}
