//! What is heard of each event, and that whoever hears it can tell what it is about.

use std::sync::Arc;

use jiff::civil::date;
use kernel::{
    Announcement, Fact, Stored as _,
    testing::{meta, who},
};
use serde_json::Value;
use uuid::Uuid;

use super::{Blockages, Bodies, Missions, Recommendations, Sessions};

/// What is announced of a stream that holds one of every event, in the order of the table.
fn heard<A: Announcement>(golden: &str) -> Vec<(&'static str, Value)> {
    let mut memory = A::Memory::default();
    let mut heard = Vec::new();
    for (position, line) in (0..).zip(golden.lines()) {
        let (name, data) = line.split_once('\t').unwrap();
        let fact = Fact {
            stream: "a-story".into(),
            revision: position,
            position,
            event_id: Uuid::nil(),
            meta: Arc::new(meta(&who("awa"), date(2019, 9, 26))),
            event: A::Event::read(name, data.as_bytes()).unwrap(),
        };
        A::remember(&mut memory, &fact);
        for public in A::announce(&memory, &fact) {
            heard.push((public.name, serde_json::from_slice(&public.data).unwrap()));
        }
    }
    heard
}

fn names(heard: &[(&'static str, Value)]) -> Vec<&'static str> {
    heard.iter().map(|(name, _)| *name).collect()
}

#[test]
fn of_a_body() {
    let heard = heard::<Bodies>(include_str!("../body/events.golden"));
    assert_eq!(
        names(&heard),
        [
            "sessions.body.constituted.v1",
            "sessions.body.renamed.v1",
            "sessions.body.dissolved.v1",
            "sessions.body.cadence-missed.v1",
            "sessions.body.dormant.v1",
            "sessions.body.reactivated.v1",
            "sessions.fact.corrected.v1",
            "sessions.fact.voided.v1",
        ]
    );
    assert!(heard[..6].iter().all(|(_, said)| said["body"] == "ML-CTN"));
    assert_eq!(heard[1].1["name"], "CRPS du Bankui");
}

#[test]
fn of_a_session() {
    let heard = heard::<Sessions>(include_str!("../session/events.golden"));
    assert_eq!(
        names(&heard),
        [
            "sessions.session.planned.v1",
            "sessions.session.convened.v1",
            "sessions.session.postponed.v1",
            "sessions.session.cancelled.v1",
            "sessions.session.opened.v1",
            "sessions.session.suspended.v1",
            "sessions.session.resumed.v1",
            "sessions.session.closed.v1",
            "sessions.decision.adopted.v1",
            "sessions.minutes.submitted.v1",
            "sessions.minutes.validated.v1",
            "sessions.minutes.rejected.v1",
            "sessions.minutes.published.v1",
            "sessions.minutes.erratum-issued.v1",
            "sessions.fact.corrected.v1",
            "sessions.fact.voided.v1",
        ]
    );
    assert!(heard[..14].iter().all(|(_, said)| said["session"] == "ML-CTN-18"));
    assert_eq!(heard[8].1["covers"][0]["transition"], "CloseFinancially");
}

#[test]
fn whoever_is_informed_of_something_is_said_to_be_unless_it_is_put_off() {
    let golden = include_str!("../session/events.golden");
    let planned = golden.lines().next().unwrap();
    let told = |conclusion: &str| {
        let decision = if conclusion == "adopted" {
            "\"00000000-0000-0000-0000-000000000007\""
        } else {
            "null"
        };
        let concluded = format!(
            "sessions.agenda.item-concluded.v1\t{{\"item\":\"1\",\"conclusion\":\"{conclusion}\",\
             \"text\":\"Vu\",\"covers\":[],\"decision\":{decision}}}"
        );
        let heard = heard::<Sessions>(&format!("{planned}\n{concluded}"));
        heard[1..].to_vec()
    };
    let noted = told("noted");
    assert_eq!(names(&noted), ["sessions.subject.informed.v1"]);
    assert_eq!(noted[0].1["subject"]["reference"], "TF0A2384");
    assert_eq!(noted[0].1["bodyKind"], "BODY_KIND_TECHNICAL_COMMITTEE");
    assert_eq!(
        names(&told("adopted")),
        ["sessions.decision.adopted.v1", "sessions.subject.informed.v1"]
    );
    assert_eq!(names(&told("deferred")), [""; 0]);
}

#[test]
fn of_a_recommendation() {
    let heard = heard::<Recommendations>(include_str!("../recommendation/events.golden"));
    assert_eq!(
        names(&heard),
        [
            "sessions.recommendation.adopted.v1",
            "sessions.recommendation.assigned.v1",
            "sessions.recommendation.accepted.v1",
            "sessions.recommendation.refused.v1",
            "sessions.recommendation.claimed.v1",
            "sessions.recommendation.verified.v1",
            "sessions.recommendation.closed.v1",
            "sessions.recommendation.reopened.v1",
            "sessions.recommendation.superseded.v1",
            "sessions.recommendation.overtaken.v1",
            "sessions.recommendation.abandoned.v1",
            "sessions.recommendation.escalated.v1",
            "sessions.fact.corrected.v1",
            "sessions.fact.voided.v1",
        ]
    );
    assert!(heard[..12].iter().all(|(_, said)| said["recommendation"] == "ML-CTN-17-R2"));
    assert_eq!(heard[11].1["escalatedTo"], "ML-CNP");
}

#[test]
fn of_a_blockage() {
    let heard = heard::<Blockages>(include_str!("../blockage/events.golden"));
    assert_eq!(
        names(&heard),
        [
            "sessions.blockage.raised.v1",
            "sessions.blockage.qualified.v1",
            "sessions.blockage.solution-adopted.v1",
            "sessions.blockage.resolved.v1",
            "sessions.blockage.escalated.v1",
            "sessions.blockage.reopened.v1",
            "sessions.fact.corrected.v1",
            "sessions.fact.voided.v1",
        ]
    );
    assert_eq!(heard[2].1["solution"], "Mission de collecte");
}

#[test]
fn of_a_mission() {
    let heard = heard::<Missions>(include_str!("../mission/events.golden"));
    assert_eq!(
        names(&heard),
        [
            "sessions.mission.announced.v1",
            "sessions.mission.reported.v1",
            "sessions.mission.closed.v1",
            "sessions.mission.finding-recorded.v1",
            "sessions.mission.finding-resolved.v1",
            "sessions.fact.corrected.v1",
            "sessions.fact.voided.v1",
        ]
    );
    assert_eq!(heard[3].1["statement"], "Avances non justifiées");
}
