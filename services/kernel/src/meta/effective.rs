//! Days as well as they are known, and the day of the week that a document prints beside one.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::NotA;

/// A day as well as it is known: `2019-09-26`, `2019-09`, `2019-Q3` or `2019`; `2018?-04-21` where
/// the year is not stated, as ISO 8601-2 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The first day of what is known.
    pub on: Date,
    pub precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Precision {
    /// Day and month are stated, the year is not: the year kept is an inference.
    UnknownYear,
    Year,
    Quarter,
    Month,
    Day,
}

/// A day of the week, stored by its English name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StatedWeekday(pub Weekday);

const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "monday", "lundi"),
    (Weekday::Tuesday, "tuesday", "mardi"),
    (Weekday::Wednesday, "wednesday", "mercredi"),
    (Weekday::Thursday, "thursday", "jeudi"),
    (Weekday::Friday, "friday", "vendredi"),
    (Weekday::Saturday, "saturday", "samedi"),
    (Weekday::Sunday, "sunday", "dimanche"),
];

impl FromStr for StatedWeekday {
    type Err = NotA;

    /// In English or in French.
    fn from_str(text: &str) -> Result<Self, NotA> {
        let text = text.to_lowercase();
        let found = WEEKDAYS.iter().find(|(_, en, fr)| *en == text || *fr == text);
        found.map(|(day, ..)| Self(*day)).ok_or(NotA("a day of the week"))
    }
}

impl From<StatedWeekday> for String {
    fn from(StatedWeekday(day): StatedWeekday) -> Self {
        let found = WEEKDAYS.iter().find(|(known, ..)| *known == day);
        found.map_or_else(Self::new, |(_, en, _)| (*en).to_owned())
    }
}

impl TryFrom<String> for StatedWeekday {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl Effective {
    /// The last day of what is known.
    pub fn last_day(&self) -> Date {
        let months = match self.precision {
            Precision::Year => 12,
            Precision::Quarter => 3,
            Precision::Month => 1,
            Precision::Day | Precision::UnknownYear => return self.on,
        };
        let next = self.on.saturating_add(jiff::Span::new().months(months));
        next.yesterday().unwrap_or(next)
    }
}

impl From<Date> for Effective {
    fn from(on: Date) -> Self {
        Self { on, precision: Precision::Day }
    }
}

impl FromStr for Effective {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let wrong = NotA("a date");
        if let Some((year, day)) = text.split_once('?') {
            let stated = Self::from_str(&format!("{year}{day}"))?;
            let whole = year.len() == 4 && stated.precision == Precision::Day;
            let inferred = Self { precision: Precision::UnknownYear, ..stated };
            return whole.then_some(inferred).ok_or(wrong);
        }
        let (on, precision) = match (text.len(), text.split_once("-Q")) {
            (7, Some((year, quarter))) => {
                let first = match quarter {
                    "1" => "01",
                    "2" => "04",
                    "3" => "07",
                    "4" => "10",
                    _ => return Err(wrong),
                };
                (format!("{year}-{first}-01"), Precision::Quarter)
            }
            (4, None) => (format!("{text}-01-01"), Precision::Year),
            (7, None) => (format!("{text}-01"), Precision::Month),
            (10, None) => (text.to_owned(), Precision::Day),
            _ => return Err(wrong),
        };
        on.parse().map(|on| Self { on, precision }).map_err(|_| wrong)
    }
}

impl fmt::Display for Effective {
    /// The reverse of `parse`, as precise as it was stated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.on.year(), self.on.month());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => self.on.fmt(f),
            Precision::UnknownYear => {
                write!(f, "{year:04}?-{month:02}-{:02}", self.on.day())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_precise_as_it_was_stated() {
        let read = |text: &str| text.parse::<Effective>().unwrap();
        for (text, precision) in [
            ("2019", Precision::Year),
            ("2019-Q3", Precision::Quarter),
            ("2019-09", Precision::Month),
            ("2019-09-26", Precision::Day),
            ("2018?-04-21", Precision::UnknownYear),
        ] {
            assert_eq!(read(text).precision, precision);
            assert_eq!(read(text).to_string(), text);
        }
        assert_eq!(read("2019-Q3").on.to_string(), "2019-07-01");
        for (text, last) in [
            ("2019", "2019-12-31"),
            ("2019-Q3", "2019-09-30"),
            ("2020-02", "2020-02-29"),
            ("2019-09-26", "2019-09-26"),
        ] {
            assert_eq!(read(text).last_day().to_string(), last);
        }
        for wrong in [
            "",
            "19",
            "2019-Q5",
            "2019-13",
            "2019-02-30",
            "26/09/2019",
            "2019-09-26T00",
            "?-04-21",
            "2018?-04",
            "2018-04?-21",
            "2018?-02-30",
        ] {
            assert!(wrong.parse::<Effective>().is_err(), "{wrong}");
        }
    }
}
