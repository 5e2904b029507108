//! Forms of an agreement: its commands as people look for them, and what their fields may refer to.

use proto::{financing::v1 as pb, jalon::v1 as jalon};

use super::{naming, views};
use crate::{
    failure::{coded, worded},
    forms::{Posted, Shape, Suggestions},
    service::{About, Creation, Fields, Soon, Subject},
    visit::Visit,
};

pub(super) const AGREEMENT: Subject = Subject {
    segment: "accord",
    contract: "financing.v1.FinancingService",
    creates: &[Creation {
        rpc: "Register",
        path: "/accords/nouveau",
        reference: |posted: &Posted| posted.text("financing").trim().to_uppercase(),
    }],
    groups: &GROUPS,
    home: "financement",
    ask: |v, reference| {
        Box::pin(async move {
            let asked = pb::AgreementRequest { financing: reference.to_owned(), as_of: None };
            let agreement = views(v).get_agreement(v.ask(asked)).await?.into_inner();
            Ok(about(v, &agreement))
        })
    },
    suggest,
    fields: Fields { shape, list, local, rows, ..Fields::PLAIN },
};

const GROUPS: [(&str, &[&str]); 10] = [
    (
        "agreement",
        &[
            "RecordApproval",
            "Sign",
            "RecordRatification",
            "ExtendEffectivenessDeadline",
            "RecordEffectiveness",
            "RecordDisbursementLetter",
            "RecordReportingTerms",
            "SubmitFinancialReport",
            "RegisterSignatory",
            "RevokeSignatory",
            "OpenDisbursement",
            "RecordSuspension",
            "RecordSuspensionLifted",
            "ConfirmTransition",
            "RejectTransition",
        ],
    ),
    (
        "conditions",
        &[
            "AddCondition",
            "SubmitConditionEvidence",
            "AcceptCondition",
            "RejectConditionEvidence",
            "WaiveCondition",
            "RecordConditionBreach",
        ],
    ),
    ("tranches", &["DefineTranche", "ReleaseTranche", "CloseTranche", "CancelTranche"]),
    (
        "withdrawals",
        &[
            "PrepareWithdrawal",
            "SubmitWithdrawal",
            "RecordWithdrawalReview",
            "RecordWithdrawalReturned",
            "RecordWithdrawalApproved",
            "RecordWithdrawalRejected",
            "RecordPayment",
            "ReconcileWithdrawal",
            "AbandonWithdrawal",
        ],
    ),
    (
        "account",
        &[
            "OpenDesignatedAccount",
            "RecordAccountPayment",
            "RecordAccountStatement",
            "DocumentAdvance",
            "DeclareIneligible",
            "RecordRefund",
            "SettleDesignatedAccount",
        ],
    ),
    (
        "changes",
        &[
            "RequestRestructuring",
            "ClearRestructuring",
            "ApproveRestructuring",
            "PutRestructuringIntoEffect",
            "WithdrawRestructuring",
            "ExtendClosingDate",
            "ExtendDisbursementDeadline",
            "CancelAmount",
            "Reallocate",
        ],
    ),
    (
        "contracts",
        &[
            "SignContract",
            "AmendContract",
            "RecordContractPayment",
            "CloseContract",
            "RequestNoObjection",
            "RecordNoObjectionAnswer",
        ],
    ),
    (
        "closure",
        &[
            "OpenClosurePlan",
            "AddClosureTask",
            "HoldClosureTask",
            "CompleteClosureTask",
            "RecordActivitiesCompleted",
            "PresentClosureStatus",
            "RecordAuditReport",
            "RecordAuditFinding",
            "ResolveAuditFinding",
            "ReachClosingDate",
            "ReachDisbursementDeadline",
            "RecordFinancierAccountClosed",
            "CloseFinancially",
            "RecordCompletion",
        ],
    ),
    ("ends", &["Drop", "Lapse", "RecordCancellation", "RecordTermination"]),
    (
        "statements",
        &[
            "RecordRating",
            "RecordCounterpart",
            "RecordFinancierStatement",
            "CorrectFact",
            "VoidEntry",
            "ExplainAnomaly",
        ],
    ),
];

/// An agreement as its forms need it.
pub(super) fn about(v: &Visit, agreement: &pb::Agreement) -> About {
    let line = agreement.line.clone().unwrap_or_default();
    let proposals = agreement.proposals.iter();
    About {
        name: naming::agreement(&line, v.lang),
        named_by: vec![("financing", line.financing.clone())],
        possible: agreement.possible.clone(),
        proposals: proposals.map(|of| (of.event_id.clone(), of.effective.clone())).collect(),
        suggestions: parts(v, agreement),
        reference: line.financing,
        programme: line.programme,
    }
}

