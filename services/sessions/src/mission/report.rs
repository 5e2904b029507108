//! What a mission is, and what it hands over.

use jiff::civil::Date;
use kernel::{Code, Effective, Hash};
use serde::{Deserialize, Serialize};

use crate::value::Subject;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Announced(Announced),
    Reported(Reported),
    Closed(Closed),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    pub(crate) reference: Code,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    /// Institution that carries it out.
    pub(crate) by: Code,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) from: Option<Effective>,
    pub(crate) until: Option<Date>,
    /// What it looks at, in words.
    pub(crate) period: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Supervision,
    ExternalAudit,
    InternalAudit,
    StateInspection,
}

/// An aide-mémoire, a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reported {
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) document: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}
