//! Programmes: the register, phases, and everything ever said of their scope.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Amend, Code, Fact, Origin, Projection};
use proto::programmes::v1 as pb;
use runtime::view::{Day, Proof, day, money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{readiness::Against, text};
use crate::{
    key::{ComponentKey, MappingKey},
    programme::{
        Event, Programme, phase, prerequisite,
        readiness::{Has, Item},
        register, scope,
    },
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) struct Programmes;

/// The aggregate as its rules know it, and what stands behind each part of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(super) state: Programme,
    pub(super) proof: Option<Proof>,
    legal_bases: Vec<Said>,
    objectives: Vec<Said>,
    components: BTreeMap<ComponentKey, Proof>,
    mappings: BTreeMap<MappingKey, Proof>,
    periods: BTreeMap<u32, Vec<Period>>,
    pub(super) assessments: Vec<(u32, Vec<Item>, Proof)>,
    /// Of a phase, or of what it waits for: `1/first_activity`, `financing/H8350`.
    pub(super) behind: BTreeMap<String, Proof>,
    pub(super) scope: Vec<Entry>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Said {
    reference: String,
    text: String,
    proof: Proof,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Period {
    state: phase::State,
    from: Day,
    validation: Validation,
    proof: Proof,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Validation {
    Double,
    Single,
    Undocumented,
}

/// Something that was decided or said of places.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) what: What,
    pub(super) areas: BTreeSet<Code>,
    /// Of a migration: the area that is no more.
    pub(super) former: Option<Code>,
    pub(super) text: String,
    pub(super) decision: String,
    pub(super) proof: Proof,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum What {
    Extended,
    Withdrawn,
    Announced,
    Launched,
    Proposed,
    Migrated,
}

impl Projection for Programmes {
    const NAME: &'static str = "programmes-3";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row, fact: &Fact<Event>) {
        use kernel::Aggregate as _;
        row.state.evolve(fact);
        let proof = Proof::from(fact);
        match &fact.event {
            Event::Register(event) => row.register(event, proof),
            Event::Component(register::component::Event::Defined(defined)) => {
                row.components.insert(defined.component.clone(), proof);
            }
            Event::Phase(event) => row.phase(event, fact),
            Event::Prerequisite(event) => {
                let key = match event {
                    prerequisite::Event::FinancingStateHeard(it) => {
                        format!("financing/{}", it.financing)
                    }
                    prerequisite::Event::ClosurePlanHeard(it) => {
                        format!("closure_plan/{}", it.financing)
                    }
                    prerequisite::Event::WorkplanHeard(it)
                    | prerequisite::Event::WorkplanWithdrawnHeard(it) => {
                        format!("workplan/{}", it.exercise)
                    }
                };
                row.behind.insert(key, proof);
            }
            Event::Scope(event) => row.scope.push(entry(event, proof)),
            // The state above has them.
            Event::Amendment(_) | Event::Correction(_) => (),
        }
    }
}

fn entry(event: &scope::Event, proof: Proof) -> Entry {
    let (what, areas, former, said, decision) = match event {
        scope::Event::Extended(it) => {
            (What::Extended, &it.areas, None, it.reason.clone(), it.decision.clone())
        }
        scope::Event::Withdrawn(it) => {
            (What::Withdrawn, &it.areas, None, it.reason.clone(), it.decision.clone())
        }
        scope::Event::Announced(it) => {
            (What::Announced, &it.areas, None, Some(it.statement.clone()), None)
        }
        scope::Event::Launched(it) => {
            (What::Launched, &it.areas, None, Some(it.statement.clone()), None)
        }
        scope::Event::MigrationProposed(it) => {
            (What::Proposed, &it.into, Some(it.area.clone()), it.text.clone(), None)
        }
        scope::Event::MigrationDecided(it) => {
            (What::Migrated, &it.areas, Some(it.area.clone()), it.reason.clone(), None)
        }
    };
    Entry { what, areas: areas.clone(), former, text: text(said), decision: text(decision), proof }
}

impl Row {
    fn register(&mut self, event: &register::Event, proof: Proof) {
        match event {
            register::Event::Registered(_) => self.proof = Some(proof),
            register::Event::LegalBasisRecorded(basis) => {
                let (reference, text) = (basis.reference.clone(), text(basis.text.as_ref()));
                self.legal_bases.push(Said { reference, text, proof });
            }
            register::Event::ObjectiveRecorded(objective) => {
                let (reference, text) = (String::new(), objective.text.clone());
                self.objectives.push(Said { reference, text, proof });
            }
            register::Event::MappingSaved(mapping) => {
                self.mappings.insert(mapping.mapping.clone(), proof);
            }
        }
    }

    fn phase(&mut self, event: &phase::Event, fact: &Fact<Event>) {
        let (number, proof) = (event.phase(), Proof::from(fact));
        if let phase::Event::ReadinessAssessed(assessed) = event {
            self.assessments.push((number, assessed.missing.clone(), proof));
        }
        let part = match event {
            phase::Event::FirstActivityRecorded(_) => Some(Item::FirstActivity),
            phase::Event::BodyInformed(_) => Some(Item::BodyInformed),
            phase::Event::FinalReportRecorded(_) => Some(Item::FinalReport),
            phase::Event::Planned(_)
            | phase::Event::Prepared(_)
            | phase::Event::ReadinessAssessed(_)
            | phase::Event::StartRequested(_)
            | phase::Event::Started(_)
            | phase::Event::Suspended(_)
            | phase::Event::Resumed(_)
            | phase::Event::ClosingBegun(_)
            | phase::Event::FinancingTransferred(_)
            | phase::Event::Closed(_)
            | phase::Event::Abandoned(_) => None,
        };
        if let Some(part) = part {
            self.behind.insert(format!("{number}/{}", <&str>::from(part)), proof);
        }
        let Some(state) = event.to() else { return };
        let by_two = matches!(event, phase::Event::Started(_) | phase::Event::Closed(_));
        let validation = match (fact.meta.origin, by_two) {
            (Origin::Import, _) => Validation::Undocumented,
            (Origin::Person, true) => Validation::Double,
            (Origin::Person | Origin::Policy, _) => Validation::Single,
        };
        let from = Day(fact.effective_on());
        self.periods.entry(number).or_default().push(Period { state, from, validation, proof });
    }

    pub(super) fn country(&self) -> String {
        text(self.state.register.country.as_ref())
    }

    /// None until it is registered: before that, it was only heard of.
    pub(super) fn line(&self, today: Date) -> Option<pb::ProgrammeLine> {
        let registration = self.state.register.registration.as_ref()?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(pb::ProgrammeLine {
            programme: registration.programme.to_string(),
            title: registration.title.clone(),
            country: self.country(),
            manager: text(registration.manager),
            components: count(self.state.register.components.len()),
            phases: count(self.state.phases.len()),
            covered_areas: count(self.state.scope.covered_on(today).len()),
            proof: self.proof.map(Into::into),
        })
    }

    pub(super) fn in_full(&self, today: Date, against: &Against) -> Option<pb::Programme> {
        let said = |all: &[Said]| all.iter().map(Said::line).collect();
        let register = &self.state.register;
        let component = |component: &register::Component| pb::ComponentLine {
            component: component.component.to_string(),
            label: component.label.clone(),
            budget: component.budget.map(money),
            proof: self.components.get(&component.component).copied().map(Into::into),
        };
        let mapping = |mapping: &register::Mapping| pb::Mapping {
            mapping: mapping.mapping.to_string(),
            columns: mapping.columns.iter().map(mapped).collect(),
            proof: self.mappings.get(&mapping.mapping).copied().map(Into::into),
        };
        let also_written = register.registration.as_ref().map(|it| it.also_written.clone());
        let phases = self.state.phases.keys();
        Some(pb::Programme {
            line: Some(self.line(today)?),
            legal_bases: said(&self.legal_bases),
            objectives: said(&self.objectives),
            components: register.components.values().map(component).collect(),
            phases: phases.filter_map(|it| self.phase_line(*it, today, against)).collect(),
            mappings: register.mappings.values().map(mapping).collect(),
            also_written: also_written.unwrap_or_default(),
            amendments: self.state.proposals.pending().map(proposed).collect(),
        })
    }

    pub(super) fn phase_line(
        &self,
        number: u32,
        today: Date,
        against: &Against,
    ) -> Option<pb::PhaseLine> {
        let phase = self.state.phases.get(&number)?;
        let periods = self.periods.get(&number).map(Vec::as_slice).unwrap_or_default();
        let ends = periods.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        let period = |(period, until): (&Period, Option<Day>)| pb::PhasePeriod {
            state: period.state.to_string(),
            from: day(Some(period.from)),
            until: day(until),
            validation: <&str>::from(period.validation).to_owned(),
            proof: Some(period.proof.into()),
        };
        let state = phase.state_on(today)?;
        let next = self.next_steps(number, today, against).unwrap_or_default();
        let missing = next.iter().filter(|checked| checked.has != Has::Met).count();
        let plan = &phase.plan;
        Some(pb::PhaseLine {
            phase: number,
            title: text(plan.title.as_ref()),
            state: state.to_string(),
            starts_on: plan.starts_on.to_string(),
            ends_on: text(plan.ends_on),
            first_exercise: text(plan.first_exercise.as_ref()),
            financings: plan.financings.iter().map(ToString::to_string).collect(),
            periods: periods.iter().zip(ends).map(period).collect(),
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
            possible: super::readiness::possible(state).iter().map(ToString::to_string).collect(),
            proof: periods.last().map(|period| period.proof.into()),
        })
    }
}

impl Said {
    fn line(&self) -> pb::Text {
        let Self { reference, text, proof } = self.clone();
        pb::Text { reference, text, proof: Some(proof.into()) }
    }
}

fn proposed((proposal, amend): (&Uuid, &Amend)) -> pb::ProposedAmendment {
    let (name, reason) = match amend {
        Amend::Correct(it) => (&it.name, &it.reason),
        Amend::Void(it) => (&it.name, &it.reason),
    };
    let (field, from, to) = match amend {
        Amend::Correct(it) => (it.field.clone(), it.from.to_string(), it.to.to_string()),
        Amend::Void(_) => Default::default(),
    };
    pb::ProposedAmendment {
        proposal: proposal.to_string(),
        event_id: amend.target().to_string(),
        event: name.clone(),
        field,
        from,
        to,
        reason: reason.clone(),
    }
}

fn mapped((column, heading): (&register::Column, &String)) -> pb::MappedColumn {
    let column = <&str>::from(*column).to_owned();
    pb::MappedColumn { column, heading: heading.clone() }
}
