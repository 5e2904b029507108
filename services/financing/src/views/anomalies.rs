//! What others did that contradicts a rule of ours, until somebody explains it.

use std::collections::BTreeMap;

use kernel::{Fact, Projection};
use proto::financing::v1 as pb;
use runtime::view::Proof;
use serde::{Deserialize, Serialize};

use crate::financing::{Event, correction};

/// `<stream>/<event id of the anomaly>`.
#[derive(Debug)]
pub(super) struct Anomalies;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Anomaly {
    about: String,
    args: BTreeMap<String, String>,
    explanation: Option<String>,
    /// None: it was explained and never noted.
    proof: Option<Proof>,
}

impl Projection for Anomalies {
    const NAME: &'static str = "anomalies";

    type Event = Event;
    type Row = Anomaly;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Correction(event) = &fact.event else { return Vec::new() };
        match event {
            correction::Event::AnomalyNoted(_) => vec![super::key(fact, fact.event_id)],
            correction::Event::AnomalyExplained(explained) => {
                vec![super::key(fact, explained.anomaly)]
            }
            correction::Event::FactCorrected(_) | correction::Event::EntryVoided(_) => Vec::new(),
        }
    }

    fn fold(_: &str, row: &mut Anomaly, fact: &Fact<Event>) {
        let Event::Correction(event) = &fact.event else { return };
        match event {
            correction::Event::AnomalyNoted(noted) => {
                row.about.clone_from(&noted.about);
                row.args.clone_from(&noted.args);
                row.proof = Some(fact.into());
            }
            correction::Event::AnomalyExplained(explained) => {
                row.explanation = Some(explained.explanation.clone());
            }
            correction::Event::FactCorrected(_) | correction::Event::EntryVoided(_) => (),
        }
    }
}

impl Anomaly {
    pub(super) fn is_open(&self) -> bool {
        self.proof.is_some() && self.explanation.is_none()
    }

    pub(super) fn line(&self) -> Option<pb::Anomaly> {
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
