use kernel::{Amending, AsOf, Change, Explain, Stored, Target, as_seen};
use serde_json::{Value, json};

use super::*;
use crate::financing::{agreement, category, report, tranche};

fn target(story: &Story, name: &str) -> Option<Target> {
    let fact = story.facts.iter().find(|fact| fact.event.name() == name)?;
    let (event_id, name) = (fact.event_id, name.to_owned());
    let (amendable, becomes) = (Stored::amendable(&fact.event), fact.event.data().ok());
    Some(Target { event_id, name, from_matches: true, applies: true, becomes, amendable })
}

fn correct(target: Option<Target>) -> Command {
    correct_field(target, "/terms/grace_months", json!(0), json!(6))
}

fn correct_field(target: Option<Target>, field: &str, from: Value, to: Value) -> Command {
    let (change, reason) = (Change::Field { field: field.into(), to }, "Lettre relue".into());
    let target = target.map(|target| {
        let data = target.becomes.as_deref().and_then(|data| serde_json::from_slice(data).ok());
        let mut data: Value = data.unwrap();
        let made = change.make(&mut data, &mut JUNE.into()).is_ok();
        Target { becomes: serde_json::to_vec(&data).ok().filter(|_| made), ..target }
    });
    Command::Amend(Amending { target, change, from, reason })
}

fn seen(story: &Story) -> Financing {
    replay(&as_seen(story.facts.clone(), AsOf::default()))
}

fn void(target: Option<Target>, reason: &str) -> Command {
    let (change, from, reason) = (Change::Void, Value::Null, reason.to_owned());
    Command::Amend(Amending { target, change, from, reason })
}

#[test]
fn a_corrected_fact_is_read_as_it_should_have_been() {
    let story = Story::disbursing();
    let signed = target(&story, "financing.agreement.signed.v1");
    let story = story.confirmed(JUNE, correct(signed));
    assert_eq!(seen(&story).agreement.grace_months, 6);
    assert_eq!(story.state().agreement.grace_months, 0);
}

#[test]
fn what_follows_from_a_closing_date_is_corrected_with_it() {
    let story = Story::disbursing();
    let signed = || target(&story, "financing.agreement.signed.v1");
    let later = date(2019, 6, 30);
    let moved = correct_field(signed(), "/terms/closing_on", json!(CLOSING), json!(later));
    let agreement = seen(&story.clone().confirmed(JUNE, moved.clone())).agreement;
    assert_eq!(agreement.closing_on, Some(later));
    assert_eq!(agreement.disbursement_deadline, Some(date(2019, 10, 30)));
    let fields = |events: Vec<Event>| {
        let field = |event: Event| {
            let Event::Correction(correction::Event::FactCorrected(it)) = event else { panic!() };
            it.field
        };
        events.into_iter().map(field).collect::<Vec<_>>()
    };
    let decided = seen(&story).decide(&imported(JUNE, moved.clone())).unwrap();
    let all = ["/terms/closing_on", "/disbursement_deadline", "/closure_plan_opens"];
    assert_eq!(fields(decided.events), all);
    // What somebody has said of it otherwise stays.
    let (from, to) = (json!(DEADLINE), json!(later));
    let other = correct_field(signed(), "/disbursement_deadline", from, to);
    let corrected = seen(&story.clone().import(JUNE, other));
    let decided = corrected.decide(&imported(JUNE, moved)).unwrap();
    assert_eq!(fields(decided.events), ["/terms/closing_on", "/closure_plan_opens"]);
    // What is about neither is followed by nothing.
    let effective = correct_field(signed(), "effective", json!(SIGNED), json!(APPROVED));
    let decided = seen(&story).decide(&imported(JUNE, effective)).unwrap();
    assert_eq!(fields(decided.events), ["effective"]);
}

