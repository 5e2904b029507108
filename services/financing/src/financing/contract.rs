//! A contract (marché) paid from this agreement.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Currency, Money, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    category::{in_currency, positive},
    guards::{Guards, require},
    key::{CategoryKey, ContractKey, EntryKey},
    rejection::Sum,
    standing::State,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Signed(Signed),
    Amended(Amended),
    Paid(Paid),
    Closed(Closed),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deal {
    pub(crate) contract: ContractKey,
    pub(crate) title: String,
    pub(crate) contractor: String,
    pub(crate) category: Option<CategoryKey>,
    /// In the contract's own currency.
    pub(crate) money: Money,
    pub(crate) ends_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) deal: Deal,
    /// The closing date, if the contract ends after it.
    pub(crate) outlives: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amended {
    pub(crate) contract: ContractKey,
    /// New total; unchanged where there is none.
    pub(crate) money: Option<Money>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) reason: String,
    /// The closing date, if the contract now ends after it.
    pub(crate) outlives: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paid {
    pub(crate) contract: ContractKey,
    pub(crate) reference: EntryKey,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    pub(crate) contract: ContractKey,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contract {
    /// As amended.
    pub(crate) deal: Deal,
    /// The day it was signed or last amended.
    since: Date,
    pub(crate) paid: Total,
    payments: BTreeSet<EntryKey>,
    pub(crate) closed: bool,
}

impl Contract {
    /// Reste à payer.
    pub(crate) fn outstanding(&self) -> Total {
        Total::from(self.deal.money.units) - self.paid
    }

    pub(super) fn is_paid(&self) -> bool {
        !self.payments.is_empty()
    }

    fn open(&self) -> Result<(), Rejection> {
        require(!self.closed, || Rejection::ContractClosed)
    }
}

impl Financing {
    pub(super) fn sign_contract(&self, deal: &Deal, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        let name = &deal.contract;
        let free = !self.contracts.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        positive(deal.money)?;
        if let Some(category) = &deal.category {
            self.category(category)?;
        }
        guards.consistent(self.contracts_allowed(&guards))?;
        let outlives = self.outlives(deal.ends_on);
        note_outlives(outlives, &mut guards);
        Ok(guards.decided([Event::Signed(Signed { deal: deal.clone(), outlives })]))
    }

    pub(super) fn amend_contract(
        &self,
        name: &ContractKey,
        money: Option<Money>,
        ends_on: Option<Date>,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let contract = self.contract(name)?;
        guards.not_before(contract.since)?;
        let changes = money.is_some_and(|money| money != contract.deal.money)
            || ends_on.is_some_and(|day| Some(day) != contract.deal.ends_on);
        require(changes, || Rejection::NothingToChange)?;
        guards.consistent(contract.open())?;
        if let Some(money) = money {
            positive(money)?;
            let currency = contract.deal.money.currency;
            in_currency(money, currency)?;
            let covers = Total::from(money.units) >= contract.paid;
            let paid = Sum(contract.paid, currency);
            guards.consistent(require(covers, || Rejection::ContractBelowPaid { paid }))?;
        }
        // What is added to a contract is a new one, whatever it is called.
        let raised = money.is_some_and(|money| money.units > contract.deal.money.units);
        if raised {
            guards.consistent(self.contracts_allowed(&guards))?;
        } else {
            self.is_live(&mut guards)?;
        }
        let outlives = self.outlives(ends_on.or(contract.deal.ends_on));
        note_outlives(outlives.filter(|_| ends_on.is_some()), &mut guards);
        let (contract, reason) = (name.clone(), why.to_owned());
        let amended = Amended { contract, money, ends_on, reason, outlives };
        Ok(guards.decided([Event::Amended(amended)]))
    }

    pub(super) fn pay_contract(
        &self,
        name: &ContractKey,
        reference: &EntryKey,
        money: Money,
        mut guards: Guards,
    ) -> Outcome {
        let contract = self.contract(name)?;
        guards.not_before(contract.since)?;
        let free = !contract.payments.contains(reference);
        require(free, || Rejection::NameTaken { name: reference.to_string() })?;
        positive(money)?;
        let currency = contract.deal.money.currency;
        in_currency(money, currency)?;
        guards.consistent(contract.open())?;
        let outstanding = contract.outstanding();
        let fits = Total::from(money.units) <= outstanding;
        let outstanding = Sum(outstanding, currency);
        guards.consistent(require(fits, || Rejection::ExceedsOutstanding { outstanding }))?;
        let (contract, reference) = (name.clone(), reference.clone());
        Ok(guards.decided([Event::Paid(Paid { contract, reference, money })]))
    }

    pub(super) fn close_contract(&self, name: &ContractKey, guards: Guards) -> Outcome {
        let contract = self.contract(name)?;
        guards.not_before(contract.since)?;
        require(!contract.closed, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::Closed(Closed { contract: name.clone() })]))
    }

    pub(super) fn contract(&self, name: &ContractKey) -> Result<&Contract, Rejection> {
        let unknown = || Rejection::UnknownName { name: name.to_string() };
        self.contracts.get(name).ok_or_else(unknown)
    }

    /// In which one it is amended and paid.
    pub(super) fn contract_currency(&self, name: &ContractKey) -> Option<Currency> {
        self.contracts.get(name).map(|contract| contract.deal.money.currency)
    }

    /// None is signed or raised on the closing date or after it, whatever the state.
    fn contracts_allowed(&self, guards: &Guards) -> Result<(), Rejection> {
        let on = guards.on;
        if let Some(closing_on) = self.agreement.closing_on {
            require(on < closing_on, || Rejection::ClosingDatePassed { closing_on })?;
        }
        let state = self.agreement.state_on(on)?;
        let allowed = matches!(state, State::Effective | State::Disbursing | State::Suspended);
        require(allowed, || Rejection::StateForbids { state, on })
    }

    /// Contracts that are open and end after that day.
    pub(super) fn outliving(&self, day: Date) -> Vec<ContractKey> {
        let open = self.contracts.iter().filter(|(_, one)| !one.closed);
        let late = open.filter(|(_, one)| one.deal.ends_on > Some(day));
        late.map(|(name, _)| name.clone()).collect()
    }

    /// The closing date, of a contract that ends after it.
    fn outlives(&self, ends_on: Option<Date>) -> Option<Date> {
        self.agreement.closing_on.filter(|day| ends_on > Some(*day))
    }
}

