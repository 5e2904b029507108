use super::*;
use crate::financing::{
    condition::Kind,
    rejection::Sum,
    withdrawal::{self, Reconciliation, Status, Unmatched},
};

fn left(units: i64) -> Sum {
    Sum(xdr(units).units.into(), Currency::Xdr)
}

fn approve(number: u32) -> Command {
    Command::RecordWithdrawalApproved { number }
}

#[test]
fn the_last_unit_of_a_category_may_be_asked_for_but_not_one_more() {
    let story = Story::disbursing().does(MAY, prepare(1, 200)).does(MAY, submit(1));
    let all = story.clone().does(MAY, prepare(2, 100));
    assert!(all.hears(MAY, submit(2)).is_ok());
    let more = story.does(MAY, prepare(2, 101));
    let remaining = left(100);
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining };
    more.refuses(MAY, submit(2), exceeded);
}

#[test]
fn in_another_currency_the_indicative_rate_warns_and_refuses_nothing() {
    let mut asked_for =
        application(1, Method::DirectPayment, vec![line("F-1", "1", francs(3_000))]);
    // 1 000 francs are one unit of XDR, which has hundredths: 3 000 francs are all of category 1.
    asked_for.indicative_rate = "1000".parse().ok();
    let warned = |application: &Application| {
        let prepare = Command::PrepareWithdrawal(application.clone());
        let story = Story::disbursing().does(MAY, prepare).does(MAY, submit(1));
        let Some(Event::Withdrawal(withdrawal::Event::Submitted(it))) = story.events().pop() else {
            panic!("not submitted");
        };
        it.warnings
    };
    assert!(warned(&asked_for).is_empty());
    asked_for.lines[0].money = francs(3_010);
    let warnings = warned(&asked_for);
    assert_eq!(warnings[0].estimated, xdr(301));
    assert_eq!(warnings[0].remaining, left(300).0);
    asked_for.indicative_rate = None;
    assert!(warned(&asked_for).is_empty());
}

#[test]
fn two_different_registered_persons_sign() {
    let story = Story::disbursing().does(MAY, prepare(1, 10));
    let sign = |names: [&str; 2]| Command::SubmitWithdrawal {
        number: 1,
        signatories: names.map(person).into(),
        comment: None,
    };
    story.refuses(MAY, sign(["awa", "awa"]), Rejection::SignaturesMissing { needed: 2 });
    let stranger = Rejection::SignatoryNotRegistered { person: person("ali") };
    story.refuses(MAY, sign(["awa", "ali"]), stranger);
    assert!(story.hears(MAY, sign(["oumar", "awa"])).is_ok());
    let revoke = Command::RevokeSignatory { person: person("oumar") };
    let gone = Rejection::SignatoryNotRegistered { person: person("oumar") };
    story.does(MAY, revoke).refuses(MAY, sign(["oumar", "awa"]), gone);
}

#[test]
fn a_returned_application_says_what_was_done_about_it() {
    let returned = Command::RecordWithdrawalReturned { number: 1, reason: "Facture".into() };
    let story = Story::disbursing()
        .does(MAY, prepare(1, 300))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalReview { number: 1 })
        .does(MAY, returned);
    story.refuses(JUNE, submit(1), Rejection::CommentMissing);
    let again = Command::SubmitWithdrawal {
        number: 1,
        signatories: vec![person("awa"), person("oumar")],
        comment: Some("Facture jointe".into()),
    };
    // It was for the whole category, and does not stand in its own way.
    let story = story.does(JUNE, again);
    assert_eq!(story.state().withdrawals.get(1).unwrap().status, Status::Submitted);
}

