use std::{fmt, iter, ops, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount as people state it. To reckon with it, say in which currency: [`Money::in_currency`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredMoney", from = "StoredMoney")]
pub struct Money {
    pub units: Units,
    pub currency: Currency,
}

/// As it lies in the journal: with the exponent of the day it was written.
#[derive(Serialize, Deserialize)]
struct StoredMoney {
    units: Units,
    currency: Currency,
    exponent: u32,
}

/// Whole minor units of a currency the holder knows. Signed, because a correction can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Units(i64);

/// A sum of units. Wide enough that adding up every event a journal can hold does not overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Total(i128);

/// The currencies agreements are signed in and money is spent in.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::VariantArray,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum Currency {
    Bif,
    Chf,
    Eur,
    Gbp,
    Jpy,
    Usd,
    Xdr,
    Xof,
}

/// Why a text is not an amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    #[error("not a decimal number")]
    NotANumber,
    /// `12.345` of a currency that has hundredths.
    #[error("more decimals than the currency has")]
    TooPrecise,
    /// More than any agreement has ever held: somebody's keyboard slipped.
    #[error("more than {} units", Units::MOST)]
    TooLarge,
}

impl Money {
    /// Reads `46300000.00`: a point, no separators, and no more decimals than the currency has.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, NotMoney> {
        let (sign, digits) = match amount.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, amount),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let ends_with_point = digits.ends_with('.');
        if whole.is_empty() || ends_with_point || !decimal(whole) || !decimal(fraction) {
            return Err(NotMoney::NotANumber);
        }
        let places = usize::try_from(currency.exponent()).unwrap_or(0);
        if fraction.len() > places {
            return Err(NotMoney::TooPrecise);
        }
        let units = format!("{whole}{fraction:0<places$}");
        let units = units.parse::<i64>().map_err(|_| NotMoney::TooLarge)?;
        Ok(Self { units: Units::try_from(sign * units)?, currency })
    }

    /// The units, if this is money of that currency. Nothing converts silently.
    pub fn in_currency(self, currency: Currency) -> Option<Units> {
        (self.currency == currency).then_some(self.units)
    }

    /// `46300000.00`, the reverse of [`Money::parse`].
    pub fn amount(self) -> String {
        Total::from(self.units).decimal(self.currency)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl From<Money> for StoredMoney {
    fn from(Money { units, currency }: Money) -> Self {
        Self { units, currency, exponent: currency.exponent() }
    }
}

impl From<StoredMoney> for Money {
    /// Whatever is recorded is read: an exponent that is no longer ours is brought to ours.
    fn from(StoredMoney { units: Units(units), currency, exponent }: StoredMoney) -> Self {
        let ours = currency.exponent();
        let units = match exponent.cmp(&ours) {
            std::cmp::Ordering::Equal => units,
            std::cmp::Ordering::Less => {
                units.saturating_mul(10_i64.saturating_pow(ours - exponent))
            }
            std::cmp::Ordering::Greater => units / 10_i64.saturating_pow(exponent - ours),
        };
        Self { units: Units(units), currency }
    }
}

impl Currency {
    /// Decimal places of one major unit. ISO 4217 gives none for the XDR; we keep two.
    pub fn exponent(self) -> u32 {
        match self {
            Self::Bif | Self::Jpy | Self::Xof => 0,
            Self::Chf | Self::Eur | Self::Gbp | Self::Usd | Self::Xdr => 2,
        }
    }
}

impl Units {
    pub const ZERO: Self = Self(0);
    /// Checked where money comes in. What is already recorded is read, whatever it is.
    pub const MOST: i64 = 1_000_000_000_000_000;

    pub fn of(self, currency: Currency) -> Money {
        Money { units: self, currency }
    }
}

impl TryFrom<i64> for Units {
    type Error = NotMoney;

    fn try_from(units: i64) -> Result<Self, NotMoney> {
        if units.unsigned_abs() > Self::MOST.unsigned_abs() {
            Err(NotMoney::TooLarge)
        } else {
            Ok(Self(units))
        }
    }
}

impl From<Units> for i64 {
    fn from(units: Units) -> Self {
        units.0
    }
}

impl From<Units> for Total {
    fn from(units: Units) -> Self {
        Self(units.0.into())
    }
}

impl Total {
    pub const ZERO: Self = Self(0);

    /// Major units with a point and all the decimals of the currency.
    pub fn decimal(self, currency: Currency) -> String {
        let places = usize::try_from(currency.exponent()).unwrap_or(0);
        let digits = format!("{:0>width$}", self.0.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.0 < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl From<Total> for i128 {
    /// For what is not money: a share, a rate.
    fn from(total: Total) -> Self {
        total.0
    }
}

impl FromStr for Total {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl ops::AddAssign<Units> for Total {
    fn add_assign(&mut self, units: Units) {
        self.0 = self.0.saturating_add(units.0.into());
    }
}

impl ops::SubAssign<Units> for Total {
    fn sub_assign(&mut self, units: Units) {
        self.0 = self.0.saturating_sub(units.0.into());
    }
}

impl ops::Add for Total {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl ops::Sub for Total {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl iter::Sum<Units> for Total {
    fn sum<I: Iterator<Item = Units>>(all: I) -> Self {
        all.fold(Self::default(), |mut total, units| {
            total += units;
            total
        })
    }
}

impl iter::Sum for Total {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), ops::Add::add)
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_not_money() {
        assert!(Units::try_from(Units::MOST).is_ok());
        assert_eq!(Units::try_from(Units::MOST + 1), Err(NotMoney::TooLarge));
        assert_eq!(Units::try_from(i64::MIN), Err(NotMoney::TooLarge));
    }

    #[test]
    fn an_amount_is_exact_or_refused() {
        for (text, currency, units) in [
            ("46300000.00", Currency::Xdr, 4_630_000_000),
            ("46300000", Currency::Xdr, 4_630_000_000),
            ("0.5", Currency::Usd, 50),
            ("-1", Currency::Xof, -1),
        ] {
            let money = Money::parse(text, currency).unwrap();
            assert_eq!(i64::from(money.units), units, "{text}");
            assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
        }
        for wrong in ["", ".", ".5", "5.", "1e3", "1 000", "1,5", "+1", "--1", "٣", "1.-2"] {
            assert_eq!(Money::parse(wrong, Currency::Eur), Err(NotMoney::NotANumber), "{wrong}");
        }
        assert_eq!(Money::parse("1.5", Currency::Xof), Err(NotMoney::TooPrecise));
        assert_eq!(Money::parse("1.234", Currency::Usd), Err(NotMoney::TooPrecise));
        let long = "9".repeat(40);
        assert_eq!(Money::parse(&long, Currency::Xof), Err(NotMoney::TooLarge));
    }

    #[test]
    fn money_keeps_its_exponent_where_it_is_stored() {
        let money = Money::parse("46300000.00", Currency::Xdr).unwrap();
        let stored = r#"{"units":4630000000,"currency":"XDR","exponent":2}"#;
        assert_eq!(serde_json::to_string(&money).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Money>(stored).unwrap(), money);
    }

    proptest! {
        #[test]
        fn whatever_is_recorded_adds_up(all in vec(any::<i64>(), 0..50)) {
            let total: Total = all.iter().copied().map(Units).sum();
            prop_assert_eq!(total, Total(all.into_iter().map(i128::from).sum()));
        }

        #[test]
        fn what_is_written_is_read_again(units in -Units::MOST..Units::MOST) {
            for currency in [Currency::Xof, Currency::Xdr] {
                let money = Units(units).of(currency);
                prop_assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
            }
        }
    }
}
