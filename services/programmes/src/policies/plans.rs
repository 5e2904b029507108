//! What becomes of plans: an adopted one is what a phase begins with, and one that was revised because
//! of a review is noted under its recommendation. So is a strategy that was amended.

use kernel::{Ask, Code, Fact, Policy, Stored, Unreadable};
use serde::Deserialize;

use super::follows;
use crate::{
    key::{ExerciseKey, RecommendationKey},
    programme::{
        self, Programme,
        prerequisite::{Heard, Workplan},
    },
    review::{self, Review, recommendation::RevisionNoted},
    strategy::{self, course},
};

/// An adopted plan is what a phase begins with.
#[derive(Debug)]
pub(crate) enum PlansAreHeard {}

impl Policy for PlansAreHeard {
    const NAME: &'static str = "programmes-plans";
    const STREAMS: &'static str = "public-programmes-plans";
    type Event = Adopted;
    type Target = Programme;

    fn react(fact: &Fact<Adopted>) -> Vec<Ask<Programme>> {
        let workplan = |plan: &Plan| Workplan { exercise: plan.exercise.clone() };
        let (plan, heard) = match &fact.event {
            Adopted::Plan(plan) => (plan, Heard::Workplan(workplan(plan))),
            Adopted::Withdrawn(plan) => (plan, Heard::WorkplanWithdrawn(workplan(plan))),
            Adopted::Nothing => return Vec::new(),
        };
        vec![follows(Programme::id(&plan.programme), programme::Command::Hear(heard), fact)]
    }
}

/// As it is announced: which budget year of which programme, because a fact alone does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Adopted {
    Plan(Plan),
    /// Its adoption is void.
    Withdrawn(Plan),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Plan {
    programme: Code,
    exercise: ExerciseKey,
    /// None: no plan stands.
    #[serde(default)]
    lines: u32,
}

impl Stored for Adopted {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        ""
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        if name == "programmes.workplan.adopted.v1" {
            return Ok(Self::Plan(serde_json::from_slice(data)?));
        }
        // Where only a revision is void, the plan stays adopted.
        if name == "programmes.workplan.withdrawn.v1" {
            let plan: Plan = serde_json::from_slice(data)?;
            return Ok(if plan.lines == 0 { Self::Withdrawn(plan) } else { Self::Nothing });
        }
        Ok(Self::Nothing)
    }
}

/// A plan that was revised because of a review is noted under its recommendation.
#[derive(Debug)]
pub(crate) enum RevisionsAreNoted {}

impl Policy for RevisionsAreNoted {
    const NAME: &'static str = "reviews-revisions";
    const STREAMS: &'static str = "public-programmes-plans";
    type Event = Revised;
    type Target = Review;

    fn react(fact: &Fact<Revised>) -> Vec<Ask<Review>> {
        let Revised::Plan(revised) = &fact.event else { return Vec::new() };
        let noted = RevisionNoted {
            recommendation: Some(revised.recommendation.clone()),
            target: format!("{}/{}", revised.programme, revised.exercise),
            revision: revised.revision,
            decision: Some(revised.decision.clone()).filter(|decision| !decision.is_empty()),
        };
        let command = review::Command::NoteRevision(noted);
        vec![follows(Review::id(&revised.review), command, fact)]
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Revised {
    Plan(RevisedPlan),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct RevisedPlan {
    programme: Code,
    exercise: ExerciseKey,
    revision: u32,
    review: Code,
    recommendation: RecommendationKey,
    #[serde(default)]
    decision: String,
}

impl Stored for Revised {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        ""
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    /// A revision that no review caused is of no interest here.
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        if name != "programmes.workplan.revised.v1" {
            return Ok(Self::Nothing);
        }
        Ok(serde_json::from_slice(data).map_or(Self::Nothing, Self::Plan))
    }
}

/// A strategy that was amended because of a review is noted there too.
#[derive(Debug)]
pub(crate) enum AmendmentsAreNoted {}

impl Policy for AmendmentsAreNoted {
    const NAME: &'static str = "reviews-amendments";
    const STREAMS: &'static str = "strategy-";
    type Event = strategy::Event;
    type Target = Review;

    fn react(fact: &Fact<strategy::Event>) -> Vec<Ask<Review>> {
        let strategy::Event::Course(course::Event::Amended(amended)) = &fact.event else {
            return Vec::new();
        };
        let Some(review) = &amended.review else { return Vec::new() };
        let noted = RevisionNoted {
            recommendation: amended.recommendation.clone(),
            target: amended.strategy.to_string(),
            revision: 0,
            decision: amended.decision.clone(),
        };
        vec![follows(Review::id(review), review::Command::NoteRevision(noted), fact)]
    }
}
