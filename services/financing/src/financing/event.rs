use kernel::correction;

use super::{
    account, agreement, audit, category, closure, condition, contract, guards::Whose, no_objection,
    report, restructuring, statement, tranche, transition, withdrawal,
};

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Agreement(agreement::Event),
    Transition(transition::Event),
    Condition(condition::Event),
    Category(category::Event),
    Tranche(tranche::Event),
    Withdrawal(withdrawal::Event),
    Account(account::Event),
    Restructuring(restructuring::Event),
    Contract(contract::Event),
    NoObjection(no_objection::Event),
    Closure(closure::Event),
    Audit(audit::Event),
    Statement(statement::Event),
    Report(report::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "financing.agreement.registered.v1" => Agreement(agreement::Event::Registered),
    "financing.agreement.approved.v1" => Agreement(agreement::Event::Approved),
    "financing.agreement.signed.v1" => Agreement(agreement::Event::Signed),
    "financing.agreement.ratified.v1" => Agreement(agreement::Event::Ratified),
    "financing.agreement.effectiveness-deadline-extended.v1" => Agreement(agreement::Event::EffectivenessDeadlineExtended),
    "financing.agreement.effective.v1" => Agreement(agreement::Event::BecameEffective),
    "financing.agreement.lapsed.v1" => Agreement(agreement::Event::Lapsed),
    "financing.agreement.disbursement-letter-recorded.v1" => Agreement(agreement::Event::DisbursementLetterRecorded),
    "financing.agreement.signatory-registered.v1" => Agreement(agreement::Event::SignatoryRegistered),
    "financing.agreement.signatory-revoked.v1" => Agreement(agreement::Event::SignatoryRevoked),
    "financing.agreement.disbursement-opened.v1" => Agreement(agreement::Event::DisbursementOpened),
    "financing.agreement.suspended.v1" => Agreement(agreement::Event::Suspended),
    "financing.agreement.suspension-lifted.v1" => Agreement(agreement::Event::SuspensionLifted),
    "financing.agreement.category-suspended.v1" => Agreement(agreement::Event::CategorySuspended),
    "financing.agreement.category-suspension-lifted.v1" => Agreement(agreement::Event::CategorySuspensionLifted),
    "financing.agreement.closing-date-extended.v1" => Agreement(agreement::Event::ClosingDateExtended),
    "financing.agreement.reopened.v1" => Agreement(agreement::Event::Reopened),
    "financing.agreement.closing-date-reached.v1" => Agreement(agreement::Event::ClosingDateReached),
    "financing.agreement.disbursement-deadline-extended.v1" => Agreement(agreement::Event::DisbursementDeadlineExtended),
    "financing.agreement.disbursement-deadline-reached.v1" => Agreement(agreement::Event::DisbursementDeadlineReached),
    "financing.agreement.financier-account-closed.v1" => Agreement(agreement::Event::FinancierAccountClosed),
    "financing.agreement.financially-closed.v1" => Agreement(agreement::Event::FinanciallyClosed),
    "financing.agreement.completed.v1" => Agreement(agreement::Event::Completed),
    "financing.agreement.dropped.v1" => Agreement(agreement::Event::Dropped),
    "financing.agreement.cancelled.v1" => Agreement(agreement::Event::Cancelled),
    "financing.agreement.terminated.v1" => Agreement(agreement::Event::Terminated),
    "financing.transition.proposed.v1" => Transition(transition::Event::Proposed),
    "financing.transition.rejected.v1" => Transition(transition::Event::Rejected),
    "financing.condition.added.v1" => Condition(condition::Event::Added),
    "financing.condition.evidence-submitted.v1" => Condition(condition::Event::EvidenceSubmitted),
    "financing.condition.accepted.v1" => Condition(condition::Event::Accepted),
    "financing.condition.evidence-rejected.v1" => Condition(condition::Event::EvidenceRejected),
    "financing.condition.waived.v1" => Condition(condition::Event::Waived),
    "financing.condition.breached.v1" => Condition(condition::Event::Breached),
    "financing.category.amount-cancelled.v1" => Category(category::Event::AmountCancelled),
    "financing.category.reallocated.v1" => Category(category::Event::Reallocated),
    "financing.tranche.defined.v1" => Tranche(tranche::Event::Defined),
    "financing.tranche.released.v1" => Tranche(tranche::Event::Released),
    "financing.tranche.closed.v1" => Tranche(tranche::Event::Closed),
    "financing.tranche.cancelled.v1" => Tranche(tranche::Event::Cancelled),
    "financing.tranche.plan-refreshed.v1" => Tranche(tranche::Event::PlanRefreshed),
    "financing.withdrawal.prepared.v1" => Withdrawal(withdrawal::Event::Prepared),
    "financing.withdrawal.submitted.v1" => Withdrawal(withdrawal::Event::Submitted),
    "financing.withdrawal.review-begun.v1" => Withdrawal(withdrawal::Event::ReviewBegun),
    "financing.withdrawal.returned.v1" => Withdrawal(withdrawal::Event::Returned),
    "financing.withdrawal.approved.v1" => Withdrawal(withdrawal::Event::Approved),
    "financing.withdrawal.rejected.v1" => Withdrawal(withdrawal::Event::Rejected),
    "financing.withdrawal.paid.v1" => Withdrawal(withdrawal::Event::Paid),
    "financing.withdrawal.reconciled.v1" => Withdrawal(withdrawal::Event::Reconciled),
    "financing.withdrawal.abandoned.v1" => Withdrawal(withdrawal::Event::Abandoned),
    "financing.account.opened.v1" => Account(account::Event::Opened),
    "financing.account.payment-recorded.v1" => Account(account::Event::PaymentRecorded),
    "financing.account.statement-recorded.v1" => Account(account::Event::StatementRecorded),
    "financing.account.advance-documented.v1" => Account(account::Event::AdvanceDocumented),
    "financing.account.ineligible-declared.v1" => Account(account::Event::IneligibleDeclared),
    "financing.account.refunded.v1" => Account(account::Event::Refunded),
    "financing.account.settled.v1" => Account(account::Event::Settled),
    "financing.restructuring.requested.v1" => Restructuring(restructuring::Event::Requested),
    "financing.restructuring.cleared.v1" => Restructuring(restructuring::Event::Cleared),
    "financing.restructuring.approved.v1" => Restructuring(restructuring::Event::Approved),
    "financing.restructuring.put-into-effect.v1" => Restructuring(restructuring::Event::PutIntoEffect),
    "financing.restructuring.withdrawn.v1" => Restructuring(restructuring::Event::Withdrawn),
    "financing.contract.signed.v1" => Contract(contract::Event::Signed),
    "financing.contract.amended.v1" => Contract(contract::Event::Amended),
    "financing.contract.paid.v1" => Contract(contract::Event::Paid),
    "financing.contract.closed.v1" => Contract(contract::Event::Closed),
    "financing.no-objection.requested.v1" => NoObjection(no_objection::Event::Requested),
    "financing.no-objection.answered.v1" => NoObjection(no_objection::Event::Answered),
    "financing.closure.plan-opened.v1" => Closure(closure::Event::PlanOpened),
    "financing.closure.task-added.v1" => Closure(closure::Event::TaskAdded),
    "financing.closure.task-held.v1" => Closure(closure::Event::TaskHeld),
    "financing.closure.task-completed.v1" => Closure(closure::Event::TaskCompleted),
    "financing.closure.activities-completed.v1" => Closure(closure::Event::ActivitiesCompleted),
    "financing.closure.status-presented.v1" => Closure(closure::Event::StatusPresented),
    "financing.audit.report-recorded.v1" => Audit(audit::Event::ReportRecorded),
    "financing.audit.finding-recorded.v1" => Audit(audit::Event::FindingRecorded),
    "financing.audit.finding-resolved.v1" => Audit(audit::Event::FindingResolved),
    "financing.statement.rating-recorded.v1" => Statement(statement::Event::RatingRecorded),
    "financing.statement.counterpart-recorded.v1" => Statement(statement::Event::CounterpartRecorded),
    "financing.statement.financier-statement-recorded.v1" => Statement(statement::Event::FinancierStatementRecorded),
    "financing.report.terms-recorded.v1" => Report(report::Event::TermsRecorded),
    "financing.report.scheduled.v1" => Report(report::Event::Scheduled),
    "financing.report.submitted.v1" => Report(report::Event::Submitted),
} corrected: "financing", amendable: Event::amended_by);

