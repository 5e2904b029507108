//! A policy, a strategy or an action plan: what it says, how far it is, and until when it holds.
//!
//! Invariants:
//! - it is drafted, then validated by a body, then adopted by an authority, then in force; an import
//!   may know the later of these and not the earlier;
//! - codes of axes, measures and activities are their own in it;
//! - it expires when its horizon has passed, and not before;
//! - horizons that contradict each other are both kept.

pub(crate) mod content;
pub(crate) mod course;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Id, Timeline, correction,
};
use serde::{Deserialize, Serialize};

use self::{
    content::{Activity, Alignment, Axis, Challenge, Cost, Measure, Reported},
    course::{Amended, Draft, Horizon, Replaced, State, Step},
};
use crate::{
    guards::{Guards, require},
    key::{ActivityKey, AxisKey, ChallengeKey, FrameworkKey, MeasureKey},
    rejection::Rejection,
};

type Outcome = Result<Decided<Event>, Rejection>;

/// What may be asked of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Draft(Draft),
    Validate(Step),
    Adopt(Step),
    PutIntoForce,
    Replace(Replaced),
    Expire,
    /// The calendar has left its horizon behind.
    HorizonPassed,
    Revise(Amended),
    StateHorizon(Horizon),
    RecordCost(Cost),
    DefineAxis(Axis),
    DefineMeasure(Measure),
    DefineActivity(Activity),
    ReportActivity(Reported),
    Align(Alignment),
    RecordChallenge(Challenge),
    /// The decision that it cites is not one, or not about that.
    Unfounded(Rejection),
    Amend(Amending),
    Explain(Explain),
}

/// What has happened to it, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Course(course::Event),
    Content(content::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.strategy.drafted.v1" => Course(course::Event::Drafted),
    "programmes.strategy.validated.v1" => Course(course::Event::Validated),
    "programmes.strategy.adopted.v1" => Course(course::Event::Adopted),
    "programmes.strategy.in-force.v1" => Course(course::Event::InForce),
    "programmes.strategy.replaced.v1" => Course(course::Event::Replaced),
    "programmes.strategy.expired.v1" => Course(course::Event::Expired),
    "programmes.strategy.amended.v1" => Course(course::Event::Amended),
    "programmes.strategy.horizon-stated.v1" => Course(course::Event::HorizonStated),
    "programmes.strategy.cost-recorded.v1" => Content(content::Event::CostRecorded),
    "programmes.strategy.axis-defined.v1" => Content(content::Event::AxisDefined),
    "programmes.strategy.measure-defined.v1" => Content(content::Event::MeasureDefined),
    "programmes.strategy.activity-defined.v1" => Content(content::Event::ActivityDefined),
    "programmes.strategy.activity-reported.v1" => Content(content::Event::ActivityReported),
    "programmes.strategy.aligned.v1" => Content(content::Event::Aligned),
    "programmes.strategy.challenge-recorded.v1" => Content(content::Event::ChallengeRecorded),
} corrected: "programmes");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Strategy {
    pub(crate) draft: Option<Draft>,
    programme: Option<Code>,
    country: Option<Code>,
    states: Timeline<State>,
    axes: BTreeSet<AxisKey>,
    measures: BTreeSet<MeasureKey>,
    activities: BTreeMap<ActivityKey, Option<content::Progress>>,
    frameworks: BTreeSet<FrameworkKey>,
    challenges: BTreeSet<ChallengeKey>,
    corrections: Corrections,
}

impl Aggregate for Strategy {
    const CATEGORY: &'static str = "strategy";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        if let C::Draft(draft) = &asked.command {
            return self.draft(draft, guards);
        }
        require(self.draft.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Draft(_) => Err(Rejection::AlreadyRegistered),
            C::Validate(step) => self.validate(step, guards),
            C::Adopt(step) => self.adopt(step, guards),
            C::PutIntoForce => self.put_into_force(guards),
            C::Replace(replaced) => self.replace(replaced, guards),
            C::Expire => self.expire(guards),
            // Time ends what it can, and is not refused.
            C::HorizonPassed => Ok(self.expire(guards).unwrap_or_else(|_| Vec::new().into())),
            C::Revise(amended) => self.revise(amended, guards),
            C::StateHorizon(horizon) => course::state_horizon(horizon, guards),
            C::RecordCost(cost) => Ok(guards.decided([content::Event::CostRecorded(*cost).into()])),
            C::DefineAxis(axis) => self.define_axis(axis, guards),
            C::DefineMeasure(measure) => self.define_measure(measure, guards),
            C::DefineActivity(activity) => self.define_activity(activity, guards),
            C::ReportActivity(reported) => self.report_activity(reported, guards),
            C::Align(alignment) => self.align(alignment, guards),
            C::RecordChallenge(challenge) => self.record_challenge(challenge, guards),
            C::Unfounded(why) => Err(why.clone()),
            C::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            C::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Course(event) => self.take_step(event, fact),
            Event::Content(event) => self.take_content(event),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Strategy {
    /// The stream of one of them, by its reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["strategy", reference.as_str()])
    }

    pub(crate) fn state_on(&self, on: Date) -> State {
        self.states.state_on(on).copied().unwrap_or(State::Drafted)
    }
}

kernel::amending!(Command { Amend, Explain });