#[test]
fn months_of_grace_are_those_of_every_closing_date() {
    let later = date(2019, 6, 30);
    let extend = Command::ExtendClosingDate { closing_on: later, requested_on: Some(MAY) };
    let story = Story::disbursing().does(MAY, extend);
    let signed = target(&story, "financing.agreement.signed.v1");
    let extended = target(&story, "financing.agreement.closing-date-extended.v1");
    let story = story.confirmed(JUNE, correct(signed));
    assert_eq!(seen(&story).agreement.disbursement_deadline, Some(date(2019, 12, 30)));
    let shorter = correct_field(extended, "/to", json!(later), json!(date(2019, 3, 31)));
    let decided = seen(&story).decide(&imported(JUNE, shorter)).unwrap();
    let [_, Event::Correction(correction::Event::FactCorrected(it)), _] = &decided.events[..]
    else {
        panic!("{:?}", decided.events)
    };
    assert_eq!((it.from.clone(), it.to.clone()), (json!("2019-12-30"), json!("2019-09-30")));
}

#[test]
fn a_voided_entry_never_was() {
    let story = Story::disbursing();
    let opening = target(&story, "financing.account.opened.v1");
    let void = void(opening, "Autre accord");
    let story = story.does(JUNE, void.clone());
    assert!(!seen(&story).account.is_open());
    story.refuses(JUNE, void, Rejection::AlreadyRecorded);
}

#[test]
fn only_an_event_of_this_agreement_is_corrected_and_only_where_it_can_be() {
    let story = Story::disbursing();
    let signed = || target(&story, "financing.agreement.signed.v1").unwrap();
    story.refuses(JUNE, correct(None), Rejection::TargetUnknown);
    let differs = Target { from_matches: false, ..signed() };
    story.refuses(JUNE, correct(Some(differs)), Rejection::ValueDiffers);
    let broken = Target { applies: false, ..signed() };
    story.refuses(JUNE, correct(Some(broken)), Rejection::CorrectionDoesNotApply);
    let story = story.clone().import(JUNE, correct(Some(signed())));
    let again = target(&story, "financing.correction.fact-corrected.v1");
    story.refuses(JUNE, correct(again), Rejection::TargetIsCorrection);
}

/// Awa confirms what Awa or Oumar has proposed.
fn confirm(name: &str, on: Date, proposal: Uuid) -> Asked<Command> {
    asked(&who(name), on, Command::ConfirmTransition { proposal, blockages: None })
}

#[test]
fn a_change_of_state_is_amended_by_two_persons() {
    let signed = target(&Story::disbursing(), "financing.agreement.signed.v1");
    let date = Command::Amend(Amending {
        target: signed.clone(),
        change: Change::Field { field: "effective".into(), to: json!(APPROVED) },
        from: json!(SIGNED),
        reason: "Date de la lettre".into(),
    });
    let void = void(signed.clone(), "Autre accord");
    for command in [correct(signed.clone()), date, void.clone()] {
        let story = Story::disbursing().does(JUNE, command.clone());
        let proposal = story.last();
        let name = story.facts.last().unwrap().event.name();
        assert_eq!(name, "financing.transition.proposed.v1");
        // Nothing is amended yet, and nothing else is proposed of it meanwhile.
        assert_eq!(as_seen(story.facts.clone(), AsOf::default()), story.facts);
        story.refuses(JUNE, void.clone(), Rejection::AlreadyProposed { proposal });
        let alone = confirm("awa", JUNE, proposal);
        story.given().when(&alone).refused(Rejection::SamePerson);
        let expected = Rejection::ConfirmationDateDiffers { expected: JUNE.into() };
        story.given().when(&confirm("oumar", MAY, proposal)).refused(expected);
        let story = story.and(&confirm("oumar", JUNE, proposal));
        let amendment = story.facts.last().unwrap().event.amendment().unwrap();
        assert_eq!(Some(amendment.target), signed.as_ref().map(|target| target.event_id));
        let again = confirm("oumar", JUNE, proposal);
        story.given().when(&again).refused(Rejection::UnknownProposal);
    }
    // The source of an import is believed.
    let story = Story::disbursing().import(JUNE, void);
    assert!(story.facts.last().unwrap().event.amendment().is_some());
}

