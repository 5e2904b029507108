//! By which rules a body meets. They are data: no public text sets them for every body.

use jiff::{Span, civil::Date};
use kernel::require;
use serde::{Deserialize, Serialize};

use crate::rejection::Rejection;

/// Sessions that a recommendation may stay open for, where no rule says.
const ESCALATES_AFTER: u32 = 2;
/// Cadences without a session after which a body sleeps, where no rule says.
const DORMANT_AFTER: i32 = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// None where nobody knows: never missed, never dormant.
    pub(crate) cadence: Option<Cadence>,
    pub(crate) quorum: Option<Quorum>,
    pub(crate) escalates_after: Option<u32>,
    /// In days.
    pub(crate) dormant_after: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Cadence {
    Monthly,
    Quarterly,
    Semestrial,
    Annual,
}

/// How many seats make a quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Quorum {
    /// More than half.
    Majority,
    /// At least that part.
    Fraction {
        count: u32,
        of: u32,
    },
    Number {
        count: u32,
    },
}

impl Cadence {
    fn months(self) -> i32 {
        match self {
            Self::Monthly => 1,
            Self::Quarterly => 3,
            Self::Semestrial => 6,
            Self::Annual => 12,
        }
    }

    /// One cadence later.
    pub(crate) fn after(self, day: Date) -> Date {
        self.times(1, day)
    }

    fn times(self, times: i32, day: Date) -> Date {
        day.saturating_add(Span::new().months(self.months() * times))
    }
}

impl Quorum {
    /// Of that many seats.
    pub(crate) fn required(self, seats: u32) -> u32 {
        match self {
            Self::Majority => seats / 2 + 1,
            Self::Fraction { count, of } => {
                let part = (u64::from(seats) * u64::from(count)).div_ceil(u64::from(of.max(1)));
                u32::try_from(part).unwrap_or(u32::MAX)
            }
            Self::Number { count } => count,
        }
    }
}

impl Rules {
    /// A fraction is of something, and no more than the whole.
    pub(crate) fn consistent(&self) -> Result<(), Rejection> {
        let makes_sense = match self.quorum {
            Some(Quorum::Fraction { count, of }) => (1..=of).contains(&count),
            Some(Quorum::Number { count }) => count > 0,
            Some(Quorum::Majority) | None => true,
        };
        require(makes_sense, || Rejection::QuorumRuleMakesNoSense)
    }

    pub(crate) fn escalates_after(&self) -> u32 {
        self.escalates_after.unwrap_or(ESCALATES_AFTER)
    }

    /// The last day on which a body that met on `last` is still awake.
    pub(crate) fn awake_until(&self, last: Date) -> Option<Date> {
        match (self.dormant_after, self.cadence) {
            (Some(days), _) => {
                Some(last.saturating_add(Span::new().days(i64::from(days.min(36_500)))))
            }
            (None, Some(cadence)) => Some(cadence.times(DORMANT_AFTER, last)),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_quorum_is_more_than_half_or_at_least_a_part() {
        for (rule, seats, required) in [
            (Quorum::Majority, 18, 10),
            (Quorum::Majority, 19, 10),
            (Quorum::Majority, 0, 1),
            (Quorum::Fraction { count: 2, of: 3 }, 18, 12),
            (Quorum::Fraction { count: 2, of: 3 }, 19, 13),
            (Quorum::Number { count: 7 }, 3, 7),
        ] {
            assert_eq!(rule.required(seats), required, "{rule:?} of {seats}");
        }
    }

    #[test]
    fn a_body_sleeps_after_four_cadences_or_as_its_rules_say() {
        let last = date(2019, 9, 28);
        let quarterly = Rules { cadence: Some(Cadence::Quarterly), ..Rules::default() };
        assert_eq!(quarterly.awake_until(last), Some(date(2020, 9, 28)));
        let stated = Rules { dormant_after: Some(10), ..quarterly };
        assert_eq!(stated.awake_until(last), Some(date(2019, 10, 8)));
        assert_eq!(Rules::default().awake_until(last), None);
    }

    #[test]
    fn a_fraction_is_of_something_and_no_more_than_the_whole() {
        let of =
            |count, of| Rules { quorum: Some(Quorum::Fraction { count, of }), ..Rules::default() };
        assert_eq!(of(3, 3).consistent(), Ok(()));
        for rules in [of(4, 3), of(0, 3), of(1, 0)] {
            assert_eq!(rules.consistent(), Err(Rejection::QuorumRuleMakesNoSense));
        }
    }
}
