//! A recommendation: from a session or a mission, to the institution that is to carry it out.
//!
//! Invariants:
//! - what a session recommends, it adopts open and quorate; what a mission recommends stands;
//! - accepting it and carrying it out are two things;
//! - whoever claims that it is carried out does not verify it;
//! - that it is overdue follows from its day and is never recorded.

pub(crate) mod course;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Fact, Guards, Id, Person,
    Who, correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    course::{
        Abandoned, Accepted, Adopted, Assigned, ClaimReturned, Claimed, Closed, Escalated,
        Extended, Overtaken, Progress, Refused, Reopened, Superseded, Verified,
    },
    text::Formulated,
};
use crate::{
    body::rules::Cadence,
    mission::finding::Recommended,
    rejection::{Rejection, reason},
    session::Sitting,
};

pub(crate) use self::course::Status;

pub(crate) type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Recommendation {
    pub(crate) formulated: Option<Formulated>,
    pub(crate) status: Status,
    since: Date,
    programme: Option<Code>,
    country: Option<Code>,
    addressee: Option<Code>,
    due_on: Option<Date>,
    claimed_by: Option<Id<Person>>,
    escalated_to: Option<Code>,
    corrections: Corrections,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// `known`: there is such a session or mission.
    Formulate {
        text: Box<Formulated>,
        known: bool,
    },
    /// A finding of a mission recommends it.
    Hear(Box<Recommended>),
    /// `sitting`: None where there is no such session.
    Adopt {
        sitting: Option<Sitting>,
        cadence: Option<Cadence>,
    },
    Assign {
        addressee: Code,
        focal_point: Option<String>,
        due_on: Option<Date>,
        cadence: Option<Cadence>,
    },
    Accept(Accepted),
    Refuse(Refused),
    Report(Progress),
    Claim(Claimed),
    Verify(Verified),
    ReturnClaim(ClaimReturned),
    Close,
    Reopen(Reopened),
    Extend(Extended),
    Supersede(Superseded),
    Overtake(Overtaken),
    /// `unfounded`: why it does not stand on that decision.
    Abandon {
        abandoned: Abandoned,
        unfounded: Option<Rejection>,
    },
    Escalate(Escalated),
    /// Two sessions have found it open: time escalates it, once.
    EscalateByTime(Escalated),
    Amend(Amending),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Text(text::Event),
    Course(course::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "sessions.recommendation.formulated.v1" => Text(text::Event::Formulated),
    "sessions.recommendation.adopted.v1" => Course(course::Event::Adopted),
    "sessions.recommendation.assigned.v1" => Course(course::Event::Assigned),
    "sessions.recommendation.accepted.v1" => Course(course::Event::Accepted),
    "sessions.recommendation.refused.v1" => Course(course::Event::Refused),
    "sessions.recommendation.progress-reported.v1" => Course(course::Event::ProgressReported),
    "sessions.recommendation.claimed.v1" => Course(course::Event::Claimed),
    "sessions.recommendation.verified.v1" => Course(course::Event::Verified),
    "sessions.recommendation.claim-returned.v1" => Course(course::Event::ClaimReturned),
    "sessions.recommendation.closed.v1" => Course(course::Event::Closed),
    "sessions.recommendation.reopened.v1" => Course(course::Event::Reopened),
    "sessions.recommendation.extended.v1" => Course(course::Event::Extended),
    "sessions.recommendation.superseded.v1" => Course(course::Event::Superseded),
    "sessions.recommendation.overtaken.v1" => Course(course::Event::Overtaken),
    "sessions.recommendation.abandoned.v1" => Course(course::Event::Abandoned),
    "sessions.recommendation.escalated.v1" => Course(course::Event::Escalated),
} corrected: "sessions", amendable: Event::amended_by);

kernel::entities!(Event {
    Text(text),
    Course(course),
});

kernel::amending!(Command { Amend });

impl Event {
    /// What a session adopted, and what somebody else verified or ended, one person does not undo.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Course(
                course::Event::Adopted(_)
                | course::Event::Verified(_)
                | course::Event::Closed(_)
                | course::Event::Superseded(_)
                | course::Event::Overtaken(_)
                | course::Event::Abandoned(_),
            ) => Amendable::ByTwo,
            Self::Course(
                course::Event::Assigned(_)
                | course::Event::Accepted(_)
                | course::Event::Refused(_)
                | course::Event::ProgressReported(_)
                | course::Event::Claimed(_)
                | course::Event::ClaimReturned(_)
                | course::Event::Reopened(_)
                | course::Event::Extended(_)
                | course::Event::Escalated(_),
            )
            | Self::Text(_)
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

