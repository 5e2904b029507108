//! What a phase waits for and others decide: financings, plans of closure, adopted plans.
//!
//! Heard from the public events of financing and from the plans of this service; or, while financing
//! is absent, from a person with a document.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Timeline};
use serde::{Deserialize, Serialize};

use super::{Outcome, Programme, command::Asked, phase, phase::State};
use crate::{guards::Guards, key::ExerciseKey, rejection::Rejection};

/// What was heard. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "that it was heard is what all of them say")]
pub(crate) enum Event {
    FinancingStateHeard(Financing),
    ClosurePlanHeard(ClosurePlan),
    WorkplanHeard(Workplan),
    WorkplanWithdrawnHeard(Workplan),
}

/// As it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Financing(Financing),
    ClosurePlan(ClosurePlan),
    Workplan(Workplan),
    /// Its adoption is void.
    WorkplanWithdrawn(Workplan),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Financing {
    /// Its reference, such as `H8350`.
    pub(crate) financing: Code,
    /// 0 where it is not said, because it was said before.
    pub(crate) phase: u32,
    /// Of its register: `effective`.
    pub(crate) state: String,
    /// The state that it left, where its own service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// What shows it, where a person says so.
    pub(crate) document: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosurePlan {
    pub(crate) financing: Code,
    pub(crate) document: Option<String>,
}

/// The plan of a budget year was adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Workplan {
    pub(crate) exercise: ExerciseKey,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Prerequisites {
    states: BTreeMap<Code, Timeline<String>>,
    /// Changes as their own service told them, by day: what was heard before of a later day never was.
    changes: BTreeMap<Code, BTreeMap<Date, u64>>,
    phases: BTreeMap<Code, u32>,
    closure_plans: BTreeMap<Code, Date>,
    adopted: BTreeMap<ExerciseKey, Date>,
}

/// States of a financing under which money may be spent.
const EFFECTIVE: [&str; 2] = ["effective", "disbursing"];
/// States that leave nothing to do for whoever closes a phase.
const SETTLED: [&str; 6] =
    ["financially_closed", "completed", "dropped", "lapsed", "cancelled", "terminated"];

impl Prerequisites {
    /// `position` is that of the fact: facts come in the order of their days, too.
    pub(super) fn evolve(&mut self, event: &Event, on: Date, position: u64) {
        match event {
            Event::FinancingStateHeard(heard) => {
                self.hear_state(heard, on, position);
                if heard.phase > 0 {
                    self.phases.insert(heard.financing.clone(), heard.phase);
                }
            }
            Event::ClosurePlanHeard(heard) => {
                let since = self.closure_plans.entry(heard.financing.clone()).or_insert(on);
                *since = on.min(*since);
            }
            Event::WorkplanHeard(heard) => {
                let since = self.adopted.entry(heard.exercise.clone()).or_insert(on);
                *since = on.min(*since);
            }
            Event::WorkplanWithdrawnHeard(heard) => {
                self.adopted.remove(&heard.exercise);
            }
        }
    }

    /// An agreement changes only after its latest change. One of an earlier day undoes what later days
    /// had made, because nobody had known of it.
    fn hear_state(&mut self, heard: &Financing, on: Date, position: u64) {
        let changes = self.changes.entry(heard.financing.clone()).or_default();
        if changes.range(..on).any(|(_, told)| *told > position) {
            return;
        }
        let states = self.states.entry(heard.financing.clone()).or_default();
        if heard.from.is_some() {
            changes.insert(on, position);
            let mut before = Timeline::default();
            for (day, state) in states.changes().filter(|(day, _)| *day <= on) {
                before.set(day, state.clone());
            }
            *states = before;
        }
        states.set(on, heard.state.clone());
    }

    /// Financings that pay for a phase, as far as anybody has said.
    pub(crate) fn of_phase(&self, phase: u32, planned: &[Code]) -> BTreeSet<Code> {
        let said = self.phases.iter().filter(|(_, of)| **of == phase).map(|(code, _)| code);
        said.chain(planned).cloned().collect()
    }

    pub(crate) fn state_on(&self, financing: &Code, on: Date) -> Option<&str> {
        self.states.get(financing)?.state_on(on).map(String::as_str)
    }

    pub(crate) fn is_effective(&self, financing: &Code, on: Date) -> bool {
        self.state_on(financing, on).is_some_and(|state| EFFECTIVE.contains(&state))
    }

    pub(crate) fn is_settled(&self, financing: &Code, on: Date) -> bool {
        self.state_on(financing, on).is_some_and(|state| SETTLED.contains(&state))
    }

    pub(crate) fn has_closure_plan(&self, financing: &Code, on: Date) -> bool {
        self.closure_plans.get(financing).is_some_and(|since| *since <= on)
    }

    pub(crate) fn is_adopted(&self, exercise: &ExerciseKey, on: Date) -> bool {
        self.adopted.get(exercise).is_some_and(|since| *since <= on)
    }
}

impl Programme {
    /// What was heard is recorded, and so is what it makes of the phases that wait for it.
    pub(super) fn hear(&self, heard: &Heard, on: Date) -> Vec<super::Event> {
        let event = match heard {
            Heard::Financing(heard) => Event::FinancingStateHeard(heard.clone()),
            Heard::ClosurePlan(heard) => Event::ClosurePlanHeard(heard.clone()),
            Heard::Workplan(heard) => Event::WorkplanHeard(heard.clone()),
            Heard::WorkplanWithdrawn(heard) => {
                if !self.prerequisites.adopted.contains_key(&heard.exercise) {
                    return Vec::new();
                }
                Event::WorkplanWithdrawnHeard(heard.clone())
            }
        };
        let mut next = self.clone();
        next.prerequisites.evolve(&event, on, u64::MAX);
        let mut events = vec![super::Event::Prerequisite(event)];
        for (number, phase) in &next.phases {
            events.extend(next.reassess(*number, phase, on));
        }
        if let Heard::Financing(heard) = heard {
            events.extend(next.closes_with(heard, on));
        }
        events
    }

    /// An active phase begins to close when the first of its financings does.
    fn closes_with(&self, heard: &Financing, on: Date) -> Option<super::Event> {
        if heard.state != "closing" {
            return None;
        }
        let number = self.prerequisites.phases.get(&heard.financing)?;
        let phase = self.phases.get(number)?;
        let latest = phase.latest();
        if phase.state_on(on) != Some(State::Active) || latest.is_some_and(|latest| latest > on) {
            return None;
        }
        let begun = phase::ClosingBegun {
            phase: *number,
            reason: heard.financing.to_string(),
            by: phase::By::Financing,
        };
        Some(super::Event::Phase(phase::Event::ClosingBegun(begun)))
    }

    /// Nothing where it would say again what was said last.
    fn reassess(&self, number: u32, phase: &phase::Phase, on: Date) -> Option<super::Event> {
        let waits = matches!(phase.state_on(on), Some(State::Planned | State::Preparing));
        let assessed = self.assessed(number, on).ok().filter(|_| waits)?;
        let new = phase.assessed.as_ref() != Some(&assessed.missing);
        new.then_some(super::Event::Phase(phase::Event::ReadinessAssessed(assessed)))
    }

    pub(super) fn assess(&self, about: &Asked, guards: Guards) -> Outcome {
        self.phase(about.phase)?;
        let (now, mut events) = self.refreshed(&about.fresh, guards.on);
        let assessed = now.assessed(about.phase, guards.on)?;
        events.push(super::Event::Phase(phase::Event::ReadinessAssessed(assessed)));
        Ok(guards.decided(events))
    }

    /// With what the service of financing says, where that is not what was heard last.
    pub(super) fn refreshed(&self, fresh: &[Financing], on: Date) -> (Self, Vec<super::Event>) {
        let (mut now, mut events) = (self.clone(), Vec::new());
        for heard in fresh {
            if now.prerequisites.state_on(&heard.financing, on) != Some(heard.state.as_str()) {
                let event = Event::FinancingStateHeard(heard.clone());
                now.prerequisites.evolve(&event, on, u64::MAX);
                events.push(super::Event::Prerequisite(event));
            }
        }
        (now, events)
    }

    fn assessed(&self, number: u32, on: Date) -> Result<phase::Assessed, Rejection> {
        let missing = self.missing_to_start(number, on)?;
        Ok(phase::Assessed { phase: number, missing })
    }
}
