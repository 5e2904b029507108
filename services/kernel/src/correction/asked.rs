//! What is asked of earlier facts, and what the edge found out about them.

use serde_json::Value;
use uuid::Uuid;

use crate::Change;

/// A change to an earlier fact, as it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Amending {
    /// None: the stream holds no event by that id.
    pub target: Option<Target>,
    pub change: Change,
    /// What the asker thinks is there now. Not asked where the whole fact goes.
    pub from: Value,
    pub reason: String,
}

/// An earlier event of the same stream, as the edge found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub event_id: Uuid,
    pub name: String,
    /// What is there now is what the asker thinks is there.
    pub from_matches: bool,
    /// With the change it would still be readable.
    pub applies: bool,
    /// Its data with the change. None where there would be none, or it could not be read.
    pub becomes: Option<Vec<u8>>,
    pub amendable: Amendable,
}

/// What it takes to amend an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amendable {
    #[default]
    ByOne,
    /// Two persons brought it about: it takes two to amend it.
    ByTwo,
    /// What it says is settled for good, or it holds what is kept apart to be destroyed: whatever is
    /// wrong about it is said by another fact of its own.
    Never,
    /// It is a correction or an anomaly: another one is made.
    Correction,
    /// It is a proposal: it is rejected, and another one is made.
    Proposal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explain {
    pub anomaly: Uuid,
    pub explanation: String,
}
