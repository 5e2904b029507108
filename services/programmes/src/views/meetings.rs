//! Where documents were made known, and what reviews read, recommended and led to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Fact, Precision, Projection};
use proto::programmes::v1 as pb;
use runtime::view::{Day, Proof, day, money};
use serde::{Deserialize, Serialize};

use super::{areas::Registry, text};
use crate::{
    dissemination::{
        self,
        meeting::{self, Held, Plan, Report},
    },
    key::RecommendationKey,
    rate::rate,
    review::{
        self,
        recommendation::{self, FollowedUp, Outcome, Recommendation, RevisionNoted},
        sitting::{self, Announcement, Cadence},
    },
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) struct Disseminations;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    plan: Option<Plan>,
    pub(super) country: String,
    held: Option<(Held, Day)>,
    report: Option<Report>,
    weekday_contradicts: bool,
    year_inferred: bool,
    proof: Option<Proof>,
}

impl Projection for Disseminations {
    const NAME: &'static str = "disseminations";

    type Event = dissemination::Event;
    type Row = Meeting;

    fn keys(fact: &Fact<Self::Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Meeting, fact: &Fact<Self::Event>) {
        let dissemination::Event::Meeting(event) = &fact.event else { return };
        row.proof = Some(fact.into());
        match event {
            meeting::Event::Planned(plan) => {
                row.country = text(fact.meta.country.as_ref());
                row.plan = Some(plan.clone());
            }
            meeting::Event::Held(held) => {
                row.weekday_contradicts = fact.meta.weekday_contradicts();
                row.year_inferred = fact.meta.effective.precision == Precision::UnknownYear;
                row.held = Some((held.clone(), Day(fact.effective_on())));
            }
            meeting::Event::Reported(report) => row.report = Some(report.clone()),
        }
    }
}

impl Meeting {
    pub(super) fn presents(&self, document: Option<&Code>) -> bool {
        let plan = self.plan.as_ref();
        document.is_none_or(|wanted| plan.is_some_and(|plan| plan.documents.contains(wanted)))
    }

    pub(super) fn line(&self, registry: &Registry, on: Date) -> Option<pb::DisseminationLine> {
        let plan = self.plan.as_ref()?;
        let held = self.held.as_ref();
        let state = match (held, &self.report) {
            (_, Some(_)) => "reported",
            (Some(_), None) => "held",
            (None, None) => "planned",
        };
        let reach = held.map(|(held, _)| held.reach.as_slice()).unwrap_or_default();
        // Under the name of the day it was held on.
        let then = held.map_or(on, |(_, day)| **day);
        let areas = reach.iter().filter_map(|reach| reach.area.as_ref());
        let report = self.report.as_ref();
        Some(pb::DisseminationLine {
            dissemination: plan.dissemination.to_string(),
            title: plan.title.clone(),
            theme: text(plan.theme.as_ref()),
            occasion: text(plan.occasion.as_ref()),
            organiser: text(plan.organiser.as_ref()),
            sponsor: text(plan.sponsor.as_ref()),
            place: text(plan.place.as_ref()),
            state: state.to_owned(),
            held_on: day(held.map(|(_, day)| *day)),
            lasted_days: held.map_or(0, |(held, _)| held.lasted_days),
            participants: held.and_then(|(held, _)| held.participants).unwrap_or(0),
            approximate: held.is_some_and(|(held, _)| held.approximate),
            documents: plan.documents.iter().map(ToString::to_string).collect(),
            audience: plan.audience.clone(),
            objectives: plan.objectives.clone(),
            statements: report.map(|report| report.statements.clone()).unwrap_or_default(),
            areas: areas.map(|area| registry.named(area, then)).collect(),
            chaired_by: text(held.and_then(|(held, _)| held.chaired_by.as_ref())),
            weekday_contradicts: self.weekday_contradicts,
            year_inferred: self.year_inferred,
            proof: self.proof.map(Into::into),
        })
    }
}

