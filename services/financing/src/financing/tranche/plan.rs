//! What the adopted plan of a budget year asks of this financing, quarter by quarter: from it
//! disbursement is predicted.
//!
//! It is heard, never entered: whoever wants another one has the plan revised.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Decided, Money};
use serde::{Deserialize, Serialize};

use super::Event;
use crate::financing::{self, Financing, guards::Guards, key::ExerciseKey};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) exercise: ExerciseKey,
    /// First day of the budget year.
    pub(crate) starts_on: Option<Date>,
    /// 0 as it was adopted.
    pub(crate) revision: u32,
    /// None: the plan no longer asks anything of this financing.
    pub(crate) instalments: Vec<Instalment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instalment {
    /// 1 to 4; 0 for what is not split over quarters.
    pub(crate) quarter: u32,
    /// In the currency of the plan: nothing converts silently.
    pub(crate) money: Money,
}

/// The latest plan of each budget year.
pub(crate) type Plans = BTreeMap<ExerciseKey, Plan>;

impl Financing {
    /// Nothing where it says again what is known, or what a later revision has replaced.
    pub(in crate::financing) fn refresh_plan(
        &self,
        plan: &Plan,
        guards: Guards,
    ) -> Decided<financing::Event> {
        let known = self.plans.get(&plan.exercise);
        if known.is_some_and(|known| known.revision > plan.revision) {
            return Vec::new().into();
        }
        self.hear_plan(plan, guards)
    }

    /// This stands, whatever number it bears: so it takes the place of a later one that is void.
    pub(in crate::financing) fn hear_plan(
        &self,
        plan: &Plan,
        guards: Guards,
    ) -> Decided<financing::Event> {
        let said = match self.plans.get(&plan.exercise) {
            None => plan.instalments.is_empty(),
            Some(known) => known == plan,
        };
        if said || self.agreement.registration.is_none() {
            return Vec::new().into();
        }
        guards.decided([Event::PlanRefreshed(plan.clone())])
    }
}
