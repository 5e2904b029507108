//! What was said, what was concluded, and whether the session achieved what it was to.

use std::collections::BTreeMap;

use kernel::{Guards, Id, require};
use serde::{Deserialize, Serialize};

use super::{
    Outcome,
    agenda::{Conclusion, Coverage},
};
use crate::{
    key::{ItemKey, OutcomeKey},
    rejection::Rejection,
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Proceeding),
    Assessed(Assessed),
}

/// Somebody's words: a statement, neither a decision nor a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proceeding {
    pub(crate) item: Option<ItemKey>,
    pub(crate) speaker: String,
    pub(crate) text: String,
    pub(crate) nature: Nature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Nature {
    Statement,
    Announcement,
    Challenge,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assessed {
    pub(crate) outcome: OutcomeKey,
    pub(crate) assessment: Assessment,
    pub(crate) comment: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Assessment {
    Met,
    PartlyMet,
    NotMet,
}

impl Proceeding {
    /// The words of a speaker: said once, however often a text repeats them.
    pub(super) fn passage(&self) -> Id<Self> {
        let item = self.item.as_ref().map_or("", ItemKey::as_str);
        Id::derived(&["passage", item, &self.speaker, &self.text])
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Conclude {
    pub(crate) item: ItemKey,
    pub(crate) conclusion: Conclusion,
    pub(crate) text: String,
    pub(crate) covers: Vec<Coverage>,
}

/// Each expected outcome, and whether somebody has said what became of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Outcomes(BTreeMap<OutcomeKey, bool>);

impl Outcomes {
    pub(super) fn of<'k>(expected: impl Iterator<Item = &'k OutcomeKey>) -> Self {
        Self(expected.map(|outcome| (outcome.clone(), false)).collect())
    }

    pub(super) fn not_assessed(&self) -> Vec<OutcomeKey> {
        let open = self.0.iter().filter(|(_, assessed)| !**assessed);
        open.map(|(outcome, _)| outcome.clone()).collect()
    }

    pub(super) fn assess(&self, assessed: &Assessed, guards: Guards) -> Outcome {
        let outcome = &assessed.outcome;
        let known = self.0.get(outcome);
        let known = known.ok_or_else(|| Rejection::OutcomeUnknown { outcome: outcome.clone() })?;
        require(!known, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::Assessed(assessed.clone())]))
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::Assessed(Assessed { outcome, .. }) => {
                self.0.insert(outcome.clone(), true);
            }
            Event::Recorded(_) => (),
        }
    }
}
