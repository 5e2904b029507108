//! A budget year of a programme: its plan, and what was spent under it.
//!
//! Invariants:
//! - staged lines become a plan or a statement together, or not at all;
//! - there is one adopted plan; what follows are revisions, with a reason and an authority;
//! - a plan is in force once every financier that must not object has said so;
//! - whoever imported a statement does not check it; a locked one changes by corrections only;
//! - an entry of the accounts is counted once;
//! - the rate of execution is reckoned from recorded amounts and never entered.

pub(crate) mod command;
pub(crate) mod event;
pub(crate) mod expenditure;
pub(crate) mod line;
pub(crate) mod plan;
pub(crate) mod publication;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Corrections, Currency, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::{expenditure::Statements, line::Line, plan::Plan, publication::Publications};
use crate::{
    guards::{Guards, require},
    key::ExerciseKey,
    rejection::Rejection,
    stagings::Stagings,
};

pub(crate) use self::{command::Command, event::Event};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Exercise {
    pub(crate) opening: Option<Opening>,
    country: Option<Code>,
    pub(crate) staged: Stagings<Line>,
    pub(crate) plan: Plan,
    pub(crate) statements: Statements,
    pub(crate) publications: Publications,
    pub(crate) corrections: Corrections,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opening {
    pub(crate) programme: Code,
    pub(crate) exercise: ExerciseKey,
    pub(crate) starts_on: Date,
    pub(crate) ends_on: Date,
    pub(crate) currency: Currency,
    /// Financings whose financier must not object before the plan is in force.
    pub(crate) no_objection_from: Vec<Code>,
}

impl Aggregate for Exercise {
    const CATEGORY: &'static str = "exercise";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        if let C::Open(opening) = &asked.command {
            return self.open(opening, guards);
        }
        let opening = self.opening.as_ref().ok_or(Rejection::ExerciseNotOpen)?;
        match &asked.command {
            C::Open(_) => Err(Rejection::AlreadyRegistered),
            C::StageLines(chunk) => self.stage_lines(chunk, opening, guards),
            C::Submit(submission) => self.submit(submission, opening, guards),
            C::Adopt(adoption) => self.adopt(adoption, guards),
            C::Unfounded(why) => Err(why.clone()),
            C::RecordNoObjection(answer) => self.no_objection(answer, opening, guards),
            C::PutIntoForce => self.put_into_force(opening, guards),
            C::Revise(revision) => self.revise(revision, opening, guards),
            C::RecordExecuted => self.executed(opening, guards),
            C::CloseOut => self.close_out(guards),
            C::ReportProgress(progress) => self.report_progress(progress, guards),
            C::StageExpenditure(chunk) => self.stage_expenditure(chunk, opening, guards),
            C::Import(import) => self.import(import, opening, guards),
            C::Check { statement } => self.check(statement, guards),
            C::Lock { statement } => self.lock(statement, guards),
            C::Discard { statement, reason } => self.discard(statement, reason, guards),
            C::Publish(published) => self.publish(published, opening, guards),
            C::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            C::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Plan(event) => {
                if let plan::Event::Opened(opening) = event {
                    self.opening = Some(opening.clone());
                    self.country.clone_from(&fact.meta.country);
                }
                self.plan.evolve(event, &mut self.staged, fact);
            }
            Event::Expenditure(event) => self.statements.evolve(event, fact),
            Event::Publication(event) => self.publications.evolve(event),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.opening.as_ref().map(|opening| &opening.programme), self.country.as_ref())
    }
}

impl Exercise {
    /// The stream of one budget year of one programme.
    pub(crate) fn id(programme: &Code, exercise: &ExerciseKey) -> Id<Self> {
        Id::derived(&["exercise", programme.as_str(), exercise.as_str()])
    }

    fn open(&self, opening: &Opening, guards: Guards) -> Outcome {
        require(self.opening.is_none(), || Rejection::AlreadyRegistered)?;
        let ordered = opening.starts_on < opening.ends_on;
        require(ordered, || Rejection::EndsBeforeItStarts)?;
        Ok(guards.decided([plan::Event::Opened(opening.clone()).into()]))
    }
}

impl Opening {
    /// Quarters of this year that are over by the end of that day, if it is the end of one.
    pub(crate) fn quarters_until(&self, day: Date) -> Option<usize> {
        (1..=4).find(|quarter| self.quarter_ends(*quarter) == Some(day))
    }

    /// The last day of a quarter of this year.
    pub(crate) fn quarter_ends(&self, quarter: usize) -> Option<Date> {
        let months = i64::try_from(quarter).ok()? * 3;
        let next = self.starts_on.checked_add(jiff::Span::new().try_months(months).ok()?).ok()?;
        next.yesterday().ok()
    }

    /// The quarter of this year in which a day lies, from 1.
    pub(crate) fn quarter_of(&self, day: Date) -> Option<usize> {
        if day < self.starts_on || day > self.ends_on {
            return None;
        }
        (1..=4).find(|quarter| self.quarter_ends(*quarter).is_some_and(|ends| day <= ends))
    }
}
