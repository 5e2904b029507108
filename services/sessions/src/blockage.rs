//! A blockage: what stands in the way of something, and what is done about it.
//!
//! Invariants:
//! - it names what it blocks, so that whoever closes that can be told;
//! - a solution is adopted by a session that is open and quorate;
//! - it is resolved once a solution was adopted or somebody above was asked, and may come back.

pub(crate) mod course;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Fact, Guards, Id,
    correction, require,
};
use serde::{Deserialize, Serialize};

use self::course::{Escalated, Proposed, Qualified, Raised, Reopened, Resolved, SolutionAdopted};
use crate::{
    key::SolutionKey,
    rejection::{Rejection, reason},
    session::Sitting,
};

pub(crate) use self::course::Status;

pub(crate) type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Blockage {
    raised: Option<Raised>,
    status: Status,
    since: Date,
    programme: Option<Code>,
    country: Option<Code>,
    solutions: BTreeSet<SolutionKey>,
    corrections: Corrections,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// `known`: there is such a session, where one is named.
    Raise {
        raised: Raised,
        known: bool,
    },
    Qualify(Qualified),
    Propose(Proposed),
    /// `sitting`: None where there is no such session.
    Adopt {
        solution: SolutionKey,
        sitting: Option<Sitting>,
    },
    Resolve(Resolved),
    Escalate(Escalated),
    Reopen(Reopened),
    Amend(Amending),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Course(course::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "sessions.blockage.raised.v1" => Course(course::Event::Raised),
    "sessions.blockage.qualified.v1" => Course(course::Event::Qualified),
    "sessions.blockage.solution-proposed.v1" => Course(course::Event::SolutionProposed),
    "sessions.blockage.solution-adopted.v1" => Course(course::Event::SolutionAdopted),
    "sessions.blockage.resolved.v1" => Course(course::Event::Resolved),
    "sessions.blockage.escalated.v1" => Course(course::Event::Escalated),
    "sessions.blockage.reopened.v1" => Course(course::Event::Reopened),
} corrected: "sessions", amendable: Event::amended_by);

kernel::entities!(Event {
    Course(course),
});

kernel::amending!(Command { Amend });

impl Event {
    /// What opens the way to a closure is not undone by one person.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Course(
                course::Event::Raised(_)
                | course::Event::SolutionAdopted(_)
                | course::Event::Resolved(_)
                | course::Event::Escalated(_),
            ) => Amendable::ByTwo,
            Self::Course(
                course::Event::Qualified(_)
                | course::Event::SolutionProposed(_)
                | course::Event::Reopened(_),
            )
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

impl Blockage {
    /// The blockage that people call by this reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["blockage", reference.as_str()])
    }

    fn is(&self, allowed: &[Status]) -> Result<(), Rejection> {
        require(allowed.contains(&self.status), || Rejection::BlockageForbids {
            status: self.status,
        })
    }

    fn raise(&self, raised: &Raised, guards: Guards) -> Outcome {
        require(self.raised.is_none(), || Rejection::AlreadyRegistered)?;
        require(!raised.subjects.is_empty(), || Rejection::SubjectMissing)?;
        Ok(guards.decided([course::Event::Raised(raised.clone())]))
    }

    fn propose(&self, proposed: &Proposed, guards: Guards) -> Outcome {
        self.is(Status::OPEN)?;
        let new = !self.solutions.contains(&proposed.solution);
        require(new, || Rejection::NameTaken { name: proposed.solution.to_string() })?;
        Ok(guards.decided([course::Event::SolutionProposed(proposed.clone())]))
    }

    fn adopt(
        &self,
        solution: &SolutionKey,
        sitting: Option<&Sitting>,
        mut guards: Guards,
    ) -> Outcome {
        self.is(&[Status::SolutionProposed, Status::SolutionAdopted, Status::Escalated])?;
        let known = self.solutions.contains(solution);
        require(known, || Rejection::SolutionUnknown { solution: solution.clone() })?;
        let sitting = sitting.ok_or(Rejection::SessionUnknown)?;
        let session = || sitting.session.clone();
        require(sitting.open, || Rejection::SessionNotOpen { session: session() })?;
        let quorate =
            require(sitting.quorate, || Rejection::SessionNotQuorate { session: session() });
        guards.shown(quorate)?;
        Ok(guards.decided([course::Event::SolutionAdopted(SolutionAdopted {
            solution: solution.clone(),
            session: session(),
            position: sitting.position,
        })]))
    }

    /// One step of its course, if it may take it from where it is.
    fn step(&self, allowed: &[Status], event: course::Event, guards: Guards) -> Outcome {
        self.is(allowed)?;
        if let Some(why) = event.reason() {
            reason(why)?;
        }
        Ok(guards.decided([event]))
    }
}

impl Aggregate for Blockage {
    const CATEGORY: &'static str = "blockage";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        use course::Event as E;
        let guards = Guards::ours(asked);
        if let C::Raise { raised, known } = &asked.command {
            require(*known, || Rejection::SessionUnknown)?;
            return self.raise(raised, guards);
        }
        require(self.raised.is_some(), || Rejection::BlockageUnknown)?;
        guards.not_before(self.since)?;
        match &asked.command {
            C::Qualify(qualified) => {
                self.step(Status::OPEN, E::Qualified(qualified.clone()), guards)
            }
            C::Propose(proposed) => self.propose(proposed, guards),
            C::Adopt { solution, sitting } => self.adopt(solution, sitting.as_ref(), guards),
            C::Resolve(resolved) => {
                // What nobody decided on is not resolved by whoever says so; a source may not show it.
                let mut guards = guards;
                self.is(Status::OPEN)?;
                guards.shown(self.is(&[Status::SolutionAdopted, Status::Escalated]))?;
                self.step(Status::OPEN, E::Resolved(resolved.clone()), guards)
            }
            C::Escalate(escalated) => {
                self.step(Status::OPEN, E::Escalated(escalated.clone()), guards)
            }
            C::Reopen(reopened) => {
                self.step(&[Status::Resolved], E::Reopened(reopened.clone()), guards)
            }
            C::Amend(amending) => {
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Raise { .. } => Err(Rejection::AlreadyRegistered),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Course(event) => {
                let status = event.status(self.status);
                if status != self.status || matches!(event, course::Event::Raised(_)) {
                    (self.status, self.since) = (status, fact.effective_on());
                }
                if let course::Event::Raised(raised) = event {
                    self.programme.clone_from(&fact.meta.programme);
                    self.country.clone_from(&fact.meta.country);
                    self.raised = Some(raised.clone());
                } else if let course::Event::SolutionProposed(proposed) = event {
                    self.solutions.insert(proposed.solution.clone());
                }
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}