#[test]
fn an_expenditure_is_claimed_once() {
    let story = Story::disbursing().does(MAY, prepare(1, 10)).does(MAY, submit(1));
    let mut again = application(2, Method::Reimbursement, vec![line("F-1", "2", xdr(10))]);
    let claimed = Rejection::LineClaimed { line: key("F-1"), number: 1 };
    story.refuses(MAY, Command::PrepareWithdrawal(again.clone()), claimed);
    again.lines[0].reference = key("F-2");
    again.lines.push(again.lines[0].clone());
    let claimed = Rejection::LineClaimed { line: key("F-2"), number: 2 };
    story.refuses(MAY, Command::PrepareWithdrawal(again.clone()), claimed);
    // A rejected application gives its expenditures up.
    again.lines.truncate(1);
    again.lines[0].reference = key("F-1");
    let reject = Command::RecordWithdrawalRejected { number: 1, reason: "Inéligible".into() };
    assert!(story.does(MAY, reject).hears(MAY, Command::PrepareWithdrawal(again)).is_ok());
}

#[test]
fn numbers_are_unique_and_their_gaps_noticed() {
    let story = Story::disbursing();
    assert!(story.notes(MAY, prepare(1, 10)).is_empty());
    assert_eq!(story.notes(MAY, prepare(3, 10)), [code("number-gap")]);
    let story = story.does(MAY, prepare(1, 10));
    let mut taken = application(1, Method::Reimbursement, vec![line("G", "1", xdr(1))]);
    taken.last = true;
    let taken = Command::PrepareWithdrawal(taken);
    story.refuses(MAY, taken, Rejection::NumberTaken { number: 1 });
}

#[test]
fn the_minimum_binds_in_its_currency_and_not_the_last_one() {
    let letter = Letter { minimum: Some(xdr(20)), ..letter() };
    let story = Story::disbursing().does(MAY, Command::RecordDisbursementLetter(letter));
    let mut small = application(1, Method::DirectPayment, vec![line("F", "1", xdr(19))]);
    let prepare =
        |it: &Application| story.clone().does(MAY, Command::PrepareWithdrawal(it.clone()));
    prepare(&small).refuses(MAY, submit(1), Rejection::BelowMinimum { minimum: left(20) });
    small.last = true;
    assert!(prepare(&small).hears(MAY, submit(1)).is_ok());
    small.last = false;
    small.lines[0].money = xdr(20);
    assert!(prepare(&small).hears(MAY, submit(1)).is_ok());
    small.lines[0].money = francs(1);
    let unverified = prepare(&small).hears(MAY, submit(1)).unwrap().unverified;
    assert_eq!(unverified, ["below-minimum", "category-exceeded"].map(code));
}

#[test]
fn what_two_currencies_leave_open_is_unverified() {
    let exceeded = || code("category-exceeded");
    let unverified = |story: &Story, command| story.hears(MAY, command).unwrap().unverified;
    let of = |number: u32, name: &str, method, money| {
        let line = line(&format!("F-{number}"), name, money);
        Command::PrepareWithdrawal(application(number, method, vec![line]))
    };
    // Without a rate, what is asked for is weighed against nothing.
    let story = Story::disbursing().does(MAY, of(1, "1", Method::Reimbursement, francs(1)));
    assert_eq!(unverified(&story, submit(1)), [exceeded()]);
    // Nor is it known what is left of its category for others.
    let story = story.does(MAY, submit(1)).does(MAY, prepare(2, 1));
    assert_eq!(unverified(&story, submit(2)), [exceeded()]);
    let story = story.does(MAY, of(3, "2", Method::SpecialCommitment, xdr(1)));
    assert!(unverified(&story, submit(3)).is_empty());
    // What is cancelled or moved leaves enough for special commitments.
    let cancel = |of| Command::CancelAmount {
        category: key(of),
        money: xdr(1),
        reason: Some("Reliquat".into()),
    };
    let story = story.does(MAY, of(4, "2", Method::SpecialCommitment, francs(1)));
    let story = story.does(MAY, submit(4));
    assert!(unverified(&story, cancel("1")).is_empty());
    assert_eq!(unverified(&story, cancel("2")), [exceeded()]);
}

