//! Phases.

use proto::programmes::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Choice as _, Parsed, date, number, optional_date, optional_key, optional_text, reference,
        said, text,
    },
};

use super::references;
use crate::programme::{
    Command,
    command::Asked,
    phase::{FinalReport, FinancingTransferred, FirstActivity, Informed, Plan},
    prerequisite::{ClosurePlan, Financing, Heard},
    steps::Blockages,
};

/// What a person says of another service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prerequisite {
    FinancingState,
    ClosurePlan,
}

runtime::choices! {
    pb::Prerequisite => Prerequisite { FinancingState, ClosurePlan, }
}

pub(crate) fn plan(request: &pb::PlanPhaseRequest) -> Parsed<Command> {
    Ok(Command::PlanPhase(Plan {
        phase: number(request.phase, "phase")?,
        title: optional_text(&request.title),
        starts_on: date(&request.starts_on, "starts_on")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        first_exercise: optional_key(&request.first_exercise, "first_exercise")?,
        financings: references(&request.financings, "financings")?,
    }))
}

fn phase(request: &pb::PhaseRequest) -> Parsed<u32> {
    number(request.phase, "phase")
}

pub(crate) fn prepare(request: &pb::PhaseRequest) -> Parsed<Command> {
    phase(request).map(|phase| Command::PreparePhase { phase })
}

pub(crate) fn assess(request: &pb::PhaseRequest) -> Parsed<Command> {
    phase(request).map(|phase| Command::AssessReadiness(Asked { phase, fresh: Vec::new() }))
}

pub(crate) fn request_start(request: &pb::PhaseRequest) -> Parsed<Command> {
    phase(request).map(|phase| Command::RequestPhaseStart(Asked { phase, fresh: Vec::new() }))
}

pub(crate) fn start(request: &pb::PhaseRequest) -> Parsed<Command> {
    phase(request).map(|phase| Command::StartPhase { phase })
}

pub(crate) fn resume(request: &pb::PhaseRequest) -> Parsed<Command> {
    phase(request).map(|phase| Command::ResumePhase { phase })
}

pub(crate) fn prerequisite(request: &pb::RecordPrerequisiteRequest) -> Parsed<Command> {
    let phase = number(request.phase, "phase")?;
    let financing = reference(&request.financing, "financing")?;
    let document = Some(text(&request.document, "document")?);
    let chosen = Prerequisite::numbered(request.prerequisite, "prerequisite")?;
    let heard = match chosen.ok_or(Malformed::Enum("prerequisite"))? {
        Prerequisite::FinancingState => {
            let state = text(&request.state, "state")?.to_lowercase();
            Heard::Financing(Financing { financing, phase, state, from: None, document })
        }
        Prerequisite::ClosurePlan => Heard::ClosurePlan(ClosurePlan { financing, document }),
    };
    Ok(Command::RecordPrerequisite { phase, heard })
}

pub(crate) fn inform(request: &pb::InformBodyRequest) -> Parsed<Command> {
    Ok(Command::InformBody(Informed {
        phase: number(request.phase, "phase")?,
        body: reference(&request.body, "body")?,
        session: optional_text(&request.session),
    }))
}

pub(crate) fn first_activity(request: &pb::RecordFirstActivityRequest) -> Parsed<Command> {
    let phase = number(request.phase, "phase")?;
    Ok(Command::RecordFirstActivity(FirstActivity { phase, text: text(&request.text, "text")? }))
}

pub(crate) fn suspend(request: &pb::PhaseReasonRequest) -> Parsed<Command> {
    let phase = number(request.phase, "phase")?;
    Ok(Command::SuspendPhase { phase, reason: said(&request.reason) })
}

pub(crate) fn begin_closing(request: &pb::PhaseReasonRequest) -> Parsed<Command> {
    let phase = number(request.phase, "phase")?;
    Ok(Command::BeginPhaseClosing { phase, reason: said(&request.reason) })
}

pub(crate) fn abandon(request: &pb::PhaseReasonRequest) -> Parsed<Command> {
    let phase = number(request.phase, "phase")?;
    Ok(Command::AbandonPhase { phase, reason: said(&request.reason) })
}

pub(crate) fn transfer(request: &pb::TransferFinancingRequest) -> Parsed<Command> {
    Ok(Command::TransferFinancing(FinancingTransferred {
        phase: number(request.phase, "phase")?,
        financing: reference(&request.financing, "financing")?,
    }))
}

pub(crate) fn final_report(request: &pb::RecordFinalReportRequest) -> Parsed<Command> {
    Ok(Command::RecordFinalReport(FinalReport {
        phase: number(request.phase, "phase")?,
        reference: text(&request.reference, "reference")?,
    }))
}

pub(crate) fn close(request: &pb::ClosePhaseRequest) -> Parsed<Command> {
    let blockages = Blockages {
        open: request.open_blockages,
        document: optional_text(&request.blockages_document),
        carried_over_by: optional_text(&request.carried_over_by),
    };
    Ok(Command::ClosePhase { phase: number(request.phase, "phase")?, blockages })
}
