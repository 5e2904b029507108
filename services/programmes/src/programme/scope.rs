//! Where the programme works, by decision; and what else was said of places.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Timeline};
use serde::{Deserialize, Serialize};

use super::{Outcome, Programme};
use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Extended(Zones),
    Withdrawn(Zones),
    Announced(Statement),
    Launched(Statement),
    MigrationProposed(Proposal),
    MigrationDecided(Decided),
}

/// Areas by their lasting reference, and the decision about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zones {
    pub(crate) areas: BTreeSet<Code>,
    /// Reference of the decision.
    pub(crate) decision: Option<String>,
    pub(crate) reason: Option<String>,
}

/// Something that was said, or took place, without a decision being shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) areas: BTreeSet<Code>,
    pub(crate) statement: String,
}

/// An area of the scope is no more, or has lost a part: what it became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) area: Code,
    pub(crate) into: BTreeSet<Code>,
    /// The law or decree.
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub(crate) area: Code,
    /// Where the programme goes on; nowhere if there are none.
    pub(crate) areas: BTreeSet<Code>,
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// Each area that was ever decided about: whether the programme is there.
    covered: BTreeMap<Code, Timeline<bool>>,
    migrations: BTreeMap<Code, Proposal>,
}

impl Scope {
    pub(crate) fn covers(&self, area: &Code, on: Date) -> bool {
        let covered = self.covered.get(area).and_then(|covered| covered.state_on(on));
        covered.copied().unwrap_or(false)
    }

    pub(crate) fn covered_on(&self, on: Date) -> BTreeSet<&Code> {
        self.covered.keys().filter(|area| self.covers(area, on)).collect()
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        let mut set = |areas: &BTreeSet<Code>, covered| {
            for area in areas {
                self.covered.entry(area.clone()).or_default().set(on, covered);
            }
        };
        match event {
            Event::Extended(zones) => set(&zones.areas, true),
            Event::Withdrawn(zones) => set(&zones.areas, false),
            Event::Announced(_) | Event::Launched(_) => (),
            Event::MigrationProposed(proposal) => {
                self.migrations.insert(proposal.area.clone(), proposal.clone());
            }
            Event::MigrationDecided(decided) => {
                set(&BTreeSet::from([decided.area.clone()]), false);
                set(&decided.areas, true);
                self.migrations.remove(&decided.area);
            }
        }
    }
}

impl Programme {
    pub(super) fn extend_scope(&self, zones: &Zones, mut guards: Guards) -> Outcome {
        guards.decision(zones.decision.as_deref())?;
        named(&zones.areas)?;
        let new = zones.areas.iter().any(|area| !self.scope.covers(area, guards.on));
        require(new, || Rejection::AlreadyCovered)?;
        Ok(guards.decided([Event::Extended(zones.clone()).into()]))
    }

    pub(super) fn withdraw(&self, zones: &Zones, mut guards: Guards) -> Outcome {
        guards.decision(zones.decision.as_deref())?;
        named(&zones.areas)?;
        for area in &zones.areas {
            let covered = self.scope.covers(area, guards.on);
            require(covered, || Rejection::NotCovered { area: area.clone() })?;
        }
        Ok(guards.decided([Event::Withdrawn(zones.clone()).into()]))
    }

    /// Asked by a policy: nothing follows where the programme is not there, or was asked before.
    pub(super) fn propose_migration(&self, proposal: &Proposal, on: Date) -> Vec<super::Event> {
        let known = self.scope.migrations.get(&proposal.area) == Some(proposal);
        if known || !self.scope.covers(&proposal.area, on) {
            return Vec::new();
        }
        vec![Event::MigrationProposed(proposal.clone()).into()]
    }

    pub(super) fn decide_migration(&self, decided: &Decided, mut guards: Guards) -> Outcome {
        let unknown = || Rejection::MigrationUnknown { area: decided.area.clone() };
        let proposal = self.scope.migrations.get(&decided.area).ok_or_else(unknown)?;
        guards.decision(None)?;
        if let Some(area) = decided.areas.difference(&proposal.into).next() {
            return Err(Rejection::NotProposed { area: area.clone() });
        }
        if decided.areas.is_empty() {
            guards.reason(decided.reason.as_deref().unwrap_or_default())?;
        }
        Ok(guards.decided([Event::MigrationDecided(decided.clone()).into()]))
    }
}

/// Something that was said of places, or took place there.
pub(super) fn said(event: fn(Statement) -> Event, said: &Statement, guards: Guards) -> Outcome {
    named(&said.areas)?;
    Ok(guards.decided([event(said.clone()).into()]))
}

fn named(areas: &BTreeSet<Code>) -> Result<(), Rejection> {
    require(!areas.is_empty(), || Rejection::AreasMissing)
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Scope(event)
    }
}
