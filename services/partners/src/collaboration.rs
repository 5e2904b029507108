//! A collaboration: what two institutions agreed to do together, and all that came of it.
//!
//! Invariants:
//! - the state is a dated timeline, and nothing changes it before its latest change;
//! - while an amendment is open, no state changes;
//! - it is closed once its end date is past, nothing is outstanding and the final review is approved;
//! - what is handed over is justified or paid back, in the currency of the collaboration.

pub(crate) mod amendment;
pub(crate) mod course;
pub(crate) mod deliverable;
pub(crate) mod money;
pub(crate) mod review;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    Money, Timeline, correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    amendment::{Amendment, Approved, Request},
    course::{Proposal, Signature, Standing, State},
    deliverable::Deliverable,
    money::Instalment,
    review::{Review, ReviewRecorded},
};
use crate::rejection::Rejection;

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Propose(Proposal, Vec<Code>),
    Negotiate,
    Sign(Signature),
    Activate,
    Suspend {
        reason: String,
    },
    Resume,
    End {
        reason: String,
    },
    Close,
    Cancel {
        justification: String,
    },
    Terminate {
        document: String,
        reason: String,
    },
    Expire,
    RequestAmendment(Request),
    ApproveAmendment(Approved),
    /// The decision that it cites is not one, or not about that.
    Unfounded(Rejection),
    RejectAmendment {
        amendment: Code,
        reason: String,
    },
    SignAmendment {
        amendment: Code,
    },
    PlanDeliverable(deliverable::Planned),
    RecordDeliverable {
        deliverable: Code,
        note: String,
    },
    AcceptDeliverable {
        deliverable: Code,
    },
    RecordInstalment {
        instalment: Code,
        money: Money,
    },
    JustifyInstalment {
        instalment: Code,
        money: Money,
    },
    RecordRepayment {
        instalment: Code,
        money: Money,
    },
    RecordReview(ReviewRecorded),
    ApproveReview {
        review: Code,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Course(course::Event),
    Amendment(amendment::Event),
    Deliverable(deliverable::Event),
    Money(money::Event),
    Review(review::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.collaboration.proposed.v1" => Course(course::Event::Proposed),
    "partners.collaboration.negotiated.v1" => Course(course::Event::Negotiated),
    "partners.collaboration.signed.v1" => Course(course::Event::Signed),
    "partners.collaboration.activated.v1" => Course(course::Event::Activated),
    "partners.collaboration.suspended.v1" => Course(course::Event::Suspended),
    "partners.collaboration.resumed.v1" => Course(course::Event::Resumed),
    "partners.collaboration.ended.v1" => Course(course::Event::Ended),
    "partners.collaboration.closed.v1" => Course(course::Event::Closed),
    "partners.collaboration.cancelled.v1" => Course(course::Event::Cancelled),
    "partners.collaboration.terminated.v1" => Course(course::Event::Terminated),
    "partners.collaboration.expired.v1" => Course(course::Event::Expired),
    "partners.amendment.requested.v1" => Amendment(amendment::Event::Requested),
    "partners.amendment.approved.v1" => Amendment(amendment::Event::Approved),
    "partners.amendment.rejected.v1" => Amendment(amendment::Event::Rejected),
    "partners.amendment.signed.v1" => Amendment(amendment::Event::Signed),
    "partners.deliverable.planned.v1" => Deliverable(deliverable::Event::Planned),
    "partners.deliverable.delivered.v1" => Deliverable(deliverable::Event::Delivered),
    "partners.deliverable.accepted.v1" => Deliverable(deliverable::Event::Accepted),
    "partners.instalment.recorded.v1" => Money(money::Event::Recorded),
    "partners.instalment.justified.v1" => Money(money::Event::Justified),
    "partners.instalment.repaid.v1" => Money(money::Event::Repaid),
    "partners.review.recorded.v1" => Review(review::Event::Recorded),
    "partners.review.approved.v1" => Review(review::Event::Approved),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event {
    Course(course),
    Amendment(amendment),
    Deliverable(deliverable),
    Money(money),
    Review(review),
});

kernel::amending!(Command { Amend, Explain });

impl Event {
    /// What both parties did, and what somebody approved, one person does not undo.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Course(
                course::Event::Signed(_)
                | course::Event::Activated(_)
                | course::Event::Suspended(_)
                | course::Event::Resumed(_)
                | course::Event::Ended(_)
                | course::Event::Closed(_)
                | course::Event::Cancelled(_)
                | course::Event::Terminated(_)
                | course::Event::Expired(_),
            )
            | Self::Amendment(_)
            | Self::Deliverable(deliverable::Event::Accepted(_))
            | Self::Review(review::Event::Approved(_)) => Amendable::ByTwo,
            Self::Course(course::Event::Proposed(_) | course::Event::Negotiated(_))
            | Self::Deliverable(_)
            | Self::Money(_)
            | Self::Review(_)
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Collaboration {
    pub(crate) proposal: Option<Proposal>,
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    pub(crate) states: Timeline<Standing>,
    pub(crate) signature: Option<Signature>,
    /// As signed, and amended since.
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) amount: Option<Money>,
    /// What budget changes of the minor kind are measured by.
    signed_amount: Option<Money>,
    pub(crate) amendments: BTreeMap<Code, Amendment>,
    pub(crate) deliverables: BTreeMap<Code, Deliverable>,
    pub(crate) instalments: BTreeMap<Code, Instalment>,
    pub(crate) reviews: BTreeMap<Code, Review>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Collaboration {
    const CATEGORY: &'static str = "collaboration";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        let by = asked.who.person;
        let proposing = matches!(asked.command, C::Propose(..));
        require(proposing || self.proposal.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Propose(proposal, unknown) => self.propose(proposal, unknown, ours()),
            C::Negotiate => self.negotiate(ours()),
            C::Sign(signature) => self.sign(signature, ours()),
            C::Activate => self.activate(ours()),
            C::Suspend { reason } => self.suspend(reason, theirs()),
            C::Resume => self.resume(theirs()),
            C::End { reason } => self.end(reason, ours()),
            C::Close => self.close(ours()),
            C::Cancel { justification } => self.cancel(justification, ours()),
            C::Terminate { document, reason } => self.terminate(document, reason, theirs()),
            C::Expire => self.expire(ours()),
            C::RequestAmendment(request) => self.request_amendment(request, ours()),
            C::ApproveAmendment(approved) => {
                let guards = if approved.step.is_theirs() { theirs() } else { ours() };
                self.approve_amendment(approved, by, guards)
            }
            C::Unfounded(why) => Err(why.clone()),
            C::RejectAmendment { amendment, reason } => {
                self.reject_amendment(amendment, reason, ours())
            }
            C::SignAmendment { amendment } => self.sign_amendment(amendment, ours()),
            C::PlanDeliverable(planned) => self.plan_deliverable(planned, ours()),
            C::RecordDeliverable { deliverable, note } => self.deliver(deliverable, note, theirs()),
            C::AcceptDeliverable { deliverable } => self.accept_deliverable(deliverable, ours()),
            C::RecordInstalment { instalment, money } => {
                self.record_instalment(instalment, *money, ours())
            }
            C::JustifyInstalment { instalment, money } => {
                self.justify_instalment(instalment, *money, ours())
            }
            C::RecordRepayment { instalment, money } => self.repay(instalment, *money, ours()),
            C::RecordReview(recorded) => self.record_review(recorded, ours()),
            C::ApproveReview { review } => self.approve_review(review, by, ours()),
            C::Amend(amending) => {
                let mut guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                if self.states.latest().is_some_and(|(_, it)| it.state == State::Closed) {
                    guards.note(&Rejection::CorrectedAfterClosure);
                }
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let (on, by) = (fact.effective_on(), fact.meta.who.person);
        match &fact.event {
            Event::Course(event) => {
                if let course::Event::Proposed(_) = event {
                    (self.programme, self.country) =
                        (fact.meta.programme.clone(), fact.meta.country.clone());
                }
                self.moved(event, on);
            }
            Event::Amendment(event) => self.amended(event, on, by),
            Event::Deliverable(event) => deliverable::evolve(&mut self.deliverables, event, on),
            Event::Money(event) => money::evolve(&mut self.instalments, event, on),
            Event::Review(event) => review::evolve(&mut self.reviews, event, by),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Collaboration {
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["collaboration", reference.as_str()])
    }

    /// None before it was proposed.
    pub(crate) fn state_on(&self, on: Date) -> Option<State> {
        self.states.state_on(on).map(|standing| standing.state)
    }

    /// The one amendment that waits for approval or signature.
    pub(crate) fn open_amendment(&self) -> Option<&Code> {
        self.amendments.iter().find(|(_, it)| it.is_open()).map(|(name, _)| name)
    }
}
