//! Conditions of the agreements: what each asks for, and whether it is met.

use kernel::{Fact, Projection};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{
    Event,
    condition::{self, Requirement, Status},
};

/// `<stream>/<condition>`.
#[derive(Debug)]
pub(super) struct Conditions;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Condition {
    /// None while only its evidence is known.
    pub(super) required: Option<Required>,
    status: Option<Status>,
    reason: Option<String>,
    /// What made it what it is.
    proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Required {
    kind: i32,
    nature: i32,
    label: String,
    category: Option<String>,
    due_on: Option<Day>,
}

impl Projection for Conditions {
    const NAME: &'static str = "conditions";

    type Event = Event;
    type Row = Condition;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Condition(event) = &fact.event else { return Vec::new() };
        let condition = match event {
            condition::Event::Added(requirement) => &requirement.condition,
            condition::Event::EvidenceSubmitted(submitted) => &submitted.condition,
            condition::Event::Accepted(accepted) => &accepted.condition,
            condition::Event::EvidenceRejected(rejected) => &rejected.condition,
            condition::Event::Waived(waived) => &waived.condition,
            condition::Event::Breached(breached) => &breached.condition,
        };
        vec![runtime::view::key(fact, condition)]
    }

    fn fold(_: &str, row: &mut Condition, fact: &Fact<Event>) {
        let Event::Condition(event) = &fact.event else { return };
        let (status, reason) = match event {
            condition::Event::Added(requirement) => {
                row.required = Some(requirement.into());
                row.proof.get_or_insert(fact.into());
                return;
            }
            condition::Event::EvidenceSubmitted(_) => (Status::EvidenceSubmitted, None),
            condition::Event::Accepted(_) => (Status::Accepted, None),
            condition::Event::EvidenceRejected(it) => (Status::Rejected, Some(&it.reason)),
            condition::Event::Waived(waived) => (Status::Waived, Some(&waived.reason)),
            condition::Event::Breached(breached) => (Status::Breached, Some(&breached.reason)),
        };
        row.status = Some(status);
        row.reason = reason.cloned();
        row.proof = Some(fact.into());
    }
}

impl Condition {
    pub(super) fn status(&self) -> Status {
        self.status.unwrap_or(Status::Open)
    }

    pub(super) fn is_met(&self) -> bool {
        matches!(self.status(), Status::Accepted | Status::Waived)
    }

    pub(super) fn line(&self, financing: &str, condition: &str) -> Option<pb::ConditionLine> {
        let required = self.required.clone()?;
        Some(pb::ConditionLine {
            financing: financing.to_owned(),
            condition: condition.to_owned(),
            label: required.label,
            kind: required.kind,
            r#type: required.nature,
            state: <&str>::from(self.status()).to_owned(),
            due_on: day(required.due_on),
            category: required.category.unwrap_or_default(),
            reason: self.reason.clone().unwrap_or_default(),
            proof: self.proof.map(Into::into),
        })
    }
}

impl From<&Requirement> for Required {
    fn from(requirement: &Requirement) -> Self {
        Self {
            kind: codes::condition_kind(requirement.kind),
            nature: codes::condition_type(requirement.nature),
            label: requirement.label.clone(),
            category: requirement.category.as_ref().map(ToString::to_string),
            due_on: requirement.due_on.map(Day),
        }
    }
}
