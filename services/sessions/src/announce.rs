//! What the rest of the platform hears of bodies, sessions, recommendations, blockages and missions.
//!
//! Every event by its name: a new one does not compile until somebody has said whether it is heard.
//! Whoever listens knows nothing else, so every message says by which name people know what it is
//! about. Each of the five has a public stream to itself: its last event is its checkpoint.

mod bodies;
mod recommendations;
mod register;
mod sessions;
#[cfg(test)]
mod tests;

use kernel::{Public, correction};
use proto::sessions::v1 as pb;

pub(crate) use self::{
    bodies::Bodies,
    recommendations::Recommendations,
    register::{Blockages, Missions},
    sessions::Sessions,
};

fn public(name: &'static str, data: serde_json::Result<Vec<u8>>) -> Public {
    Public { name, data: data.expect("what is announced is in the contracts") }
}

/// Whoever heard a fact hears that it was wrong.
fn amended(kind: &str, reference: String, event: &correction::Event) -> Vec<Public> {
    let kind = kind.to_owned();
    match event {
        correction::Event::FactCorrected(corrected) => {
            let message = pb::AmendmentAnnounced {
                kind,
                reference,
                event_id: corrected.target.to_string(),
                field: corrected.field.clone(),
                from: corrected.from.to_string(),
                to: corrected.to.to_string(),
                reason: corrected.reason.clone(),
            };
            vec![public("sessions.fact.corrected.v1", proto::json(&message))]
        }
        correction::Event::EntryVoided(voided) => {
            let message = pb::AmendmentAnnounced {
                kind,
                reference,
                event_id: voided.target.to_string(),
                reason: voided.reason.clone(),
                ..pb::AmendmentAnnounced::default()
            };
            vec![public("sessions.fact.voided.v1", proto::json(&message))]
        }
        correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => Vec::new(),
    }
}
