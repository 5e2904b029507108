use jiff::civil::Date;
use kernel::{Aggregate as _, Announcement, Code, Fact, Public};
use proto::sessions::v1 as pb;

use super::{amended, public};
use crate::{
    recommendation::{
        Event, Recommendation, Status, course,
        text::{self, Formulated},
    },
    views::lines::subjects,
};

/// `public-recommendations`: what is asked of whom, and what becomes of it.
#[derive(Debug)]
pub(crate) enum Recommendations {}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    text: Option<Formulated>,
    status: Status,
    addressee: Option<Code>,
    due_on: Option<Date>,
    escalated_to: Option<Code>,
}

impl Announcement for Recommendations {
    const SERVICE: &'static str = "recommendations";
    const CATEGORY: &'static str = Recommendation::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        match &fact.event {
            Event::Text(text::Event::Formulated(text)) => {
                memory.addressee.clone_from(&text.addressee);
                memory.due_on = text.due_on;
                memory.text = Some(text.clone());
            }
            Event::Course(event) => {
                memory.status = event.status().unwrap_or(memory.status);
                if let course::Event::Assigned(assigned) = event {
                    memory.addressee = Some(assigned.addressee.clone());
                    memory.due_on = assigned.due_on;
                } else if let course::Event::Extended(extended) = event {
                    memory.due_on = Some(extended.due_on);
                } else if let course::Event::Escalated(escalated) = event {
                    memory.escalated_to = Some(escalated.to.clone());
                }
            }
            Event::Correction(_) => (),
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        use course::Event as E;
        let Some(text) = &memory.text else { return Vec::new() };
        let event = match &fact.event {
            Event::Course(event) => event,
            Event::Correction(event) => {
                return amended("recommendation", text.reference.to_string(), event);
            }
            // Nobody has adopted it yet.
            Event::Text(_) => return Vec::new(),
        };
        let name = match event {
            E::Adopted(_) => "sessions.recommendation.adopted.v1",
            E::Assigned(_) => "sessions.recommendation.assigned.v1",
            E::Accepted(_) => "sessions.recommendation.accepted.v1",
            E::Refused(_) => "sessions.recommendation.refused.v1",
            E::Claimed(_) => "sessions.recommendation.claimed.v1",
            E::Verified(_) => "sessions.recommendation.verified.v1",
            E::Closed(_) => "sessions.recommendation.closed.v1",
            E::Reopened(_) => "sessions.recommendation.reopened.v1",
            E::Superseded(_) => "sessions.recommendation.superseded.v1",
            E::Overtaken(_) => "sessions.recommendation.overtaken.v1",
            E::Abandoned(_) => "sessions.recommendation.abandoned.v1",
            E::Escalated(_) => "sessions.recommendation.escalated.v1",
            E::ProgressReported(_) | E::ClaimReturned(_) | E::Extended(_) => return Vec::new(),
        };
        let from = text.origin.session.as_ref().or(text.origin.mission.as_ref());
        let code = |code: Option<&Code>| code.map_or_else(String::new, Code::to_string);
        let message = pb::RecommendationAnnounced {
            recommendation: text.reference.to_string(),
            text: text.text.clone(),
            origin: <&str>::from(text.origin.kind).to_owned(),
            from: code(from),
            addressee: code(memory.addressee.as_ref()),
            due_on: memory.due_on.map_or_else(String::new, |day| day.to_string()),
            state: memory.status.to_string(),
            subjects: subjects(&text.subjects),
            escalated_to: code(memory.escalated_to.as_ref()),
            reason: event.reason().unwrap_or_default().to_owned(),
        };
        vec![public(name, proto::json(&message))]
    }
}
