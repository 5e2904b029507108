use kernel::{Announcement, Fact, Public};
use proto::programmes::v1 as pb;

use super::{codes, of_correction, public};
use crate::programme::{
    Event, Programme,
    phase::{self, State},
    readiness::Item,
    register, scope,
};

/// What becomes of programmes.
#[derive(Debug)]
pub(super) enum Programmes {}

/// Its code, and where each phase stands: what an announcement says it moved from.
#[derive(Debug, Default)]
pub(super) struct Memory {
    programme: String,
    phases: std::collections::BTreeMap<u32, (String, State, State)>,
}

impl Announcement for Programmes {
    const SERVICE: &'static str = "programmes";
    const CATEGORY: &'static str = <Programme as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        if let Some(programme) = &fact.meta.programme {
            memory.programme = programme.to_string();
        }
        let Event::Phase(event) = &fact.event else { return };
        if let phase::Event::Planned(plan) = event {
            let title = plan.title.clone().unwrap_or_default();
            memory.phases.insert(plan.phase, (title, State::Planned, State::Planned));
        } else if let (Some(to), Some((_, from, at))) =
            (event.to(), memory.phases.get_mut(&event.phase()))
        {
            (*from, *at) = (*at, to);
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        let programme = || memory.programme.clone();
        match &fact.event {
            Event::Register(register::Event::Registered(registration)) => {
                let title = registration.title.clone();
                let message = pb::ProgrammeAnnounced { programme: programme(), title };
                public("programmes.programme.registered.v1", &message)
            }
            Event::Component(register::component::Event::Defined(component)) => public(
                "programmes.component.defined.v1",
                &pb::ComponentAnnounced {
                    programme: programme(),
                    component: component.component.to_string(),
                    label: component.label.clone(),
                },
            ),
            Event::Phase(event) => of_phase(event, memory),
            Event::Scope(event) => of_scope(event, programme()),
            Event::Correction(event) => of_correction(event, &memory.programme, fact),
            Event::Register(
                register::Event::LegalBasisRecorded(_)
                | register::Event::ObjectiveRecorded(_)
                | register::Event::MappingSaved(_),
            )
            | Event::Prerequisite(_)
            // Between two persons until one of them confirms.
            | Event::Amendment(_) => Vec::new(),
        }
    }
}

fn of_phase(event: &phase::Event, memory: &Memory) -> Vec<Public> {
    use phase::Event as E;
    let name = match event {
        E::Planned(_) => "programmes.phase.planned.v1",
        E::Prepared(_) => "programmes.phase.preparing.v1",
        E::StartRequested(_) => "programmes.phase.ready.v1",
        E::Started(_) => "programmes.phase.active.v1",
        E::Suspended(_) => "programmes.phase.suspended.v1",
        E::Resumed(_) => "programmes.phase.resumed.v1",
        E::ClosingBegun(_) => "programmes.phase.closing.v1",
        E::Closed(_) => "programmes.phase.closed.v1",
        E::Abandoned(_) => "programmes.phase.abandoned.v1",
        E::ReadinessAssessed(assessed) => {
            let missing = |item: &Item| <&str>::from(*item).to_owned();
            let message = pb::ReadinessAnnounced {
                programme: memory.programme.clone(),
                phase: assessed.phase,
                ready: assessed.missing.is_empty(),
                missing: assessed.missing.iter().map(missing).collect(),
            };
            return public("programmes.phase.readiness-assessed.v1", &message);
        }
        E::BodyInformed(_)
        | E::FirstActivityRecorded(_)
        | E::FinancingTransferred(_)
        | E::FinalReportRecorded(_) => return Vec::new(),
    };
    let known = memory.phases.get(&event.phase());
    let message = pb::PhaseAnnounced {
        programme: memory.programme.clone(),
        phase: event.phase(),
        title: known.map(|(title, ..)| title.clone()).unwrap_or_default(),
        from: known.map(|(_, from, _)| from.to_string()).unwrap_or_default(),
        to: known.map(|(_, _, to)| to.to_string()).unwrap_or_default(),
    };
    public(name, &message)
}

fn of_scope(event: &scope::Event, programme: String) -> Vec<Public> {
    use scope::Event as E;
    let (name, areas, text, former) = match event {
        E::Extended(zones) => {
            ("programmes.scope.extended.v1", &zones.areas, zones.decision.clone(), None)
        }
        E::Withdrawn(zones) => {
            ("programmes.scope.withdrawn.v1", &zones.areas, zones.decision.clone(), None)
        }
        E::Announced(said) => {
            ("programmes.scope.announced.v1", &said.areas, Some(said.statement.clone()), None)
        }
        E::Launched(said) => {
            ("programmes.scope.launched.v1", &said.areas, Some(said.statement.clone()), None)
        }
        E::MigrationProposed(it) => {
            ("programmes.scope.migration-proposed.v1", &it.into, it.text.clone(), Some(&it.area))
        }
        E::MigrationDecided(it) => {
            ("programmes.scope.migration-decided.v1", &it.areas, it.reason.clone(), Some(&it.area))
        }
    };
    let former = former.map(ToString::to_string).unwrap_or_default();
    let (areas, text) = (codes(areas), text.unwrap_or_default());
    public(name, &pb::ScopeAnnounced { programme, areas, text, former })
}
