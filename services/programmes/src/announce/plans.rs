use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Announcement, Currency, Fact, Public, Total};
use proto::programmes::v1 as pb;
use runtime::view::{money, sum};

use super::{of_correction, public};
use crate::{
    exercise::{
        Event, Exercise, Opening, expenditure,
        line::Line,
        plan::{self, Revised, State, Submitted},
    },
    key::{SourceKey, StagingKey, StatementKey},
    lines::Staged,
};

/// What becomes of plans, and of what was spent.
#[derive(Debug)]
pub(super) enum Plans {}

/// The plan as it stands, and the totals of its statements.
#[derive(Debug, Default)]
pub(super) struct Memory {
    opening: Option<Opening>,
    staged: Staged<Line>,
    lines: Vec<Line>,
    dropped: BTreeSet<SourceKey>,
    hash: String,
    revision: u32,
    statements: BTreeMap<StatementKey, pb::ExpenditureAnnounced>,
}

impl Announcement for Plans {
    const SERVICE: &'static str = "programmes-plans";
    const CATEGORY: &'static str = <Exercise as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        let mut take = |staging: &StagingKey, hash: &kernel::Hash, revision| {
            let lines = memory.staged.take(staging);
            let sources = |lines: &[Line]| -> BTreeSet<SourceKey> {
                lines.iter().map(|line| line.source.clone()).collect()
            };
            memory.dropped = &sources(&memory.lines) - &sources(&lines);
            memory.lines = lines;
            (memory.hash, memory.revision) = (hash.to_string(), revision);
        };
        match &fact.event {
            Event::Plan(plan::Event::Opened(opening)) => memory.opening = Some(opening.clone()),
            Event::Plan(plan::Event::LinesStaged(it)) => {
                memory.staged.stage(&it.staging, it.chunk, &it.lines);
            }
            Event::Plan(plan::Event::Submitted(Submitted { staging, hash, .. })) => {
                take(staging, hash, 0);
            }
            Event::Plan(plan::Event::Revised(Revised { staging, hash, revision, .. })) => {
                take(staging, hash, *revision);
            }
            Event::Expenditure(expenditure::Event::Imported(imported)) => {
                let (programme, exercise) = memory.called();
                let message = pb::ExpenditureAnnounced {
                    programme,
                    exercise,
                    statement: imported.statement.to_string(),
                    total: Some(money(imported.total)),
                    until: imported.period.ends_on.to_string(),
                };
                memory.statements.insert(imported.statement.clone(), message);
            }
            Event::Plan(_)
            | Event::Expenditure(_)
            | Event::Publication(_)
            | Event::Correction(_) => (),
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        match &fact.event {
            Event::Plan(event) => of_plan(event, memory),
            Event::Expenditure(expenditure::Event::Locked(named)) => memory
                .statements
                .get(&named.statement)
                .map(|message| public("programmes.expenditure.locked.v1", message))
                .unwrap_or_default(),
            Event::Expenditure(
                expenditure::Event::LinesStaged(_)
                | expenditure::Event::Imported(_)
                | expenditure::Event::Checked(_)
                | expenditure::Event::Discarded(_),
            )
            | Event::Publication(_) => Vec::new(),
            Event::Correction(event) => {
                let (programme, exercise) = memory.called();
                of_correction(event, &format!("{programme}/{exercise}"), fact)
            }
        }
    }
}

impl Memory {
    /// Programme and budget year.
    fn called(&self) -> (String, String) {
        let opening = self.opening.as_ref();
        let programme = opening.map(|it| it.programme.to_string()).unwrap_or_default();
        (programme, opening.map(|it| it.exercise.to_string()).unwrap_or_default())
    }

    fn message(&self, state: State) -> pb::WorkplanAnnounced {
        let (programme, exercise) = self.called();
        let currency = self.opening.as_ref().map(|opening| opening.currency);
        let planned: Total = self.lines.iter().map(Line::total).sum();
        pb::WorkplanAnnounced {
            programme,
            exercise,
            state: state.to_string(),
            planned: currency.map(|currency| sum(planned, currency)),
            lines: u32::try_from(self.lines.len()).unwrap_or(u32::MAX),
            hash: self.hash.clone(),
            revision: self.revision,
            profile: currency.map(|currency| profile(&self.lines, currency)).unwrap_or_default(),
            dropped: self.dropped.iter().map(ToString::to_string).collect(),
            starts_on: day(self.opening.as_ref().map(|opening| opening.starts_on)),
            ends_on: day(self.opening.as_ref().map(|opening| opening.ends_on)),
            ..pb::WorkplanAnnounced::default()
        }
    }
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// Who pays what in which quarter.
fn profile(lines: &[Line], currency: Currency) -> Vec<pb::Planned> {
    let mut sums = BTreeMap::<(&SourceKey, u32), Total>::new();
    for line in lines {
        // What is not split over quarters comes last in a line, and is quarter 0 in a profile.
        for (units, quarter) in line.amounts.iter().zip([1, 2, 3, 4, 0]) {
            *sums.entry((&line.source, quarter)).or_default() += *units;
        }
    }
    let planned = |((source, quarter), total): ((&SourceKey, u32), Total)| pb::Planned {
        source: source.to_string(),
        quarter,
        money: Some(sum(total, currency)),
    };
    sums.into_iter().filter(|(_, total)| !total.is_zero()).map(planned).collect()
}

fn of_plan(event: &plan::Event, memory: &Memory) -> Vec<Public> {
    use plan::Event as E;
    let (name, message) = match event {
        E::Submitted(_) => ("programmes.workplan.submitted.v1", memory.message(State::Submitted)),
        E::Adopted(adoption) => {
            let body = adoption.body.to_string();
            let decision = adoption.decision.clone().unwrap_or_default();
            let message = memory.message(State::Adopted);
            let message = pb::WorkplanAnnounced { body, decision, ..message };
            ("programmes.workplan.adopted.v1", message)
        }
        E::NoObjectionReceived(_) => (
            "programmes.workplan.no-objection-received.v1",
            memory.message(State::NoObjectionReceived),
        ),
        E::InForce(_) => ("programmes.workplan.in-force.v1", memory.message(State::InForce)),
        E::Revised(revised) => {
            let cause = &revised.cause;
            let text = |of: Option<String>| of.unwrap_or_default();
            let message = pb::WorkplanAnnounced {
                decision: text(cause.decision.clone()),
                review: text(cause.review.as_ref().map(ToString::to_string)),
                recommendation: text(cause.recommendation.as_ref().map(ToString::to_string)),
                ..memory.message(State::Revised)
            };
            ("programmes.workplan.revised.v1", message)
        }
        E::Executed(_) => ("programmes.workplan.executed.v1", memory.message(State::Executed)),
        E::ClosedOut(_) => ("programmes.workplan.closed-out.v1", memory.message(State::ClosedOut)),
        E::Opened(_) | E::LinesStaged(_) | E::ProgressReported(_) => return Vec::new(),
    };
    public(name, &message)
}
