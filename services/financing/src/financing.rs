//! A financing: one legal agreement, and everything done under it.
//!
//! Invariants:
//! - the state is a dated timeline, and nothing changes it before its latest change, but for a notice of
//!   before what days alone have made of it since;
//! - a change of state takes two persons, unless time or the source of an import makes it; so does what
//!   undoes one that a day had made, and correcting either;
//! - an act of ours is refused unless every rule holds; an act of somebody else has happened, is
//!   recorded, and every rule it contradicts is recorded beside it;
//! - per category, signed = disbursed − refunded + undisbursed + cancelled, in the currency of
//!   commitment, and no act of ours takes what is not available.

pub(crate) mod account;
pub(crate) mod agreement;
pub(crate) mod audit;
pub(crate) mod balances;
pub(crate) mod category;
pub(crate) mod closure;
pub(crate) mod closure_reason;
pub(crate) mod command;
pub(crate) mod condition;
pub(crate) mod contract;
mod correction;
mod currency;
mod event;
mod guards;
pub(crate) mod key;
pub(crate) mod no_objection;
pub(crate) mod rate;
pub(crate) mod rejection;
pub(crate) mod report;
pub(crate) mod restructuring;
pub(crate) mod rules;
pub(crate) mod standing;
pub(crate) mod statement;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod tranche;
pub(crate) mod transition;
pub(crate) mod withdrawal;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Corrections, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::{
    account::Account,
    agreement::{closings::Closings, course::Agreement, told::Told},
    audit::Audits,
    category::Categories,
    closure::{Closure, StatusPresented},
    condition::Condition,
    contract::Contract,
    guards::{Guards, require},
    key::{ConditionKey, ContractKey, NoObjectionKey, RestructuringKey, TrancheKey},
    no_objection::NoObjection,
    report::Reporting,
    restructuring::Restructuring,
    rules::Rules,
    standing::Standing,
    statement::Statements,
    tranche::{Tranche, plan::Plans},
    transition::{Change, Proposals},
    withdrawal::register::Withdrawals,
};

