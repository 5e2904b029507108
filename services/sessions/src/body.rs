//! A body: a committee, a cell, a commission, with its mandate, its members and its rules.
//!
//! Invariants:
//! - a seat is held once at a time;
//! - what it is called and by which rules it meets are dated: a guard asks for those of the day;
//! - its sessions of one kind are numbered in the order in which they meet. A number may be missing
//!   where nobody knows of that session; none is given twice.

pub(crate) mod calendar;
pub(crate) mod numbering;
pub(crate) mod register;
pub(crate) mod rules;
pub(crate) mod seat;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Fact, Guards, Id, Timeline, correction,
    require,
};
use serde::{Deserialize, Serialize};

use self::{
    calendar::{CadenceMissed, Reactivated, WentDormant},
    numbering::{Number, Numbers},
    register::{Constituted, Dissolved, MandateChanged, NameResumed, NameSuspended, Renamed},
    rules::Rules,
    seat::{Appointed, Seat},
};
use crate::{
    key::SeatKey,
    rejection::{Rejection, reason},
};

pub(crate) type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) constituted: Option<Constituted>,
    since: Option<Date>,
    pub(crate) programme: Option<Code>,
    pub(crate) country: Option<Code>,
    pub(crate) rules: Timeline<Rules>,
    /// From which day its name may be used, or not.
    name_in_use: Timeline<bool>,
    pub(crate) seats: BTreeMap<SeatKey, Seat>,
    pub(crate) numbers: Numbers,
    dormant: bool,
    missed_on: Option<Date>,
    pub(crate) dissolved_on: Option<Date>,
    corrections: Corrections,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Constitute(Box<Constituted>),
    ChangeMandate(MandateChanged),
    SetRules(Rules),
    Rename(Renamed),
    SuspendName {
        reason: String,
    },
    ResumeName {
        reason: String,
    },
    Appoint(Appointed),
    EndMandate {
        seat: SeatKey,
        reason: String,
    },
    /// `running`: sessions that have neither ended nor been called off.
    Dissolve {
        reason: String,
        running: Vec<Code>,
    },
    /// Gives a session its number.
    Number(Number),
    /// Time passed.
    MissCadence(CadenceMissed),
    FallDormant(WentDormant),
    Reactivate(Reactivated),
    Amend(Amending),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Body(register::Event),
    Seat(seat::Event),
    Number(numbering::Event),
    Calendar(calendar::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "sessions.body.constituted.v1" => Body(register::Event::Constituted),
    "sessions.body.mandate-changed.v1" => Body(register::Event::MandateChanged),
    "sessions.body.rules-set.v1" => Body(register::Event::RulesSet),
    "sessions.body.renamed.v1" => Body(register::Event::Renamed),
    "sessions.body.name-suspended.v1" => Body(register::Event::NameSuspended),
    "sessions.body.name-resumed.v1" => Body(register::Event::NameResumed),
    "sessions.body.dissolved.v1" => Body(register::Event::Dissolved),
    "sessions.seat.appointed.v1" => Seat(seat::Event::Appointed),
    "sessions.seat.ended.v1" => Seat(seat::Event::Ended),
    "sessions.number.given.v1" => Number(numbering::Event::Given),
    "sessions.calendar.cadence-missed.v1" => Calendar(calendar::Event::CadenceMissed),
    "sessions.calendar.dormant.v1" => Calendar(calendar::Event::WentDormant),
    "sessions.calendar.reactivated.v1" => Calendar(calendar::Event::Reactivated),
} corrected: "sessions");

kernel::entities!(Event {
    Body(register),
    Seat(seat),
    Number(numbering),
    Calendar(calendar),
});

kernel::amending!(Command { Amend });

impl Body {
    /// The body that people call by this reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["body", reference.as_str()])
    }

    pub(crate) fn rules_on(&self, day: Date) -> Rules {
        self.rules.state_on(day).cloned().unwrap_or_default()
    }

    /// Seats that somebody holds that day.
    pub(crate) fn seats_on(&self, day: Date) -> impl Iterator<Item = &SeatKey> {
        self.seats.iter().filter(move |(_, seat)| seat.held_on(day)).map(|(key, _)| key)
    }

    fn constitute(&self, body: &Constituted, guards: Guards) -> Outcome {
        require(self.constituted.is_none(), || Rejection::AlreadyRegistered)?;
        let named = body.country().is_some();
        require(named, || Rejection::ReferenceNotOfBody { body: body.reference.clone() })?;
        let parent = body.parent.as_ref() != Some(&body.reference);
        require(parent, || Rejection::OwnParent)?;
        body.rules.consistent()?;
        Ok(guards.decided([register::Event::Constituted(body.clone())]))
    }

    fn use_name(&self, use_it: bool, why: &str, guards: Guards) -> Outcome {
        reason(why)?;
        let in_use = self.name_in_use.latest().is_none_or(|(_, in_use)| *in_use);
        require(in_use != use_it, || Rejection::AlreadyRecorded)?;
        let reason = why.to_owned();
        Ok(guards.decided([if use_it {
            register::Event::NameResumed(NameResumed { reason })
        } else {
            register::Event::NameSuspended(NameSuspended { reason })
        }]))
    }

    /// What time brings about is said once: whoever counts the days may count them again.
    fn timed(&self, command: &Command) -> Option<calendar::Event> {
        use calendar::Event as E;
        Some(match command {
            Command::MissCadence(missed) if self.missed_on.is_none_or(|on| on < missed.due_on) => {
                E::CadenceMissed(missed.clone())
            }
            Command::FallDormant(dormant) if !self.dormant => E::WentDormant(dormant.clone()),
            Command::Reactivate(reactivated) if self.dormant => E::Reactivated(reactivated.clone()),
            Command::Constitute(_)
            | Command::ChangeMandate(_)
            | Command::SetRules(_)
            | Command::Rename(_)
            | Command::SuspendName { .. }
            | Command::ResumeName { .. }
            | Command::Appoint(_)
            | Command::EndMandate { .. }
            | Command::Dissolve { .. }
            | Command::Number(_)
            | Command::MissCadence(_)
            | Command::FallDormant(_)
            | Command::Reactivate(_)
            | Command::Amend(_) => return None,
        })
    }
}

