//! Each thing is told once to whom it concerns, whoever reads it first and however often.

use std::sync::Arc;

use jiff::civil::{Date, date};
use kernel::{
    Aggregate, Ask, Basis, Fact, Policy, Stored, replay,
    testing::{asked, meta, who},
};
use uuid::Uuid;

use super::{
    AuditsHeard, BodiesHeard, ClosuresHeard, FindingsHeard, JudgementsHeard, PhasesHeard,
    RecommendationsHeard, SessionsHeard, TimeAddsItems, TimeEscalates, TimeTellsBodies,
    financing::FinancingSaid,
};
use crate::{
    body::Body,
    mission,
    recommendation::{Recommendation, Status},
    secretariat::{self, Secretariat},
    session::{self, Session},
};

const DAY: Date = date(2019, 9, 26);

/// A fact as it lies in a journal, and is read from there.
fn read<E: Stored>(stream: &str, position: u64, name: &str, data: &str) -> Fact<E> {
    Fact {
        stream: stream.into(),
        revision: 0,
        position,
        event_id: Uuid::from_u128(u128::from(position)),
        meta: Arc::new(meta(&who("awa"), DAY)),
        event: E::read(name, data.as_bytes()).unwrap(),
    }
}

/// What an aggregate makes of what it is asked.
fn lived<A: Aggregate>(asks: Vec<Ask<A>>) -> A {
    let mut history: Vec<Fact<A::Event>> = Vec::new();
    for ask in asks {
        let state: A = replay(&history);
        let mut asked = asked(&who("policy"), DAY, ask.command);
        asked.basis = ask.basis;
        let decided = state.decide(&asked).map(|decided| decided.events).unwrap_or_default();
        history.extend(
            decided.into_iter().map(|event| kernel::testing::fact(&who("policy"), DAY, event)),
        );
    }
    replay(&history)
}

#[test]
fn what_a_session_judges_is_told_to_the_session_whose_minutes_they_are() {
    let golden = include_str!("../session/events.golden");
    let line = golden.lines().find(|line| line.starts_with("sessions.minutes.judged")).unwrap();
    let (name, data) = line.split_once('\t').unwrap();
    let asks = JudgementsHeard::react(&read::<session::Event>("session-18", 40, name, data));
    let [ask] = <[_; 1]>::try_from(asks).unwrap();
    assert_eq!(ask.to, Session::id(&"ML-CTN-17".parse().unwrap()));
    let decision = Session::decision(&"ML-CTN-18".parse().unwrap(), &"1".parse().unwrap());
    let service = "sessions".to_owned();
    assert_eq!(ask.basis, Basis::Verified { service, decision: Some(decision), position: 40 });
    for line in golden.lines().filter(|line| !line.starts_with("sessions.minutes.judged")) {
        let (name, data) = line.split_once('\t').unwrap();
        let other = read::<session::Event>("session-18", 41, name, data);
        assert!(JudgementsHeard::react(&other).is_empty(), "{name}");
    }
}

#[test]
fn what_a_mission_recommends_is_on_the_register_once() {
    let golden = include_str!("../mission/events.golden");
    let line = golden.lines().find(|line| line.starts_with("sessions.finding.recorded")).unwrap();
    let (name, data) = line.split_once('\t').unwrap();
    let found = read::<mission::Event>("mission-1", 7, name, data);
    let asks = [FindingsHeard::react(&found), FindingsHeard::react(&found)].concat_asks();
    let recommendation = lived::<Recommendation>(asks);
    let text = recommendation.formulated.unwrap();
    assert_eq!(text.reference.as_str(), "ML-BM-2014-04-F4-2");
    assert_eq!(recommendation.status, Status::Assigned);
}

/// Two lists of asks, one after the other. An ask is nobody's to copy.
trait Concat<A: Aggregate> {
    fn concat_asks(self) -> Vec<Ask<A>>;
}

impl<A: Aggregate, const N: usize> Concat<A> for [Vec<Ask<A>>; N] {
    fn concat_asks(self) -> Vec<Ask<A>> {
        self.into_iter().flatten().collect()
    }
}

fn audit(state: &str) -> Fact<FinancingSaid> {
    let data = r#"{"financing":"H8350","finding":"F1","statement":"Avances non justifiées","response":"Justifiées"}"#;
    let name = format!("financing.audit.finding-{state}.v1");
    read("public-financing", 11, &name, data)
}

#[test]
fn what_an_audit_finds_is_open_until_it_is_settled_there() {
    let recorded = || AuditsHeard::react(&audit("recorded"));
    let recommendation = lived::<Recommendation>([recorded(), recorded()].concat_asks());
    assert!(recommendation.status.is_open());
    assert!(recommendation.formulated.unwrap().origin.kind.is_audit());
    let settled = [recorded(), AuditsHeard::react(&audit("resolved"))].concat_asks();
    assert_eq!(lived::<Recommendation>(settled).status, Status::Overtaken);
    // Settled before it was heard of: there is nothing to settle, and it stays to be looked at.
    let late = [AuditsHeard::react(&audit("resolved")), recorded()].concat_asks();
    assert!(lived::<Recommendation>(late).status.is_open());
}

#[test]
fn other_words_of_financing_stop_nobody() {
    let said = read::<FinancingSaid>("public-financing", 3, "financing.account.settled.v1", "{}");
    assert!(AuditsHeard::react(&said).is_empty());
    assert!(ClosuresHeard::react(&said).is_empty());
    let broken = FinancingSaid::read("financing.closure.plan-opened.v1", b"{}");
    assert!(broken.is_err(), "what we do listen to has to be readable");
}

