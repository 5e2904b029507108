//! What became of each category's amount, in the commitment currency.
//!
//! What depends on tranches and applications (released, requested) is reckoned when it is asked
//! for, from their rows.

use kernel::{Currency, Fact, Money, Projection, Total};
use runtime::view::{Proof, units};
use serde::{Deserialize, Serialize};

use crate::financing::{
    Event, account,
    agreement::{self, Method},
    category::{self, Charge},
    key::CategoryKey,
    tranche, withdrawal,
};

/// `<stream>/<category>`.
#[derive(Debug)]
pub(super) struct Balances;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Balance {
    pub(super) label: String,
    pub(super) currency: Option<Currency>,
    /// As the agreement was signed.
    pub(super) initial: Total,
    /// After reallocation.
    pub(super) signed: Total,
    pub(super) disbursed: Total,
    pub(super) documented: Total,
    pub(super) ineligible: Total,
    pub(super) refunded: Total,
    pub(super) cancelled: Total,
    /// Of tranches cancelled before their release, and disposed of by nothing since.
    pub(super) held: Total,
    /// Some addend is made up.
    pub(super) illustrative: bool,
    pub(super) proof: Option<Proof>,
}

impl Projection for Balances {
    const NAME: &'static str = "balances-v2";

    type Event = Event;
    type Row = Balance;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let mut keys = Vec::new();
        entries(&fact.event, |category, _| {
            let key = runtime::view::key(fact, category);
            if !keys.contains(&key) {
                keys.push(key);
            }
        });
        keys
    }

    fn fold(key: &str, row: &mut Balance, fact: &Fact<Event>) {
        let name = runtime::view::name(key);
        let mut moved = false;
        entries(&fact.event, |category, entry| {
            if category.as_str() == name {
                moved |= !matches!(entry, Entry::Held(_) | Entry::LetGo(_));
                row.take(&entry);
            }
        });
        // What a tranche holds back makes no amount another than it was.
        if !moved {
            return;
        }
        row.illustrative |= fact.meta.illustrative();
        row.proof = Some(fact.into());
    }
}

/// What an event does to the amount of one category.
enum Entry<'e> {
    Signed { label: &'e str, money: Money },
    MovedOut(Money),
    MovedIn(Money),
    Disbursed(Money),
    Documented(Money),
    Ineligible(Money),
    Refunded(Money),
    Cancelled(Money),
    Held(Money),
    LetGo(Money),
}

