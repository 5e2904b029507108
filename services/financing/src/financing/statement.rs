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
    /// The last day of its budget year, while some of it is unpaid. Of years that were over when they were
    /// imported nobody knows that: what was paid of it, their source need not show.
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
    /// Of each budget year of which it was ever said until when it may be paid: what was said last.
    lapses: BTreeMap<ExerciseKey, Option<Date>>,
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
            Event::CounterpartRecorded(Counterpart { exercise, stage, money, lapses_on }) => {
                self.counterpart.entry(exercise.clone()).or_default().insert(*stage, *money);
                if lapses_on.is_some() || self.lapses.contains_key(exercise) {
                    self.lapses.insert(exercise.clone(), *lapses_on);
                }
            }
            Event::FinancierStatementRecorded(statement) => self.financier.push(statement.clone()),
        }
    }
}

/// What is left to pay, or was when it lapsed, of the stage that came first; nothing where more was
/// paid. Nobody can say what is left of a payment in another currency.
fn left(stages: &BTreeMap<Stage, Money>) -> Option<Money> {
    let (_, money) = stages.first_key_value().filter(|(first, _)| **first < Stage::Paid)?;
    let paid = stages.get(&Stage::Paid).map(|paid| paid.in_currency(money.currency));
    let left = i64::from(money.units).checked_sub(paid.unwrap_or(Some(Units::ZERO))?.into())?;
    Some(Units::try_from(left.max(0)).ok()?.of(money.currency))
}

/// What lapses with the budget year, where that was not said: nothing, of what has lapsed already and was
/// paid before.
fn lapses(stages: &BTreeMap<Stage, Money>) -> Option<Money> {
    let said = stages.get(&Stage::Lapsed);
    left(stages).filter(|left| said.map_or(left.units > Units::ZERO, |said| said != left))
}

/// There is money to pay of it, as far as anybody can say.
fn is_open(stages: &BTreeMap<Stage, Money>) -> bool {
    let there = stages.first_key_value().is_some_and(|(first, _)| *first < Stage::Paid);
    let nothing_left = left(stages).is_some_and(|left| left.units == Units::ZERO);
    there && !nothing_left && !stages.contains_key(&Stage::Lapsed)
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
        today: Date,
        mut guards: Guards,
    ) -> Outcome {
        let Counterpart { exercise, stage, money, .. } = counterpart;
        positive(*money)?;
        let stages = self.statements.counterpart.get(exercise);
        let repeated = stages.is_some_and(|stages| stages.get(stage) == Some(money));
        require(!repeated, || Rejection::AlreadyRecorded)?;
        let reached = stages.and_then(|stages| stages.last_key_value()).map(|(stage, _)| *stage);
        let last_day = exercise.last_day();
        // Paid while it was there, and heard of once the rest had lapsed: less of it has.
        let in_time = last_day.is_some_and(|last| guards.on <= last) && *stage == Stage::Paid;
        let reached = reached.filter(|reached| *reached != Stage::Lapsed || !in_time);
        if let Some(reached) = reached.filter(|reached| reached > stage) {
            guards.consistent(Err(Rejection::CounterpartOutOfOrder { stage: reached }))?;
        }
        let mut stages = stages.cloned().unwrap_or_default();
        stages.insert(*stage, *money);
        let shown = |last: &Date| !guards.import || *last >= today;
        let open = is_open(&stages) || in_time && lapses(&stages).is_some();
        let lapses_on = last_day.filter(|_| open).filter(shown);
        let counterpart = Counterpart { lapses_on, ..counterpart.clone() };
        Ok(guards.decided([Event::CounterpartRecorded(counterpart)]))
    }

    /// An amount was amended: until when it may be paid is said again where that is otherwise.
    pub(super) fn look_at_counterparts(&self, guards: Guards) -> Decided<super::Event> {
        let otherwise = |(exercise, said): (&ExerciseKey, &Option<Date>)| {
            let stages = self.statements.counterpart.get(exercise)?;
            let open = is_open(stages) || said.is_some() && lapses(stages).is_some();
            let lapses_on = exercise.last_day().filter(|_| open);
            let (stage, money) = stages.last_key_value().filter(|_| lapses_on != *said)?;
            let (exercise, stage, money) = (exercise.clone(), *stage, *money);
            Some(Event::CounterpartRecorded(Counterpart { exercise, stage, money, lapses_on }))
        };
        guards.decided(self.statements.lapses.iter().filter_map(otherwise).collect::<Vec<_>>())
    }

    /// The budget year is over: what was not paid of it is no longer there.
    pub(super) fn lapse_counterpart(
        &self,
        exercise: &ExerciseKey,
        guards: Guards,
    ) -> Decided<super::Event> {
        let over = exercise.last_day().is_some_and(|last| guards.on > last);
        let stages = self.statements.counterpart.get(exercise).filter(|_| over);
        let lapsed = stages.and_then(lapses).map(|money| {
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