#[test]
fn a_closure_is_told_to_the_secretariat_of_its_programme() {
    for (name, open) in [
        ("financing.closure.plan-opened.v1", true),
        ("financing.agreement.financially-closed.v1", false),
        ("financing.agreement.cancelled.v1", false),
        ("financing.agreement.dropped.v1", false),
        ("financing.agreement.lapsed.v1", false),
        ("financing.agreement.terminated.v1", false),
    ] {
        let data = r#"{"financing":"H8350","title":"Don IDA"}"#;
        let said = read::<FinancingSaid>("public-financing", 3, name, data);
        let [ask] = <[_; 1]>::try_from(ClosuresHeard::react(&said)).unwrap();
        assert_eq!(ask.to, Secretariat::id(&"P127328".parse().unwrap()));
        let secretariat::Command::Closure(closure) = ask.command else { panic!("{name}") };
        assert_eq!(closure.open, open, "{name}");
    }
}

#[test]
fn what_is_due_is_told_to_whom_it_concerns_and_nobody_else() {
    for line in include_str!("../secretariat/events.golden").lines() {
        let (name, data) = line.split_once('\t').unwrap();
        let fact = read::<secretariat::Event>("secretariat-1", 3, name, data);
        let bodies = TimeTellsBodies::react(&fact).len();
        let sessions = TimeAddsItems::react(&fact).len();
        let recommendations = TimeEscalates::react(&fact).len();
        let told = match name {
            "secretariat.due.cadence-missed.v1"
            | "secretariat.due.dormant.v1"
            | "secretariat.due.reactivated.v1" => (1, 0, 0),
            "secretariat.due.closure-item.v1" | "secretariat.due.phase-item.v1" => (0, 1, 0),
            "secretariat.due.escalation.v1" => (0, 0, 1),
            _ => (0, 0, 0),
        };
        assert_eq!((bodies, sessions, recommendations), told, "{name}");
    }
    let dormant = read::<secretariat::Event>(
        "secretariat-1",
        3,
        "secretariat.due.dormant.v1",
        r#"{"body":"ML-CTN","since":"2019-09-26"}"#,
    );
    let [ask] = <[_; 1]>::try_from(TimeTellsBodies::react(&dormant)).unwrap();
    assert_eq!(ask.to, Body::id(&"ML-CTN".parse().unwrap()));
}

/// What a correction makes the secretariat hear: its last command, in its own words.
fn hears<P>(stream: &str, name: &str, data: &str) -> Option<String>
where
    P: Policy<Target = Secretariat>,
{
    let asks = P::react(&read::<P::Event>(stream, 41, name, data));
    assert!(asks.len() <= 1);
    asks.into_iter().next().map(|ask| format!("{:?}", ask.command))
}

/// Days that are corrected are reckoned with as they should have been.
#[test]
fn corrected_days_are_heeded() {
    let id = Uuid::from_u128(1).to_string();
    let corrected = |kind: &str, name: &str, field: &str, to: &str| {
        let data = format!(
            r#"{{"target":"{id}","name":"{name}","field":"{field}","from":null,"to":{to},"reason":"PV"}}"#
        );
        let (stream, stored) = (format!("{kind}-{id}"), "sessions.correction.fact-corrected.v1");
        match kind {
            "session" => hears::<SessionsHeard>(&stream, stored, &data),
            "body" => hears::<BodiesHeard>(&stream, stored, &data),
            _ => hears::<RecommendationsHeard>(&stream, stored, &data),
        }
    };
    let told = |said: Option<String>, word: &str| {
        let said = said.unwrap_or_default();
        assert!(said.starts_with(word) && said.contains("2019-09-27"), "{said}");
    };
    let day = r#""2019-09-27""#;
    let session = |name: &str, field: &str, to: &str| {
        corrected("session", &format!("sessions.session.{name}.v1"), field, to)
    };
    told(session("opened", "effective", day), "Met");
    told(session("planned", "/dates/from", day), "Dated");
    told(session("planned", "/dates", r#"{"from":"2019-09-27"}"#), "Dated");
    assert_eq!(session("planned", "/title", day), None);
    assert_eq!(session("closed", "effective", day), None);
    told(corrected("body", "sessions.body.constituted.v1", "effective", day), "Since");
    let adopted = "sessions.recommendation.adopted.v1";
    told(corrected("recommendation", adopted, "effective", day), "AdoptedOn");
    assert_eq!(corrected("recommendation", adopted, "/body", day), None);
    let voided = |name: &str| {
        let data = format!(r#"{{"target":"{id}","name":"{name}","reason":"Doublon"}}"#);
        let stored = "sessions.correction.entry-voided.v1";
        hears::<SessionsHeard>(&format!("session-{id}"), stored, &data)
    };
    assert!(voided("sessions.session.opened.v1").is_some_and(|said| said.starts_with("NotMet")));
    assert_eq!(voided("sessions.session.closed.v1"), None);
}

#[test]
fn a_phase_waits_once_it_lacks_nothing_and_until_it_begins() {
    let heard = |name: &str, ready: bool| {
        let data = format!(r#"{{"programme":"P127328","phase":2,"ready":{ready}}}"#);
        hears::<PhasesHeard>("public-programmes", name, &data)
    };
    let said = |it: Option<String>| it.unwrap_or_default();
    let assessed = "programmes.phase.readiness-assessed.v1";
    assert!(said(heard(assessed, true)).contains(r#""P127328/2", waits: true"#));
    for (name, ready) in [(assessed, false), ("programmes.phase.active.v1", true)] {
        assert!(said(heard(name, ready)).contains("waits: false"), "{name}");
    }
    assert_eq!(heard("programmes.phase.planned.v1", true), None);
}