#[test]
fn only_one_application_is_the_last() {
    let last = |number: u32| {
        let line = line(&format!("F-{number}"), "1", xdr(1));
        let application = application(number, Method::Reimbursement, vec![line]);
        Command::PrepareWithdrawal(Application { last: true, ..application })
    };
    let story = Story::disbursing();
    assert!(story.notes(MAY, last(1)).is_empty());
    let story = story.does(MAY, last(1));
    assert!(story.notes(MAY, prepare(2, 1)).is_empty());
    assert_eq!(story.notes(MAY, last(2)), [code("last-twice")]);
    let abandon = Command::AbandonWithdrawal { number: 1, reason: "Erreur".into() };
    assert!(story.does(MAY, abandon).notes(MAY, last(2)).is_empty());
}

#[test]
fn a_method_the_letter_does_not_name_is_not_allowed() {
    let letter = Letter { methods: [Method::Advance].into(), ..letter() };
    let story = Story::disbursing()
        .does(MAY, Command::RecordDisbursementLetter(letter))
        .does(MAY, prepare(1, 10));
    let method = Method::DirectPayment;
    story.refuses(MAY, submit(1), Rejection::MethodNotAllowed { method });
}

#[test]
fn after_the_closing_date_only_what_was_delivered_by_then() {
    let on = date(2018, 8, 1);
    let submit_incurred = |incurred_on| {
        let line = Line { incurred_on, ..line("F", "1", xdr(10)) };
        let application = application(1, Method::Reimbursement, vec![line]);
        let story = Story::closing().does(on, Command::PrepareWithdrawal(application));
        story.hears(on, submit(1)).map(drop)
    };
    assert_eq!(submit_incurred(Some(CLOSING)), Ok(()));
    let late = Rejection::IncurredAfterClosing { line: key("F"), closing_on: CLOSING };
    assert_eq!(submit_incurred(Some(date(2018, 7, 1))), Err(late));
    let undated = Rejection::IncurredDateMissing { line: key("F") };
    assert_eq!(submit_incurred(None), Err(undated));
}

#[test]
fn what_is_delivered_after_the_closing_date_is_not_claimed_before_it_either() {
    let submit_incurred = |incurred_on| {
        let line = Line { incurred_on, ..line("F", "1", xdr(10)) };
        let application = application(1, Method::SpecialCommitment, vec![line]);
        let story = Story::disbursing().does(MAY, Command::PrepareWithdrawal(application));
        story.hears(MAY, submit(1)).map(drop)
    };
    assert_eq!(submit_incurred(Some(CLOSING)), Ok(()));
    assert_eq!(submit_incurred(None), Ok(()));
    let late = Rejection::IncurredAfterClosing { line: key("F"), closing_on: CLOSING };
    assert_eq!(submit_incurred(Some(date(2018, 7, 1))), Err(late));
}

#[test]
fn the_disbursement_deadline_is_the_last_day_for_applications() {
    let story = Story::closing().does(DEADLINE, prepare(1, 10));
    assert!(story.hears(DEADLINE, submit(1)).is_ok());
    let late = Rejection::ReceivedAfterDeadline { deadline: DEADLINE };
    let story = Story::closing().does(DEADLINE, prepare(1, 10));
    story.refuses(date(2018, 10, 31), submit(1), late);
}

#[test]
fn a_suspension_stops_all_but_special_commitments() {
    let suspend = Command::RecordSuspension { reason: "Arriérés".into(), category: None };
    let special = application(2, Method::SpecialCommitment, vec![line("S", "1", xdr(10))]);
    let story = Story::disbursing()
        .does(MAY, prepare(1, 10))
        .does(MAY, Command::PrepareWithdrawal(special))
        .confirmed(JUNE, suspend);
    story.refuses(JUNE, submit(1), Rejection::WithdrawalsSuspended);
    assert!(story.hears(JUNE, submit(2)).is_ok());
    let before = Rejection::OutOfOrder { latest: MAY };
    story.refuses(date(2014, 5, 4), submit(1), before);
}

