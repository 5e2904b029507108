use kernel::{Announcement, Fact, Public};
use proto::partners::v1 as pb;

use super::{Memory, amended, money, public};
use crate::sponsorship::{
    Event,
    course::{self, Request},
};

/// Who pays for what.
#[derive(Debug)]
pub(crate) enum Sponsorships {}

impl Announcement for Sponsorships {
    const SERVICE: &'static str = "sponsorships";
    const CATEGORY: &'static str = "sponsorship";
    type Event = Event;
    type Memory = Memory<Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<Event>) {
        memory.take(fact, matches!(fact.event, Event::Course(course::Event::Requested(_))));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(request) = request(memory) else { return Vec::new() };
        let told = |state: &str, sum| pb::SponsorshipAnnounced {
            sponsorship: request.sponsorship.to_string(),
            sponsor: request.sponsor.to_string(),
            subject: request.subject.to_string(),
            state: state.to_owned(),
            money: money(sum),
            output: String::new(),
            quantity: None,
        };
        let (name, message) = match &fact.event {
            Event::Correction(event) => {
                return amended(event, "sponsorship", request.sponsorship.to_string());
            }
            Event::Course(event) => match event {
                course::Event::Requested(it) => {
                    ("partners.sponsorship.requested.v1", told("requested", it.money))
                }
                course::Event::Authorised(it) => {
                    ("partners.sponsorship.authorised.v1", told("authorised", it.ceiling))
                }
                course::Event::CashReceived(it) => {
                    ("partners.sponsorship.cash-received.v1", told("cash_received", Some(it.money)))
                }
                course::Event::Justified(it) => {
                    ("partners.sponsorship.justified.v1", told("justified", Some(it.money)))
                }
                course::Event::Repaid(it) => {
                    ("partners.sponsorship.repaid.v1", told("repaid", Some(it.money)))
                }
                course::Event::OutputRecorded(it) => {
                    let (output, quantity) = (it.label.clone(), it.quantity);
                    let told = told("output", None);
                    let message = pb::SponsorshipAnnounced { output, quantity, ..told };
                    ("partners.sponsorship.output.v1", message)
                }
                course::Event::Closed(_) => {
                    ("partners.sponsorship.closed.v1", told("closed", None))
                }
                course::Event::Withdrawn(_) => {
                    ("partners.sponsorship.withdrawn.v1", told("withdrawn", None))
                }
            },
        };
        vec![public(name, &message)]
    }
}

fn request(memory: &Memory<Event>) -> Option<&Request> {
    memory.events().find_map(|event| {
        let Event::Course(course::Event::Requested(request)) = event else { return None };
        Some(request)
    })
}
