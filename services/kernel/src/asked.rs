use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Aggregate, Authority, Decision, Effective, Id, Origin, Who};

/// A command, the one it is for, and what it stands on.
#[derive(Debug)]
pub struct Ask<A: Aggregate> {
    pub to: Id<A>,
    pub command: A::Command,
    pub basis: Basis,
    /// The day it took effect, when the asker knows better than the request: a policy reacts on
    /// the day of the fact.
    pub effective: Option<Effective>,
}

/// A command as it reaches a decision, with all that a rule may want to know about the asking.
#[derive(Clone, Debug)]
pub struct Asked<C> {
    pub command: C,
    pub who: Who,
    pub origin: Origin,
    /// The day it is said to be so; guards ask for the state on that day.
    pub effective: Effective,
    pub today: Date,
    pub basis: Basis,
}

/// What others answered before the decision. Recorded with it, so a replay never asks again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The service that owns the answer gave it, at this position of the journal.
    Verified { service: String, decision: Option<Id<Decision>>, position: u64 },
    /// Nobody else could be asked: the asker answers for it, on this document.
    Asserted { authority: Option<Authority>, document: Option<String> },
}

impl Default for Basis {
    /// The asker's word and nothing else.
    fn default() -> Self {
        Self::Asserted { authority: None, document: None }
    }
}
