use super::*;
use crate::financing::{
    agreement::{self, BecameEffective},
    statement::{self, FinancierStatement, Satisfactory},
    transition::ParentState,
};

#[test]
fn a_notice_of_effectiveness_is_recorded_whatever_it_contradicts() {
    let story = Story::signed().does(SIGNED, Command::AddCondition(effectiveness("manuel")));
    let late = date(2013, 12, 27);
    let story = story.does(late, Command::RecordEffectiveness);
    let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
    let decided = story.state().decide(&asked(&who("oumar"), late, confirm.clone())).unwrap();
    assert!(matches!(
        decided.events.first(),
        Some(Event::Agreement(agreement::Event::BecameEffective(BecameEffective { .. })))
    ));
    let noted = ["conditions-not-met", "legal-opinion-missing", "effectiveness-deadline-passed"];
    assert_eq!(anomalies(&decided), noted.map(code));
    assert!(decided.unverified.is_empty());
    let story = story.and(&asked(&who("oumar"), late, confirm));
    story.stands(late, State::Effective);
    assert_eq!(story.state().corrections.unexplained().count(), 3);
}

#[test]
fn a_notice_that_contradicts_nothing_stands_alone() {
    let opinion = || key::<ConditionKey>("avis-juridique");
    let story = Story::signed()
        .does(SIGNED, Command::AddCondition(effectiveness("avis-juridique")))
        .does(SIGNED, Command::SubmitConditionEvidence { condition: opinion() })
        .does(EFFECTIVE, Command::AcceptCondition { condition: opinion() })
        .confirmed(EFFECTIVE, Command::RecordEffectiveness);
    assert_eq!(story.state().corrections.unexplained().count(), 0);
    story.stands(EFFECTIVE, State::Effective);
    story.refuses(EFFECTIVE, Command::RecordEffectiveness, Rejection::AlreadyRecorded);
}

#[test]
fn a_legal_opinion_that_was_waived_is_not_there() {
    let (condition, reason) = (key("avis-juridique"), "Lettre".into());
    let story = Story::signed()
        .does(SIGNED, Command::AddCondition(effectiveness("avis-juridique")))
        .does(EFFECTIVE, Command::WaiveCondition { condition, reason })
        .does(EFFECTIVE, Command::RecordEffectiveness);
    let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
    let decided = story.state().decide(&asked(&who("oumar"), EFFECTIVE, confirm)).unwrap();
    assert_eq!(anomalies(&decided), [code("legal-opinion-missing")]);
}

#[test]
fn an_anomaly_says_what_it_is_about_and_beside_what() {
    let story = Story::disbursing().does(MAY, prepare(1, 10));
    let decided = story.hears(MAY, paid(1, xdr(10), 10, MAY)).unwrap();
    let status = ("status".to_owned(), "draft".to_owned());
    let noted = AnomalyNoted {
        about: code("withdrawal-forbids"),
        args: [status].into(),
        beside: "financing.withdrawal.paid.v1".into(),
    };
    let noted = Event::Correction(correction::Event::AnomalyNoted(noted));
    assert_eq!(decided.events.last(), Some(&noted));
}

#[test]
fn a_payment_beyond_its_category_has_happened() {
    let story = Story::disbursing().does(MAY, prepare(1, 300)).does(MAY, submit(1));
    let story = story.does(MAY, Command::RecordWithdrawalApproved { number: 1 });
    assert!(story.notes(MAY, paid(1, xdr(300), 300, MAY)).is_empty());
    let more = paid(1, xdr(301), 301, MAY);
    assert_eq!(story.notes(MAY, more.clone()), [code("category-exceeded")]);
    let balances = story.does(MAY, more).state().balances();
    assert_eq!(balances.undisbursed.to_string(), "199");
    assert_eq!(balances.available.to_string(), "199");
}

