use super::*;
use crate::financing::{
    audit::{Opinion, Report},
    contract::Deal,
    no_objection::{Answer, Answered, Asking, Object},
    report::{Reports, Terms, Workplans},
    statement::{Counterpart, Stage},
    tranche::{Definition, Kind},
};

#[tokio::test]
async fn an_application_is_read_from_draft_to_bank() {
    let story = Story::disbursing("H8350")
        .import(MAY, prepare(12, Method::DirectPayment, vec![("2", xdr(400)), ("1", xdr(600))]))
        .import(MAY, submit(12));
    let returned =
        Command::RecordWithdrawalReturned { number: 12, reason: "Pièce manquante".into() };
    let story = story.import(date(2014, 5, 12), returned).import(JUNE, submit(12));
    let desk = Desk::of(&[story]).await;
    let read = async |as_of| {
        let found = desk.views.list_withdrawals(ledger("H8350", as_of)).await;
        found.unwrap().into_inner().withdrawals.pop()
    };
    let line = read(now()).await.unwrap();
    assert_eq!((line.number, &*line.state, line.returns), (12, "submitted", 1));
    assert_eq!((said(line.requested.as_ref()), &*line.currency), ("10.00 XDR".into(), "XDR"));
    assert_eq!(line.categories, ["1", "2"]);
    assert_eq!(line.submitted_on, "2014-06-02");
    let line = read(effective(date(2014, 5, 12))).await.unwrap();
    assert_eq!((&*line.state, &*line.reason), ("returned", "Pièce manquante"));
    assert_eq!(read(effective(date(2014, 5, 4))).await, None);
    let balances = desk.balances("H8350", now()).await;
    assert_eq!(said(balances.categories[0].requested.first()), "6.00 XDR");
}

#[tokio::test]
async fn what_nobody_split_is_a_tranche_of_its_own() {
    let tranche = Definition {
        tranche: key("T1"),
        label: "Première tranche".into(),
        kind: Kind::ResultsBased,
        category: key("1"),
        money: xdr(10_000),
        due_on: Some(JUNE),
        conditions: [key("manuel")].into(),
    };
    let story = Story::disbursing("H8350")
        .import(MAY, Command::AddCondition(requires("manuel", condition::Kind::Disbursement)))
        .import(MAY, Command::DefineTranche(tranche));
    let count = story.facts.len();
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    let lines = async || {
        let tranches = desk.views.list_tranches(ledger("H8350", now())).await.unwrap();
        let tranches = tranches.into_inner().tranches.into_iter();
        tranches
            .map(|it| (it.category, it.state, said(it.money.as_ref()), it.remainder))
            .collect::<Vec<_>>()
    };
    let line = |of: &str, state: &str, money: &str, remainder| {
        (of.to_owned(), state.to_owned(), money.to_owned(), remainder)
    };
    let rest =
        [line("1", "released", "200.00 XDR", true), line("2", "released", "200.00 XDR", true)];
    let [first, second] = rest;
    let pending = line("1", "conditions_pending", "100.00 XDR", false);
    assert_eq!(lines().await, [pending, first.clone(), second.clone()]);
    let released = async || {
        let balances = desk.balances("H8350", now()).await;
        said(balances.categories[0].released.as_ref())
    };
    assert_eq!(released().await, "200.00 XDR");

    let met = story.import(JUNE, Command::AcceptCondition { condition: key("manuel") });
    desk.hear(&met, count).await;
    let releasable = line("1", "releasable", "100.00 XDR", false);
    assert_eq!(lines().await[0], releasable);
    let count = met.facts.len();
    let out = met.import(JUNE, Command::ReleaseTranche { tranche: key("T1") });
    desk.hear(&out, count).await;
    assert_eq!(lines().await[0], line("1", "released", "100.00 XDR", false));
    assert_eq!(released().await, "300.00 XDR");
}

