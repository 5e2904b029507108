//! Money handed over under a collaboration: outstanding until it is justified or paid back.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Currency, Guards, Money, Total, Units, require};
use serde::{Deserialize, Serialize};

use super::{Collaboration, Outcome, course::State};
use crate::rejection::{Rejection, sum};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Recorded),
    Justified(Justified),
    Repaid(Repaid),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) instalment: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Justified {
    pub(crate) instalment: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repaid {
    pub(crate) instalment: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instalment {
    pub(crate) money: Money,
    since: Date,
    pub(crate) justified: Total,
    pub(crate) repaid: Total,
}

impl Instalment {
    pub(crate) fn outstanding(&self) -> Total {
        Total::from(self.money.units) - self.justified - self.repaid
    }
}

impl Collaboration {
    /// Handed over, and neither justified nor paid back. None where nothing was handed over.
    pub(crate) fn outstanding(&self) -> Option<(Total, Currency)> {
        let currency = self.instalments.values().next()?.money.currency;
        Some((self.instalments.values().map(Instalment::outstanding).sum(), currency))
    }

    pub(super) fn record_instalment(
        &self,
        name: &Code,
        money: Money,
        mut guards: Guards,
    ) -> Outcome {
        require(!self.instalments.contains_key(name), || Rejection::NameTaken {
            name: name.clone(),
        })?;
        self.reckoned(money)?;
        let (on, state) = (guards.on, self.state_on(guards.on).ok_or(Rejection::NotRegistered)?);
        let pays = matches!(state, State::Active | State::Ended);
        guards.shown(require(pays, || Rejection::StateForbids { state: state.into(), on }))?;
        if let Some(amount) = self.amount {
            let paid: Total = self.instalments.values().map(|it| Total::from(it.money.units)).sum();
            let remaining = Total::from(amount.units) - paid;
            require(Total::from(money.units) <= remaining, || Rejection::ExceedsAmount {
                remaining: sum(remaining, amount.currency),
            })?;
        }
        let recorded = Recorded { instalment: name.clone(), money };
        Ok(guards.decided([Event::Recorded(recorded)]))
    }

    pub(super) fn justify_instalment(&self, name: &Code, money: Money, guards: Guards) -> Outcome {
        self.settles(name, money, &guards)?;
        Ok(guards.decided([Event::Justified(Justified { instalment: name.clone(), money })]))
    }

    pub(super) fn repay(&self, name: &Code, money: Money, guards: Guards) -> Outcome {
        self.settles(name, money, &guards)?;
        Ok(guards.decided([Event::Repaid(Repaid { instalment: name.clone(), money })]))
    }

    /// No more is settled than is outstanding.
    fn settles(&self, name: &Code, money: Money, guards: &Guards) -> Result<(), Rejection> {
        self.reckoned(money)?;
        let unknown = || Rejection::UnknownName { name: name.clone() };
        let instalment = self.instalments.get(name).ok_or_else(unknown)?;
        guards.not_before(instalment.since)?;
        let outstanding = instalment.outstanding();
        require(Total::from(money.units) <= outstanding, || Rejection::ExceedsOutstanding {
            outstanding: sum(outstanding, money.currency),
        })
    }

    /// An amount of the collaboration's currency.
    fn reckoned(&self, money: Money) -> Result<(), Rejection> {
        require(money.units > Units::ZERO, || Rejection::AmountNotPositive)?;
        let first = self.instalments.values().next().map(|it| it.money);
        let Some(expected) = self.amount.or(first).map(|it| it.currency) else { return Ok(()) };
        require(money.currency == expected, || Rejection::CurrencyDiffers { expected })
    }
}

pub(super) fn evolve(all: &mut BTreeMap<Code, Instalment>, event: &Event, on: Date) {
    match event {
        Event::Recorded(Recorded { instalment, money }) => {
            let (justified, repaid) = (Total::ZERO, Total::ZERO);
            let one = Instalment { money: *money, since: on, justified, repaid };
            all.insert(instalment.clone(), one);
        }
        Event::Justified(Justified { instalment, money }) => {
            if let Some(one) = all.get_mut(instalment) {
                one.justified += money.units;
            }
        }
        Event::Repaid(Repaid { instalment, money }) => {
            if let Some(one) = all.get_mut(instalment) {
                one.repaid += money.units;
            }
        }
    }
}
