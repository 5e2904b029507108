use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Announcement, Code, Fact, Id, Public};
use proto::financing::v1 as pb;
use uuid::Uuid;

use super::public;
use crate::{
    financing::Financing,
    watch::{
        Event, Watch,
        deadline::{self, Approaching, Kind, Reached},
    },
};

/// What draws near. A stream of its own, because each stream has one announcer.
#[derive(Debug)]
pub(crate) enum Deadlines {}

/// What must be remembered to speak of deadlines.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What people call each agreement.
    names: BTreeMap<Id<Financing>, Code>,
    /// Which event first said that a deadline of that day is reached. The watch says so again
    /// whenever that might now have a consequence; whoever listens hears it once.
    reached: BTreeMap<(Id<Financing>, Kind, String, Date), Uuid>,
}

impl Announcement for Deadlines {
    const SERVICE: &'static str = "deadlines";
    const CATEGORY: &'static str = <Watch as kernel::Aggregate>::CATEGORY;
    type Event = Event;

    type Memory = Known;

    fn remember(memory: &mut Known, fact: &Fact<Event>) {
        let Event::Deadline(event) = &fact.event;
        match event {
            deadline::Event::AgreementNamed(named) => {
                memory.names.insert(named.financing, named.reference.clone());
            }
            deadline::Event::Reached(reached) => {
                memory.reached.entry(key(reached)).or_insert(fact.event_id);
            }
            deadline::Event::Tracked(_)
            | deadline::Event::Untracked(_)
            | deadline::Event::Approaching(_) => (),
        }
    }

    fn announce(memory: &Known, fact: &Fact<Event>) -> Vec<Public> {
        let Event::Deadline(event) = &fact.event;
        // By its id only where nobody ever said what it is called.
        let called = |financing: &Id<Financing>, reference: &Option<Code>| {
            let known = reference.as_ref().or_else(|| memory.names.get(financing));
            known.map_or_else(|| financing.to_string(), Code::to_string)
        };
        let (name, message) = match event {
            deadline::Event::Approaching(approaching) => {
                let Approaching { financing, reference, kind, subject, on, days } = approaching;
                let message = pb::DeadlineAnnounced {
                    financing: called(financing, reference),
                    kind: kind.to_string(),
                    subject: subject.clone(),
                    on: on.to_string(),
                    days: (*days).into(),
                };
                ("financing.deadline.approaching.v1", message)
            }
            deadline::Event::Reached(reached) => {
                if memory.reached.get(&key(reached)) != Some(&fact.event_id) {
                    return Vec::new();
                }
                let Reached { financing, reference, kind, subject, on } = reached;
                let message = pb::DeadlineAnnounced {
                    financing: called(financing, reference),
                    kind: kind.to_string(),
                    subject: subject.clone(),
                    on: on.to_string(),
                    days: 0,
                };
                ("financing.deadline.reached.v1", message)
            }
            deadline::Event::AgreementNamed(_)
            | deadline::Event::Tracked(_)
            | deadline::Event::Untracked(_) => return Vec::new(),
        };
        vec![public(name, proto::json(&message))]
    }
}

fn key(reached: &Reached) -> (Id<Financing>, Kind, String, Date) {
    (reached.financing, reached.kind, reached.subject.clone(), reached.on)
}
