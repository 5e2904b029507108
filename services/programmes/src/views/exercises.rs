//! Budget years: what is planned and what was spent, summed as it is told.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Fact, Origin, Projection, Total};
use runtime::view::{Day, Proof};
use serde::{Deserialize, Serialize};

use super::text;
use crate::{
    exercise::{
        Event, Opening, expenditure,
        expenditure::State as Spent,
        line::Line,
        plan::{self, Cause, Progress, State},
        publication::{self, Published},
    },
    key::{ActivityKey, StagingKey, StatementKey},
    review::sitting::Reading,
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) struct Exercises;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(super) opening: Option<Opening>,
    states: Vec<(Day, State)>,
    pub(super) planned: Sums,
    pub(super) revisions: Vec<Revision>,
    pub(super) answered: Vec<Code>,
    pub(super) milestones: Vec<(String, String, Proof)>,
    pub(super) statements: BTreeMap<StatementKey, Statement>,
    pub(super) published: Vec<(Published, Proof)>,
    pub(super) progress: BTreeMap<ActivityKey, (Progress, Proof)>,
    pub(super) illustrative: bool,
    /// Chunks that nobody sees yet.
    staged: BTreeMap<StagingKey, BTreeMap<u32, Sums>>,
    staged_entries: BTreeMap<StagingKey, BTreeMap<u32, Sums>>,
}

/// What lines sum to, by whatever people ask for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sums {
    pub(super) lines: u32,
    pub(super) total: Total,
    pub(super) by_component: BTreeMap<String, Total>,
    /// Of a plan. 1 to 4; 0 for what is not split.
    pub(super) by_quarter: BTreeMap<u32, Total>,
    /// Of what was spent, where the accounts say when.
    by_day: BTreeMap<Option<Day>, Total>,
    /// Empty where the accounts do not say which source pays.
    pub(super) by_source: BTreeMap<String, Total>,
    pub(super) by_area: BTreeMap<String, Total>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Revision {
    pub(super) revision: u32,
    pub(super) staging: StagingKey,
    pub(super) lines: u32,
    pub(super) hash: String,
    pub(super) planned: Total,
    pub(super) reason: String,
    pub(super) cause: Option<Cause>,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Statement {
    pub(super) starts_on: Day,
    pub(super) ends_on: Day,
    pub(super) state: Spent,
    /// It was entered from a source that states it: nobody is left to check it.
    sourced: bool,
    pub(super) sums: Sums,
    pub(super) source: String,
    pub(super) mapping: String,
    pub(super) proof: Proof,
}

impl Projection for Exercises {
    const NAME: &'static str = "exercises-v2";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row, fact: &Fact<Event>) {
        match &fact.event {
            Event::Plan(event) => row.plan(event, fact),
            Event::Expenditure(event) => row.spend(event, fact),
            Event::Publication(publication::Event::RatePublished(published)) => {
                row.published.push((published.clone(), fact.into()));
            }
            Event::Correction(_) => (),
        }
    }
}

