//! What follows from facts, without anybody asking.
//!
//! Financing is heard through its public events, and only those. Adopted plans are heard by their
//! programme, scopes and reforms by the atlas of their country, which says whom to propose a
//! migration; revisions are noted under the recommendation that caused them.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kernel::{Ask, Basis, Code, Fact, Policy, Stored, Unreadable};
use serde::Deserialize;

use crate::{
    areas::{self, reform},
    atlas::{self, Atlas, entry},
    programme::{
        self, Programme,
        prerequisite::{ClosurePlan, Financing, Heard, Workplan},
        scope,
    },
    review::{self, Review, recommendation::RevisionNoted},
    strategy::{self, course},
};

/// What is heard of financing: as much of its public events as matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Moved(Moved),
    ClosurePlanOpened(Closing),
    /// Anything else.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Moved {
    financing: Code,
    #[serde(default)]
    phase: u32,
    to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Closing {
    financing: Code,
}

/// Changes of state carry where they lead to; every other event of an agreement does not.
impl Stored for Said {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        ""
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        if name == "financing.closure.plan-opened.v1" {
            return Ok(Self::ClosurePlanOpened(serde_json::from_slice(data)?));
        }
        if !name.starts_with("financing.agreement.") {
            return Ok(Self::Nothing);
        }
        // A suspension of one category, or a date that moves, is no change of state.
        Ok(serde_json::from_slice(data).map_or(Self::Nothing, Self::Moved))
    }
}

/// What becomes of financings is what phases wait for.
#[derive(Debug)]
pub(crate) enum FinancingIsHeard {}

impl Policy for FinancingIsHeard {
    const NAME: &'static str = "programmes-financings";
    const STREAMS: &'static str = "public-financing";
    type Event = Said;
    type Target = Programme;

    fn react(fact: &Fact<Said>) -> Vec<Ask<Programme>> {
        let Some(programme) = &fact.meta.programme else { return Vec::new() };
        let heard = match &fact.event {
            Said::Nothing => return Vec::new(),
            // Of an extension it says from which day to which, and not from which state.
            Said::Moved(moved) if moved.to.starts_with(|first: char| first.is_ascii_digit()) => {
                return Vec::new();
            }
            Said::Moved(Moved { financing, phase, to }) => Heard::Financing(Financing {
                financing: financing.clone(),
                phase: *phase,
                state: to.clone(),
                document: None,
            }),
            Said::ClosurePlanOpened(Closing { financing }) => {
                Heard::ClosurePlan(ClosurePlan { financing: financing.clone(), document: None })
            }
        };
        let service = "financing".to_owned();
        let basis = Basis::Verified { service, decision: None, position: fact.position };
        let command = programme::Command::Hear(heard);
        vec![Ask { basis, ..follows(Programme::id(programme), command, fact) }]
    }
}

/// An adopted plan is what a phase begins with.
#[derive(Debug)]
pub(crate) enum PlansAreHeard {}

impl Policy for PlansAreHeard {
    const NAME: &'static str = "programmes-plans";
    const STREAMS: &'static str = "public-programmes-plans";
    type Event = Adopted;
    type Target = Programme;

    fn react(fact: &Fact<Adopted>) -> Vec<Ask<Programme>> {
        let Adopted::Plan(plan) = &fact.event else { return Vec::new() };
        let heard = Heard::Workplan(Workplan { exercise: plan.exercise.clone() });
        vec![follows(Programme::id(&plan.programme), programme::Command::Hear(heard), fact)]
    }
}

/// As it is announced: which budget year of which programme, because a fact alone does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Adopted {
    Plan(Plan),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Plan {
    programme: Code,
    exercise: crate::key::ExerciseKey,
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
        Ok(Self::Nothing)
    }
}

/// The atlas of a country knows where programmes are.
#[derive(Debug)]
pub(crate) enum ScopesAreKept {}

impl Policy for ScopesAreKept {
    const NAME: &'static str = "atlas-scopes";
    const STREAMS: &'static str = "programme-";
    type Event = programme::Event;
    type Target = Atlas;

