//! What is known of a term, and that it is over.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Set(Set),
    Reached(Reached),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Set {
    /// Whose term: `collaboration-7f3c…`.
    pub(crate) stream: String,
    /// Its last day, where it is known.
    pub(crate) on: Option<Date>,
    /// Something follows once it is over.
    pub(crate) waits: bool,
    /// Place in the journal of the fact that says so.
    pub(crate) position: u64,
    /// What that fact says; neither this nor the next where it was set before both were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) said: Option<Said>,
    /// An earlier fact that no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) voided: Option<Uuid>,
}

/// What one fact says of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// Its event.
    pub(crate) event: Uuid,
    pub(crate) on: Option<Date>,
    pub(crate) waits: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    pub(crate) stream: String,
    /// The last day, which is past.
    pub(crate) on: Date,
}