#[test]
fn what_makes_no_sense_is_refused_even_of_others() {
    let story = Story::disbursing().does(MAY, prepare(1, 10));
    let unknown = Rejection::UnknownWithdrawal { number: 2 };
    story.refuses(MAY, paid(2, xdr(10), 10, MAY), unknown);
    story.refuses(MAY, paid(1, xdr(0), 10, MAY), Rejection::AmountNotPositive);
    let mut francs_charged = paid(1, xdr(10), 10, MAY);
    if let Command::RecordPayment { payment, .. } = &mut francs_charged {
        payment.charges[0].money = francs(10);
    }
    let expected = Rejection::CurrencyDiffers { expected: Currency::Xdr };
    story.refuses(MAY, francs_charged, expected);
    let story = story.does(MAY, paid(1, xdr(10), 10, MAY));
    story.refuses(JUNE, paid(1, xdr(10), 10, MAY), Rejection::AlreadyRecorded);
}

#[test]
fn an_approval_is_recorded_whatever_state_the_parent_is_in() {
    let parent: Code = "H8350".parse().unwrap();
    let registration = Registration {
        rank: 1,
        parent: Some(parent.clone()),
        purpose: Some(Purpose::ScaleUp),
        ..registration()
    };
    let story = Story::default().import(REGISTERED, Command::Register(registration));
    let noted = |standing| {
        let basis = kernel::Basis::default();
        let answer = ParentState { reference: parent.clone(), standing, basis, rated: None };
        let approval = Approval { parent: Some(answer), ..approval() };
        let story = story.clone().does(APPROVED, Command::RecordApproval(approval));
        let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
        let decided = story.state().decide(&asked(&who("oumar"), APPROVED, confirm));
        anomalies(&decided.unwrap())
    };
    assert!(noted(Some(Standing::Known(State::Disbursing))).is_empty());
    assert!(noted(Some(Standing::Unconfirmed { last: State::Closing })).is_empty());
    let signed = Some(Standing::Known(State::Signed));
    assert_eq!(noted(signed), [code("parent-not-disbursing")]);
    assert_eq!(noted(None), [code("parent-unknown")]);
}

/// The rule of the Bank: twelve months, counted from the first report of the run.
#[test]
fn an_agreement_is_added_to_once_it_has_long_been_rated_satisfactory() {
    let parent: Code = "H8350".parse().unwrap();
    let registration = Registration { rank: 1, parent: Some(parent.clone()), ..registration() };
    let story = Story::default().import(REGISTERED, Command::Register(registration));
    let noted = |since: Option<Option<Date>>| {
        let answer = ParentState {
            reference: parent.clone(),
            standing: Some(Standing::Known(State::Disbursing)),
            basis: kernel::Basis::default(),
            rated: since.map(|since| Satisfactory { since }),
        };
        let approval = Approval { parent: Some(answer), ..approval() };
        let story = story.clone().does(APPROVED, Command::RecordApproval(approval));
        let confirm = Command::ConfirmTransition { proposal: story.last(), blockages: None };
        anomalies(&story.state().decide(&asked(&who("oumar"), APPROVED, confirm)).unwrap())
    };
    let year_before = date(2012, 4, 30);
    assert!(noted(None).is_empty(), "nobody rated it");
    assert!(noted(Some(Some(year_before))).is_empty());
    let short = [code("parent-not-satisfactory")];
    assert_eq!(noted(Some(Some(year_before.tomorrow().unwrap()))), short);
    assert_eq!(noted(Some(None)), short);
}

#[test]
fn ratings_are_satisfactory_since_the_first_of_a_run() {
    use statement::{Rated, Rating as R, Subject as S};

    let rate = |story: Story, on, subject, rating, sequence| {
        story.does(on, Command::RecordRating(Rated { subject, rating, sequence }))
    };
    let story = Story::disbursing();
    let on = |story: &Story, day| story.state().statements.satisfactory_on(day);
    assert_eq!(on(&story, MAY), None);
    let story = rate(story, OPENED, S::Pdo, R::ModeratelyUnsatisfactory, 1);
    assert_eq!(on(&story, MAY), Some(Satisfactory { since: None }));
    let story = rate(story, MAY, S::Pdo, R::ModeratelySatisfactory, 2);
    let story = rate(story, JUNE, S::Ip, R::Satisfactory, 2);
    assert_eq!(on(&story, MAY), Some(Satisfactory { since: Some(MAY) }));
    assert_eq!(on(&story, JUNE), Some(Satisfactory { since: Some(JUNE) }), "of both");
    let story = rate(story, CLOSING, S::Pdo, R::Satisfactory, 3);
    assert_eq!(on(&story, CLOSING), Some(Satisfactory { since: Some(JUNE) }));
}