kernel::entities!(Event {
    Agreement(agreement),
    Transition(transition),
    Condition(condition),
    Category(category),
    Tranche(tranche),
    Withdrawal(withdrawal),
    Account(account),
    Restructuring(restructuring),
    Contract(contract),
    NoObjection(no_objection),
    Closure(closure),
    Audit(audit),
    Statement(statement),
    Report(report),
});

impl Event {
    /// Whose act it was.
    pub(super) fn whose(&self) -> Whose {
        match self {
            Self::Agreement(event) => event.whose(),
            Self::Condition(
                condition::Event::Accepted(_)
                | condition::Event::EvidenceRejected(_)
                | condition::Event::Waived(_)
                | condition::Event::Breached(_),
            )
            | Self::Withdrawal(
                withdrawal::Event::ReviewBegun(_)
                | withdrawal::Event::Returned(_)
                | withdrawal::Event::Approved(_)
                | withdrawal::Event::Rejected(_)
                | withdrawal::Event::Paid(_),
            )
            | Self::Account(
                account::Event::StatementRecorded(_)
                | account::Event::AdvanceDocumented(_)
                | account::Event::IneligibleDeclared(_),
            )
            | Self::Restructuring(restructuring::Event::Approved(_))
            | Self::NoObjection(no_objection::Event::Answered(_))
            | Self::Audit(audit::Event::ReportRecorded(_) | audit::Event::FindingRecorded(_))
            | Self::Statement(
                statement::Event::RatingRecorded(_)
                | statement::Event::CounterpartRecorded(_)
                | statement::Event::FinancierStatementRecorded(_),
            )
            | Self::Report(report::Event::TermsRecorded(_)) => Whose::Theirs,
            Self::Condition(
                condition::Event::Added(_) | condition::Event::EvidenceSubmitted(_),
            )
            | Self::Withdrawal(
                withdrawal::Event::Prepared(_)
                | withdrawal::Event::Submitted(_)
                | withdrawal::Event::Reconciled(_)
                | withdrawal::Event::Abandoned(_),
            )
            | Self::Account(
                account::Event::Opened(_)
                | account::Event::PaymentRecorded(_)
                | account::Event::Refunded(_)
                | account::Event::Settled(_),
            )
            | Self::Restructuring(
                restructuring::Event::Requested(_)
                | restructuring::Event::Cleared(_)
                | restructuring::Event::PutIntoEffect(_)
                | restructuring::Event::Withdrawn(_),
            )
            | Self::NoObjection(no_objection::Event::Requested(_))
            | Self::Audit(audit::Event::FindingResolved(_))
            | Self::Transition(_)
            | Self::Category(_)
            | Self::Tranche(_)
            | Self::Contract(_)
            | Self::Closure(_)
            | Self::Report(report::Event::Scheduled(_) | report::Event::Submitted(_))
            | Self::Correction(_) => Whose::Ours,
        }
    }
}