impl Recommendation {
    /// The recommendation that people call by this reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["recommendation", reference.as_str()])
    }

    fn is(&self, allowed: &[Status]) -> Result<(), Rejection> {
        require(allowed.contains(&self.status), || Rejection::RecommendationForbids {
            status: self.status,
        })
    }

    fn formulate(&self, text: &Formulated, guards: Guards) -> Outcome {
        require(self.formulated.is_none(), || Rejection::AlreadyRegistered)?;
        let mission = text.origin.mission.is_some();
        require(mission != text.origin.session.is_some(), || Rejection::OriginMissing)?;
        // A mission does not ask anybody to adopt what it recommends.
        let addressee = text.addressee.as_ref().filter(|_| mission);
        let assigned = addressee.map(|addressee| Assigned {
            addressee: addressee.clone(),
            focal_point: text.focal_point.clone(),
            due_on: text.due_on,
            by_cadence: false,
        });
        let formulated = Event::from(text::Event::Formulated(text.clone()));
        let assigned = assigned.map(course::Event::Assigned).map(Event::from);
        Ok(guards.decided::<Event>([formulated].into_iter().chain(assigned)))
    }

    /// What was heard of it once is not heard again.
    fn hear(&self, heard: &Recommended, guards: Guards) -> Outcome {
        if self.formulated.is_some() {
            return Ok(Vec::new().into());
        }
        self.formulate(&heard.clone().into(), guards)
    }

    fn adopt(
        &self,
        text: &Formulated,
        sitting: Option<&Sitting>,
        cadence: Option<Cadence>,
        mut guards: Guards,
    ) -> Outcome {
        self.is(&[Status::Formulated])?;
        let sitting = sitting.ok_or(Rejection::SessionUnknown)?;
        let session = || sitting.session.clone();
        require(sitting.open, || Rejection::SessionNotOpen { session: session() })?;
        let quorate =
            require(sitting.quorate, || Rejection::SessionNotQuorate { session: session() });
        guards.shown(quorate)?;
        let adopted = course::Event::Adopted(Adopted {
            session: session(),
            body: sitting.body.clone(),
            position: sitting.position,
        });
        let on = guards.on;
        let assigned = text.addressee.as_ref().map(|addressee| {
            let (due_on, by_cadence) = due(text.due_on, cadence, on);
            let (addressee, focal_point) = (addressee.clone(), text.focal_point.clone());
            course::Event::Assigned(Assigned { addressee, focal_point, due_on, by_cadence })
        });
        Ok(guards.decided([adopted].into_iter().chain(assigned)))
    }

    fn verify(&self, verified: &Verified, who: &Who, guards: Guards) -> Outcome {
        self.is(&[Status::Claimed])?;
        let other = self.claimed_by != Some(who.person) || guards.import;
        require(other, || Rejection::VerifierIsClaimant)?;
        Ok(guards.decided([course::Event::Verified(verified.clone())]))
    }

    fn extend(&self, extended: &Extended, guards: Guards) -> Outcome {
        self.is(Status::OPEN)?;
        reason(&extended.reason)?;
        let current = self.due_on.filter(|current| extended.due_on <= *current);
        require(current.is_none(), || Rejection::NotLater {
            current: current.unwrap_or(extended.due_on),
        })?;
        Ok(guards.decided([course::Event::Extended(extended.clone())]))
    }

    fn escalate(&self, escalated: &Escalated, guards: Guards) -> Outcome {
        self.is(Status::OPEN)?;
        reason(&escalated.reason)?;
        let new = self.escalated_to.as_ref() != Some(&escalated.to);
        require(new, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([course::Event::Escalated(escalated.clone())]))
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

/// The day that was stated, or else one cadence of the body later.
fn due(stated: Option<Date>, cadence: Option<Cadence>, on: Date) -> (Option<Date>, bool) {
    match (stated, cadence) {
        (Some(stated), _) => (Some(stated), false),
        (None, Some(cadence)) => (Some(cadence.after(on)), true),
        (None, None) => (None, false),
    }
}

impl Aggregate for Recommendation {
    const CATEGORY: &'static str = "recommendation";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        use course::Event as E;
        let guards = Guards::ours(asked);
        if let C::Formulate { text, known } = &asked.command {
            let mission = text.origin.mission.is_some();
            require(*known || mission, || Rejection::SessionUnknown)?;
            require(*known, || Rejection::MissionUnknown)?;
            return self.formulate(text, guards);
        }
        if let C::Hear(heard) = &asked.command {
            return self.hear(heard, guards);
        }
        let text = self.formulated.as_ref().ok_or(Rejection::RecommendationUnknown)?;
        // Time escalates on the day of a session, whenever progress was last reported.
        if !matches!(asked.command, C::EscalateByTime(_)) {
            guards.not_before(self.since)?;
        }
        match &asked.command {
            C::Adopt { sitting, cadence } => self.adopt(text, sitting.as_ref(), *cadence, guards),
            C::Assign { addressee, focal_point, due_on, cadence } => {
                let (due_on, by_cadence) = due(*due_on, *cadence, guards.on);
                let (addressee, focal_point) = (addressee.clone(), focal_point.clone());
                let assigned = Assigned { addressee, focal_point, due_on, by_cadence };
                // What a mission recommends needs nobody's adoption.
                let first: &[_] = if text.origin.mission.is_some() {
                    &[Status::Formulated, Status::Adopted, Status::Assigned, Status::Refused]
                } else {
                    &[Status::Adopted, Status::Assigned, Status::Refused]
                };
                self.step(first, E::Assigned(assigned), guards)
            }
            C::Accept(accepted) => {
                self.step(&[Status::Assigned], E::Accepted(accepted.clone()), guards)
            }
            C::Refuse(refused) => self.step(
                &[Status::Assigned, Status::Accepted],
                E::Refused(refused.clone()),
                guards,
            ),
            C::Report(progress) => {
                require(progress.percent <= 100, || Rejection::PercentTooLarge)?;
                let from = [Status::Assigned, Status::Accepted, Status::InProgress];
                self.step(&from, E::ProgressReported(progress.clone()), guards)
            }
            C::Claim(claimed) => {
                let from = [Status::Assigned, Status::Accepted, Status::InProgress];
                self.step(&from, E::Claimed(claimed.clone()), guards)
            }
            C::Verify(verified) => self.verify(verified, &asked.who, guards),
            C::ReturnClaim(returned) => {
                self.step(&[Status::Claimed], E::ClaimReturned(returned.clone()), guards)
            }
            C::Close => self.step(&[Status::Verified], E::Closed(Closed {}), guards),
            C::Reopen(reopened) => {
                let from = [Status::Verified, Status::Closed];
                self.step(&from, E::Reopened(reopened.clone()), guards)
            }
            C::Extend(extended) => self.extend(extended, guards),
            C::Supersede(superseded) => {
                require(superseded.by != text.reference, || Rejection::OwnSuccessor)?;
                self.step(Status::OPEN, E::Superseded(superseded.clone()), guards)
            }
            C::Overtake(overtaken) => {
                self.step(Status::OPEN, E::Overtaken(overtaken.clone()), guards)
            }
            C::Abandon { abandoned, unfounded } => {
                let mut guards = guards;
                guards.shown(unfounded.clone().map_or(Ok(()), Err))?;
                self.step(Status::OPEN, E::Abandoned(abandoned.clone()), guards)
            }
            C::Escalate(escalated) => self.escalate(escalated, guards),
            C::EscalateByTime(escalated) => {
                if self.escalated_to.is_some() || !Status::OPEN.contains(&self.status) {
                    return Ok(Vec::new().into());
                }
                self.escalate(escalated, guards)
            }
            C::Amend(amending) => {
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Formulate { .. } | C::Hear(_) => Err(Rejection::AlreadyRegistered),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Text(text::Event::Formulated(text)) => {
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                (self.addressee, self.due_on) = (text.addressee.clone(), text.due_on);
                self.formulated = Some(text.clone());
                self.since = on;
            }
            Event::Course(event) => {
                if let Some(status) = event.status() {
                    (self.status, self.since) = (status, on);
                }
                self.took(event, fact);
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Recommendation {
    fn took(&mut self, event: &course::Event, fact: &Fact<Event>) {
        use course::Event as E;
        match event {
            E::Assigned(assigned) => {
                self.addressee = Some(assigned.addressee.clone());
                self.due_on = assigned.due_on;
            }
            E::Claimed(_) => self.claimed_by = Some(fact.meta.who.person),
            E::Reopened(reopened) => {
                self.due_on = reopened.due_on.or(self.due_on);
                self.claimed_by = None;
            }
            E::Extended(extended) => self.due_on = Some(extended.due_on),
            E::Escalated(escalated) => self.escalated_to = Some(escalated.to.clone()),
            E::Adopted(_)
            | E::Accepted(_)
            | E::Refused(_)
            | E::ProgressReported(_)
            | E::Verified(_)
            | E::ClaimReturned(_)
            | E::Closed(_)
            | E::Superseded(_)
            | E::Overtaken(_)
            | E::Abandoned(_) => (),
        }
    }
}
