//! What the financier is owed by the calendar: a financial report (RSF, IFR) for each period, and for
//! each budget year its plan (PTBA), which is submitted with the request for a no-objection.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{Span, civil::Date};
use kernel::Timeline;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    agreement::acts::LIVE,
    guards::{Guards, require},
    no_objection::Requested,
};

/// More than any agreement lives through: somebody's keyboard slipped.
const MOST: usize = 400;

/// What was agreed of them, and what became of it. Kept for ever: add facts, never give one a new
/// meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    TermsRecorded(Terms),
    Scheduled(Scheduled),
    Submitted(Submitted),
}

/// As the agreement, or its disbursement letter, says. Of what it does not say, earlier terms hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reports: Option<Reports>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) workplans: Option<Workplans>,
}

/// A report for each period of so many months, due so many days after its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reports {
    /// Last day of the first period.
    pub(crate) first_ends_on: Date,
    pub(crate) months: u32,
    pub(crate) days: u32,
}

/// A plan for each budget year, due on the same day of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Workplans {
    /// The first budget year.
    pub(crate) exercise: i16,
    /// By when its plan is due, as a rule before it begins.
    pub(crate) due_on: Date,
}

/// What follows from the terms and the closing date, as far as it was not said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scheduled {
    pub(crate) due: Vec<Due>,
    /// No longer asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) lifted: Vec<Owed>,
    /// Where it was perhaps said of something else before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) come_in: Vec<Owed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Due {
    pub(crate) owed: Owed,
    pub(crate) due_on: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Owed {
    /// The report of the period that ends that day.
    #[serde(rename = "period_ends_on")]
    Report(Date),
    /// The plan of that budget year.
    #[serde(rename = "exercise")]
    Workplan(i16),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) period_ends_on: Date,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reporting {
    reports: Timeline<Reports>,
    workplans: Timeline<Workplans>,
    submitted: BTreeSet<Owed>,
    /// What was said to be due, and has not come in.
    due: Vec<Due>,
}

impl fmt::Display for Owed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Report(ends_on) => ends_on.fmt(f),
            Self::Workplan(exercise) => exercise.fmt(f),
        }
    }
}

impl Reports {
    /// Last day of the period that is so many after the first. Months that end on their last day go
    /// on doing so.
    fn ends(&self, nth: i64) -> Option<Date> {
        let months = i64::from(self.months).checked_mul(nth)?;
        let ends_on = self.first_ends_on.checked_add(Span::new().try_months(months).ok()?).ok()?;
        let whole = self.first_ends_on == self.first_ends_on.last_of_month();
        Some(if whole { ends_on.last_of_month() } else { ends_on })
    }

    /// Of each period that begins while money may move.
    fn due(&self, closing_on: Date) -> impl Iterator<Item = (Owed, Date)> {
        let periods = (0..).map_while(|nth| Some((self.ends(nth - 1)?, self.ends(nth)?)));
        let periods = periods.take(MOST).take_while(move |(before, _)| *before < closing_on);
        periods.filter_map(|(_, ends_on)| {
            let due_on = ends_on.checked_add(Span::new().try_days(self.days).ok()?).ok()?;
            Some((Owed::Report(ends_on), due_on))
        })
    }

    /// Whether terms of earlier leave that period as it is.
    fn leaves(&self, ends_on: Date) -> bool {
        self.ends(-1).is_some_and(|before| ends_on <= before)
    }
}

impl Workplans {
    /// Of each budget year that begins while money may move.
    fn due(&self, closing_on: Date) -> impl Iterator<Item = (Owed, Date)> {
        let years = (self.exercise..=closing_on.year()).take(MOST);
        years.filter_map(|year| {
            let after = i64::from(year) - i64::from(self.exercise);
            let due_on = self.due_on.checked_add(Span::new().try_years(after).ok()?).ok()?;
            Some((Owed::Workplan(year), due_on))
        })
    }
}

impl Reporting {
    /// Nothing of these terms is new that day.
    fn knows(&self, Terms { reports, workplans }: &Terms, on: Date) -> bool {
        let known = reports.as_ref().is_none_or(|it| self.reports.state_on(on) == Some(it));
        known && workplans.as_ref().is_none_or(|it| self.workplans.state_on(on) == Some(it))
    }