/// Which areas each document was made known in: only by meetings that were held.
pub(super) fn reach(
    meetings: &[&Meeting],
    document: Option<&Code>,
    registry: &Registry,
    on: Date,
) -> Vec<pb::DocumentReach> {
    let mut documents = BTreeMap::<&Code, (BTreeSet<&Code>, u32, u32, bool)>::new();
    for meeting in meetings {
        let (Some(plan), Some((held, _))) = (&meeting.plan, &meeting.held) else { continue };
        let wanted = |code: &&Code| document.is_none_or(|wanted| *code == wanted);
        for code in plan.documents.iter().filter(wanted) {
            let (areas, times, people, approximate) = documents.entry(code).or_default();
            areas.extend(held.reach.iter().filter_map(|reach| reach.area.as_ref()));
            *times = times.saturating_add(1);
            *people = people.saturating_add(held.participants.unwrap_or(0));
            *approximate |= held.approximate;
        }
    }
    let line = |(code, (areas, disseminations, participants, approximate)): (&Code, _)| {
        let areas: BTreeSet<&Code> = areas;
        pb::DocumentReach {
            document: code.to_string(),
            disseminations,
            participants,
            approximate,
            areas: areas.into_iter().map(|area| registry.named(area, on)).collect(),
        }
    };
    documents.into_iter().map(line).collect()
}

/// `<stream>`.
#[derive(Debug)]
pub(crate) struct Reviews;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sitting {
    announced: Option<Announcement>,
    pub(super) country: String,
    held: Option<(sitting::Held, Day)>,
    synthesis: String,
    weekday_contradicts: bool,
    recommendations: BTreeMap<RecommendationKey, Chain>,
    proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Chain {
    recommendation: Recommendation,
    followed: Option<FollowedUp>,
    revisions: Vec<(RevisionNoted, Proof)>,
    proof: Proof,
}

impl Projection for Reviews {
    const NAME: &'static str = "reviews-2";

    type Event = review::Event;
    type Row = Sitting;

    fn keys(fact: &Fact<Self::Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Sitting, fact: &Fact<Self::Event>) {
        let proof = Proof::from(fact);
        match &fact.event {
            review::Event::Sitting(event) => {
                row.proof = Some(proof);
                match event {
                    sitting::Event::Announced(announced) => {
                        row.country = text(fact.meta.country.as_ref());
                        row.announced = Some(announced.clone());
                    }
                    sitting::Event::Held(held) => {
                        row.weekday_contradicts = fact.meta.weekday_contradicts();
                        row.held = Some((held.clone(), Day(fact.effective_on())));
                    }
                    sitting::Event::Synthesised(it) => row.synthesis.clone_from(&it.text),
                }
            }
            review::Event::Recommendation(event) => row.chain(event, proof),
            review::Event::Correction(_) => (),
        }
    }
}

impl Sitting {
    fn chain(&mut self, event: &recommendation::Event, proof: Proof) {
        match event {
            recommendation::Event::Adopted(recommendation) => {
                let (followed, revisions) = (None, Vec::new());
                let recommendation = recommendation.clone();
                let key = recommendation.recommendation.clone();
                let chain = Chain { recommendation, followed, revisions, proof };
                self.recommendations.insert(key, chain);
            }
            recommendation::Event::FollowedUp(it) => {
                if let Some(chain) = self.recommendations.get_mut(&it.recommendation) {
                    // What was decided stays so once it is done.
                    let before = chain.followed.take().and_then(|followed| followed.decision);
                    let decision = it.decision.clone().or(before);
                    chain.followed = Some(FollowedUp { decision, ..it.clone() });
                    chain.proof = proof;
                }
            }
            recommendation::Event::RevisionNoted(it) => {
                let name = it.recommendation.as_ref();
                let chain = name.and_then(|name| self.recommendations.get_mut(name));
                if let Some(chain) = chain {
                    chain.revisions.push((it.clone(), proof));
                }
            }
        }
    }

