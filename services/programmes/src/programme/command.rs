use kernel::{Amending, Code, Explain};
use uuid::Uuid;

use super::{
    phase::{FinalReport, FinancingTransferred, FirstActivity, Informed, Plan},
    prerequisite::{Financing, Heard},
    register::{Component, LegalBasis, Mapping, Objective, Registration},
    scope::{Decided, Proposal, Statement, Zones},
    steps::Blockages,
};
use crate::rejection::Rejection;

/// What may be asked of a programme.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Register(Registration),
    RecordLegalBasis(LegalBasis),
    RecordObjective(Objective),
    DefineComponent(Component),
    SaveMapping(Saved),
    PlanPhase(Plan),
    PreparePhase {
        phase: u32,
    },
    /// A person says what another service would, on a document.
    RecordPrerequisite {
        phase: u32,
        heard: Heard,
    },
    /// Another service, or another stream of this one, said it.
    Hear(Heard),
    AssessReadiness(Asked),
    RequestPhaseStart(Asked),
    InformBody(Informed),
    /// A session concluded on it: whoever follows need not be told again.
    HearInformed(Informed),
    RecordFirstActivity(FirstActivity),
    StartPhase {
        phase: u32,
    },
    SuspendPhase {
        phase: u32,
        reason: String,
    },
    ResumePhase {
        phase: u32,
    },
    BeginPhaseClosing {
        phase: u32,
        reason: String,
    },
    TransferFinancing(FinancingTransferred),
    RecordFinalReport(FinalReport),
    ClosePhase {
        phase: u32,
        blockages: Blockages,
    },
    AbandonPhase {
        phase: u32,
        reason: String,
    },
    ExtendScope(Zones),
    WithdrawFromArea(Zones),
    AnnounceScope(Statement),
    RecordLaunch(Statement),
    ProposeMigration(Proposal),
    DecideMigration(Decided),
    /// The decision that it cites is not one, or not about that.
    Unfounded(Rejection),
    /// No registry has an area that was asked about.
    NameUnknownArea {
        area: Code,
    },
    Amend(Amending),
    /// By event id.
    ConfirmAmendment {
        proposal: Uuid,
    },
    RejectAmendment {
        proposal: Uuid,
        reason: String,
    },
    Explain(Explain),
}

/// A phase, and how financings stand that day, where their service could be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) phase: u32,
    pub(crate) fresh: Vec<Financing>,
}

/// A layout, and whether it may take the place of another of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saved {
    pub(crate) mapping: Mapping,
    pub(crate) replaces: bool,
}

kernel::amending!(Command { Amend, Explain });
