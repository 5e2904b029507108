//! Categories of the agreement: what was signed for each, and what became of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Currency, Money, Rejection as _, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    agreement::{self, CategoryLine},
    guards::{Guards, require},
    key::{CategoryKey, RestructuringKey},
    rejection::Sum,
    tranche,
};

/// What has happened to their amounts. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    AmountCancelled(AmountCancelled),
    Reallocated(Reallocated),
}

/// In the commitment currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AmountCancelled {
    pub(crate) category: CategoryKey,
    pub(crate) money: Money,
    pub(crate) restructuring: Option<RestructuringKey>,
    /// Events recorded before anybody was asked do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reallocated {
    pub(crate) moves: Vec<Move>,
    pub(crate) restructuring: Option<RestructuringKey>,
}

/// Part of an amount that falls on one category, in the commitment currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) category: CategoryKey,
    pub(crate) money: Money,
}

/// From one category to another, in the commitment currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Move {
    pub(crate) from: CategoryKey,
    pub(crate) to: CategoryKey,
    pub(crate) money: Money,
}

/// What became of one category's amount, in the commitment currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Category {
    pub(crate) label: String,
    /// As the agreement was signed.
    pub(crate) initial: Total,
    /// After reallocation.
    pub(crate) signed: Total,
    pub(crate) disbursed: Total,
    pub(crate) documented: Total,
    pub(crate) ineligible: Total,
    pub(crate) refunded: Total,
    pub(crate) cancelled: Total,
    /// What held money back or let it go, in the order of the days whatever that of the recording.
    holds: Vec<(Date, Hold)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Hold {
    Held(Units),
    LetGo(Units),
}

impl Category {
    fn cancel(&mut self, units: Units, on: Date) {
        self.cancelled += units;
        self.hold(Hold::LetGo(units), on);
    }

    fn hold(&mut self, hold: Hold, on: Date) {
        let place = self.holds.partition_point(|(day, _)| *day <= on);
        self.holds.insert(place, (on, hold));
    }

    /// Of tranches that were cancelled before anybody released them: nobody withdraws it until it is
    /// cancelled as well, or another tranche takes it up.
    pub(super) fn held(&self) -> Total {
        self.holds.iter().fold(Total::ZERO, |held, (_, hold)| match *hold {
            Hold::Held(units) => held + units.into(),
            Hold::LetGo(units) => held - held.min(units.into()),
        })
    }

    /// Negative where more was disbursed than signed.
    pub(crate) fn undisbursed(&self) -> Total {
        self.signed - self.net_disbursed() - self.cancelled
    }

    pub(crate) fn net_disbursed(&self) -> Total {
        self.disbursed - self.refunded
    }
}

/// The categories of an agreement. One that only a charge names has an amount of nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Categories {
    all: BTreeMap<CategoryKey, Category>,
    /// Of commitment: every sum is in it.
    currency: Option<Currency>,
    /// An amount in another one is in no sum.
    left_out: bool,
}

