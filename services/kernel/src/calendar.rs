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

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct DayReached {
        pub date: Date,
        /// False while a first import advances the calendar.
        #[serde(default)]
        pub live: bool,
    }
}

crate::stored!(Calendar { "calendar.day.reached.v1" => Day(day::Event::Reached), });

impl Calendar {
    pub fn reached(date: Date) -> Self {
        Self::Day(day::Event::Reached(day::DayReached { date, live: true }))
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

    #[test]
    fn a_day_is_read_as_it_was_ever_recorded() {
        for (told, live) in [
            (r#"{"date":"2018-06-30","live":true}"#, true),
            (r#"{"date":"2018-06-30","live":false}"#, false),
            (r#"{"date":"2018-06-30"}"#, false),
        ] {
            let day = Calendar::read("calendar.day.reached.v1", told.as_bytes()).unwrap();
            let reached = day::DayReached { date: date(2018, 6, 30), live };
            assert_eq!(day, Calendar::Day(day::Event::Reached(reached)));
            assert_eq!(day.date(), date(2018, 6, 30));
        }
    }
}
