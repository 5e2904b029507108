//! A programme, its components, and where it works.

use proto::programmes::v1 as pb;
use runtime::{
    Malformed,
    wire::{Parsed, institution, key, optional_money, optional_text, reference, some, text, texts},
};

use super::{code, zones};
use crate::programme::{
    Command,
    command::Saved,
    register::{Column, Component, LegalBasis, Mapping, Objective, Registration},
    scope::{Decided, Statement, Zones},
};

pub(crate) fn register(request: &pb::RegisterProgrammeRequest) -> Parsed<Command> {
    let manager = some(&request.manager).map(|code| institution(code, "manager")).transpose()?;
    Ok(Command::Register(Registration {
        programme: code(&request.programme)?,
        title: text(&request.title, "title")?,
        manager,
        also_written: texts(&request.also_written),
    }))
}

pub(crate) fn legal_basis(request: &pb::RecordLegalBasisRequest) -> Parsed<Command> {
    let reference = text(&request.reference, "reference")?;
    Ok(Command::RecordLegalBasis(LegalBasis { reference, text: optional_text(&request.text) }))
}

pub(crate) fn objective(request: &pb::RecordObjectiveRequest) -> Parsed<Command> {
    Ok(Command::RecordObjective(Objective { text: text(&request.text, "text")? }))
}

pub(crate) fn component(request: &pb::DefineComponentRequest) -> Parsed<Command> {
    Ok(Command::DefineComponent(Component {
        component: key(&request.component, "component")?,
        label: text(&request.label, "label")?,
        budget: optional_money(request.budget.as_ref(), "budget")?,
    }))
}

pub(crate) fn mapping(request: &pb::SaveMappingRequest) -> Parsed<Command> {
    let mut columns = std::collections::BTreeMap::new();
    for mapped in &request.columns {
        let column: Column =
            mapped.column.trim().parse().map_err(|_| Malformed::Enum("columns.column"))?;
        columns.insert(column, text(&mapped.heading, "columns.heading")?);
    }
    let mapping = Mapping { mapping: key(&request.mapping, "mapping")?, columns };
    Ok(Command::SaveMapping(Saved { mapping, replaces: request.replaces }))
}

fn scope(request: &pb::ScopeRequest) -> Parsed<Zones> {
    Ok(Zones {
        areas: zones(&request.areas)?,
        decision: optional_text(&request.decision),
        reason: optional_text(&request.reason),
    })
}

pub(crate) fn extend_scope(request: &pb::ScopeRequest) -> Parsed<Command> {
    scope(request).map(Command::ExtendScope)
}

pub(crate) fn withdraw(request: &pb::ScopeRequest) -> Parsed<Command> {
    scope(request).map(Command::WithdrawFromArea)
}

fn statement(request: &pb::ScopeStatementRequest) -> Parsed<Statement> {
    let statement = text(&request.statement, "statement")?;
    Ok(Statement { areas: zones(&request.areas)?, statement })
}

pub(crate) fn announce_scope(request: &pb::ScopeStatementRequest) -> Parsed<Command> {
    statement(request).map(Command::AnnounceScope)
}

pub(crate) fn launch(request: &pb::ScopeStatementRequest) -> Parsed<Command> {
    statement(request).map(Command::RecordLaunch)
}

pub(crate) fn decide_migration(request: &pb::DecideMigrationRequest) -> Parsed<Command> {
    Ok(Command::DecideMigration(Decided {
        area: reference(&request.area, "area")?,
        areas: zones(&request.areas)?,
        reason: optional_text(&request.reason),
    }))
}

pub(crate) fn confirm(request: &pb::ConfirmAmendmentRequest) -> Parsed<Command> {
    Ok(Command::ConfirmAmendment { proposal: key(&request.proposal, "proposal")? })
}

pub(crate) fn reject(request: &pb::RejectAmendmentRequest) -> Parsed<Command> {
    let (proposal, reason) =
        (key(&request.proposal, "proposal")?, text(&request.reason, "reason")?);
    Ok(Command::RejectAmendment { proposal, reason })
}
