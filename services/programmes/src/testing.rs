//! What the stories of this service begin with.

use std::str::FromStr;

use jiff::civil::Date;
use kernel::{Asked, Code, Currency, Fact, Money, Origin, testing};

pub(crate) use kernel::testing::{given, who};

pub(crate) fn key<K: FromStr>(text: &str) -> K {
    text.parse().ok().unwrap()
}

pub(crate) fn code(text: &str) -> Code {
    key(text)
}

pub(crate) fn francs(units: i64) -> Money {
    Money { units: units.try_into().unwrap(), currency: Currency::Xof }
}

/// What Awa did.
pub(crate) fn done<E>(on: Date, event: impl Into<E>) -> Fact<E> {
    by("awa", on, event)
}

pub(crate) fn by<E>(name: &str, on: Date, event: impl Into<E>) -> Fact<E> {
    testing::fact(&who(name), on, event.into())
}

/// What Awa asks for.
pub(crate) fn ask<C>(on: Date, command: C) -> Asked<C> {
    testing::asked(&who("awa"), on, command)
}

/// What Oumar asks for.
pub(crate) fn ask_too<C>(on: Date, command: C) -> Asked<C> {
    testing::asked(&who("oumar"), on, command)
}

/// The same, read from the papers of others.
pub(crate) fn import<C>(on: Date, command: C) -> Asked<C> {
    Asked { origin: Origin::Import, ..ask(on, command) }
}

/// On the authority of a decision.
pub(crate) fn authorised<C>(asked: Asked<C>) -> Asked<C> {
    let authority = Some(kernel::Authority::Notice("Décision 2019-12".to_owned()));
    Asked { basis: kernel::Basis::Asserted { authority, document: None }, ..asked }
}
