//! What others state of the agreement: ratings, the State's counterpart, figures in documents.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Decided, Money, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    category::{in_currency, positive},
    guards::{Guards, require},
    key::ExerciseKey,
    rejection::Sum,
};

/// What was stated. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "each was recorded: none of them is done by us")]
pub(crate) enum Event {
    RatingRecorded(Rated),
    CounterpartRecorded(Counterpart),
    FinancierStatementRecorded(FinancierStatement),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rated {
    pub(crate) subject: Subject,
    pub(crate) rating: Rating,
    /// Of the implementation status report.
    pub(crate) sequence: u32,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Subject {
    /// Project development objective.
    Pdo,
    /// Implementation progress.
    Ip,
    /// At completion.
    Outcome,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Rating {
    HighlySatisfactory,
    Satisfactory,
    ModeratelySatisfactory,
    ModeratelyUnsatisfactory,
    Unsatisfactory,
    HighlyUnsatisfactory,
}

/// How objectives and implementation are rated, taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Satisfactory {
    /// The day since which neither was rated otherwise. None: the latest of one is.
    pub(crate) since: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counterpart {
    pub(crate) exercise: ExerciseKey,
    pub(crate) stage: Stage,
    pub(crate) money: Money,
    /// The last day of its budget year, while some of it is unpaid. Of years before the platform nobody
    /// knows that: what was paid of it, their source need not show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lapses_on: Option<Date>,
}

/// How far the State's money has come, in order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Stage {
    Budgeted,
    Notified,
    Ordered,
    Paid,
    /// The budget year ended before it was paid.
    Lapsed,
}

/// Figures as a document prints them, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FinancierStatement {
    pub(crate) reference: String,
    pub(crate) committed: Option<Money>,
    pub(crate) disbursed: Option<Money>,
    pub(crate) undisbursed: Option<Money>,
}

/// How far what is disbursed and undisbursed is from what is committed, where all three are printed.
pub(crate) fn difference(
    committed: Option<Money>,
    disbursed: Option<Money>,
    undisbursed: Option<Money>,
) -> Option<Total> {
    let parts: Total = [disbursed?.units, undisbursed?.units].into_iter().sum();
    Some(parts - Total::from(committed?.units))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Statements {
    ratings: BTreeMap<Subject, BTreeMap<u32, (Rating, Date)>>,
    counterpart: BTreeMap<ExerciseKey, BTreeMap<Stage, Money>>,
    financier: Vec<FinancierStatement>,
}

impl Rating {
    fn is_satisfactory(self) -> bool {
        self <= Self::ModeratelySatisfactory
    }
}

impl Statements {
    pub(crate) fn is_rated(&self, subject: Subject) -> bool {
        self.ratings.contains_key(&subject)
    }

    /// By the reports of that day; None where none rates anything.
    pub(crate) fn satisfactory_on(&self, on: Date) -> Option<Satisfactory> {
        let mut since = None;
        for subject in [Subject::Pdo, Subject::Ip] {
            let reports = self.ratings.get(&subject).into_iter().flat_map(BTreeMap::values);
            let reports: Vec<_> = reports.filter(|(_, rated_on)| *rated_on <= on).collect();
            let lately = reports.iter().rev().take_while(|(rating, _)| rating.is_satisfactory());
            let Some((latest, _)) = reports.last() else { continue };
            if !latest.is_satisfactory() {
                return Some(Satisfactory { since: None });
            }
            since = since.max(lately.map(|(_, rated_on)| *rated_on).min());
        }
        since.map(|since| Satisfactory { since: Some(since) })
    }

    #[cfg(test)]
    pub(crate) fn financier(&self) -> &[FinancierStatement] {
        &self.financier
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        match event {
            Event::RatingRecorded(Rated { subject, rating, sequence }) => {
                self.ratings.entry(*subject).or_default().insert(*sequence, (*rating, on));
            }
            Event::CounterpartRecorded(Counterpart { exercise, stage, money, .. }) => {
                self.counterpart.entry(exercise.clone()).or_default().insert(*stage, *money);
            }
            Event::FinancierStatementRecorded(statement) => self.financier.push(statement.clone()),
        }
    }
}

/// What is left to pay of the stage that came first. Nothing is left of what has lapsed, and nobody
/// can say what is of a payment in another currency.
fn unpaid(stages: &BTreeMap<Stage, Money>) -> Option<Money> {
    let (first, money) = stages.first_key_value()?;
    if *first >= Stage::Paid || stages.contains_key(&Stage::Lapsed) {
        return None;
    }
    let paid = stages.get(&Stage::Paid).map(|paid| paid.in_currency(money.currency));
    let left = i64::from(money.units).checked_sub(paid.unwrap_or(Some(Units::ZERO))?.into())?;
    let left = Units::try_from(left).ok().filter(|units| *units > Units::ZERO)?;
    Some(left.of(money.currency))
}

impl Financing {
    pub(super) fn rate(&self, rated: &Rated, mut guards: Guards) -> Outcome {
        let Rated { subject, rating, sequence } = rated;
        let earlier = self.statements.ratings.get(subject).and_then(|all| all.get(sequence));
        let earlier = earlier.map(|(rating, _)| rating);
        require(earlier != Some(rating), || Rejection::AlreadyRecorded)?;
        guards.consistent(require(earlier.is_none(), || Rejection::RatingDiffers))?;
        Ok(guards.decided([Event::RatingRecorded(rated.clone())]))
    }

    pub(super) fn record_counterpart(
        &self,
        counterpart: &Counterpart,
        mut guards: Guards,
    ) -> Outcome {
        let Counterpart { exercise, stage, money, .. } = counterpart;
        positive(*money)?;
        let stages = self.statements.counterpart.get(exercise);
        let repeated = stages.is_some_and(|stages| stages.get(stage) == Some(money));
        require(!repeated, || Rejection::AlreadyRecorded)?;
        let reached = stages.and_then(|stages| stages.last_key_value()).map(|(stage, _)| *stage);
        if let Some(reached) = reached.filter(|reached| reached > stage) {
            guards.consistent(Err(Rejection::CounterpartOutOfOrder { stage: reached }))?;
        }
        let mut stages = stages.cloned().unwrap_or_default();
        stages.insert(*stage, *money);
        let unpaid = unpaid(&stages).filter(|_| !guards.import);
        let lapses_on = unpaid.and_then(|_| exercise.last_day());
        let counterpart = Counterpart { lapses_on, ..counterpart.clone() };
        Ok(guards.decided([Event::CounterpartRecorded(counterpart)]))
    }

    /// The budget year is over: what was not paid of it is no longer there.
    pub(super) fn lapse_counterpart(
        &self,
        exercise: &ExerciseKey,
        guards: Guards,
    ) -> Decided<super::Event> {
        let over = exercise.last_day().is_some_and(|last| guards.on > last);
        let stages = self.statements.counterpart.get(exercise).filter(|_| over);
        let lapsed = stages.and_then(unpaid).map(|money| {
            let (exercise, stage, lapses_on) = (exercise.clone(), Stage::Lapsed, None);
            Event::CounterpartRecorded(Counterpart { exercise, stage, money, lapses_on })
        });
        guards.decided(lapsed)
    }

    /// Printed is printed: what does not add up is noted, and stays as it was printed. So is an amount
    /// below zero where nobody commits or disburses one. What is undisbursed may be below zero: that is
    /// how an agreement of which too much was paid looks.
    pub(super) fn record_statement(
        &self,
        statement: &FinancierStatement,
        mut guards: Guards,
    ) -> Outcome {
        let FinancierStatement { committed, disbursed, undisbursed, .. } = statement;
        let known = self.statements.financier.contains(statement);
        require(!known, || Rejection::AlreadyRecorded)?;
        let stated = || [committed, disbursed, undisbursed].into_iter().flatten();
        let currency = stated().next().ok_or(Rejection::NothingToChange)?.currency;
        stated().try_for_each(|money| in_currency(*money, currency))?;
        let below_zero = |money: &Money| money.units < Units::ZERO;
        if let Some(money) = committed.filter(below_zero) {
            let committed = Sum(money.units.into(), currency);
            guards.note(&Rejection::CommittedBelowZero { committed });
        }
        if let Some(money) = disbursed.filter(below_zero) {
            let disbursed = Sum(money.units.into(), currency);
            guards.note(&Rejection::DisbursedBelowZero { disbursed });
        }
        let difference = difference(*committed, *disbursed, *undisbursed);
        if let Some(difference) = difference.filter(|it| !it.is_zero()) {
            let difference = Sum(difference, currency);
            guards.note(&Rejection::StatementDoesNotAddUp { difference });
        }
        Ok(guards.decided([Event::FinancierStatementRecorded(statement.clone())]))
    }
}
