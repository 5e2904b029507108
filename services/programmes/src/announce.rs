//! What the rest of the platform hears of programmes, aggregate by aggregate.
//!
//! Entity by entity, and every event by its name: a new one does not compile until somebody has said
//! whether it is heard. Whoever listens knows nothing else, so every message says by which name
//! people know what it is about.

mod areas;
mod meetings;
mod plans;
mod programmes;
mod results;
mod strategies;

use kernel::{Fact, Public, correction};
use proto::programmes::v1 as pb;
use runtime::Host;

pub(crate) fn declare(host: &mut Host) {
    host.announce::<programmes::Programmes>();
    host.announce::<plans::Plans>();
    host.announce::<results::Frameworks>();
    host.announce::<areas::Places>();
    host.announce::<strategies::Strategies>();
    host.announce::<meetings::Disseminations>();
    host.announce::<meetings::Reviews>();
}

/// What people call the thing that a stream is of.
#[derive(Debug, Default)]
pub(crate) struct Called {
    pub(crate) reference: String,
    pub(crate) title: String,
}

/// A public event, as proto3 JSON.
fn public<M: prost::Message + prost::Name>(name: &'static str, message: &M) -> Vec<Public> {
    let data = proto::json(message).expect("what is announced is in the contracts");
    vec![Public { name, data }]
}

/// Whoever heard a fact hears that it was wrong.
fn of_correction<E>(event: &correction::Event, subject: &str, _: &Fact<E>) -> Vec<Public> {
    let subject = subject.to_owned();
    match event {
        correction::Event::FactCorrected(corrected) => public(
            "programmes.fact.corrected.v1",
            &pb::AmendmentAnnounced {
                subject,
                event_id: corrected.target.to_string(),
                field: corrected.field.clone(),
                from: corrected.from.to_string(),
                to: corrected.to.to_string(),
                reason: corrected.reason.clone(),
            },
        ),
        correction::Event::EntryVoided(voided) => public(
            "programmes.fact.voided.v1",
            &pb::AmendmentAnnounced {
                subject,
                event_id: voided.target.to_string(),
                reason: voided.reason.clone(),
                ..pb::AmendmentAnnounced::default()
            },
        ),
        // Odd to us; whoever acted knows what they did.
        correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => Vec::new(),
    }
}

fn codes<'c>(codes: impl IntoIterator<Item = &'c kernel::Code>) -> Vec<String> {
    codes.into_iter().map(ToString::to_string).collect()
}
