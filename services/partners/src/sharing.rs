//! A data-sharing agreement, the extracts that left under it, and the lists that were sent to be
//! enrolled.
//!
//! Invariants:
//! - nothing leaves outside an active agreement, for another purpose, with other fields or to
//!   somebody else; once it is revoked nothing leaves under any date;
//! - what was shared is matched, unmatched or rejected, and registered only if it was matched,
//!   whoever counted;
//! - of people there are counts and a hash, nothing else.

pub(crate) mod agreement;
pub(crate) mod extract;
pub(crate) mod transfer;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    Origin, Timeline, correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    agreement::{Standing, Terms},
    extract::Extract,
    transfer::{Matched, Prepared, Transfer},
};
use crate::rejection::Rejection;

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Authorise(Terms, Vec<Code>),
    Suspend {
        reason: String,
    },
    Resume,
    Revoke {
        reason: String,
    },
    Prolong {
        ends_on: Date,
    },
    /// By time: its last day is past.
    Expire,
    RecordExtract(Extract),
    PrepareTransfer(Prepared),
    ShareTransfer {
        transfer: Code,
        shared: u32,
        sha256: Option<kernel::Hash>,
    },
    RecordReceived {
        transfer: Code,
        received: u32,
    },
    RecordMatched(Matched),
    RecordRegistered {
        transfer: Code,
        registered: u32,
    },
    Reconcile {
        transfer: Code,
        difference: String,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Agreement(agreement::Event),
    Extract(extract::Event),
    Transfer(transfer::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.data-sharing.authorised.v1" => Agreement(agreement::Event::Authorised),
    "partners.data-sharing.suspended.v1" => Agreement(agreement::Event::Suspended),
    "partners.data-sharing.resumed.v1" => Agreement(agreement::Event::Resumed),
    "partners.data-sharing.revoked.v1" => Agreement(agreement::Event::Revoked),
    "partners.data-sharing.prolonged.v1" => Agreement(agreement::Event::Prolonged),
    "partners.data-sharing.expired.v1" => Agreement(agreement::Event::Expired),
    "partners.extract.recorded.v1" => Extract(extract::Event::Recorded),
    "partners.transfer.prepared.v1" => Transfer(transfer::Event::Prepared),
    "partners.transfer.shared.v1" => Transfer(transfer::Event::Shared),
    "partners.transfer.received.v1" => Transfer(transfer::Event::Received),
    "partners.transfer.matched.v1" => Transfer(transfer::Event::Matched),
    "partners.transfer.registered.v1" => Transfer(transfer::Event::Registered),
    "partners.transfer.reconciled.v1" => Transfer(transfer::Event::Reconciled),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event { Agreement(agreement), Extract(extract), Transfer(transfer), });

kernel::amending!(Command { Amend, Explain });

impl Event {
    /// One person alone neither widens what may be shared nor takes a revocation back.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Agreement(_) | Self::Transfer(transfer::Event::Reconciled(_)) => Amendable::ByTwo,
            Self::Extract(_) | Self::Transfer(_) | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sharing {
    pub(crate) terms: Option<Terms>,
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    /// As prolonged.
    pub(crate) ends_on: Option<Date>,
    pub(crate) standings: Timeline<Standing>,
    pub(crate) extracts: BTreeMap<Code, Extract>,
    pub(crate) transfers: BTreeMap<Code, Transfer>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Sharing {
    const CATEGORY: &'static str = "sharing";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        let authorising = matches!(asked.command, C::Authorise(..));
        require(authorising || self.terms.is_some(), || Rejection::NotRegistered)?;
        // What is typed in under an earlier date leaves today all the same.
        let leaving = || match asked.origin {
            Origin::Import => self.may_leave(asked.effective.on),
            Origin::Person | Origin::Policy => {
                self.not_revoked()?;
                self.may_leave(asked.effective.on)
            }
        };
        match &asked.command {
            C::Authorise(terms, unknown) => self.authorise(terms, unknown, ours()),
            C::Suspend { reason } => self.suspend(reason, ours()),
            C::Resume => self.resume(ours()),
            C::Revoke { reason } => self.revoke(reason, ours()),
            C::Prolong { ends_on } => self.prolong(*ends_on, ours()),
            C::Expire => self.expire(ours()),
            C::RecordExtract(extract) => {
                leaving()?;
                self.record_extract(extract, ours())
            }
            C::PrepareTransfer(prepared) => {
                leaving()?;
                self.prepare(prepared, ours())
            }
            C::ShareTransfer { transfer, shared, sha256 } => {
                leaving()?;
                self.share(transfer, *shared, *sha256, ours())
            }
            C::RecordReceived { transfer, received } => self.receive(transfer, *received, theirs()),
            C::RecordMatched(matched) => self.matching(matched, theirs()),
            C::RecordRegistered { transfer, registered } => {
                self.registering(transfer, *registered, theirs())
            }
            C::Reconcile { transfer, difference } => self.reconcile(transfer, difference, ours()),
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
            Event::Agreement(event) => {
                if let agreement::Event::Authorised(_) = event {
                    (self.programme, self.country) =
                        (fact.meta.programme.clone(), fact.meta.country.clone());
                }
                self.agreed(event, on);
            }
            Event::Extract(extract::Event::Recorded(extract)) => {
                self.extracts.insert(extract.extract.clone(), extract.clone());
            }
            Event::Transfer(event) => transfer::evolve(&mut self.transfers, event, on),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Sharing {
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["data-sharing", reference.as_str()])
    }
}