impl Categories {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&CategoryKey, &Category)> {
        self.all.iter()
    }

    pub(crate) fn get(&self, key: &CategoryKey) -> Option<&Category> {
        self.all.get(key)
    }

    /// Of some amount no sum has anything, because it is in another currency.
    pub(super) fn is_partial(&self) -> bool {
        self.left_out
    }

    /// What a sum has of that amount.
    pub(super) fn units(&mut self, money: Money) -> Units {
        let ours = *self.currency.get_or_insert(money.currency);
        money.in_currency(ours).unwrap_or_else(|| {
            self.left_out = true;
            Units::ZERO
        })
    }

    pub(super) fn entry(&mut self, key: &CategoryKey) -> &mut Category {
        self.all.entry(key.clone()).or_default()
    }

    /// What the agreement's own events mean for its categories.
    pub(super) fn take(&mut self, event: &agreement::Event, on: Date) {
        if let agreement::Event::Signed(signed) = event {
            let committed = signed.terms.money.currency;
            // What came before it, of a signature that never was, is in another currency.
            if self.currency.is_some_and(|before| before != committed) {
                (self.all, self.left_out) = (BTreeMap::new(), true);
            }
            self.currency = Some(committed);
            for CategoryLine { category, label, money } in &signed.terms.categories {
                let units = self.units(*money);
                let category = self.entry(category);
                category.label.clone_from(label);
                category.initial += units;
                category.signed += units;
            }
        }
        if let agreement::Event::Cancelled(cancelled) = event {
            for Charge { category, money } in &cancelled.amounts {
                let units = self.units(*money);
                self.entry(category).cancel(units, on);
            }
        }
    }

    /// What the tranches' events mean for them.
    pub(super) fn split(&mut self, event: &tranche::Event, on: Date) {
        if let tranche::Event::Defined(definition) = event {
            let units = self.units(definition.money);
            self.entry(&definition.category).hold(Hold::LetGo(units), on);
        }
        if let tranche::Event::Cancelled(cancelled) = event {
            let units = self.units(cancelled.money);
            self.entry(&cancelled.category).hold(Hold::Held(units), on);
        }
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        match event {
            Event::AmountCancelled(AmountCancelled { category, money, .. }) => {
                let units = self.units(*money);
                self.entry(category).cancel(units, on);
            }
            Event::Reallocated(Reallocated { moves, .. }) => {
                for Move { from, to, money } in moves {
                    let units = self.units(*money);
                    self.entry(from).signed -= units;
                    self.entry(to).signed += units;
                }
            }
        }
    }
}

impl Financing {
    pub(super) fn cancel_amount(
        &self,
        category: &CategoryKey,
        money: Money,
        reason: Option<&String>,
        mut guards: Guards,
    ) -> Outcome {
        self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        // Whoever decided it had a reason; where nobody is named, the reason is.
        let founded = reason.is_some() || guards.authorised || guards.import;
        require(founded, || Rejection::ReasonMissing)?;
        let charge = Charge { category: category.clone(), money };
        self.known_charges(std::slice::from_ref(&charge))?;
        self.remain_available(&[charge], &[], &mut guards)?;
        let (category, reason, restructuring) = (category.clone(), reason.cloned(), None);
        let cancelled = AmountCancelled { category, money, restructuring, reason };
        Ok(guards.decided([Event::AmountCancelled(cancelled)]))
    }

    pub(super) fn reallocate(&self, moves: &[Move], mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        require(!moves.is_empty(), || Rejection::NothingToChange)?;
        self.known_moves(moves)?;
        self.remain_available(&[], moves, &mut guards)?;
        let reallocated = Reallocated { moves: moves.to_vec(), restructuring: None };
        Ok(guards.decided([Event::Reallocated(reallocated)]))
    }

    pub(super) fn category(&self, key: &CategoryKey) -> Result<&Category, Rejection> {
        let unknown = || Rejection::UnknownCategory { category: key.clone() };
        self.categories.get(key).ok_or_else(unknown)
    }

    /// Positive, in the commitment currency, of categories of the agreement.
    pub(super) fn known_charges(&self, charges: &[Charge]) -> Result<(), Rejection> {
        charges.iter().try_for_each(|Charge { category, money }| {
            self.category(category)?;
            self.committed_money(*money)
        })
    }

    pub(super) fn known_moves(&self, moves: &[Move]) -> Result<(), Rejection> {
        moves.iter().try_for_each(|Move { from, to, money }| {
            self.category(from)?;
            self.category(to)?;
            require(from != to, || Rejection::NothingToChange)?;
            self.committed_money(*money)
        })
    }

    /// Positive, and in the commitment currency.
    pub(super) fn committed_money(&self, money: Money) -> Result<(), Rejection> {
        positive(money)?;
        let expected = self.agreement.currency().ok_or(Rejection::NotSigned)?;
        in_currency(money, expected)
    }

