//! An indicator: what is counted, from where, and how far it should go.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Outcome, Results};
use crate::{
    decimal::Decimal,
    guards::{Guards, require},
    key::{ComponentKey, IndicatorKey},
    rejection::Rejection,
};

/// What has been said of it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Defined(Definition),
    TargetSet(Target),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(crate) indicator: IndicatorKey,
    pub(crate) label: String,
    /// What is counted, exactly: two measures of one thing are two indicators.
    pub(crate) definition: Option<String>,
    pub(crate) unit: String,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) disaggregations: Vec<String>,
    pub(crate) component: Option<ComponentKey>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) value: Decimal,
    pub(crate) on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) indicator: IndicatorKey,
    /// By when.
    pub(crate) by: Date,
    pub(crate) value: Decimal,
}

impl Results {
    pub(super) fn define(&self, definition: &Definition, guards: Guards) -> Outcome {
        let free = !self.indicators.contains_key(&definition.indicator);
        require(free, || Rejection::NameTaken { name: definition.indicator.to_string() })?;
        Ok(guards.decided([super::Event::Indicator(Event::Defined(definition.clone()))]))
    }

    /// A target that was set is corrected, not set again.
    pub(super) fn set_target(&self, target: &Target, guards: Guards) -> Outcome {
        self.definition(&target.indicator)?;
        let set = self.targets.get(&target.indicator).is_some_and(|by| by.contains(&target.by));
        require(!set, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([super::Event::Indicator(Event::TargetSet(target.clone()))]))
    }
}
