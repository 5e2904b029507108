//! Every application made under the agreement, and which expenditures they claim.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Currency, Money, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Abandoned, Application, Approved, Event, Line, Paid, Payment, Reconciled, Rejected, Returned,
    ReviewBegun, Status, Submitted,
};
use crate::financing::{
    Rejection,
    agreement::Method,
    key::{CategoryKey, LineKey},
};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Withdrawal {
    pub(crate) application: Application,
    pub(crate) status: Status,
    pub(super) prepared_on: Date,
    /// The day of what happened last.
    pub(crate) since: Date,
    /// One application may be paid in parts.
    pub(crate) payments: Vec<Payment>,
    steps: BTreeMap<Date, Vec<Status>>,
}

impl Withdrawal {
    /// What the financier charged for it, in the commitment currency.
    pub(super) fn charged(&self, of: Currency) -> Total {
        let charges = self.payments.iter().flat_map(|payment| &payment.charges);
        charges.filter_map(|charge| charge.money.in_currency(of)).sum()
    }

    /// What was paid in that currency.
    pub(super) fn paid(&self, of: Currency) -> Total {
        self.payments.iter().filter_map(|payment| payment.paid.in_currency(of)).sum()
    }

    /// Some of what it asks for was neither paid nor charged, as far as either was in its currency.
    pub(super) fn is_unpaid(&self) -> bool {
        self.application.money().is_none_or(|asked| {
            let charges = self.payments.iter().flat_map(|payment| &payment.charges);
            let taken = charges.filter_map(|it| it.money.in_currency(asked.currency)).sum();
            Total::from(asked.units) > self.paid(asked.currency).max(taken)
        })
    }

    fn is_given_up(&self) -> bool {
        matches!(self.status, Status::Rejected | Status::Abandoned)
    }

    fn is_special(&self) -> bool {
        self.application.method == Method::SpecialCommitment
    }

    /// A special commitment that is paid in part is promised to the supplier for the rest, until it is
    /// reconciled.
    fn is_paid_in_part(&self) -> bool {
        self.status == Status::Paid && self.is_special()
    }

    fn still_asks(&self) -> bool {
        self.status.is_pending() || self.is_paid_in_part()
    }

    /// What it still asks of a category in that currency.
    fn asks(&self, key: &CategoryKey, of: Currency) -> Total {
        if !self.still_asks() {
            return Total::ZERO;
        }
        let in_part = self.is_paid_in_part();
        let lines = self.application.lines.iter().filter(|line| line.category == *key);
        let asked: Total = lines.filter_map(|line| line.money.in_currency(of)).sum();
        let charges = self.payments.iter().flat_map(|payment| &payment.charges);
        let charges = charges.filter(|charge| in_part && charge.category == *key);
        let taken = charges.filter_map(|charge| charge.money.in_currency(of)).sum();
        asked - asked.min(taken)
    }

    /// Where it is after all of its days, in whatever order they were recorded.
    fn settle(&mut self) {
        let steps = self.steps.values().flatten();
        self.status = steps.fold(Status::Draft, |status, to| status.after(*to));
        self.since = self.steps.last_key_value().map_or(self.prepared_on, |(on, _)| *on);
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Withdrawals {
    all: BTreeMap<u32, Withdrawal>,
    /// Which application claims an expenditure. Rejected and abandoned ones give theirs up.
    claims: BTreeMap<LineKey, u32>,
}

impl Application {
    /// The lines' sum, if they are in one currency and it is an amount one could state.
    pub(crate) fn money(&self) -> Option<Money> {
        let currency = self.lines.first()?.money.currency;
        let add =
            |sum: i64, line: &Line| sum.checked_add(i64::from(line.money.in_currency(currency)?));
        let sum = self.lines.iter().try_fold(0, add)?;
        Some(Units::try_from(sum).ok()?.of(currency))
    }

    /// By category, in the application currency.
    pub(super) fn by_category(&self) -> BTreeMap<&CategoryKey, Total> {
        let mut sums = BTreeMap::<&CategoryKey, Total>::new();
        for Line { category, money, .. } in &self.lines {
            *sums.entry(category).or_default() += money.units;
        }
        sums
    }
}

impl Status {
    /// Asked for, and neither decided against nor paid.
    fn is_pending(self) -> bool {
        match self {
            Self::Submitted | Self::UnderReview | Self::Returned | Self::Approved => true,
            Self::Draft | Self::Rejected | Self::Paid | Self::Reconciled | Self::Abandoned => false,
        }
    }

    /// Where a step leads from here. Paid stays paid, and approved is not asked again.
    fn after(self, to: Self) -> Self {
        let stays = match self {
            Self::Paid => to != Self::Reconciled,
            // Paid once more, there is something to reconcile again.
            Self::Reconciled => to != Self::Paid,
            Self::Approved => matches!(to, Self::Submitted | Self::UnderReview),
            Self::Draft
            | Self::Submitted
            | Self::UnderReview
            | Self::Returned
            | Self::Rejected
            | Self::Abandoned => false,
        };
        if stays { self } else { to }
    }

    fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Reconciled)
    }
}

