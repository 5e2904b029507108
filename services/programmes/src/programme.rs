//! A programme: what it is made of, its phases, and where it works.
//!
//! Invariants:
//! - a component's code is its own in the programme;
//! - phases are numbered without a gap; their dates may overlap;
//! - a phase is ready only when nothing is missing, and starts and ends by two persons;
//! - what became of a phase is corrected by two persons;
//! - scope changes by decision; what was announced or launched without one is kept apart;
//! - an area that is no more is proposed a migration, and never moved by itself.

pub(crate) mod amendment;
pub(crate) mod command;
pub(crate) mod event;
pub(crate) mod phase;
pub(crate) mod prerequisite;
pub(crate) mod readiness;
pub(crate) mod register;
pub(crate) mod scope;
pub(crate) mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{Aggregate, Asked, Code, Corrections, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::{
    amendment::Proposals, phase::Phase, prerequisite::Prerequisites, register::Register,
    scope::Scope,
};
use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

pub(crate) use self::{command::Command, event::Event};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Programme {
    pub(crate) register: Register,
    pub(crate) phases: BTreeMap<u32, Phase>,
    /// What other streams and services said of it: heard even before it is registered.
    pub(crate) prerequisites: Prerequisites,
    pub(crate) scope: Scope,
    pub(crate) proposals: Proposals,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Programme {
    const CATEGORY: &'static str = "programme";
    const SNAPSHOT: u32 = 4;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        let heard = matches!(asked.command, C::Register(_) | C::Hear(_) | C::ProposeMigration(_));
        require(heard || self.register.registration.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Register(registration) => self.register(registration, guards),
            C::RecordLegalBasis(basis) => Ok(guards.decided([basis.clone().into()])),
            C::RecordObjective(objective) => Ok(guards.decided([objective.clone().into()])),
            C::DefineComponent(component) => self.define_component(component, guards),
            C::SaveMapping(saved) => self.save_mapping(saved, guards),

            C::PlanPhase(plan) => self.plan_phase(plan, guards),
            C::PreparePhase { phase } => self.prepare(*phase, guards),
            C::RecordPrerequisite { phase, heard } => {
                self.phase(*phase)?;
                Ok(guards.decided(self.hear(heard, asked.effective.on)))
            }
            C::Hear(heard) => Ok(guards.decided(self.hear(heard, asked.effective.on))),
            C::AssessReadiness(about) => self.assess(about, guards),
            C::RequestPhaseStart(about) => self.request_start(about, guards),
            C::InformBody(informed) => self.inform(informed, guards),
            C::HearInformed(informed) => self.hear_informed(informed, guards),
            C::RecordFirstActivity(first) => self.record_first_activity(first, guards),
            C::StartPhase { phase } => self.start(*phase, guards),
            C::SuspendPhase { phase, reason } => self.suspend(*phase, reason, guards),
            C::ResumePhase { phase } => self.resume(*phase, guards),
            C::BeginPhaseClosing { phase, reason } => self.begin_closing(*phase, reason, guards),
            C::TransferFinancing(transfer) => self.transfer(transfer, guards),
            C::RecordFinalReport(report) => self.record_report(report, guards),
            C::ClosePhase { phase, blockages } => self.close(*phase, blockages, guards),
            C::AbandonPhase { phase, reason } => self.abandon(*phase, reason, guards),

            C::ExtendScope(change) => self.extend_scope(change, guards),
            C::WithdrawFromArea(change) => self.withdraw(change, guards),
            C::AnnounceScope(statement) => scope::said(scope::Event::Announced, statement, guards),
            C::RecordLaunch(statement) => scope::said(scope::Event::Launched, statement, guards),
            C::ProposeMigration(proposal) => {
                let events = self.propose_migration(proposal, guards.on);
                Ok(guards.decided(events))
            }
            C::DecideMigration(decided) => self.decide_migration(decided, guards),
            C::Unfounded(why) => Err(why.clone()),
            C::NameUnknownArea { area } => Err(Rejection::UnknownArea { area: area.clone() }),

            C::Amend(amending) => self.amend(amending, asked.origin, guards),
            C::ConfirmAmendment { proposal } => self.confirm(*proposal, asked.who.person, guards),
            C::RejectAmendment { proposal, reason } => self.reject(*proposal, reason, guards),
            C::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Register(event) => self.register.evolve(event, fact),
            Event::Component(event) => self.register.define(event),
            Event::Phase(event) => phase::evolve(&mut self.phases, event, fact),
            Event::Prerequisite(event) => self.prerequisites.evolve(event, on, fact.position),
            Event::Scope(event) => self.scope.evolve(event, on),
            Event::Amendment(event) => self.proposals.evolve(event, fact),
            Event::Correction(event) => {
                self.corrections.evolve(event, fact.event_id);
                self.proposals.settle(event);
            }
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.register.programme.as_ref(), self.register.country.as_ref())
    }
}

impl Programme {
    /// The stream of one programme, by its code.
    pub(crate) fn id(code: &Code) -> Id<Self> {
        Id::derived(&["programme", code.as_str()])
    }

    pub(crate) fn phase(&self, number: u32) -> Result<&Phase, Rejection> {
        self.phases.get(&number).ok_or(Rejection::UnknownPhase { phase: number })
    }
}
