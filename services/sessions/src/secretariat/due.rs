//! What has come due. Each is said once.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    CadenceMissed(CadenceMissed),
    Dormant(Dormant),
    Reactivated(Reactivated),
    ClosureItem(ClosureItem),
    PhaseItem(PhaseItem),
    Escalation(Escalation),
}

/// A body should have met by that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CadenceMissed {
    pub(crate) body: Code,
    pub(crate) due_on: Date,
}

/// A body has not met for so long that it sleeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dormant {
    pub(crate) body: Code,
    /// Its last session.
    pub(crate) since: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reactivated {
    pub(crate) body: Code,
    pub(crate) session: Code,
    pub(crate) on: Date,
}

/// A session is to hear how the closure of a financing stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosureItem {
    pub(crate) session: Code,
    pub(crate) financing: String,
    pub(crate) on: Date,
}

/// A session is to be informed of a phase that is ready to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhaseItem {
    pub(crate) session: Code,
    pub(crate) phase: String,
    pub(crate) on: Date,
}

/// A recommendation was found open too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Escalation {
    pub(crate) recommendation: Code,
    pub(crate) to: Code,
    /// The session that found it open once too often.
    pub(crate) session: Code,
    pub(crate) on: Date,
}

macro_rules! due {
    ($($due:ident,)+) => {$(
        impl From<$due> for super::Event {
            fn from(due: $due) -> Self {
                Self::Due(Event::$due(due))
            }
        }
    )+};
}

due! {
    CadenceMissed,
    Dormant,
    Reactivated,
    ClosureItem,
    PhaseItem,
    Escalation,
}
