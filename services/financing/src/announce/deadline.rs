use std::collections::BTreeMap;

use kernel::{Announcement, Code, Fact, Id, Public};
use proto::financing::v1 as pb;

use super::public;
use crate::{
    financing::Financing,
    watch::{
        Event, Watch,
        deadline::{self, Approaching, Reached},
    },
};

/// What draws near. A stream of its own, because each stream has one announcer.
#[derive(Debug)]
pub(crate) enum Deadlines {}

impl Announcement for Deadlines {
    const SERVICE: &'static str = "deadlines";
    const CATEGORY: &'static str = <Watch as kernel::Aggregate>::CATEGORY;
    type Event = Event;

    /// What people call each agreement.
    type Memory = BTreeMap<Id<Financing>, Code>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<Event>) {
        if let Event::Deadline(deadline::Event::AgreementNamed(named)) = &fact.event {
            memory.insert(named.financing, named.reference.clone());
        }
    }

    fn announce(memory: &Self::Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Event::Deadline(event) = &fact.event;
        // By its id only where nobody ever said what it is called.
        let called = |financing: &Id<Financing>, reference: &Option<Code>| {
            let known = reference.as_ref().or_else(|| memory.get(financing));
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
            deadline::Event::Reached(Reached { financing, reference, kind, subject, on }) => {
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
