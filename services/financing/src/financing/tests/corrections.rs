use kernel::{AsOf, Stored as _, as_seen};
use serde_json::json;

use super::*;
use crate::financing::correction::Target;

fn target(story: &Story, name: &str) -> Option<Target> {
    let fact = story.facts.iter().find(|fact| fact.event.name() == name)?;
    let (event_id, name) = (fact.event_id, name.to_owned());
    Some(Target { event_id, name, from_matches: true, applies: true })
}

fn correct(target: Option<Target>) -> Command {
    Command::CorrectFact {
        target,
        field: "/terms/grace_months".into(),
        from: json!(0),
        to: json!(6),
        reason: "Lettre relue".into(),
    }
}

#[test]
fn a_corrected_fact_is_read_as_it_should_have_been() {
    let story = Story::disbursing();
    let signed = target(&story, "financing.agreement.signed.v1");
    let story = story.does(JUNE, correct(signed));
    let corrected: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
    assert_eq!(corrected.agreement.grace_months, 6);
    assert_eq!(story.state().agreement.grace_months, 0);
}

#[test]
fn a_voided_entry_never_was() {
    let story = Story::disbursing();
    let opening = target(&story, "financing.account.opened.v1");
    let void = Command::VoidEntry { target: opening, reason: "Autre accord".into() };
    let story = story.does(JUNE, void.clone());
    let corrected: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
    assert!(!corrected.account.is_open());
    story.refuses(JUNE, void, Rejection::AlreadyRecorded);
}

#[test]
fn only_an_event_of_this_agreement_is_corrected_and_only_where_it_can_be() {
    let story = Story::disbursing();
    let signed = || target(&story, "financing.agreement.signed.v1").unwrap();
    story.refuses(JUNE, correct(None), Rejection::TargetUnknown);
    let foreign = Target { name: "watch.deadline.tracked.v1".into(), ..signed() };
    story.refuses(JUNE, correct(Some(foreign)), Rejection::TargetUnknown);
    let differs = Target { from_matches: false, ..signed() };
    story.refuses(JUNE, correct(Some(differs)), Rejection::ValueDiffers);
    let broken = Target { applies: false, ..signed() };
    story.refuses(JUNE, correct(Some(broken)), Rejection::CorrectionDoesNotApply);
    let story = story.clone().does(JUNE, correct(Some(signed())));
    let again = target(&story, "financing.correction.fact-corrected.v1");
    story.refuses(JUNE, correct(again), Rejection::TargetIsCorrection);
}

#[test]
fn an_anomaly_stays_visible_until_it_is_explained() {
    let story = Story::disbursing().does(MAY, prepare(3, 10));
    let anomaly = story.last();
    let explain = |anomaly, explanation: &str| Command::ExplainAnomaly {
        anomaly,
        explanation: explanation.into(),
    };
    story.refuses(MAY, explain(Uuid::nil(), "?"), Rejection::UnknownAnomaly);
    story.refuses(MAY, explain(anomaly, " "), Rejection::ReasonMissing);
    let story = story.does(MAY, explain(anomaly, "Numéros 1 et 2 annulés avant envoi"));
    assert_eq!(story.state().corrections.unexplained().count(), 0);
    story.refuses(MAY, explain(anomaly, "Encore"), Rejection::AlreadyRecorded);
}