#[tokio::test]
async fn a_contract_that_outlives_the_agreement_is_shown() {
    let deal = |name: &str, ends_on| {
        Command::SignContract(Deal {
            contract: key(name),
            title: "Paiement des transferts".into(),
            contractor: "Opérateur".into(),
            category: Some(key("1")),
            money: francs(9_000),
            ends_on: Some(ends_on),
        })
    };
    let paid = Command::RecordContractPayment {
        contract: key("M-2"),
        reference: key("F-9"),
        money: francs(4_000),
    };
    let extended = Command::ExtendClosingDate {
        closing_on: date(2020, 6, 30),
        requested_on: Some(date(2018, 5, 1)),
    };
    let story = Story::disbursing("H8350")
        .import(MAY, deal("M-1", date(2017, 1, 1)))
        .import(MAY, deal("M-2", date(2019, 1, 1)))
        .import(JUNE, paid)
        .import(date(2018, 6, 1), extended);
    let desk = Desk::of(&[story]).await;
    let read = async |as_of| {
        let found = desk.views.list_contracts(ledger("H8350", as_of)).await.unwrap();
        let lines = found.into_inner().contracts.into_iter();
        lines
            .map(|it| (it.contract, said(it.outstanding.as_ref()), it.ends_late))
            .collect::<Vec<_>>()
    };
    let line =
        |name: &str, outstanding: &str, late| (name.to_owned(), outstanding.to_owned(), late);
    let before = [line("M-1", "9000 XOF", false), line("M-2", "5000 XOF", true)];
    assert_eq!(read(effective(JUNE)).await, before);
    assert_eq!(read(now()).await[1], line("M-2", "5000 XOF", false));
    let late = desk.deadlines("H8350", JUNE).await;
    assert!(late.iter().any(|it| (&*it.0, &*it.1) == ("contract_end_after_closing", "M-2")));
    let in_time = desk.deadlines("H8350", date(2018, 6, 1)).await;
    assert!(!in_time.iter().any(|it| it.0 == "contract_end_after_closing"));
    let history = desk.history("H8350", "contract/M-2").await;
    assert_eq!(said(history[1].change.as_ref()), "-4000 XOF");
}

#[tokio::test]
async fn a_deadline_is_open_then_met_or_missed() {
    let request = Command::RequestNoObjection(Asking {
        reference: key("L-1"),
        object: Object::Workplan,
        title: "PTBA 2014".into(),
        exercise: Some(key("2014")),
    });
    let answer = Command::RecordNoObjectionAnswer(Answer {
        reference: key("L-1"),
        outcome: Answered::GrantedWithComments,
        answer: "ANO-7".into(),
        comments: Some("Revoir le budget".into()),
    });
    let story = Story::disbursing("H8350").import(MAY, request).import(date(2014, 7, 1), answer);
    let desk = Desk::of(&[story]).await;
    let of = async |kind: &str, on| {
        let all = desk.deadlines("H8350", on).await;
        let found = all.into_iter().find(|it| it.0 == kind);
        found.map_or_else(String::new, |it| format!("{} {}", it.2, it.3))
    };
    assert_eq!(of("effectiveness", date(2013, 8, 1)).await, "open 12");
    assert_eq!(of("effectiveness", MAY).await, "met -265");
    assert_eq!(of("closing", MAY).await, "open 1517");
    assert_eq!(of("closing", date(2018, 7, 1)).await, "missed -1");
    let unanswered = "no_objection_unanswered";
    assert_eq!(of(unanswered, MAY).await, "open 30");
    assert_eq!(of(unanswered, date(2014, 6, 5)).await, "missed -1");
    assert_eq!(of(unanswered, date(2014, 7, 1)).await, "met -27");
    assert_eq!(of("closure_plan_opens", date(2018, 1, 1)).await, "open -185");
    assert_eq!(of("audit_due", MAY).await, "open 56");
    let found = desk.views.list_no_objections(ledger("H8350", now())).await.unwrap().into_inner();
    let line = &found.no_objections[0];
    assert_eq!((&*line.requested_on, &*line.answered_on), ("2014-05-05", "2014-07-01"));
    assert_eq!((&*line.answer, &*line.comments), ("ANO-7", "Revoir le budget"));
}

