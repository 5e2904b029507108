//! What becomes of a recommendation, step by step.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use crate::key::ItemKey;

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
    Formulated,
    Adopted,
    Assigned,
    Accepted,
    Refused,
    InProgress,
    Claimed,
    Verified,
    Closed,
    Superseded,
    Overtaken,
    Abandoned,
}

impl Status {
    /// Something is still to be done, or to be said.
    pub(crate) const OPEN: &[Self] = &[
        Self::Formulated,
        Self::Adopted,
        Self::Assigned,
        Self::Accepted,
        Self::Refused,
        Self::InProgress,
        Self::Claimed,
    ];

    /// Nobody is to carry it out any more, so it counts neither as done nor as left undone.
    pub(crate) const DROPPED: &[Self] =
        &[Self::Superseded, Self::Overtaken, Self::Abandoned, Self::Refused];

    pub(crate) fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    pub(crate) fn is_implemented(self) -> bool {
        matches!(self, Self::Verified | Self::Closed)
    }
}

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Adopted(Adopted),
    Assigned(Assigned),
    Accepted(Accepted),
    Refused(Refused),
    ProgressReported(Progress),
    Claimed(Claimed),
    Verified(Verified),
    ClaimReturned(ClaimReturned),
    Closed(Closed),
    Reopened(Reopened),
    Extended(Extended),
    Superseded(Superseded),
    Overtaken(Overtaken),
    Abandoned(Abandoned),
    Escalated(Escalated),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Adopted {
    pub(crate) session: Code,
    pub(crate) body: Code,
    /// The journal as far as that session was known to be open.
    pub(crate) position: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assigned {
    pub(crate) addressee: Code,
    pub(crate) focal_point: Option<String>,
    pub(crate) due_on: Option<Date>,
    /// Nobody stated the day: it is one cadence of the body later.
    pub(crate) by_cadence: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) comment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refused {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) text: String,
    pub(crate) percent: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claimed {
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verified {
    pub(crate) comment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClaimReturned {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) reason: String,
    pub(crate) due_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extended {
    pub(crate) due_on: Date,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Superseded {
    pub(crate) by: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Overtaken {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Abandoned {
    pub(crate) session: Code,
    pub(crate) item: ItemKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Escalated {
    /// The body that is to take it up.
    pub(crate) to: Code,
    pub(crate) reason: String,
}

impl Event {
    /// What it made of the recommendation, if that is something else.
    pub(crate) fn status(&self) -> Option<Status> {
        match self {
            Self::Adopted(_) => Some(Status::Adopted),
            Self::Assigned(_) => Some(Status::Assigned),
            Self::Accepted(_) => Some(Status::Accepted),
            Self::Refused(_) => Some(Status::Refused),
            Self::ProgressReported(_) | Self::ClaimReturned(_) | Self::Reopened(_) => {
                Some(Status::InProgress)
            }
            Self::Claimed(_) => Some(Status::Claimed),
            Self::Verified(_) => Some(Status::Verified),
            Self::Closed(_) => Some(Status::Closed),
            Self::Superseded(_) => Some(Status::Superseded),
            Self::Overtaken(_) => Some(Status::Overtaken),
            Self::Abandoned(_) => Some(Status::Abandoned),
            Self::Extended(_) | Self::Escalated(_) => None,
        }
    }

    /// Why, where somebody has to say so; or what was done.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Refused(Refused { reason })
            | Self::ClaimReturned(ClaimReturned { reason })
            | Self::Reopened(Reopened { reason, .. })
            | Self::Extended(Extended { reason, .. })
            | Self::Overtaken(Overtaken { reason })
            | Self::Abandoned(Abandoned { reason, .. })
            | Self::Escalated(Escalated { reason, .. }) => Some(reason),
            Self::ProgressReported(Progress { text, .. }) | Self::Claimed(Claimed { text }) => {
                Some(text)
            }
            Self::Adopted(_)
            | Self::Assigned(_)
            | Self::Accepted(_)
            | Self::Verified(_)
            | Self::Closed(_)
            | Self::Superseded(_) => None,
        }
    }
}
