//! The register: one row an agreement, under the name of its stream.

use kernel::{Fact, Projection, Stored as _, correction};
use runtime::view::{Proof, units};

use super::agreement::{Agreement, Proposal};
use crate::financing::{
    Event, account,
    category::{self, Charge},
    closure,
    transition::{self, Change},
    withdrawal,
};

#[derive(Debug)]
pub(super) struct Agreements;

impl Projection for Agreements {
    const NAME: &'static str = "agreements-v3";

    type Event = Event;
    type Row = Agreement;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let touched = match &fact.event {
            // A row is left even where the registration is voided: it was there to be seen.
            Event::Agreement(_) | Event::Transition(_) | Event::Correction(_) => true,
            Event::Category(event) => match event {
                category::Event::AmountCancelled(_) => true,
                category::Event::Reallocated(_) => false,
            },
            Event::Withdrawal(event) => match event {
                withdrawal::Event::Paid(_) => true,
                withdrawal::Event::Prepared(_)
                | withdrawal::Event::Submitted(_)
                | withdrawal::Event::ReviewBegun(_)
                | withdrawal::Event::Returned(_)
                | withdrawal::Event::Approved(_)
                | withdrawal::Event::Rejected(_)
                | withdrawal::Event::Reconciled(_)
                | withdrawal::Event::Abandoned(_) => false,
            },
            Event::Account(event) => match event {
                account::Event::Refunded(_) => true,
                account::Event::Opened(_)
                | account::Event::PaymentRecorded(_)
                | account::Event::StatementRecorded(_)
                | account::Event::AdvanceDocumented(_)
                | account::Event::IneligibleDeclared(_)
                | account::Event::Settled(_) => false,
            },
            Event::Closure(event) => match event {
                closure::Event::PlanOpened(_) | closure::Event::StatusPresented(_) => true,
                closure::Event::TaskAdded(_)
                | closure::Event::TaskHeld(_)
                | closure::Event::TaskCompleted(_)
                | closure::Event::ActivitiesCompleted(_) => false,
            },
            Event::Condition(_)
            | Event::Tranche(_)
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Audit(_)
            | Event::Statement(_)
            | Event::Report(_) => false,
        };
        if touched { vec![fact.stream.to_string()] } else { Vec::new() }
    }

    fn fold(_: &str, row: &mut Agreement, fact: &Fact<Event>) {
        if row.programme.is_none() {
            row.programme.clone_from(&fact.meta.programme);
        }
        let proof = Proof::from(fact);
        match &fact.event {
            Event::Agreement(event) => row.agreement(event, proof),
            Event::Transition(transition::Event::Proposed(proposed)) => {
                let change = &proposed.change;
                let to = change.proposed_as().to_owned();
                let amends =
                    if let Change::Amend(amend) = change { Some(amend.target()) } else { None };
                let proposal = Proposal { to, by: fact.meta.who.person, proof, amends };
                row.proposals.insert(fact.event_id, proposal);
            }
            Event::Transition(transition::Event::Rejected(rejected)) => {
                row.proposals.remove(&rejected.proposal);
            }
            Event::Correction(event) => {
                let amended = fact.event.amendment().map(|amendment| amendment.target);
                // An anomaly amends nothing, and no proposal amends that.
                match event {
                    correction::Event::FactCorrected(_)
                    | correction::Event::EntryVoided(_)
                    | correction::Event::AnomalyNoted(_)
                    | correction::Event::AnomalyExplained(_) => {
                        row.proposals.retain(|_, it| it.amends.is_none() || it.amends != amended);
                    }
                }
            }
            Event::Category(category::Event::AmountCancelled(cancelled)) => {
                row.cancel(cancelled.money, proof);
            }
            Event::Withdrawal(withdrawal::Event::Paid(paid)) => {
                for Charge { money, .. } in &paid.payment.charges {
                    row.disbursed += units(*money, &mut row.currency);
                }
                row.disbursed_by = Some(proof);
                row.disbursed_illustrative |= proof.illustrative;
            }
            Event::Account(account::Event::Refunded(refund)) => {
                row.refunded += units(refund.money, &mut row.currency);
                row.moved_illustrative |= proof.illustrative;
            }
            Event::Closure(closure::Event::PlanOpened(_)) => row.plan_opened = Some(proof),
            Event::Closure(closure::Event::StatusPresented(presented)) => {
                if presented.legal_state_unknown {
                    row.unconfirm(proof);
                }
            }
            // `keys` says which events of an entity come here.
            Event::Category(_)
            | Event::Withdrawal(_)
            | Event::Account(_)
            | Event::Closure(_)
            | Event::Condition(_)
            | Event::Tranche(_)
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Audit(_)
            | Event::Statement(_)
            | Event::Report(_) => (),
        }
    }
}
