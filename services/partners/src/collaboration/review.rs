//! Reviews of a collaboration. The final one is what closure waits for.

use std::collections::BTreeMap;

use kernel::{Code, Guards, Id, Person, require};
use serde::{Deserialize, Serialize};

use super::{Collaboration, Outcome};
use crate::{rejection::Rejection, rules::another};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(ReviewRecorded),
    Approved(ReviewApproved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReviewRecorded {
    pub(crate) review: Code,
    pub(crate) kind: Kind,
    pub(crate) conclusion: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReviewApproved {
    pub(crate) review: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Periodic,
    Midterm,
    Final,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Review {
    pub(crate) recorded: ReviewRecorded,
    by: Id<Person>,
    pub(crate) approved: bool,
}

impl Review {
    pub(crate) fn is_final(&self) -> bool {
        self.recorded.kind == Kind::Final
    }
}

impl Collaboration {
    pub(super) fn record_review(&self, recorded: &ReviewRecorded, guards: Guards) -> Outcome {
        let name = &recorded.review;
        require(!self.reviews.contains_key(name), || Rejection::NameTaken { name: name.clone() })?;
        self.working(&guards)?;
        Ok(guards.decided([Event::Recorded(recorded.clone())]))
    }

    pub(super) fn approve_review(
        &self,
        name: &Code,
        by: Id<Person>,
        mut guards: Guards,
    ) -> Outcome {
        let unknown = || Rejection::UnknownName { name: name.clone() };
        let review = self.reviews.get(name).ok_or_else(unknown)?;
        require(!review.approved, || Rejection::AlreadyRecorded)?;
        another(&mut guards, review.by, by)?;
        Ok(guards.decided([Event::Approved(ReviewApproved { review: name.clone() })]))
    }
}

pub(super) fn evolve(all: &mut BTreeMap<Code, Review>, event: &Event, by: Id<Person>) {
    match event {
        Event::Recorded(recorded) => {
            let review = Review { recorded: recorded.clone(), by, approved: false };
            all.insert(recorded.review.clone(), review);
        }
        Event::Approved(ReviewApproved { review }) => {
            if let Some(one) = all.get_mut(review) {
                one.approved = true;
            }
        }
    }
}
