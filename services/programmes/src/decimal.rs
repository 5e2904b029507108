//! Exact decimals that are not money: what indicators measure, and rates as they are printed.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A number with the decimals it was stated with: `48.9` is not `48.90`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Decimal {
    /// Without the point.
    digits: i64,
    /// How many of them stand behind it.
    places: u32,
}

/// More than this many digits is a slip of the keyboard.
const MOST_DIGITS: usize = 15;
const MOST_PLACES: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub(crate) struct NotADecimal;

impl Decimal {
    pub(crate) fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// In units of the sixth decimal, in which all of them can be compared and summed.
    pub(crate) fn millionths(self) -> i128 {
        let places = u32::try_from(MOST_PLACES).unwrap_or(0);
        i128::from(self.digits) * 10_i128.pow(places.saturating_sub(self.places))
    }

    /// The same number as whole hundredths, to as many decimals as this one states.
    pub(crate) fn agrees_with(self, hundredths: i128) -> bool {
        match self.places.cmp(&2) {
            Ordering::Less => {
                let step = 10_i128.pow(2 - self.places);
                crate::rate::half_up(hundredths, step) == i128::from(self.digits)
            }
            Ordering::Equal => hundredths == i128::from(self.digits),
            Ordering::Greater => self.millionths() == hundredths * 10_000,
        }
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// A point, no separators, a minus sign at most.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let decimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = whole.len() + fraction.len() <= MOST_DIGITS && fraction.len() <= MOST_PLACES;
        if whole.is_empty() || digits.ends_with('.') || !fits {
            return Err(NotADecimal);
        }
        if !decimal(whole) || !decimal(fraction) {
            return Err(NotADecimal);
        }
        let digits: i64 = format!("{whole}{fraction}").parse().map_err(|_| NotADecimal)?;
        let places = u32::try_from(fraction.len()).map_err(|_| NotADecimal)?;
        Ok(Self { digits: sign * digits, places })
    }
}

impl TryFrom<String> for Decimal {
    type Error = NotADecimal;

    fn try_from(text: String) -> Result<Self, NotADecimal> {
        text.parse()
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.places).unwrap_or(0);
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.digits < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_the_decimals_it_was_stated_with() {
        for text in ["48.9", "48.90", "0", "-3", "0.05", "79168", "123456789012345"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        for wrong in ["", ".", "5.", ".5", "1,5", "1 000", "+1", "1e3", "--1", "0.1234567", "٣"] {
            assert_eq!(wrong.parse::<Decimal>(), Err(NotADecimal), "{wrong}");
        }
        assert!("1234567890123456".parse::<Decimal>().is_err());
    }

    #[test]
    fn a_printed_rate_agrees_to_as_many_decimals_as_it_has() {
        let printed = |text: &str| text.parse::<Decimal>().unwrap();
        assert!(printed("23.47").agrees_with(2347));
        assert!(!printed("23.46").agrees_with(2347));
        assert!(printed("48.5").agrees_with(4849));
        assert!(!printed("48.9").agrees_with(4849));
        assert!(printed("76").agrees_with(7647));
        assert!(!printed("77").agrees_with(7647));
        assert!(printed("23.470").agrees_with(2347));
        assert!(!printed("23.471").agrees_with(2347));
    }
}