fn dissolve(why: &str, running: &[Code], guards: Guards) -> Outcome {
    reason(why)?;
    require(running.is_empty(), || Rejection::SessionsUnderWay { sessions: running.to_vec() })?;
    Ok(guards.decided([register::Event::Dissolved(Dissolved { reason: why.to_owned() })]))
}

impl Aggregate for Body {
    const CATEGORY: &'static str = "body";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        if let C::Constitute(body) = &asked.command {
            return self.constitute(body, guards);
        }
        let since = self.since.ok_or(Rejection::BodyUnknown)?;
        // Time misses a cadence and wakes a body on the days of its sessions.
        let by_time = matches!(
            asked.command,
            C::MissCadence(_) | C::FallDormant(_) | C::Reactivate(_) | C::Number(_)
        );
        if !by_time {
            guards.not_before(since)?;
        }
        if let C::Amend(amending) = &asked.command {
            return Ok(guards.decided([self.corrections.amend(amending)?]));
        }
        let dissolved = self.dissolved_on.filter(|dissolved| guards.on >= *dissolved);
        require(dissolved.is_none(), || Rejection::BodyDissolved)?;
        match &asked.command {
            C::ChangeMandate(mandate) => {
                Ok(guards.decided([register::Event::MandateChanged(mandate.clone())]))
            }
            C::SetRules(rules) => {
                rules.consistent()?;
                require(self.rules_on(guards.on) != *rules, || Rejection::AlreadyRecorded)?;
                Ok(guards.decided([register::Event::RulesSet(rules.clone())]))
            }
            C::Rename(renamed) => {
                reason(&renamed.reason)?;
                Ok(guards.decided([register::Event::Renamed(renamed.clone())]))
            }
            C::SuspendName { reason } => self.use_name(false, reason, guards),
            C::ResumeName { reason } => self.use_name(true, reason, guards),
            C::Appoint(appointed) => seat::appoint(&self.seats, appointed, guards),
            C::EndMandate { seat, reason } => seat::end(&self.seats, seat, reason, guards),
            C::Dissolve { reason, running } => dissolve(reason, running, guards),
            C::Number(number) => self.numbers.give(number, guards),
            C::MissCadence(_) | C::FallDormant(_) | C::Reactivate(_) => {
                Ok(guards.decided(self.timed(&asked.command)))
            }
            C::Constitute(_) | C::Amend(_) => Ok(Vec::new().into()),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Body(event) => self.registered(event, on, fact),
            Event::Seat(event) => seat::evolve(&mut self.seats, event, on),
            Event::Number(event) => self.numbers.evolve(event),
            Event::Calendar(calendar::Event::CadenceMissed(missed)) => {
                self.missed_on = self.missed_on.max(Some(missed.due_on));
            }
            Event::Calendar(calendar::Event::WentDormant(_)) => self.dormant = true,
            Event::Calendar(calendar::Event::Reactivated(_)) => self.dormant = false,
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Body {
    fn registered(&mut self, event: &register::Event, on: Date, fact: &Fact<Event>) {
        match event {
            register::Event::Constituted(body) => {
                self.since = Some(on);
                self.programme.clone_from(&fact.meta.programme);
                self.country = body.country().or_else(|| fact.meta.country.clone());
                self.rules.set(on, body.rules.clone());
                self.constituted = Some(body.clone());
            }
            register::Event::RulesSet(rules) => self.rules.set(on, rules.clone()),
            register::Event::Renamed(_) | register::Event::NameResumed(_) => {
                self.name_in_use.set(on, true);
            }
            register::Event::NameSuspended(_) => self.name_in_use.set(on, false),
            register::Event::Dissolved(_) => self.dissolved_on = Some(on),
            register::Event::MandateChanged(_) => (),
        }
    }
}
