//! What a secretariat has heard of: as much of it as makes something due.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use crate::{
    body::{register::Kind as Organ, rules::Rules},
    session::{Kind, stage::Stage},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Body(Body),
    Session(Session),
    Recommendation(Recommendation),
    Closure(Closure),
    Phase(Phase),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) reference: Code,
    pub(crate) kind: Organ,
    pub(crate) parent: Option<Code>,
    pub(crate) rules: Rules,
    pub(crate) since: Date,
    pub(crate) dissolved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) reference: Code,
    pub(crate) body: Code,
    pub(crate) kind: Kind,
    pub(crate) ordinal: Option<u32>,
    pub(crate) stage: Stage,
    pub(crate) planned_on: Date,
    /// None while nobody knows when it meets.
    pub(crate) first_day: Option<Date>,
    pub(crate) opened_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recommendation {
    pub(crate) reference: Code,
    /// The body whose sessions follow it up.
    pub(crate) body: Option<Code>,
    pub(crate) adopted_on: Option<Date>,
    pub(crate) open: bool,
    /// From when until when it was not open: sessions of that time did not find it so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) settled: Vec<Settled>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    pub(crate) from: Date,
    /// None: it still is.
    pub(crate) until: Option<Date>,
}

impl Recommendation {
    /// As it is once its status is heard, as of that day.
    pub(super) fn told(mut self, open: bool, on: Date) -> Self {
        if self.open && !open {
            self.settled.push(Settled { from: on, until: None });
        }
        if let Some(settled) = self.settled.last_mut().filter(|_| open && !self.open) {
            settled.until = Some(on.max(settled.from));
        }
        self.open = open;
        self
    }

    /// A session of that day found it open. What a session settles, it found open; what is taken up
    /// again that day, it did not.
    pub(super) fn was_open(&self, on: Date) -> bool {
        let settled = |it: &Settled| it.from < on && it.until.is_none_or(|until| on <= until);
        !self.settled.iter().any(settled)
    }
}

/// The closure plan of a financing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closure {
    pub(crate) financing: String,
    /// It was opened, and the financing is not closed.
    pub(crate) open: bool,
    pub(crate) on: Date,
}

/// A phase of a programme, by its reference: `P127328/2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "a field is called what the contract calls it")]
pub(crate) struct Phase {
    pub(crate) phase: String,
    /// It lacks nothing, and has not begun.
    pub(crate) waits: bool,
    pub(crate) on: Date,
}

impl Session {
    /// No session is missing between that one and this.
    pub(super) fn follows(&self, before: Option<&Self>) -> bool {
        match (before.and_then(|before| before.ordinal), self.ordinal) {
            (Some(before), Some(ordinal)) => ordinal <= before + 1,
            (None, Some(ordinal)) => before.is_some() || ordinal <= 1,
            (_, None) => true,
        }
    }
}
