use kernel::{Announcement, Code, Fact, Public};
use proto::partners::v1 as pb;

use super::{Memory, amended, day, money, public};
use crate::collaboration::{
    Event, amendment,
    course::{self, Cancelled, Ended, Proposal, Suspended, Terminated},
    deliverable,
};

/// What becomes of collaborations.
#[derive(Debug)]
pub(crate) enum Collaborations {}

impl Announcement for Collaborations {
    const SERVICE: &'static str = "collaborations";
    const CATEGORY: &'static str = "collaboration";
    type Event = Event;
    type Memory = Memory<Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<Event>) {
        let names = matches!(
            fact.event,
            Event::Course(course::Event::Proposed(_))
                | Event::Deliverable(deliverable::Event::Planned(_))
        );
        memory.take(fact, names);
    }

    fn announce(memory: &Self::Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(proposal) = proposal(memory) else { return Vec::new() };
        let reference = proposal.collaboration.to_string();
        match &fact.event {
            Event::Course(event) => vec![changed(event, proposal)],
            Event::Amendment(event) => match event {
                amendment::Event::Signed(it) => {
                    let message = pb::AmendmentAnnounced {
                        collaboration: reference,
                        amendment: it.amendment.to_string(),
                        amendment_kind: <&str>::from(it.kind).to_owned(),
                        amount: money(it.amount),
                        ends_on: day(it.ends_on),
                    };
                    vec![public("partners.amendment.signed.v1", &message)]
                }
                // Between the parties until it is signed.
                amendment::Event::Requested(_)
                | amendment::Event::Approved(_)
                | amendment::Event::Rejected(_) => Vec::new(),
            },
            Event::Deliverable(event) => {
                let (name, state, deliverable) = match event {
                    deliverable::Event::Planned(_) => return Vec::new(),
                    deliverable::Event::Delivered(it) => {
                        ("partners.deliverable.delivered.v1", "delivered", &it.deliverable)
                    }
                    deliverable::Event::Accepted(it) => {
                        ("partners.deliverable.accepted.v1", "accepted", &it.deliverable)
                    }
                };
                let message = pb::DeliverableAnnounced {
                    collaboration: reference,
                    deliverable: deliverable.to_string(),
                    label: label(memory, deliverable).unwrap_or_default().to_owned(),
                    state: state.to_owned(),
                };
                vec![public(name, &message)]
            }
            Event::Money(_) | Event::Review(_) => Vec::new(),
            Event::Correction(event) => amended(event, "collaboration", reference),
        }
    }
}

fn changed(event: &course::Event, proposal: &Proposal) -> Public {
    use course::Event as E;
    let (name, to, reason) = match event {
        E::Proposed(_) => ("partners.collaboration.proposed.v1", "proposed", ""),
        E::Negotiated(_) => ("partners.collaboration.negotiated.v1", "negotiated", ""),
        E::Signed(_) => ("partners.collaboration.signed.v1", "signed", ""),
        E::Activated(_) | E::Resumed(_) => ("partners.collaboration.active.v1", "active", ""),
        E::Suspended(Suspended { reason }) => {
            ("partners.collaboration.suspended.v1", "suspended", reason.as_str())
        }
        E::Ended(Ended { reason }) => {
            ("partners.collaboration.ended.v1", "ended", reason.as_deref().unwrap_or_default())
        }
        E::Closed(_) => ("partners.collaboration.closed.v1", "closed", ""),
        E::Cancelled(Cancelled { justification }) => {
            ("partners.collaboration.cancelled.v1", "cancelled", justification.as_str())
        }
        E::Terminated(Terminated { document, .. }) => {
            ("partners.collaboration.terminated.v1", "terminated", document.as_str())
        }
        E::Expired(_) => ("partners.collaboration.expired.v1", "expired", ""),
    };
    let codes = |all: &[Code]| all.iter().map(ToString::to_string).collect();
    let message = pb::CollaborationAnnounced {
        collaboration: proposal.collaboration.to_string(),
        title: proposal.title.clone(),
        partner: proposal.partner.to_string(),
        to: to.to_owned(),
        reason: reason.to_owned(),
        financings: codes(&proposal.financings),
        bodies: codes(&proposal.bodies),
    };
    public(name, &message)
}

fn proposal(memory: &Memory<Event>) -> Option<&Proposal> {
    memory.events().find_map(|event| {
        let Event::Course(course::Event::Proposed(proposal)) = event else { return None };
        Some(proposal)
    })
}

fn label<'m>(memory: &'m Memory<Event>, of: &Code) -> Option<&'m str> {
    memory.events().find_map(|event| {
        let Event::Deliverable(deliverable::Event::Planned(planned)) = event else { return None };
        (planned.deliverable == *of).then_some(planned.label.as_str())
    })
}
