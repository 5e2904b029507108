use kernel::{Explain, correction::Event as Correction};
use proto::sessions::v1::{
    self as sessions,
    session_questions_server::{SessionQuestions, SessionQuestionsServer},
};
use runtime::Role;
use tonic::Response;

use super::*;
use crate::{
    financing::{
        account::{Refund, Spending},
        category::Move,
        closure::Task,
        closure_reason::ClosureReason,
        statement::FinancierStatement,
        tranche::{Definition, Kind},
    },
    views::possible::possible,
};

fn approve(units: i64) -> Command {
    Command::RecordApproval(Approval {
        money: xdr(units),
        approved_by: "Conseil".into(),
        parent: None,
    })
}

#[tokio::test]
async fn the_register_never_adds_two_currencies() {
    let dollars = Money { units: 1_000_000_000.try_into().unwrap(), currency: Currency::Usd };
    let approval = Approval { money: dollars, approved_by: "Conseil".into(), parent: None };
    let fa1 = Story::registered("TF0A2384", 1)
        .illustrative()
        .import(date(2016, 9, 1), Command::RecordApproval(approval));
    let fa2 = Story::registered("D3480", 2).import(date(2018, 7, 5), approve(3_620_000));
    let desk = Desk::of(&[fa2, Story::signed("H8350"), fa1]).await;
    let request = pb::ListAgreementsRequest { programme: "P127328".into(), as_of: None };
    let list = desk.views.list_agreements(Request::new(request)).await.unwrap().into_inner();
    let names: Vec<_> = list.agreements.iter().map(|line| line.financing.as_str()).collect();
    assert_eq!(names, ["H8350", "TF0A2384", "D3480"], "initial first");
    let totals = list.totals.iter().map(|it| (&*it.currency, it.agreements, it.illustrative));
    assert_eq!(totals.collect::<Vec<_>>(), [("USD", 0, true), ("XDR", 1, false)]);
    let made_up = list.agreements.iter().map(|it| {
        (it.committed_illustrative, it.disbursed_illustrative, it.undisbursed_illustrative)
    });
    let (nothing, promised) = ((false, false, false), (true, false, true));
    assert_eq!(made_up.collect::<Vec<_>>(), [nothing, promised, nothing]);
    // What nobody has signed yet is told apart.
    assert_eq!(said(list.totals[0].committed.as_ref()), "0.00 USD");
    assert_eq!(said(list.totals[0].approved.as_ref()), "10000000.00 USD");
    assert_eq!(said(list.totals[1].committed.as_ref()), "500.00 XDR");
    assert_eq!(said(list.totals[1].approved.as_ref()), "36200.00 XDR");
}

