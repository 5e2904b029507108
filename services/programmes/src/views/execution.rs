//! Plan and execution: amounts, rates reckoned from them, and what others published beside that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Currency, Total};
use proto::programmes::v1 as pb;
use runtime::view::{Proof, day, money, sum};

use super::{
    exercises::{Revision, Row, Statement, Sums},
    text,
};
use crate::{
    exercise::{
        Opening,
        line::Line,
        plan::{Progress, State},
        publication::Published,
    },
    key::StatementKey,
    rate::{Rate, rate},
};

impl Row {
    pub(super) fn line(&self, on: Date) -> Option<pb::ExerciseLine> {
        let opening = self.opening.as_ref()?;
        let (planned, executed) = (self.total(), self.executed(None));
        let amount = |total: Option<Total>| total.map(|total| sum(total, opening.currency));
        let last = self.counted(None).max_by_key(|statement| statement.ends_on);
        Some(pb::ExerciseLine {
            programme: opening.programme.to_string(),
            exercise: opening.exercise.to_string(),
            starts_on: opening.starts_on.to_string(),
            ends_on: opening.ends_on.to_string(),
            state: self.state(on).to_string(),
            planned: amount(planned),
            executed: amount(executed),
            rate: text(executed.zip(planned).and_then(|(spent, all)| rate(spent, all))),
            executed_until: day(last.map(|statement| statement.ends_on)),
            published: self.published.iter().map(|it| self.beside(it, opening)).collect(),
            illustrative: self.is_illustrative(),
            revisions: self.revisions.last().map_or(0, |latest| latest.revision),
            planned_by: self.revisions.last().map(|latest| latest.proof.into()),
            executed_by: last.map(|statement| statement.proof.into()),
        })
    }

    /// Some addend is made up.
    fn is_illustrative(&self) -> bool {
        self.illustrative || self.counted(None).any(|statement| statement.proof.illustrative)
    }

    /// What recorded amounts make of the days that a publication covers.
    fn recomputed(&self, published: &Published, opening: &Opening) -> Option<Rate> {
        let planned = if published.of_period {
            let quarters = opening.quarters_until(published.until)?;
            let within = |(quarter, _): &(&u32, &Total)| {
                **quarter > 0 && usize::try_from(**quarter).is_ok_and(|it| it <= quarters)
            };
            self.planned.by_quarter.iter().filter(within).map(|(_, total)| *total).sum()
        } else {
            self.total()?
        };
        rate(self.executed(Some(published.until))?, planned)
    }

    fn beside(
        &self,
        (published, proof): &(Published, Proof),
        opening: &Opening,
    ) -> pb::PublishedRate {
        let recomputed = self.recomputed(published, opening);
        let agrees = |Rate(hundredths): Rate| published.rate.agrees_with(hundredths);
        let verdict = match recomputed.map(agrees) {
            Some(true) => "agrees",
            Some(false) => "contradicts",
            None => "unknown",
        };
        let own = published.executed.zip(published.planned);
        let own = own.and_then(|(spent, all)| rate(spent.units.into(), all.units.into()));
        pb::PublishedRate {
            publication: published.publication.to_string(),
            rate: published.rate.to_string(),
            until: published.until.to_string(),
            of_period: published.of_period,
            planned: published.planned.map(money),
            executed: published.executed.map(money),
            recomputed: text(recomputed),
            verdict: verdict.to_owned(),
            own_amounts_agree: own.is_none_or(agrees),
            proof: Some((*proof).into()),
        }
    }

