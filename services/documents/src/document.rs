//! A document: what somebody said it is, and from which day.
//!
//! Invariants:
//! - what is registered has been read here, byte by byte, and is what it is said to be;
//! - it stays under the name and the reference it was first registered by; what else somebody calls
//!   it stands beside them, and a description is never edited;
//! - saying what is already so records nothing;
//! - a document is made more public on somebody's authority only, never by sending it again.

pub(crate) mod description;
mod rejection;
#[cfg(test)]
mod tests;

use kernel::{
    Aggregate, Asked, Confidentiality, Decided, Fact, Guards, Hash, Id, Timeline, require,
};
use serde::{Deserialize, Serialize};

pub(crate) use self::{description::Description, rejection::Rejection};
use crate::media::Content;

/// What has happened, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Document(description::Event),
}

kernel::stored!(Event {
    "documents.document.registered.v1" => Document(description::Event::Registered),
});

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Register {
        description: Description,
        /// What the store read before anybody was asked to decide.
        found: Found,
        /// As the act says, so that making a document less or more public is news.
        confidentiality: Confidentiality,
    },
}

/// What the bytes of a document turned out to be. Their hash is the one they were looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) size: u64,
    pub(crate) content: Content,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Document {
    described: Timeline<Description>,
    /// As was said last, whatever day it was said of: who may see the bytes is a question of now.
    confidentiality: Option<Confidentiality>,
}

impl Document {
    /// The same bytes are the same document, whoever sends them.
    pub(crate) fn id(sha256: Hash) -> Id<Self> {
        Id::derived(&["document", &sha256.to_string()])
    }

    /// Who may see the bytes. None if it was never registered.
    pub(crate) fn confidentiality(&self) -> Option<Confidentiality> {
        self.confidentiality
    }
}

/// How few may see it.
fn discreet(class: Confidentiality) -> u8 {
    match class {
        Confidentiality::Public => 0,
        Confidentiality::Internal => 1,
        Confidentiality::Restricted => 2,
    }
}

impl Aggregate for Document {
    const CATEGORY: &'static str = "document";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let Command::Register { description, found, confidentiality } = asked.command.clone();
        description.suits(found)?;
        let opened =
            self.confidentiality.is_some_and(|was| discreet(confidentiality) < discreet(was));
        let authorised = Guards::ours(asked).authorised;
        require(!opened || authorised, || Rejection::MorePublic)?;
        let described = self.described.state_on(asked.effective.on) == Some(&description);
        if described && self.confidentiality == Some(confidentiality) {
            return Ok(Vec::new().into());
        }
        Ok(Event::Document(description::Event::Registered(description)).into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let Event::Document(description::Event::Registered(description)) = &fact.event;
        self.described.set(fact.effective_on(), description.clone());
        self.confidentiality = Some(fact.meta.confidentiality);
    }
}
