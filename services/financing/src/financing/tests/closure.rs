use kernel::{AsOf, as_seen};

use super::{changes::extend, *};
use crate::financing::{
    agreement,
    audit::{Finding, Opinion, Report},
    closure::Task,
    closure_reason::ClosureReason,
    rejection::Sum,
    restructuring::{Changes, Level, Request},
    statement::{Rated, Rating, Subject},
    transition::{Blockages, Completion},
};

const LATER: Date = date(2019, 3, 1);

fn close(open: Option<u32>) -> Command {
    Command::CloseFinancially { blockages: Blockages { open, document: None } }
}

fn task(name: &str) -> Task {
    Task { task: key(name), label: name.into(), owner: Some("UTGFS".into()), due_on: None }
}

fn audit(is_final: bool) -> Command {
    let exercise = key(if is_final { "2018" } else { "2017" });
    Command::RecordAuditReport(Report { exercise, opinion: Opinion::Qualified, is_final })
}

fn finding() -> Command {
    let (finding, statement) = (key("2018-1"), "Pièces manquantes".into());
    Command::RecordAuditFinding(Finding { finding, statement, qualified: true })
}

fn cancel(category: &str, units: i64) -> Command {
    Command::CancelAmount {
        category: key(category),
        money: xdr(units),
        reason: Some("Reliquat".into()),
    }
}

/// An advance of 20 francs, of which 19 are spent, and disbursement closed.
fn advanced_and_closed() -> Story {
    let spending = crate::financing::account::Spending {
        reference: key("P"),
        money: francs(19),
        category: None,
        payee: "Prestataire".into(),
    };
    Story::disbursing()
        .does(MAY, advance(1, 20))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .does(MAY, paid(1, francs(20), 1, MAY))
        .does(MAY, Command::RecordAccountPayment(spending))
        .by_time(CLOSING, Command::ReachClosingDate)
        .by_time(DEADLINE, Command::ReachDisbursementDeadline)
}