impl Row {
    fn plan(&mut self, event: &plan::Event, fact: &Fact<Event>) {
        let (on, proof) = (Day(fact.effective_on()), Proof::from(fact));
        let mut reach = |state| self.states.push((on, state));
        match event {
            plan::Event::Opened(opening) => self.opening = Some(opening.clone()),
            plan::Event::LinesStaged(it) => {
                let mut sums = Sums::default();
                it.lines.iter().for_each(|line| sums.plan(line));
                self.staged.retain(|name, _| !it.given_up.contains(name));
                self.staged.entry(it.staging.clone()).or_default().insert(it.chunk, sums);
            }
            plan::Event::Submitted(it) => {
                reach(State::Submitted);
                let hash = it.hash.to_string();
                let first = Revision {
                    revision: 0,
                    staging: it.staging.clone(),
                    lines: it.lines,
                    hash,
                    planned: it.planned.units.into(),
                    reason: text(it.title.as_ref()),
                    cause: None,
                    proof,
                };
                // Submitted again before anybody adopted it: the first was never a plan.
                self.revisions.clear();
                self.take(first, fact);
            }
            plan::Event::Revised(it) => {
                reach(State::Revised);
                if !self.was_in_force() {
                    // Nobody has answered about this plan yet.
                    self.answered.clear();
                }
                let revision = Revision {
                    revision: it.revision,
                    staging: it.staging.clone(),
                    lines: it.lines,
                    hash: it.hash.to_string(),
                    planned: it.planned.units.into(),
                    reason: it.reason.clone(),
                    cause: Some(it.cause.clone()),
                    proof,
                };
                self.take(revision, fact);
            }
            plan::Event::Adopted(it) => {
                reach(State::Adopted);
                let reference = text(it.decision.as_ref().or(it.session.as_ref()));
                self.milestones.push((reference, it.body.to_string(), proof));
            }
            plan::Event::NoObjectionReceived(it) => {
                if self.state(fact.effective_on()) == State::Adopted {
                    self.states.push((on, State::NoObjectionReceived));
                }
                self.answered.push(it.financing.clone());
                self.milestones.push((it.reference.clone(), it.financing.to_string(), proof));
            }
            plan::Event::InForce(_) => reach(State::InForce),
            plan::Event::Executed(_) => reach(State::Executed),
            plan::Event::ClosedOut(_) => reach(State::ClosedOut),
            plan::Event::ProgressReported(progress) => {
                self.progress.insert(progress.activity.clone(), (progress.clone(), proof));
            }
        }
    }

    fn take(&mut self, revision: Revision, fact: &Fact<Event>) {
        let chunks = self.staged.remove(&revision.staging).unwrap_or_default();
        self.planned = Sums::default();
        for sums in chunks.values() {
            self.planned.add(sums);
        }
        self.illustrative = fact.meta.illustrative();
        self.revisions.push(revision);
    }

    fn spend(&mut self, event: &expenditure::Event, fact: &Fact<Event>) {
        let mut set = |statement: &StatementKey, state| {
            if let Some(statement) = self.statements.get_mut(statement) {
                (statement.state, statement.proof) = (state, fact.into());
            }
        };
        match event {
            expenditure::Event::LinesStaged(it) => {
                let mut sums = Sums::default();
                it.lines.iter().for_each(|line| sums.spend(line));
                self.staged_entries.retain(|name, _| !it.given_up.contains(name));
                let chunks = self.staged_entries.entry(it.staging.clone()).or_default();
                chunks.insert(it.chunk, sums);
            }
            expenditure::Event::Imported(it) => {
                let chunks = self.staged_entries.remove(&it.staging).unwrap_or_default();
                let mut sums = Sums::default();
                for chunk in chunks.values() {
                    sums.add(chunk);
                }
                let statement = Statement {
                    starts_on: Day(it.period.starts_on),
                    ends_on: Day(it.period.ends_on),
                    state: Spent::Imported,
                    sourced: fact.meta.origin == Origin::Import,
                    sums,
                    source: it.source.clone(),
                    mapping: text(it.mapping.as_ref()),
                    proof: fact.into(),
                };
                self.statements.insert(it.statement.clone(), statement);
            }
            expenditure::Event::Checked(it) => set(&it.statement, Spent::Checked),
            expenditure::Event::Locked(it) => set(&it.statement, Spent::Locked),
            expenditure::Event::Discarded(it) => set(&it.statement, Spent::Discarded),
        }
    }

    pub(super) fn was_in_force(&self) -> bool {
        self.states.iter().any(|(_, state)| *state == State::InForce)
    }

    /// The state it reached last.
    pub(super) fn latest(&self) -> State {
        self.states.last().map_or(State::Draft, |(_, state)| *state)
    }

