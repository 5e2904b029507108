//! A sector review: what it read of execution, what it recommends, what became of that.
//!
//! Invariants:
//! - what it read is frozen with the fact that it was held;
//! - a recommendation is the review's own, and has one outcome that ends it;
//! - a revision that names a recommendation is noted under it, by itself.

pub(crate) mod recommendation;
pub(crate) mod sitting;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Id, correction,
};
use serde::{Deserialize, Serialize};

use self::{
    recommendation::{FollowedUp, Outcome as Became, Recommendation, RevisionNoted},
    sitting::{Announcement, Held, Synthesis},
};
use crate::{
    guards::{Guards, require},
    key::RecommendationKey,
    rejection::Rejection,
};

type Outcome = Result<Decided<Event>, Rejection>;

/// What may be asked of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Announce(Announcement),
    Hold(Held),
    Synthesise(Synthesis),
    Recommend(Recommendation),
    FollowUp(FollowedUp),
    /// Asked by a policy.
    NoteRevision(RevisionNoted),
    /// The decision that it cites is not one, or not about that.
    Unfounded(Rejection),
    Amend(Amending),
    Explain(Explain),
}

/// What has happened to it, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Sitting(sitting::Event),
    Recommendation(recommendation::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.review.announced.v1" => Sitting(sitting::Event::Announced),
    "programmes.review.held.v1" => Sitting(sitting::Event::Held),
    "programmes.review.synthesised.v1" => Sitting(sitting::Event::Synthesised),
    "programmes.review.recommendation-adopted.v1" => Recommendation(recommendation::Event::Adopted),
    "programmes.review.followed-up.v1" => Recommendation(recommendation::Event::FollowedUp),
    "programmes.review.revision-noted.v1" => Recommendation(recommendation::Event::RevisionNoted),
} corrected: "programmes");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Review {
    pub(crate) announced: Option<Announcement>,
    programme: Option<Code>,
    country: Option<Code>,
    since: Option<Date>,
    held_on: Option<Date>,
    synthesised: bool,
    recommendations: BTreeMap<RecommendationKey, (Option<Became>, Vec<RevisionNoted>)>,
    corrections: Corrections,
}

impl Aggregate for Review {
    const CATEGORY: &'static str = "review";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        let guards = Guards::ours(asked);
        match &asked.command {
            Command::Announce(announcement) => {
                require(self.announced.is_none(), || Rejection::AlreadyRegistered)?;
                let event = sitting::Event::Announced(announcement.clone());
                Ok(guards.decided([Event::Sitting(event)]))
            }
            Command::Hold(held) => {
                require(self.announced.is_some(), || Rejection::NotRegistered)?;
                require(self.held_on.is_none(), || Rejection::AlreadyRecorded)?;
                guards.not_before(self.since)?;
                Ok(guards.decided([Event::Sitting(sitting::Event::Held(held.clone()))]))
            }
            Command::Synthesise(synthesis) => {
                self.held(&guards)?;
                require(!self.synthesised, || Rejection::AlreadyRecorded)?;
                let event = sitting::Event::Synthesised(synthesis.clone());
                Ok(guards.decided([Event::Sitting(event)]))
            }
            Command::Recommend(recommendation) => self.recommend(recommendation, guards),
            Command::FollowUp(followed) => self.follow_up(followed, guards),
            Command::NoteRevision(noted) => Ok(guards.decided(self.note_revision(noted))),
            Command::Unfounded(why) => Err(why.clone()),
            Command::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            Command::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Sitting(sitting::Event::Announced(announcement)) => {
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.announced = Some(announcement.clone());
                self.since = Some(on);
            }
            Event::Sitting(sitting::Event::Held(_)) => self.held_on = Some(on),
            Event::Sitting(sitting::Event::Synthesised(_)) => self.synthesised = true,
            Event::Recommendation(event) => self.take(event),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Review {
    /// The stream of one review, by its reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["review", reference.as_str()])
    }

    fn held(&self, guards: &Guards) -> Result<(), Rejection> {
        require(self.held_on.is_some(), || Rejection::NotHeld)?;
        Ok(guards.not_before(self.held_on)?)
    }
}

kernel::amending!(Command { Amend, Explain });
