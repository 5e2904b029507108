use kernel::{Announcement, Fact, Public};
use proto::financing::v1 as pb;

use super::public;
use crate::watch::{
    Event, Watch,
    deadline::{self, Approaching, Reached},
};

/// What draws near. A stream of its own, because each stream has one announcer.
#[derive(Debug)]
pub(crate) enum Deadlines {}

impl Announcement for Deadlines {
    const SERVICE: &'static str = "deadlines";
    const CATEGORY: &'static str = <Watch as kernel::Aggregate>::CATEGORY;
    type Event = Event;

    fn announce(fact: &Fact<Event>) -> Option<Public> {
        let Event::Deadline(event) = &fact.event;
        let (name, message) = match event {
            deadline::Event::Approaching(approaching) => {
                let Approaching { financing, reference, kind, subject, on, days } = approaching;
                let message = pb::DeadlineAnnounced {
                    financing: called(reference.as_ref(), financing),
                    kind: kind.to_string(),
                    subject: subject.clone(),
                    on: on.to_string(),
                    days: (*days).into(),
                };
                ("financing.deadline.approaching.v1", message)
            }
            deadline::Event::Reached(Reached { financing, reference, kind, subject, on }) => {
                let message = pb::DeadlineAnnounced {
                    financing: called(reference.as_ref(), financing),
                    kind: kind.to_string(),
                    subject: subject.clone(),
                    on: on.to_string(),
                    days: 0,
                };
                ("financing.deadline.reached.v1", message)
            }
            deadline::Event::AgreementNamed(_)
            | deadline::Event::Tracked(_)
            | deadline::Event::Untracked(_) => return None,
        };
        Some(public(name, proto::json(&message)))
    }
}

/// By its reference, once the watch has heard it.
fn called(
    reference: Option<&kernel::Code>,
    financing: &kernel::Id<crate::financing::Financing>,
) -> String {
    reference.map_or_else(|| financing.to_string(), ToString::to_string)
}
