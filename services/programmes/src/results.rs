//! The results framework of a programme: indicators, what they should reach, what they reached.
//!
//! Invariants:
//! - whoever reported a value does not validate it;
//! - a validated value changes by corrections only, and so does everything of a locked period;
//! - the parts of a value, by one disaggregation, sum to it.

pub(crate) mod achievement;
pub(crate) mod indicator;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Id, correction,
};
use serde::{Deserialize, Serialize};

use self::{
    achievement::{Achievement, Named, Period, Reopened, Reported, Returned},
    indicator::{Definition, Target},
};
use crate::{
    guards::{Guards, require},
    key::{IndicatorKey, PeriodKey},
    rejection::Rejection,
};

type Outcome = Result<Decided<Event>, Rejection>;

/// What may be asked of a framework.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Define(Definition),
    SetTarget(Target),
    Report(Reported),
    Return(Returned),
    Validate(Named),
    Lock { period: PeriodKey },
    Reopen(Reopened),
    Amend(Amending),
    Explain(Explain),
}

/// What has happened in it, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Indicator(indicator::Event),
    Achievement(achievement::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.indicator.defined.v1" => Indicator(indicator::Event::Defined),
    "programmes.indicator.target-set.v1" => Indicator(indicator::Event::TargetSet),
    "programmes.achievement.reported.v1" => Achievement(achievement::Event::Reported),
    "programmes.achievement.returned.v1" => Achievement(achievement::Event::Returned),
    "programmes.achievement.validated.v1" => Achievement(achievement::Event::Validated),
    "programmes.achievement.period-locked.v1" => Achievement(achievement::Event::PeriodLocked),
    "programmes.achievement.period-reopened.v1" => Achievement(achievement::Event::PeriodReopened),
} corrected: "programmes");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Results {
    indicators: BTreeMap<IndicatorKey, Definition>,
    targets: BTreeMap<IndicatorKey, BTreeSet<Date>>,
    achievements: BTreeMap<IndicatorKey, BTreeMap<PeriodKey, Achievement>>,
    locked: BTreeSet<PeriodKey>,
    corrections: Corrections,
}

impl Aggregate for Results {
    const CATEGORY: &'static str = "results";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        let guards = Guards::ours(asked);
        match &asked.command {
            Command::Define(definition) => self.define(definition, guards),
            Command::SetTarget(target) => self.set_target(target, guards),
            Command::Report(reported) => self.report(reported, guards),
            Command::Return(returned) => self.give_back(returned, guards),
            Command::Validate(named) => self.validate(named, guards),
            Command::Lock { period } => self.lock(period, guards),
            Command::Reopen(reopened) => self.reopen(reopened, guards),
            Command::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            Command::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Indicator(indicator::Event::Defined(definition)) => {
                self.indicators.insert(definition.indicator.clone(), definition.clone());
            }
            Event::Indicator(indicator::Event::TargetSet(target)) => {
                self.targets.entry(target.indicator.clone()).or_default().insert(target.by);
            }
            Event::Achievement(event) => self.take(event, fact),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }
}

impl Results {
    /// The stream of one programme's framework.
    pub(crate) fn id(programme: &Code) -> Id<Self> {
        Id::derived(&["results", programme.as_str()])
    }

    fn definition(&self, indicator: &IndicatorKey) -> Result<&Definition, Rejection> {
        let unknown = || Rejection::UnknownName { name: indicator.to_string() };
        self.indicators.get(indicator).ok_or_else(unknown)
    }

    fn lock(&self, period: &PeriodKey, guards: Guards) -> Outcome {
        require(!self.locked.contains(period), || Rejection::AlreadyRecorded)?;
        let open = self
            .achievements
            .iter()
            .filter(|(_, periods)| periods.get(period).is_some_and(|one| !one.is_validated()));
        let indicators: Vec<_> = open.map(|(indicator, _)| indicator.clone()).collect();
        require(indicators.is_empty(), || Rejection::NotValidated { indicators })?;
        let locked = Period { period: period.clone() };
        Ok(guards.decided([Event::Achievement(achievement::Event::PeriodLocked(locked))]))
    }

    fn reopen(&self, reopened: &Reopened, mut guards: Guards) -> Outcome {
        let locked = self.locked.contains(&reopened.period);
        require(locked, || Rejection::PeriodNotLocked)?;
        guards.reason(&reopened.reason)?;
        Ok(guards
            .decided([Event::Achievement(achievement::Event::PeriodReopened(reopened.clone()))]))
    }
}

kernel::amending!(Command { Amend, Explain });
