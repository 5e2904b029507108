//! What the register holds of one agreement: where it is, until when, how much of it is left.

use std::collections::BTreeMap;

use kernel::{Code, Currency, Id, Institution, Money, Person, Total};
use runtime::view::{Day, Proof, units};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::codes;
use crate::financing::{
    agreement::{
        ClosingDateExtended, Event, Registration, Signed,
        course::falls_due,
        trail::{Said, Trail},
    },
    category::Charge,
    standing::State,
    transition::Validation,
};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Agreement {
    pub(super) programme: Option<Code>,
    /// None: only what was said of it later is known, or its registration was voided.
    pub(super) identity: Option<Identity>,
    pub(super) periods: Vec<Period>,
    pub(super) approved: Option<(Money, Proof)>,
    pub(super) signed: Option<(Money, Proof)>,
    pub(super) effective: Option<Proof>,
    /// Withdrawals opened.
    pub(super) opened: Option<Proof>,
    pub(super) effectiveness_deadline: Option<Day>,
    pub(super) closing: Option<(Day, Proof)>,
    pub(super) disbursement_deadline: Option<Day>,
    pub(super) plan_opens: Option<Day>,
    pub(super) plan_opened: Option<Proof>,
    /// What every total is in.
    pub(super) currency: Option<Currency>,
    pub(super) disbursed: Total,
    pub(super) refunded: Total,
    pub(super) cancelled: Total,
    /// The latest payment.
    pub(super) disbursed_by: Option<Proof>,
    /// Some payment is made up.
    pub(super) disbursed_illustrative: bool,
    /// Some cancellation or refund is.
    pub(super) moved_illustrative: bool,
    pub(super) proposals: BTreeMap<Uuid, Proposal>,
    trail: Trail,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) reference: Code,
    pub(super) title: String,
    pub(super) rank: u32,
    pub(super) instrument: i32,
    pub(super) financier: Id<Institution>,
    pub(super) phase: u32,
    pub(super) parent: Option<Code>,
    pub(super) also_written: Vec<String>,
}

/// A state and what it began with. It lasts until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Period {
    pub(super) state: State,
    pub(super) proof: Proof,
    /// No notice shows the legal state: this is the last one known.
    pub(super) unconfirmed: bool,
}

/// A change of state that waits for a second person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Proposal {
    /// The state it would lead to, or the name of the change where that depends.
    pub(super) to: String,
    pub(super) by: Id<Person>,
    pub(super) proof: Proof,
    /// The event that it would correct or void, if that is what is proposed.
    pub(super) amends: Option<Uuid>,
}

impl Agreement {
    pub(super) fn agreement(&mut self, event: &Event, proof: Proof) {
        if let Some(Validation::Double { proposal, .. }) = event.validation() {
            self.proposals.remove(proposal);
        }
        if let Some(said) = event.said() {
            self.enter(said, proof);
        }
        match event {
            Event::Registered(registration) => self.identity = Some(registration.into()),
            Event::Approved(approved) => {
                let money = approved.approval.money;
                self.approved = Some((money, proof));
                self.currency = Some(money.currency);
            }
            Event::Signed(Signed { terms, disbursement_deadline, closure_plan_opens, .. }) => {
                self.signed = Some((terms.money, proof));
                self.currency = Some(terms.money.currency);
                self.effectiveness_deadline = terms.effectiveness_deadline.map(Day);
                self.closing = terms.closing_on.map(|on| (Day(on), proof));
                self.disbursement_deadline = disbursement_deadline.map(Day);
                self.plan_opens = closure_plan_opens.map(Day);
            }
            Event::EffectivenessDeadlineExtended(extended) => {
                self.effectiveness_deadline = Some(Day(extended.until));
            }
            Event::BecameEffective(_) => self.effective = Some(proof),
            Event::DisbursementOpened(_) => self.opened = Some(proof),
            Event::ClosingDateExtended(extension) => self.extend(extension, proof),
            Event::Reopened(reopened) => self.extend(&reopened.extension, proof),
            Event::DisbursementDeadlineExtended(extended) => {
                self.disbursement_deadline = Some(Day(extended.until));
            }
            Event::Cancelled(cancelled) => {
                for Charge { money, .. } in &cancelled.amounts {
                    self.cancel(*money, proof);
                }
            }
            // Their state is all they say here; the rest of them is in the particulars.
            Event::Ratified(_)
            | Event::Lapsed(_)
            | Event::DisbursementLetterRecorded(_)
            | Event::SignatoryRegistered(_)
            | Event::SignatoryRevoked(_)
            | Event::Suspended(_)
            | Event::SuspensionLifted(_)
            | Event::CategorySuspended(_)
            | Event::CategorySuspensionLifted(_)
            | Event::ClosingDateReached(_)
            | Event::DisbursementDeadlineReached(_)
            | Event::FinancierAccountClosed(_)
            | Event::FinanciallyClosed(_)
            | Event::Completed(_)
            | Event::Dropped(_)
            | Event::Terminated(_) => (),
        }
    }

