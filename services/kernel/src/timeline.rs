use std::collections::BTreeMap;

use derive_where::derive_where;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What held, and from which day. Facts are recorded late, so days arrive in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[derive_where(Default)]
pub struct Timeline<S> {
    from: BTreeMap<Date, S>,
}

impl<S> Timeline<S> {
    pub fn set(&mut self, from: Date, state: S) {
        self.from.insert(from, state);
    }

    /// What came last, whenever that is.
    pub fn latest(&self) -> Option<(Date, &S)> {
        self.from.last_key_value().map(|(date, state)| (*date, state))
    }

    /// Every change, oldest first.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Date, &S)> {
        self.from.iter().map(|(date, state)| (*date, state))
    }

    pub fn state_on(&self, date: Date) -> Option<&S> {
        self.from.range(..=date).next_back().map(|(_, state)| state)
    }
}
