//! Blockages and their solutions.

use kernel::Code;
use proto::sessions::v1 as pb;
use runtime::{
    choices,
    wire::{
        Parsed, chosen, key, optional_date, optional_reference, optional_text, reference, said,
        text,
    },
};

use super::subjects;
use crate::{
    blockage::{
        Command,
        course::{Blocks, Escalated, Proposed, Qualified, Raised, Reopened, Resolved, Severity},
    },
    key::SolutionKey,
};

choices! {
    pb::qualify_blockage_request::Severity => Severity { Major, Minor, }
    pb::qualify_blockage_request::Blocks => Blocks {
        Condition, Contract, Payment, Data, Closure, Other,
    }
}

/// Of which body the session is, is asked of the session.
pub(crate) fn raise(request: &pb::RaiseBlockageRequest) -> Parsed<Command> {
    let raised = Raised {
        reference: reference(&request.blockage, "blockage")?,
        text: text(&request.text, "text")?,
        session: optional_reference(&request.session, "session")?,
        body: None,
        subjects: subjects(&request.subjects)?,
    };
    Ok(Command::Raise { raised, known: request.session.trim().is_empty() })
}

pub(crate) fn qualify(request: &pb::QualifyBlockageRequest) -> Parsed<Command> {
    Ok(Command::Qualify(Qualified {
        severity: chosen(request.severity, "severity")?,
        blocks: chosen(request.blocks, "blocks")?,
        detail: optional_text(&request.detail),
    }))
}

pub(crate) fn propose(request: &pb::ProposeSolutionRequest) -> Parsed<Command> {
    Ok(Command::Propose(Proposed {
        solution: key(&request.solution, "solution")?,
        text: text(&request.text, "text")?,
        owner: optional_reference(&request.owner, "owner")?,
        due_on: optional_date(&request.due_on, "due_on")?,
    }))
}

#[derive(Clone, Debug)]
pub(crate) struct Adopting {
    pub(crate) solution: SolutionKey,
    pub(crate) session: Code,
}

impl From<Adopting> for Command {
    fn from(adopting: Adopting) -> Self {
        Self::Adopt { solution: adopting.solution, sitting: None }
    }
}

pub(crate) fn adopt(request: &pb::AdoptSolutionRequest) -> Parsed<Adopting> {
    Ok(Adopting {
        solution: key(&request.solution, "solution")?,
        session: reference(&request.session, "session")?,
    })
}

pub(crate) fn resolve(request: &pb::ResolveBlockageRequest) -> Parsed<Command> {
    Ok(Command::Resolve(Resolved { text: said(&request.text) }))
}

pub(crate) fn escalate(request: &pb::EscalateBlockageRequest) -> Parsed<Command> {
    Ok(Command::Escalate(Escalated {
        to: reference(&request.body, "body")?,
        reason: said(&request.reason),
    }))
}

pub(crate) fn reopen(request: &pb::ReopenBlockageRequest) -> Parsed<Command> {
    Ok(Command::Reopen(Reopened { reason: said(&request.reason) }))
}
