//! What stands behind a line, and a day as rows hold it.

use std::ops::Deref;

use jiff::civil::Date;
use kernel::{Effective, Fact, Precision};
use proto::jalon::v1 as pb;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What stands behind a line: the event that established it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub position: u64,
    pub event_id: Uuid,
    pub illustrative: bool,
    /// When it took effect.
    pub on: Day,
    precision: Precision,
    /// Its words are not for whoever reads the line.
    withheld: bool,
}

impl<E> From<&Fact<E>> for Proof {
    fn from(fact: &Fact<E>) -> Self {
        let Effective { on, precision } = fact.meta.effective;
        Self {
            position: fact.position,
            event_id: fact.event_id,
            illustrative: fact.meta.illustrative(),
            on: Day(on),
            precision,
            withheld: fact.meta.withheld,
        }
    }
}

impl From<Proof> for pb::Proof {
    fn from(proof: Proof) -> Self {
        let effective = Effective { on: *proof.on, precision: proof.precision };
        Self {
            position: proof.position,
            event_id: proof.event_id.to_string(),
            illustrative: proof.illustrative,
            effective: effective.to_string(),
            withheld: proof.withheld,
        }
    }
}

/// A day as rows hold it: a number, because they are read and written at every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "i32", try_from = "i32")]
pub struct Day(pub Date);

impl Deref for Day {
    type Target = Date;

    fn deref(&self) -> &Date {
        &self.0
    }
}

impl From<Day> for i32 {
    fn from(Day(date): Day) -> Self {
        Self::from(date.year()) * 10_000 + Self::from(date.month()) * 100 + Self::from(date.day())
    }
}

impl TryFrom<i32> for Day {
    type Error = jiff::Error;

    fn try_from(digits: i32) -> Result<Self, jiff::Error> {
        let (year, rest) = (digits.div_euclid(10_000), digits.rem_euclid(10_000));
        let part = |number: i32| i8::try_from(number).unwrap_or(0);
        let year = i16::try_from(year).unwrap_or(i16::MAX);
        Date::new(year, part(rest / 100), part(rest % 100)).map(Self)
    }
}

/// `2019-09-26`, or nothing.
pub fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |Day(date)| date.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_the_same_after_it_was_stored() {
        for date in [date(2019, 9, 26), date(-9999, 1, 1), date(-1, 12, 31), Date::MAX, Date::ZERO]
        {
            assert_eq!(Day::try_from(i32::from(Day(date))).unwrap(), Day(date));
        }
        assert!(Day::try_from(20_190_231).is_err());
    }
}
