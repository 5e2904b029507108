use std::collections::BTreeMap;

use kernel::{Currency, Rejection as _, Total};

use super::{
    Event, Financing, Rejection, category::Category, correction::noted, guards::require,
    key::CategoryKey, rejection::Sum,
};

/// What is known of an amount, in the commitment currency.
///
/// Signed = disbursed − refunded + undisbursed + cancelled, always. Over-disbursement shows as a
/// negative undisbursed amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balances {
    /// Of a category: what was signed for it at first.
    pub(crate) approved: Total,
    /// After reallocation.
    pub(crate) signed: Total,
    pub(crate) released: Total,
    /// What applications ask for that were submitted and neither rejected nor abandoned, in the
    /// currencies they are made in.
    pub(crate) requested: BTreeMap<Currency, Total>,
    pub(crate) disbursed: Total,
    pub(crate) documented: Total,
    pub(crate) ineligible: Total,
    pub(crate) refunded: Total,
    pub(crate) cancelled: Total,
    pub(crate) undisbursed: Total,
    /// Undisbursed, less what special commitments will take.
    pub(crate) available: Total,
}

impl Financing {
    /// Of the whole agreement.
    pub(crate) fn balances(&self) -> Balances {
        let mut whole = Balances::default();
        for one in self.category_balances().into_values() {
            whole.add(one);
        }
        whole.approved = self.agreement.approved.map_or(Total::ZERO, |money| money.units.into());
        whole
    }

    pub(crate) fn category_balances(&self) -> BTreeMap<&CategoryKey, Balances> {
        let one = |(key, category)| (key, self.balances_of(key, category));
        self.categories.iter().map(one).collect()
    }

    /// What an amendment left overdrawn, of two sums, or open although the books are closed, as anomalies:
    /// each is said once, until somebody explains it.
    pub(super) fn overdrawn(&self, beside: &str) -> Vec<Event> {
        let Some(currency) = self.agreement.signed.map(|money| money.currency) else {
            return Vec::new();
        };
        let broken = self.categories.iter().filter_map(|(key, category)| {
            // What was cancelled of a tranche that is partly used is missing nowhere.
            let whole = self.unsplit(key, category) + category.cancelled;
            let left = self.available(key).min(whole);
            let missing = Sum(Total::ZERO - left, currency);
            let broken = || Rejection::BalanceOverdrawn { category: key.clone(), missing };
            (left < Total::ZERO).then(broken).map(|it| (it.code(), it.args()))
        });
        let parts = self.parts_sum(currency).err().map(|it| (it.code(), it.args()));
        let unclosed = self.unclosed().into_iter().map(|reason| (reason.code(), reason.args()));
        let differs = Rejection::CurrencyDiffers { expected: currency };
        let partial = Some(differs).filter(|_| self.categories.is_partial());
        let partial = partial.map(|it| (it.code(), it.args()));
        let all = broken.chain(parts).chain(partial).chain(unclosed);
        self.unsaid(all.map(|(about, args)| noted(about, args, beside)))
    }

    /// The table of categories still makes up what was signed.
    fn parts_sum(&self, currency: Currency) -> Result<(), Rejection> {
        let signed = self.agreement.signed.map_or(Total::ZERO, |money| money.units.into());
        let initial = self.categories.iter().map(|(_, category)| category.initial).sum();
        let (sum, expected) = (Sum(initial, currency), Sum(signed, currency));
        require(sum == expected, || Rejection::PartsDoNotSum { sum, expected })
    }

    fn balances_of(&self, key: &CategoryKey, category: &Category) -> Balances {
        Balances {
            approved: category.initial,
            signed: category.signed,
            released: self.released(key, category),
            requested: self.withdrawals.requested(key),
            disbursed: category.disbursed,
            documented: category.documented,
            ineligible: category.ineligible,
            refunded: category.refunded,
            cancelled: category.cancelled,
            undisbursed: category.undisbursed(),
            available: self.available(key),
        }
    }
}

impl Balances {
    fn add(&mut self, one: Self) {
        self.signed = self.signed + one.signed;
        self.released = self.released + one.released;
        self.disbursed = self.disbursed + one.disbursed;
        self.documented = self.documented + one.documented;
        self.ineligible = self.ineligible + one.ineligible;
        self.refunded = self.refunded + one.refunded;
        self.cancelled = self.cancelled + one.cancelled;
        self.undisbursed = self.undisbursed + one.undisbursed;
        self.available = self.available + one.available;
        for (currency, total) in one.requested {
            let requested = self.requested.entry(currency).or_default();
            *requested = *requested + total;
        }
    }
}
