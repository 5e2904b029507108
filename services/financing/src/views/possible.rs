//! Which acts an agreement's state permits, for whoever offers a form. A rule may still refuse.

use crate::financing::standing::State::{
    self, Approved, Cancelled, Closing, Completed, DisbursementClosed, Disbursing, Effective,
    FinanciallyClosed, Pipeline, Signed, Suspended, Terminated,
};

const SIGNED: &[State] = &[Signed];
const OPEN: &[State] = &[Effective, Disbursing, Suspended];
const UNTIL_CLOSING: &[State] = &[Signed, Effective, Disbursing, Suspended];
const RUNNING: &[State] = &[Signed, Effective, Disbursing, Suspended, Closing];
const MOVING: &[State] = &[Effective, Disbursing, Suspended, Closing, DisbursementClosed];
const CLOSABLE: &[State] = &[Signed, Effective, Disbursing, Suspended, Closing, DisbursementClosed];
const BEFORE_CLOSING: &[State] = &[Pipeline, Approved, Signed, Effective, Disbursing, Suspended];
const REGISTERED: &[State] =
    &[Pipeline, Approved, Signed, Effective, Disbursing, Suspended, Closing, DisbursementClosed];
/// What others find and say of it afterwards.
const SAID: &[State] = &[
    Signed,
    Effective,
    Disbursing,
    Suspended,
    Closing,
    DisbursementClosed,
    FinanciallyClosed,
    Completed,
    Cancelled,
    Terminated,
];

/// Each method of the service, in its order, and the states that permit it.
const METHODS: &[(&str, &[State])] = &[
    ("RecordApproval", &[Pipeline]),
    ("Sign", &[Approved]),
    ("RecordRatification", UNTIL_CLOSING),
    ("ExtendEffectivenessDeadline", SIGNED),
    ("RecordEffectiveness", SIGNED),
    ("Lapse", SIGNED),
    ("RecordDisbursementLetter", RUNNING),
    ("RegisterSignatory", RUNNING),
    ("RevokeSignatory", RUNNING),
    ("OpenDisbursement", &[Effective]),
    ("RecordSuspension", &[Effective, Disbursing, Closing]),
    ("RecordSuspensionLifted", &[Suspended, Closing, DisbursementClosed]),
    ("ReachClosingDate", OPEN),
    ("ReachDisbursementDeadline", &[Closing]),
    ("ExtendDisbursementDeadline", RUNNING),
    ("RecordFinancierAccountClosed", &[Closing, DisbursementClosed]),
    ("CloseFinancially", &[DisbursementClosed]),
    ("RecordCompletion", &[FinanciallyClosed]),
    ("Drop", &[Pipeline]),
    ("RecordCancellation", BEFORE_CLOSING),
    ("RecordTermination", CLOSABLE),
    ("AddCondition", BEFORE_CLOSING),
    ("SubmitConditionEvidence", RUNNING),
    ("AcceptCondition", RUNNING),
    ("RejectConditionEvidence", RUNNING),
    ("WaiveCondition", RUNNING),
    ("RecordConditionBreach", RUNNING),
    ("DefineTranche", UNTIL_CLOSING),
    ("ReleaseTranche", &[Disbursing]),
    ("CloseTranche", MOVING),
    ("CancelTranche", CLOSABLE),
    ("PrepareWithdrawal", &[Effective, Disbursing, Suspended, Closing]),
    // While withdrawals are suspended, special commitments go on.
    ("SubmitWithdrawal", &[Disbursing, Suspended, Closing]),
    ("RecordWithdrawalReview", MOVING),
    ("RecordWithdrawalReturned", MOVING),
    ("RecordWithdrawalApproved", MOVING),
    ("RecordWithdrawalRejected", MOVING),
    ("RecordPayment", MOVING),
    ("ReconcileWithdrawal", MOVING),
    ("AbandonWithdrawal", MOVING),
    ("OpenDesignatedAccount", UNTIL_CLOSING),
    ("RecordAccountPayment", MOVING),
    ("RecordAccountStatement", MOVING),
    ("DocumentAdvance", MOVING),
    ("DeclareIneligible", MOVING),
    ("RecordRefund", MOVING),
    ("SettleDesignatedAccount", MOVING),
    ("RequestRestructuring", RUNNING),
    ("ClearRestructuring", RUNNING),
    ("ApproveRestructuring", RUNNING),
    ("PutRestructuringIntoEffect", RUNNING),
    ("WithdrawRestructuring", CLOSABLE),
    ("ExtendClosingDate", RUNNING),
    ("CancelAmount", CLOSABLE),
    ("Reallocate", RUNNING),
    ("SignContract", OPEN),
    ("AmendContract", MOVING),
    ("RecordContractPayment", MOVING),
    ("CloseContract", MOVING),
    ("RequestNoObjection", RUNNING),
    ("RecordNoObjectionAnswer", CLOSABLE),
    ("OpenClosurePlan", CLOSABLE),
    ("AddClosureTask", CLOSABLE),
    ("HoldClosureTask", CLOSABLE),
    ("CompleteClosureTask", CLOSABLE),
    ("RecordActivitiesCompleted", &[Effective, Disbursing, Suspended, Closing]),
    ("PresentClosureStatus", SAID),
    ("RecordAuditReport", SAID),
    ("RecordAuditFinding", SAID),
    ("ResolveAuditFinding", SAID),
    ("RecordRating", SAID),
    ("RecordCounterpart", REGISTERED),
    ("RecordFinancierStatement", SAID),
];

/// The methods that may be called of an agreement in that state.
pub(super) fn possible(state: Option<State>, proposed: bool, anomalies: bool) -> Vec<String> {
    let Some(state) = state else { return vec!["Register".to_owned()] };
    let confirming = ["ConfirmTransition", "RejectTransition"].into_iter().filter(|_| proposed);
    let permitted = METHODS.iter().filter(|(_, states)| states.contains(&state));
    let explaining = ["ExplainAnomaly"].into_iter().filter(|_| anomalies);
    let methods = confirming.chain(permitted.map(|(method, _)| *method));
    let methods = methods.chain(["CorrectFact", "VoidEntry"]).chain(explaining);
    methods.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_method_of_the_service_is_possible_in_some_state() {
        let service = proto::pool().get_service_by_name("financing.v1.FinancingService");
        let service = service.unwrap();
        let methods = service.methods().map(|method| method.name().to_owned());
        let states = <State as strum::VariantArray>::VARIANTS.iter().copied().map(Some);
        let offered = states.chain([None]).flat_map(|state| possible(state, true, true));
        assert_eq!(offered.collect::<BTreeSet<_>>(), methods.collect());
    }
}
