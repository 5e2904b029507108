//! What becomes of a blockage, step by step.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use crate::{key::SolutionKey, value::Subject};

#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    #[default]
    Raised,
    Qualified,
    SolutionProposed,
    SolutionAdopted,
    Escalated,
    Resolved,
}

impl Status {
    /// It still stands in the way.
    pub(crate) const OPEN: &[Self] = &[
        Self::Raised,
        Self::Qualified,
        Self::SolutionProposed,
        Self::SolutionAdopted,
        Self::Escalated,
    ];

    pub(crate) fn is_open(self) -> bool {
        self != Self::Resolved
    }
}

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Raised(Raised),
    Qualified(Qualified),
    SolutionProposed(Proposed),
    SolutionAdopted(SolutionAdopted),
    Resolved(Resolved),
    Escalated(Escalated),
    Reopened(Reopened),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Raised {
    pub(crate) reference: Code,
    pub(crate) text: String,
    pub(crate) session: Option<Code>,
    pub(crate) body: Option<Code>,
    pub(crate) subjects: Vec<Subject>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Qualified {
    pub(crate) severity: Severity,
    pub(crate) blocks: Blocks,
    /// Which one.
    pub(crate) detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Severity {
    Major,
    Minor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Blocks {
    Condition,
    Contract,
    Payment,
    Data,
    Closure,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposed {
    pub(crate) solution: SolutionKey,
    pub(crate) text: String,
    /// Institution that is to carry it out.
    pub(crate) owner: Option<Code>,
    pub(crate) due_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SolutionAdopted {
    pub(crate) solution: SolutionKey,
    pub(crate) session: Code,
    /// The journal as far as that session was known to be open.
    pub(crate) position: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resolved {
    /// How.
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Escalated {
    pub(crate) to: Code,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) reason: String,
}

impl Event {
    /// What it makes of a blockage that was so.
    pub(crate) fn status(&self, was: Status) -> Status {
        match self {
            Self::Raised(_) | Self::Reopened(_) => Status::Raised,
            // How grave it is may be said at any time, and a solution proposed beside another.
            Self::Qualified(_) if was == Status::Raised => Status::Qualified,
            Self::Qualified(_) => was,
            Self::SolutionProposed(_) if was == Status::SolutionAdopted => was,
            Self::SolutionProposed(_) => Status::SolutionProposed,
            Self::SolutionAdopted(_) => Status::SolutionAdopted,
            Self::Resolved(_) => Status::Resolved,
            Self::Escalated(_) => Status::Escalated,
        }
    }

    /// Why, where somebody has to say so; or how.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Resolved(Resolved { text }) => Some(text),
            Self::Escalated(Escalated { reason, .. }) | Self::Reopened(Reopened { reason }) => {
                Some(reason)
            }
            Self::Raised(_)
            | Self::Qualified(_)
            | Self::SolutionProposed(_)
            | Self::SolutionAdopted(_) => None,
        }
    }
}
