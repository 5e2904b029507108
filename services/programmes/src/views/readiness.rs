//! What a phase has and what it lacks, with what stands behind each answer.

use std::collections::BTreeMap;

use decisions::Standing;
use jiff::civil::Date;
use kernel::Code;
use proto::{jalon::v1::Proof, programmes::v1 as pb};

use super::programmes::Row;
use crate::{
    programme::{
        phase::State,
        readiness::{Checked, Has, Item},
        steps::Blockages,
    },
    rejection::Rejection,
};

/// What sessions say is open against phases, by their number. Nothing of those they were not asked
/// about.
pub(super) type Against = BTreeMap<u32, Standing>;

fn counted(phase: u32, against: &Against) -> Option<Blockages> {
    let open = Some(against.get(&phase)?.count());
    Some(Blockages { open, ..Blockages::default() })
}

impl Row {
    /// Phases that are on their way out that day.
    pub(super) fn closing(&self, on: Date) -> Vec<u32> {
        let phases = self.state.phases.iter();
        let closing = phases.filter(|(_, phase)| phase.state_on(on) == Some(State::Closing));
        closing.map(|(number, _)| *number).collect()
    }

    /// What it needs for its next change of state.
    pub(super) fn next_steps(
        &self,
        phase: u32,
        on: Date,
        against: &Against,
    ) -> Result<Vec<Checked>, Rejection> {
        match self.state.phase(phase)?.state_on(on) {
            None | Some(State::Planned | State::Preparing) => self.state.to_be_ready(phase, on),
            Some(State::Ready) => self.state.to_be_active(phase, on),
            Some(State::Closing) => {
                self.state.to_be_closed(phase, counted(phase, against).as_ref(), on)
            }
            Some(State::Active | State::Suspended | State::Closed | State::Abandoned) => {
                Ok(Vec::new())
            }
        }
    }

    pub(super) fn readiness(
        &self,
        phase: u32,
        on: Date,
        against: &Against,
    ) -> Result<pb::PhaseReadiness, Rejection> {
        let mut to_start = self.state.to_be_ready(phase, on)?;
        let ready = to_start.iter().all(|checked| checked.has == Has::Met);
        to_start.extend(self.state.to_be_active(phase, on)?);
        let to_close = self.state.to_be_closed(phase, counted(phase, against).as_ref(), on)?;
        let open = against.get(&phase);
        let lines = |all: Vec<Checked>| all.iter().map(|it| self.item(phase, it, open)).collect();
        let ours = self.assessments.iter().rev().filter(|(of, ..)| *of == phase);
        let assessment = |(_, missing, proof): &(u32, Vec<Item>, runtime::view::Proof)| {
            let missing: Vec<_> =
                missing.iter().map(|item| <&str>::from(*item).to_owned()).collect();
            pb::Assessment { ready: missing.is_empty(), missing, proof: Some((*proof).into()) }
        };
        Ok(pb::PhaseReadiness {
            phase: self.phase_line(phase, on, against),
            ready,
            to_start: lines(to_start),
            to_close: lines(to_close),
            assessments: ours.map(assessment).collect(),
        })
    }

    fn item(
        &self,
        phase: u32,
        Checked { item, has, detail }: &Checked,
        against: Option<&Standing>,
    ) -> pb::ChecklistItem {
        let open = || against.into_iter().flat_map(|standing| &standing.open);
        let name: &str = item.into();
        let behind = |key: String| self.behind.get(&key).copied().map(Proof::from);
        let first = detail.split(", ").next().and_then(|code| code.parse::<Code>().ok());
        let proof = match item {
            Item::FinancingEffective | Item::FinancingsSettled => {
                first.and_then(|code| behind(format!("financing/{code}")))
            }
            Item::FirstWorkplanAdopted => behind(format!("workplan/{detail}")),
            Item::PredecessorClosurePlan => {
                first.and_then(|code| behind(format!("closure_plan/{code}")))
            }
            Item::ScopeDecided => self.scope.first().map(|entry| entry.proof.into()),
            Item::FirstActivity | Item::BodyInformed | Item::FinalReport => {
                behind(format!("{phase}/{name}"))
            }
            Item::BlockagesSettled => open().next().and_then(|first| first.proof.clone()),
        };
        // Which they are says more than how many.
        let detail = if *item == Item::BlockagesSettled {
            open().map(|one| one.reference.as_str()).collect::<Vec<_>>().join(", ")
        } else {
            detail.clone()
        };
        let state = <&str>::from(*has).to_owned();
        pb::ChecklistItem { item: name.to_owned(), state, detail, proof }
    }
}

/// What a state permits next, as rpc names.
pub(super) fn possible(state: State) -> &'static [&'static str] {
    match state {
        State::Planned => &["PreparePhase", "AbandonPhase", "AssessReadiness"],
        State::Preparing => &["RequestPhaseStart", "AbandonPhase", "AssessReadiness"],
        State::Ready => &["StartPhase", "InformBody", "RecordFirstActivity"],
        State::Active => {
            &["SuspendPhase", "BeginPhaseClosing", "TransferFinancing", "RecordFinalReport"]
        }
        State::Suspended => &["ResumePhase", "BeginPhaseClosing"],
        State::Closing => &["ClosePhase", "RecordFinalReport", "TransferFinancing"],
        State::Closed | State::Abandoned => &[],
    }
}
