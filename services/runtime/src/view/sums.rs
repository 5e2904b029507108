//! Amounts, as answers write them and sums take them.

use kernel::{Currency, Money, Total, Units};
use proto::jalon::v1 as pb;

/// As the contracts write an amount.
pub fn sum(total: Total, currency: Currency) -> pb::Money {
    pb::Money { amount: total.decimal(currency), currency: currency.to_string() }
}

pub fn money(money: Money) -> pb::Money {
    sum(money.units.into(), money.currency)
}

/// The units of `money` where sums are kept in `ours`: whatever came first says in which currency
/// that is, and nothing converts silently.
pub fn units(money: Money, ours: &mut Option<Currency>) -> Units {
    let ours = *ours.get_or_insert(money.currency);
    money.in_currency(ours).unwrap_or(Units::ZERO)
}

/// Adds one to another. What was recorded is reckoned with, whatever it is.
pub fn add(total: &mut Total, other: Total) {
    *total = *total + other;
}
