//! A tranche: part of a category's amount, held back until its conditions are met.
//!
//! What is not split off is one tranche itself, so the tranches of a category always make up its
//! amount.

pub(crate) mod plan;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Money, Total};
use serde::{Deserialize, Serialize};

use self::plan::{Plan, Plans};
use super::{
    Financing, Outcome, Rejection,
    category::Category,
    guards::{Guards, reason, require},
    key::{CategoryKey, ConditionKey, TrancheKey},
    rejection::Sum,
    standing::State,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Defined(Definition),
    Released(Released),
    Closed(Closed),
    Cancelled(Cancelled),
    PlanRefreshed(Plan),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(crate) tranche: TrancheKey,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) category: CategoryKey,
    /// In the commitment currency.
    pub(crate) money: Money,
    pub(crate) due_on: Option<Date>,
    /// Conditions of disbursement that hold it back.
    pub(crate) conditions: BTreeSet<ConditionKey>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Category,
    ScheduledInstalment,
    ResultsBased,
    BudgetSupport,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Released {
    pub(crate) tranche: TrancheKey,
    pub(crate) category: CategoryKey,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    pub(crate) tranche: TrancheKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cancelled {
    pub(crate) tranche: TrancheKey,
    pub(crate) category: CategoryKey,
    pub(crate) money: Money,
    pub(crate) reason: String,
}

/// What people see of a tranche on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Planned,
    ConditionsPending,
    Releasable,
    Released,
    PartlyUsed,
    Exhausted,
    Closed,
    Cancelled,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tranche {
    pub(crate) definition: Definition,
    since: Date,
    released_on: Option<Date>,
    closed: bool,
    cancelled: bool,
}

impl Tranche {
    pub(super) fn is_released_on(&self, on: Date) -> bool {
        self.released_on.is_some_and(|day| day <= on) && !self.closed && !self.cancelled
    }

    fn money(&self) -> Total {
        self.definition.money.units.into()
    }
}

impl Financing {
    pub(super) fn define_tranche(&self, definition: &Definition, mut guards: Guards) -> Outcome {
        let currency = self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        let name = &definition.tranche;
        let free = !self.tranches.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        self.committed_money(definition.money)?;
        let category = self.category(&definition.category)?;
        definition.conditions.iter().try_for_each(|name| self.condition(name).map(drop))?;
        let unsplit = self.unsplit(&definition.category, category);
        let fits = Total::from(definition.money.units) <= unsplit;
        let unsplit = Sum(unsplit, currency);
        guards.consistent(require(fits, || Rejection::ExceedsUnsplit { unsplit }))?;
        Ok(guards.decided([Event::Defined(definition.clone())]))
    }

    pub(super) fn release_tranche(&self, name: &TrancheKey, mut guards: Guards) -> Outcome {
        let tranche = self.tranche(name)?;
        guards.not_before(tranche.since)?;
        let Definition { category, money, conditions, .. } = &tranche.definition;
        require(tranche.released_on.is_none(), || Rejection::AlreadyRecorded)?;
        guards.consistent(not_settled(tranche))?;
        self.allows(&[State::Disbursing], &mut guards)?;
        let asked_for =
            |one: &super::condition::Condition| conditions.contains(&one.requirement.condition);
        guards.shown(self.met(asked_for, guards.on))?;
        let (tranche, category, money) = (name.clone(), category.clone(), *money);
        Ok(guards.decided([Event::Released(Released { tranche, category, money })]))
    }

    pub(super) fn close_tranche(&self, name: &TrancheKey, mut guards: Guards) -> Outcome {
        let tranche = self.tranche(name)?;
        guards.not_before(tranche.since)?;
        require(!tranche.closed, || Rejection::AlreadyRecorded)?;
        let tranche_key = || name.clone();
        let released = tranche.is_released_on(guards.on);
        guards.consistent(require(released, || Rejection::TrancheNotReleased {
            tranche: tranche_key(),
        }))?;
        Ok(guards.decided([Event::Closed(Closed { tranche: name.clone() })]))
    }

    pub(super) fn cancel_tranche(
        &self,
        name: &TrancheKey,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let tranche = self.tranche(name)?;
        guards.not_before(tranche.since)?;
        require(!tranche.cancelled, || Rejection::AlreadyRecorded)?;
        guards.consistent(not_settled(tranche))?;
        guards.shown(reason(why))?;
        let Definition { category, money, .. } = &tranche.definition;
        let (tranche, category, money) = (name.clone(), category.clone(), *money);
        let cancelled = Cancelled { tranche, category, money, reason: why.to_owned() };
        Ok(guards.decided([Event::Cancelled(cancelled)]))
    }

    pub(super) fn tranche(&self, name: &TrancheKey) -> Result<&Tranche, Rejection> {
        let unknown = || Rejection::UnknownTranche { tranche: name.clone() };
        self.tranches.get(name).ok_or_else(unknown)
    }

    /// What is not split off: one tranche of its own, without conditions.
    pub(crate) fn unsplit(&self, key: &CategoryKey, category: &Category) -> Total {
        category.signed - category.cancelled - self.split(key, |_| true)
    }

    /// From the day that withdrawals open, all but the tranches held back. One that is cancelled frees
    /// nothing of what its conditions held.
    pub(crate) fn released(&self, key: &CategoryKey, category: &Category) -> Total {
        let released = self.split(key, |tranche| tranche.released_on.is_some());
        match self.agreement.opened_on {
            Some(_) => {
                let rest = self.unsplit(key, category) - category.held();
                let whole = category.signed - category.cancelled;
                (released + rest.max(Total::ZERO)).min(whole)
            }
            None => released,
        }
    }

    fn split(&self, key: &CategoryKey, which: impl Fn(&Tranche) -> bool) -> Total {
        let live = self.tranches.values().filter(|one| !one.cancelled && which(one));
        live.filter(|one| one.definition.category == *key).map(Tranche::money).sum()
    }
}

/// It is neither released nor closed nor cancelled.
fn not_settled(tranche: &Tranche) -> Result<(), Rejection> {
    let settled = tranche.closed || tranche.cancelled || tranche.released_on.is_some();
    let name = || tranche.definition.tranche.clone();
    require(!settled, || Rejection::TrancheSettled { tranche: name() })
}

pub(super) fn evolve(
    all: &mut BTreeMap<TrancheKey, Tranche>,
    plans: &mut Plans,
    event: &Event,
    on: Date,
) {
    match event {
        Event::Defined(definition) => {
            let definition = definition.clone();
            let name = definition.tranche.clone();
            let (since, released_on) = (on, None);
            let tranche =
                Tranche { definition, since, released_on, closed: false, cancelled: false };
            all.insert(name, tranche);
        }
        Event::Released(Released { tranche, .. }) => {
            if let Some(tranche) = all.get_mut(tranche) {
                tranche.released_on = Some(on);
            }
        }
        Event::Closed(Closed { tranche }) => {
            if let Some(tranche) = all.get_mut(tranche) {
                tranche.closed = true;
            }
        }
        Event::Cancelled(Cancelled { tranche, .. }) => {
            if let Some(tranche) = all.get_mut(tranche) {
                tranche.cancelled = true;
            }
        }
        Event::PlanRefreshed(plan) => {
            plans.insert(plan.exercise.clone(), plan.clone());
        }
    }
}
