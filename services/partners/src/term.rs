//! Terms: the last days of what was agreed with partners in one programme.
//!
//! Invariants:
//! - a term that something follows from is reached once, on the first day after its last one;
//! - a fact that is read again changes nothing: each ask says where in the journal its cause is, and
//!   none is heeded that is older than the last one heeded;
//! - a day on which nothing is over leaves no trace.

pub(crate) mod due;
mod rejection;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::{
    due::{Reached, Set},
    rejection::Rejection,
};

/// Terms that are reached by one day: what is beyond waits for the next one.
const MOST: usize = 200;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// A fact says something of a term.
    Heed(Heed),
    Day(Date),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heed {
    /// Place of that fact in the journal.
    pub(crate) position: u64,
    /// Whose term: `collaboration-7f3c…`.
    pub(crate) stream: String,
    /// Its last day; as before where the fact does not say.
    pub(crate) on: Option<Date>,
    /// Whether something follows once it is over; as before likewise.
    pub(crate) waits: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Due(due::Event),
}

kernel::stored!(Event {
    "partners.term.set.v1" => Due(due::Event::Set),
    "partners.term.reached.v1" => Due(due::Event::Reached),
});

kernel::entities!(Event { Due(due), });

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Terms {
    terms: BTreeMap<String, Term>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Term {
    on: Option<Date>,
    waits: bool,
    /// Place of the last fact that changed it.
    heeded: u64,
}

impl Aggregate for Terms {
    const CATEGORY: &'static str = "term";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let events = match &asked.command {
            Command::Heed(heed) => self.heed(heed).into_iter().map(due::Event::Set).collect(),
            Command::Day(date) => self.over(*date).map(due::Event::Reached).collect::<Vec<_>>(),
        };
        Ok(events.into_iter().map(Event::Due).collect::<Vec<_>>().into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Due(due::Event::Set(set)) => {
                let term = Term { on: set.on, waits: set.waits, heeded: set.position };
                self.terms.insert(set.stream.clone(), term);
            }
            Event::Due(due::Event::Reached(reached)) => {
                if let Some(term) = self.terms.get_mut(&reached.stream) {
                    term.waits = false;
                }
            }
        }
    }
}

impl Terms {
    /// Those of a programme.
    pub(crate) fn id(programme: &Code) -> Id<Self> {
        Id::derived(&["terms", programme.as_str()])
    }

    fn heed(&self, heed: &Heed) -> Option<Set> {
        let known = self.terms.get(&heed.stream);
        let before = known.copied().unwrap_or_default();
        let older = known.is_some_and(|known| heed.position <= known.heeded);
        let (on, waits) = (heed.on.or(before.on), heed.waits.unwrap_or(before.waits));
        if older || (on, waits) == (before.on, before.waits) {
            return None;
        }
        Some(Set { stream: heed.stream.clone(), on, waits, position: heed.position })
    }

    fn over(&self, date: Date) -> impl Iterator<Item = Reached> + '_ {
        let over = move |(stream, term): (&String, &Term)| {
            let on = term.on.filter(|on| term.waits && *on < date)?;
            Some(Reached { stream: stream.clone(), on })
        };
        self.terms.iter().filter_map(over).take(MOST)
    }
}
