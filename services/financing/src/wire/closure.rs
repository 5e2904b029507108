//! Closure, and the audits on the way to it.

use proto::financing::v1 as pb;
use runtime::{
    Malformed,
    wire::{Parsed, choices, chosen, key, optional_date, optional_text, said, text},
};

use crate::financing::{
    Command,
    audit::{Finding, Opinion, Report},
    closure::Task,
};

choices! {
    pb::record_audit_report_request::Opinion => Opinion {
        Unqualified,
        Qualified,
        Adverse,
        Disclaimer,
    }
}

pub(crate) fn open_closure_plan(request: &pb::OpenClosurePlanRequest) -> Parsed<Command> {
    let fields = ["tasks.task", "tasks.label", "tasks.due_on"];
    let tasks = request.tasks.iter().map(|given| task(given, fields));
    Ok(Command::OpenClosurePlan { tasks: tasks.collect::<Result<_, _>>()? })
}

pub(crate) fn add_closure_task(request: &pb::AddClosureTaskRequest) -> Parsed<Command> {
    let given = request.task.as_ref().ok_or(Malformed::Missing("task"))?;
    Ok(Command::AddClosureTask(task(given, ["task.task", "task.label", "task.due_on"])?))
}

fn task(given: &pb::ClosureTask, [task, label, due_on]: [&'static str; 3]) -> Parsed<Task> {
    Ok(Task {
        task: key(&given.task, task)?,
        label: text(&given.label, label)?,
        owner: optional_text(&given.owner),
        due_on: optional_date(&given.due_on, due_on)?,
    })
}

pub(crate) fn hold_closure_task(request: &pb::HoldClosureTaskRequest) -> Parsed<Command> {
    Ok(Command::HoldClosureTask {
        task: key(&request.task, "task")?,
        reason: said(&request.reason),
        owner: optional_text(&request.owner),
    })
}

pub(crate) fn complete_closure_task(request: &pb::CompleteClosureTaskRequest) -> Parsed<Command> {
    Ok(Command::CompleteClosureTask { task: key(&request.task, "task")? })
}

pub(crate) fn record_activities_completed(
    _: &pb::RecordActivitiesCompletedRequest,
) -> Parsed<Command> {
    Ok(Command::RecordActivitiesCompleted)
}

pub(crate) fn present_closure_status(request: &pb::PresentClosureStatusRequest) -> Parsed<Command> {
    Ok(Command::PresentClosureStatus {
        presented_to: text(&request.presented_to, "presented_to")?,
        summary: text(&request.summary, "summary")?,
        legal_state_unknown: request.legal_state_unknown,
    })
}

pub(crate) fn record_audit_report(request: &pb::RecordAuditReportRequest) -> Parsed<Command> {
    Ok(Command::RecordAuditReport(Report {
        exercise: key(&request.exercise, "exercise")?,
        opinion: chosen(request.opinion, "opinion")?,
        is_final: request.r#final,
    }))
}

pub(crate) fn record_audit_finding(request: &pb::RecordAuditFindingRequest) -> Parsed<Command> {
    Ok(Command::RecordAuditFinding(Finding {
        finding: key(&request.finding, "finding")?,
        statement: text(&request.statement, "statement")?,
        qualified: request.qualified,
    }))
}

pub(crate) fn resolve_audit_finding(request: &pb::ResolveAuditFindingRequest) -> Parsed<Command> {
    Ok(Command::ResolveAuditFinding {
        finding: key(&request.finding, "finding")?,
        response: text(&request.response, "response")?,
    })
}
