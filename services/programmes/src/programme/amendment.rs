//! What became of a phase is amended as it is decided: one person proposes, another confirms.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{Amend, Amendable, Amending, Fact, Id, Origin, Person, correction};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Outcome, Programme};
use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

/// What has happened to a proposal. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Proposed(Proposed),
    Rejected(Rejected),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposed {
    pub(crate) amend: Amend,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// Event id of the proposal.
    pub(crate) proposal: Uuid,
    pub(crate) reason: String,
}

/// What waits for a second person, by the event id of the proposal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Proposals {
    pending: BTreeMap<Uuid, Proposal>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Proposal {
    #[serde(with = "as_text")]
    amend: Amend,
    by: Id<Person>,
}

/// A table keeps this state too, and its rows know of no JSON but in a text.
mod as_text {
    use kernel::Amend;
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};

    pub(super) fn serialize<S: Serializer>(amend: &Amend, to: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(amend).map_err(<S::Error as ser::Error>::custom)?;
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Amend, D::Error> {
        let text = String::deserialize(from)?;
        serde_json::from_str(&text).map_err(<D::Error as de::Error>::custom)
    }
}

impl super::Event {
    /// A change of state of a phase took two persons, or leads to one that did.
    pub(super) fn amended_by(&self) -> Amendable {
        match self {
            Self::Phase(event) if event.to().is_some() => Amendable::ByTwo,
            Self::Amendment(_) => Amendable::Proposal,
            Self::Register(_)
            | Self::Component(_)
            | Self::Phase(_)
            | Self::Prerequisite(_)
            | Self::Scope(_)
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

impl Proposals {
    pub(crate) fn pending(&self) -> impl Iterator<Item = (&Uuid, &Amend)> {
        self.pending.iter().map(|(id, proposal)| (id, &proposal.amend))
    }

    fn get(&self, proposal: Uuid) -> Result<&Proposal, Rejection> {
        self.pending.get(&proposal).ok_or(Rejection::UnknownProposal)
    }

    pub(super) fn evolve(&mut self, event: &Event, fact: &Fact<super::Event>) {
        match event {
            Event::Proposed(Proposed { amend }) => {
                let (amend, by) = (amend.clone(), fact.meta.who.person);
                self.pending.insert(fact.event_id, Proposal { amend, by });
            }
            Event::Rejected(Rejected { proposal, .. }) => {
                self.pending.remove(proposal);
            }
        }
    }

    /// That fact was amended: whatever else was proposed about it was proposed of what it said.
    pub(super) fn settle(&mut self, event: &correction::Event) {
        if let Some(amendment) = event.amendment() {
            self.pending.retain(|_, proposal| proposal.amend.target() != amendment.target);
        }
    }
}

impl Programme {
    /// What two persons brought about takes two to amend. The source of an import is believed.
    pub(super) fn amend(&self, amending: &Amending, origin: Origin, guards: Guards) -> Outcome {
        let amend = self.corrections.amend(amending)?;
        let two = amending.target.as_ref().is_some_and(|it| it.amendable == Amendable::ByTwo);
        if !two || origin == Origin::Import {
            return Ok(guards.decided([super::Event::Correction(amend.into())]));
        }
        // Two proposals about one fact would be two answers to one question.
        let mut pending = self.proposals.pending();
        let same = pending.find(|(_, other)| other.target() == amend.target());
        let same = same.map(|(proposal, _)| *proposal);
        same.map_or(Ok(()), |proposal| Err(Rejection::AlreadyProposed { proposal }))?;
        Ok(guards.decided([super::Event::Amendment(Event::Proposed(Proposed { amend }))]))
    }

    /// Four eyes are two persons, never two capacities of one.
    pub(super) fn confirm(&self, proposal: Uuid, by: Id<Person>, guards: Guards) -> Outcome {
        let proposal = self.proposals.get(proposal)?;
        require(proposal.by != by, || Rejection::SamePerson)?;
        Ok(guards.decided([super::Event::Correction(proposal.amend.clone().into())]))
    }

    pub(super) fn reject(&self, proposal: Uuid, reason: &str, mut guards: Guards) -> Outcome {
        self.proposals.get(proposal)?;
        guards.reason(reason)?;
        let rejected = Rejected { proposal, reason: reason.to_owned() };
        Ok(guards.decided([super::Event::Amendment(Event::Rejected(rejected))]))
    }
}