    /// What its state permits next, as rpc names.
    fn possible(&self, on: Date) -> &'static [&'static str] {
        match self.state(on) {
            State::Draft => &["StageWorkplanLines", "SubmitWorkplan"],
            State::Submitted => &["AdoptWorkplan", "SubmitWorkplan"],
            State::Revised if self.was_in_force() => {
                &["ReviseWorkplan", "ReportPhysicalProgress", "RecordWorkplanExecuted"]
            }
            State::Adopted | State::NoObjectionReceived | State::Revised => {
                &["RecordWorkplanNoObjection", "PutWorkplanIntoForce", "ReviseWorkplan"]
            }
            State::InForce => {
                &["ReviseWorkplan", "ReportPhysicalProgress", "RecordWorkplanExecuted"]
            }
            State::Executed => &["CloseOutWorkplan"],
            State::ClosedOut => &[],
        }
    }

    pub(super) fn execution(
        &self,
        on: Date,
        labels: &dyn Fn(Of, &str) -> String,
        lines: &[Line],
    ) -> Option<pb::Execution> {
        let opening = self.opening.as_ref()?;
        let mut spent = Sums::default();
        self.counted(None).for_each(|statement| spent.add(&statement.sums));
        let currency = opening.currency;
        let slices =
            |of: Of, planned: &BTreeMap<String, Total>, spent: &BTreeMap<String, Total>| {
                slices(planned, spent, currency, &|key| labels(of, key))
            };
        let quarters = |all: &BTreeMap<u32, Total>| {
            all.iter().map(|(quarter, total)| (quarter.to_string(), *total)).collect()
        };
        let milestone = |(reference, text, proof): &(String, String, Proof)| pb::Text {
            reference: reference.clone(),
            text: text.clone(),
            proof: Some((*proof).into()),
        };
        let awaiting = opening.no_objection_from.iter();
        let awaiting = awaiting.filter(|financing| !self.answered.contains(financing));
        Some(pb::Execution {
            line: Some(self.line(on)?),
            by_component: slices(Of::Component, &self.planned.by_component, &spent.by_component),
            by_quarter: slices(
                Of::Quarter,
                &quarters(&self.planned.by_quarter),
                &quarters(&spent.spent_by_quarter(opening)),
            ),
            by_source: slices(Of::Source, &self.planned.by_source, &spent.by_source),
            by_area: slices(Of::Area, &self.planned.by_area, &spent.by_area),
            statements: self.statements.iter().map(|it| statement(it, currency)).collect(),
            revisions: self.revisions.iter().map(|it| it.line(currency)).collect(),
            progress: self.progress.values().map(|it| progress(it, lines)).collect(),
            milestones: self.milestones.iter().map(milestone).collect(),
            possible: self.possible(on).iter().map(ToString::to_string).collect(),
            awaiting: awaiting.map(ToString::to_string).collect(),
        })
    }
}

/// What a slice is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Component,
    Quarter,
    Source,
    Area,
}

fn slices(
    planned: &BTreeMap<String, Total>,
    spent: &BTreeMap<String, Total>,
    currency: Currency,
    label: &dyn Fn(&str) -> String,
) -> Vec<pb::Slice> {
    let keys: BTreeSet<_> = planned.keys().chain(spent.keys()).collect();
    let slice = |key: &String| {
        let (all, done) = (planned.get(key).copied(), spent.get(key).copied());
        let nothing = all.is_none_or(Total::is_zero) && done.is_none_or(Total::is_zero);
        (!nothing).then(|| pb::Slice {
            key: key.clone(),
            label: label(key),
            planned: Some(sum(all.unwrap_or_default(), currency)),
            executed: Some(sum(done.unwrap_or_default(), currency)),
            rate: text(rate(done.unwrap_or_default(), all.unwrap_or_default())),
        })
    };
    keys.into_iter().filter_map(slice).collect()
}

fn statement((key, it): (&StatementKey, &Statement), currency: Currency) -> pb::StatementLine {
    pb::StatementLine {
        statement: key.to_string(),
        starts_on: it.starts_on.to_string(),
        ends_on: it.ends_on.to_string(),
        state: it.state.to_string(),
        total: Some(sum(it.sums.total, currency)),
        lines: it.sums.lines,
        source: it.source.clone(),
        mapping: it.mapping.clone(),
        proof: Some(it.proof.into()),
    }
}

/// What is done of an activity, beside what there is to do: of its first line, wherever it is.
fn progress((progress, proof): &(Progress, Proof), lines: &[Line]) -> pb::ProgressLine {
    let line = lines.iter().find(|line| line.activity == progress.activity);
    pb::ProgressLine {
        activity: progress.activity.to_string(),
        label: line.map(|line| line.label.clone()).unwrap_or_default(),
        value: progress.value.to_string(),
        target: text(line.and_then(|line| line.target)),
        unit: text(line.and_then(|line| line.unit.as_ref())),
        statement: text(progress.statement.as_ref()),
        proof: Some((*proof).into()),
    }
}

impl Revision {
    pub(super) fn line(&self, currency: Currency) -> pb::RevisionLine {
        let cause = self.cause.as_ref();
        pb::RevisionLine {
            revision: self.revision,
            lines: self.lines,
            hash: self.hash.clone(),
            planned: Some(sum(self.planned, currency)),
            reason: self.reason.clone(),
            cause: cause.map(|it| <&str>::from(it.kind).to_owned()).unwrap_or_default(),
            review: text(cause.and_then(|it| it.review.as_ref())),
            recommendation: text(cause.and_then(|it| it.recommendation.as_ref())),
            decision: text(cause.and_then(|it| it.decision.as_ref())),
            proof: Some(self.proof.into()),
        }
    }
}
