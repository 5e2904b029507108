//! Withdrawal applications, from the draft to the bank statement.

use std::collections::BTreeMap;

use kernel::{Currency, Fact, Money, Projection, Total, Units};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day, money, sum, units};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{
    Event,
    category::Charge,
    withdrawal::{self, Application, Line, Paid, Payment, Status},
};

/// `<stream>/<number, ten digits>`.
#[derive(Debug)]
pub(super) struct Withdrawals;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Withdrawal {
    status: Option<Status>,
    method: i32,
    /// Of application.
    currency: Option<Currency>,
    /// By category, in that currency.
    requested: BTreeMap<String, Total>,
    /// As it was submitted.
    submitted: Option<(Money, Day)>,
    tranche: Option<String>,
    payment: Option<Paying>,
    /// Of the last return or rejection.
    reason: Option<String>,
    returns: u32,
    unmatched: Vec<(String, String)>,
    proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Paying {
    /// None where parts were paid in several currencies: only what they were charged adds up.
    paid: Option<Money>,
    /// By category, in the commitment currency.
    charged: BTreeMap<String, Total>,
    currency: Option<Currency>,
    value_on: Day,
    rate: Option<String>,
}

impl Projection for Withdrawals {
    const NAME: &'static str = "withdrawals-v2";

    type Event = Event;
    type Row = Withdrawal;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Withdrawal(event) = &fact.event else { return Vec::new() };
        vec![runtime::view::key(fact, format_args!("{:010}", number(event)))]
    }

    fn fold(_: &str, row: &mut Withdrawal, fact: &Fact<Event>) {
        let Event::Withdrawal(event) = &fact.event else { return };
        let to = match event {
            withdrawal::Event::Prepared(application) => {
                row.prepare(application);
                Status::Draft
            }
            withdrawal::Event::Submitted(submitted) => {
                row.method = codes::method(submitted.method);
                row.submitted = Some((submitted.money, Day(fact.effective_on())));
                Status::Submitted
            }
            withdrawal::Event::ReviewBegun(_) => Status::UnderReview,
            withdrawal::Event::Returned(returned) => {
                row.returns += 1;
                row.reason = Some(returned.reason.clone());
                Status::Returned
            }
            withdrawal::Event::Approved(_) => Status::Approved,
            withdrawal::Event::Rejected(rejected) => {
                row.reason = Some(rejected.reason.clone());
                Status::Rejected
            }
            withdrawal::Event::Paid(paid) => {
                row.method = codes::method(paid.method);
                let paid = Paying::from(paid);
                row.payment = Some(match row.payment.take() {
                    Some(before) => before.and(paid),
                    None => paid,
                });
                Status::Paid
            }
            withdrawal::Event::Reconciled(reconciled) => {
                let unmatched = reconciled.reconciliation.unmatched.iter();
                let unmatched = unmatched.map(|it| (it.item.clone(), it.owner.clone()));
                row.unmatched = unmatched.collect();
                Status::Reconciled
            }
            withdrawal::Event::Abandoned(_) => Status::Abandoned,
        };
        if !row.stays(to) {
            row.status = Some(to);
            row.proof = Some(fact.into());
        }
    }
}

pub(super) fn number(event: &withdrawal::Event) -> u32 {
    match event {
        withdrawal::Event::Prepared(application) => application.number,
        withdrawal::Event::Submitted(submitted) => submitted.number,
        withdrawal::Event::ReviewBegun(begun) => begun.number,
        withdrawal::Event::Returned(returned) => returned.number,
        withdrawal::Event::Approved(approved) => approved.number,
        withdrawal::Event::Rejected(rejected) => rejected.number,
        withdrawal::Event::Paid(paid) => paid.number,
        withdrawal::Event::Reconciled(reconciled) => reconciled.number,
        withdrawal::Event::Abandoned(abandoned) => abandoned.number,
    }
}

impl Withdrawal {
    fn prepare(&mut self, application: &Application) {
        self.method = codes::method(application.method);
        self.tranche = application.tranche.as_ref().map(ToString::to_string);
        self.requested.clear();
        for Line { category, money, .. } in &application.lines {
            let units = units(*money, &mut self.currency);
            *self.requested.entry(category.to_string()).or_default() += units;
        }
    }

    /// What is said late does not undo what came after it, as in the aggregate.
    fn stays(&self, to: Status) -> bool {
        match self.status {
            Some(Status::Paid) => to != Status::Reconciled,
            Some(Status::Reconciled) => to != Status::Paid,
            Some(Status::Approved) => matches!(to, Status::Submitted | Status::UnderReview),
            Some(
                Status::Draft
                | Status::Submitted
                | Status::UnderReview
                | Status::Returned
                | Status::Rejected
                | Status::Abandoned,
            )
            | None => false,
        }
    }

