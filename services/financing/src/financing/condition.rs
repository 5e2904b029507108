//! A condition of the agreement: of effectiveness, of disbursement, or a covenant.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::Timeline;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    guards::{Guards, reason, require},
    key::{CategoryKey, ConditionKey},
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Added(Requirement),
    EvidenceSubmitted(Submitted),
    Accepted(Accepted),
    EvidenceRejected(Rejected),
    Waived(Waived),
    Breached(Breached),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Requirement {
    pub(crate) condition: ConditionKey,
    pub(crate) kind: Kind,
    /// IATI `ConditionType`, where it is known.
    pub(crate) nature: Option<Nature>,
    pub(crate) label: String,
    /// Conditions of disbursement: the category they hold back; all where there is none.
    pub(crate) category: Option<CategoryKey>,
    pub(crate) due_on: Option<Date>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Effectiveness,
    Disbursement,
    Covenant,
}

/// IATI `ConditionType`, in its order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Nature {
    Policy = 1,
    Performance = 2,
    Fiduciary = 3,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) condition: ConditionKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) condition: ConditionKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub(crate) condition: ConditionKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waived {
    pub(crate) condition: ConditionKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Breached {
    pub(crate) condition: ConditionKey,
    pub(crate) reason: String,
}

/// Where a condition is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Open,
    EvidenceSubmitted,
    Accepted,
    Rejected,
    Waived,
    Breached,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub(crate) requirement: Requirement,
    since: Date,
    statuses: Timeline<Status>,
}

impl Condition {
    pub(crate) fn status_on(&self, on: Date) -> Status {
        self.statuses.state_on(on).copied().unwrap_or(Status::Open)
    }

    /// Accepted, or done without.
    fn is_met_on(&self, on: Date) -> bool {
        matches!(self.status_on(on), Status::Accepted | Status::Waived)
    }

    /// A condition of disbursement holds back its category, or all of them.
    pub(super) fn holds_back(&self, category: Option<&CategoryKey>) -> bool {
        let Requirement { kind, category: of, .. } = &self.requirement;
        *kind == Kind::Disbursement && (of.is_none() || of.as_ref() == category)
    }
}

impl Financing {
    pub(super) fn add_condition(&self, requirement: &Requirement, guards: Guards) -> Outcome {
        let name = &requirement.condition;
        let free = !self.conditions.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        if let Some(category) = &requirement.category {
            self.category(category)?;
        }
        Ok(guards.decided([Event::Added(requirement.clone())]))
    }

    pub(super) fn submit_evidence(&self, name: &ConditionKey, mut guards: Guards) -> Outcome {
        match self.status(name, &guards)? {
            Status::Open | Status::Rejected | Status::Breached => (),
            Status::EvidenceSubmitted => return Err(Rejection::AlreadyRecorded),
            Status::Accepted | Status::Waived => {
                guards.consistent(Err(Rejection::ConditionSettled))?;
            }
        }
        Ok(guards.decided([Event::EvidenceSubmitted(Submitted { condition: name.clone() })]))
    }

    pub(super) fn accept_condition(&self, name: &ConditionKey, mut guards: Guards) -> Outcome {
        self.judge(name, Status::Accepted, &mut guards)?;
        Ok(guards.decided([Event::Accepted(Accepted { condition: name.clone() })]))
    }

    pub(super) fn reject_evidence(
        &self,
        name: &ConditionKey,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        self.judge(name, Status::Rejected, &mut guards)?;
        guards.shown(reason(why))?;
        let rejected = Rejected { condition: name.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::EvidenceRejected(rejected)]))
    }

    pub(super) fn waive_condition(
        &self,
        name: &ConditionKey,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let repeated = self.status(name, &guards)? == Status::Waived;
        require(!repeated, || Rejection::AlreadyRecorded)?;
        guards.shown(reason(why))?;
        let waived = Waived { condition: name.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::Waived(waived)]))
    }

    pub(super) fn breach_condition(
        &self,
        name: &ConditionKey,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let repeated = self.status(name, &guards)? == Status::Breached;
        require(!repeated, || Rejection::AlreadyRecorded)?;
        guards.shown(reason(why))?;
        let breached = Breached { condition: name.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::Breached(breached)]))
    }

    /// The financier says yes or no to evidence that it was given.
    fn judge(&self, name: &ConditionKey, to: Status, guards: &mut Guards) -> Result<(), Rejection> {
        let status = self.status(name, guards)?;
        require(status != to, || Rejection::AlreadyRecorded)?;
        let submitted = status == Status::EvidenceSubmitted;
        guards.shown(require(submitted, || Rejection::EvidenceNotSubmitted))
    }

    pub(super) fn condition(&self, name: &ConditionKey) -> Result<&Condition, Rejection> {
        let unknown = || Rejection::UnknownCondition { condition: name.clone() };
        self.conditions.get(name).ok_or_else(unknown)
    }

    /// Where it is that day, if it was there.
    fn status(&self, name: &ConditionKey, guards: &Guards) -> Result<Status, Rejection> {
        let condition = self.condition(name)?;
        guards.not_before(condition.since)?;
        Ok(condition.status_on(guards.on))
    }

    /// It is not done without.
    pub(super) fn is_accepted(&self, name: &ConditionKey, on: Date) -> bool {
        self.conditions.get(name).is_some_and(|one| one.status_on(on) == Status::Accepted)
    }

    /// Every condition that is asked about is met that day.
    pub(super) fn met(
        &self,
        which: impl Fn(&Condition) -> bool,
        on: Date,
    ) -> Result<(), Rejection> {
        let unmet = self.conditions.iter().filter(|(_, one)| which(one) && !one.is_met_on(on));
        let conditions: Vec<_> = unmet.map(|(name, _)| name.clone()).collect();
        require(conditions.is_empty(), || Rejection::ConditionsNotMet { conditions })
    }
}

pub(super) fn evolve(all: &mut BTreeMap<ConditionKey, Condition>, event: &Event, on: Date) {
    let (name, status) = match event {
        Event::Added(requirement) => {
            let (requirement, statuses) = (requirement.clone(), Timeline::default());
            let name = requirement.condition.clone();
            all.insert(name, Condition { requirement, since: on, statuses });
            return;
        }
        Event::EvidenceSubmitted(Submitted { condition }) => (condition, Status::EvidenceSubmitted),
        Event::Accepted(Accepted { condition }) => (condition, Status::Accepted),
        Event::EvidenceRejected(Rejected { condition, .. }) => (condition, Status::Rejected),
        Event::Waived(Waived { condition, .. }) => (condition, Status::Waived),
        Event::Breached(Breached { condition, .. }) => (condition, Status::Breached),
    };
    if let Some(condition) = all.get_mut(name) {
        condition.statuses.set(on, status);
    }
}