#[test]
fn a_last_day_is_amended_by_two_persons() {
    let later = date(2019, 6, 30);
    let closing = Command::ExtendClosingDate { closing_on: later, requested_on: Some(MAY) };
    let deadline = Command::ExtendDisbursementDeadline { until: later };
    let effectiveness = Command::ExtendEffectivenessDeadline { until: later };
    for (story, command) in [
        (Story::disbursing(), closing),
        (Story::disbursing(), deadline),
        (Story::signed(), effectiveness),
    ] {
        let on = story.facts.last().unwrap().effective_on();
        let story = story.does(on, command);
        let name = story.facts.last().unwrap().event.name();
        let story = story.clone().does(JUNE, void(target(&story, name), "Autre accord"));
        let proposed = story.facts.last().unwrap().event.name();
        assert_eq!(proposed, "financing.transition.proposed.v1", "{name}");
    }
}

/// What was proposed and became it is rejected with it: nobody confirms it once more.
#[test]
fn a_change_of_state_that_never_was_is_not_proposed_any_more() {
    let suspend = || Command::RecordSuspension { reason: "Arriérés".into(), category: None };
    let story = Story::disbursing().confirmed(MAY, suspend());
    let suspended = target(&story, "financing.agreement.suspended.v1");
    let by_two = story.clone().confirmed(JUNE, void(suspended.clone(), "Autre accord"));
    let by_import = story.import(JUNE, void(suspended, "Autre accord"));
    for story in [by_two, by_import] {
        assert_eq!(seen(&story).state_on(JUNE), Some(Standing::Known(State::Disbursing)));
        assert_eq!(seen(&story).proposals.pending().count(), 0);
        assert!(seen(&story).decide(&asked(&who("awa"), JUNE, suspend())).is_ok());
    }
}

#[test]
fn a_registration_is_amended_by_two_persons() {
    let story = Story::registered();
    let registered = target(&story, "financing.agreement.registered.v1");
    let story = story.does(JUNE, void(registered, "Inscrit deux fois"));
    let name = story.facts.last().unwrap().event.name();
    assert_eq!(name, "financing.transition.proposed.v1");
    let proposal = story.last();
    let story = story.and(&confirm("oumar", JUNE, proposal));
    assert!(story.facts.last().unwrap().event.amendment().is_some());
}

/// The Watch of balances: what a correction leaves overdrawn is noted, once.
#[test]
fn a_corrected_amount_that_breaks_a_balance_is_noted() {
    let story = Story::disbursing();
    let signed = target(&story, "financing.agreement.signed.v1");
    let less = |units: i64| {
        Command::Amend(Amending {
            target: signed.clone(),
            change: Change::Field {
                field: "/terms/categories/0/money/units".into(),
                to: json!(units),
            },
            from: json!(300),
            reason: "Annexe 2 relue".into(),
        })
    };
    let beside = "financing.correction.fact-corrected.v1";
    let look = |story: &Story| {
        let corrected = seen(story);
        let asked = asked(&who("time"), JUNE, Command::LookAtBalances { beside });
        anomalies(&corrected.decide(&asked).unwrap())
    };
    assert!(look(&story).is_empty());
    let defined = tranche::Definition {
        tranche: key("T1"),
        label: "Première".into(),
        kind: tranche::Kind::Category,
        category: key("1"),
        money: xdr(200),
        due_on: None,
        conditions: [].into(),
    };
    let story = story.does(MAY, Command::DefineTranche(defined));
    let parts = || code("parts-do-not-sum");
    assert_eq!(look(&story.clone().import(JUNE, less(200))), [parts()], "to the last unit");
    let story = story.import(JUNE, less(199));
    assert_eq!(look(&story), [code("balance-overdrawn"), parts()]);
    let corrected = seen(&story);
    let mut after = corrected.clone();
    for (nth, noted) in (99..).zip(corrected.overdrawn(beside)) {
        let Event::Correction(noted) = noted else { panic!() };
        after.corrections.evolve(&noted, Uuid::from_u128(nth));
    }
    assert!(after.overdrawn(beside).is_empty(), "said already");
}