#[tokio::test]
async fn what_is_owed_by_the_calendar_is_due_until_it_comes_in() {
    let half = date(2014, 6, 30);
    let terms = Terms {
        reports: Some(Reports { first_ends_on: half, months: 6, days: 45 }),
        workplans: Some(Workplans { exercise: 2015, due_on: date(2014, 11, 30) }),
    };
    let request = Command::RequestNoObjection(Asking {
        reference: key("L-2"),
        object: Object::Workplan,
        title: "PTBA 2015".into(),
        exercise: Some(key("2015")),
    });
    let answer = |outcome| {
        Command::RecordNoObjectionAnswer(Answer {
            reference: key("L-2"),
            outcome,
            answer: "ANO-8".into(),
            comments: None,
        })
    };
    let (july, december) = (date(2014, 7, 20), date(2014, 12, 5));
    let story = Story::disbursing("H8350")
        .import(MAY, Command::RecordReportingTerms(terms))
        .import(MAY, Command::LookAtReports)
        .import(july, Command::SubmitFinancialReport { period_ends_on: half })
        .import(july, request)
        .import(december, answer(Answered::Granted));
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    let of = async |desk: &Desk, kind: &str, which: &str, on| {
        let all = desk.deadlines("H8350", on).await;
        let found = all.into_iter().find(|it| (&*it.0, &*it.1) == (kind, which));
        found.map_or_else(String::new, |it| format!("{} {}", it.2, it.3))
    };
    assert_eq!(of(&desk, "report_due", "2014-06-30", JUNE).await, "open 73");
    assert_eq!(of(&desk, "report_due", "2014-06-30", july).await, "met 25");
    assert_eq!(of(&desk, "report_due", "2014-12-31", date(2015, 2, 15)).await, "missed -1");
    assert_eq!(of(&desk, "workplan_due", "2015", JUNE).await, "open 181");
    assert_eq!(of(&desk, "workplan_due", "2015", july).await, "met 133");
    assert_eq!(of(&desk, "workplan_due", "2015", december).await, "met -5", "whenever answered");
    let agreement = desk.agreement("H8350", now()).await;
    assert_eq!(agreement.reports.map(|it| (it.months, it.days)), Some((6, 45)));
    assert_eq!(agreement.workplans.map(|it| it.exercise), Some("2015".into()));
    let refused = story.import(december, answer(Answered::Refused));
    let desk = Desk::of(&[refused]).await;
    assert_eq!(of(&desk, "workplan_due", "2015", december).await, "met -5");
}

#[tokio::test]
async fn a_counterpart_that_is_not_paid_lapses_with_its_year() {
    let stage = |stage, units| {
        let (exercise, money, lapses_on) = (key("2014"), francs(units), None);
        let counterpart = Counterpart { exercise, stage, money, lapses_on };
        asked(&who("awa"), MAY, Command::RecordCounterpart(counterpart))
    };
    let over = date(2015, 1, 1);
    let lapse = Command::LapseCounterpart { exercise: key("2014") };
    let lapse = Asked { origin: Origin::Policy, ..asked(&who("time"), over, lapse) };
    let story = Story::disbursing("H8350").asks(&stage(Stage::Budgeted, 900));
    let paid = story.clone().asks(&stage(Stage::Paid, 900));
    let lapsed = story.asks(&stage(Stage::Paid, 400)).asks(&lapse);
    // Heard of once it had lapsed, paid before.
    let heard = lapsed.clone().asks(&stage(Stage::Paid, 900)).asks(&lapse);
    let all = [(paid, "met", "met"), (lapsed.clone(), "open", "missed"), (heard, "open", "met")];
    for (story, before, after) in all {
        let desk = Desk::of(&[story]).await;
        for (on, state) in [(JUNE, before), (over, after)] {
            let all = desk.deadlines("H8350", on).await;
            let found = all.into_iter().find(|it| it.0 == "counterpart_lapses");
            assert_eq!(found.map(|it| (it.1, it.2)), Some(("2014".into(), state.into())));
        }
    }
    let desk = Desk::of(&[lapsed]).await;
    let lines = desk.agreement("H8350", now()).await.counterparts.into_iter();
    let lines: Vec<_> = lines.map(|it| (it.stage, said(it.money.as_ref()))).collect();
    let line = |stage: &str, money: &str| (stage.to_owned(), money.to_owned());
    let all = [("budgeted", "900 XOF"), ("paid", "400 XOF"), ("lapsed", "500 XOF")];
    assert_eq!(lines, all.map(|(stage, money)| line(stage, money)));
}

