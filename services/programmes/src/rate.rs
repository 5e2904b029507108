//! The rate of execution, and how it is rounded: stated here and nowhere else.
//!
//! A rate is what was spent for each hundred that was planned, to the hundredth, half a hundredth
//! away from zero: 4 239 of 18 064 millions make 23.466…, which is 23.47. It is always reckoned from
//! recorded amounts; no command carries one that a view would show as ours.

use std::fmt;

use kernel::Total;

/// Hundredths of a per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rate(pub(crate) i128);

/// None where nothing was planned: there is nothing to compare with.
pub(crate) fn rate(executed: Total, planned: Total) -> Option<Rate> {
    of(executed.into(), planned.into())
}

/// Of plain counts, such as households of a target.
pub(crate) fn of(part: i128, whole: i128) -> Option<Rate> {
    (whole > 0).then(|| Rate(half_up(part.saturating_mul(10_000), whole)))
}

/// The nearest whole number of `number` / `by`; halves go away from zero. `by` is positive.
pub(crate) fn half_up(number: i128, by: i128) -> i128 {
    let (whole, rest) = (number / by, number % by);
    if rest.saturating_abs().saturating_mul(2) >= by { whole + number.signum() } else { whole }
}

impl fmt::Display for Rate {
    /// `23.47`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, all) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:02}", all / 100, all % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rates_of_the_real_years_are_those_that_were_published() {
        for (executed, planned, published) in [
            (4_239, 18_064, "23.47"),
            (667_562_353, 944_248_410, "70.70"),
            (1_703_162_773, 4_898_898_270, "34.77"),
            (5_302, 10_934, "48.49"),
            (13_000, 17_000, "76.47"),
            (8_679, 14_523, "59.76"),
            (2_659, 15_545, "17.11"),
        ] {
            assert_eq!(
                of(executed, planned).map(|rate| rate.to_string()).as_deref(),
                Some(published)
            );
        }
    }

    #[test]
    fn half_a_hundredth_goes_away_from_zero() {
        assert_eq!(of(1, 20_000), Some(Rate(1)));
        assert_eq!(of(-1, 20_000), Some(Rate(-1)));
        assert_eq!(of(1, 20_001), Some(Rate(0)));
        assert_eq!(of(1, 0), None);
        assert_eq!(Rate(-5).to_string(), "-0.05");
    }

    proptest! {
        #[test]
        fn a_rate_is_never_further_than_half_a_hundredth(part in 0..10_i128.pow(15), whole in 1..10_i128.pow(15)) {
            let Rate(hundredths) = of(part, whole).unwrap();
            let off = (part * 10_000 - hundredths * whole).abs();
            prop_assert!(off * 2 <= whole);
        }
    }
}
