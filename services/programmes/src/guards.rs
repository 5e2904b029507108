//! What this service's rules ask of whoever acts, beside what every service's do.

use std::ops::{Deref, DerefMut};

use jiff::civil::Date;
use kernel::{Asked, Decided, Id, OutOfOrder, Person, Stored, Whose, correction};

use crate::rejection::Rejection;

pub(crate) use kernel::require;

/// The guards of every service, and who asks on which day.
#[derive(Debug)]
pub(crate) struct Guards {
    guards: kernel::Guards,
    who: Id<Person>,
    today: Date,
}

impl Guards {
    /// An act of ours: refused unless every rule holds.
    pub(crate) fn ours<C>(asked: &Asked<C>) -> Self {
        let (who, today) = (asked.who.person, asked.today);
        Self { guards: kernel::Guards::ours(asked), who, today }
    }

    pub(crate) fn who(&self) -> Id<Person> {
        self.who
    }

    /// The day it is for whoever asks, whatever day it is about.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// An act of somebody else, such as a law: it has happened, and what it contradicts is noted.
    pub(crate) fn theirs(mut self) -> Self {
        self.guards.whose = Whose::Theirs;
        self
    }

    /// Nothing happens to a thing before it was there, or before its latest change.
    pub(crate) fn not_before(&self, latest: Option<Date>) -> Result<(), OutOfOrder> {
        latest.map_or(Ok(()), |latest| self.guards.not_before(latest))
    }

    /// Somebody says why.
    pub(crate) fn reason(&mut self, text: &str) -> Result<(), Rejection> {
        self.shown(require(!text.trim().is_empty(), || Rejection::ReasonMissing))
    }

    /// Four eyes are two persons, never two capacities of one.
    pub(crate) fn other_than(&mut self, by: Option<Id<Person>>) -> Result<(), Rejection> {
        let other = by != Some(self.who);
        self.shown(require(other, || Rejection::SamePerson))
    }

    /// The second of two persons: where nobody is known to have come first, nobody is second.
    pub(crate) fn second_to(&mut self, first: Option<Id<Person>>) -> Result<(), Rejection> {
        self.shown(require(first.is_some(), || Rejection::FirstPersonUnknown))?;
        self.other_than(first)
    }

    /// The decision it rests on: named in the request, as its authority, or found elsewhere.
    pub(crate) fn decision(&mut self, named: Option<&str>) -> Result<(), Rejection> {
        let rests = self.authorised || named.is_some();
        self.shown(require(rests, || Rejection::DecisionMissing))
    }

    /// The events, what is odd about the first of them, and what nobody could check.
    pub(crate) fn decided<E>(self, events: impl IntoIterator<Item = E>) -> Decided<E>
    where
        E: Stored + From<correction::Event>,
    {
        self.guards.decided(events)
    }
}

impl Deref for Guards {
    type Target = kernel::Guards;

    fn deref(&self) -> &kernel::Guards {
        &self.guards
    }
}

impl DerefMut for Guards {
    fn deref_mut(&mut self) -> &mut kernel::Guards {
        &mut self.guards
    }
}