/// The amount and the table of categories are corrected one after the other: until both are, it is
/// noted.
#[test]
fn categories_that_no_longer_make_up_the_amount_are_noted() {
    let story = Story::signed();
    let signed = || target(&story, "financing.agreement.signed.v1");
    let look = |story: &Story| {
        let beside = "financing.correction.fact-corrected.v1";
        let asked = asked(&who("time"), JUNE, Command::LookAtBalances { beside });
        anomalies(&seen(story).decide(&asked).unwrap())
    };
    let whole = correct_field(signed(), "/terms/money/units", json!(500), json!(400));
    let part = correct_field(signed(), "/terms/categories/1/money/units", json!(200), json!(100));
    let apart = story.clone().import(JUNE, whole);
    assert_eq!(look(&apart), [code("parts-do-not-sum")]);
    assert!(look(&apart.import(JUNE, part)).is_empty());
}

#[test]
fn what_was_proposed_of_an_event_falls_when_it_is_amended() {
    let story = Story::disbursing();
    let signed = target(&story, "financing.agreement.signed.v1");
    let story = story.does(JUNE, correct(signed.clone()));
    let proposal = story.last();
    let story = story.import(JUNE, correct(signed));
    let late = confirm("oumar", JUNE, proposal);
    story.given().when(&late).refused(Rejection::UnknownProposal);
}

#[test]
fn nobody_rewrites_what_another_proposed() {
    let story = Story::registered().does(APPROVED, Command::RecordApproval(approval()));
    let proposed = target(&story, "financing.transition.proposed.v1");
    let mut correct = asked(&who("oumar"), JUNE, correct(proposed.clone()));
    story.given().when(&correct).refused(Rejection::TargetIsProposal);
    correct.origin = Origin::Import;
    story.given().when(&correct).refused(Rejection::TargetIsProposal);
    story.refuses(JUNE, void(proposed, "Doublon"), Rejection::TargetIsProposal);
}

#[test]
fn an_anomaly_stays_visible_until_it_is_explained() {
    let story = Story::disbursing().does(MAY, prepare(3, 10));
    let anomaly = story.last();
    let explain = |anomaly, explanation: &str| {
        Command::ExplainAnomaly(Explain { anomaly, explanation: explanation.into() })
    };
    story.refuses(MAY, explain(Uuid::nil(), "?"), Rejection::UnknownAnomaly);
    story.refuses(MAY, explain(anomaly, " "), Rejection::ReasonMissing);
    let story = story.does(MAY, explain(anomaly, "Numéros 1 et 2 annulés avant envoi"));
    assert_eq!(story.state().corrections.unexplained().count(), 0);
    story.refuses(MAY, explain(anomaly, "Encore"), Rejection::AlreadyRecorded);
}

/// What would be heard if the source of an import said so.
fn heard(story: &Story, name: &str, (field, from, to): (&str, Value, Value)) -> Outcome {
    let command = correct_field(target(story, name), field, from, to);
    seen(story).decide(&imported(JUNE, command))
}

fn spent() -> Story {
    let cancel = Command::CancelAmount {
        category: key("2"),
        money: xdr(10),
        reason: Some("Reliquat".into()),
    };
    Story::disbursing()
        .does(MAY, prepare(1, 100))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalApproved { number: 1 })
        .does(MAY, paid(1, xdr(100), 100, MAY))
        .does(MAY, cancel)
}