fn reasons(story: &Story, open: Option<u32>) -> Vec<&'static str> {
    match story.hears(LATER, close(open)) {
        Err(Rejection::ClosureBlocked { reasons }) => {
            reasons.iter().map(ClosureReason::code).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// Fixture 6: each open point is told by its own name, all at once.
#[test]
fn every_open_point_has_its_own_reason() {
    let amendment = Request {
        restructuring: key("RES40479"),
        level: Level::Management,
        changes: Changes { other: vec!["Indicateurs".into()], ..Changes::default() },
    };
    let story = advanced_and_closed()
        .does(LATER, finding())
        .does(LATER, Command::RequestRestructuring(amendment))
        .does(LATER, Command::OpenClosurePlan { tasks: vec![task("archives")] });
    let francs = |units: i64| Sum(francs(units).units.into(), Currency::Xof);
    let undisbursed = Sum(xdr(499).units.into(), Currency::Xdr);
    let reasons = vec![
        ClosureReason::AccountNotZero { balance: francs(1) },
        ClosureReason::AdvancesUndocumented { undocumented: francs(20) },
        ClosureReason::BalanceNotCancelled { undisbursed },
        ClosureReason::FinalAuditMissing,
        ClosureReason::FindingsOpen { findings: vec![key("2018-1")] },
        ClosureReason::TasksOpen {
            tasks: [
                "archives",
                "asset-transfer",
                "audit-fees",
                "grace-period-costs",
                "last-invoices",
                "retention-and-guarantees",
            ]
            .map(key)
            .into(),
        },
        ClosureReason::BlockagesOpen { blockages: 2 },
        ClosureReason::RestructuringPending { restructurings: vec![key("RES40479")] },
    ];
    let refused = Rejection::ClosureBlocked { reasons };
    let args = kernel::Rejection::args(&refused);
    story.refuses(LATER, close(Some(2)), refused);
    let arg = |name| args.iter().find(|(known, _)| *known == name).map(|(_, it)| it.as_str());
    assert_eq!(arg("balance"), Some("1 XOF"));
    assert_eq!(arg("undocumented"), Some("20 XOF"));
    assert_eq!(arg("undisbursed"), Some("4.99 XDR"));
    assert_eq!(arg("findings"), Some("2018-1"));
    assert_eq!(arg("restructurings"), Some("RES40479"));
    assert!(arg("reasons").is_some_and(|codes| codes.split(',').count() == 8));
}

/// An advance is documented, and the rest of it given back.
fn nearly_closed() -> Story {
    let documented = crate::financing::account::Documentation {
        reference: key("RD"),
        money: francs(19),
        charges: vec![crate::financing::category::Charge { category: key("1"), money: xdr(1) }],
    };
    let refund = crate::financing::account::Refund {
        reference: key("R"),
        category: key("1"),
        money: xdr(1),
        from_account: Some(francs(1)),
        ineligible: None,
        cleared: Vec::new(),
    };
    advanced_and_closed()
        .does(LATER, Command::DocumentAdvance(documented))
        .does(LATER, Command::RecordRefund(refund))
        .does(LATER, cancel("1", 300))
        .does(LATER, audit(false))
        .does(LATER, Command::OpenClosurePlan { tasks: vec![task("archives")] })
}

/// Nothing is left open.
fn settled() -> Story {
    let story = nearly_closed().does(LATER, cancel("2", 200)).does(LATER, audit(true));
    let tasks = story.state().closure.tasks().map(|(it, ..)| it.task.clone()).collect::<Vec<_>>();
    tasks
        .into_iter()
        .fold(story, |story, task| story.does(LATER, Command::CompleteClosureTask { task }))
}

fn closed_financially() -> Story {
    settled().confirmed(LATER, close(Some(0)))
}

#[test]
fn the_last_reason_to_go_lets_it_close() {
    let code = |name: &str| format!("financing-closure-{name}");
    let story = advanced_and_closed();
    let mut left = vec![
        code("account-not-zero"),
        code("advances-undocumented"),
        code("balance-not-cancelled"),
        code("final-audit-missing"),
        code("plan-missing"),
        code("blockages-unknown"),
    ];
    assert_eq!(reasons(&story, None), left);
    left.pop();
    assert_eq!(reasons(&story, Some(0)), left);
    let still = ["balance-not-cancelled", "final-audit-missing", "tasks-open"].map(code);
    assert_eq!(reasons(&nearly_closed(), Some(0)), still);
    let story = closed_financially();
    story.stands(LATER, State::FinanciallyClosed);
    let state = State::FinanciallyClosed;
    let closed = Rejection::StateForbids { state, on: LATER };
    story.refuses(LATER, cancel("1", 1), closed.clone());
    story.refuses(LATER, Command::AddClosureTask(task("rapport")), closed);
    story.refuses(LATER, close(Some(0)), Rejection::AlreadyRecorded);
}

#[test]
fn the_books_are_not_closed_before_what_lets_them_be() {
    let early = Rejection::OutOfOrder { latest: LATER };
    settled().refuses(date(2018, 11, 15), close(Some(0)), early.clone());
    let import = imported(date(2018, 11, 15), close(Some(0)));
    settled().given().when(&import).refused(early);
    // What is only said of it may be of a later day.
    let present = Command::PresentClosureStatus {
        presented_to: "CTN".into(),
        summary: "Situation de clôture".into(),
        legal_state_unknown: false,
    };
    assert!(settled().does(date(2019, 4, 1), present).hears(LATER, close(Some(0))).is_ok());
}

/// What let the books be closed may be void afterwards: they stay closed, and it is noted.
#[test]
fn books_that_should_not_have_been_closed_are_noted() {
    let look = |story: &Story| {
        let beside = "financing.correction.entry-voided.v1";
        anomalies(&story.hears(LATER, Command::LookAtBalances { beside }).unwrap())
    };
    let closed = closed_financially();
    assert!(look(&closed).is_empty());
    for (void, because) in [
        ("financing.category.amount-cancelled.v1", "balance-not-cancelled"),
        ("financing.account.advance-documented.v1", "advances-undocumented"),
        ("financing.account.refunded.v1", "account-not-zero"),
        ("financing.audit.report-recorded.v1", "final-audit-missing"),
        ("financing.closure.task-completed.v1", "tasks-open"),
    ] {
        let mut story = closed.clone();
        story.facts.retain(|fact| kernel::Stored::name(&fact.event) != void);
        story.stands(LATER, State::FinanciallyClosed);
        let noted = look(&story);
        assert!(noted.contains(&format!("financing-closure-{because}")), "{void}: {noted:?}");
    }
    // What the source of an import did not show is not missing now.
    let imported = Story::disbursing()
        .import(MAY, cancel("1", 300))
        .import(MAY, cancel("2", 200))
        .by_time(CLOSING, Command::ReachClosingDate)
        .by_time(DEADLINE, Command::ReachDisbursementDeadline)
        .import(LATER, close(None));
    assert!(look(&imported).is_empty());
}

/// The debt that a later finding leaves is paid, and the books say so.
#[test]
fn what_is_given_back_after_the_books_are_closed_is_recorded() {
    let back = Command::RecordRefund(crate::financing::account::Refund {
        reference: key("R-9"),
        category: key("1"),
        money: xdr(1),
        from_account: None,
        ineligible: None,
        cleared: Vec::new(),
    });
    let story = Story::disbursing()
        .does(MAY, prepare(1, 300))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .does(MAY, paid(1, xdr(300), 300, MAY))
        .import(MAY, cancel("2", 200))
        .by_time(CLOSING, Command::ReachClosingDate)
        .by_time(DEADLINE, Command::ReachDisbursementDeadline)
        .import(LATER, close(None));
    assert_eq!(story.notes(LATER, back.clone()), [code("state-forbids")]);
    assert_eq!(story.does(LATER, back).state().balances().refunded.to_string(), "1");
}

#[test]
fn it_is_not_closed_before_its_disbursement() {
    let story = Story::closing();
    let first = reasons(&story, Some(0)).first().copied();
    assert_eq!(first, Some("financing-closure-disbursement-not-closed"));
}

#[test]
fn an_import_leaves_unverified_what_closure_would_ask_to_see() {
    let story = advanced_and_closed();
    let decided = story.state().decide(&imported(LATER, close(None)));
    let Err(Rejection::ClosureBlocked { reasons }) = decided else { panic!("{decided:?}") };
    let codes: Vec<_> = reasons.iter().map(ClosureReason::code).collect();
    let balances = ["account-not-zero", "advances-undocumented", "balance-not-cancelled"];
    assert_eq!(codes, balances.map(|name| format!("financing-closure-{name}")));
    let story = Story::disbursing()
        .import(MAY, cancel("1", 300))
        .import(MAY, cancel("2", 200))
        .by_time(CLOSING, Command::ReachClosingDate)
        .by_time(DEADLINE, Command::ReachDisbursementDeadline);
    let decided = story.state().decide(&imported(LATER, close(None))).unwrap();
    let unverified = ["blockages-unknown", "final-audit-missing", "plan-missing"];
    assert_eq!(decided.unverified, unverified.map(|name| format!("financing-closure-{name}")));
}

/// Fixture 1: on 26 September 2019 the closure of FA1 was presented to the CTN, and no notice
/// shows whether it had taken effect.
#[test]
fn a_presented_closure_is_not_a_closure() {
    let presented_on = date(2019, 9, 26);
    let present = |legal_state_unknown| Command::PresentClosureStatus {
        presented_to: "CTN, 18e session".into(),
        summary: "Situation de clôture du FA1".into(),
        legal_state_unknown,
    };
    let story = Story::disbursing().import(presented_on, present(false));
    story.stands(presented_on, State::Disbursing);
    let story = story.import(presented_on, present(true));
    let on = |date| story.state().state_on(date);
    assert_eq!(on(date(2019, 9, 25)), Some(Standing::Known(State::Disbursing)));
    let unconfirmed = Some(Standing::Unconfirmed { last: State::Disbursing });
    assert_eq!(on(presented_on), unconfirmed);
    assert_eq!(on(date(2021, 12, 1)), unconfirmed);
    let confirmed = story.import(date(2023, 6, 30), Command::ReachClosingDate);
    confirmed.stands(date(2023, 6, 30), State::Closing);
    assert_eq!(confirmed.state().state_on(date(2021, 12, 1)), unconfirmed);
}

#[test]
fn the_plan_opens_twelve_months_before_the_closing_date() {
    let story = Story::disbursing();
    let open = || Command::OpenClosurePlan { tasks: Vec::new() };
    let opens = date(2017, 6, 30);
    story.refuses(date(2017, 6, 29), open(), Rejection::ClosurePlanTooEarly { opens });
    let story = story.does(opens, open());
    assert_eq!(story.state().closure.tasks().count(), 6);
    story.refuses(opens, open(), Rejection::AlreadyRecorded);
    let hold = Command::HoldClosureTask {
        task: key("archives"),
        reason: "Local en travaux".into(),
        owner: None,
    };
    let story = story.does(opens, hold.clone());
    let story = story.does(opens, Command::CompleteClosureTask { task: key("archives") });
    story.refuses(opens, hold, Rejection::TaskDone);
}

#[test]
fn a_plan_that_is_open_is_opened_on_no_later_day() {
    let (opens, later) = (date(2017, 6, 30), date(2019, 6, 30));
    let extended = |story: Story| {
        let story = story.does(opens, extend(later, opens));
        let Event::Agreement(agreement::Event::ClosingDateExtended(it)) =
            story.facts.last().unwrap().event.clone()
        else {
            panic!()
        };
        it.closure_plan_opens
    };
    assert_eq!(extended(Story::disbursing()), Some(date(2018, 6, 30)));
    let open = Command::OpenClosurePlan { tasks: Vec::new() };
    assert_eq!(extended(Story::disbursing().does(opens, open)), None);
}

#[test]
fn a_resolved_finding_holds_nothing_back() {
    let story = advanced_and_closed().does(LATER, finding()).does(LATER, audit(true));
    let open = "financing-closure-findings-open";
    assert!(reasons(&story, Some(0)).contains(&open));
    let resolve = Command::ResolveAuditFinding {
        finding: key("2018-1"),
        response: "Pièces versées".into(),
    };
    let story = story.does(LATER, resolve.clone());
    assert!(!reasons(&story, Some(0)).contains(&open));
    story.refuses(LATER, resolve, Rejection::AlreadyRecorded);
}

#[test]
fn every_plan_of_ours_deals_with_what_every_closure_does() {
    let opens = date(2017, 6, 30);
    let plan = || Command::OpenClosurePlan { tasks: vec![task("archives"), task("vehicules")] };
    let story = Story::disbursing().does(opens, plan());
    assert_eq!(story.state().closure.tasks().count(), 7);
    let named = story.state().closure.tasks().filter(|(it, ..)| it.owner.is_some()).count();
    assert_eq!(named, 2, "what was asked for is as it was asked");
    let imported = Story::disbursing().import(opens, plan());
    assert_eq!(imported.state().closure.tasks().count(), 2, "as its source shows");
}

#[test]
fn a_report_published_too_early_stands_beside_the_state() {
    let completion = Completion { report: "ICR00006543".into(), independent_review: None };
    let story = Story::closing().does(LATER, Command::RecordCompletion(completion.clone()));
    let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
    let decided = story.state().decide(&asked(&who("oumar"), LATER, confirm)).unwrap();
    assert_eq!(anomalies(&decided), [code("state-forbids"), code("rating-missing")]);
    let rated =
        Rated { subject: Subject::Outcome, rating: Rating::ModeratelySatisfactory, sequence: 0 };
    let story = Story::closing().does(LATER, Command::RecordRating(rated));
    let story = story.confirmed(LATER, Command::RecordCompletion(completion.clone()));
    story.stands(LATER, State::Closing);
    story.refuses(LATER, Command::RecordCompletion(completion), Rejection::AlreadyRecorded);
    // Money comes back and amounts are cancelled as before, and once the books are closed it is complete.
    let story = story
        .by_time(LATER, Command::ReachDisbursementDeadline)
        .import(LATER, cancel("1", 300))
        .import(LATER, cancel("2", 200))
        .import(LATER, close(Some(0)));
    story.stands(LATER, State::Completed);
}

/// The report is of before the books were closed, and typed here after.
#[test]
fn a_report_of_before_completes_what_is_closed() {
    let report = date(2019, 1, 15);
    let completion = Completion { report: "ICR00006543".into(), independent_review: None };
    let closed = closed_financially();
    let story = closed.confirmed(report, Command::RecordCompletion(completion.clone()));
    let Event::Agreement(event) = &story.facts[story.facts.len() - 2].event else { panic!() };
    let step = event.step().unwrap();
    assert_eq!((step.from, step.to), (State::FinanciallyClosed, State::Completed));
    let seen: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
    for (on, state) in [(report, State::DisbursementClosed), (LATER, State::Completed)] {
        story.stands(on, state);
        assert_eq!(seen.state_on(on), Some(Standing::Known(state)));
    }
    story.refuses(LATER, Command::RecordCompletion(completion), Rejection::AlreadyRecorded);
}
