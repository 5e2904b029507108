use kernel::{Announcement, Fact, Public};
use proto::partners::v1 as pb;

use super::{Memory, amended, day, public};
use crate::sharing::{
    Event,
    agreement::{self, Terms},
    extract, transfer,
};

/// What may be shared, and what was: counts and hashes.
#[derive(Debug)]
pub(crate) enum Agreements {}

impl Announcement for Agreements {
    const SERVICE: &'static str = "sharing";
    const CATEGORY: &'static str = "sharing";
    type Event = Event;
    type Memory = Memory<Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<Event>) {
        memory.take(fact, matches!(fact.event, Event::Agreement(agreement::Event::Authorised(_))));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(terms) = terms(memory) else { return Vec::new() };
        let reference = terms.agreement.to_string();
        match &fact.event {
            Event::Agreement(event) => vec![agreed(event, terms)],
            Event::Extract(extract::Event::Recorded(it)) => {
                let message = pb::ExtractAnnounced {
                    agreement: reference,
                    extract: it.extract.to_string(),
                    purpose: it.purpose.to_string(),
                    recipient: it.recipient.to_string(),
                    households: it.households,
                    sha256: it.sha256.to_string(),
                };
                vec![public("partners.extract.recorded.v1", &message)]
            }
            Event::Transfer(event) => vec![sent(event, reference)],
            Event::Correction(event) => amended(event, "data_sharing", reference),
        }
    }
}

fn agreed(event: &agreement::Event, terms: &Terms) -> Public {
    let (name, state, reason, ends_on) = match event {
        agreement::Event::Authorised(it) => {
            ("partners.data-sharing.authorised.v1", "authorised", "", it.ends_on)
        }
        agreement::Event::Suspended(it) => {
            ("partners.data-sharing.suspended.v1", "suspended", it.reason.as_str(), None)
        }
        agreement::Event::Resumed(_) => ("partners.data-sharing.resumed.v1", "resumed", "", None),
        agreement::Event::Revoked(it) => {
            ("partners.data-sharing.revoked.v1", "revoked", it.reason.as_str(), None)
        }
        agreement::Event::Prolonged(it) => {
            ("partners.data-sharing.prolonged.v1", "prolonged", "", Some(it.ends_on))
        }
        agreement::Event::Expired(it) => {
            ("partners.data-sharing.expired.v1", "expired", "", Some(it.ends_on))
        }
    };
    let message = pb::DataSharingAnnounced {
        agreement: terms.agreement.to_string(),
        holder: terms.holder.to_string(),
        recipient: terms.recipient.to_string(),
        state: state.to_owned(),
        reason: reason.to_owned(),
        ends_on: day(ends_on),
    };
    public(name, &message)
}

fn sent(event: &transfer::Event, agreement: String) -> Public {
    let mut told = pb::TransferAnnounced { agreement, ..pb::TransferAnnounced::default() };
    let (name, state, transfer) = match event {
        transfer::Event::Prepared(it) => {
            told.prepared = it.prepared;
            ("partners.transfer.prepared.v1", "prepared", &it.transfer)
        }
        transfer::Event::Shared(it) => {
            told.shared = it.shared;
            ("partners.transfer.shared.v1", "shared", &it.transfer)
        }
        transfer::Event::Received(it) => {
            ("partners.transfer.received.v1", "received", &it.transfer)
        }
        transfer::Event::Matched(it) => {
            (told.matched, told.unmatched, told.rejected) = (it.matched, it.unmatched, it.rejected);
            ("partners.transfer.matched.v1", "matched", &it.transfer)
        }
        transfer::Event::Registered(it) => {
            told.registered = it.registered;
            ("partners.transfer.registered.v1", "registered", &it.transfer)
        }
        transfer::Event::Reconciled(it) => {
            ("partners.transfer.reconciled.v1", "reconciled", &it.transfer)
        }
    };
    (told.transfer, told.state) = (transfer.to_string(), state.to_owned());
    public(name, &told)
}

fn terms(memory: &Memory<Event>) -> Option<&Terms> {
    memory.events().find_map(|event| {
        let Event::Agreement(agreement::Event::Authorised(terms)) = event else { return None };
        Some(terms)
    })
}