#[test]
fn a_condition_of_disbursement_holds_back_its_category_only() {
    let of_category_2 = Requirement {
        kind: Kind::Disbursement,
        category: Some(key("2")),
        ..effectiveness("manuel")
    };
    let other = application(2, Method::Reimbursement, vec![line("G", "2", xdr(10))]);
    let story = Story::disbursing()
        .does(MAY, Command::AddCondition(of_category_2))
        .does(MAY, prepare(1, 10))
        .does(MAY, Command::PrepareWithdrawal(other));
    assert!(story.hears(MAY, submit(1)).is_ok());
    let unmet = Rejection::ConditionsNotMet { conditions: vec![key("manuel")] };
    story.refuses(MAY, submit(2), unmet);
    let waive = Command::WaiveCondition { condition: key("manuel"), reason: "Lettre".into() };
    assert!(story.does(JUNE, waive).hears(JUNE, submit(2)).is_ok());
}

#[test]
fn a_payment_is_charged_by_category_and_documented_unless_it_is_an_advance() {
    let story = Story::disbursing().does(MAY, prepare(1, 40)).does(MAY, submit(1));
    let story = story.does(MAY, approve(1)).does(JUNE, paid(1, francs(26_000), 41, JUNE));
    let balances = story.state().balances();
    assert_eq!(balances.disbursed, left(41).0);
    assert_eq!(balances.documented, left(41).0);
    assert_eq!(balances.undisbursed, left(459).0);
    assert_eq!(balances.requested[&Currency::Xdr], left(40).0);
}

#[test]
fn a_payment_recorded_late_is_not_undone_by_what_came_before_it() {
    let story = Story::disbursing().does(MAY, prepare(1, 40)).does(MAY, submit(1));
    let story = story.does(JUNE, paid(1, xdr(40), 40, JUNE));
    assert_eq!(story.notes(JUNE, approve(1)), [code("withdrawal-forbids")],);
    let story = story.does(JUNE, approve(1));
    assert_eq!(story.state().withdrawals.get(1).unwrap().status, Status::Paid);
}

#[test]
fn three_statements_agree_or_somebody_owns_the_difference() {
    let asked = |units| {
        let story = Story::disbursing().does(MAY, prepare(1, units)).does(MAY, submit(1));
        story.does(MAY, approve(1)).does(JUNE, paid(1, francs(26_000), 41, JUNE))
    };
    let story = asked(41);
    let reconcile = |charged, banked, unmatched: Vec<Unmatched>| {
        let reconciliation = Reconciliation {
            financier_statement: xdr(charged),
            bank_statement: francs(banked),
            unmatched,
        };
        Command::ReconcileWithdrawal { number: 1, reconciliation }
    };
    let agrees = |command| match story.hears(JUNE, command).unwrap().events.pop() {
        Some(Event::Withdrawal(withdrawal::Event::Reconciled(it))) => it.agrees,
        other => panic!("{other:?}"),
    };
    assert!(agrees(reconcile(41, 26_000, Vec::new())));
    let unowned = Rejection::DiscrepancyUnowned;
    story.refuses(JUNE, reconcile(40, 26_000, Vec::new()), unowned.clone());
    story.refuses(JUNE, reconcile(41, 25_999, Vec::new()), unowned.clone());
    let item = |owner: &str| Unmatched { item: "Frais".into(), owner: owner.into() };
    story.refuses(JUNE, reconcile(41, 25_999, vec![item(" ")]), unowned);
    assert!(!agrees(reconcile(41, 25_999, vec![item("DAF")])));
    // A statement may show nothing of it, and never less.
    assert!(!agrees(reconcile(0, 0, vec![item("DAF")])));
    story.refuses(JUNE, reconcile(-1, 0, vec![item("DAF")]), Rejection::AmountBelowZero);
    story.refuses(JUNE, reconcile(0, -1, vec![item("DAF")]), Rejection::AmountBelowZero);
    // What was asked for is one of the three.
    let whole = reconcile(41, 26_000, Vec::new());
    asked(42).refuses(JUNE, whole, Rejection::DiscrepancyUnowned);
}