/// It is allowed, and rarely meant.
fn note_outlives(outlives: Option<Date>, guards: &mut Guards) {
    if let Some(closing_on) = outlives {
        guards.note(&Rejection::ContractEndsAfterClosing { closing_on });
    }
}

pub(super) fn evolve(all: &mut BTreeMap<ContractKey, Contract>, event: &Event, on: Date) {
    match event {
        Event::Signed(Signed { deal, .. }) => {
            let (deal, paid, payments) = (deal.clone(), Total::ZERO, BTreeSet::new());
            let name = deal.contract.clone();
            let since = on;
            all.insert(name, Contract { deal, since, paid, payments, closed: false });
        }
        Event::Amended(Amended { contract, money, ends_on, .. }) => {
            if let Some(contract) = all.get_mut(contract) {
                contract.since = contract.since.max(on);
                contract.deal.money = money.unwrap_or(contract.deal.money);
                contract.deal.ends_on = ends_on.or(contract.deal.ends_on);
            }
        }
        Event::Paid(Paid { contract, reference, money }) => {
            if let Some(contract) = all.get_mut(contract) {
                contract.payments.insert(reference.clone());
                let ours = contract.deal.money.currency;
                contract.paid += money.in_currency(ours).unwrap_or(Units::ZERO);
            }
        }
        Event::Closed(Closed { contract }) => {
            if let Some(contract) = all.get_mut(contract) {
                contract.closed = true;
            }
        }
    }
}
