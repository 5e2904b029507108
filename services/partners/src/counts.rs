//! A quarter's referrals in one commune, as counts: how many were referred to which service, and what
//! came of it. One stream a programme, commune and quarter.
//!
//! Invariants:
//! - each count is part of the one before, and what was sent is accepted, declined or unanswered;
//! - a later report replaces the lines it names, and both stay on record.

pub(crate) mod report;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id, correction,
    require,
};
use serde::{Deserialize, Serialize};

use self::report::{Line, Report};
use crate::{
    rejection::Rejection,
    rules::{adds_up, at_most, known},
};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Report(Report, Vec<Code>),
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Report(report::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.referrals.reported.v1" => Report(report::Event::Reported),
} corrected: "partners");

kernel::entities!(Event { Report(report), });

kernel::amending!(Command { Amend, Explain });

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    pub(crate) area: Option<Code>,
    /// As precise as it was stated: `2019-Q3`.
    pub(crate) quarter: String,
    /// By service and level, with who reported it.
    pub(crate) lines: BTreeMap<String, (Code, Line)>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Counts {
    const CATEGORY: &'static str = "counts";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let ours = || Guards::ours(asked);
        let reporting = matches!(asked.command, C::Report(..));
        require(reporting || self.area.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Report(report, unknown) => self.report(report, unknown, ours()),
            C::Amend(amending) => Ok(ours().decided([self.corrections.amend(amending)?])),
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Report(report::Event::Reported(report)) => {
                (self.programme, self.country) =
                    (fact.meta.programme.clone(), fact.meta.country.clone());
                self.area = Some(report.area.clone());
                self.quarter = report.quarter.to_string();
                for line in &report.lines {
                    self.lines.insert(line.key(), (report.reporter.clone(), line.clone()));
                }
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Counts {
    pub(crate) fn id(programme: &str, area: &Code, quarter: &str) -> Id<Self> {
        Id::derived(&["referral-counts", programme, area.as_str(), quarter])
    }

    fn report(&self, report: &Report, unknown: &[Code], guards: Guards) -> Outcome {
        known(unknown)?;
        require(!report.lines.is_empty(), || Rejection::LinesMissing)?;
        let begins_on = report.quarter.on;
        require(guards.on >= begins_on, || Rejection::PeriodNotBegun { begins_on })?;
        let mut keys = BTreeSet::new();
        for line in &report.lines {
            let twice = || Rejection::LineTwice { line: line.key() };
            require(keys.insert(line.key()), twice)?;
            at_most(line.referred, line.identified)?;
            adds_up(&[line.accepted, line.declined, line.unanswered], line.referred)?;
            at_most(line.delivered, line.accepted)?;
            at_most(line.feedback, line.delivered)?;
        }
        let known = |line: &Line| {
            self.lines.get(&line.key()).is_some_and(|(by, it)| (by, it) == (&report.reporter, line))
        };
        require(!report.lines.iter().all(known), || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([report::Event::Reported(report.clone())]))
    }
}
