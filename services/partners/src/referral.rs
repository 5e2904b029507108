//! A single referral, where one is kept: an opaque reference, a service, and how far it got.
//!
//! Identified → Referred → Accepted | Declined → service delivered → feedback received → Closed; it
//! expires while somebody waits.
//!
//! Invariant: nothing here says whose it is. The number of the case file is a hash under a salt that
//! is encrypted with a key outside the journal; once that is destroyed nobody can tell.

pub(crate) mod course;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    Timeline, correction, require,
};
use serde::{Deserialize, Serialize};

use self::course::{
    Accepted, Closed, Declined, Delivered, Erased, Expired, FeedbackReceived, Opened, Sent, State,
};
use crate::{
    rejection::Rejection,
    rules::{in_order, known, reason},
};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Open(Opened, Vec<Code>),
    Send(Sent, Vec<Code>),
    Accept,
    Decline {
        reason: String,
    },
    RecordDelivered,
    RecordFeedback {
        outcome: String,
    },
    Close,
    Expire {
        reason: String,
    },
    Erase {
        reason: String,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Course(course::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.referral.opened.v1" => Course(course::Event::Opened),
    "partners.referral.sent.v1" => Course(course::Event::Sent),
    "partners.referral.accepted.v1" => Course(course::Event::Accepted),
    "partners.referral.declined.v1" => Course(course::Event::Declined),
    "partners.referral.service-delivered.v1" => Course(course::Event::Delivered),
    "partners.referral.feedback-received.v1" => Course(course::Event::FeedbackReceived),
    "partners.referral.closed.v1" => Course(course::Event::Closed),
    "partners.referral.expired.v1" => Course(course::Event::Expired),
    "partners.referral.erased.v1" => Course(course::Event::Erased),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event { Course(course), });

kernel::amending!(Command { Amend, Explain });

impl Event {
    /// What names the key of a person stays as it is: whoever is to be erased is found by it.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Course(
                course::Event::Opened(Opened { case: Some(_), .. }) | course::Event::Erased(_),
            ) => Amendable::Never,
            Self::Course(course::Event::Closed(_) | course::Event::Expired(_)) => Amendable::ByTwo,
            Self::Course(
                course::Event::Opened(_)
                | course::Event::Sent(_)
                | course::Event::Accepted(_)
                | course::Event::Declined(_)
                | course::Event::Delivered(_)
                | course::Event::FeedbackReceived(_),
            )
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Referral {
    pub(crate) opened: Option<Opened>,
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    pub(crate) states: Timeline<State>,
    pub(crate) destination: Option<Code>,
    /// Of a refusal or an expiry.
    pub(crate) reason: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) erased: bool,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Referral {
    const CATEGORY: &'static str = "referral";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        let opening = matches!(asked.command, C::Open(..));
        require(opening || self.opened.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Open(opened, unknown) => {
                require(self.opened.is_none(), || Rejection::AlreadyRegistered)?;
                known(unknown)?;
                Ok(ours().decided([course::Event::Opened(opened.clone())]))
            }
            C::Send(sent, unknown) => {
                known(unknown)?;
                self.step(&[State::Identified], State::Referred, ours(), || {
                    course::Event::Sent(sent.clone())
                })
            }
            C::Accept => self.step(&[State::Referred], State::Accepted, theirs(), || {
                course::Event::Accepted(Accepted {})
            }),
            C::Decline { reason } => {
                self.step(&[State::Referred], State::Declined, theirs(), || {
                    course::Event::Declined(Declined { reason: reason.clone() })
                })
            }
            C::RecordDelivered => {
                self.step(&[State::Accepted], State::ServiceDelivered, theirs(), || {
                    course::Event::Delivered(Delivered {})
                })
            }
            C::RecordFeedback { outcome } => {
                let (from, to) = (&[State::ServiceDelivered], State::FeedbackReceived);
                self.step(from, to, theirs(), || {
                    let outcome = outcome.clone();
                    course::Event::FeedbackReceived(FeedbackReceived { outcome })
                })
            }
            C::Close => {
                let from = [State::Declined, State::FeedbackReceived, State::ServiceDelivered];
                self.step(&from, State::Closed, ours(), || course::Event::Closed(Closed {}))
            }
            C::Expire { reason: why } => {
                let mut guards = ours();
                guards.shown(reason(why))?;
                let from = [State::Identified, State::Referred, State::Accepted];
                self.step(&from, State::Expired, guards, || {
                    course::Event::Expired(Expired { reason: why.clone() })
                })
            }
            C::Erase { reason } => self.erase(reason, ours()),
            C::Amend(amending) => {
                let guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Course(event) => {
                if let course::Event::Opened(_) = event {
                    (self.programme, self.country) =
                        (fact.meta.programme.clone(), fact.meta.country.clone());
                }
                self.moved(event, on);
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Referral {
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["referral", reference.as_str()])
    }

    pub(crate) fn state_on(&self, on: Date) -> Option<State> {
        self.states.state_on(on).copied()
    }

    /// From one of those states to another, once.
    fn step(
        &self,
        from: &[State],
        to: State,
        mut guards: Guards,
        event: impl FnOnce() -> course::Event,
    ) -> Outcome {
        in_order(&guards, &self.states)?;
        let on = guards.on;
        let state = self.state_on(on).ok_or(Rejection::NotRegistered)?;
        require(state != to, || Rejection::AlreadyRecorded)?;
        let forbids = || Rejection::StateForbids { state: state.into(), on };
        guards.consistent(require(from.contains(&state), forbids))?;
        Ok(guards.decided([event()]))
    }

    fn erase(&self, why: &str, guards: Guards) -> Outcome {
        require(!self.erased, || Rejection::AlreadyRecorded)?;
        reason(why)?;
        let case = self.opened.as_ref().and_then(|opened| opened.case.as_ref());
        let subject = case.map(|case| case.subject).ok_or(Rejection::NothingToChange)?;
        Ok(guards.decided([course::Event::Erased(Erased { subject, reason: why.to_owned() })]))
    }

    fn moved(&mut self, event: &course::Event, on: Date) {
        let state = match event {
            course::Event::Opened(opened) => {
                self.opened = Some(opened.clone());
                State::Identified
            }
            course::Event::Sent(Sent { destination }) => {
                self.destination = Some(destination.clone());
                State::Referred
            }
            course::Event::Accepted(Accepted {}) => State::Accepted,
            course::Event::Declined(Declined { reason }) => {
                self.reason = Some(reason.clone());
                State::Declined
            }
            course::Event::Delivered(Delivered {}) => State::ServiceDelivered,
            course::Event::FeedbackReceived(FeedbackReceived { outcome }) => {
                self.outcome = Some(outcome.clone());
                State::FeedbackReceived
            }
            course::Event::Closed(Closed {}) => State::Closed,
            course::Event::Expired(Expired { reason }) => {
                self.reason = Some(reason.clone());
                State::Expired
            }
            course::Event::Erased(Erased { .. }) => {
                self.erased = true;
                return;
            }
        };
        self.states.set(on, state);
    }
}