    pub(super) fn state(&self, on: Date) -> State {
        let then = self.states.iter().rev().find(|(from, _)| **from <= on);
        then.map_or(State::Draft, |(_, state)| *state)
    }

    /// Statements that count, and cover no day after this one.
    pub(super) fn counted(&self, until: Option<Date>) -> impl Iterator<Item = &Statement> {
        self.statements.values().filter(move |statement| {
            let within = until.is_none_or(|until| *statement.ends_on <= until);
            statement.state.counts(statement.sourced) && within
        })
    }

    /// None where nobody has recorded anything.
    pub(super) fn executed(&self, until: Option<Date>) -> Option<Total> {
        let mut counted = self.counted(until).map(|statement| statement.sums.total).peekable();
        counted.peek()?;
        Some(counted.sum())
    }

    /// None while there is no plan.
    pub(super) fn total(&self) -> Option<Total> {
        (!self.revisions.is_empty()).then_some(self.planned.total)
    }

    /// What a review reads of it, if it is of one of those programmes.
    pub(super) fn reading(&self, programmes: &[Code], position: u64) -> Option<Reading> {
        let opening = self.opening.as_ref().filter(|it| programmes.contains(&it.programme))?;
        let money = |total: Total| {
            let units = i64::try_from(i128::from(total)).ok()?;
            Some(kernel::Units::try_from(units).ok()?.of(opening.currency))
        };
        Some(Reading {
            programme: opening.programme.clone(),
            exercise: opening.exercise.clone(),
            planned: self.total().and_then(money),
            executed: self.executed(None).and_then(money),
            position,
        })
    }
}

impl Sums {
    fn plan(&mut self, line: &Line) {
        let total = line.total();
        self.count(total, text(line.component.as_ref()), text(line.area.as_ref()));
        plus(self.by_source.entry(line.source.to_string()).or_default(), total);
        for (units, quarter) in line.amounts.iter().zip([1, 2, 3, 4, 0]) {
            *self.by_quarter.entry(quarter).or_default() += *units;
        }
    }

    fn spend(&mut self, line: &expenditure::Line) {
        let total = Total::from(line.amount);
        self.count(total, text(line.component.as_ref()), text(line.area.as_ref()));
        plus(self.by_day.entry(line.incurred_on.map(Day)).or_default(), total);
        plus(self.by_source.entry(text(line.source.as_ref())).or_default(), total);
    }

    /// What was spent in the quarters of that year, from 1; 0 for what has no day in it.
    pub(super) fn spent_by_quarter(&self, year: &Opening) -> BTreeMap<u32, Total> {
        let mut quarters = BTreeMap::new();
        for (day, total) in &self.by_day {
            let quarter = day.and_then(|Day(day)| year.quarter_of(day));
            let quarter = quarter.and_then(|quarter| u32::try_from(quarter).ok()).unwrap_or(0);
            plus(quarters.entry(quarter).or_default(), *total);
        }
        quarters
    }

    fn count(&mut self, total: Total, component: String, area: String) {
        self.lines = self.lines.saturating_add(1);
        plus(&mut self.total, total);
        plus(self.by_component.entry(component).or_default(), total);
        plus(self.by_area.entry(area).or_default(), total);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.lines = self.lines.saturating_add(other.lines);
        plus(&mut self.total, other.total);
        let both = [
            (&mut self.by_component, &other.by_component),
            (&mut self.by_source, &other.by_source),
            (&mut self.by_area, &other.by_area),
        ];
        for (ours, theirs) in both {
            for (key, total) in theirs {
                plus(ours.entry(key.clone()).or_default(), *total);
            }
        }
        for (quarter, total) in &other.by_quarter {
            plus(self.by_quarter.entry(*quarter).or_default(), *total);
        }
        for (day, total) in &other.by_day {
            plus(self.by_day.entry(*day).or_default(), *total);
        }
    }
}

fn plus(ours: &mut Total, other: Total) {
    runtime::view::add(ours, other);
}