pub(crate) use self::{command::Command, event::Event, rejection::Rejection};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Financing {
    pub(crate) rules: Rules,
    pub(crate) agreement: Agreement,
    told: Told,
    closings: Closings,
    pub(crate) proposals: Proposals,
    pub(crate) conditions: BTreeMap<ConditionKey, Condition>,
    pub(crate) categories: Categories,
    pub(crate) tranches: BTreeMap<TrancheKey, Tranche>,
    pub(crate) plans: Plans,
    pub(crate) withdrawals: Withdrawals,
    pub(crate) account: Account,
    pub(crate) restructurings: BTreeMap<RestructuringKey, Restructuring>,
    pub(crate) contracts: BTreeMap<ContractKey, Contract>,
    pub(crate) no_objections: BTreeMap<NoObjectionKey, NoObjection>,
    pub(crate) closure: Closure,
    /// The latest day of what closing the books rests on.
    closed_upon: Option<Date>,
    /// The earliest day of what was done under the agreement once it was signed.
    begun_on: Option<Date>,
    pub(crate) audits: Audits,
    pub(crate) statements: Statements,
    pub(crate) reporting: Reporting,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Financing {
    const CATEGORY: &'static str = "financing";
    const SNAPSHOT: u32 = 10;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    #[expect(clippy::too_many_lines, reason = "a table: one outcome per command")]
    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        // What a plan says of a source that is no financing is not for us to refuse, and what is
        // unfounded has its own reason.
        let any = matches!(
            asked.command,
            C::Register(_) | C::RefreshPlan(_) | C::WithdrawPlan(_) | C::Unfounded(_)
        );
        let registered = self.agreement.registration.is_some();
        require(any || registered, || Rejection::NotRegistered)?;
        match &asked.command {
            C::Register(registration) => self.register(registration, ours()),
            C::RecordApproval(approval) => {
                self.transition(Change::Approve(approval.clone()), asked)
            }
            C::Sign(terms) => self.transition(Change::Sign(terms.clone()), asked),
            C::RecordRatification { text } => self.ratify(text, theirs()),
            C::ExtendEffectivenessDeadline { until } => {
                self.extend_effectiveness_deadline(*until, asked)
            }
            C::RecordEffectiveness => self.transition(Change::BecomeEffective, asked),
            C::Lapse => self.transition(Change::Lapse, asked),
            C::RecordDisbursementLetter(letter) => self.record_letter(letter, theirs()),
            C::RecordReportingTerms(terms) => self.record_terms(terms, theirs()),
            C::RegisterSignatory { person, capacity } => {
                self.register_signatory(*person, capacity, ours())
            }
            C::RevokeSignatory { person } => self.revoke_signatory(*person, ours()),
            C::OpenDisbursement => self.transition(Change::OpenDisbursement, asked),
            C::RecordSuspension { reason, category } => {
                self.suspend(reason, category.as_ref(), asked)
            }
            C::RecordSuspensionLifted { category } => {
                self.lift_suspension(category.as_ref(), asked)
            }
            C::ReachClosingDate => self.transition(Change::ReachClosingDate, asked),
            C::ReachDisbursementDeadline => {
                self.transition(Change::ReachDisbursementDeadline, asked)
            }
            C::ExtendDisbursementDeadline { until } => {
                self.extend_disbursement_deadline(*until, asked)
            }
            C::RecordFinancierAccountClosed => self.financier_closed_account(theirs()),
            C::CloseFinancially { blockages } => {
                self.transition(Change::CloseFinancially { blockages: blockages.clone() }, asked)
            }
            C::RecordCompletion(completion) => {
                self.transition(Change::Complete(completion.clone()), asked)
            }
            C::Drop { reason } => self.transition(Change::Drop { reason: reason.clone() }, asked),
            C::RecordCancellation { reason } => {
                self.transition(Change::Cancel { reason: reason.clone() }, asked)
            }
            C::RecordTermination { reason } => {
                self.transition(Change::Terminate { reason: reason.clone() }, asked)
            }
            C::ConfirmTransition { proposal, blockages } => {
                self.confirm(*proposal, blockages.as_ref(), asked)
            }
            C::RejectTransition { proposal, reason } => self.reject(*proposal, reason, ours()),

            C::AddCondition(requirement) => self.add_condition(requirement, ours()),
            C::SubmitConditionEvidence { condition } => self.submit_evidence(condition, ours()),
            C::AcceptCondition { condition } => self.accept_condition(condition, theirs()),
            C::RejectConditionEvidence { condition, reason } => {
                self.reject_evidence(condition, reason, theirs())
            }
            C::WaiveCondition { condition, reason } => {
                self.waive_condition(condition, reason, theirs())
            }
            C::RecordConditionBreach { condition, reason } => {
                self.breach_condition(condition, reason, theirs())
            }

            C::DefineTranche(definition) => self.define_tranche(definition, ours()),
            C::ReleaseTranche { tranche } => self.release_tranche(tranche, ours()),
            C::CloseTranche { tranche } => self.close_tranche(tranche, ours()),
            C::CancelTranche { tranche, reason } => self.cancel_tranche(tranche, reason, ours()),
            C::RefreshPlan(plan) => Ok(self.refresh_plan(plan, ours())),
            C::WithdrawPlan(plan) => Ok(self.hear_plan(plan, ours())),

            C::PrepareWithdrawal(application) => self.prepare_withdrawal(application, ours()),
            C::SubmitWithdrawal { number, signatories, comment } => {
                self.submit_withdrawal(*number, signatories, comment.as_ref(), ours())
            }
            C::RecordWithdrawalReview { number } => self.review(*number, theirs()),
            C::RecordWithdrawalReturned { number, reason } => {
                self.return_withdrawal(*number, reason, theirs())
            }
            C::RecordWithdrawalApproved { number } => self.approve_withdrawal(*number, theirs()),
            C::RecordWithdrawalRejected { number, reason } => {
                self.reject_withdrawal(*number, reason, theirs())
            }
            C::RecordPayment { number, payment } => self.pay(*number, payment, theirs()),
            C::ReconcileWithdrawal { number, reconciliation } => {
                self.reconcile(*number, reconciliation, ours())
            }
            C::AbandonWithdrawal { number, reason } => {
                self.abandon_withdrawal(*number, reason, ours())
            }

            C::OpenDesignatedAccount(opening) => self.open_account(opening, ours()),
            C::RecordAccountPayment(spending) => self.spend(spending, ours()),
            C::RecordAccountStatement(statement) => self.state_balance(statement, theirs()),
            C::DocumentAdvance(documentation) => self.document(documentation, theirs()),
            C::DeclareIneligible(ineligible) => self.declare_ineligible(ineligible, theirs()),
            C::RecordRefund(refund) => self.refund(refund, ours()),
            C::SettleDesignatedAccount => self.settle_account(ours()),

            C::RequestRestructuring(request) => self.request_restructuring(request, ours()),
            C::ClearRestructuring { restructuring } => {
                self.clear_restructuring(restructuring, ours())
            }
            C::ApproveRestructuring { restructuring } => {
                self.approve_restructuring(restructuring, theirs())
            }
            C::PutRestructuringIntoEffect { restructuring } => {
                self.put_into_effect(restructuring, ours())
            }
            C::WithdrawRestructuring { restructuring, reason } => {
                self.withdraw_restructuring(restructuring, reason, ours())
            }
            C::ExtendClosingDate { closing_on, requested_on } => {
                self.extend_closing_date(*closing_on, *requested_on, asked)
            }
            C::CancelAmount { category, money, reason } => {
                self.cancel_amount(category, *money, reason.as_ref(), ours())
            }
            C::Reallocate { moves } => self.reallocate(moves, ours()),

            C::SignContract(deal) => self.sign_contract(deal, ours()),
            C::AmendContract { contract, money, ends_on, reason } => {
                self.amend_contract(contract, *money, *ends_on, reason, ours())
            }
            C::RecordContractPayment { contract, reference, money } => {
                self.pay_contract(contract, reference, *money, ours())
            }
            C::CloseContract { contract } => self.close_contract(contract, ours()),
            C::RequestNoObjection(asking) => self.request_no_objection(asking, ours()),
            C::RecordNoObjectionAnswer(answer) => self.answer_no_objection(answer, theirs()),

            C::OpenClosurePlan { tasks } => self.open_closure_plan(tasks, ours()),
            C::AddClosureTask(task) => self.add_task(task, ours()),
            C::HoldClosureTask { task, reason, owner } => {
                self.hold_task(task, reason, owner.as_ref(), ours())
            }
            C::CompleteClosureTask { task } => self.complete_task(task, ours()),
            C::RecordActivitiesCompleted => self.complete_activities(ours()),
            C::PresentClosureStatus { presented_to, summary, legal_state_unknown } => {
                let (presented_to, summary) = (presented_to.clone(), summary.clone());
                let legal_state_unknown = *legal_state_unknown;
                let presented = StatusPresented { presented_to, summary, legal_state_unknown };
                self.present_status(presented, ours())
            }
            C::RecordAuditReport(report) => self.record_audit(report, theirs()),
            C::RecordAuditFinding(finding) => self.record_finding(finding, theirs()),
            C::ResolveAuditFinding { finding, response } => {
                self.resolve_finding(finding, response, ours())
            }

            C::SubmitFinancialReport { period_ends_on } => {
                self.submit_report(*period_ends_on, ours())
            }
            C::RecordRating(rated) => self.rate(rated, theirs()),
            C::RecordCounterpart(counterpart) => {
                self.record_counterpart(counterpart, asked.today, theirs())
            }
            C::RecordFinancierStatement(statement) => self.record_statement(statement, theirs()),

            C::Amend(amending) => self.amend(amending, asked),
            C::LookAtBalances { beside } => Ok(self.overdrawn(beside).into()),
            C::LookAtCounterparts => Ok(self.look_at_counterparts(ours())),
            C::LapseCounterpart { exercise } => Ok(self.lapse_counterpart(exercise, ours())),
            C::LookAtReports => Ok(self.schedule(false).into()),
            C::SayReportsAgain => Ok(self.schedule(true).into()),
            C::ExplainAnomaly(explain) => self.explain(explain, ours()),
            C::Unfounded(why) => Err(why.clone()),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        if fact.event.is_closed_upon() {
            self.closed_upon = self.closed_upon.max(Some(on));
        }
        let signed = self.agreement.signed_on.is_some_and(|signed_on| on >= signed_on);
        if signed && fact.event.is_under_the_agreement() {
            self.begun_on = Some(self.begun_on.map_or(on, |begun_on| begun_on.min(on)));
        }
        match &fact.event {
            Event::Agreement(event) => {
                if matches!(event, agreement::Event::Registered(_)) {
                    self.agreement.file_under(&fact.meta);
                }
                self.agreement.evolve(event, fact.event_id, on);
                self.told.evolve(fact);
                self.closings.evolve(event, fact);
                self.proposals.settle(event, fact.event_id);
                self.categories.take(event, on);
            }
            Event::Transition(event) => self.proposals.evolve(event, fact),
            Event::Condition(event) => condition::evolve(&mut self.conditions, event, on),
            Event::Category(event) => self.categories.evolve(event, on),
            Event::Tranche(event) => {
                tranche::evolve(&mut self.tranches, &mut self.plans, event, on);
                self.categories.split(event, on);
            }
            Event::Withdrawal(event) => {
                self.withdrawals.evolve(event, on);
                if let withdrawal::Event::Paid(paid) = event {
                    self.take_payment(paid);
                }
            }
            Event::Account(event) => {
                self.account.evolve(event);
                account::charge(&mut self.categories, event);
            }
            Event::Restructuring(event) => {
                restructuring::evolve(&mut self.restructurings, event, on);
            }
            Event::Contract(event) => contract::evolve(&mut self.contracts, event, on),
            Event::NoObjection(event) => {
                no_objection::evolve(&mut self.no_objections, event, on);
                if let no_objection::Event::Requested(request) = event {
                    self.reporting.requested(request);
                }
            }
            Event::Closure(event) => {
                self.closure.evolve(event, on);
                if let closure::Event::StatusPresented(presented) = event
                    && presented.legal_state_unknown
                {
                    self.agreement.unconfirm(on);
                }
            }
            Event::Audit(event) => self.audits.evolve(event, on),
            Event::Statement(event) => self.statements.evolve(event, on),
            Event::Report(event) => self.reporting.evolve(event, on),
            Event::Correction(event) => {
                self.corrections.evolve(event, fact.event_id);
                if let Some(amendment) = event.amendment() {
                    self.proposals.amended(amendment.target);
                }
            }
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.agreement.programme.as_ref(), self.agreement.country.as_ref())
    }
}

impl Financing {
    /// The stream of one agreement: there is but one per reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["financing", reference.as_str()])
    }

    /// What may be said of its state that day. None before it was registered.
    pub(crate) fn state_on(&self, on: Date) -> Option<Standing> {
        self.agreement.standing_on(on)
    }

    fn take_payment(&mut self, paid: &withdrawal::Paid) {
        account::charge_payment(&mut self.categories, paid);
        if paid.method == agreement::Method::Advance {
            self.account.pay_in(paid);
        }
    }
}