impl Withdrawals {
    pub(crate) fn get(&self, number: u32) -> Result<&Withdrawal, Rejection> {
        self.all.get(&number).ok_or(Rejection::UnknownWithdrawal { number })
    }

    pub(super) fn last_number(&self) -> u32 {
        self.all.last_key_value().map_or(0, |(number, _)| *number)
    }

    pub(super) fn claimed_by(&self, line: &LineKey) -> Option<u32> {
        self.claims.get(line).copied()
    }

    /// Submitted or returned, and nobody has decided.
    pub(crate) fn undecided(&self) -> Vec<u32> {
        self.numbers(|status| status.is_pending() && status != Status::Approved)
    }

    /// Undecided, or approved and not paid.
    pub(crate) fn unfinished(&self) -> Vec<u32> {
        self.numbers(Status::is_pending)
    }

    fn numbers(&self, which: impl Fn(Status) -> bool) -> Vec<u32> {
        let which = self.all.iter().filter(|(_, one)| which(one.status));
        which.map(|(number, _)| *number).collect()
    }

    /// What applications not yet paid still ask of a category, those in the commitment currency: of the
    /// others nobody knows what will be charged.
    pub(crate) fn pending(&self, key: &CategoryKey, of: Currency, special_only: bool) -> Total {
        let which = self.all.values().filter(|one| !special_only || one.is_special());
        which.map(|one| one.asks(key, of)).sum()
    }

    /// One of them asks it in another currency than that.
    pub(crate) fn ask_otherwise(
        &self,
        key: &CategoryKey,
        of: Currency,
        special_only: bool,
    ) -> bool {
        let which = self.all.values().filter(|one| !special_only || one.is_special());
        let lines = which.filter(|one| one.still_asks()).flat_map(|one| &one.application.lines);
        lines.filter(|line| line.category == *key).any(|line| line.money.currency != of)
    }

    /// The first that says it is the last, and was not given up.
    pub(super) fn last_one(&self) -> Option<u32> {
        let stands = |one: &Withdrawal| !one.is_given_up() && one.application.last;
        self.all.iter().find(|(_, one)| stands(one)).map(|(number, _)| *number)
    }

    /// Advances asked for and not paid yet, in that currency.
    pub(super) fn pending_advances(&self, of: Currency) -> Total {
        self.all
            .values()
            .filter(|one| one.status.is_pending() && one.application.method == Method::Advance)
            .flat_map(|one| &one.application.lines)
            .filter_map(|line| line.money.in_currency(of))
            .sum()
    }

    /// By currency of application: submitted, and neither rejected nor abandoned.
    pub(crate) fn requested(&self, key: &CategoryKey) -> BTreeMap<Currency, Total> {
        let mut requested = BTreeMap::<Currency, Total>::new();
        let asked = |one: &&Withdrawal| one.status.is_pending() || one.status.is_paid();
        for line in self.all.values().filter(asked).flat_map(|one| &one.application.lines) {
            if line.category == *key {
                *requested.entry(line.money.currency).or_default() += line.money.units;
            }
        }
        requested
    }

    /// What is recorded late takes the place of its day.
    pub(in crate::financing) fn evolve(&mut self, event: &Event, on: Date) {
        let (number, to) = match event {
            Event::Prepared(application) => return self.prepare(application, on),
            Event::Submitted(Submitted { number, .. }) => (*number, Status::Submitted),
            Event::ReviewBegun(ReviewBegun { number }) => (*number, Status::UnderReview),
            Event::Returned(Returned { number, .. }) => (*number, Status::Returned),
            Event::Approved(Approved { number, .. }) => (*number, Status::Approved),
            Event::Rejected(Rejected { number, .. }) => (*number, Status::Rejected),
            Event::Paid(Paid { number, payment, .. }) => {
                if let Some(withdrawal) = self.all.get_mut(number) {
                    withdrawal.payments.push(payment.clone());
                }
                (*number, Status::Paid)
            }
            Event::Reconciled(Reconciled { number, .. }) => (*number, Status::Reconciled),
            Event::Abandoned(Abandoned { number, .. }) => (*number, Status::Abandoned),
        };
        let Some(withdrawal) = self.all.get_mut(&number) else { return };
        withdrawal.steps.entry(on).or_default().push(to);
        withdrawal.settle();
        if withdrawal.is_given_up() {
            self.claims.retain(|_, claimed_by| *claimed_by != number);
        } else {
            for line in &withdrawal.application.lines {
                self.claims.entry(line.reference.clone()).or_insert(number);
            }
        }
    }

    fn prepare(&mut self, application: &Application, on: Date) {
        for line in &application.lines {
            self.claims.insert(line.reference.clone(), application.number);
        }
        let (application, status, since) = (application.clone(), Status::Draft, on);
        let prepared_on = on;
        let number = application.number;
        let (payments, steps) = (Vec::new(), BTreeMap::new());
        let withdrawal = Withdrawal { application, status, prepared_on, since, payments, steps };
        self.all.insert(number, withdrawal);
    }
}