/// Whatever it is said of later, and of whatever day that is.
#[tokio::test]
async fn a_report_that_has_come_in_is_not_due_again() {
    let half = date(2014, 6, 30);
    let terms = |days| {
        let reports = Some(Reports { first_ends_on: half, months: 6, days });
        Command::RecordReportingTerms(Terms { reports, workplans: None })
    };
    let later = date(2014, 9, 1);
    let story = Story::disbursing("H8350")
        .import(MAY, terms(45))
        .import(MAY, Command::LookAtReports)
        .import(later, terms(60))
        .import(later, Command::LookAtReports)
        // Heard of only then.
        .import(date(2014, 8, 1), Command::SubmitFinancialReport { period_ends_on: half });
    let desk = Desk::of(&[story]).await;
    let all = desk.deadlines("H8350", later).await;
    let found = all.into_iter().find(|it| (&*it.0, &*it.1) == ("report_due", "2014-06-30"));
    assert_eq!(found.map(|it| it.2), Some("met".into()));
}

#[tokio::test]
async fn a_later_closing_date_asks_nothing_again_that_is_done() {
    let report = |exercise: &str| {
        let (exercise, opinion) = (key(exercise), Opinion::Unqualified);
        Command::RecordAuditReport(Report { exercise, opinion, is_final: false })
    };
    let (june, later) = (date(2018, 6, 1), date(2019, 6, 30));
    let extended = Command::ExtendClosingDate { closing_on: later, requested_on: Some(june) };
    let open = Command::OpenClosurePlan { tasks: Vec::new() };
    let story = Story::disbursing("H8350").import(june, report("2018"));
    let desk = Desk::of(&[story.clone().import(june, open).import(june, extended.clone())]).await;
    let audits = desk.deadlines("H8350", june).await.into_iter();
    let audits = audits.filter(|it| it.0 == "audit_due" && &*it.1 >= "2018");
    let audits: Vec<_> = audits.map(|it| (it.1, it.2)).collect();
    assert_eq!(audits, [("2018", "met"), ("2019", "open")].map(|(a, b)| (a.into(), b.into())));
    let plan = async |desk: &Desk| {
        let all = desk.deadlines("H8350", june).await;
        all.into_iter().find(|it| it.0 == "closure_plan_opens").map(|it| (it.2, it.3)).unwrap()
    };
    // Opened in time for the former date, and due later where it is not.
    assert_eq!(plan(&desk).await, ("met".to_owned(), -336));
    let desk = Desk::of(&[story.import(june, extended)]).await;
    assert_eq!(plan(&desk).await, ("open".to_owned(), 29));
}

/// Reached by the calendar, and moved by a notice of an earlier day that was known later.
#[tokio::test]
async fn a_day_that_was_reached_in_vain_settles_nothing() {
    let time = |story: Story, on, command| {
        story.asks(&Asked { origin: Origin::Policy, ..asked(&who("time"), on, command) })
    };
    let of = async |story, kind: &str, on| {
        let desk = Desk::of(&[story]).await;
        let found = desk.deadlines("H8350", on).await.into_iter().find(|it| it.0 == kind);
        found.map(|it| it.2).unwrap()
    };
    let later = Command::ExtendClosingDate {
        closing_on: date(2019, 6, 30),
        requested_on: Some(date(2018, 5, 1)),
    };
    let reached = time(Story::disbursing("H8350"), CLOSING, Command::ReachClosingDate);
    let closed = time(reached.clone(), date(2018, 10, 30), Command::ReachDisbursementDeadline);
    let lapsed = time(Story::signed("H8350"), date(2013, 8, 14), Command::Lapse);
    let effective = lapsed.clone().import(EFFECTIVE, Command::RecordEffectiveness);
    let moved = closed.clone().import(date(2018, 6, 28), later);
    let (july, november) = (date(2018, 7, 5), date(2018, 11, 5));
    for (story, kind, on, expected) in [
        (reached, "closing", july, "reached"),
        (closed, "disbursement_deadline", november, "reached"),
        (moved.clone(), "closing", november, "open"),
        (moved, "disbursement_deadline", november, "open"),
        (effective, "effectiveness", july, "met"),
        (lapsed, "effectiveness", july, "missed"),
    ] {
        assert_eq!(of(story, kind, on).await, expected, "{kind} on {on}");
    }
}

