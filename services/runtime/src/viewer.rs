//! Who looks, and whether the words of restricted facts are for them.

use ed25519_dalek::VerifyingKey;
use kernel::{Fact, Id, Person, Stored, Unreadable};
use tonic::metadata::MetadataMap;

use crate::{
    Malformed, Office, Token,
    context::{service, token},
};

/// Who looks. Everything that is read of facts is asked for one of these, so no view can forget to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Whoever reaches the platform, and whoever shows who they are and is not cleared. Sees that a
    /// restricted fact is there, and none of its words.
    Anybody,
    /// Somebody from an office that is cleared: sees everything, and what is restricted on record.
    Somebody(Id<Person>),
    /// The platform, for a rule or a hash. Nobody is shown what it reads.
    Itself,
}

impl Viewer {
    /// Nobody is turned away for want of a token: they see what anybody sees.
    pub fn of(request: &MetadataMap, key: &VerifyingKey) -> Self {
        token(request, key).as_ref().map_or(Self::Anybody, Self::showing)
    }

    /// A service that asks for itself is the platform; one that asks for somebody says for whom.
    pub(crate) fn showing(token: &Token) -> Self {
        let who = &token.who;
        match token.office() {
            Some(Office::Service) if *who == service(&who.capacity) => Self::Itself,
            Some(office) if office.is_cleared() => Self::Somebody(who.person),
            Some(_) | None => Self::Anybody,
        }
    }

    pub fn sees_all(self) -> bool {
        match self {
            Self::Anybody => false,
            Self::Somebody(_) | Self::Itself => true,
        }
    }

    /// What is restricted is read by whoever may read it, and on record.
    pub fn reads(self, what: &str, field: &'static str) -> Result<(), Malformed> {
        if !self.sees_all() {
            return Err(Malformed::Restricted(field));
        }
        self.has_read(what);
        Ok(())
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::{Who, testing::who};

    use super::*;

    fn showing(who: Who, role: &str) -> Viewer {
        Viewer::showing(&Token { who, role: role.to_owned(), expires: Timestamp::MAX })
    }

    #[test]
    fn the_office_decides_and_not_that_there_is_a_token() {
        let awa = Viewer::Somebody(who("awa").person);
        for (role, viewer) in [
            ("coordinator", awa),
            ("finance", awa),
            ("secretary", awa),
            ("auditor", awa),
            ("import", awa),
            ("donor", Viewer::Anybody),
            ("viewer", Viewer::Anybody),
            ("treasurer", Viewer::Anybody),
            ("", Viewer::Anybody),
        ] {
            assert_eq!(showing(who("awa"), role), viewer, "{role}");
        }
    }

    /// A name that a service has is no clearance.
    #[test]
    fn a_service_that_asks_for_somebody_reads_on_their_record() {
        let financing = service("financing");
        assert_eq!(showing(financing.clone(), "service"), Viewer::Itself);
        let for_awa = Who { person: who("awa").person, ..financing.clone() };
        assert_eq!(showing(for_awa, "service"), Viewer::Somebody(who("awa").person));
        assert_eq!(showing(financing.clone(), "auditor"), Viewer::Somebody(financing.person));
        assert_eq!(showing(financing, "viewer"), Viewer::Anybody);
    }
}