fn entries<'e>(event: &'e Event, mut each: impl FnMut(&'e CategoryKey, Entry<'e>)) {
    match event {
        Event::Agreement(event) => match event {
            agreement::Event::Signed(signed) => {
                for line in &signed.terms.categories {
                    let (label, money) = (line.label.as_str(), line.money);
                    each(&line.category, Entry::Signed { label, money });
                }
            }
            agreement::Event::Cancelled(cancelled) => {
                charges(&cancelled.amounts, Entry::Cancelled, &mut each);
            }
            agreement::Event::Registered(_)
            | agreement::Event::Approved(_)
            | agreement::Event::Ratified(_)
            | agreement::Event::EffectivenessDeadlineExtended(_)
            | agreement::Event::BecameEffective(_)
            | agreement::Event::Lapsed(_)
            | agreement::Event::DisbursementLetterRecorded(_)
            | agreement::Event::SignatoryRegistered(_)
            | agreement::Event::SignatoryRevoked(_)
            | agreement::Event::DisbursementOpened(_)
            | agreement::Event::Suspended(_)
            | agreement::Event::SuspensionLifted(_)
            | agreement::Event::CategorySuspended(_)
            | agreement::Event::CategorySuspensionLifted(_)
            | agreement::Event::ClosingDateExtended(_)
            | agreement::Event::Reopened(_)
            | agreement::Event::ClosingDateReached(_)
            | agreement::Event::DisbursementDeadlineExtended(_)
            | agreement::Event::DisbursementDeadlineReached(_)
            | agreement::Event::FinancierAccountClosed(_)
            | agreement::Event::FinanciallyClosed(_)
            | agreement::Event::Completed(_)
            | agreement::Event::Dropped(_)
            | agreement::Event::Terminated(_) => (),
        },
        Event::Category(event) => match event {
            category::Event::AmountCancelled(cancelled) => {
                each(&cancelled.category, Entry::Cancelled(cancelled.money));
            }
            category::Event::Reallocated(reallocated) => {
                for moved in &reallocated.moves {
                    each(&moved.from, Entry::MovedOut(moved.money));
                    each(&moved.to, Entry::MovedIn(moved.money));
                }
            }
        },
        Event::Withdrawal(event) => match event {
            withdrawal::Event::Paid(paid) => {
                charges(&paid.payment.charges, Entry::Disbursed, &mut each);
                // All but an advance is documented as it is paid.
                if paid.method != Method::Advance {
                    charges(&paid.payment.charges, Entry::Documented, &mut each);
                }
            }
            withdrawal::Event::Prepared(_)
            | withdrawal::Event::Submitted(_)
            | withdrawal::Event::ReviewBegun(_)
            | withdrawal::Event::Returned(_)
            | withdrawal::Event::Approved(_)
            | withdrawal::Event::Rejected(_)
            | withdrawal::Event::Reconciled(_)
            | withdrawal::Event::Abandoned(_) => (),
        },
        Event::Account(event) => match event {
            account::Event::AdvanceDocumented(documented) => {
                charges(&documented.documentation.charges, Entry::Documented, &mut each);
            }
            account::Event::IneligibleDeclared(ineligible) => {
                each(&ineligible.category, Entry::Ineligible(ineligible.money));
            }
            account::Event::Refunded(refund) => {
                each(&refund.category, Entry::Refunded(refund.money));
            }
            account::Event::Opened(_)
            | account::Event::PaymentRecorded(_)
            | account::Event::StatementRecorded(_)
            | account::Event::Settled(_) => (),
        },
        Event::Tranche(event) => match event {
            tranche::Event::Defined(it) => each(&it.category, Entry::LetGo(it.money)),
            tranche::Event::Cancelled(it) => each(&it.category, Entry::Held(it.money)),
            tranche::Event::Released(_)
            | tranche::Event::Closed(_)
            | tranche::Event::PlanRefreshed(_) => (),
        },
        Event::Transition(_)
        | Event::Condition(_)
        | Event::Restructuring(_)
        | Event::Contract(_)
        | Event::NoObjection(_)
        | Event::Closure(_)
        | Event::Audit(_)
        | Event::Statement(_)
        | Event::Report(_)
        | Event::Correction(_) => (),
    }
}

fn charges<'e>(
    charges: &'e [Charge],
    entry: fn(Money) -> Entry<'e>,
    each: &mut impl FnMut(&'e CategoryKey, Entry<'e>),
) {
    for Charge { category, money } in charges {
        each(category, entry(*money));
    }
}

/// That of all of them. None where they are in several: what is in one of them is not added to what is
/// in another.
pub(super) fn in_one_currency<'b>(all: impl IntoIterator<Item = &'b Balance>) -> Option<Currency> {
    let mut currencies = all.into_iter().filter_map(|balance| balance.currency);
    let first = currencies.next()?;
    currencies.all(|other| other == first).then_some(first)
}

impl Balance {
    fn take(&mut self, entry: &Entry<'_>) {
        let currency = &mut self.currency;
        match *entry {
            Entry::Signed { label, money } => {
                label.clone_into(&mut self.label);
                let units = units(money, currency);
                self.initial += units;
                self.signed += units;
            }
            Entry::MovedOut(money) => self.signed -= units(money, currency),
            Entry::MovedIn(money) => self.signed += units(money, currency),
            Entry::Disbursed(money) => self.disbursed += units(money, currency),
            Entry::Documented(money) => self.documented += units(money, currency),
            Entry::Ineligible(money) => self.ineligible += units(money, currency),
            Entry::Refunded(money) => self.refunded += units(money, currency),
            Entry::Cancelled(money) => {
                let units = units(money, currency);
                self.cancelled += units;
                self.held = self.held - self.held.min(units.into());
            }
            Entry::Held(money) => self.held += units(money, currency),
            Entry::LetGo(money) => {
                self.held = self.held - self.held.min(units(money, currency).into());
            }
        }
    }

    /// Negative where more was disbursed than signed.
    pub(super) fn undisbursed(&self) -> Total {
        self.signed - self.disbursed + self.refunded - self.cancelled
    }
}
