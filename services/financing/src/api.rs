//! The gRPC face of financing: open the request, hand over the command, answer.

mod edge;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use kernel::Id;
use proto::{
    financing::v1::{self as pb, financing_service_server::FinancingService},
    jalon::v1::Recorded,
};
use runtime::{Answer, CommandHandler, Context, Failure, Journal, Malformed};
use tonic::{Request, Response, Status};

use crate::{
    financing::{Command, Financing},
    wire,
};

pub(crate) struct Api {
    pub(crate) financings: Arc<CommandHandler<Financing>>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) key: VerifyingKey,
}

impl Api {
    /// What cannot be read is refused on record, like anything else.
    async fn readable<R>(
        &self,
        read: Result<R, Malformed>,
        context: &Context,
    ) -> Result<R, Failure> {
        match read {
            Ok(read) => Ok(read),
            Err(malformed) => Err(self.financings.unreadable(malformed, context).await),
        }
    }

    async fn record(
        &self,
        to: Id<Financing>,
        command: Command,
        context: &Context,
    ) -> Result<Response<Recorded>, Failure> {
        let ask = wire::ask(to, command, context);
        let Answer { revision, position, events } = self.financings.handle(ask, context).await?;
        let events = events.iter().map(ToString::to_string).collect();
        Ok(Response::new(Recorded { revision, position, events }))
    }
}

/// The service as a table: which request each method takes, and who reads it. What a request cannot
/// say itself, because another stream or an earlier event does, is looked up `after`wards.
macro_rules! methods {
    ($($method:ident($request:ident) => $entity:ident::$read:ident $(, after $look:ident)?;)+) => {
        #[tonic::async_trait]
        impl FinancingService for Api {$(
            async fn $method(
                &self,
                request: Request<pb::$request>,
            ) -> Result<Response<Recorded>, Status> {
                let (context, request) = Context::open(request, &self.key, |it| it.act.as_ref())?;
                let read = wire::financing(&request.financing)
                    .and_then(|to| Ok((to, wire::$entity::$read(&request)?)));
                let (to, command) = self.readable(read, &context).await?;
                $(let (command, context) = self.$look(to, command, context).await?;)?
                Ok(self.record(to, command, &context).await?)
            }
        )+}

        /// Every method of the service by its name in the contract, with what its request says.
        #[cfg(test)]
        pub(crate) fn read(method: &str, json: &str) -> Result<Command, Malformed> {
            $(if method == stringify!($method) {
                let described = concat!("financing.v1.", stringify!($request));
                let described = proto::pool().get_message_by_name(described).expect(described);
                let message = proto::from_json(described, json).expect(json);
                let request: pb::$request = message.transcode_to().expect(json);
                wire::financing(&request.financing)?;
                return wire::$entity::$read(&request).map(Command::from);
            })+
            panic!("{method} is not in the table");
        }
    };
}

