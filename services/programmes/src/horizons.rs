//! Until when the strategies of a programme hold: what has to hear that a day has passed.
//!
//! A process manager. It hears of horizons and of days, and says once which horizon is over; a policy
//! carries that to the strategy, which heeds it or no longer does.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::watched::Horizon;
use crate::{rejection::Rejection, strategy::Strategy};

/// What it is told, always by a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Hear(Horizon),
    /// The day is reached.
    Day(Date),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Horizon(watched::Event),
}

pub(crate) mod watched {
    //! What is noted of horizons.

    use super::{Date, Deserialize, Id, Serialize, Strategy};

    /// Kept for ever: add facts, never give one a new meaning.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Event {
        Heard(Horizon),
        Passed(Horizon),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Horizon {
        pub(crate) strategy: Id<Strategy>,
        /// The last day. None: nobody knows of an end.
        pub(crate) ends_on: Option<Date>,
    }
}

kernel::stored!(Event {
    "programmes.horizon.heard.v1" => Horizon(watched::Event::Heard),
    "programmes.horizon.passed.v1" => Horizon(watched::Event::Passed),
});

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Horizons {
    strategies: BTreeMap<Id<Strategy>, Watched>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Watched {
    ends_on: Option<Date>,
    /// The end that was said to be over.
    passed: Option<Date>,
}

impl Aggregate for Horizons {
    const CATEGORY: &'static str = "horizons";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let events = match &asked.command {
            Command::Hear(horizon) => {
                let known = self.strategies.get(&horizon.strategy);
                let known = known.and_then(|watched| watched.ends_on);
                let new = known != horizon.ends_on;
                new.then(|| watched::Event::Heard(horizon.clone())).into_iter().collect()
            }
            Command::Day(day) => self.over_by(*day),
        };
        Ok(events.into_iter().map(Event::Horizon).collect::<Vec<_>>().into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let Event::Horizon(event) = &fact.event;
        match event {
            watched::Event::Heard(it) => {
                self.strategies.entry(it.strategy).or_default().ends_on = it.ends_on;
            }
            watched::Event::Passed(it) => {
                self.strategies.entry(it.strategy).or_default().passed = it.ends_on;
            }
        }
    }
}

impl Horizons {
    /// That of a programme.
    pub(crate) fn id(programme: &Code) -> Id<Self> {
        Id::derived(&["horizons", programme.as_str()])
    }

    fn over_by(&self, day: Date) -> Vec<watched::Event> {
        let over = |(strategy, watched): (&Id<Strategy>, &Watched)| {
            let ends_on = watched.ends_on.filter(|ends_on| *ends_on < day);
            let new = ends_on.is_some() && ends_on != watched.passed;
            new.then_some(watched::Event::Passed(Horizon { strategy: *strategy, ends_on }))
        };
        self.strategies.iter().filter_map(over).collect()
    }
}
