//! What the rest of the platform, and donors, hear of partners.
//!
//! Every event by its name: a new one does not compile until somebody has said whether it is heard.
//! An announcer has a public stream to itself, because its last event is its checkpoint. Contacts
//! and single referrals are not heard of at all.

mod collaborations;
mod counted;
mod institutions;
mod sharing;
mod sponsorships;

use std::collections::BTreeMap;

use kernel::{Fact, Money, Public, Stored, correction};
use proto::{jalon::v1 as pb_act, partners::v1 as pb};
use runtime::Host;

pub(crate) fn declare(host: &mut Host) {
    host.announce::<institutions::Institutions>();
    host.announce::<collaborations::Collaborations>();
    host.announce::<sponsorships::Sponsorships>();
    host.announce::<sharing::Agreements>();
    host.announce::<counted::ReferralCounts>();
    host.announce::<counted::Interventions>();
    host.announce::<counted::Forums>();
}

fn public<M: prost::Message + prost::Name>(name: &'static str, message: &M) -> Public {
    Public { name, data: proto::json(message).expect("what is announced is in the contracts") }
}

fn money(money: Option<Money>) -> Option<pb_act::Money> {
    money.map(runtime::view::money)
}

fn day(day: Option<jiff::civil::Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// Whoever heard a fact hears that it was wrong. What was odd about it stays between the parties.
fn amended(event: &correction::Event, subject: &str, reference: String) -> Vec<Public> {
    let subject = subject.to_owned();
    match event {
        correction::Event::FactCorrected(corrected) => {
            let message = pb::FactAmendedAnnounced {
                subject,
                reference,
                event_id: corrected.target.to_string(),
                field: corrected.field.clone(),
                from: corrected.from.to_string(),
                to: corrected.to.to_string(),
                reason: corrected.reason.clone(),
            };
            vec![public("partners.fact.corrected.v1", &message)]
        }
        correction::Event::EntryVoided(voided) => {
            let message = pb::FactAmendedAnnounced {
                subject,
                reference,
                event_id: voided.target.to_string(),
                reason: voided.reason.clone(),
                ..pb::FactAmendedAnnounced::default()
            };
            vec![public("partners.fact.voided.v1", &message)]
        }
        correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => Vec::new(),
    }
}

/// The facts that later ones are spoken of by, as they were corrected since.
#[derive(Debug)]
pub(crate) struct Memory<E> {
    facts: BTreeMap<uuid::Uuid, Fact<E>>,
}

impl<E> Default for Memory<E> {
    fn default() -> Self {
        Self { facts: BTreeMap::new() }
    }
}

impl<E: Stored + Clone> Memory<E> {
    /// Keeps a fact that names what others are about; heeds one that amends it.
    fn take(&mut self, fact: &Fact<E>, names: bool) {
        if let Some(amendment) = fact.event.amendment() {
            let Some(earlier) = self.facts.get_mut(&amendment.target) else { return };
            match amendment.change.apply(earlier) {
                Ok(Some((event, _))) => earlier.event = event,
                Ok(None) => drop(self.facts.remove(&amendment.target)),
                Err(_) => (),
            }
        } else if names {
            self.facts.insert(fact.event_id, fact.clone());
        }
    }

    fn events(&self) -> impl DoubleEndedIterator<Item = &E> {
        self.facts.values().map(|fact| &fact.event)
    }
}
