//! A no-objection (ANO): what the financier was asked to agree to, and its answer.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    guards::{Guards, require},
    key::{ExerciseKey, NoObjectionKey},
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Requested(Requested),
    Answered(Answer),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Requested {
    pub(crate) reference: NoObjectionKey,
    pub(crate) object: Object,
    pub(crate) title: String,
    /// After this day it counts as unanswered.
    pub(crate) answer_by: Option<Date>,
    /// The budget year, of a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exercise: Option<ExerciseKey>,
}

/// What is asked, before it is said by when it should be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asking {
    pub(crate) reference: NoObjectionKey,
    pub(crate) object: Object,
    pub(crate) title: String,
    pub(crate) exercise: Option<ExerciseKey>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Object {
    /// Annual work plan and budget (PTBA).
    Workplan,
    TermsOfReference,
    Contract,
    ProcurementPlan,
    Manual,
    Transition,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the reference of the answer, as in the contract")]
pub(crate) struct Answer {
    pub(crate) reference: NoObjectionKey,
    pub(crate) outcome: Answered,
    /// Reference of the answer.
    pub(crate) answer: String,
    pub(crate) comments: Option<String>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Answered {
    Granted,
    GrantedWithComments,
    Refused,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NoObjection {
    pub(crate) request: Requested,
    pub(crate) requested_on: Date,
    pub(crate) answered: Option<Answered>,
}

impl Requested {
    /// The budget year whose plan is submitted with it, whatever is answered.
    pub(crate) fn submits(&self) -> Option<i16> {
        self.exercise.as_ref().filter(|_| self.object == Object::Workplan)?.year()
    }
}

impl Financing {
    pub(super) fn request_no_objection(&self, asking: &Asking, mut guards: Guards) -> Outcome {
        let Asking { reference, object, title, exercise } = asking.clone();
        let free = !self.no_objections.contains_key(&reference);
        require(free, || Rejection::NameTaken { name: reference.to_string() })?;
        let dated = object != Object::Workplan || exercise.as_ref().is_some_and(is_one_year);
        guards.shown(require(dated, || Rejection::ExerciseMissing))?;
        let answer_by = self.rules.answer_by(guards.on);
        let requested = Requested { reference, object, title, answer_by, exercise };
        Ok(guards.decided([Event::Requested(requested)]))
    }

    pub(super) fn answer_no_objection(&self, answer: &Answer, guards: Guards) -> Outcome {
        let unknown = || Rejection::UnknownName { name: answer.reference.to_string() };
        let one = self.no_objections.get(&answer.reference).ok_or_else(unknown)?;
        require(one.answered != Some(answer.outcome), || Rejection::AlreadyRecorded)?;
        guards.not_before(one.requested_on)?;
        Ok(guards.decided([Event::Answered(answer.clone())]))
    }
}

fn is_one_year(exercise: &ExerciseKey) -> bool {
    exercise.year().is_some()
}

pub(super) fn evolve(all: &mut BTreeMap<NoObjectionKey, NoObjection>, event: &Event, on: Date) {
    match event {
        Event::Requested(request) => {
            let (request, answered) = (request.clone(), None);
            let reference = request.reference.clone();
            all.insert(reference, NoObjection { request, requested_on: on, answered });
        }
        Event::Answered(Answer { reference, outcome, .. }) => {
            if let Some(one) = all.get_mut(reference) {
                one.answered = Some(*outcome);
            }
        }
    }
}
