//! Policies, strategies and plans: what they say, how far they are, and what has run out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Fact, Money, Projection};
use proto::programmes::v1 as pb;
use runtime::view::{Day, Proof, money};
use serde::{Deserialize, Serialize};

use super::text;
use crate::{
    key::{ActivityKey, AxisKey, MeasureKey},
    strategy::{
        Event,
        content::{self, Activity, Alignment, Axis, Challenge, Measure, Progress, Reported},
        course::{self, Amended, Draft, Horizon, Kind, State},
    },
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) struct Strategies;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(super) draft: Option<Draft>,
    country: String,
    /// From which day, by whom, on what.
    steps: Vec<(State, Day, String, String, Proof)>,
    replaced_by: Option<Code>,
    horizons: Vec<(Horizon, Proof)>,
    amendments: Vec<(Amended, Proof)>,
    cost: Option<Money>,
    axes: BTreeMap<AxisKey, (Axis, Proof)>,
    measures: BTreeMap<MeasureKey, (Measure, Proof)>,
    activities: BTreeMap<ActivityKey, (Activity, Option<Reported>, Proof)>,
    alignments: Vec<(Alignment, Proof)>,
    challenges: Vec<(Challenge, Proof)>,
    proof: Option<Proof>,
}

impl Projection for Strategies {
    const NAME: &'static str = "strategies";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row, fact: &Fact<Event>) {
        match &fact.event {
            Event::Course(event) => row.step(event, fact),
            Event::Content(event) => row.content(event, fact.into()),
            Event::Correction(_) => (),
        }
    }
}

impl Row {
    fn step(&mut self, event: &course::Event, fact: &Fact<Event>) {
        let (on, proof) = (Day(fact.effective_on()), Proof::from(fact));
        let (state, body, decision) = match event {
            course::Event::Drafted(draft) => {
                self.country = text(fact.meta.country.as_ref());
                self.horizons.push((draft.horizon, proof));
                self.draft = Some(draft.clone());
                self.proof = Some(proof);
                (State::Drafted, String::new(), String::new())
            }
            course::Event::Validated(it) => {
                (State::Validated, it.body.clone(), text(it.decision.as_ref()))
            }
            course::Event::Adopted(it) => {
                (State::Adopted, it.body.clone(), text(it.decision.as_ref()))
            }
            course::Event::InForce(_) => (State::InForce, String::new(), String::new()),
            course::Event::Replaced(it) => {
                self.replaced_by = Some(it.replaced_by.clone());
                (State::Replaced, String::new(), String::new())
            }
            course::Event::Expired(_) => (State::Expired, String::new(), String::new()),
            course::Event::Amended(it) => return self.amendments.push((it.clone(), proof)),
            course::Event::HorizonStated(it) => return self.horizons.push((*it, proof)),
        };
        self.steps.push((state, on, body, decision, proof));
    }

    fn content(&mut self, event: &content::Event, proof: Proof) {
        match event {
            content::Event::CostRecorded(cost) => self.cost = Some(cost.cost),
            content::Event::AxisDefined(axis) => {
                self.axes.insert(axis.axis.clone(), (axis.clone(), proof));
            }
            content::Event::MeasureDefined(measure) => {
                self.measures.insert(measure.measure.clone(), (measure.clone(), proof));
            }
            content::Event::ActivityDefined(activity) => {
                let defined = (activity.clone(), None, proof);
                self.activities.insert(activity.activity.clone(), defined);
            }
            content::Event::ActivityReported(reported) => {
                if let Some((_, last, behind)) = self.activities.get_mut(&reported.activity) {
                    (*last, *behind) = (Some(reported.clone()), proof);
                }
            }
            content::Event::Aligned(alignment) => self.alignments.push((alignment.clone(), proof)),
            content::Event::ChallengeRecorded(it) => self.challenges.push((it.clone(), proof)),
        }
    }

    pub(super) fn state(&self) -> State {
        self.steps.last().map_or(State::Drafted, |(state, ..)| *state)
    }

    /// It may still be acted on: not replaced, not expired, and its horizon has not passed.
    fn is_live(&self, on: Date) -> bool {
        !matches!(self.state(), State::Expired | State::Replaced) && !self.is_past(on)
    }

    fn is_past(&self, on: Date) -> bool {
        let ends_on = self.draft.as_ref().and_then(|draft| draft.horizon.ends_on);
        ends_on.is_some_and(|ends_on| ends_on < on)
    }

