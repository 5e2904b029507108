//! Terms: the last days of what was agreed with partners in one programme.
//!
//! Invariants:
//! - a term that something follows from is reached once, on the first day after its last one;
//! - a fact that is read again changes nothing: each ask says where in the journal its cause is, and
//!   none is heeded that is older than the last one heeded;
//! - once a fact is void, the term is what the others say of it;
//! - a day on which nothing is over leaves no trace.

pub(crate) mod due;
mod rejection;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{
    due::{Reached, Said, Set},
    rejection::Rejection,
};

/// Terms that are reached by one day: what is beyond waits for the next one.
const MOST: usize = 200;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// A fact says something of a term.
    Heed(Heed),
    /// What an earlier fact said no longer counts.
    Void(Voided),
    Day(Date),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heed {
    /// Place of that fact in the journal.
    pub(crate) position: u64,
    /// Whose term: `collaboration-7f3c…`.
    pub(crate) stream: String,
    /// The event that says so; where it corrects another, that one.
    pub(crate) event: Uuid,
    /// Its last day; as before where the fact does not say.
    pub(crate) on: Option<Date>,
    /// Whether something follows once it is over; as before likewise.
    pub(crate) waits: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Voided {
    /// Place in the journal of the fact that voids it.
    pub(crate) position: u64,
    pub(crate) stream: String,
    /// The event that is void.
    pub(crate) event: Uuid,
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

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Term {
    on: Option<Date>,
    waits: bool,
    /// Place of the last fact that changed it.
    heeded: u64,
    /// As it was before anything below was said.
    before: (Option<Date>, bool),
    /// What each fact says, in the order in which they were heeded.
    said: Vec<Said>,
}

impl Term {
    /// Once that is said too. Where the same fact says it otherwise, it says it at its old place.
    fn hears(&mut self, new: &Said) {
        match self.said.iter_mut().find(|said| said.event == new.event) {
            Some(said) => (said.on, said.waits) = (new.on.or(said.on), new.waits.or(said.waits)),
            None => self.said.push(new.clone()),
        }
    }

    /// What they say together: the last to speak of a thing has it.
    fn together(&self) -> (Option<Date>, bool) {
        let (on, waits) = self.before;
        let said = || self.said.iter().rev();
        let on = said().find_map(|said| said.on).or(on);
        (on, said().find_map(|said| said.waits).unwrap_or(waits))
    }
}

impl Aggregate for Terms {
    const CATEGORY: &'static str = "term";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let events = match &asked.command {
            Command::Heed(heed) => self.heed(heed).into_iter().map(due::Event::Set).collect(),
            Command::Void(voided) => self.void(voided).into_iter().map(due::Event::Set).collect(),
            Command::Day(date) => self.over(*date).map(due::Event::Reached).collect::<Vec<_>>(),
        };
        Ok(events.into_iter().map(Event::Due).collect::<Vec<_>>().into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Due(due::Event::Set(set)) => {
                let term = self.terms.entry(set.stream.clone()).or_default();
                match (&set.said, set.voided) {
                    (Some(said), _) => term.hears(said),
                    (None, Some(voided)) => term.said.retain(|said| said.event != voided),
                    (None, None) => {
                        term.before = (set.on, set.waits);
                        term.said.clear();
                    }
                }
                (term.on, term.waits, term.heeded) = (set.on, set.waits, set.position);
            }
            Event::Due(due::Event::Reached(reached)) => {
                if let Some(term) = self.terms.get_mut(&reached.stream) {
                    term.waits = false;
                    term.said.push(Said { event: fact.event_id, on: None, waits: Some(false) });
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
        let older = known.is_some_and(|known| heed.position <= known.heeded);
        let before = known.cloned().unwrap_or_default();
        let said = Said { event: heed.event, on: heed.on, waits: heed.waits };
        let mut now = before.clone();
        now.hears(&said);
        let (on, waits) = now.together();
        // A day that another fact says as well outlasts the first one.
        let same = (on, waits) == (before.on, before.waits);
        if older || now == before || same && heed.on.is_none() {
            return None;
        }
        let (stream, position) = (heed.stream.clone(), heed.position);
        Some(Set { stream, on, waits, position, said: Some(said), voided: None })
    }

    /// Nothing where that fact said nothing, or is void already.
    fn void(&self, voided: &Voided) -> Option<Set> {
        let mut term = self.terms.get(&voided.stream)?.clone();
        let counts = term.said.iter().any(|said| said.event == voided.event);
        if voided.position <= term.heeded || !counts {
            return None;
        }
        term.said.retain(|said| said.event != voided.event);
        let ((on, waits), position) = (term.together(), voided.position);
        let (stream, voided) = (voided.stream.clone(), Some(voided.event));
        Some(Set { stream, on, waits, position, said: None, voided })
    }

    fn over(&self, date: Date) -> impl Iterator<Item = Reached> + '_ {
        let over = move |(stream, term): (&String, &Term)| {
            let on = term.on.filter(|on| term.waits && *on < date)?;
            Some(Reached { stream: stream.clone(), on })
        };
        self.terms.iter().filter_map(over).take(MOST)
    }
}