#[test]
fn an_amount_stays_in_the_currency_of_commitment() {
    let (story, differs) = (spent(), Rejection::CurrencyDiffers { expected: Currency::Xdr });
    let euro = |field| (field, json!("XDR"), json!("EUR"));
    let signed = "financing.agreement.signed.v1";
    for (name, field) in [
        (signed, "/terms/money/currency"),
        (signed, "/terms/categories/1/money/currency"),
        ("financing.category.amount-cancelled.v1", "/money/currency"),
    ] {
        assert_eq!(heard(&story, name, euro(field)), Err(differs.clone()), "{name} {field}");
    }
    // What somebody else did was perhaps done in another one, and is in no sum of ours.
    let approved =
        heard(&story, "financing.agreement.approved.v1", euro("/approval/money/currency"));
    assert_eq!(anomalies(&approved.unwrap()), [code("currency-differs")]);
    let (paid, charged) = ("financing.withdrawal.paid.v1", "/payment/charges/0/money/currency");
    let decided = heard(&story, paid, euro(charged)).unwrap();
    assert_eq!(anomalies(&decided), [code("currency-differs")]);
    let disbursed = |story: &Story| seen(story).balances().disbursed.to_string();
    assert_eq!(disbursed(&story), "100");
    let (_, from, to) = euro(charged);
    let story = story.clone().does(JUNE, correct_field(target(&story, paid), charged, from, to));
    assert_eq!(disbursed(&story), "0");
    assert!(seen(&story).overdrawn("").is_empty(), "said already");
}

#[test]
fn what_is_left_out_of_every_sum_is_noted() {
    let mut story = spent();
    story.facts.retain(|fact| !matches!(fact.event, Event::Correction(_)));
    for fact in &mut story.facts {
        if let Event::Category(category::Event::AmountCancelled(it)) = &mut fact.event {
            it.money = francs(10);
        }
    }
    let noted = story.state().overdrawn("");
    assert_eq!(anomalies(&noted.into()), [code("currency-differs")]);
    assert_eq!(story.state().balances().cancelled.to_string(), "0");
}

#[test]
fn the_signature_is_not_moved_after_what_is_done_under_the_agreement() {
    let signed = |story: &Story, to: Date| {
        let moved = ("effective", json!(SIGNED), json!(to));
        heard(story, "financing.agreement.signed.v1", moved)
    };
    let (begun_on, later) = (date(2013, 6, 3), date(2013, 6, 4));
    let story = Story::signed();
    assert!(signed(&story, later).is_ok());
    let workplans = Some(report::Workplans { exercise: 2014, due_on: date(2013, 11, 30) });
    let terms = report::Terms { reports: None, workplans };
    let story = story.does(begun_on, Command::RecordReportingTerms(terms));
    assert!(signed(&story, begun_on).is_ok());
    let early = Rejection::BeforeSignature { signed_on: later };
    assert_eq!(signed(&story, later), Err(early));
}

/// Of a signature that never was, sums were in another currency.
#[test]
fn sums_are_in_the_currency_of_the_signature_whenever_that_is_told() {
    let mut story = spent();
    story.facts.retain(|fact| !matches!(fact.event, Event::Correction(_)));
    let name = "financing.agreement.signed.v1";
    let place = story.facts.iter().position(|fact| fact.event.name() == name).unwrap();
    let mut signed = story.facts.remove(place);
    if let Event::Agreement(agreement::Event::Signed(it)) = &mut signed.event {
        it.terms.money.currency = Currency::Eur;
        it.terms.categories.iter_mut().for_each(|it| it.money.currency = Currency::Eur);
    }
    story.facts.push(signed);
    let state = story.state();
    assert_eq!(state.balances().disbursed.to_string(), "0");
    assert_eq!(anomalies(&state.overdrawn("").into()), [code("currency-differs")]);
}

#[test]
fn what_is_odd_is_noted_once() {
    let cancel = Command::RecordCancellation { reason: "Motif".into() };
    let story = Story::disbursing().confirmed(JUNE, cancel);
    let euro = ("/amounts/0/money/currency", json!("XDR"), json!("EUR"));
    let decided = heard(&story, "financing.agreement.cancelled.v1", euro).unwrap();
    assert_eq!(anomalies(&decided), [code("currency-differs")]);
}

