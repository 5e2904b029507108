//! The designated account: advances received, spent, documented or given back.

mod acts;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Currency, Money, Total};
use serde::{Deserialize, Serialize};

use super::{
    Rejection,
    agreement::Method,
    category::{Categories, Charge, in_currency},
    guards::{Guards, require},
    key::{CategoryKey, EntryKey},
    rejection::Sum,
    withdrawal::Paid,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Opened(Opening),
    PaymentRecorded(Spending),
    StatementRecorded(Statement),
    AdvanceDocumented(AdvanceDocumented),
    IneligibleDeclared(Ineligible),
    Refunded(Refund),
    Settled(Settled),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opening {
    pub(crate) bank: String,
    /// Most that may be outstanding, in the currency of the account.
    pub(crate) ceiling: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spending {
    pub(crate) reference: EntryKey,
    pub(crate) money: Money,
    pub(crate) category: Option<CategoryKey>,
    pub(crate) payee: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) reference: EntryKey,
    /// On the effective date, as the bank says.
    pub(crate) balance: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Documentation {
    pub(crate) reference: EntryKey,
    /// In the currency of the account.
    pub(crate) money: Money,
    /// The same in the commitment currency, by category, as the financier booked it.
    pub(crate) charges: Vec<Charge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AdvanceDocumented {
    pub(crate) documentation: Documentation,
    /// Applications whose advance is documented to the end with this, oldest first.
    pub(crate) cleared: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ineligible {
    pub(crate) reference: EntryKey,
    pub(crate) category: CategoryKey,
    /// In the commitment currency.
    pub(crate) money: Money,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) reference: EntryKey,
    pub(crate) category: CategoryKey,
    /// In the commitment currency.
    pub(crate) money: Money,
    /// What left the designated account, in its currency, if it came from there.
    pub(crate) from_account: Option<Money>,
    /// The ineligible expenditure it repays, if any.
    pub(crate) ineligible: Option<EntryKey>,
    /// Applications whose advance is given back to the end with this, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cleared: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) opening: Option<Opening>,
    /// Of the account, or of the first advance if none was opened.
    currency: Option<Currency>,
    pub(crate) balance: Total,
    /// Advances, less what was documented or given back. Negative where that was more.
    pub(crate) undocumented: Total,
    /// What was advanced, by application number, which is their order.
    advances: BTreeMap<u32, Total>,
    /// What was documented or given back, of whichever advance.
    given: Total,
    entries: BTreeSet<EntryKey>,
    ineligible: BTreeSet<EntryKey>,
    settled: bool,
}

impl Account {
    pub(crate) fn is_open(&self) -> bool {
        self.opening.is_some() && !self.is_settled()
    }

    /// Nothing is left in it or open: money that is paid in later is there to be spent, documented or
    /// given back.
    fn is_settled(&self) -> bool {
        self.settled && self.balance.is_zero() && self.undocumented.is_zero()
    }

    /// Something was paid in or out, documented or stated.
    pub(super) fn is_used(&self) -> bool {
        !self.entries.is_empty() || !self.advances.is_empty()
    }

    pub(crate) fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Applications whose advance is documented to the end once so much is, oldest first.
    fn cleared_by(&self, given: Total) -> impl Iterator<Item = u32> {
        let mut sum = Total::ZERO;
        self.advances.iter().filter_map(move |(number, advance)| {
            sum = sum + *advance;
            (sum <= given).then_some(*number)
        })
    }

    /// Applications whose advance this amount documents to the end.
    fn clears(&self, money: Money) -> Vec<u32> {
        let mut given = self.given;
        given += money.units;
        let before: BTreeSet<_> = self.cleared_by(self.given).collect();
        self.cleared_by(given).filter(|number| !before.contains(number)).collect()
    }

    pub(super) fn sum(&self, total: Total) -> Option<Sum> {
        self.currency.map(|currency| Sum(total, currency))
    }

    /// An advance keeps what is outstanding within the ceiling, as far as they compare.
    pub(super) fn takes(
        &self,
        money: Money,
        pending: Total,
        guards: &mut Guards,
    ) -> Result<(), Rejection> {
        if let Some(currency) = self.currency {
            guards.consistent(in_currency(money, currency))?;
        }
        guards.shown(require(self.is_open(), || Rejection::AccountNotOpen))?;
        let ceiling = self.opening.as_ref().map(|opening| opening.ceiling);
        let Some(ceiling) = ceiling.filter(|ceiling| ceiling.currency == money.currency) else {
            return Ok(());
        };
        let room = Total::from(ceiling.units) - self.undocumented - pending;
        let fits = Total::from(money.units) <= room;
        let room = Sum(room, ceiling.currency);
        guards.consistent(require(fits, || Rejection::CeilingExceeded { room }))
    }

    /// It is money of the account's currency, which the first entry settles.
    fn takes_part(&mut self, money: Money) -> bool {
        *self.currency.get_or_insert(money.currency) == money.currency
    }

    pub(super) fn pay_in(&mut self, paid: &Paid) {
        let money = paid.payment.paid;
        if self.takes_part(money) {
            self.balance += money.units;
            self.undocumented += money.units;
            *self.advances.entry(paid.number).or_default() += money.units;
        }
    }

    fn pay_out(&mut self, money: Money) {
        if self.takes_part(money) {
            self.balance -= money.units;
        }
    }

    fn clear(&mut self, money: Money) {
        if self.takes_part(money) {
            self.undocumented -= money.units;
            self.given += money.units;
        }
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::Opened(opening) => {
                self.currency = Some(opening.ceiling.currency);
                self.opening = Some(opening.clone());
            }
            Event::PaymentRecorded(Spending { reference, money, .. }) => {
                self.entries.insert(reference.clone());
                self.pay_out(*money);
            }
            Event::StatementRecorded(Statement { reference, .. }) => {
                self.entries.insert(reference.clone());
            }
            Event::AdvanceDocumented(AdvanceDocumented { documentation, .. }) => {
                self.entries.insert(documentation.reference.clone());
                self.clear(documentation.money);
            }
            Event::IneligibleDeclared(Ineligible { reference, .. }) => {
                self.entries.insert(reference.clone());
                self.ineligible.insert(reference.clone());
            }
            Event::Refunded(Refund { reference, from_account, .. }) => {
                self.entries.insert(reference.clone());
                if let Some(money) = from_account {
                    self.pay_out(*money);
                    self.clear(*money);
                }
            }
            Event::Settled(Settled {}) => self.settled = true,
        }
    }
}

/// What entries of the account mean for the categories.
pub(super) fn charge(categories: &mut Categories, event: &Event) {
    match event {
        Event::AdvanceDocumented(AdvanceDocumented { documentation, .. }) => {
            for Charge { category, money } in &documentation.charges {
                let units = categories.units(*money);
                categories.entry(category).documented += units;
            }
        }
        Event::IneligibleDeclared(Ineligible { category, money, .. }) => {
            let units = categories.units(*money);
            categories.entry(category).ineligible += units;
        }
        Event::Refunded(Refund { category, money, .. }) => {
            let units = categories.units(*money);
            categories.entry(category).refunded += units;
        }
        Event::Opened(_)
        | Event::PaymentRecorded(_)
        | Event::StatementRecorded(_)
        | Event::Settled(_) => (),
    }
}

/// What a payment means for the categories. All but an advance is documented as it is paid.
pub(super) fn charge_payment(categories: &mut Categories, paid: &Paid) {
    for Charge { category, money } in &paid.payment.charges {
        let units = categories.units(*money);
        let category = categories.entry(category);
        category.disbursed += units;
        if paid.method != Method::Advance {
            category.documented += units;
        }
    }
}
