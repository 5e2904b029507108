//! A deadline: a day before which somebody has something to do.

use std::collections::BTreeSet;

use jiff::{Span, civil::Date};
use kernel::{Code, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::financing::Financing;

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    AgreementNamed(AgreementNamed),
    Tracked(Tracked),
    Untracked(Untracked),
    Approaching(Approaching),
    Reached(Reached),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AgreementNamed {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tracked {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Option<Code>,
    pub(crate) kind: Kind,
    /// Which one of that kind: a condition, a contract, a task. Empty where there is but one.
    pub(crate) subject: String,
    pub(crate) on: Date,
    /// The fact that sets it, where the cause of this one is another: a correction of that fact, or
    /// of a later one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set_by: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Untracked {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Option<Code>,
    pub(crate) kind: Kind,
    pub(crate) subject: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approaching {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Option<Code>,
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) on: Date,
    /// The threshold that was passed.
    pub(crate) days: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Option<Code>,
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) on: Date,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Effectiveness,
    Closing,
    DisbursementDeadline,
    AuditDue,
    AccountDocumentation,
    NoObjectionUnanswered,
    ContractEndAfterClosing,
    Covenant,
    ConditionDue,
    TrancheDue,
    ClosureTaskDue,
    ClosurePlanOpens,
}

impl Kind {
    /// There is but one of an agreement, so that it has no subject.
    pub(super) fn is_single(self) -> bool {
        match self {
            Self::Effectiveness
            | Self::Closing
            | Self::DisbursementDeadline
            | Self::ClosurePlanOpens => true,
            Self::AuditDue
            | Self::AccountDocumentation
            | Self::NoObjectionUnanswered
            | Self::ContractEndAfterClosing
            | Self::Covenant
            | Self::ConditionDue
            | Self::TrancheDue
            | Self::ClosureTaskDue => false,
        }
    }

    /// Whether the day itself is still in time: then the deadline is reached the day after.
    fn last_day_counts(self) -> bool {
        match self {
            Self::Closing | Self::ClosurePlanOpens => false,
            Self::Effectiveness
            | Self::DisbursementDeadline
            | Self::AuditDue
            | Self::AccountDocumentation
            | Self::NoObjectionUnanswered
            | Self::ContractEndAfterClosing
            | Self::Covenant
            | Self::ConditionDue
            | Self::TrancheDue
            | Self::ClosureTaskDue => true,
        }
    }
}

/// Days before a deadline on which it is announced. Data: they travel with each deadline.
const THRESHOLDS: [u16; 3] = [180, 90, 30];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deadline {
    pub(crate) on: Date,
    /// Event id of the fact that sets it.
    pub(super) set_by: Option<Uuid>,
    /// What earlier facts had set, oldest first: where it goes back to if this one never was.
    pub(super) before: Vec<(Option<Uuid>, Date)>,
    /// The day it was made known.
    since: Date,
    /// Days before it, farthest first.
    thresholds: Vec<u16>,
    pub(super) announced: BTreeSet<u16>,
    pub(super) reached: bool,
}

impl Deadline {
    pub(super) fn new(on: Date, set_by: Option<Uuid>, since: Date) -> Self {
        let (thresholds, announced, before) = (THRESHOLDS.to_vec(), BTreeSet::new(), Vec::new());
        Self { on, set_by, before, since, thresholds, announced, reached: false }
    }

    /// In the place of an earlier one. A fact that had set it before sets it again as it did then.
    pub(super) fn after(self, earlier: Option<Self>) -> Self {
        let Some(Self { on, set_by, mut before, .. }) = earlier else { return self };
        before.push((set_by, on));
        if let Some(place) = before.iter().position(|(set_by, _)| *set_by == self.set_by) {
            before.truncate(place);
        }
        Self { before, ..self }
    }

    /// What is to be announced on `date`, farthest first. Once it is reached, nothing approaches.
    pub(super) fn thresholds_on(&self, date: Date) -> impl Iterator<Item = u16> {
        self.thresholds.iter().copied().filter(move |days| {
            let day = Span::new().try_days(*days).and_then(|days| self.on.checked_sub(days));
            let due = day.is_ok_and(|day| self.since <= day && day <= date);
            due && !self.reached && !self.announced.contains(days)
        })
    }

    pub(super) fn reached_on(&self, date: Date, kind: Kind) -> bool {
        let over = if kind.last_day_counts() { date > self.on } else { date >= self.on };
        over && !self.reached
    }
}
