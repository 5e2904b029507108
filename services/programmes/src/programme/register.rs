//! What a programme is: its name, its legal basis, what it is for, and its components.

use std::collections::BTreeMap;

use kernel::{Code, Fact, Id, Institution, Money};
use serde::{Deserialize, Serialize};

use super::{Outcome, Programme, command::Saved};
use crate::{
    guards::{Guards, require},
    key::{ComponentKey, MappingKey},
    rejection::Rejection,
};

/// What has been said of it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Registered(Registration),
    LegalBasisRecorded(LegalBasis),
    ObjectiveRecorded(Objective),
    MappingSaved(Mapping),
}

pub(crate) mod component {
    use super::Component;

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Event {
        Defined(Component),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) programme: Code,
    pub(crate) title: String,
    pub(crate) manager: Option<Id<Institution>>,
    pub(crate) also_written: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LegalBasis {
    /// As it is cited.
    pub(crate) reference: String,
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Objective {
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Component {
    pub(crate) component: ComponentKey,
    pub(crate) label: String,
    pub(crate) budget: Option<Money>,
}

/// Which heading of an export holds which field of an expenditure line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) mapping: MappingKey,
    pub(crate) columns: BTreeMap<Column, String>,
}

/// A field of an expenditure line.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Column {
    Reference,
    Activity,
    Component,
    Category,
    Area,
    Contract,
    Label,
    IncurredOn,
    Amount,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Register {
    pub(crate) programme: Option<Code>,
    pub(crate) country: Option<Code>,
    pub(crate) registration: Option<Registration>,
    pub(crate) components: BTreeMap<ComponentKey, Component>,
    pub(crate) mappings: BTreeMap<MappingKey, Mapping>,
}

impl Register {
    pub(super) fn evolve(&mut self, event: &Event, fact: &Fact<super::Event>) {
        match event {
            Event::Registered(registration) => {
                self.programme = Some(registration.programme.clone());
                self.country.clone_from(&fact.meta.country);
                self.registration = Some(registration.clone());
            }
            Event::LegalBasisRecorded(_) | Event::ObjectiveRecorded(_) => (),
            Event::MappingSaved(mapping) => {
                self.mappings.insert(mapping.mapping.clone(), mapping.clone());
            }
        }
    }

    pub(super) fn define(&mut self, component::Event::Defined(defined): &component::Event) {
        self.components.insert(defined.component.clone(), defined.clone());
    }
}

impl Programme {
    pub(super) fn register(&self, registration: &Registration, guards: Guards) -> Outcome {
        let free = self.register.registration.is_none();
        require(free, || Rejection::AlreadyRegistered)?;
        Ok(guards.decided([Event::Registered(registration.clone()).into()]))
    }

    pub(super) fn define_component(&self, component: &Component, guards: Guards) -> Outcome {
        let free = !self.register.components.contains_key(&component.component);
        require(free, || Rejection::NameTaken { name: component.component.to_string() })?;
        let event = super::Event::Component(component::Event::Defined(component.clone()));
        Ok(guards.decided([event]))
    }

    pub(super) fn save_mapping(&self, saved: &Saved, guards: Guards) -> Outcome {
        let Saved { mapping, replaces } = saved;
        let earlier = self.register.mappings.get(&mapping.mapping);
        if earlier == Some(mapping) {
            return Ok(Vec::new().into());
        }
        let free = earlier.is_none() || *replaces;
        require(free, || Rejection::NameTaken { name: mapping.mapping.to_string() })?;
        // Without these two, nothing can be imported with it.
        let usable = [Column::Reference, Column::Amount];
        let usable = usable.iter().all(|column| mapping.columns.contains_key(column));
        require(usable, || Rejection::MappingIncomplete)?;
        Ok(guards.decided([Event::MappingSaved(mapping.clone()).into()]))
    }
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Register(event)
    }
}

impl From<LegalBasis> for super::Event {
    fn from(basis: LegalBasis) -> Self {
        Event::LegalBasisRecorded(basis).into()
    }
}

impl From<Objective> for super::Event {
    fn from(objective: Objective) -> Self {
        Event::ObjectiveRecorded(objective).into()
    }
}
