//! Tranches: the parts of each category's amount, and the part that nobody split off.

use kernel::{Currency, Fact, Money, Projection, Total};
use runtime::view::{Day, Proof};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{
    Event,
    tranche::{self, Definition, Status},
};

/// `<stream>/<tranche>`.
#[derive(Debug)]
pub(super) struct Tranches;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tranche {
    /// None while only what became of it is known.
    pub(super) defined: Option<Defined>,
    pub(super) released: bool,
    closed: bool,
    pub(super) cancelled: bool,
    pub(super) proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Defined {
    pub(super) label: String,
    pub(super) kind: i32,
    pub(super) category: String,
    pub(super) money: Money,
    pub(super) due_on: Option<Day>,
    pub(super) conditions: Vec<String>,
}

impl Projection for Tranches {
    const NAME: &'static str = "tranches";

    type Event = Event;
    type Row = Tranche;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Tranche(event) = &fact.event else { return Vec::new() };
        let tranche = match event {
            tranche::Event::Defined(definition) => &definition.tranche,
            tranche::Event::Released(released) => &released.tranche,
            tranche::Event::Closed(closed) => &closed.tranche,
            tranche::Event::Cancelled(cancelled) => &cancelled.tranche,
            tranche::Event::PlanRefreshed(_) => return Vec::new(),
        };
        vec![runtime::view::key(fact, tranche)]
    }

    fn fold(_: &str, row: &mut Tranche, fact: &Fact<Event>) {
        let Event::Tranche(event) = &fact.event else { return };
        match event {
            tranche::Event::Defined(definition) => row.defined = Some(definition.into()),
            tranche::Event::Released(_) => row.released = true,
            tranche::Event::Closed(_) => row.closed = true,
            tranche::Event::Cancelled(_) => row.cancelled = true,
            tranche::Event::PlanRefreshed(_) => return,
        }
        row.proof = Some(fact.into());
    }
}

impl Tranche {
    /// Of that category, and still part of its amount.
    pub(super) fn of(&self, category: &str) -> Option<&Defined> {
        self.defined.as_ref().filter(|defined| defined.category == category && !self.cancelled)
    }

    /// How it stands, once its conditions and the payments that name it are known.
    pub(super) fn status(&self, met: bool, disbursing: bool, used: Total) -> Status {
        let money = self.defined.as_ref().map_or(Total::ZERO, |it| it.money.units.into());
        match (self.released, met) {
            _ if self.cancelled => Status::Cancelled,
            _ if self.closed => Status::Closed,
            (true, _) if used >= money => Status::Exhausted,
            (true, _) if used > Total::ZERO => Status::PartlyUsed,
            (true, _) => Status::Released,
            (false, false) => Status::ConditionsPending,
            (false, true) if disbursing => Status::Releasable,
            (false, true) => Status::Planned,
        }
    }
}

impl Defined {
    pub(super) fn amount(&self) -> (Total, Currency) {
        (self.money.units.into(), self.money.currency)
    }
}

impl From<&Definition> for Defined {
    fn from(definition: &Definition) -> Self {
        Self {
            label: definition.label.clone(),
            kind: codes::tranche_kind(definition.kind),
            category: definition.category.to_string(),
            money: definition.money,
            due_on: definition.due_on.map(Day),
            conditions: definition.conditions.iter().map(ToString::to_string).collect(),
        }
    }
}
