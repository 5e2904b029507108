//! What a review recommends, and the chain from there to a decision and a revision.

use serde::{Deserialize, Serialize};

use super::{Outcome as Decided, Review};
use crate::{
    guards::{Guards, require},
    key::RecommendationKey,
    rejection::Rejection,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Adopted(Recommendation),
    FollowedUp(FollowedUp),
    RevisionNoted(RevisionNoted),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recommendation {
    pub(crate) recommendation: RecommendationKey,
    pub(crate) text: String,
    pub(crate) addressee: Option<String>,
    /// A strategy, or a budget year as `P127328/2021`.
    pub(crate) target: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FollowedUp {
    pub(crate) recommendation: RecommendationKey,
    pub(crate) outcome: Outcome,
    pub(crate) decision: Option<String>,
    pub(crate) text: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Outcome {
    /// Somebody decided on it; what was decided has yet to be done.
    Decided,
    Done,
    Refused,
    Overtaken,
}

/// A plan was revised, or a strategy amended, because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RevisionNoted {
    pub(crate) recommendation: Option<RecommendationKey>,
    /// `P127328/2021`, or the reference of a strategy.
    pub(crate) target: String,
    /// 0 for an amendment.
    pub(crate) revision: u32,
    pub(crate) decision: Option<String>,
}

impl Review {
    pub(super) fn recommend(&self, recommendation: &Recommendation, guards: Guards) -> Decided {
        self.held(&guards)?;
        let name = &recommendation.recommendation;
        let free = !self.recommendations.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        let event = Event::Adopted(recommendation.clone());
        Ok(guards.decided([super::Event::Recommendation(event)]))
    }

    pub(super) fn follow_up(&self, followed: &FollowedUp, mut guards: Guards) -> Decided {
        let name = &followed.recommendation;
        let unknown = || Rejection::UnknownName { name: name.to_string() };
        let (became, _) = self.recommendations.get(name).ok_or_else(unknown)?;
        self.held(&guards)?;
        match became {
            None | Some(Outcome::Decided) if *became != Some(followed.outcome) => (),
            None | Some(Outcome::Decided) => return Err(Rejection::AlreadyRecorded),
            Some(Outcome::Done | Outcome::Refused | Outcome::Overtaken) => {
                return Err(Rejection::RecommendationSettled);
            }
        }
        if followed.outcome == Outcome::Decided {
            guards.decision(followed.decision.as_deref())?;
        }
        let event = Event::FollowedUp(followed.clone());
        Ok(guards.decided([super::Event::Recommendation(event)]))
    }

    /// Nothing follows where it is noted already, or where the review does not know of it.
    pub(super) fn note_revision(&self, noted: &RevisionNoted) -> Vec<super::Event> {
        let name = noted.recommendation.as_ref();
        let known = name.and_then(|name| self.recommendations.get(name));
        if known.is_none_or(|(_, revisions)| revisions.contains(noted)) {
            return Vec::new();
        }
        vec![super::Event::Recommendation(Event::RevisionNoted(noted.clone()))]
    }

    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::Adopted(recommendation) => {
                let name = recommendation.recommendation.clone();
                self.recommendations.insert(name, (None, Vec::new()));
            }
            Event::FollowedUp(followed) => {
                if let Some((became, _)) = self.recommendations.get_mut(&followed.recommendation) {
                    *became = Some(followed.outcome);
                }
            }
            Event::RevisionNoted(noted) => {
                let name = noted.recommendation.as_ref();
                if let Some((_, revisions)) =
                    name.and_then(|name| self.recommendations.get_mut(name))
                {
                    revisions.push(noted.clone());
                }
            }
        }
    }
}
