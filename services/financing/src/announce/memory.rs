//! What must be remembered of an agreement to speak of it: what gave a name to what later facts are about.

use std::collections::BTreeMap;

use kernel::{
    Fact,
    correction::{self, AnomalyNoted},
};
use uuid::Uuid;

use crate::financing::{
    Event,
    agreement::{self, Registration},
    condition,
    key::ConditionKey,
    withdrawal::{self, Application},
};

/// Of thousands of agreements as much is in memory, so nothing else of a fact is kept. Where one is
/// amended, all of it is made anew ([`kernel::Announcement::remember`]).
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// What people call it; its id until somebody has said.
    called: String,
    registration: Option<Box<Registration>>,
    labels: BTreeMap<ConditionKey, String>,
    applications: BTreeMap<u32, Application>,
    anomalies: BTreeMap<Uuid, AnomalyNoted>,
}

impl Memory {
    pub(super) fn take(&mut self, fact: &Fact<Event>) {
        if self.called.is_empty() {
            fact.key().clone_into(&mut self.called);
        }
        match &fact.event {
            Event::Agreement(agreement::Event::Registered(registration)) => {
                self.called = registration.reference.to_string();
                self.registration = Some(Box::new(registration.clone()));
            }
            Event::Condition(condition::Event::Added(added)) => {
                self.labels.insert(added.condition.clone(), added.label.clone());
            }
            Event::Withdrawal(withdrawal::Event::Prepared(application)) => {
                self.applications.insert(application.number, application.clone());
            }
            Event::Correction(correction::Event::AnomalyNoted(anomaly)) => {
                self.anomalies.insert(fact.event_id, anomaly.clone());
            }
            Event::Agreement(_)
            | Event::Transition(_)
            | Event::Condition(_)
            | Event::Category(_)
            | Event::Tranche(_)
            | Event::Withdrawal(_)
            | Event::Account(_)
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Closure(_)
            | Event::Audit(_)
            | Event::Statement(_)
            | Event::Report(_)
            | Event::Correction(_) => (),
        }
    }

    /// What people call the agreement.
    pub(super) fn financing(&self) -> String {
        self.called.clone()
    }

    pub(super) fn registration(&self) -> Option<&Registration> {
        self.registration.as_deref()
    }

    pub(super) fn label(&self, condition: &ConditionKey) -> Option<&str> {
        self.labels.get(condition).map(String::as_str)
    }

    pub(super) fn application(&self, number: u32) -> Option<&Application> {
        self.applications.get(&number)
    }

    pub(super) fn anomaly(&self, noted: Uuid) -> Option<&AnomalyNoted> {
        self.anomalies.get(&noted)
    }
}