methods! {
    register(RegisterRequest) => agreement::register;
    record_approval(RecordApprovalRequest) => agreement::record_approval, after ask_the_parent;
    sign(SignRequest) => agreement::sign;
    record_ratification(RecordRatificationRequest) => agreement::record_ratification;
    extend_effectiveness_deadline(ExtendEffectivenessDeadlineRequest)
        => agreement::extend_effectiveness_deadline;
    record_effectiveness(RecordEffectivenessRequest) => agreement::record_effectiveness;
    lapse(LapseRequest) => agreement::lapse;
    record_disbursement_letter(RecordDisbursementLetterRequest)
        => agreement::record_disbursement_letter;
    register_signatory(RegisterSignatoryRequest) => agreement::register_signatory;
    revoke_signatory(RevokeSignatoryRequest) => agreement::revoke_signatory;
    open_disbursement(OpenDisbursementRequest) => agreement::open_disbursement;
    record_suspension(RecordSuspensionRequest) => agreement::record_suspension;
    record_suspension_lifted(RecordSuspensionLiftedRequest) => agreement::record_suspension_lifted;
    reach_closing_date(ReachClosingDateRequest) => agreement::reach_closing_date;
    reach_disbursement_deadline(ReachDisbursementDeadlineRequest)
        => agreement::reach_disbursement_deadline;
    extend_disbursement_deadline(ExtendDisbursementDeadlineRequest)
        => agreement::extend_disbursement_deadline;
    record_financier_account_closed(RecordFinancierAccountClosedRequest)
        => agreement::record_financier_account_closed;
    close_financially(CloseFinanciallyRequest) => agreement::close_financially;
    record_completion(RecordCompletionRequest) => agreement::record_completion;
    drop(DropRequest) => agreement::drop_it;
    record_cancellation(RecordCancellationRequest) => agreement::record_cancellation;
    record_termination(RecordTerminationRequest) => agreement::record_termination;
    confirm_transition(ConfirmTransitionRequest) => agreement::confirm_transition;
    reject_transition(RejectTransitionRequest) => agreement::reject_transition;

    add_condition(AddConditionRequest) => condition::add_condition;
    submit_condition_evidence(SubmitConditionEvidenceRequest)
        => condition::submit_condition_evidence;
    accept_condition(AcceptConditionRequest) => condition::accept_condition;
    reject_condition_evidence(RejectConditionEvidenceRequest)
        => condition::reject_condition_evidence;
    waive_condition(WaiveConditionRequest) => condition::waive_condition;
    record_condition_breach(RecordConditionBreachRequest) => condition::record_condition_breach;

    define_tranche(DefineTrancheRequest) => tranche::define_tranche;
    release_tranche(ReleaseTrancheRequest) => tranche::release_tranche;
    close_tranche(CloseTrancheRequest) => tranche::close_tranche;
    cancel_tranche(CancelTrancheRequest) => tranche::cancel_tranche;

    prepare_withdrawal(PrepareWithdrawalRequest) => withdrawal::prepare_withdrawal;
    submit_withdrawal(SubmitWithdrawalRequest) => withdrawal::submit_withdrawal;
    record_withdrawal_review(RecordWithdrawalReviewRequest) => withdrawal::record_withdrawal_review;
    record_withdrawal_returned(RecordWithdrawalReturnedRequest)
        => withdrawal::record_withdrawal_returned;
    record_withdrawal_approved(RecordWithdrawalApprovedRequest)
        => withdrawal::record_withdrawal_approved;
    record_withdrawal_rejected(RecordWithdrawalRejectedRequest)
        => withdrawal::record_withdrawal_rejected;
    record_payment(RecordPaymentRequest) => withdrawal::record_payment;
    reconcile_withdrawal(ReconcileWithdrawalRequest) => withdrawal::reconcile_withdrawal;
    abandon_withdrawal(AbandonWithdrawalRequest) => withdrawal::abandon_withdrawal;

    open_designated_account(OpenDesignatedAccountRequest) => account::open_designated_account;
    record_account_payment(RecordAccountPaymentRequest) => account::record_account_payment;
    record_account_statement(RecordAccountStatementRequest) => account::record_account_statement;
    document_advance(DocumentAdvanceRequest) => account::document_advance;
    declare_ineligible(DeclareIneligibleRequest) => account::declare_ineligible;
    record_refund(RecordRefundRequest) => account::record_refund;
    settle_designated_account(SettleDesignatedAccountRequest) => account::settle_designated_account;

    request_restructuring(RequestRestructuringRequest) => change::request_restructuring;
    clear_restructuring(ClearRestructuringRequest) => change::clear_restructuring;
    approve_restructuring(ApproveRestructuringRequest) => change::approve_restructuring;
    put_restructuring_into_effect(PutRestructuringIntoEffectRequest)
        => change::put_restructuring_into_effect;
    withdraw_restructuring(WithdrawRestructuringRequest) => change::withdraw_restructuring;
    extend_closing_date(ExtendClosingDateRequest) => change::extend_closing_date;
    cancel_amount(CancelAmountRequest) => change::cancel_amount;
    reallocate(ReallocateRequest) => change::reallocate;

    sign_contract(SignContractRequest) => contract::sign_contract;
    amend_contract(AmendContractRequest) => contract::amend_contract;
    record_contract_payment(RecordContractPaymentRequest) => contract::record_contract_payment;
    close_contract(CloseContractRequest) => contract::close_contract;
    request_no_objection(RequestNoObjectionRequest) => contract::request_no_objection;
    record_no_objection_answer(RecordNoObjectionAnswerRequest)
        => contract::record_no_objection_answer;

    open_closure_plan(OpenClosurePlanRequest) => closure::open_closure_plan;
    add_closure_task(AddClosureTaskRequest) => closure::add_closure_task;
    hold_closure_task(HoldClosureTaskRequest) => closure::hold_closure_task;
    complete_closure_task(CompleteClosureTaskRequest) => closure::complete_closure_task;
    record_activities_completed(RecordActivitiesCompletedRequest)
        => closure::record_activities_completed;
    present_closure_status(PresentClosureStatusRequest) => closure::present_closure_status;
    record_audit_report(RecordAuditReportRequest) => closure::record_audit_report;
    record_audit_finding(RecordAuditFindingRequest) => closure::record_audit_finding;
    resolve_audit_finding(ResolveAuditFindingRequest) => closure::resolve_audit_finding;

    record_rating(RecordRatingRequest) => statement::record_rating;
    record_counterpart(RecordCounterpartRequest) => statement::record_counterpart;
    record_financier_statement(RecordFinancierStatementRequest)
        => statement::record_financier_statement;

    correct_fact(CorrectFactRequest) => correction::correct_fact, after find_the_fact;
    void_entry(VoidEntryRequest) => correction::void_entry, after find_the_fact;
    explain_anomaly(ExplainAnomalyRequest) => correction::explain_anomaly;
}
