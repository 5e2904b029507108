//! What partners do where in one period, as a regional directorate reports it on a collection form.
//! One stream a programme, reporter and period.
//!
//! Invariant: a later form replaces the lines it names, by institution, service and place.

pub(crate) mod form;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id, Units,
    correction, require,
};
use serde::{Deserialize, Serialize};

use self::form::{Form, Line};
use crate::{rejection::Rejection, rules::known};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Report(Form, Vec<Code>),
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Form(form::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.interventions.reported.v1" => Form(form::Event::Reported),
} corrected: "partners");

kernel::entities!(Event { Form(form), });

kernel::amending!(Command { Amend, Explain });

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Collection {
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    pub(crate) reporter: Option<Code>,
    /// As precise as it was stated: `2019`, `2019-Q3`, `2019-09`.
    pub(crate) period: String,
    pub(crate) lines: BTreeMap<String, Line>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Collection {
    const CATEGORY: &'static str = "collection";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let ours = || Guards::ours(asked);
        let reporting = matches!(asked.command, C::Report(..));
        require(reporting || self.reporter.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Report(form, unknown) => self.report(form, unknown, ours()),
            C::Amend(amending) => Ok(ours().decided([self.corrections.amend(amending)?])),
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Form(form::Event::Reported(form)) => {
                (self.programme, self.country) =
                    (fact.meta.programme.clone(), fact.meta.country.clone());
                self.reporter = Some(form.reporter.clone());
                self.period = form.period.to_string();
                for line in &form.lines {
                    self.lines.insert(line.key(), line.clone());
                }
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Collection {
    pub(crate) fn id(programme: &str, reporter: &Code, period: &str) -> Id<Self> {
        Id::derived(&["interventions", programme, reporter.as_str(), period])
    }

    fn report(&self, form: &Form, unknown: &[Code], guards: Guards) -> Outcome {
        known(unknown)?;
        require(!form.lines.is_empty(), || Rejection::LinesMissing)?;
        let begins_on = form.period.on;
        require(guards.on >= begins_on, || Rejection::PeriodNotBegun { begins_on })?;
        let mut keys = BTreeSet::new();
        for line in &form.lines {
            let twice = || Rejection::LineTwice { line: line.key() };
            require(keys.insert(line.key()), twice)?;
            // More may be reached than was planned: that is what a report is for.
            require(line.planned > 0 || line.reached > 0, || Rejection::CountMissing)?;
            let positive = line.amount.is_none_or(|money| money.units > Units::ZERO);
            require(positive, || Rejection::AmountNotPositive)?;
        }
        let known = |line: &Line| self.lines.get(&line.key()) == Some(line);
        require(!form.lines.iter().all(known), || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([form::Event::Reported(form.clone())]))
    }
}
