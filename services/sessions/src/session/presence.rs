//! Who was there, day by day, and whether that makes a quorum. Only seats of members count, taken by
//! themselves or by their substitutes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Guards, require};
use serde::{Deserialize, Serialize};

use super::{Outcome, plan::Plan};
use crate::{
    body::rules::Quorum,
    key::SeatKey,
    rejection::{Rejection, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Recorded),
    QuorumConfirmed(QuorumConfirmed),
    QuorumWaived(QuorumWaived),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) day: Date,
    pub(crate) presences: Vec<Presence>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Presence {
    pub(crate) standing: Standing,
    pub(crate) seat: Option<SeatKey>,
    pub(crate) institution: Option<Code>,
    pub(crate) label: Option<String>,
    pub(crate) count: u32,
    /// The source says « environ ».
    pub(crate) approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Standing {
    Member,
    Substitute,
    Observer,
    Guest,
}

impl Standing {
    pub(crate) fn has_a_seat(self) -> bool {
        match self {
            Self::Member | Self::Substitute => true,
            Self::Observer | Self::Guest => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuorumConfirmed {
    pub(crate) present: u32,
    pub(crate) required: u32,
    pub(crate) seats: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuorumWaived {
    pub(crate) reason: String,
}

/// `seats`: those that somebody holds that day, as the body says.
#[derive(Clone, Debug)]
pub(crate) struct Attend {
    pub(crate) day: Option<Date>,
    pub(crate) presences: Vec<Presence>,
    pub(crate) seats: BTreeSet<SeatKey>,
}

/// By which rule a quorum is counted that day, and of how many seats.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub(crate) rule: Option<Quorum>,
    pub(crate) seats: u32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Presences {
    /// Seats taken, day by day.
    days: BTreeMap<Date, u32>,
    quorum: Option<Confirmed>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Confirmed {
    /// At least so many seats; it holds as long as they are taken.
    Required(u32),
    Waived,
}

/// Seats taken: one that sends a member and a substitute is one. Where no seats are known, members
/// are counted as they came.
pub(crate) fn seats_taken(presences: &[Presence]) -> u32 {
    let members = presences.iter().filter(|presence| presence.standing.has_a_seat());
    let seats: BTreeSet<_> = members.clone().filter_map(|it| it.seat.as_ref()).collect();
    let without = members.filter(|it| it.seat.is_none()).map(|it| it.count);
    let seats = u32::try_from(seats.len()).unwrap_or(u32::MAX);
    without.fold(seats, u32::saturating_add)
}

pub(super) fn attend(plan: &Plan, attend: &Attend, mut guards: Guards) -> Outcome {
    let Attend { day, presences, seats } = attend;
    let day = day.or_else(|| plan.dates.first_day()).unwrap_or(guards.on);
    require(!presences.is_empty(), || Rejection::PresencesMissing)?;
    let (first, last) = (plan.dates.first_day(), plan.dates.last_day());
    let within = first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last);
    require(within || !plan.kind.sits(), || Rejection::DayOutsideSession { day })?;
    let mut taken = BTreeSet::new();
    for Presence { standing, seat, .. } in presences {
        if let Some(seat) = seat {
            let sits = standing.has_a_seat() && seats.contains(seat);
            require(sits, || Rejection::SeatUnknown { seat: seat.clone() })?;
            require(taken.insert(seat), || Rejection::SeatTwice { seat: seat.clone() })?;
        } else if standing.has_a_seat() && !seats.is_empty() {
            guards.shown(Err(Rejection::SeatMissing))?;
        }
    }
    Ok(guards.decided([Event::Recorded(Recorded { day, presences: presences.clone() })]))
}

pub(super) fn waive(why: &str, unfounded: Option<&Rejection>, mut guards: Guards) -> Outcome {
    reason(why)?;
    guards.shown(require(guards.authorised, || Rejection::AuthorityMissing))?;
    guards.shown(unfounded.cloned().map_or(Ok(()), Err))?;
    Ok(guards.decided([Event::QuorumWaived(QuorumWaived { reason: why.to_owned() })]))
}

impl Presences {
    /// Of the last day on which somebody was counted.
    fn present(&self, on: Date) -> Option<u32> {
        self.days.range(..=on).next_back().map(|(_, present)| *present)
    }

    pub(super) fn quorate(&self, on: Date) -> bool {
        match self.quorum {
            Some(Confirmed::Required(required)) => {
                self.present(on).is_some_and(|present| present >= required)
            }
            Some(Confirmed::Waived) => true,
            None => false,
        }
    }

    /// A part of no seats is nothing: whoever sits in the body is recorded first.
    pub(super) fn confirm(&self, count: &Count, mut guards: Guards) -> Outcome {
        let rule = count.rule.ok_or(Rejection::QuorumRuleUnknown)?;
        let counted = count.seats > 0 || matches!(rule, Quorum::Number { .. });
        guards.shown(require(counted, || Rejection::SeatsUnknown))?;
        let present = self.present(guards.on).ok_or(Rejection::PresencesMissing)?;
        let required = rule.required(count.seats);
        require(present >= required, || Rejection::QuorumNotMet { present, required })?;
        let confirmed = QuorumConfirmed { present, required, seats: count.seats };
        Ok(guards.decided([Event::QuorumConfirmed(confirmed)]))
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::Recorded(Recorded { day, presences }) => {
                self.days.insert(*day, seats_taken(presences));
            }
            Event::QuorumConfirmed(confirmed) => {
                self.quorum = Some(Confirmed::Required(confirmed.required));
            }
            Event::QuorumWaived(_) => self.quorum = Some(Confirmed::Waived),
        }
    }
}