    /// Everything that the terms ask for. Later terms hold from their first period on.
    fn owed(&self, closing_on: Date) -> BTreeMap<Owed, Date> {
        let (mut reports, mut workplans) = (BTreeMap::new(), BTreeMap::new());
        for (_, terms) in self.reports.changes() {
            reports.retain(|owed, _| matches!(owed, Owed::Report(it) if terms.leaves(*it)));
            reports.extend(terms.due(closing_on));
        }
        for (_, terms) in self.workplans.changes() {
            workplans.retain(|owed, _| *owed < Owed::Workplan(terms.exercise));
            workplans.extend(terms.due(closing_on));
        }
        reports.append(&mut workplans);
        reports
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        match event {
            Event::TermsRecorded(Terms { reports, workplans }) => {
                if let Some(terms) = reports {
                    self.reports.set(on, terms.clone());
                }
                if let Some(terms) = workplans {
                    self.workplans.set(on, terms.clone());
                }
            }
            Event::Scheduled(Scheduled { due, lifted, .. }) => {
                let moved =
                    |owed: &Owed| lifted.contains(owed) || due.iter().any(|it| it.owed == *owed);
                self.due.retain(|it| !moved(&it.owed));
                self.due.extend(due.iter().filter(|it| !self.submitted.contains(&it.owed)));
            }
            Event::Submitted(Submitted { period_ends_on }) => {
                self.settle(Owed::Report(*period_ends_on));
            }
        }
    }

    /// A plan that is submitted is no longer due.
    pub(super) fn requested(&mut self, request: &Requested) {
        if let Some(exercise) = request.submits() {
            self.settle(Owed::Workplan(exercise));
        }
    }

    fn settle(&mut self, owed: Owed) {
        self.submitted.insert(owed);
        self.due.retain(|it| it.owed != owed);
    }
}

impl Financing {
    pub(super) fn record_terms(&self, terms: &Terms, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        let something = terms.reports.is_some() || terms.workplans.is_some();
        require(something, || Rejection::NothingToChange)?;
        let known = self.reporting.knows(terms, guards.on);
        require(!known, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::TermsRecorded(terms.clone())]))
    }

    pub(super) fn submit_report(&self, period_ends_on: Date, mut guards: Guards) -> Outcome {
        let known = self.reporting.submitted.contains(&Owed::Report(period_ends_on));
        require(!known, || Rejection::AlreadyRecorded)?;
        let asked = self.owed().contains_key(&Owed::Report(period_ends_on));
        let unasked = || Rejection::ReportNotExpected { period_ends_on };
        guards.consistent(require(asked, unasked))?;
        let over = guards.on > period_ends_on;
        guards.consistent(require(over, || Rejection::PeriodNotOver { period_ends_on }))?;
        Ok(guards.decided([Event::Submitted(Submitted { period_ends_on })]))
    }

    /// What is due has changed since it was last said. An agreement that is over owes nothing more.
    /// Said again, it is all that is due, and all that has come in.
    pub(super) fn schedule(&self, again: bool) -> Vec<super::Event> {
        let live = self.agreement.latest().is_some_and(|(_, state)| LIVE.contains(&state));
        if !live {
            return Vec::new();
        }
        let owed = self.owed();
        let said: BTreeMap<_, _> =
            self.reporting.due.iter().map(|it| (it.owed, it.due_on)).collect();
        let lifted: Vec<_> = said.keys().filter(|it| !owed.contains_key(it)).copied().collect();
        let (come_in, open): (BTreeMap<_, _>, BTreeMap<_, _>) =
            owed.into_iter().partition(|(owed, _)| self.reporting.submitted.contains(owed));
        let come_in: Vec<_> = come_in.into_keys().filter(|_| again).collect();
        let new = open.into_iter().filter(|(owed, on)| again || said.get(owed) != Some(on));
        let due: Vec<_> = new.map(|(owed, due_on)| Due { owed, due_on }).collect();
        if due.is_empty() && lifted.is_empty() && come_in.is_empty() {
            return Vec::new();
        }
        vec![Event::Scheduled(Scheduled { due, lifted, come_in }).into()]
    }

    /// Nothing where nobody knows until when money may move.
    fn owed(&self) -> BTreeMap<Owed, Date> {
        let owed = self.agreement.closing_on.map(|closing_on| self.reporting.owed(closing_on));
        owed.unwrap_or_default()
    }
}
