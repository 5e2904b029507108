//! Seats of a body: offices, not people.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Guards, Id, Person, require};
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{
    key::SeatKey,
    rejection::{Rejection, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Appointed(Appointed),
    Ended(Ended),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Appointed {
    pub(crate) seat: SeatKey,
    /// The office that holds it, in words.
    pub(crate) office: String,
    pub(crate) institution: Option<Code>,
    pub(crate) person: Option<Id<Person>>,
    /// The last day, where it is limited.
    pub(crate) until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) seat: SeatKey,
    pub(crate) reason: String,
}

/// A seat, as far as who may be counted goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seat {
    from: Date,
    /// The last day.
    until: Option<Date>,
}

impl Seat {
    pub(crate) fn held_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

pub(super) fn appoint(
    seats: &BTreeMap<SeatKey, Seat>,
    appointed: &Appointed,
    guards: Guards,
) -> Outcome {
    let Appointed { seat, until, .. } = appointed;
    let held = seats.get(seat).is_some_and(|held| held.held_on(guards.on) || held.from > guards.on);
    require(!held, || Rejection::SeatTaken { seat: seat.clone() })?;
    let ends_after = until.is_none_or(|until| until >= guards.on);
    require(ends_after, || Rejection::DatesReversed)?;
    Ok(guards.decided([Event::Appointed(appointed.clone())]))
}

pub(super) fn end(
    seats: &BTreeMap<SeatKey, Seat>,
    seat: &SeatKey,
    why: &str,
    guards: Guards,
) -> Outcome {
    reason(why)?;
    let held = seats.get(seat).ok_or(Rejection::SeatUnknown { seat: seat.clone() })?;
    require(held.held_on(guards.on), || Rejection::SeatVacant { seat: seat.clone() })?;
    Ok(guards.decided([Event::Ended(Ended { seat: seat.clone(), reason: why.to_owned() })]))
}

pub(super) fn evolve(seats: &mut BTreeMap<SeatKey, Seat>, event: &Event, on: Date) {
    match event {
        Event::Appointed(Appointed { seat, until, .. }) => {
            seats.insert(seat.clone(), Seat { from: on, until: *until });
        }
        Event::Ended(Ended { seat, .. }) => {
            if let Some(seat) = seats.get_mut(seat) {
                // It is vacant from that day on.
                seat.until = on.yesterday().ok();
            }
        }
    }
}
