//! `given(history).when(asked).then(events)`: how every business rule is told.

use std::{fmt::Debug, sync::Arc};

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    Aggregate, Asked, Basis, Confidentiality, Decided, Fact, Hash, Id, Meta, Nonce, Origin,
    Provenance, ProvenanceKind, Who, replay,
};

/// An aggregate that has lived through `history`.
pub fn given<A: Aggregate>(history: impl Into<Vec<Fact<A::Event>>>) -> Given<A> {
    Given { state: replay(&history.into()) }
}

#[derive(Debug)]
pub struct Given<A> {
    state: A,
}

#[derive(Debug)]
#[must_use = "a story without an ending asserts nothing"]
pub struct When<A: Aggregate> {
    outcome: Result<Decided<A::Event>, A::Rejection>,
}

impl<A: Aggregate> Given<A> {
    pub fn when(self, asked: &Asked<A::Command>) -> When<A> {
        When { outcome: self.state.decide(asked) }
    }
}

impl<A: Aggregate> When<A>
where
    A::Event: Debug + PartialEq,
    A::Rejection: Debug + PartialEq,
{
    #[track_caller]
    pub fn then(self, events: impl Into<Vec<A::Event>>) {
        assert_eq!(self.outcome.map(|decided| decided.events), Ok(events.into()));
    }

    #[track_caller]
    pub fn refused(self, because: A::Rejection) {
        assert_eq!(self.outcome, Err(because));
    }
}

/// Somebody by that name, of the ministry.
pub fn who(name: &str) -> Who {
    Who {
        person: Id::derived(&[name]),
        capacity: "Trésorière".to_owned(),
        institution: Id::derived(&["ministry"]),
    }
}

pub fn meta(who: &Who, on: Date) -> Meta {
    Meta {
        schema: 1,
        who: who.clone(),
        recorded_by: who.person,
        on_behalf_of: None,
        interim: None,
        authority: None,
        effective: on.into(),
        stated_weekday: None,
        known: None,
        recorded: Timestamp::UNIX_EPOCH,
        programme: "P127328".parse().ok(),
        country: None,
        confidentiality: Confidentiality::Internal,
        withheld: false,
        command_id: Uuid::nil(),
        command_hash: Hash::default(),
        causation: None,
        correlation: Uuid::nil(),
        origin: Origin::Person,
        basis: Basis::default(),
        provenance: Provenance { kind: ProvenanceKind::Source, sources: Vec::new(), method: None },
        evidence: Vec::new(),
        unverified: Vec::new(),
        nonce: Nonce([7; 16]),
        migrated: None,
    }
}

/// What `who` did, effective that day.
pub fn fact<E>(who: &Who, on: Date, event: E) -> Fact<E> {
    let meta = Arc::new(meta(who, on));
    Fact { stream: "a-story".into(), revision: 0, position: 0, event_id: Uuid::nil(), meta, event }
}

/// What `who` asks for, effective that day, on their word.
pub fn asked<C>(who: &Who, on: Date, command: C) -> Asked<C> {
    Asked {
        command,
        who: who.clone(),
        origin: Origin::Person,
        effective: on.into(),
        today: on,
        basis: Basis::default(),
    }
}
