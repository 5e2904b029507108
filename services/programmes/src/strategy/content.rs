//! What it is made of: axes, measures, activities; what it agrees with, and what it has to answer.

use jiff::civil::Date;
use kernel::Money;
use serde::{Deserialize, Serialize};

use super::{Outcome, Strategy};
use crate::{
    guards::{Guards, require},
    key::{ActivityKey, AxisKey, ChallengeKey, FrameworkKey, MeasureKey},
    rejection::Rejection,
};

/// What has been said of it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    CostRecorded(Cost),
    AxisDefined(Axis),
    MeasureDefined(Measure),
    ActivityDefined(Activity),
    ActivityReported(Reported),
    Aligned(Alignment),
    ChallengeRecorded(Challenge),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) cost: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Axis {
    pub(crate) axis: AxisKey,
    pub(crate) label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Measure {
    pub(crate) axis: AxisKey,
    pub(crate) measure: MeasureKey,
    pub(crate) label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Activity {
    pub(crate) measure: MeasureKey,
    pub(crate) activity: ActivityKey,
    pub(crate) label: String,
    pub(crate) responsible: Option<String>,
    pub(crate) due_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reported {
    pub(crate) activity: ActivityKey,
    pub(crate) state: Progress,
    pub(crate) statement: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Progress {
    NotBegun,
    UnderWay,
    Done,
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alignment {
    pub(crate) framework: FrameworkKey,
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge {
    pub(crate) challenge: ChallengeKey,
    pub(crate) text: String,
}

fn taken(name: &impl ToString) -> Rejection {
    Rejection::NameTaken { name: name.to_string() }
}

fn unknown(name: &impl ToString) -> Rejection {
    Rejection::UnknownName { name: name.to_string() }
}

impl Strategy {
    pub(super) fn define_axis(&self, axis: &Axis, guards: Guards) -> Outcome {
        require(!self.axes.contains(&axis.axis), || taken(&axis.axis))?;
        Ok(guards.decided([Event::AxisDefined(axis.clone()).into()]))
    }

    pub(super) fn define_measure(&self, measure: &Measure, guards: Guards) -> Outcome {
        require(self.axes.contains(&measure.axis), || unknown(&measure.axis))?;
        require(!self.measures.contains(&measure.measure), || taken(&measure.measure))?;
        Ok(guards.decided([Event::MeasureDefined(measure.clone()).into()]))
    }

    pub(super) fn define_activity(&self, activity: &Activity, guards: Guards) -> Outcome {
        require(self.measures.contains(&activity.measure), || unknown(&activity.measure))?;
        let free = !self.activities.contains_key(&activity.activity);
        require(free, || taken(&activity.activity))?;
        Ok(guards.decided([Event::ActivityDefined(activity.clone()).into()]))
    }

    /// What was dropped stays dropped.
    pub(super) fn report_activity(&self, reported: &Reported, guards: Guards) -> Outcome {
        let name = &reported.activity;
        let earlier = self.activities.get(name).ok_or_else(|| unknown(name))?;
        require(*earlier != Some(reported.state), || Rejection::AlreadyRecorded)?;
        let dropped = *earlier == Some(Progress::Dropped);
        require(!dropped, || Rejection::ActivityDropped)?;
        Ok(guards.decided([Event::ActivityReported(reported.clone()).into()]))
    }

    pub(super) fn align(&self, alignment: &Alignment, guards: Guards) -> Outcome {
        let free = !self.frameworks.contains(&alignment.framework);
        require(free, || taken(&alignment.framework))?;
        Ok(guards.decided([Event::Aligned(alignment.clone()).into()]))
    }

    pub(super) fn record_challenge(&self, challenge: &Challenge, guards: Guards) -> Outcome {
        let free = !self.challenges.contains(&challenge.challenge);
        require(free, || taken(&challenge.challenge))?;
        Ok(guards.decided([Event::ChallengeRecorded(challenge.clone()).into()]))
    }

    pub(super) fn take_content(&mut self, event: &Event) {
        match event {
            Event::CostRecorded(_) => (),
            Event::AxisDefined(axis) => {
                self.axes.insert(axis.axis.clone());
            }
            Event::MeasureDefined(measure) => {
                self.measures.insert(measure.measure.clone());
            }
            Event::ActivityDefined(activity) => {
                self.activities.insert(activity.activity.clone(), None);
            }
            Event::ActivityReported(reported) => {
                self.activities.insert(reported.activity.clone(), Some(reported.state));
            }
            Event::Aligned(alignment) => {
                self.frameworks.insert(alignment.framework.clone());
            }
            Event::ChallengeRecorded(challenge) => {
                self.challenges.insert(challenge.challenge.clone());
            }
        }
    }
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Content(event)
    }
}