/// What the agreement itself names.
fn parts(v: &Visit, agreement: &pb::Agreement) -> Suggestions {
    let committed = agreement.line.as_ref().and_then(|line| line.committed.clone());
    let mut all = Suggestions::default();
    all.commitment = committed.map(|money| money.currency).unwrap_or_default();
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    all.add("category", agreement.categories.iter().map(|of| pair(&of.category, &of.label)));
    all.add("condition", agreement.conditions.iter().map(|of| pair(&of.condition, &of.label)));
    all.add("restructuring", agreement.restructurings.iter().map(|of| pair(&of.restructuring, "")));
    let said = |of: &jalon::Anomaly| {
        let args = of.args.iter();
        let args =
            args.map(|(name, value)| (name.as_str(), worded(&of.about, name, value, v.lang)));
        coded(&of.about, args.collect::<Vec<_>>(), v.lang)
    };
    let anomalies = agreement.anomalies.iter().filter(|of| !of.explained);
    all.add("anomaly", anomalies.map(|of| (of.event_id.clone(), said(of))));
    let proposals = agreement.proposals.iter();
    all.add("proposal", proposals.map(|of| (of.event_id.clone(), v.lang.label("state", &of.to))));
    if let Some(closure) = &agreement.closure {
        all.add("task", closure.tasks.iter().map(|of| pair(&of.task, &of.label)));
        all.add("finding", closure.findings.iter().map(|of| pair(&of.finding, &of.statement)));
    }
    all
}

/// What only some forms need. Without an answer a form has no suggestions, and works.
fn suggest<'a>(v: &'a Visit, rpc: &'a str, about: Option<&'a About>) -> Soon<'a, Suggestions> {
    Box::pin(async move {
        let mut all = Suggestions::default();
        let Some(about) = about else { return all };
        let financing = about.reference.as_str();
        let ledger =
            || v.ask(pb::LedgerRequest { financing: financing.to_owned(), ..Default::default() });
        let about = |word: &str| rpc.contains(word);
        if (about("Withdrawal") || about("Payment"))
            && let Ok(answer) = views(v).list_withdrawals(ledger()).await
        {
            let number = |line: pb::WithdrawalLine| {
                (line.number.to_string(), v.lang.label("withdrawal", &line.state))
            };
            all.add("number", answer.into_inner().withdrawals.into_iter().rev().map(number));
        }
        if (about("Tranche") || about("Withdrawal"))
            && let Ok(answer) = views(v).list_tranches(ledger()).await
        {
            let tranches = answer.into_inner().tranches.into_iter().filter(|line| !line.remainder);
            all.add("tranche", tranches.map(|line| (line.tranche, line.label)));
        }
        if (about("Contract") || about("Withdrawal"))
            && let Ok(answer) = views(v).list_contracts(ledger()).await
        {
            let contracts = answer.into_inner().contracts.into_iter().rev();
            all.add("contract", contracts.map(|line| (line.contract, line.title)));
        }
        if about("NoObjectionAnswer")
            && let Ok(answer) = views(v).list_no_objections(ledger()).await
        {
            let lines = answer.into_inner().no_objections.into_iter();
            let open = lines.filter(|line| line.answered_on.is_empty());
            all.add("no-objection", open.map(|line| (line.reference, line.title)));
        }
        all
    })
}

fn shape(field: &str, message: &str) -> Option<Shape> {
    match field {
        "effectiveness_deadline" => Some(Shape::Date),
        "financier" => Some(Shape::Institution),
        "signatories" if message == "SubmitWithdrawalRequest" => Some(Shape::Person),
        _ => None,
    }
}

fn list(field: &str, message: &str) -> Option<&'static str> {
    match (field, message) {
        ("from" | "to", "Move") => Some("category"),
        // What is being named for the first time has no name to choose from.
        ("condition", "AddConditionRequest")
        | ("tranche", "DefineTrancheRequest")
        | ("contract", "SignContractRequest")
        | ("restructuring", "RequestRestructuringRequest")
        | ("number", "PrepareWithdrawalRequest")
        | ("category", "Category")
        | ("finding", "RecordAuditFindingRequest") => Some(""),
        ("conditions", _) => Some("condition"),
        ("reference", "RecordNoObjectionAnswerRequest") => Some("no-objection"),
        _ => None,
    }
}

fn local(rpc: &str, name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    matches!(last, "paid" | "bank_statement" | "from_account" | "ceiling" | "balance")
        || matches!(
            rpc,
            "PrepareWithdrawal"
                | "RecordAccountPayment"
                | "SignContract"
                | "AmendContract"
                | "RecordContractPayment"
                | "RecordCounterpart"
        )
        || rpc == "DocumentAdvance" && name == "money"
}

fn rows(field: &str) -> Option<usize> {
    match field {
        "categories" => Some(3),
        "signatories" => Some(2),
        _ => None,
    }
}
