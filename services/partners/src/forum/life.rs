//! What happens to a coordination forum.

use kernel::Code;
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Established(Established),
    Joined(Joined),
    Left(Left),
    Met(Met),
    Dissolved(Dissolved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Established {
    pub(crate) forum: Code,
    pub(crate) name: String,
    /// Chef de file.
    pub(crate) lead: Code,
    pub(crate) mandate: Option<String>,
    pub(crate) areas: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Joined {
    pub(crate) institution: Code,
    /// It leads from now on.
    pub(crate) lead: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) institution: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Met {
    pub(crate) meeting: Code,
    pub(crate) place: Option<String>,
    pub(crate) conclusion: Option<String>,
    pub(crate) present: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dissolved {
    pub(crate) reason: String,
}
