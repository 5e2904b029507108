//! Conditions.

use proto::financing::v1 as pb;
use runtime::wire::{
    Parsed, choices, chosen, key, optional_choice, optional_date, optional_key, said, text,
};

use crate::financing::{
    Command,
    condition::{Kind, Nature, Requirement},
};

choices! {
    pb::ConditionKind => Kind { Effectiveness, Disbursement, Covenant, }
    pb::ConditionType => Nature { Policy, Performance, Fiduciary, }
}

pub(crate) fn add_condition(request: &pb::AddConditionRequest) -> Parsed<Command> {
    Ok(Command::AddCondition(Requirement {
        condition: key(&request.condition, "condition")?,
        kind: chosen(request.kind, "kind")?,
        nature: optional_choice(request.r#type, "type")?,
        label: text(&request.label, "label")?,
        category: optional_key(&request.category, "category")?,
        due_on: optional_date(&request.due_on, "due_on")?,
    }))
}

pub(crate) fn submit_condition_evidence(
    request: &pb::SubmitConditionEvidenceRequest,
) -> Parsed<Command> {
    let condition = key(&request.condition, "condition")?;
    Ok(Command::SubmitConditionEvidence { condition })
}

pub(crate) fn accept_condition(request: &pb::AcceptConditionRequest) -> Parsed<Command> {
    Ok(Command::AcceptCondition { condition: key(&request.condition, "condition")? })
}

pub(crate) fn reject_condition_evidence(
    request: &pb::RejectConditionEvidenceRequest,
) -> Parsed<Command> {
    Ok(Command::RejectConditionEvidence {
        condition: key(&request.condition, "condition")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn waive_condition(request: &pb::WaiveConditionRequest) -> Parsed<Command> {
    Ok(Command::WaiveCondition {
        condition: key(&request.condition, "condition")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn record_condition_breach(
    request: &pb::RecordConditionBreachRequest,
) -> Parsed<Command> {
    Ok(Command::RecordConditionBreach {
        condition: key(&request.condition, "condition")?,
        reason: said(&request.reason),
    })
}
