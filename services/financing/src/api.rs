//! The gRPC face of financing: which request each method takes, and who reads it.

mod edge;
#[cfg(test)]
mod tests;

use proto::financing::v1::{self as pb, financing_service_server::FinancingService};
use runtime::{Edge, Peers};

use crate::{financing::Financing, wire};

pub(crate) struct Api {
    pub(crate) financings: Edge<Financing>,
    /// Who can be asked about decisions and blockages.
    pub(crate) peers: Peers,
}

runtime::commands! {
    FinancingService for Api, requests in pb;

    financings: Financing, to |request| wire::financing(&request.financing) => {
        register(RegisterRequest) => wire::agreement::register, after follow_the_parents;
        record_approval(RecordApprovalRequest) => wire::agreement::record_approval, after ask_the_parent;
        sign(SignRequest) => wire::agreement::sign,
            after ask_the_body;
        record_ratification(RecordRatificationRequest) => wire::agreement::record_ratification;
        extend_effectiveness_deadline(ExtendEffectivenessDeadlineRequest)
            => wire::agreement::extend_effectiveness_deadline, after ask_the_body;
        record_effectiveness(RecordEffectivenessRequest) => wire::agreement::record_effectiveness,
            after ask_the_body;
        lapse(LapseRequest) => wire::agreement::lapse,
            after ask_the_body;
        record_disbursement_letter(RecordDisbursementLetterRequest)
            => wire::agreement::record_disbursement_letter;
        record_reporting_terms(RecordReportingTermsRequest) => wire::report::record_reporting_terms;
        register_signatory(RegisterSignatoryRequest) => wire::agreement::register_signatory;
        revoke_signatory(RevokeSignatoryRequest) => wire::agreement::revoke_signatory;
        open_disbursement(OpenDisbursementRequest) => wire::agreement::open_disbursement,
            after ask_the_body;
        record_suspension(RecordSuspensionRequest) => wire::agreement::record_suspension,
            after ask_the_body;
        record_suspension_lifted(RecordSuspensionLiftedRequest)
            => wire::agreement::record_suspension_lifted, after ask_the_body;
        reach_closing_date(ReachClosingDateRequest) => wire::agreement::reach_closing_date,
            after ask_the_body;
        reach_disbursement_deadline(ReachDisbursementDeadlineRequest)
            => wire::agreement::reach_disbursement_deadline, after ask_the_body;
        extend_disbursement_deadline(ExtendDisbursementDeadlineRequest)
            => wire::agreement::extend_disbursement_deadline, after ask_the_body;
        record_financier_account_closed(RecordFinancierAccountClosedRequest)
            => wire::agreement::record_financier_account_closed;
        close_financially(CloseFinanciallyRequest) => wire::agreement::close_financially,
            after ask_what_is_open;
        record_completion(RecordCompletionRequest) => wire::agreement::record_completion,
            after ask_the_body;
        drop(DropRequest) => wire::agreement::drop_it,
            after ask_the_body;
        record_cancellation(RecordCancellationRequest) => wire::agreement::record_cancellation,
            after ask_the_body;
        record_termination(RecordTerminationRequest) => wire::agreement::record_termination,
            after ask_the_body;
        confirm_transition(ConfirmTransitionRequest) => wire::agreement::confirm_transition,
            after ask_again;
        reject_transition(RejectTransitionRequest) => wire::agreement::reject_transition;

        add_condition(AddConditionRequest) => wire::condition::add_condition;
        submit_condition_evidence(SubmitConditionEvidenceRequest)
            => wire::condition::submit_condition_evidence;
        accept_condition(AcceptConditionRequest) => wire::condition::accept_condition;
        reject_condition_evidence(RejectConditionEvidenceRequest)
            => wire::condition::reject_condition_evidence;
        waive_condition(WaiveConditionRequest) => wire::condition::waive_condition;
        record_condition_breach(RecordConditionBreachRequest) => wire::condition::record_condition_breach;

        define_tranche(DefineTrancheRequest) => wire::tranche::define_tranche;
        release_tranche(ReleaseTrancheRequest) => wire::tranche::release_tranche;
        close_tranche(CloseTrancheRequest) => wire::tranche::close_tranche;
        cancel_tranche(CancelTrancheRequest) => wire::tranche::cancel_tranche;

        prepare_withdrawal(PrepareWithdrawalRequest) => wire::withdrawal::prepare_withdrawal;
        submit_withdrawal(SubmitWithdrawalRequest) => wire::withdrawal::submit_withdrawal;
        record_withdrawal_review(RecordWithdrawalReviewRequest) => wire::withdrawal::record_withdrawal_review;
        record_withdrawal_returned(RecordWithdrawalReturnedRequest)
            => wire::withdrawal::record_withdrawal_returned;
        record_withdrawal_approved(RecordWithdrawalApprovedRequest)
            => wire::withdrawal::record_withdrawal_approved;
        record_withdrawal_rejected(RecordWithdrawalRejectedRequest)
            => wire::withdrawal::record_withdrawal_rejected;
        record_payment(RecordPaymentRequest) => wire::withdrawal::record_payment;
        reconcile_withdrawal(ReconcileWithdrawalRequest) => wire::withdrawal::reconcile_withdrawal;
        abandon_withdrawal(AbandonWithdrawalRequest) => wire::withdrawal::abandon_withdrawal;

        open_designated_account(OpenDesignatedAccountRequest) => wire::account::open_designated_account;
        record_account_payment(RecordAccountPaymentRequest) => wire::account::record_account_payment;
        record_account_statement(RecordAccountStatementRequest) => wire::account::record_account_statement;
        document_advance(DocumentAdvanceRequest) => wire::account::document_advance;
        declare_ineligible(DeclareIneligibleRequest) => wire::account::declare_ineligible;
        record_refund(RecordRefundRequest) => wire::account::record_refund;
        settle_designated_account(SettleDesignatedAccountRequest) => wire::account::settle_designated_account;

        request_restructuring(RequestRestructuringRequest) => wire::change::request_restructuring;
        clear_restructuring(ClearRestructuringRequest) => wire::change::clear_restructuring;
        approve_restructuring(ApproveRestructuringRequest) => wire::change::approve_restructuring;
        put_restructuring_into_effect(PutRestructuringIntoEffectRequest)
            => wire::change::put_restructuring_into_effect;
        withdraw_restructuring(WithdrawRestructuringRequest) => wire::change::withdraw_restructuring;
        extend_closing_date(ExtendClosingDateRequest) => wire::change::extend_closing_date,
            after ask_the_body;
        cancel_amount(CancelAmountRequest) => wire::change::cancel_amount;
        reallocate(ReallocateRequest) => wire::change::reallocate;

        sign_contract(SignContractRequest) => wire::contract::sign_contract;
        amend_contract(AmendContractRequest) => wire::contract::amend_contract;
        record_contract_payment(RecordContractPaymentRequest) => wire::contract::record_contract_payment;
        close_contract(CloseContractRequest) => wire::contract::close_contract;
        request_no_objection(RequestNoObjectionRequest) => wire::contract::request_no_objection;
        record_no_objection_answer(RecordNoObjectionAnswerRequest)
            => wire::contract::record_no_objection_answer;

        open_closure_plan(OpenClosurePlanRequest) => wire::closure::open_closure_plan;
        add_closure_task(AddClosureTaskRequest) => wire::closure::add_closure_task;
        hold_closure_task(HoldClosureTaskRequest) => wire::closure::hold_closure_task;
        complete_closure_task(CompleteClosureTaskRequest) => wire::closure::complete_closure_task;
        record_activities_completed(RecordActivitiesCompletedRequest)
            => wire::closure::record_activities_completed;
        present_closure_status(PresentClosureStatusRequest) => wire::closure::present_closure_status;
        record_audit_report(RecordAuditReportRequest) => wire::closure::record_audit_report;
        record_audit_finding(RecordAuditFindingRequest) => wire::closure::record_audit_finding;
        resolve_audit_finding(ResolveAuditFindingRequest) => wire::closure::resolve_audit_finding;

        submit_financial_report(SubmitFinancialReportRequest) => wire::report::submit_financial_report;
        record_rating(RecordRatingRequest) => wire::statement::record_rating;
        record_counterpart(RecordCounterpartRequest) => wire::statement::record_counterpart;
        record_financier_statement(RecordFinancierStatementRequest)
            => wire::statement::record_financier_statement;

        correct_fact(CorrectFactRequest) => wire::correction::correct_fact, of a fact;
        void_entry(VoidEntryRequest) => wire::correction::void_entry, of a fact;
        explain_anomaly(ExplainAnomalyRequest) => wire::correction::explain_anomaly;
    }
}
