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
    /// The budget year whose plan is agreed to with it; where it is refused, whose plan no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

impl Answer {
    /// The budget year whose plan the financier agrees to, if that is what it says.
    pub(crate) fn agrees_to(&self) -> Option<i16> {
        self.exercise.as_ref().filter(|_| self.outcome != Answered::Refused)?.year()
    }

    /// The budget year whose plan it no longer agrees to.
    pub(crate) fn takes_back(&self) -> Option<i16> {
        self.exercise.as_ref().filter(|_| self.outcome == Answered::Refused)?.year()
    }
}

impl NoObjection {
    /// The budget year whose plan it is about.
    fn plan(&self) -> Option<&ExerciseKey> {
        self.request.exercise.as_ref().filter(|_| self.request.object == Object::Workplan)
    }

    /// The budget year whose plan is agreed to.
    pub(super) fn agrees_to(&self) -> Option<i16> {
        let agreed = self.answered.is_some_and(|answered| answered != Answered::Refused);
        self.plan().filter(|_| agreed)?.year()
    }
}

impl Financing {
    pub(super) fn request_no_objection(&self, asking: &Asking, mut guards: Guards) -> Outcome {
        let Asking { reference, object, title, exercise } = asking.clone();
        let free = !self.no_objections.contains_key(&reference);
        require(free, || Rejection::NameTaken { name: reference.to_string() })?;
        let dated = object != Object::Workplan || exercise.is_some();
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
        let granted = answer.outcome != Answered::Refused;
        let exercise = one.plan().filter(|_| granted || self.alone_agrees(one));
        let answer = Answer { exercise: exercise.cloned(), ..answer.clone() };
        Ok(guards.decided([Event::Answered(answer)]))
    }

    /// It agrees to a plan, and no other one does to that of the same budget year.
    fn alone_agrees(&self, one: &NoObjection) -> bool {
        let Some(exercise) = one.agrees_to() else { return false };
        let all = self.no_objections.values().filter(|it| it.agrees_to() == Some(exercise));
        all.count() == 1
    }
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