#[test]
fn the_financier_closes_its_account_whatever_is_missing_here() {
    let story = Story::closing();
    let closed = || Command::RecordFinancierAccountClosed;
    let early = [code("deadline-not-reached"), code("final-audit-missing")];
    assert_eq!(story.notes(CLOSING, closed()), early);
    assert_eq!(story.notes(DEADLINE, closed()), [code("final-audit-missing")]);
    let story = story.does(DEADLINE, closed());
    story.refuses(DEADLINE, closed(), Rejection::AlreadyRecorded);
}

/// Restructuring papers of P144442: what they print does not add up, and is kept as printed.
#[test]
fn figures_that_do_not_add_up_are_kept_as_printed() {
    let dollars = |units: i64| Money { currency: Currency::Usd, ..xdr(units) };
    let statement = |reference: &str, disbursed, undisbursed| FinancierStatement {
        reference: reference.into(),
        committed: Some(dollars(3_000_000_000)),
        disbursed: Some(dollars(disbursed)),
        undisbursed: Some(dollars(undisbursed)),
    };
    let story = Story::disbursing();
    for (reference, disbursed, undisbursed) in [
        ("RES43418", 1_073_000_000, 1_930_000_000),
        ("RES46600", 2_389_000_000, 669_000_000),
        ("RES50279", 2_813_000_000, 229_000_000),
    ] {
        let command =
            Command::RecordFinancierStatement(statement(reference, disbursed, undisbursed));
        assert_eq!(story.notes(MAY, command.clone()), [code("statement-does-not-add-up")]);
        let state = story.clone().does(MAY, command).state();
        assert_eq!(state.statements.financier()[0].disbursed, Some(dollars(disbursed)));
    }
    let adds_up = statement("RES", 1_000_000_000, 2_000_000_000);
    assert!(story.notes(MAY, Command::RecordFinancierStatement(adds_up)).is_empty());
}

/// Nobody commits or disburses less than nothing, but more than was signed may have been paid.
#[test]
fn printed_amounts_below_zero_are_noted_and_stay_as_they_were_printed() {
    let story = Story::disbursing();
    let statement = |[committed, disbursed, undisbursed]: [i64; 3]| {
        Command::RecordFinancierStatement(FinancierStatement {
            reference: "RES43418".into(),
            committed: Some(xdr(committed)),
            disbursed: Some(xdr(disbursed)),
            undisbursed: Some(xdr(undisbursed)),
        })
    };
    let (committed, disbursed) = ("committed-below-zero", "disbursed-below-zero");
    for (figures, noted) in [
        ([0, 0, 0], vec![]),
        ([500, 501, -1], vec![]),
        ([-1, 0, -1], vec![committed]),
        ([1, -1, 2], vec![disbursed]),
        ([-2, -1, -1], vec![committed, disbursed]),
        ([-2, -1, 0], vec![committed, disbursed, "statement-does-not-add-up"]),
    ] {
        let noted: Vec<_> = noted.into_iter().map(code).collect();
        let decided = story.hears(MAY, statement(figures)).unwrap();
        assert_eq!(anomalies(&decided), noted, "{figures:?}");
        // Of a source older than the platform, too.
        let imported = story.state().decide(&imported(MAY, statement(figures))).unwrap();
        assert_eq!(imported, decided, "{figures:?}");
        let state = story.clone().does(MAY, statement(figures)).state();
        assert_eq!(state.statements.financier()[0].disbursed, Some(xdr(figures[1])));
    }
}
