//! What time brings about for a body. Nobody asks for it: the secretariat counts the days.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    CadenceMissed(CadenceMissed),
    WentDormant(WentDormant),
    Reactivated(Reactivated),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CadenceMissed {
    /// The day by which it should have met.
    pub(crate) due_on: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WentDormant {
    /// Its last session.
    pub(crate) since: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reactivated {
    pub(crate) session: Code,
}
