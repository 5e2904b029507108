use std::collections::BTreeMap;

use kernel::{Aggregate as _, Announcement, Fact, Hash, Public};
use proto::sessions::v1 as pb;

use super::{amended, public};
use crate::{
    key::ItemKey,
    session::{
        Event, Session,
        agenda::{self, Concluded, Point},
        minutes,
        plan::Plan,
        stage,
    },
    views::lines::{coverage, dates, subject},
};

/// `public-sessions`: sessions, what they decide and of what they are told, their minutes.
#[derive(Debug)]
pub(crate) enum Sessions {}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    plan: Option<Plan>,
    items: BTreeMap<ItemKey, Point>,
    version: u32,
    document: Option<Hash>,
}

impl Announcement for Sessions {
    const SERVICE: &'static str = "sessions";
    const CATEGORY: &'static str = Session::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        match &fact.event {
            Event::Session(stage::Event::Planned(plan)) => {
                let items = plan.agenda.iter().map(|item| (item.item.clone(), item.clone()));
                memory.items = items.collect();
                memory.plan = Some(Plan::clone(plan));
            }
            Event::Session(stage::Event::Postponed(stage::Postponed {
                dates: Some(dates),
                ..
            })) => {
                if let Some(plan) = &mut memory.plan {
                    plan.dates = dates.clone();
                }
            }
            Event::Agenda(agenda::Event::Added(item)) => {
                memory.items.insert(item.item.clone(), item.clone());
            }
            Event::Minutes(minutes::Event::Drafted(drafted)) => {
                memory.version += 1;
                memory.document = drafted.document;
            }
            Event::Session(_)
            | Event::Plan(_)
            | Event::Agenda(_)
            | Event::Presence(_)
            | Event::Deliberation(_)
            | Event::Minutes(_)
            | Event::Correction(_) => (),
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(plan) = &memory.plan else { return Vec::new() };
        match &fact.event {
            Event::Session(event) => came_to(plan, event),
            Event::Agenda(agenda::Event::Concluded(concluded)) => {
                concludes(memory, plan, concluded)
            }
            Event::Minutes(event) => minutes_are(memory, plan, event).into_iter().collect(),
            Event::Correction(event) => amended("session", plan.reference.to_string(), event),
            // In the room until it is concluded on.
            Event::Plan(_)
            | Event::Agenda(agenda::Event::Added(_) | agenda::Event::Withdrawn(_))
            | Event::Presence(_)
            | Event::Deliberation(_) => Vec::new(),
        }
    }
}

fn came_to(plan: &Plan, event: &stage::Event) -> Vec<Public> {
    let (name, reason) = match event {
        stage::Event::Planned(_) => ("sessions.session.planned.v1", ""),
        stage::Event::Convened(_) => ("sessions.session.convened.v1", ""),
        stage::Event::Postponed(it) => ("sessions.session.postponed.v1", it.reason.as_str()),
        stage::Event::Cancelled(it) => ("sessions.session.cancelled.v1", it.reason.as_str()),
        stage::Event::Opened(_) => ("sessions.session.opened.v1", ""),
        stage::Event::Suspended(it) => ("sessions.session.suspended.v1", it.reason.as_str()),
        stage::Event::Resumed(_) => ("sessions.session.resumed.v1", ""),
        stage::Event::Closed(_) => ("sessions.session.closed.v1", ""),
        stage::Event::DossierFrozen(_) => return Vec::new(),
    };
    let message = pb::SessionAnnounced {
        session: plan.reference.to_string(),
        body: plan.body.to_string(),
        kind: pb::SessionKind::from(plan.kind).into(),
        ordinal: plan.ordinal.unwrap_or(0),
        title: plan.title.clone(),
        dates: Some(dates(&plan.dates)),
        venue: plan.venue.clone().unwrap_or_default(),
        city: plan.city.clone().unwrap_or_default(),
        reason: reason.to_owned(),
    };
    vec![public(name, proto::json(&message))]
}

/// A decision, and each thing that the body was told of.
fn concludes(memory: &Memory, plan: &Plan, concluded: &Concluded) -> Vec<Public> {
    let item = memory.items.get(&concluded.item);
    let adopted = concluded.conclusion == agenda::Conclusion::Adopted;
    let decision = concluded.decision.map(|decision| {
        let message = pb::DecisionAnnounced {
            decision: decision.to_string(),
            session: plan.reference.to_string(),
            item: concluded.item.to_string(),
            title: item.map_or_else(String::new, |item| item.title.clone()),
            text: concluded.text.clone(),
            covers: concluded.covers.iter().map(coverage).collect(),
        };
        let name =
            if adopted { "sessions.decision.adopted.v1" } else { "sessions.decision.rejected.v1" };
        public(name, proto::json(&message))
    });
    let deferred = concluded.conclusion == agenda::Conclusion::Deferred;
    let told = item.into_iter().filter(|_| !deferred).flat_map(|item| &item.subjects);
    let told = told.map(|about| {
        let message = pb::SubjectInformed {
            session: plan.reference.to_string(),
            body: plan.body.to_string(),
            body_kind: pb::BodyKind::from(plan.body_kind).into(),
            item: concluded.item.to_string(),
            subject: Some(subject(about)),
            conclusion: pb::Conclusion::from(concluded.conclusion).into(),
        };
        public("sessions.subject.informed.v1", proto::json(&message))
    });
    decision.into_iter().chain(told).collect()
}

fn minutes_are(memory: &Memory, plan: &Plan, event: &minutes::Event) -> Option<Public> {
    use minutes::Event as E;
    let (name, by, sha256) = match event {
        E::Submitted(it) => ("sessions.minutes.submitted.v1", None, it.sha256),
        E::Validated(it) => ("sessions.minutes.validated.v1", Some(&it.by), it.sha256),
        E::Rejected(it) => ("sessions.minutes.rejected.v1", Some(&it.by), None),
        E::Published(it) => ("sessions.minutes.published.v1", None, it.sha256),
        E::ErratumIssued(_) => ("sessions.minutes.erratum-issued.v1", None, None),
        // Among members until they are submitted; and what a session says of others is heard of
        // those.
        E::Drafted(_)
        | E::Circulated(_)
        | E::CorrectionRequested(_)
        | E::Judged(_)
        | E::Signed(_)
        | E::ScanAttached(_) => return None,
    };
    let text = |hash: Option<Hash>| hash.map_or_else(String::new, |hash| hash.to_string());
    let message = pb::MinutesAnnounced {
        session: plan.reference.to_string(),
        by: by.map_or_else(String::new, ToString::to_string),
        version: memory.version,
        sha256: text(sha256),
        document: text(memory.document),
    };
    Some(public(name, proto::json(&message)))
}
