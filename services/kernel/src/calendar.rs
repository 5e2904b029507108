//! Days that pass, as the calendar of a programme holds them: what everything reacts to that follows
//! from time. Whoever records them is the runtime; here they are read.

use jiff::civil::Date;

/// First half of a calendar's stream; the other is the programme.
pub const STREAMS: &str = "calendar-";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calendar {
    Day(day::Event),
}

pub mod day {
    //! One day.

    use jiff::civil::Date;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Event {
        Reached(DayReached),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct DayReached {
        pub date: Date,
    }
}

crate::stored!(Calendar { "calendar.day.reached.v1" => Day(day::Event::Reached), });

impl Calendar {
    pub fn reached(date: Date) -> Self {
        Self::Day(day::Event::Reached(day::DayReached { date }))
    }

    /// The day that is reached.
    pub fn date(&self) -> Date {
        let Self::Day(day::Event::Reached(reached)) = self;
        reached.date
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Stored as _;

    /// As the runtime writes it, which knows more of a day than anybody needs here.
    #[test]
    fn a_day_is_read_from_what_the_runtime_records() {
        let told = br#"{"date":"2018-06-30","live":true}"#;
        let day = Calendar::read("calendar.day.reached.v1", told).unwrap();
        assert_eq!(day, Calendar::reached(date(2018, 6, 30)));
        assert_eq!(day.date(), date(2018, 6, 30));
    }
}