    /// A change of state shows the state, even where it leaves it alone.
    fn enter(&mut self, said: Said, proof: Proof) {
        let to = <&str>::from(said.to);
        self.proposals.retain(|_, proposal| proposal.to != to);
        let last = if said.to == State::Lapsed {
            self.effectiveness_deadline
        } else if said.to == State::DisbursementClosed {
            self.disbursement_deadline
        } else {
            self.closing_on()
        };
        let due = |before| falls_due(said.to, before, *proof.on, last.map(|day| *day));
        // A notice of an earlier day had moved it, or what it changed: that day made nothing.
        let Some(state) = self.trail.take(said, due) else { return };
        self.begin(state, proof);
        // The books are closed, and the completion report is in.
        if let Some(state) = self.trail.state {
            self.begin(state, proof);
        }
    }

    fn begin(&mut self, state: State, proof: Proof) {
        let new = self.periods.last().is_none_or(|last| last.state != state || last.unconfirmed);
        if new {
            self.periods.push(Period { state, proof, unconfirmed: false });
        }
    }

    pub(super) fn unconfirm(&mut self, proof: Proof) {
        if let Some(Period { state, unconfirmed: false, .. }) = self.periods.last().copied() {
            self.periods.push(Period { state, proof, unconfirmed: true });
        }
    }

    fn extend(&mut self, extension: &ClosingDateExtended, proof: Proof) {
        self.closing = Some((Day(extension.to), proof));
        self.disbursement_deadline = extension.disbursement_deadline.map(Day);
        self.plan_opens = extension.closure_plan_opens.map(Day).or(self.plan_opens);
    }

    pub(super) fn cancel(&mut self, money: Money, proof: Proof) {
        self.cancelled += units(money, &mut self.currency);
        self.moved_illustrative |= proof.illustrative;
    }

    /// What was signed, or approved while it is not, and what says so.
    pub(super) fn promised(&self) -> Option<(Money, Proof)> {
        self.signed.or(self.approved)
    }

    /// That, less what was cancelled.
    pub(super) fn committed(&self) -> Total {
        let promised = self.promised().map(|(money, _)| Total::from(money.units));
        promised.unwrap_or_default() - self.cancelled
    }

    /// A refund that is made up changes nothing of it.
    pub(super) fn committed_illustrative(&self) -> bool {
        let promised = self.promised().is_some_and(|(_, proof)| proof.illustrative);
        promised || self.moved_illustrative && !self.cancelled.is_zero()
    }

    pub(super) fn undisbursed_illustrative(&self) -> bool {
        let promised = self.promised().is_some_and(|(_, proof)| proof.illustrative);
        promised || self.moved_illustrative || self.disbursed_illustrative
    }

    /// Negative where more was disbursed than promised.
    pub(super) fn undisbursed(&self) -> Total {
        self.committed() - self.disbursed + self.refunded
    }

    /// How it stands now.
    pub(super) fn standing(&self) -> Option<&Period> {
        self.periods.last()
    }

    pub(super) fn state(&self) -> Option<State> {
        self.standing().map(|period| period.state)
    }

    pub(super) fn is(&self, states: &[State]) -> bool {
        self.state().is_some_and(|state| states.contains(&state))
    }

    /// It was signed, and its money was neither called off nor let lapse.
    pub(super) fn stands(&self) -> bool {
        self.signed.is_some() && !self.is_off()
    }

    /// Its money was called off, or let lapse.
    pub(super) fn is_off(&self) -> bool {
        self.is(&[State::Dropped, State::Lapsed, State::Cancelled, State::Terminated])
    }

    /// Nothing is left to do under it.
    pub(super) fn is_over(&self) -> bool {
        self.is(&[
            State::FinanciallyClosed,
            State::Completed,
            State::Dropped,
            State::Lapsed,
            State::Cancelled,
            State::Terminated,
        ])
    }

    pub(super) fn closing_on(&self) -> Option<Day> {
        self.closing.map(|(on, _)| on)
    }
}

impl From<&Registration> for Identity {
    fn from(registration: &Registration) -> Self {
        let Registration {
            reference,
            title,
            rank,
            instrument,
            financier,
            phase,
            parent,
            purpose: _,
            also_written,
        } = registration.clone();
        let instrument = codes::instrument(instrument);
        Self { reference, title, rank, instrument, financier, phase, parent, also_written }
    }
}
