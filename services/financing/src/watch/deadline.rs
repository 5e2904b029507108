//! A deadline: a day before which somebody has something to do.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};
use kernel::{Code, Id};
use serde::{Deserialize, Serialize};

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
    /// The day it was made known.
    since: Date,
    /// Days before it, farthest first.
    thresholds: Vec<u16>,
    pub(super) announced: BTreeSet<u16>,
    pub(super) reached: bool,
}

impl Deadline {
    pub(super) fn new(on: Date, since: Date) -> Self {
        let (thresholds, announced) = (THRESHOLDS.to_vec(), BTreeSet::new());
        Self { on, since, thresholds, announced, reached: false }
    }

    /// What is to be announced on `date`, farthest first. Once it is reached, nothing approaches.
    pub(super) fn thresholds_on(&self, date: Date) -> impl Iterator<Item = u16> {
        self.thresholds.iter().copied().filter(move |days| {
            let day = self.on.checked_sub(i64::from(*days).days());
            let due = day.is_ok_and(|day| self.since <= day && day <= date);
            due && !self.reached && !self.announced.contains(days)
        })
    }

    pub(super) fn reached_on(&self, date: Date, kind: Kind) -> bool {
        let over = if kind.last_day_counts() { date > self.on } else { date >= self.on };
        over && !self.reached
    }
}