    pub(super) fn line(&self) -> Option<pb::ReviewLine> {
        let announced = self.announced.as_ref()?;
        let held = self.held.as_ref();
        let followed = self.recommendations.values().any(|chain| chain.followed.is_some());
        let state = match (held, self.synthesis.is_empty(), self.recommendations.is_empty()) {
            (None, ..) => "announced",
            (Some(_), _, false) if followed => "followed_up",
            (Some(_), _, false) => "recommending",
            (Some(_), false, true) => "synthesised",
            (Some(_), true, true) => "held",
        };
        let possible: &[&str] = match (held, self.synthesis.is_empty()) {
            (None, _) => &["HoldReview"],
            (Some(_), true) => &["SynthesiseReview", "AdoptReviewRecommendation"],
            (Some(_), false) => &["AdoptReviewRecommendation", "FollowUpReview"],
        };
        let readings = held.map(|(held, _)| held.readings.as_slice()).unwrap_or_default();
        Some(pb::ReviewLine {
            review: announced.review.to_string(),
            title: announced.title.clone(),
            cadence: cadence(announced.cadence),
            mandator: text(announced.mandator.as_ref()),
            organiser: text(announced.organiser.as_ref()),
            state: state.to_owned(),
            held_on: day(held.map(|(_, day)| *day)),
            weekday_contradicts: self.weekday_contradicts,
            place: text(held.and_then(|(held, _)| held.place.as_ref())),
            purposes: announced.purposes.clone(),
            present: held.map(|(held, _)| held.present.clone()).unwrap_or_default(),
            strategies: announced.strategies.iter().map(ToString::to_string).collect(),
            readings: readings.iter().map(reading).collect(),
            synthesis: self.synthesis.clone(),
            recommendations: self.recommendations.values().map(Chain::line).collect(),
            possible: possible.iter().map(ToString::to_string).collect(),
            proof: self.proof.map(Into::into),
        })
    }
}

impl Chain {
    fn line(&self) -> pb::ReviewRecommendation {
        let (it, followed) = (&self.recommendation, self.followed.as_ref());
        let link = |(noted, proof): &(RevisionNoted, Proof)| pb::RevisionLink {
            target: noted.target.clone(),
            revision: noted.revision,
            decision: text(noted.decision.as_ref()),
            proof: Some((*proof).into()),
        };
        let state = followed.map_or("adopted", |followed| match followed.outcome {
            Outcome::Decided => "decided",
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Overtaken => "overtaken",
        });
        pb::ReviewRecommendation {
            recommendation: it.recommendation.to_string(),
            text: it.text.clone(),
            addressee: text(it.addressee.as_ref()),
            target: text(it.target.as_ref()),
            state: state.to_owned(),
            decision: text(followed.and_then(|followed| followed.decision.as_ref())),
            follow_up: text(followed.and_then(|followed| followed.text.as_ref())),
            revisions: self.revisions.iter().map(link).collect(),
            proof: Some(self.proof.into()),
        }
    }
}

fn reading(reading: &sitting::Reading) -> pb::FrozenReading {
    let both = reading.executed.zip(reading.planned);
    let rate = both.and_then(|(spent, all)| rate(spent.units.into(), all.units.into()));
    pb::FrozenReading {
        programme: reading.programme.to_string(),
        exercise: reading.exercise.to_string(),
        planned: reading.planned.map(money),
        executed: reading.executed.map(money),
        rate: text(rate),
        position: reading.position,
    }
}

fn cadence(cadence: Option<Cadence>) -> i32 {
    match cadence {
        None => pb::Cadence::Unspecified,
        Some(Cadence::Quarterly) => pb::Cadence::Quarterly,
        Some(Cadence::Semestrial) => pb::Cadence::Semestrial,
        Some(Cadence::Annual) => pb::Cadence::Annual,
    }
    .into()
}
