use jiff::civil::{Date, date};
use kernel::{
    Asked, Code, Explain, Fact, Origin,
    correction::{self, AnomalyExplained, AnomalyNoted},
    testing::{asked, fact, given, who},
};
use uuid::Uuid;

use super::{
    Command, Event, Kind, Mission, finding,
    finding::{Becomes, Found, Resolved, Responded, Severity, recommendation_of},
    report::{self, Announced, Closed, Reported},
};
use crate::{
    recommendation::text::OriginKind,
    rejection::Rejection,
    value::{Subject, SubjectKind},
};

const DAY: Date = date(2016, 6, 30);

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn announced() -> Announced {
    Announced {
        reference: code("ML-AUDIT-2015"),
        kind: Kind::ExternalAudit,
        title: "Audit des comptes 2015".to_owned(),
        by: code("AUDIT-EXT"),
        subjects: vec![Subject { kind: SubjectKind::Financing, reference: "H8350".to_owned() }],
        from: Some(DAY.into()),
        until: None,
        period: Some("exercice 2015".to_owned()),
    }
}

fn found() -> Found {
    Found {
        finding: "4.2".parse().unwrap(),
        severity: Severity::High,
        statement: "Avances non justifiées".to_owned(),
        criterion: None,
        cause: None,
        consequence: None,
        recommendation: Some("Justifier".to_owned()),
        addressee: Some(code("UTGFS")),
        due_on: None,
        subjects: Vec::new(),
        becomes: None,
    }
}

/// As the mission makes of it.
fn recorded() -> finding::Event {
    let (mission, reference) = (code("ML-AUDIT-2015"), code("ML-AUDIT-2015-F4-2"));
    finding::Event::Recorded(Found {
        subjects: announced().subjects,
        becomes: Some(Becomes { mission, reference, origin: OriginKind::ExternalAudit }),
        ..found()
    })
}

fn history(more: impl IntoIterator<Item = Event>) -> Vec<Fact<Event>> {
    let all = [Event::from(report::Event::Announced(announced()))].into_iter().chain(more);
    all.map(|event| fact(&who("awa"), DAY, event)).collect()
}

fn ask(by: &str, command: Command) -> Asked<Command> {
    asked(&who(by), DAY, command)
}

#[test]
fn a_finding_with_a_recommendation_becomes_one_on_the_register() {
    let find = |found| ask("awa", Command::Find(Box::new(found)));
    given::<Mission>(history([])).when(&find(found())).then([recorded().into()]);
    let Event::Finding(finding::Event::Recorded(of)) = recorded().into() else { unreachable!() };
    let heard = of.recommended().unwrap();
    assert_eq!(heard.text, "Justifier");
    assert_eq!(heard.subjects, announced().subjects);
    let nothing = Found { recommendation: None, addressee: None, ..found() };
    let bare = Found { subjects: announced().subjects, ..nothing.clone() };
    assert_eq!(bare.recommended(), None);
    given::<Mission>(history([]))
        .when(&find(nothing))
        .then([finding::Event::Recorded(bare).into()]);
    given::<Mission>(history([recorded().into()]))
        .when(&find(found()))
        .refused(Rejection::NameTaken { name: "4.2".to_owned() });
}

#[test]
fn what_comes_after_the_end_is_recorded_and_noted() {
    let closed = history([report::Event::Closed(Closed {}).into()]);
    let noted = correction::Event::AnomalyNoted(AnomalyNoted {
        about: "sessions-mission-closed".to_owned(),
        args: [].into(),
        beside: "sessions.finding.recorded.v1".to_owned(),
    });
    given::<Mission>(closed)
        .when(&ask("awa", Command::Find(Box::new(found()))))
        .then([recorded().into(), noted.into()]);
}

