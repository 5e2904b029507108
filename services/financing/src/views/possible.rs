//! Which acts an agreement's state permits, for whoever offers a form. A rule may still refuse.

use crate::financing::{
    agreement::acts::{BOOKS, LIVE, RUNNING, UNTIL_CLOSING},
    standing::State::{
        self, Approved, Cancelled, Closing, Completed, DisbursementClosed, Disbursing, Effective,
        FinanciallyClosed, Lapsed, Pipeline, Signed, Suspended, Terminated,
    },
};

const SIGNED: &[State] = &[Signed];
/// A notice that came late is of a day before it lapsed.
const SIGNED_OR_LAPSED: &[State] = &[Signed, Lapsed];
const OPEN: &[State] = &[Effective, Disbursing, Suspended];
/// A notice that came late is of a day before its closing date, or before disbursement was closed.
const OPEN_OR_CLOSED: &[State] = &[Effective, Disbursing, Closing, DisbursementClosed];
const MOVING: &[State] = &[Effective, Disbursing, Suspended, Closing, DisbursementClosed];
const BEFORE_CLOSING: &[State] = &[Pipeline, Approved, Signed, Effective, Disbursing, Suspended];
const REGISTERED: &[State] =
    &[Pipeline, Approved, Signed, Effective, Disbursing, Suspended, Closing, DisbursementClosed];
/// Money comes back once the books are closed as well.
const REFUNDED: &[State] = &[
    Signed,
    Effective,
    Disbursing,
    Suspended,
    Closing,
    DisbursementClosed,
    FinanciallyClosed,
    Completed,
    Lapsed,
    Cancelled,
    Terminated,
];
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
    ("RecordRatification", &UNTIL_CLOSING),
    ("ExtendEffectivenessDeadline", SIGNED_OR_LAPSED),
    ("RecordEffectiveness", SIGNED_OR_LAPSED),
    ("Lapse", SIGNED),
    ("RecordDisbursementLetter", &RUNNING),
    ("RecordReportingTerms", &LIVE),
    ("RegisterSignatory", &RUNNING),
    ("RevokeSignatory", &RUNNING),
    ("OpenDisbursement", &[Effective]),
    ("RecordSuspension", OPEN_OR_CLOSED),
    // Whether or not anybody here knew that it was suspended.
    ("RecordSuspensionLifted", MOVING),
    ("ReachClosingDate", OPEN),
    ("ReachDisbursementDeadline", &[Closing]),
    ("ExtendDisbursementDeadline", &LIVE),
    ("RecordFinancierAccountClosed", &[Closing, DisbursementClosed]),
    ("CloseFinancially", &[DisbursementClosed]),
    ("RecordCompletion", &[Closing, DisbursementClosed, FinanciallyClosed]),
    ("Drop", &[Pipeline]),
    // A notice that came late is of a day before its closing date.
    ("RecordCancellation", REGISTERED),
    ("RecordTermination", &LIVE),
    ("AddCondition", BEFORE_CLOSING),
    ("SubmitConditionEvidence", &RUNNING),
    ("AcceptCondition", &RUNNING),
    ("RejectConditionEvidence", &RUNNING),
    ("WaiveCondition", &RUNNING),
    ("RecordConditionBreach", &RUNNING),
    ("DefineTranche", &LIVE),
    ("ReleaseTranche", &[Disbursing]),
    ("CloseTranche", MOVING),
    ("CancelTranche", &LIVE),
    ("PrepareWithdrawal", &LIVE),
    // While withdrawals are suspended, special commitments go on.
    ("SubmitWithdrawal", &[Disbursing, Suspended, Closing]),
    ("RecordWithdrawalReview", MOVING),
    ("RecordWithdrawalReturned", MOVING),
    ("RecordWithdrawalApproved", MOVING),
    ("RecordWithdrawalRejected", MOVING),
    ("RecordPayment", MOVING),
    ("ReconcileWithdrawal", MOVING),
    ("AbandonWithdrawal", MOVING),
    ("OpenDesignatedAccount", &LIVE),
    ("RecordAccountPayment", &BOOKS),
    ("RecordAccountStatement", REFUNDED),
    ("DocumentAdvance", REFUNDED),
    ("DeclareIneligible", REFUNDED),
    ("RecordRefund", REFUNDED),
    ("SettleDesignatedAccount", &BOOKS),
    ("RequestRestructuring", &LIVE),
    ("ClearRestructuring", &LIVE),
    ("ApproveRestructuring", &LIVE),
    ("PutRestructuringIntoEffect", &LIVE),
    ("WithdrawRestructuring", &LIVE),
    ("ExtendClosingDate", &LIVE),
    ("CancelAmount", &LIVE),
    ("Reallocate", &LIVE),
    ("SignContract", OPEN),
    ("AmendContract", MOVING),
    ("RecordContractPayment", MOVING),
    ("CloseContract", MOVING),
    ("RequestNoObjection", &RUNNING),
    ("RecordNoObjectionAnswer", &LIVE),
    ("OpenClosurePlan", &LIVE),
    ("AddClosureTask", &LIVE),
    ("HoldClosureTask", &LIVE),
    ("CompleteClosureTask", &LIVE),
    ("RecordActivitiesCompleted", &[Effective, Disbursing, Suspended, Closing]),
    ("PresentClosureStatus", SAID),
    ("RecordAuditReport", SAID),
    ("RecordAuditFinding", SAID),
    ("ResolveAuditFinding", SAID),
    ("SubmitFinancialReport", &LIVE),
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
