//! A budget year: its plan, what was spent, and what was published of it.

use proto::programmes::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Parsed, chosen, date, key, number, optional_key, optional_money, optional_reference,
        optional_text, reference, said, text,
    },
};

use super::{code, optional_hash, references};
use crate::exercise::{
    Command, Opening,
    command::{Chunk, Import, Revision, Submission},
    expenditure::{self, Period},
    line::{Names, Row},
    plan::{Adoption, Answer, Cause, CauseKind, Progress},
    publication::Published,
};

runtime::choices! {
    pb::RevisionCause => CauseKind { Review, Body, Financier, Restructuring, Unexplained, }
}

pub(crate) fn open(request: &pb::OpenExerciseRequest) -> Parsed<Command> {
    let currency = request.currency.trim().parse().map_err(|_| Malformed::Currency("currency"))?;
    Ok(Command::Open(Opening {
        programme: code(&request.programme)?,
        exercise: key(&request.exercise, "exercise")?,
        starts_on: date(&request.starts_on, "starts_on")?,
        ends_on: date(&request.ends_on, "ends_on")?,
        currency,
        no_objection_from: references(&request.no_objection_from, "no_objection_from")?,
    }))
}

/// Cell by cell, as the sheet has it.
pub(crate) fn row(line: &pb::WorkplanLine) -> Row {
    let [q1, q2, q3, q4] =
        [&line.quarter_1, &line.quarter_2, &line.quarter_3, &line.quarter_4].map(Clone::clone);
    Row {
        row: line.row,
        activity: line.activity.clone(),
        label: line.label.clone(),
        component: line.component.clone(),
        area: line.area.clone(),
        source: line.source.clone(),
        amounts: [q1, q2, q3, q4, line.unscheduled.clone()],
        target: line.target.clone(),
        unit: line.unit.clone(),
    }
}

pub(crate) fn entry(line: &pb::ExpenditureLine) -> expenditure::Row {
    expenditure::Row {
        row: line.row,
        reference: line.reference.clone(),
        label: line.label.clone(),
        activity: line.activity.clone(),
        component: line.component.clone(),
        source: line.source.clone(),
        category: line.category.clone(),
        area: line.area.clone(),
        contract: line.contract.clone(),
        incurred_on: line.incurred_on.clone(),
        amount: line.amount.clone(),
    }
}

/// What the rows may name is looked up afterwards.
pub(crate) fn stage(request: &pb::StageWorkplanLinesRequest) -> Parsed<Command> {
    Ok(Command::StageLines(Chunk {
        staging: key(&request.staging, "staging")?,
        chunk: request.chunk,
        rows: request.lines.iter().map(row).collect(),
        names: Names::default(),
    }))
}

pub(crate) fn stage_expenditure(request: &pb::StageExpenditureLinesRequest) -> Parsed<Command> {
    Ok(Command::StageExpenditure(Chunk {
        staging: key(&request.staging, "staging")?,
        chunk: request.chunk,
        rows: request.lines.iter().map(entry).collect(),
        names: Names::default(),
    }))
}

pub(crate) fn submit(request: &pb::SubmitWorkplanRequest) -> Parsed<Command> {
    Ok(Command::Submit(Submission {
        staging: key(&request.staging, "staging")?,
        lines: number(request.lines, "lines")?,
        hash: optional_hash(&request.hash)?,
        title: optional_text(&request.title),
    }))
}

pub(crate) fn adopt(request: &pb::AdoptWorkplanRequest) -> Parsed<Command> {
    Ok(Command::Adopt(Adoption {
        body: reference(&request.body, "body")?,
        decision: optional_text(&request.decision),
        session: optional_text(&request.session),
    }))
}

pub(crate) fn no_objection(request: &pb::RecordWorkplanNoObjectionRequest) -> Parsed<Command> {
    Ok(Command::RecordNoObjection(Answer {
        financing: reference(&request.financing, "financing")?,
        reference: text(&request.reference, "reference")?,
    }))
}

pub(crate) fn in_force(_: &pb::ExerciseRequest) -> Parsed<Command> {
    Ok(Command::PutIntoForce)
}

pub(crate) fn executed(_: &pb::ExerciseRequest) -> Parsed<Command> {
    Ok(Command::RecordExecuted)
}

pub(crate) fn close_out(_: &pb::ExerciseRequest) -> Parsed<Command> {
    Ok(Command::CloseOut)
}

pub(crate) fn revise(request: &pb::ReviseWorkplanRequest) -> Parsed<Command> {
    Ok(Command::Revise(Revision {
        staging: key(&request.staging, "staging")?,
        lines: number(request.lines, "lines")?,
        hash: optional_hash(&request.hash)?,
        reason: said(&request.reason),
        cause: Cause {
            kind: chosen(request.cause, "cause")?,
            review: optional_reference(&request.review, "review")?,
            recommendation: optional_key(&request.recommendation, "recommendation")?,
            decision: optional_text(&request.decision),
        },
    }))
}

pub(crate) fn progress(request: &pb::ReportPhysicalProgressRequest) -> Parsed<Command> {
    Ok(Command::ReportProgress(Progress {
        activity: key(&request.activity, "activity")?,
        value: request.value.trim().parse().map_err(|_| Malformed::Number("value"))?,
        statement: optional_text(&request.statement),
    }))
}

pub(crate) fn import(request: &pb::ImportExpenditureRequest) -> Parsed<Command> {
    let starts_on = date(&request.starts_on, "starts_on")?;
    Ok(Command::Import(Import {
        statement: key(&request.statement, "statement")?,
        staging: key(&request.staging, "staging")?,
        lines: number(request.lines, "lines")?,
        hash: optional_hash(&request.hash)?,
        period: Period { starts_on, ends_on: date(&request.ends_on, "ends_on")? },
        source: text(&request.source, "source")?,
        total: optional_money(request.total.as_ref(), "total")?,
        mapping: optional_key(&request.mapping, "mapping")?,
    }))
}

pub(crate) fn check(request: &pb::StatementRequest) -> Parsed<Command> {
    Ok(Command::Check { statement: key(&request.statement, "statement")? })
}

pub(crate) fn lock(request: &pb::StatementRequest) -> Parsed<Command> {
    Ok(Command::Lock { statement: key(&request.statement, "statement")? })
}

pub(crate) fn discard(request: &pb::DiscardExpenditureRequest) -> Parsed<Command> {
    let statement = key(&request.statement, "statement")?;
    Ok(Command::Discard { statement, reason: said(&request.reason) })
}

pub(crate) fn publish(request: &pb::RecordPublishedRateRequest) -> Parsed<Command> {
    Ok(Command::Publish(Published {
        publication: key(&request.publication, "publication")?,
        rate: request.rate.trim().parse().map_err(|_| Malformed::Number("rate"))?,
        until: date(&request.until, "until")?,
        planned: optional_money(request.planned.as_ref(), "planned")?,
        executed: optional_money(request.executed.as_ref(), "executed")?,
        of_period: request.of_period,
    }))
}