/// What contradicts a rule already does not hold back a correction, and it is said by how much now.
#[test]
fn what_contradicts_a_rule_otherwise_than_before_is_noted() {
    let story = Story::disbursing();
    let effective = target(&story, "financing.agreement.effective.v1");
    let early = correct_field(effective, "effective", json!(EFFECTIVE), json!(APPROVED));
    let story = Story { facts: kernel::amended(story.import(JUNE, early).facts) };
    let (later, signed) = (date(2013, 5, 20), target(&story, "financing.agreement.signed.v1"));
    let moved = correct_field(signed, "effective", json!(SIGNED), json!(later));
    let decided = story.state().decide(&imported(MAY, moved)).unwrap();
    let noted = decided.events.iter().filter_map(|event| {
        let Event::Correction(correction::Event::AnomalyNoted(it)) = event else { return None };
        Some(it)
    });
    let days: Vec<_> = noted
        .filter(|it| it.about == code("before-signature"))
        .filter_map(|it| it.args.get("signed-on").cloned())
        .collect();
    assert_eq!(days, [later.to_string()]);
}

#[test]
fn a_corrected_day_is_one_that_the_act_might_have_had() {
    let (story, closing_on) = (Story::disbursing(), CLOSING);
    let (signed, opened) =
        ("financing.agreement.signed.v1", "financing.agreement.disbursement-opened.v1");
    let (deadline, early, signed_on) = (date(2018, 6, 29), date(2013, 8, 6), date(2013, 8, 10));
    let dated = |from: Date, to: Date| ("effective", json!(from), json!(to));
    for (name, said, why) in [
        (
            signed,
            ("/terms/closing_on", json!(CLOSING), json!(SIGNED)),
            Rejection::ClosingNotAfterSigning,
        ),
        (signed, ("/terms/grace_months", json!(0), json!(4_000_000)), Rejection::DeadlineUnknown),
        (
            signed,
            ("/disbursement_deadline", json!(DEADLINE), json!(deadline)),
            Rejection::NotLater { current: closing_on },
        ),
        (signed, dated(SIGNED, signed_on), Rejection::BeforeSignature { signed_on }),
        (signed, dated(SIGNED, REGISTERED), Rejection::BeforeApproval { approved_on: APPROVED }),
        (opened, dated(OPENED, early), Rejection::OutOfOrder { latest: EFFECTIVE }),
    ] {
        let message = format!("{name} {said:?}");
        assert_eq!(heard(&story, name, said), Err(why), "{message}");
    }
    // Two persons hear it from the first on.
    let command =
        correct_field(target(&story, signed), "/terms/grace_months", json!(0), json!(4_000_000));
    story.refuses(JUNE, command, Rejection::DeadlineUnknown);
}

#[test]
fn what_is_odd_about_a_corrected_notice_is_noted_with_it() {
    let later = date(2019, 6, 30);
    let story = Story::disbursing()
        .does(MAY, Command::ExtendClosingDate { closing_on: later, requested_on: Some(MAY) });
    let codes = |name, said| {
        let mut codes = anomalies(&heard(&story, name, said).unwrap());
        codes.dedup();
        codes
    };
    let moved = |from: Date, to: Date| ("effective", json!(from), json!(to));
    let approved = codes("financing.agreement.approved.v1", moved(APPROVED, EFFECTIVE));
    assert!(approved.contains(&code("before-approval")), "{approved:?}");
    let effective = codes("financing.agreement.effective.v1", moved(EFFECTIVE, APPROVED));
    assert!(effective.contains(&code("before-signature")), "{effective:?}");
    let extended = "financing.agreement.closing-date-extended.v1";
    assert_eq!(
        codes(extended, ("/to", json!(later), json!(date(2018, 3, 31)))),
        [code("not-later")]
    );
    assert!(codes(extended, ("/to", json!(later), json!(date(2019, 3, 31)))).is_empty());
}

#[test]
fn what_is_done_under_an_agreement_is_not_moved_before_its_signature() {
    let story = spent();
    let moved = |to: Date| ("effective", json!(MAY), json!(to));
    let early = Rejection::BeforeSignature { signed_on: SIGNED };
    let prepared = "financing.withdrawal.prepared.v1";
    assert_eq!(heard(&story, prepared, moved(APPROVED)), Err(early));
    assert!(heard(&story, prepared, moved(OPENED)).is_ok());
    let paid = heard(&story, "financing.withdrawal.paid.v1", moved(APPROVED)).unwrap();
    assert_eq!(anomalies(&paid), [code("before-signature")]);
}
