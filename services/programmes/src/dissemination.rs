//! A meeting at which policies, strategies or plans are made known: planned, held, reported.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Id, correction,
};
use serde::{Deserialize, Serialize};

use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

type Outcome = Result<Decided<Event>, Rejection>;

/// What may be asked of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Plan(meeting::Plan),
    RecordHeld(meeting::Held),
    Report(meeting::Report),
    Amend(Amending),
    Explain(Explain),
}

/// What has happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Meeting(meeting::Event),
    Correction(correction::Event),
}

pub(crate) mod meeting {
    //! The meeting itself.

    use super::{BTreeSet, Code, Deserialize, Serialize};

    /// Kept for ever: add facts, never give one a new meaning.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Event {
        Planned(Plan),
        Held(Held),
        Reported(Report),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Plan {
        pub(crate) dissemination: Code,
        pub(crate) title: String,
        pub(crate) theme: Option<String>,
        /// What it took place beside.
        pub(crate) occasion: Option<String>,
        pub(crate) organiser: Option<String>,
        pub(crate) sponsor: Option<String>,
        /// References of what is presented.
        pub(crate) documents: BTreeSet<Code>,
        pub(crate) audience: Vec<String>,
        pub(crate) objectives: Vec<String>,
        pub(crate) place: Option<String>,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Held {
        pub(crate) lasted_days: u32,
        /// None where the source does not count.
        pub(crate) participants: Option<u32>,
        pub(crate) approximate: bool,
        pub(crate) reach: Vec<Reach>,
        /// In what capacity: never a name.
        pub(crate) chaired_by: Option<String>,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Reach {
        pub(crate) area: Option<Code>,
        pub(crate) institution: Option<String>,
        pub(crate) participants: Option<u32>,
    }

    /// Claims of the organiser.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Report {
        pub(crate) statements: Vec<String>,
    }
}

kernel::stored!(Event {
    "programmes.dissemination.planned.v1" => Meeting(meeting::Event::Planned),
    "programmes.dissemination.held.v1" => Meeting(meeting::Event::Held),
    "programmes.dissemination.reported.v1" => Meeting(meeting::Event::Reported),
} corrected: "programmes");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Dissemination {
    programme: Option<Code>,
    country: Option<Code>,
    planned_on: Option<Date>,
    held_on: Option<Date>,
    reported: bool,
    corrections: Corrections,
}

impl Aggregate for Dissemination {
    const CATEGORY: &'static str = "dissemination";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        let guards = Guards::ours(asked);
        match &asked.command {
            Command::Plan(plan) => {
                require(self.planned_on.is_none(), || Rejection::AlreadyRegistered)?;
                require(!plan.documents.is_empty(), || Rejection::DocumentsMissing)?;
                Ok(guards.decided([Event::Meeting(meeting::Event::Planned(plan.clone()))]))
            }
            Command::RecordHeld(held) => self.record_held(held, guards),
            Command::Report(report) => self.report(report, guards),
            Command::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            Command::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Meeting(meeting::Event::Planned(_)) => {
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.planned_on = Some(fact.effective_on());
            }
            Event::Meeting(meeting::Event::Held(_)) => self.held_on = Some(fact.effective_on()),
            Event::Meeting(meeting::Event::Reported(_)) => self.reported = true,
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Dissemination {
    /// The stream of one meeting, by its reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["dissemination", reference.as_str()])
    }

    fn record_held(&self, held: &meeting::Held, guards: Guards) -> Outcome {
        require(self.planned_on.is_some(), || Rejection::NotRegistered)?;
        require(self.held_on.is_none(), || Rejection::AlreadyRecorded)?;
        guards.not_before(self.planned_on)?;
        // Who was counted by area was counted in all.
        let counted = held.reach.iter().filter_map(|reach| reach.participants);
        let sum = counted.fold(0_u32, u32::saturating_add);
        let within = held.approximate || held.participants.is_none_or(|all| sum <= all);
        require(within, || Rejection::ReachExceedsParticipants)?;
        Ok(guards.decided([Event::Meeting(meeting::Event::Held(held.clone()))]))
    }

    fn report(&self, report: &meeting::Report, guards: Guards) -> Outcome {
        require(self.held_on.is_some(), || Rejection::NotHeld)?;
        require(!self.reported, || Rejection::AlreadyRecorded)?;
        guards.not_before(self.held_on)?;
        require(!report.statements.is_empty(), || Rejection::StatementsMissing)?;
        Ok(guards.decided([Event::Meeting(meeting::Event::Reported(report.clone()))]))
    }
}

kernel::amending!(Command { Amend, Explain });
