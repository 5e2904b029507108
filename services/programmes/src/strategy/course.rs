//! From draft to force, and out of it.

use jiff::civil::Date;
use kernel::{Code, Fact};
use serde::{Deserialize, Serialize};

use super::{Outcome, Strategy};
use crate::{
    guards::{Guards, require},
    key::RecommendationKey,
    rejection::Rejection,
};

/// What has happened. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Drafted(Draft),
    Validated(Step),
    Adopted(Step),
    InForce(Nothing),
    Replaced(Replaced),
    Expired(Nothing),
    Amended(Amended),
    HorizonStated(Horizon),
}

/// Nothing but who, when and by what authority, which stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nothing {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) strategy: Code,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) acronym: Option<String>,
    pub(crate) horizon: Horizon,
    pub(crate) owner: Option<String>,
    /// The policy or strategy it carries out.
    pub(crate) implements: Option<Code>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Policy,
    Strategy,
    ActionPlan,
}

/// From when to when it holds; the last day of a year where the source states a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Horizon {
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
}

/// By whom, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) body: String,
    pub(crate) decision: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replaced {
    pub(crate) replaced_by: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amended {
    pub(crate) strategy: Code,
    pub(crate) text: String,
    pub(crate) reason: String,
    pub(crate) review: Option<Code>,
    pub(crate) recommendation: Option<RecommendationKey>,
    pub(crate) decision: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Drafted,
    Validated,
    Adopted,
    InForce,
    Expired,
    Replaced,
}

impl Horizon {
    fn is_ordered(self) -> bool {
        let (Some(starts_on), Some(ends_on)) = (self.starts_on, self.ends_on) else { return true };
        starts_on < ends_on
    }
}

impl Strategy {
    pub(super) fn draft(&self, draft: &Draft, guards: Guards) -> Outcome {
        require(self.draft.is_none(), || Rejection::AlreadyRegistered)?;
        require(draft.horizon.is_ordered(), || Rejection::EndsBeforeItStarts)?;
        let itself = draft.implements.as_ref() == Some(&draft.strategy);
        require(!itself, || Rejection::OfItself)?;
        Ok(guards.decided([Event::Drafted(draft.clone()).into()]))
    }

    pub(super) fn validate(&self, step: &Step, mut guards: Guards) -> Outcome {
        self.stands(&[State::Drafted], &guards)?;
        guards.decision(step.decision.as_deref())?;
        Ok(guards.decided([Event::Validated(step.clone()).into()]))
    }

    /// What was adopted was validated before, as far as the source shows.
    pub(super) fn adopt(&self, step: &Step, mut guards: Guards) -> Outcome {
        let state = self.stands(&[State::Drafted, State::Validated], &guards)?;
        let validated = state == State::Validated;
        guards.shown(require(validated, || Rejection::StrategyNotValidated))?;
        guards.decision(step.decision.as_deref())?;
        Ok(guards.decided([Event::Adopted(step.clone()).into()]))
    }

    pub(super) fn put_into_force(&self, guards: Guards) -> Outcome {
        self.stands(&[State::Adopted], &guards)?;
        Ok(guards.decided([Event::InForce(Nothing {}).into()]))
    }

    pub(super) fn replace(&self, replaced: &Replaced, guards: Guards) -> Outcome {
        let ended = [State::Validated, State::Adopted, State::InForce, State::Expired];
        self.stands(&ended, &guards)?;
        let draft = self.draft.as_ref();
        let itself = draft.is_some_and(|draft| draft.strategy == replaced.replaced_by);
        require(!itself, || Rejection::OfItself)?;
        Ok(guards.decided([Event::Replaced(replaced.clone()).into()]))
    }

    pub(super) fn expire(&self, guards: Guards) -> Outcome {
        self.stands(&[State::Validated, State::Adopted, State::InForce], &guards)?;
        let ends_on = self.draft.as_ref().and_then(|draft| draft.horizon.ends_on);
        let ends_on = ends_on.ok_or(Rejection::HorizonUnknown)?;
        require(guards.on > ends_on, || Rejection::HorizonNotPassed { ends_on })?;
        Ok(guards.decided([Event::Expired(Nothing {}).into()]))
    }

    pub(super) fn revise(&self, amended: &Amended, mut guards: Guards) -> Outcome {
        self.stands(&[State::Validated, State::Adopted, State::InForce], &guards)?;
        guards.reason(&amended.reason)?;
        guards.decision(amended.decision.as_deref())?;
        Ok(guards.decided([Event::Amended(amended.clone()).into()]))
    }

    /// It is in one of these states that day, and nothing came after.
    fn stands(&self, states: &[State], guards: &Guards) -> Result<State, Rejection> {
        guards.not_before(self.states.latest().map(|(on, _)| on))?;
        let (state, on) = (self.state_on(guards.on), guards.on);
        require(states.contains(&state), || Rejection::StrategyForbids { state, on })?;
        Ok(state)
    }

    pub(super) fn take_step(&mut self, event: &Event, fact: &Fact<super::Event>) {
        let to = match event {
            Event::Drafted(draft) => {
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.draft = Some(draft.clone());
                State::Drafted
            }
            Event::Validated(_) => State::Validated,
            Event::Adopted(_) => State::Adopted,
            Event::InForce(_) => State::InForce,
            Event::Replaced(_) => State::Replaced,
            Event::Expired(_) => State::Expired,
            Event::Amended(_) | Event::HorizonStated(_) => return,
        };
        self.states.set(fact.effective_on(), to);
    }
}

/// What another source says: kept beside the first, whatever that says.
pub(super) fn state_horizon(horizon: &Horizon, guards: Guards) -> Outcome {
    let says = horizon.starts_on.is_some() || horizon.ends_on.is_some();
    require(says, || Rejection::NothingToChange)?;
    require(horizon.is_ordered(), || Rejection::EndsBeforeItStarts)?;
    Ok(guards.decided([Event::HorizonStated(*horizon).into()]))
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Course(event)
    }
}
