//! Two points in time at once: what had taken effect, as far as it was known.

use kernel::{AsOf, as_seen, fold_all};
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    financing::{
        standing::Standing,
        statement::{Rated, Rating, Subject},
        tests::late::{DAYS, heard},
    },
    views::{agreement::Agreement, agreements::Agreements},
};

fn present(unknown: bool) -> Command {
    Command::PresentClosureStatus {
        presented_to: "CTN 18".into(),
        summary: "Situation de clôture".into(),
        legal_state_unknown: unknown,
    }
}

/// Fixture 1: approved, signed, disbursing; closure presented and no notice of it; closed.
fn fa1() -> Story {
    Story::disbursing("TF0A2384")
        .import(date(2019, 9, 26), present(true))
        .import(date(2023, 6, 30), Command::ReachClosingDate)
}

#[tokio::test]
async fn an_agreement_has_a_state_on_any_date() {
    let desk = Desk::of(&[fa1()]).await;
    for (on, state) in [
        (date(2013, 1, 31), ""),
        (REGISTERED, "pipeline"),
        (APPROVED, "approved"),
        (date(2013, 5, 14), "approved"),
        (SIGNED, "signed"),
        (date(2013, 8, 6), "signed"),
        (EFFECTIVE, "effective"),
        (OPENED, "disbursing"),
        (date(2019, 9, 25), "disbursing"),
        (date(2019, 9, 26), "disbursing?"),
        (date(2021, 12, 1), "disbursing?"),
        (date(2023, 6, 30), "closing"),
    ] {
        assert_eq!(desk.state("TF0A2384", effective(on)).await, state, "{on}");
    }
    let agreement = desk.agreement("tf0a2384", now()).await;
    let states = agreement.periods.iter().map(|it| (&*it.state, &*it.from, &*it.until));
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            ("pipeline", "2013-02-01", "2013-04-30"),
            ("approved", "2013-04-30", "2013-05-15"),
            ("signed", "2013-05-15", "2013-08-07"),
            ("effective", "2013-08-07", "2013-09-02"),
            ("disbursing", "2013-09-02", "2019-09-26"),
            ("disbursing", "2019-09-26", "2023-06-30"),
            ("closing", "2023-06-30", ""),
        ]
    );
    assert_eq!(agreement.periods.iter().filter(|period| period.unconfirmed).count(), 1);
    let presented = agreement.closure.unwrap().presented.unwrap();
    assert_eq!(presented.text, "CTN 18 · Situation de clôture");
    assert_eq!(presented.r#type, "financing.closure.status-presented.v1");
}

#[tokio::test]
async fn a_presentation_that_names_the_state_leaves_it_as_it_is() {
    let desk = Desk::of(&[Story::disbursing("H8350").import(MAY, present(false))]).await;
    assert_eq!(desk.state("H8350", now()).await, "disbursing");
}

#[tokio::test]
async fn what_was_known_is_not_what_had_taken_effect() {
    let rated = |sequence| {
        Command::RecordRating(Rated {
            subject: Subject::Ip,
            rating: Rating::Satisfactory,
            sequence,
        })
    };
    let story = Story::disbursing("H8350")
        .known(date(2016, 3, 1))
        .import(date(2015, 12, 1), rated(1))
        .known(date(2015, 6, 1))
        .import(date(2015, 5, 1), rated(2));
    let desk = Desk::of(&[story]).await;
    for (on, at, sequences) in [
        (date(2016, 6, 1), date(2016, 6, 1), vec![1, 2]),
        (date(2016, 6, 1), date(2016, 2, 29), vec![2]),
        (date(2016, 6, 1), date(2016, 3, 1), vec![1, 2]),
        (date(2015, 11, 30), date(2016, 6, 1), vec![2]),
        (date(2015, 5, 1), date(2015, 5, 31), vec![]),
    ] {
        let as_of = act::AsOf { effective: on.to_string(), ..known(at) };
        let ratings = desk.agreement("H8350", as_of).await.ratings;
        let found: Vec<_> = ratings.iter().map(|rating| rating.sequence).collect();
        assert_eq!(found, sequences, "effective {on}, known {at}");
    }
}

#[tokio::test]
async fn a_frozen_dossier_does_not_learn() {
    let before = Story::disbursing("H8350");
    let last = before.facts.len() as u64 - 1;
    let voided = before.void(MAY, "financing.agreement.disbursement-opened.v1");
    let desk = Desk::of(&[voided]).await;
    assert_eq!(desk.state("H8350", now()).await, "effective");
    let frozen = act::AsOf { position: Some(last), ..now() };
    assert_eq!(desk.state("H8350", frozen).await, "disbursing");
}

