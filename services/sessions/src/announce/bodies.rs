use kernel::{Aggregate as _, Announcement, Fact, Public};
use proto::sessions::v1 as pb;

use super::{amended, public};
use crate::body::{
    Body, Event, calendar,
    register::{self, Constituted},
};

/// `public-bodies`: committees come and go, and fall asleep.
#[derive(Debug)]
pub(crate) enum Bodies {}

/// A body, and what it is called.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    body: Option<Constituted>,
    name: String,
}

impl Announcement for Bodies {
    const SERVICE: &'static str = "bodies";
    const CATEGORY: &'static str = Body::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        match &fact.event {
            Event::Body(register::Event::Constituted(body)) => {
                memory.name.clone_from(&body.name);
                memory.body = Some(body.clone());
            }
            Event::Body(register::Event::Renamed(renamed)) => {
                memory.name.clone_from(&renamed.name);
            }
            Event::Body(
                register::Event::MandateChanged(_)
                | register::Event::RulesSet(_)
                | register::Event::NameSuspended(_)
                | register::Event::NameResumed(_)
                | register::Event::Dissolved(_),
            )
            | Event::Seat(_)
            | Event::Number(_)
            | Event::Calendar(_)
            | Event::Correction(_) => (),
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(body) = &memory.body else { return Vec::new() };
        let said = pb::BodyAnnounced {
            body: body.reference.to_string(),
            name: memory.name.clone(),
            kind: pb::BodyKind::from(body.kind).into(),
            ..pb::BodyAnnounced::default()
        };
        let (name, message) = match &fact.event {
            Event::Body(register::Event::Constituted(_)) => ("sessions.body.constituted.v1", said),
            Event::Body(register::Event::Renamed(_)) => ("sessions.body.renamed.v1", said),
            Event::Body(register::Event::Dissolved(_)) => ("sessions.body.dissolved.v1", said),
            Event::Calendar(calendar::Event::CadenceMissed(missed)) => (
                "sessions.body.cadence-missed.v1",
                pb::BodyAnnounced { on: missed.due_on.to_string(), ..said },
            ),
            Event::Calendar(calendar::Event::WentDormant(dormant)) => (
                "sessions.body.dormant.v1",
                pb::BodyAnnounced { on: dormant.since.to_string(), ..said },
            ),
            Event::Calendar(calendar::Event::Reactivated(woken)) => (
                "sessions.body.reactivated.v1",
                pb::BodyAnnounced { session: woken.session.to_string(), ..said },
            ),
            Event::Correction(event) => return amended("body", said.body, event),
            // How it works inside is its own.
            Event::Body(
                register::Event::MandateChanged(_)
                | register::Event::RulesSet(_)
                | register::Event::NameSuspended(_)
                | register::Event::NameResumed(_),
            )
            | Event::Seat(_)
            | Event::Number(_) => return Vec::new(),
        };
        vec![public(name, proto::json(&message))]
    }
}
