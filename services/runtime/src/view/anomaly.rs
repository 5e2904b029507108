//! What others did that contradicts a rule of ours, until somebody explains it.

use std::collections::BTreeMap;

use kernel::{Fact, correction::Event};
use proto::jalon::v1 as pb;
use serde::{Deserialize, Serialize};

use super::Proof;

/// A row of the anomalies of a service, under `<stream>/<event id of the anomaly>`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Anomaly {
    about: String,
    args: BTreeMap<String, String>,
    explanation: Option<String>,
    /// None: it was explained and never noted.
    proof: Option<Proof>,
}

impl Anomaly {
    /// The key of the row that `fact`, whose event says `said`, is about.
    pub fn key<E>(fact: &Fact<E>, said: &Event) -> Option<String> {
        match said {
            Event::AnomalyNoted(_) => Some(super::key(fact, fact.event_id)),
            Event::AnomalyExplained(explained) => Some(super::key(fact, explained.anomaly)),
            Event::FactCorrected(_) | Event::EntryVoided(_) => None,
        }
    }

    pub fn fold<E>(&mut self, fact: &Fact<E>, said: &Event) {
        match said {
            Event::AnomalyNoted(noted) => {
                self.about.clone_from(&noted.about);
                self.args.clone_from(&noted.args);
                self.proof = Some(fact.into());
            }
            Event::AnomalyExplained(explained) => {
                self.explanation = Some(explained.explanation.clone());
            }
            Event::FactCorrected(_) | Event::EntryVoided(_) => (),
        }
    }

    pub fn is_open(&self) -> bool {
        self.proof.is_some() && self.explanation.is_none()
    }

    pub fn line(&self) -> Option<pb::Anomaly> {
        let proof = self.proof?;
        Some(pb::Anomaly {
            event_id: proof.event_id.to_string(),
            about: self.about.clone(),
            args: self.args.clone().into_iter().collect(),
            explained: self.explanation.is_some(),
            explanation: self.explanation.clone().unwrap_or_default(),
            proof: Some(proof.into()),
        })
    }
}
