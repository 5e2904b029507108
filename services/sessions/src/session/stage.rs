//! Where a session has come to.

use jiff::civil::Date;
use kernel::Hash;
use serde::{Deserialize, Serialize};

use super::{plan::Plan, presented::Presented};
use crate::value::Dates;

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
pub(crate) enum Stage {
    #[default]
    Planned,
    Convened,
    Postponed,
    Open,
    Suspended,
    Closed,
    Cancelled,
}

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Planned(Box<Plan>),
    Convened(Convened),
    DossierFrozen(Frozen),
    Postponed(Postponed),
    Cancelled(Cancelled),
    Opened(Opened),
    Suspended(Suspended),
    Resumed(Resumed),
    Closed(Closed),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Convened {
    /// Why an ordinary session has no minutes to validate.
    pub(crate) no_minutes_reason: Option<String>,
}

/// What members are sent: everything as known at that position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) position: u64,
    /// The day it was frozen on, from which ages and delays are counted in it.
    pub(crate) on: Date,
    /// Of the dossier's bytes.
    pub(crate) sha256: Hash,
    /// What only partners know, kept here because nobody asks them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) collaborations: Vec<Presented>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Postponed {
    /// None while nobody knows.
    pub(crate) dates: Option<Dates>,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cancelled {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opened {
    /// What had become of earlier recommendations is read as of this position, for ever.
    pub(crate) known: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suspended {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resumed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}

impl Event {
    /// What it made of the session, if that is another stage.
    pub(crate) fn stage(&self) -> Option<Stage> {
        match self {
            Self::Planned(_) => Some(Stage::Planned),
            Self::Convened(_) => Some(Stage::Convened),
            Self::Postponed(_) => Some(Stage::Postponed),
            Self::Cancelled(_) => Some(Stage::Cancelled),
            Self::Opened(_) | Self::Resumed(_) => Some(Stage::Open),
            Self::Suspended(_) => Some(Stage::Suspended),
            Self::Closed(_) => Some(Stage::Closed),
            Self::DossierFrozen(_) => None,
        }
    }
}