    fn react(fact: &Fact<programme::Event>) -> Vec<Ask<Atlas>> {
        let programme::Event::Scope(event) = &fact.event else { return Vec::new() };
        let Some(programme) = &fact.meta.programme else { return Vec::new() };
        let commands = match event {
            scope::Event::Extended(zones) => vec![cover(programme, &zones.areas)],
            scope::Event::Withdrawn(zones) => vec![leave(programme, &zones.areas)],
            scope::Event::MigrationDecided(decided) => vec![
                leave(programme, &BTreeSet::from([decided.area.clone()])),
                cover(programme, &decided.areas),
            ],
            scope::Event::Announced(_)
            | scope::Event::Launched(_)
            | scope::Event::MigrationProposed(_) => Vec::new(),
        };
        let country = fact.meta.country.as_ref();
        let ask = |command| country.map(|country| follows(Atlas::id(country), command, fact));
        commands.into_iter().filter_map(ask).collect()
    }
}

fn cover(programme: &Code, areas: &BTreeSet<Code>) -> atlas::Command {
    atlas::Command::Cover { programme: programme.clone(), areas: areas.clone() }
}

fn leave(programme: &Code, areas: &BTreeSet<Code>) -> atlas::Command {
    atlas::Command::Leave { programme: programme.clone(), areas: areas.clone() }
}

/// A reform is heard by the atlas of its country.
#[derive(Debug)]
pub(crate) enum ReformsAreHeard {}

impl Policy for ReformsAreHeard {
    const NAME: &'static str = "atlas-reforms";
    const STREAMS: &'static str = "areas-";
    type Event = areas::Event;
    type Target = Atlas;

    fn react(fact: &Fact<areas::Event>) -> Vec<Ask<Atlas>> {
        let areas::Event::Reform(event) = &fact.event else { return Vec::new() };
        let Some(country) = &fact.meta.country else { return Vec::new() };
        let (areas, into, text) = match event {
            reform::Event::Split(split) => {
                let into = split.into.iter().map(|entry| entry.area.clone()).collect();
                (BTreeSet::from([split.area.clone()]), into, &split.text)
            }
            reform::Event::Merged(merged) => {
                let into = BTreeSet::from([merged.into.area.clone()]);
                (merged.areas.clone(), into, &merged.text)
            }
            // What it was carved out of goes on, and the programme perhaps in both.
            reform::Event::Created(carved) if !carved.carved_out_of.is_empty() => {
                let mut into = carved.carved_out_of.clone();
                into.insert(carved.area.area.clone());
                (carved.carved_out_of.clone(), into, &carved.text)
            }
            reform::Event::Created(_)
            | reform::Event::Renamed(_)
            | reform::Event::NamesSuspended(_)
            | reform::Event::NamesResumed(_) => return Vec::new(),
        };
        let command = atlas::Command::Reform { areas, into, text: text.clone() };
        vec![follows(Atlas::id(country), command, fact)]
    }
}

/// A migration is proposed to the programme; a person decides.
#[derive(Debug)]
pub(crate) enum MigrationsFollow {}

impl Policy for MigrationsFollow {
    const NAME: &'static str = "programmes-migrations";
    const STREAMS: &'static str = "atlas-";
    type Event = atlas::Event;
    type Target = Programme;

    fn react(fact: &Fact<atlas::Event>) -> Vec<Ask<Programme>> {
        let atlas::Event::Atlas(entry::Event::MigrationDue(due)) = &fact.event else {
            return Vec::new();
        };
        let proposal = scope::Proposal {
            area: due.area.clone(),
            into: due.into.clone(),
            text: due.text.clone(),
        };
        let command = programme::Command::ProposeMigration(proposal);
        vec![follows(Programme::id(&due.programme), command, fact)]
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
    exercise: crate::key::ExerciseKey,
    revision: u32,
    review: Code,
    recommendation: crate::key::RecommendationKey,
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

/// On the day of the fact.
fn follows<A: kernel::Aggregate, E>(
    to: kernel::Id<A>,
    command: A::Command,
    fact: &Fact<E>,
) -> Ask<A> {
    Ask { to, command, basis: Basis::default(), effective: Some(fact.meta.effective) }
}
