//! A report of a quarter, and the services people are referred to.

use kernel::{Code, Effective};
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Reported(Report),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) area: Code,
    pub(crate) quarter: Effective,
    pub(crate) reporter: Code,
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) service: Service,
    pub(crate) level: Level,
    pub(crate) identified: u32,
    pub(crate) referred: u32,
    pub(crate) accepted: u32,
    pub(crate) declined: u32,
    pub(crate) unanswered: u32,
    pub(crate) delivered: u32,
    pub(crate) feedback: u32,
}

impl Line {
    /// `health/base`
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", <&str>::from(self.service), <&str>::from(self.level))
    }
}

/// The catalogue of services.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Service {
    CivilRegistration,
    Health,
    Education,
    Justice,
    CashTransfer,
    PublicWorks,
    HealthCover,
    Nutrition,
}

/// Action sociale de base, action sociale spécialisée.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Level {
    Base,
    Specialised,
}