    /// No category is left with less than is already committed of it, as far as that can be told.
    pub(super) fn remain_available(
        &self,
        cancelled: &[Charge],
        moves: &[Move],
        guards: &mut Guards,
    ) -> Result<(), Rejection> {
        let currency = self.agreement.currency().ok_or(Rejection::NotSigned)?;
        let mut taken = BTreeMap::<&CategoryKey, Taken>::new();
        for Charge { category, money } in cancelled {
            taken.entry(category).or_default().cancelled += money.units;
        }
        for Move { from, to, money } in moves {
            taken.entry(from).or_default().out += money.units;
            taken.entry(to).or_default().back += money.units;
        }
        taken.into_iter().try_for_each(|(category, Taken { cancelled, out, back })| {
            let available = self.available(category);
            let (all, movable) = (cancelled + out, self.movable(category).min(available));
            // What is moved away is not what tranches are made of.
            let whole = out <= back || out <= movable + back;
            let enough = all <= back || all <= available + back;
            let remaining = Sum(if whole { available } else { movable }, currency);
            let exceeded = exceeded(category, remaining);
            if all > Total::ZERO && self.ask_otherwise(category, Pending::SpecialCommitments) {
                guards.unverified(exceeded.code());
            }
            guards.consistent(require(whole && enough, || exceeded))
        })
    }

    /// What no tranche is made of.
    fn movable(&self, key: &CategoryKey) -> Total {
        let unsplit = self.categories.get(key).map(|category| self.unsplit(key, category));
        unsplit.unwrap_or_default().max(Total::ZERO)
    }

    /// What no payment has taken and no special commitment will.
    pub(super) fn available(&self, key: &CategoryKey) -> Total {
        let undisbursed = self.categories.get(key).map(Category::undisbursed);
        let committed = self.pending(key, Pending::SpecialCommitments);
        undisbursed.unwrap_or_default() - committed
    }

    /// What an application may still ask for: of what is released, and not asked for already.
    pub(super) fn remaining(&self, key: &CategoryKey) -> Total {
        let Some(category) = self.categories.get(key) else { return Total::ZERO };
        let unspent = self.released(key, category) - category.net_disbursed();
        category.undisbursed().min(unspent) - self.pending(key, Pending::All)
    }

    fn pending(&self, key: &CategoryKey, which: Pending) -> Total {
        let currency = self.agreement.currency();
        let special_only = which == Pending::SpecialCommitments;
        currency.map_or(Total::ZERO, |it| self.withdrawals.pending(key, it, special_only))
    }

    /// Applications ask something of it of which nobody knows what will be charged.
    pub(super) fn ask_otherwise(&self, key: &CategoryKey, which: Pending) -> bool {
        let special_only = which == Pending::SpecialCommitments;
        let currency = self.agreement.currency();
        currency.is_some_and(|it| self.withdrawals.ask_otherwise(key, it, special_only))
    }

    /// All that is undisbursed, where anything is.
    pub(super) fn undisbursed_charges(&self) -> Vec<Charge> {
        let Some(currency) = self.agreement.currency() else { return Vec::new() };
        let charge = |(key, category): (&CategoryKey, &Category)| {
            let units = units(category.undisbursed()).filter(|units| *units > Units::ZERO)?;
            Some(Charge { category: key.clone(), money: units.of(currency) })
        };
        self.categories.iter().filter_map(charge).collect()
    }
}

/// What is taken of a category at once, and what comes back to it.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    cancelled: Total,
    out: Total,
    back: Total,
}

/// Which applications that are not paid yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    All,
    SpecialCommitments,
}

pub(super) fn exceeded(category: &CategoryKey, remaining: Sum) -> Rejection {
    Rejection::CategoryExceeded { category: category.clone(), remaining }
}

pub(super) fn positive(money: Money) -> Result<(), Rejection> {
    require(money.units > Units::ZERO, || Rejection::AmountNotPositive)
}

/// For what a statement says of one payment: nothing, where it does not show it.
pub(super) fn not_below_zero(money: Money) -> Result<(), Rejection> {
    require(money.units >= Units::ZERO, || Rejection::AmountBelowZero)
}

pub(super) fn in_currency(money: Money, expected: Currency) -> Result<(), Rejection> {
    require(money.currency == expected, || Rejection::CurrencyDiffers { expected })
}

/// The units of a sum, if that is an amount one could state.
pub(super) fn units(total: Total) -> Option<Units> {
    Units::try_from(total.to_string().parse::<i64>().ok()?).ok()
}