#[test]
fn an_anomaly_stays_in_sight_until_somebody_explains_it_once() {
    let noted = correction::Event::AnomalyNoted(AnomalyNoted {
        about: "sessions-mission-closed".to_owned(),
        args: [].into(),
        beside: "sessions.finding.recorded.v1".to_owned(),
    });
    let explain = |anomaly: u128, explanation: &str| {
        let (anomaly, explanation) = (Uuid::from_u128(anomaly), explanation.to_owned());
        ask("awa", Command::Explain(Explain { anomaly, explanation }))
    };
    let history = history([recorded().into(), noted.into()]);
    let said = "Rapport reçu après la clôture";
    let unknown = correction::Refused::AnomalyUnknown.into();
    given::<Mission>(history.clone()).when(&explain(7, said)).refused(unknown);
    let missing = correction::Refused::ReasonMissing.into();
    given::<Mission>(history.clone()).when(&explain(0, " ")).refused(missing);
    let explained = correction::Event::AnomalyExplained(AnomalyExplained {
        anomaly: Uuid::nil(),
        explanation: said.to_owned(),
    });
    given::<Mission>(history.clone()).when(&explain(0, said)).then([explained.clone().into()]);
    let settled = history.into_iter().chain([fact(&who("awa"), DAY, explained.into())]);
    let twice = correction::Refused::AnomalyExplained.into();
    given::<Mission>(settled.collect::<Vec<_>>()).when(&explain(0, said)).refused(twice);
}

#[test]
fn whoever_responded_does_not_settle_it() {
    let responded =
        Responded { finding: "4.2".parse().unwrap(), response: "Fait".to_owned(), accepted: true };
    let history = history([recorded().into(), finding::Event::Responded(responded).into()]);
    let resolved =
        Resolved { finding: "4.2".parse().unwrap(), text: "Tout est justifié".to_owned() };
    let resolve = Command::Resolve(resolved.clone());
    given::<Mission>(history.clone())
        .when(&ask("awa", resolve.clone()))
        .refused(Rejection::SettledByResponder);
    given::<Mission>(history)
        .when(&ask("oumar", resolve))
        .then([finding::Event::Resolved(resolved).into()]);
}

#[test]
fn a_mission_closes_with_nothing_open() {
    let findings = vec!["4.2".parse().unwrap()];
    given::<Mission>(history([recorded().into()]))
        .when(&ask("awa", Command::Close))
        .refused(Rejection::FindingsOpen { findings });
    let settled = Resolved { finding: "4.2".parse().unwrap(), text: "Justifié".to_owned() };
    given::<Mission>(history([recorded().into(), finding::Event::Resolved(settled).into()]))
        .when(&ask("awa", Command::Close))
        .then([report::Event::Closed(Closed {}).into()]);
}

#[test]
fn a_mission_that_handed_over_nothing_and_found_nothing_is_not_closed() {
    let closed = || [report::Event::Closed(Closed {}).into()];
    let close = ask("awa", Command::Close);
    given::<Mission>(history([])).when(&close).refused(Rejection::NothingReported);
    let (reference, title) = ("Lettre 12".to_owned(), "Rapport d’audit".to_owned());
    let reported = Reported { reference, title, document: None };
    given::<Mission>(history([report::Event::Reported(reported).into()]))
        .when(&close)
        .then(closed());
    // A source that shows the end of a mission need not show what it handed over.
    let import = Asked { origin: Origin::Import, ..close };
    given::<Mission>(history([])).when(&import).then(closed());
}

#[test]
fn a_reference_is_made_of_the_name_and_fits() {
    let of = |mission: &str, finding: &str| {
        recommendation_of(&code(mission), &finding.parse().unwrap()).unwrap().to_string()
    };
    assert_eq!(of("H8350", "4.2 a"), "H8350-F4-2-A");
    let long = of("ML-AUDIT-2015", "constatation numéro trente-deux");
    assert_eq!(long.len(), 32);
    assert_ne!(long, of("ML-AUDIT-2015", "constatation numéro trente-trois"));
}
