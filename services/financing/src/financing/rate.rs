use std::{fmt, str::FromStr};

use kernel::{Currency, Money, Units};
use serde::{Deserialize, Serialize};

/// Units of one currency per unit of another, exactly as the source prints it: `655.957`.
///
/// Shown, and used to warn. No rule takes a converted amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Rate(String);

/// Why a text is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a positive decimal of at most {MOST_DIGITS} digits either side of the point")]
pub(crate) struct NotARate;

const MOST_DIGITS: usize = 10;

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| {
            (1..=MOST_DIGITS).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if digits(whole) && digits(fraction) && !zero {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotARate)
        }
    }
}

impl Rate {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What `money` is worth at this rate, rounded down; none where it cannot be told.
    pub(super) fn estimate(&self, money: Money, into: Currency) -> Option<Units> {
        let (whole, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        let per_unit: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let minor = |currency: Currency| 10_i128.checked_pow(currency.exponent());
        let worth = i128::from(i64::from(money.units)).checked_mul(scale)?;
        let worth = worth.checked_mul(minor(into)?)?;
        let worth = worth.checked_div(per_unit.checked_mul(minor(money.currency)?)?)?;
        Units::try_from(i64::try_from(worth).ok()?).ok()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