#[tokio::test]
async fn what_a_tranche_does_not_use_is_no_tranche() {
    let tranche = |name: &str, of: &str, units| {
        Command::DefineTranche(Definition {
            tranche: key(name),
            label: "Tranche".into(),
            kind: Kind::Category,
            category: key(of),
            money: xdr(units),
            due_on: None,
            conditions: [].into(),
        })
    };
    let cancel = |category: &str, units| Command::CancelAmount {
        category: key(category),
        money: xdr(units),
        reason: Some("Reliquat".into()),
    };
    let mut first = application(1, Method::DirectPayment, vec![("1", xdr(10_000))]);
    first.tranche = Some(key("T1"));
    let story = Story::disbursing("H8350")
        .import(MAY, tranche("T1", "1", 30_000))
        .import(MAY, Command::ReleaseTranche { tranche: key("T1") })
        .import(MAY, Command::PrepareWithdrawal(first))
        .import(MAY, submit(1))
        .import(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .import(MAY, pay(1, xdr(10_000), &[("1", 10_000)], MAY))
        .import(JUNE, cancel("1", 20_000))
        .import(MAY, tranche("T2", "2", 20_000))
        .import(JUNE, Command::CancelTranche { tranche: key("T2"), reason: "Erreur".into() });
    let desk = Desk::of(&[story]).await;
    let tranches = desk.views.list_tranches(ledger("H8350", now())).await.unwrap();
    let lines = tranches.into_inner().tranches.into_iter();
    let lines: Vec<_> = lines.map(|it| (it.tranche, it.state, it.remainder)).collect();
    let line = |name: &str, state: &str| (name.to_owned(), state.to_owned(), false);
    assert_eq!(lines, [line("T1", "partly_used"), line("T2", "cancelled")]);
    let balances = desk.balances("H8350", now()).await;
    let released = |nth: usize| said(balances.categories[nth].released.as_ref());
    assert_eq!((released(0), released(1)), ("100.00 XDR".into(), "0.00 XDR".into()));
    let told = desk.history("H8350", "tranche/T1").await;
    let told: Vec<_> = told.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(told, ["planned", "released", "partly_used"]);
}

#[tokio::test]
async fn a_history_ends_with_what_is_shown() {
    let desk = Desk::of(&[advanced()]).await;
    let states = desk.history("H8350", "state").await;
    let states: Vec<_> = states.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(states, ["pipeline", "approved", "signed", "effective", "disbursing"]);
    let steps = desk.history("H8350", "withdrawal/1").await;
    let steps: Vec<_> = steps.iter().map(|it| (&*it.value, said(it.after.as_ref()))).collect();
    let asked = || "5000 XOF".to_owned();
    let paid = ("paid", "5.00 XDR".to_owned());
    assert_eq!(steps, [("draft", asked()), ("submitted", asked()), ("approved", asked()), paid]);
    let closing = desk.history("H8350", "closing_date").await;
    assert_eq!(closing[0].value, "2018-06-30");
    assert_eq!(closing[0].by, person("awa").to_string());
    for (figure, value) in [
        ("effectiveness_deadline", "2013-08-13"),
        ("disbursement_deadline", "2018-10-30"),
        ("approved", "500.00 XDR"),
        ("undocumented", "5000 XOF"),
    ] {
        let told = desk.history("H8350", figure).await;
        let [only] = &told[..] else { panic!("{figure}: {told:?}") };
        assert_eq!(format!("{}{}", only.value, said(only.after.as_ref())), value, "{figure}");
    }
    let everything = desk.history("H8350", "").await;
    assert_eq!(everything.len(), advanced().facts.len());
    assert!(desk.history("H8350", "condition/manuel").await.is_empty());
}