    pub(super) fn carries_out(&self, reference: &Code) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.implements.as_ref() == Some(reference))
    }

    pub(super) fn line(&self, all: &BTreeMap<String, Self>, on: Date) -> Option<pb::StrategyLine> {
        let draft = self.draft.as_ref()?;
        let (state, horizon) = (self.state(), draft.horizon);
        let ended = matches!(state, State::Expired | State::Replaced);
        let mut plans = all.values().filter(|row| row.carries_out(&draft.strategy));
        let live = plans.any(|row| {
            let plan = row.draft.as_ref().is_some_and(|draft| draft.kind == Kind::ActionPlan);
            plan && row.is_live(on)
        });
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let done = self.activities.values().filter(|(_, last, _)| {
            last.as_ref().is_some_and(|reported| reported.state == Progress::Done)
        });
        let stated: BTreeSet<_> = self
            .horizons
            .iter()
            .map(|(it, _)| (it.starts_on, it.ends_on))
            .filter(|(starts_on, ends_on)| starts_on.is_some() || ends_on.is_some())
            .collect();
        Some(pb::StrategyLine {
            strategy: draft.strategy.to_string(),
            kind: kind(draft.kind),
            title: draft.title.clone(),
            acronym: text(draft.acronym.as_ref()),
            country: self.country.clone(),
            state: state.to_string(),
            starts_on: text(horizon.starts_on),
            ends_on: text(horizon.ends_on),
            owner: text(draft.owner.as_ref()),
            implements: text(draft.implements.as_ref()),
            replaced_by: text(self.replaced_by.as_ref()),
            past_horizon: !ended && self.is_past(on),
            without_live_plan: draft.kind != Kind::ActionPlan && self.is_live(on) && !live,
            axes: count(self.axes.len()),
            activities: count(self.activities.len()),
            activities_done: count(done.count()),
            cost: self.cost.map(money),
            horizon_disputed: stated.len() > 1,
            proof: self.proof.map(Into::into),
        })
    }

    pub(super) fn in_full(&self, all: &BTreeMap<String, Self>, on: Date) -> Option<pb::Strategy> {
        let reference = &self.draft.as_ref()?.strategy;
        let proof = |proof: &Proof| Some((*proof).into());
        let alignment = |(it, behind): &(Alignment, Proof)| pb::Alignment {
            framework: it.framework.to_string(),
            starts_on: text(it.starts_on),
            ends_on: text(it.ends_on),
            expired: it.ends_on.is_some_and(|ends_on| ends_on < on),
            proof: proof(behind),
        };
        let challenge = |(it, behind): &(Challenge, Proof)| pb::Challenge {
            challenge: it.challenge.to_string(),
            text: it.text.clone(),
            proof: proof(behind),
        };
        let horizon = |(it, behind): &(Horizon, Proof)| pb::Horizon {
            starts_on: text(it.starts_on),
            ends_on: text(it.ends_on),
            proof: proof(behind),
        };
        let amendment = |(it, behind): &(Amended, Proof)| pb::Amendment {
            text: it.text.clone(),
            reason: it.reason.clone(),
            review: text(it.review.as_ref()),
            recommendation: text(it.recommendation.as_ref()),
            decision: text(it.decision.as_ref()),
            proof: proof(behind),
        };
        let step = |(state, _, body, decision, behind): &(State, Day, String, String, Proof)| {
            pb::StrategyStep {
                state: state.to_string(),
                body: body.clone(),
                decision: decision.clone(),
                proof: proof(behind),
            }
        };
        let plans = all.values().filter(|row| row.carries_out(reference));
        Some(pb::Strategy {
            line: Some(self.line(all, on)?),
            axes: self.axes.values().map(|(axis, behind)| self.axis(axis, *behind, on)).collect(),
            alignments: self.alignments.iter().map(alignment).collect(),
            challenges: self.challenges.iter().map(challenge).collect(),
            horizons: self.horizons.iter().map(horizon).collect(),
            amendments: self.amendments.iter().map(amendment).collect(),
            steps: self.steps.iter().map(step).collect(),
            plans: plans.filter_map(|row| row.line(all, on)).collect(),
            possible: possible(self.state()).iter().map(ToString::to_string).collect(),
        })
    }

    fn axis(&self, axis: &Axis, behind: Proof, on: Date) -> pb::Axis {
        let ours = self.measures.values().filter(|(measure, _)| measure.axis == axis.axis);
        let measure = |(measure, behind): &(Measure, Proof)| {
            let ours = self.activities.values();
            let ours = ours.filter(|(activity, ..)| activity.measure == measure.measure);
            pb::Measure {
                measure: measure.measure.to_string(),
                label: measure.label.clone(),
                activities: ours.map(|it| activity(it, on)).collect(),
                proof: Some((*behind).into()),
            }
        };
        pb::Axis {
            axis: axis.axis.to_string(),
            label: axis.label.clone(),
            measures: ours.map(measure).collect(),
            proof: Some(behind.into()),
        }
    }
}

fn activity((it, last, behind): &(Activity, Option<Reported>, Proof), on: Date) -> pb::Activity {
    let state = last.as_ref().map_or(Progress::NotBegun, |reported| reported.state);
    let open = matches!(state, Progress::NotBegun | Progress::UnderWay);
    pb::Activity {
        activity: it.activity.to_string(),
        label: it.label.clone(),
        responsible: text(it.responsible.as_ref()),
        due_on: text(it.due_on),
        state: state.to_string(),
        statement: text(last.as_ref().and_then(|reported| reported.statement.as_ref())),
        overdue: open && it.due_on.is_some_and(|due_on| due_on < on),
        proof: Some((*behind).into()),
    }
}

fn kind(kind: Kind) -> i32 {
    match kind {
        Kind::Policy => pb::StrategyKind::Policy,
        Kind::Strategy => pb::StrategyKind::Strategy,
        Kind::ActionPlan => pb::StrategyKind::ActionPlan,
    }
    .into()
}

/// What a state permits next, as rpc names.
fn possible(state: State) -> &'static [&'static str] {
    match state {
        State::Drafted => &["ValidateStrategy", "AdoptStrategy"],
        State::Validated => &["AdoptStrategy", "AmendStrategy", "ReplaceStrategy"],
        State::Adopted => &["PutStrategyIntoForce", "AmendStrategy", "ReplaceStrategy"],
        State::InForce => &["AmendStrategy", "ReplaceStrategy", "ExpireStrategy"],
        State::Expired => &["ReplaceStrategy"],
        State::Replaced => &[],
    }
}