#[tokio::test]
async fn what_ended_early_is_no_part_of_what_agreements_amount_to() {
    let reason = || "Notification".to_owned();
    let terminated = Story::disbursing("D3480")
        .import(MAY, prepare(1, Method::DirectPayment, vec![("1", xdr(1_000))]))
        .import(MAY, submit(1))
        .import(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .import(MAY, pay(1, xdr(1_000), &[("1", 1_000)], MAY))
        .import(JUNE, Command::RecordTermination { reason: reason() });
    let cancelled =
        Story::signed("D3730").import(JUNE, Command::RecordCancellation { reason: reason() });
    let desk = Desk::of(&[Story::signed("H8350"), terminated, cancelled]).await;
    let request = pb::ListAgreementsRequest { programme: "P127328".into(), as_of: None };
    let list = desk.views.list_agreements(Request::new(request)).await.unwrap().into_inner();
    let [total] = list.totals.as_slice() else { panic!("{:?}", list.totals) };
    assert_eq!(total.agreements, 1);
    assert_eq!(said(total.committed.as_ref()), "500.00 XDR");
    assert_eq!(said(total.undisbursed.as_ref()), "500.00 XDR");
    assert_eq!(said(total.ended.as_ref()), "10.00 XDR");
}

#[tokio::test]
async fn committed_is_approved_then_signed_less_what_was_cancelled() {
    let approved = Story::registered("H8350", 0).import(APPROVED, approve(60_000));
    let signed = approved.clone().import(SIGNED, Command::Sign(terms()));
    let cancel = Command::CancelAmount {
        category: key("1"),
        money: xdr(10_000),
        reason: Some("Reliquat".into()),
    };
    let cancelled = signed.clone().import(MAY, cancel);
    for (story, committed, by) in [
        (approved, "600.00 XDR", "approved"),
        (signed, "500.00 XDR", "signed"),
        (cancelled, "400.00 XDR", "signed"),
    ] {
        let desk = Desk::of(std::slice::from_ref(&story)).await;
        let line = desk.agreement("H8350", now()).await.line.unwrap();
        assert_eq!(said(line.committed.as_ref()), committed);
        assert_eq!(said(line.undisbursed.as_ref()), committed);
        let proof = line.committed_by.unwrap().event_id;
        assert_eq!(proof, story.find(&format!("financing.agreement.{by}.v1")).to_string());
    }
}

#[tokio::test]
async fn a_proposal_waits_for_a_second_person() {
    let proposed = Story::signed("H8350")
        .import(EFFECTIVE, Command::RecordEffectiveness)
        .does(MAY, Command::RecordSuspension { reason: "Audit en retard".into(), category: None });
    let proposal = proposed.find("financing.transition.proposed.v1");
    let confirm = Command::ConfirmTransition { proposal, blockages: None };
    let confirmed = proposed.clone().asks(&asked(&who("oumar"), MAY, confirm));
    let desk = Desk::of(std::slice::from_ref(&proposed)).await;
    let agreement = desk.agreement("H8350", now()).await;
    assert_eq!(agreement.line.unwrap().proposals, 1);
    let line = &agreement.proposals[0];
    assert_eq!((&*line.to, &*line.effective), ("suspended", "2014-05-05"));
    assert_eq!(line.proposed_by, person("awa").to_string());
    assert!(agreement.possible.contains(&"ConfirmTransition".to_owned()));

    desk.hear(&confirmed, proposed.facts.len()).await;
    let agreement = desk.agreement("H8350", now()).await;
    assert!(agreement.proposals.is_empty());
    assert_eq!(desk.state("H8350", now()).await, "suspended");
    assert!(!agreement.possible.contains(&"ConfirmTransition".to_owned()));
    assert!(agreement.possible.contains(&"RecordSuspensionLifted".to_owned()));
}

/// A date is as precise as its source, wherever it is shown and when it is confirmed.
#[tokio::test]
async fn a_month_is_shown_as_a_month() {
    let month = "2014-05".parse().unwrap();
    let in_may = |command| Asked { effective: month, ..asked(&who("awa"), month.on, command) };
    let suspend = Command::RecordSuspension { reason: "Audit en retard".into(), category: None };
    let story = Story::disbursing("H8350").asks(&in_may(suspend));
    let count = story.facts.len();
    let proposal = story.find("financing.transition.proposed.v1");
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    assert_eq!(desk.agreement("H8350", now()).await.proposals[0].effective, "2014-05");

    let confirm = in_may(Command::ConfirmTransition { proposal, blockages: None });
    let story = story.asks(&Asked { who: who("oumar"), ..confirm });
    desk.hear(&story, count).await;
    let agreement = desk.agreement("H8350", now()).await;
    let [.., before, last] = agreement.periods.as_slice() else { panic!() };
    assert_eq!((&*before.until, &*last.from), ("2014-05", "2014-05"));
    assert_eq!(agreement.line.unwrap().state.unwrap().since, "2014-05");
}

#[tokio::test]
async fn what_is_possible_follows_the_state() {
    let desk = Desk::of(&[Story::disbursing("H8350")]).await;
    for (on, yes, no) in [
        (REGISTERED, "RecordApproval", "Sign"),
        (APPROVED, "Sign", "RecordEffectiveness"),
        (SIGNED, "RecordEffectiveness", "SubmitWithdrawal"),
        (EFFECTIVE, "OpenDisbursement", "SubmitWithdrawal"),
        (OPENED, "SubmitWithdrawal", "CloseFinancially"),
    ] {
        let possible = desk.agreement("H8350", effective(on)).await.possible;
        assert!(possible.iter().any(|it| it == yes), "{yes} on {on}");
        assert!(!possible.iter().any(|it| it == no), "{no} on {on}");
    }
}

/// Every change of state is offered where the rules would let it be, and nowhere else.
#[test]
fn a_change_of_state_is_offered_where_a_rule_allows_it() {
    let late = date(2019, 1, 1);
    let reason = || "Lettre".to_owned();
    let closing = Story::disbursing("H8350").import(CLOSING, Command::ReachClosingDate);
    let closed = closing.clone().import(date(2018, 10, 30), Command::ReachDisbursementDeadline);
    let approved = Story::registered("H8350", 0).import(APPROVED, approve(50_000));
    let effective = Story::signed("H8350").import(EFFECTIVE, Command::RecordEffectiveness);
    for story in [
        Story::registered("H8350", 0),
        approved,
        Story::signed("H8350"),
        effective,
        Story::disbursing("H8350"),
        closing,
        closed,
    ] {
        let state = story.state().state_on(late).unwrap().state();
        let offered = possible(Some(state), false, false);
        for (method, on, command) in [
            ("RecordApproval", late, approve(50_000)),
            ("Sign", SIGNED, Command::Sign(terms())),
            ("RecordEffectiveness", late, Command::RecordEffectiveness),
            ("Lapse", late, Command::Lapse),
            ("OpenDisbursement", late, Command::OpenDisbursement),
            ("ReachClosingDate", late, Command::ReachClosingDate),
            ("ReachDisbursementDeadline", late, Command::ReachDisbursementDeadline),
            ("Drop", late, Command::Drop { reason: reason() }),
            ("RecordTermination", late, Command::RecordTermination { reason: reason() }),
            ("RecordActivitiesCompleted", late, Command::RecordActivitiesCompleted),
        ] {
            let (mut told, count) = (story.clone(), story.facts.len());
            let asked = Asked { origin: Origin::Import, ..asked(&who("loader"), on, command) };
            let allowed = told.try_asks(&asked).is_ok() && !told.facts[count..].iter().any(forbids);
            assert_eq!(offered.iter().any(|it| it == method), allowed, "{method} while {state}");
        }
    }
}

/// And every other act wherever a rule names the states that it may be done in.
#[test]
fn an_act_is_offered_wherever_a_rule_allows_it() {
    let late = date(2019, 1, 1);
    let reason = || "Lettre".to_owned();
    let ended = |story: &Story, command| story.clone().import(late, command);
    let disbursing = advanced();
    let closing = disbursing.clone().import(CLOSING, Command::ReachClosingDate);
    let closed = closing.clone().import(date(2018, 10, 30), Command::ReachDisbursementDeadline);
    let signed = Story::signed("H8350");
    let lapsed = signed.clone().import(date(2013, 8, 14), Command::Lapse);
    let effective = signed.clone().import(EFFECTIVE, Command::RecordEffectiveness);
    let cancelled = ended(&disbursing, Command::RecordCancellation { reason: reason() });
    let terminated = ended(&closed, Command::RecordTermination { reason: reason() });
    let suspend = || Command::RecordSuspension { reason: reason(), category: None };
    let suspended = ended(&disbursing, suspend());
    let tranche = Definition {
        tranche: key("T1"),
        label: "Première".into(),
        kind: Kind::Category,
        category: key("2"),
        money: xdr(10),
        due_on: None,
        conditions: [].into(),
    };
    let spending = Spending {
        reference: key("P-1"),
        money: francs(1),
        category: None,
        payee: "Fournisseur".into(),
    };
    let refund = Refund {
        reference: key("R-1"),
        category: key("1"),
        money: xdr(1),
        from_account: None,
        ineligible: None,
        cleared: Vec::new(),
    };
    let opening = Opening { bank: "BDM".into(), ceiling: francs(1) };
    let task = Task { task: key("audit"), label: "Audit".into(), owner: None, due_on: None };
    let cancel =
        Command::CancelAmount { category: key("2"), money: xdr(1), reason: Some(reason()) };
    let moves = vec![Move { from: key("2"), to: key("1"), money: xdr(1) }];
    let later = |closing_on| Command::ExtendClosingDate { closing_on, requested_on: Some(MAY) };
    let (in_time, june) = (date(2013, 8, 13), date(2018, 6, 25));
    for story in
        [signed, lapsed, effective, disbursing, suspended, closing, closed, cancelled, terminated]
    {
        let state = story.state().state_on(late).unwrap().state();
        let offered = possible(Some(state), false, false);
        for (method, on, command) in [
            ("RecordEffectiveness", in_time, Command::RecordEffectiveness),
            (
                "ExtendEffectivenessDeadline",
                in_time,
                Command::ExtendEffectivenessDeadline { until: late },
            ),
            ("RecordSuspension", late, suspend()),
            ("RecordSuspension", june, suspend()),
            ("RecordCancellation", late, Command::RecordCancellation { reason: reason() }),
            ("RecordCancellation", june, Command::RecordCancellation { reason: reason() }),
            ("RecordTermination", june, Command::RecordTermination { reason: reason() }),
            ("ExtendClosingDate", late, later(date(2019, 12, 31))),
            (
                "ExtendDisbursementDeadline",
                late,
                Command::ExtendDisbursementDeadline { until: date(2019, 12, 31) },
            ),
            ("OpenDesignatedAccount", late, Command::OpenDesignatedAccount(opening.clone())),
            ("DefineTranche", late, Command::DefineTranche(tranche.clone())),
            ("PrepareWithdrawal", late, prepare(9, Method::Reimbursement, vec![("2", xdr(1))])),
            ("RecordAccountPayment", late, Command::RecordAccountPayment(spending.clone())),
            ("RecordRefund", late, Command::RecordRefund(refund.clone())),
            ("DocumentAdvance", late, document("D-1", francs(1), &[("1", 1)])),
            ("CancelAmount", late, cancel.clone()),
            ("Reallocate", late, Command::Reallocate { moves: moves.clone() }),
            ("AddClosureTask", late, Command::AddClosureTask(task.clone())),
        ] {
            let (mut told, count) = (story.clone(), story.facts.len());
            let asked = Asked { origin: Origin::Import, ..asked(&who("loader"), on, command) };
            let allowed = told.try_asks(&asked).is_ok() && !told.facts[count..].iter().any(forbids);
            let offered = offered.iter().any(|it| it == method);
            assert!(offered || !allowed, "{method} while {state}");
        }
    }
}

/// It is noted that the state forbids it.
fn forbids(fact: &Fact<Event>) -> bool {
    let Event::Correction(Correction::AnomalyNoted(noted)) = &fact.event else { return false };
    noted.about == "financing-state-forbids"
}

#[tokio::test]
async fn an_anomaly_is_open_until_it_is_explained() {
    // Effective after its deadline: recorded, and noted.
    let noted = Story::signed("H8350").import(date(2013, 9, 1), Command::RecordEffectiveness);
    let count = noted.facts.len();
    let desk = Desk::of(std::slice::from_ref(&noted)).await;
    let agreement = desk.agreement("H8350", now()).await;
    assert_eq!(agreement.line.unwrap().open_anomalies, 1);
    let anomaly = &agreement.anomalies[0];
    assert_eq!(anomaly.about, "financing-effectiveness-deadline-passed");
    assert_eq!(anomaly.args["deadline"], "2013-08-13");

    let anomaly = anomaly.event_id.parse().unwrap();
    let explanation = "Report accordé par lettre".to_owned();
    let explained = noted.does(MAY, Command::ExplainAnomaly(Explain { anomaly, explanation }));
    assert!(matches!(
        explained.facts[count].event,
        Event::Correction(Correction::AnomalyExplained(_))
    ));
    desk.hear(&explained, count).await;
    let agreement = desk.agreement("H8350", now()).await;
    assert_eq!(agreement.line.unwrap().open_anomalies, 0);
    assert!(agreement.anomalies[0].explained);
    assert_eq!(agreement.anomalies[0].explanation, "Report accordé par lettre");
}

#[tokio::test]
async fn printed_figures_stay_as_they_were_printed() {
    let dollars = |units: i64| Money { units: units.try_into().unwrap(), currency: Currency::Usd };
    let paper = |reference: &str, disbursed, undisbursed: Option<i64>| {
        Command::RecordFinancierStatement(FinancierStatement {
            reference: reference.into(),
            committed: Some(dollars(3_000)),
            disbursed: Some(dollars(disbursed)),
            undisbursed: undisbursed.map(dollars),
        })
    };
    let story = Story::signed("D3730")
        .import(date(2020, 12, 1), paper("RES43418", 1_073, Some(1_930)))
        .import(date(2021, 6, 30), paper("RES46600", 1_100, Some(1_900)))
        .import(date(2021, 12, 31), paper("RES47000", 1_100, None));
    let desk = Desk::of(&[story]).await;
    let statements = desk.agreement("D3730", now()).await.statements;
    let found = statements.iter().map(|it| (&*it.reference, it.adds_up));
    let expected = [("RES43418", Some(false)), ("RES46600", Some(true)), ("RES47000", None)];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn the_closure_board_tells_every_reason_in_the_words_of_the_rule() {
    let task = |name: &str, due_on| Task {
        task: key(name),
        label: "Archives".into(),
        owner: Some("UTGFS".into()),
        due_on: Some(due_on),
    };
    let tasks = vec![task("archives", date(2018, 9, 1)), task("audit-fees", date(2018, 12, 1))];
    let story = Story::disbursing("H8350")
        .import(MAY, prepare(1, Method::Advance, vec![("1", francs(5_000))]))
        .import(MAY, submit(1))
        .import(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .import(MAY, pay(1, francs(5_000), &[("1", 500)], MAY))
        .import(date(2017, 9, 1), Command::OpenClosurePlan { tasks })
        .import(date(2018, 8, 1), Command::CompleteClosureTask { task: key("archives") });
    let state = story.state();
    let desk = Desk::of(&[story]).await;
    let board = async |as_of| {
        let board = desk.views.get_closure_board(programme(as_of)).await.unwrap().into_inner();
        board.agreements.into_iter().next().unwrap()
    };
    let closure = board(effective(date(2018, 6, 1))).await;
    assert!(closure.plan_open);
    assert_eq!((closure.days_to_closing, closure.days_to_disbursement_deadline), (29, 151));
    assert_eq!(said(closure.undocumented.as_ref()), "5000 XOF");
    assert_eq!(said(closure.undisbursed.as_ref()), "495.00 XDR");
    assert_eq!(closure.plan_opens_on, "2017-06-30");
    let states = |closure: &pb::Closure| {
        let states = closure.tasks.iter().map(|it| it.state.clone());
        states.collect::<Vec<_>>()
    };
    assert_eq!(states(&closure), ["open", "open"]);
    let closure = board(effective(date(2018, 8, 1))).await;
    assert_eq!(states(&closure), ["completed", "open"]);
    let codes: Vec<_> = closure.reasons.iter().map(|it| it.code.as_str()).collect();
    let expected = state.closure_reasons(date(2018, 8, 1), None);
    assert_eq!(codes, expected.iter().map(ClosureReason::code).collect::<Vec<_>>());
    assert!(codes.contains(&"financing-closure-account-not-zero"));
    assert!(codes.contains(&"financing-closure-blockages-unknown"), "not of another day");
}

/// Sessions, of which somebody knows that two blockages of `H8350` are open.
const SESSIONS: Role = Role {
    name: "sessions",
    about: "knows what is open",
    declare: |host| {
        host.serve(SessionQuestionsServer::new(Sessions));
        Ok(())
    },
};

struct Sessions;

#[tonic::async_trait]
impl SessionQuestions for Sessions {
    async fn check_decision(
        &self,
        _: Request<sessions::CheckDecisionRequest>,
    ) -> Result<Response<sessions::CheckDecisionResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    async fn list_open_blockages(
        &self,
        request: Request<sessions::ListOpenBlockagesRequest>,
    ) -> Result<Response<sessions::ListOpenBlockagesResponse>, Status> {
        let about = request.into_inner().subject.unwrap();
        let many = if about.reference == "H8350" { 2 } else { 0 };
        let open = vec![sessions::list_open_blockages_response::Open::default(); many];
        Ok(runtime::answer(sessions::ListOpenBlockagesResponse { open, position: 0 }, 0))
    }
}

#[tokio::test]
async fn the_closure_board_knows_what_is_open_now() {
    let desk = Desk::beside(Some(&SESSIONS));
    for story in [Story::disbursing("D3480"), Story::disbursing("H8350")] {
        desk.hear(&story, 0).await;
    }
    for (financing, expected) in [("D3480", None), ("H8350", Some("2"))] {
        let reasons = desk.agreement(financing, now()).await.closure.unwrap().reasons;
        assert!(reasons.iter().all(|it| it.code != "financing-closure-blockages-unknown"));
        let open = reasons.iter().find(|it| it.code == "financing-closure-blockages-open");
        assert_eq!(open.map(|it| it.args["blockages"].as_str()), expected);
    }
}

#[tokio::test]
async fn a_phase_waits_for_an_agreement_in_force_and_for_a_closure_plan() {
    let (h8350, tf) = (Story::disbursing("H8350"), Story::disbursing("TF0A2384"));
    let count = h8350.facts.len();
    let planned = h8350.clone().import(MAY, Command::OpenClosurePlan { tasks: Vec::new() });
    let reason = "Convention dénoncée".to_owned();
    let ended = tf.clone().import(MAY, Command::RecordTermination { reason });
    let dropped = Command::Drop { reason: "Sans suite".into() };
    let dropped = Story::registered("D3480", 0).import(MAY, dropped);
    let desk = Desk::of(&[h8350, tf]).await;
    let waits = async |desk: &Desk, phase| {
        let (programme, as_of) = ("P127328".to_owned(), Some(now()));
        let request = pb::ReadinessRequest { programme, phase, as_of };
        let found = desk.views.get_readiness(Request::new(request)).await.unwrap().into_inner();
        found.items.into_iter().map(|it| (it.item, it.state, it.detail)).collect::<Vec<_>>()
    };
    let item = |item: &str, state: &str, detail: &str| (item.into(), state.into(), detail.into());
    let (effective, plan) = ("financing_effective", "predecessor_closure_plan");
    let (first, second) = (waits(&desk, 1).await, waits(&desk, 2).await);
    assert_eq!((&*first[0].0, &*first[0].1), (effective, "met"));
    assert_eq!(first[1], item(plan, "met", ""));
    assert_eq!(second[0], item(effective, "missing", ""));
    assert_eq!((&*second[1].0, &*second[1].1), (plan, "missing"));
    // One of them is enough, as it is where phases are started.
    desk.hear(&planned, count).await;
    assert_eq!(waits(&desk, 2).await[1], item(plan, "met", "H8350"));
    let only = Desk::of(&[ended, dropped]).await;
    let first = waits(&only, 1).await;
    assert_eq!(first[0], item(effective, "missing", ""), "it was terminated");
    assert_eq!(waits(&only, 2).await[1], item(plan, "missing", ""), "nothing was closed");
}

#[tokio::test]
async fn the_time_axis_spans_all_that_is_known() {
    let desk = Desk::of(&[Story::disbursing("H8350"), Story::registered("D3480", 2)]).await;
    let timeline = desk.views.get_phase_timeline(programme(effective(JUNE))).await;
    let timeline = timeline.unwrap().into_inner();
    assert_eq!((&*timeline.from, &*timeline.until), ("2013-02-01", "2018-10-30"));
    let lines = timeline.phases.iter().map(|phase| (phase.phase, phase.lines.len()));
    assert_eq!(lines.collect::<Vec<_>>(), [(1, 2)]);
}

#[tokio::test]
async fn an_answer_knows_what_the_asker_knows() {
    let story = Story::disbursing("H8350");
    let last = story.facts.len() as u64 - 1;
    let desk = Desk::of(&[story]).await;
    let mut request = one("H8350", now());
    request.metadata_mut().insert(runtime::MIN_POSITION, last.into());
    let answer = desk.views.get_agreement(request).await.unwrap();
    let position = answer.metadata().get(runtime::POSITION).unwrap();
    assert!(position.to_str().unwrap().parse::<u64>().unwrap() > last);
}
