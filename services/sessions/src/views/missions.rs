//! Oversight missions: what each handed over and found.

use std::collections::BTreeMap;

use kernel::{Code, Fact, Projection};
use runtime::view::{Anomaly, Proof};
use serde::{Deserialize, Serialize};

use crate::mission::{
    Event,
    finding::{self, Found, Responded},
    report::{self, Announced, Reported},
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) enum Missions {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mission {
    pub(super) announced: Option<(Announced, Proof)>,
    pub(super) programme: Option<Code>,
    pub(super) reports: Vec<(Reported, Proof)>,
    pub(super) findings: Vec<Finding>,
    pub(super) closed: bool,
    pub(super) illustrative: bool,
    pub(super) proof: Option<Proof>,
    /// By the event that noted each.
    anomalies: BTreeMap<String, Anomaly>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(super) found: Found,
    pub(super) responded: Option<Responded>,
    pub(super) follow_up: Vec<String>,
    pub(super) resolved: bool,
    pub(super) proof: Proof,
}

impl Projection for Missions {
    const NAME: &'static str = "missions-v2";

    type Event = Event;
    type Row = Mission;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Mission, fact: &Fact<Event>) {
        row.illustrative |= fact.meta.illustrative();
        let proof = Proof::from(fact);
        match &fact.event {
            Event::Mission(event) => {
                row.proof = Some(proof);
                match event {
                    report::Event::Announced(announced) => {
                        row.programme.clone_from(&fact.meta.programme);
                        row.announced = Some((announced.clone(), proof));
                    }
                    report::Event::Reported(reported) => {
                        row.reports.push((reported.clone(), proof));
                    }
                    report::Event::Closed(_) => row.closed = true,
                }
            }
            Event::Finding(event) => row.found(event, proof),
            Event::Correction(event) => {
                if let Some(key) = Anomaly::key(fact, event) {
                    row.anomalies.entry(key).or_default().fold(fact, event);
                }
            }
        }
    }
}

impl Mission {
    pub(super) fn anomalies(&self) -> impl Iterator<Item = &Anomaly> {
        self.anomalies.values()
    }

    fn found(&mut self, event: &finding::Event, proof: Proof) {
        let named = match event {
            finding::Event::Recorded(found) => {
                self.findings.push(Finding {
                    found: found.clone(),
                    responded: None,
                    follow_up: Vec::new(),
                    resolved: false,
                    proof,
                });
                return;
            }
            finding::Event::Responded(responded) => &responded.finding,
            finding::Event::FollowedUp(followed) => &followed.finding,
            finding::Event::Resolved(resolved) => &resolved.finding,
        };
        let Some(finding) = self.findings.iter_mut().find(|it| it.found.finding == *named) else {
            return;
        };
        finding.proof = proof;
        match event {
            finding::Event::Responded(responded) => finding.responded = Some(responded.clone()),
            finding::Event::FollowedUp(followed) => finding.follow_up.push(followed.text.clone()),
            finding::Event::Resolved(resolved) => {
                finding.follow_up.push(resolved.text.clone());
                finding.resolved = true;
            }
            finding::Event::Recorded(_) => (),
        }
    }
}