#[test]
fn an_application_may_be_paid_in_parts() {
    let story = Story::disbursing().does(MAY, prepare(1, 10)).does(MAY, submit(1));
    let story = story.does(MAY, approve(1)).does(MAY, paid(1, xdr(6), 6, MAY));
    let second = paid(1, xdr(4), 4, JUNE);
    assert!(story.notes(JUNE, second.clone()).is_empty());
    story.refuses(JUNE, paid(1, xdr(6), 6, MAY), Rejection::AlreadyRecorded);
    let story = story.does(JUNE, second);
    assert_eq!(story.notes(JUNE, paid(1, xdr(1), 1, JUNE)), [code("withdrawal-forbids")]);
    assert_eq!(story.state().balances().disbursed.to_string(), "10");
    let reconcile = |units| Command::ReconcileWithdrawal {
        number: 1,
        reconciliation: Reconciliation {
            financier_statement: xdr(units),
            bank_statement: xdr(units),
            unmatched: Vec::new(),
        },
    };
    story.refuses(JUNE, reconcile(6), Rejection::DiscrepancyUnowned);
    let story = story.does(JUNE, reconcile(10));
    let status = |story: &Story| story.state().withdrawals.get(1).unwrap().status;
    assert_eq!(status(&story), Status::Reconciled);
    // Paid once more, it is to be reconciled again.
    assert_eq!(status(&story.does(date(2014, 7, 1), paid(1, xdr(1), 1, JUNE))), Status::Paid);
}

#[test]
fn a_tranche_held_back_is_not_withdrawn_by_leaving_its_name_out() {
    use crate::financing::tranche::{Definition, Kind};
    let held = Definition {
        tranche: key("T2"),
        label: "Deuxième".into(),
        kind: Kind::ResultsBased,
        category: key("1"),
        money: xdr(200),
        due_on: None,
        conditions: [].into(),
    };
    let story = Story::disbursing().does(MAY, Command::DefineTranche(held));
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: left(100) };
    let more = story.clone().does(MAY, prepare(1, 101));
    more.refuses(MAY, submit(1), exceeded);
    let released = more.does(MAY, Command::ReleaseTranche { tranche: key("T2") });
    assert!(released.hears(MAY, submit(1)).is_ok());
    let mut named = application(2, Method::Reimbursement, vec![line("G", "1", xdr(1))]);
    named.tranche = Some(key("T2"));
    let story = story.does(MAY, Command::PrepareWithdrawal(named));
    story.refuses(MAY, submit(2), Rejection::TrancheNotReleased { tranche: key("T2") });
}

#[test]
fn special_commitments_are_not_cancelled_from_under_the_supplier() {
    let special = application(1, Method::SpecialCommitment, vec![line("S", "1", xdr(250))]);
    let story = Story::disbursing().does(MAY, Command::PrepareWithdrawal(special));
    let story = story.does(MAY, submit(1)).does(MAY, approve(1));
    let cancel = |units| Command::CancelAmount {
        category: key("1"),
        money: xdr(units),
        reason: Some("Reliquat".into()),
    };
    let exceeded = Rejection::CategoryExceeded { category: key("1"), remaining: left(50) };
    story.refuses(JUNE, cancel(51), exceeded.clone());
    // Nor after a part of it is paid.
    let part = story.clone().does(JUNE, paid(1, xdr(100), 100, JUNE));
    part.refuses(JUNE, cancel(51), exceeded);
    part.clone().does(JUNE, prepare(2, 51)).refuses(
        JUNE,
        submit(2),
        Rejection::CategoryExceeded { category: key("1"), remaining: left(50) },
    );
    let reconciliation = Reconciliation {
        financier_statement: xdr(100),
        bank_statement: xdr(100),
        unmatched: vec![Unmatched { item: "Reste".into(), owner: "DAF".into() }],
    };
    let done = Command::ReconcileWithdrawal { number: 1, reconciliation };
    assert!(part.does(JUNE, done).hears(JUNE, cancel(200)).is_ok(), "the rest is given up");
    let story = story.does(JUNE, cancel(50));
    assert_eq!(story.state().balances().cancelled, left(50).0);
}
