//! What may be said of an earlier fact, and what may not.

use serde_json::json;

use super::*;

const TARGET: Uuid = Uuid::from_u128(1);

fn target() -> Target {
    Target {
        event_id: TARGET,
        name: "toy.coin.put.v1".into(),
        from_matches: true,
        applies: true,
        becomes: None,
        amendable: Amendable::ByOne,
    }
}

fn asked(target: Option<Target>, change: Change) -> Amending {
    Amending { target, change, from: json!(1), reason: "Faute de frappe".into() }
}

fn to(value: u64) -> Change {
    Change::Field { field: "/coins".into(), to: json!(value) }
}

fn amend(amending: &Amending) -> Result<Amend, Refused> {
    Corrections::default().amend(amending)
}

#[test]
fn a_fact_is_corrected_from_what_is_there_to_what_should_be() {
    let Ok(Amend::Correct(corrected)) = amend(&asked(Some(target()), to(2))) else {
        panic!("it was refused");
    };
    assert_eq!((corrected.target, &*corrected.field), (TARGET, "/coins"));
    assert_eq!((corrected.from.clone(), corrected.to.clone()), (json!(1), json!(2)));
    let amendment = Event::FactCorrected(corrected).amendment().unwrap();
    assert_eq!(amendment, Amendment { target: TARGET, change: to(2) });
}

#[test]
fn what_cannot_be_so_is_refused() {
    let with = |target: Target| amend(&asked(Some(target), to(2))).unwrap_err();
    assert_eq!(amend(&asked(None, to(2))), Err(Refused::TargetUnknown));
    assert_eq!(amend(&asked(Some(target()), to(1))), Err(Refused::NothingToChange));
    assert_eq!(with(Target { from_matches: false, ..target() }), Refused::ValueDiffers);
    assert_eq!(with(Target { applies: false, ..target() }), Refused::DoesNotApply);
    let amount = |units: i64| json!({"amount": {"units": units, "currency": "XDR", "exponent": 2}});
    let sums = |from, to| {
        let (from, to) = (json!([amount(from)]), json!([amount(to)]));
        let change = Change::Field { field: "/lines".into(), to };
        amend(&Amending { from, ..asked(Some(target()), change) }).err()
    };
    assert_eq!(sums(5, -5), Some(Refused::BelowZero));
    // What was printed so may be misprinted so.
    assert_eq!((sums(5, 0), sums(-5, -6), sums(-5, 5)), (None, None, None));
    let of = |amendable| with(Target { amendable, ..target() });
    assert_eq!(of(Amendable::Correction), Refused::TargetIsCorrection);
    assert_eq!(of(Amendable::Proposal), Refused::TargetIsProposal);
    assert_eq!(of(Amendable::Never), Refused::TargetIsFinal);
    let silent = Amending { reason: " ".into(), ..asked(Some(target()), to(2)) };
    assert_eq!(amend(&silent), Err(Refused::ReasonMissing));
}

#[test]
fn what_takes_two_is_not_amended_by_one_unless_a_source_says_so() {
    let corrections = Corrections::default();
    let two = asked(Some(Target { amendable: Amendable::ByTwo, ..target() }), to(2));
    assert_eq!(corrections.amend_alone(&two, false), Err(Refused::TargetTakesTwo));
    assert!(corrections.amend_alone(&two, true).is_ok());
    assert!(corrections.amend_alone(&asked(Some(target()), to(2)), false).is_ok());
}

/// Its value is not asked for: the whole fact goes.
#[test]
fn a_fact_is_voided_once() {
    let differs = Target { from_matches: false, applies: false, ..target() };
    let void = asked(Some(differs), Change::Void);
    let said = Event::from(amend(&void).unwrap());
    assert_eq!(said.amendment().unwrap(), Amendment { target: TARGET, change: Change::Void });
    let mut corrections = Corrections::default();
    corrections.evolve(&said, Uuid::from_u128(2));
    assert_eq!(corrections.amend(&void), Err(Refused::TargetVoided));
    assert_eq!(corrections.amend(&asked(Some(target()), to(2))), Err(Refused::TargetVoided));
}

#[test]
fn an_anomaly_is_open_until_somebody_explains_it() {
    let mut corrections = Corrections::default();
    let noted = AnomalyNoted {
        about: "toy-full".into(),
        args: BTreeMap::new(),
        beside: "toy.coin.put.v1".into(),
    };
    corrections.evolve(&Event::AnomalyNoted(noted), TARGET);
    let explain = |anomaly, explanation: &str| Explain { anomaly, explanation: explanation.into() };
    let unknown = explain(Uuid::nil(), "?");
    assert_eq!(corrections.explain(&unknown), Err(Refused::AnomalyUnknown));
    assert_eq!(corrections.explain(&explain(TARGET, "\t")), Err(Refused::ReasonMissing));
    assert_eq!(corrections.unexplained().count(), 1);
    let explained = corrections.explain(&explain(TARGET, "Compté deux fois")).unwrap();
    corrections.evolve(&explained, Uuid::from_u128(2));
    assert_eq!(corrections.unexplained().count(), 0);
    let again = explain(TARGET, "Encore");
    assert_eq!(corrections.explain(&again), Err(Refused::AnomalyExplained));
}
