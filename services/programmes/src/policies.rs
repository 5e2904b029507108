//! What follows from facts and from days, without anybody asking.
//!
//! Other services are heard through their public events, and only those; what other streams of this
//! one say is carried to whom it concerns. Each is in the file of what it listens to.

mod calendar;
mod financing;
mod places;
mod plans;
mod sessions;
#[cfg(test)]
mod tests;

use kernel::{Aggregate, Ask, Basis, Fact, Id};

pub(crate) use self::{
    calendar::{DaysPass, HorizonsAreHeard, HorizonsEnd},
    financing::FinancingIsHeard,
    places::{MigrationsFollow, ReformsAreHeard, ScopesAreKept},
    plans::{AmendmentsAreNoted, PlansAreHeard, RevisionsAreNoted},
    sessions::BodiesAreTold,
};

/// On the day of the fact.
fn follows<A: Aggregate, E>(to: Id<A>, command: A::Command, fact: &Fact<E>) -> Ask<A> {
    Ask { to, command, basis: Basis::default(), effective: Some(fact.meta.effective) }
}
