//! The review as it takes place.

use kernel::{Code, Money};
use serde::{Deserialize, Serialize};

use crate::key::ExerciseKey;

/// What has happened. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Announced(Announcement),
    Held(Held),
    Synthesised(Synthesis),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announcement {
    pub(crate) review: Code,
    pub(crate) title: String,
    pub(crate) cadence: Option<Cadence>,
    pub(crate) mandator: Option<String>,
    pub(crate) organiser: Option<String>,
    /// What it looks at.
    pub(crate) programmes: Vec<Code>,
    pub(crate) strategies: Vec<Code>,
    pub(crate) purposes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Cadence {
    Quarterly,
    Semestrial,
    Annual,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) place: Option<String>,
    pub(crate) present: Vec<String>,
    /// Execution as it was known that day: what is corrected later does not change it.
    pub(crate) readings: Vec<Reading>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) programme: Code,
    pub(crate) exercise: ExerciseKey,
    pub(crate) planned: Option<Money>,
    pub(crate) executed: Option<Money>,
    /// Up to which position of the journal it was read.
    pub(crate) position: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Synthesis {
    pub(crate) text: String,
}
