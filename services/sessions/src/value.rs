//! What several aggregates speak of: things of other services, dates as sources give them.

use std::fmt;

use jiff::civil::Date;
use kernel::{Effective, Precision, StatedWeekday};
use serde::{Deserialize, Serialize};

/// A thing of any service, by the reference people know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) kind: SubjectKind,
    #[serde(deserialize_with = "kernel::named")]
    pub(crate) reference: String,
}

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
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum SubjectKind {
    Programme,
    Phase,
    Component,
    Workplan,
    Strategy,
    Financing,
    Collaboration,
    Sponsorship,
    Scope,
    Other,
    Recommendation,
    Session,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", <&str>::from(self.kind), self.reference)
    }
}

/// When a session is or was, as well as a source says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dates {
    pub(crate) from: Option<Effective>,
    pub(crate) until: Option<Date>,
    /// The day of the week that the source prints for the first day.
    pub(crate) weekday: Option<StatedWeekday>,
    /// The source prints day and month only.
    pub(crate) year_inferred: bool,
    /// The words of the source.
    pub(crate) printed: Option<String>,
}

/// Why a date is not simply believed. It is kept as it was asserted.
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
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Doubt {
    Weekday,
    YearInferred,
    /// Other facts make it unlikely.
    Contradicted,
    SourcesDiffer,
}

impl Dates {
    /// The first day, or the first of the month or year that it lies in.
    pub(crate) fn first(&self) -> Option<Date> {
        self.from.map(|from| from.on)
    }

    /// The first day, where it is known to the day.
    pub(crate) fn first_day(&self) -> Option<Date> {
        self.from.filter(|from| from.precision == Precision::Day).map(|from| from.on)
    }

    /// The last day, where it is known to the day.
    pub(crate) fn last_day(&self) -> Option<Date> {
        self.until.or_else(|| self.first_day())
    }

    pub(crate) fn in_order(&self) -> bool {
        self.until.is_none_or(|until| self.first().is_some_and(|first| first <= until))
    }

    /// What makes these dates doubtful by themselves.
    pub(crate) fn doubts(&self) -> Vec<Doubt> {
        let contradicts =
            |StatedWeekday(day)| self.first_day().is_some_and(|first| first.weekday() != day);
        let weekday = self.weekday.is_some_and(contradicts).then_some(Doubt::Weekday);
        weekday.into_iter().chain(self.year_inferred.then_some(Doubt::YearInferred)).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dates(from: &str, weekday: &str) -> Dates {
        Dates { from: from.parse().ok(), weekday: weekday.parse().ok(), ..Dates::default() }
    }

    #[test]
    fn a_weekday_is_only_doubtful_beside_a_day() {
        assert_eq!(dates("2018-04-21", "jeudi").doubts(), [Doubt::Weekday]);
        assert_eq!(dates("2018-04-21", "samedi").doubts(), []);
        assert_eq!(dates("2018-04", "jeudi").doubts(), []);
        assert_eq!(dates("2018-04-21", "").doubts(), []);
    }

    #[test]
    fn a_last_day_comes_with_a_first_and_not_before_it() {
        let until = |from, day| Dates { until: Some(date(2019, 9, day)), ..dates(from, "") };
        assert!(until("2019-09-26", 28).in_order());
        assert!(until("2019-09-26", 26).in_order());
        assert!(!until("2019-09-26", 25).in_order());
        assert!(!until("", 28).in_order());
    }
}
