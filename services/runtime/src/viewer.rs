//! Who looks, and whether the words of restricted facts are for them.

use ed25519_dalek::VerifyingKey;
use kernel::{Fact, Id, Person, Stored, Unreadable};
use tonic::metadata::MetadataMap;

use crate::context::token;

/// Who looks. Everything that is read of facts is asked for one of these, so no view can forget to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Whoever reaches the platform. Sees that a restricted fact is there, and none of its words.
    Anybody,
    /// Whoever shows a valid token, of whatever role: sees everything, and what is restricted on
    /// record. Which person may see what is for `access` to say.
    Somebody(Id<Person>),
    /// The platform, for a rule or a hash. Nobody is shown what it reads.
    Itself,
}

impl Viewer {
    /// Nobody is turned away for want of a token: they see what anybody sees.
    pub fn of(request: &MetadataMap, key: &VerifyingKey) -> Self {
        token(request, key).map_or(Self::Anybody, |token| Self::Somebody(token.who.person))
    }

    pub fn sees_all(self) -> bool {
        match self {
            Self::Anybody => false,
            Self::Somebody(_) | Self::Itself => true,
        }
    }

    /// Facts of one stream, as this viewer is shown them.
    pub(crate) fn shown<E: Stored>(self, facts: Vec<Fact<E>>) -> Result<Vec<Fact<E>>, Unreadable> {
        let Some(first) = facts.iter().find(|fact| fact.is_restricted()) else { return Ok(facts) };
        if self.sees_all() {
            self.has_read(&first.stream);
            return Ok(facts);
        }
        let shown = |fact: Fact<E>| Ok(fact.withheld()?.unwrap_or(fact));
        facts.into_iter().map(shown).collect()
    }

    /// Whoever reads what is restricted is on record in the log, which says so unless it is told not to.
    pub(crate) fn has_read(self, what: &str) {
        if let Self::Somebody(person) = self {
            tracing::info!(target: "restricted", %person, what, "restricted facts were read");
        }
    }
}