    pub(super) fn status(&self) -> Status {
        self.status.unwrap_or(Status::Draft)
    }

    /// Submitted, and neither rejected nor abandoned: what it asks of each category.
    pub(super) fn requested(&self) -> Option<(Currency, &BTreeMap<String, Total>)> {
        let asked = match self.status() {
            Status::Submitted
            | Status::UnderReview
            | Status::Returned
            | Status::Approved
            | Status::Paid
            | Status::Reconciled => true,
            Status::Draft | Status::Rejected | Status::Abandoned => false,
        };
        Some((self.currency.filter(|_| asked)?, &self.requested))
    }

    /// What the financier charged for it, in the commitment currency.
    pub(super) fn charged(&self) -> Option<(Total, Currency)> {
        let paying = self.payment.as_ref()?;
        Some((paying.charged.values().copied().sum(), paying.currency?))
    }

    /// What it took of a tranche of that category, if it names it.
    pub(super) fn used_of(&self, tranche: &str, category: &str) -> Total {
        let names = self.tranche.as_deref() == Some(tranche);
        if names { self.charged_to(category) } else { Total::ZERO }
    }

    /// What the category bears of what was charged.
    fn charged_to(&self, category: &str) -> Total {
        let charged = self.payment.as_ref().and_then(|paying| paying.charged.get(category));
        charged.copied().unwrap_or_default()
    }

    /// What it is about: charged once it is paid, asked for until then.
    pub(super) fn amount(&self) -> Option<(Total, Currency)> {
        self.charged().or_else(|| self.asked())
    }

    fn asked(&self) -> Option<(Total, Currency)> {
        let prepared =
            self.currency.map(|currency| (self.requested.values().copied().sum(), currency));
        prepared.or_else(|| self.submitted.map(|(it, _)| (it.units.into(), it.currency)))
    }

    pub(super) fn line(&self, financing: &str, number: u32) -> pb::WithdrawalLine {
        let payment = self.payment.as_ref();
        let mut categories: Vec<_> = self.requested.keys().cloned().collect();
        if categories.is_empty() {
            categories.extend(payment.iter().flat_map(|it| it.charged.keys().cloned()));
        }
        let unmatched = self.unmatched.iter().cloned();
        let currency = self.asked().map(|(_, currency)| currency);
        pb::WithdrawalLine {
            financing: financing.to_owned(),
            number,
            method: self.method,
            state: <&str>::from(self.status()).to_owned(),
            requested: self.asked().map(|(total, currency)| sum(total, currency)),
            charged: self.charged().map(|(total, currency)| sum(total, currency)),
            paid: payment.and_then(|payment| payment.paid).map(money),
            value_on: day(payment.map(|payment| payment.value_on)),
            rate: payment.and_then(|payment| payment.rate.clone()).unwrap_or_default(),
            categories,
            submitted_on: day(self.submitted.map(|(_, on)| on)),
            reason: self.reason.clone().unwrap_or_default(),
            returns: self.returns,
            unmatched: unmatched.map(|(item, owner)| pb::Unmatched { item, owner }).collect(),
            proof: self.proof.map(Into::into),
            currency: currency.map_or_else(String::new, |currency| currency.to_string()),
        }
    }
}

impl Paying {
    /// Another part of the same application.
    fn and(self, part: Self) -> Self {
        let mut charged = self.charged;
        for (category, total) in part.charged {
            let sum = charged.entry(category).or_insert(Total::ZERO);
            *sum = *sum + total;
        }
        let both = self.paid.zip(part.paid).filter(|(one, two)| one.currency == two.currency);
        let paid = both.and_then(|(one, two)| {
            let units = i64::from(one.units).checked_add(i64::from(two.units))?;
            Some(Units::try_from(units).ok()?.of(one.currency))
        });
        Self { paid, charged, ..part }
    }
}

impl From<&Paid> for Paying {
    fn from(Paid { payment, .. }: &Paid) -> Self {
        let Payment { paid, charges, value_on, rate, rate_source: _ } = payment;
        let (mut charged, mut currency) = (BTreeMap::new(), None);
        for Charge { category, money } in charges {
            let units = units(*money, &mut currency);
            *charged.entry(category.to_string()).or_insert(Total::ZERO) += units;
        }
        let rate = rate.as_ref().map(ToString::to_string);
        Self { paid: Some(*paid), charged, currency, value_on: Day(*value_on), rate }
    }
}
