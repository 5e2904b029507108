//! The registry of areas.

use proto::programmes::v1 as pb;
use runtime::{
    Malformed,
    wire::{Parsed, key, number, optional_text, reference, text},
};

use super::{country, optional_hash, zones};
use crate::areas::{
    Command,
    list::{AreaCode, Published, Row},
    reform::{Named, NewName, Renamed},
};

/// Cell by cell, as the sheet has it.
fn row(line: &pb::AreaLine) -> Row {
    let code =
        |code: &pb::AreaCode| [code.scheme.clone(), code.list_date.clone(), code.code.clone()];
    Row {
        row: line.row,
        area: line.area.clone(),
        level: line.level,
        kind: line.kind.clone(),
        name: line.name.clone(),
        parent: line.parent.clone(),
        codes: line.codes.iter().map(code).collect(),
    }
}

pub(crate) fn stage(request: &pb::StageAreasRequest) -> Parsed<Command> {
    Ok(Command::Stage {
        country: country(&request.country)?,
        staging: key(&request.staging, "staging")?,
        chunk: request.chunk,
        rows: request.areas.iter().map(row).collect(),
    })
}

pub(crate) fn publish(request: &pb::PublishAreaListRequest) -> Parsed<Command> {
    Ok(Command::Publish(Published {
        staging: key(&request.staging, "staging")?,
        title: text(&request.title, "title")?,
        lines: number(request.lines, "lines")?,
        hash: optional_hash(&request.hash)?,
    }))
}

fn new_name(area: &str, name: &str) -> Parsed<NewName> {
    Ok(NewName { area: reference(area, "area")?, name: text(name, "name")? })
}

pub(crate) fn rename(request: &pb::RenameAreaRequest) -> Parsed<Command> {
    let names = vec![new_name(&request.area, &request.name)?];
    Ok(Command::Rename(Renamed { names, text: optional_text(&request.text) }))
}

pub(crate) fn rename_several(request: &pb::RenameAreasRequest) -> Parsed<Command> {
    let names =
        request.names.iter().map(|it| new_name(&it.area, &it.name)).collect::<Parsed<_>>()?;
    Ok(Command::Rename(Renamed { names, text: optional_text(&request.text) }))
}

fn named(request: &pb::AreaNamesRequest) -> Parsed<Named> {
    Ok(Named { areas: zones(&request.areas)?, text: optional_text(&request.text) })
}

pub(crate) fn suspend(request: &pb::AreaNamesRequest) -> Parsed<Command> {
    named(request).map(Command::SuspendNames)
}

pub(crate) fn resume(request: &pb::AreaNamesRequest) -> Parsed<Command> {
    named(request).map(Command::ResumeNames)
}

pub(crate) fn create(request: &pb::CreateAreaRequest) -> Parsed<Command> {
    let line = request.area.as_ref().ok_or(Malformed::Missing("area"))?;
    Ok(Command::Create {
        country: country(&request.country)?,
        row: row(line),
        carved_out_of: zones(&request.carved_out_of)?,
        text: optional_text(&request.text),
    })
}

pub(crate) fn split(request: &pb::SplitAreaRequest) -> Parsed<Command> {
    Ok(Command::Split {
        country: country(&request.country)?,
        area: reference(&request.area, "area")?,
        into: request.into.iter().map(row).collect(),
        text: optional_text(&request.text),
    })
}

pub(crate) fn merge(request: &pb::MergeAreasRequest) -> Parsed<Command> {
    let into = request.into.as_ref().ok_or(Malformed::Missing("into"))?;
    Ok(Command::Merge {
        country: country(&request.country)?,
        areas: zones(&request.areas)?,
        into: row(into),
        text: optional_text(&request.text),
    })
}

pub(crate) fn assign_code(request: &pb::AssignAreaCodeRequest) -> Parsed<Command> {
    let code = request.code.as_ref().ok_or(Malformed::Missing("code"))?;
    let code = AreaCode {
        scheme: text(&code.scheme, "code.scheme")?,
        list_date: text(&code.list_date, "code.list_date")?,
        code: text(&code.code, "code.code")?,
    };
    let readable = code.list_date.parse::<kernel::Effective>().is_ok();
    if !readable {
        return Err(Malformed::Date("code.list_date"));
    }
    Ok(Command::AssignCode { area: reference(&request.area, "area")?, code })
}
