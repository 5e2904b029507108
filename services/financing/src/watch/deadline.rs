//! A deadline: a day before which somebody has something to do.

use std::collections::BTreeSet;

use jiff::{Span, civil::Date};
use kernel::{Code, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::financing::{Financing, report::Owed};

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
    /// Place in the journal of the fact that was heeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) heeded: Option<u64>,
    /// The day that was last reached when it was made known: the first day after it says so, and
    /// nothing else about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Untracked {
    pub(crate) financing: Id<Financing>,
    pub(crate) reference: Option<Code>,
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    /// Place in the journal of the fact that was heeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) heeded: Option<u64>,
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
    ReportDue,
    WorkplanDue,
    CounterpartLapses,
}

impl From<Owed> for Kind {
    fn from(owed: Owed) -> Self {
        match owed {
            Owed::Report(_) => Self::ReportDue,
            Owed::Workplan(_) => Self::WorkplanDue,
        }
    }
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
            | Self::ClosureTaskDue
            | Self::ReportDue
            | Self::WorkplanDue
            | Self::CounterpartLapses => false,
        }
    }

    /// The first day on which a deadline `on` that day is reached.
    pub(crate) fn reached_from(self, on: Date) -> Date {
        if self.last_day_counts() { on.tomorrow().unwrap_or(on) } else { on }
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
            | Self::ClosureTaskDue
            | Self::ReportDue
            | Self::WorkplanDue
            | Self::CounterpartLapses => true,
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
    /// The day that was last reached when it was made known, where a threshold had passed then.
    pub(super) since: Option<Date>,
    /// Days before it, farthest first.
    thresholds: Vec<u16>,
    pub(super) announced: BTreeSet<u16>,
    /// Where in the journal the watch last said so.
    pub(super) reached: Option<u64>,
}

impl Deadline {
    pub(super) fn new(on: Date, set_by: Option<Uuid>) -> Self {
        let (thresholds, announced, before) = (THRESHOLDS.to_vec(), BTreeSet::new(), Vec::new());
        Self { on, set_by, before, since: None, thresholds, announced, reached: None }
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

    /// That day is the first after it was made known, and some threshold had passed before. No day
    /// is skipped: had an earlier one been the first, that threshold would have been announced.
    pub(super) fn is_late_on(&self, date: Date) -> bool {
        let last = day_before(date);
        let mut days = self.thresholds.iter().filter_map(|days| self.threshold(*days));
        let unheard = self.since.is_none() && self.announced.is_empty() && self.reached.is_none();
        unheard && days.any(|day| day < last)
    }

    fn threshold(&self, days: u16) -> Option<Date> {
        let days = Span::new().try_days(days).ok()?;
        self.on.checked_sub(days).ok()
    }

    /// What is to be announced on `date`, farthest first. Once it is reached, nothing approaches.
    pub(super) fn thresholds_on(&self, date: Date) -> impl Iterator<Item = u16> {
        let late = self.is_late_on(date).then(|| day_before(date));
        let since = self.since.or(late).unwrap_or(Date::MIN);
        self.thresholds.iter().copied().filter(move |days| {
            let due = self.threshold(*days).is_some_and(|day| since <= day && day <= date);
            due && self.reached.is_none() && !self.announced.contains(days)
        })
    }

    pub(super) fn reached_on(&self, date: Date, kind: Kind) -> bool {
        date >= kind.reached_from(self.on) && self.reached.is_none()
    }
}

/// Calendars skip no day.
pub(super) fn day_before(date: Date) -> Date {
    date.yesterday().unwrap_or(date)
}