#[tokio::test]
async fn a_correction_of_a_date_moves_the_fact_to_its_place() {
    let late = Story::disbursing("H8350");
    let count = late.facts.len();
    let desk = Desk::of(std::slice::from_ref(&late)).await;
    let to = serde_json::json!("2013-08-06");
    let corrected = late.correct(MAY, "financing.agreement.effective.v1", "effective", to);
    desk.hear(&corrected, count).await;
    assert_eq!(desk.state("H8350", effective(date(2013, 8, 6))).await, "effective");
    let line = desk.agreement("H8350", now()).await.line.unwrap();
    assert_eq!(line.effective_on, "2013-08-06");
    // The proof is still the event that said so first.
    let events = desk.history("H8350", "").await;
    let raw = events.iter().find(|it| it.r#type == "financing.agreement.effective.v1").unwrap();
    assert_eq!(raw.proof.as_ref().unwrap().effective, "2013-08-07");
}

/// Notices of before what days and other notices had made: people see what the rules reckon with.
#[tokio::test]
async fn a_notice_that_came_late_is_seen_where_it_belongs() {
    let suspend = || Command::RecordSuspension { reason: "Arriérés".into(), category: None };
    let lift = || Command::RecordSuspensionLifted { category: None };
    let (closing_on, requested_on) = (date(2019, 6, 30), Some(MAY));
    let extend = || Command::ExtendClosingDate { closing_on, requested_on };
    let (spring, notice) = (date(2018, 5, 1), date(2018, 6, 15));
    let (july, august, november) = (date(2018, 7, 5), date(2018, 8, 1), date(2018, 11, 5));
    let suspended = Story::disbursing("H8350").import(spring, suspend());
    let closing = |story: Story| story.import(CLOSING, Command::ReachClosingDate);
    let closed = |story: Story| story.import(november, Command::ReachDisbursementDeadline);
    let terminate = Command::RecordTermination { reason: "Notification".into() };
    let beyond = closing(Story::disbursing("H8350")).import(july, suspend()).import(august, lift());
    for story in [
        closing(suspended.clone()).import(notice, lift()),
        closing(suspended.clone()).import(august, lift()).import(notice, extend()),
        closed(closing(suspended)).import(november, lift()).import(notice, extend()),
        beyond.clone().import(notice, extend()),
        beyond.import(notice, terminate),
    ] {
        let state = story.state();
        let desk = Desk::of(&[story]).await;
        for on in [spring, notice, CLOSING, july, august, november, date(2019, 1, 1)] {
            let expected = state.state_on(on).unwrap().state().to_string();
            assert_eq!(desk.state("H8350", effective(on)).await, expected, "on {on}");
        }
    }
}

#[tokio::test]
async fn an_agreement_that_was_voided_is_still_seen_from_before() {
    let story = Story::registered("H8350", 0).known(date(2014, 1, 1));
    let voided = story.void(MAY, "financing.agreement.registered.v1");
    let desk = Desk::of(&[voided]).await;
    let list = |as_of| {
        let request = pb::ListAgreementsRequest { programme: "P127328".into(), as_of };
        desk.views.list_agreements(Request::new(request))
    };
    assert!(list(None).await.unwrap().into_inner().agreements.is_empty());
    let before = list(Some(known(date(2013, 12, 31)))).await.unwrap().into_inner();
    assert_eq!(before.agreements[0].financing, "H8350");
    let other = pb::ListAgreementsRequest { programme: "P144442".into(), as_of: None };
    let other = desk.views.list_agreements(Request::new(other)).await.unwrap().into_inner();
    assert!(other.agreements.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let desk = Desk::of(&[Story::disbursing("H8350")]).await;
    let ask = async |financing: &str, as_of| {
        refused(&desk.views.get_agreement(one(financing, as_of)).await.unwrap_err())
    };
    assert_eq!(ask("D3480", now()).await, "financing-not-registered");
    assert_eq!(ask("D 3480", now()).await, "malformed-code");
    assert_eq!(ask("", now()).await, "malformed-missing");
    let wrong = || act::AsOf { effective: "26/09/2019".into(), ..now() };
    assert_eq!(ask("H8350", wrong()).await, "malformed-date");
    let wrong = || act::AsOf { known: "2019".into(), ..now() };
    assert_eq!(ask("H8350", wrong()).await, "malformed-date");
    let early = desk.views.list_contracts(ledger("H8350", effective(date(2013, 1, 1)))).await;
    assert_eq!(refused(&early.unwrap_err()), "financing-not-registered");
    let figure =
        pb::HistoryRequest { financing: "H8350".into(), figure: "everything".into(), as_of: None };
    let wrong = desk.views.get_history(Request::new(figure)).await.unwrap_err();
    assert_eq!(refused(&wrong), "malformed-enum");
}

proptest! {
    /// Whatever is heard in whatever order.
    #[test]
    fn people_see_the_states_that_the_rules_reckon_with(
        all in vec((0..12_u8, prop::sample::select(&DAYS[..]), any::<bool>()), 0..14),
    ) {
        let mut story = Story::disbursing("H8350");
        for (what, on, imported) in all {
            let origin = if imported { Origin::Import } else { Origin::Policy };
            // A refusal is an answer too.
            drop(story.try_asks(&Asked { origin, ..asked(&who("time"), on, heard(what, on)) }));
        }
        let state = story.state();
        for on in DAYS {
            let as_of = AsOf { effective: Some(on), ..AsOf::default() };
            let rows = fold_all::<Agreements>(&as_seen(story.facts.clone(), as_of));
            let seen = rows.values().next().and_then(Agreement::state);
            prop_assert_eq!(seen, state.state_on(on).map(Standing::state), "on {}", on);
        }
    }
}
