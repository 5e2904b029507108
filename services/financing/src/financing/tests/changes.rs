//! What may be moved, cancelled, signed and asked for while an agreement runs.

use super::*;
use crate::financing::{
    agreement,
    category::{Charge, Move},
    contract::Deal,
    no_objection::{Answer, Answered, Asking, Object},
    rejection::Sum,
    restructuring::{Changes, Level, Request},
    tranche::{Definition, Kind},
};

pub(super) const NEXT_YEAR: Date = date(2019, 6, 30);
/// After the closing date.
pub(super) const JULY: Date = date(2018, 7, 5);

fn sum(units: i64) -> Sum {
    Sum(xdr(units).units.into(), Currency::Xdr)
}

pub(super) fn extend(to: Date, requested_on: Date) -> Command {
    Command::ExtendClosingDate { closing_on: to, requested_on: Some(requested_on) }
}

pub(super) fn restructuring(changes: Changes) -> Command {
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

/// The letter is of before our clearance, and typed here after.
#[test]
fn a_restructuring_is_approved_whenever_it_was_cleared_here() {
    use crate::financing::restructuring::Status;
    let name = || key("RES40479");
    let other = Changes { other: vec!["Indicateurs".into()], ..Changes::default() };
    let (request, letter) = (restructuring(other), date(2014, 5, 20));
    let approve = || Command::ApproveRestructuring { restructuring: name() };
    let put = || Command::PutRestructuringIntoEffect { restructuring: name() };
    let clear = Command::ClearRestructuring { restructuring: name() };
    let story = Story::disbursing().does(MAY, request).does(JUNE, clear);
    assert_eq!(story.notes(letter, approve()), [code("out-of-order")]);
    let early = Rejection::OutOfOrder { latest: MAY };
    story.refuses(date(2014, 5, 4), approve(), early);
    let story = story.does(letter, approve());
    let seen: Financing = replay(&kernel::as_seen(story.facts.clone(), kernel::AsOf::default()));
    for state in [story.state(), seen] {
        assert_eq!(state.restructurings[&name()].status, Status::Approved);
    }
    // What is ours is not of before that.
    story.refuses(letter, put(), Rejection::OutOfOrder { latest: JUNE });
    assert!(story.hears(JUNE, put()).is_ok());
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

pub(super) fn deal(ends_on: Date) -> Command {
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
fn no_contract_is_raised_from_the_closing_date_on() {
    let amend = |money, ends_on| Command::AmendContract {
        contract: key("2014/UTGFS/012"),
        money,
        ends_on,
        reason: "Avenant 1".into(),
    };
    let passed = Rejection::ClosingDatePassed { closing_on: CLOSING };
    let story = Story::disbursing().does(MAY, deal(CLOSING));
    assert!(story.hears(date(2018, 6, 29), amend(Some(francs(101)), None)).is_ok());
    story.refuses(CLOSING, amend(Some(francs(101)), None), passed);
    // What is under way is still finished, and for less.
    let closing = story.by_time(CLOSING, Command::ReachClosingDate);
    assert!(closing.hears(JULY, amend(Some(francs(99)), None)).is_ok());
    assert!(closing.hears(JULY, amend(None, Some(JULY))).is_ok());
    let terminate = Command::RecordTermination { reason: "Lettre".into() };
    let state = State::Terminated;
    let over = Rejection::StateForbids { state, on: JULY };
    closing.import(JULY, terminate).refuses(JULY, amend(Some(francs(99)), None), over);
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
    let request = || {
        Command::RequestNoObjection(Asking {
            reference: key("ANO-1"),
            object: Object::Workplan,
            title: "PTBA 2014".into(),
            exercise: Some(key("2014")),
        })
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
