//! Which programmes work in which areas of a country: what has to hear of a reform.
//!
//! A process manager. It hears of scopes and of reforms, and says which programme should be
//! proposed a migration; policies carry that on. It decides nothing about a scope.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use crate::rejection::Rejection;

/// What it is told, always by a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Cover {
        programme: Code,
        areas: BTreeSet<Code>,
    },
    Leave {
        programme: Code,
        areas: BTreeSet<Code>,
    },
    /// An area is no more, or has lost a part.
    Reform {
        areas: BTreeSet<Code>,
        into: BTreeSet<Code>,
        text: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Atlas(entry::Event),
}

pub(crate) mod entry {
    //! What the atlas notes.

    use super::{BTreeSet, Code, Deserialize, Serialize};

    /// Kept for ever: add facts, never give one a new meaning.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Event {
        Covered(Placed),
        Left(Placed),
        MigrationDue(Due),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Placed {
        pub(crate) programme: Code,
        pub(crate) areas: BTreeSet<Code>,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct Due {
        pub(crate) programme: Code,
        pub(crate) area: Code,
        pub(crate) into: BTreeSet<Code>,
        pub(crate) text: Option<String>,
    }
}

kernel::stored!(Event {
    "programmes.atlas.covered.v1" => Atlas(entry::Event::Covered),
    "programmes.atlas.left.v1" => Atlas(entry::Event::Left),
    "programmes.atlas.migration-due.v1" => Atlas(entry::Event::MigrationDue),
});

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Atlas {
    programmes: BTreeMap<Code, BTreeSet<Code>>,
}

impl Aggregate for Atlas {
    const CATEGORY: &'static str = "atlas";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let events = match &asked.command {
            Command::Cover { programme, areas } => {
                let here = self.programmes.get(programme);
                let new = areas.iter().filter(|area| here.is_none_or(|here| !here.contains(*area)));
                placed(programme, new.cloned().collect(), entry::Event::Covered)
            }
            Command::Leave { programme, areas } => {
                let here = self.programmes.get(programme);
                let gone =
                    areas.iter().filter(|area| here.is_some_and(|here| here.contains(*area)));
                placed(programme, gone.cloned().collect(), entry::Event::Left)
            }
            Command::Reform { areas, into, text } => self.due(areas, into, text.as_ref()),
        };
        Ok(events.into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Atlas(entry::Event::Covered(placed)) => {
                let here = self.programmes.entry(placed.programme.clone()).or_default();
                here.extend(placed.areas.iter().cloned());
            }
            Event::Atlas(entry::Event::Left(placed)) => {
                if let Some(here) = self.programmes.get_mut(&placed.programme) {
                    here.retain(|area| !placed.areas.contains(area));
                }
            }
            Event::Atlas(entry::Event::MigrationDue(_)) => (),
        }
    }
}

impl Atlas {
    /// The stream of one country.
    pub(crate) fn id(country: &Code) -> Id<Self> {
        Id::derived(&["atlas", country.as_str()])
    }

    /// Each programme that works in one of them.
    fn due(
        &self,
        areas: &BTreeSet<Code>,
        into: &BTreeSet<Code>,
        text: Option<&String>,
    ) -> Vec<Event> {
        let mut due = Vec::new();
        for (programme, here) in &self.programmes {
            for area in here.intersection(areas) {
                let (programme, area) = (programme.clone(), area.clone());
                let one = entry::Due { programme, area, into: into.clone(), text: text.cloned() };
                due.push(Event::Atlas(entry::Event::MigrationDue(one)));
            }
        }
        due
    }
}

fn placed(
    programme: &Code,
    areas: BTreeSet<Code>,
    event: fn(entry::Placed) -> entry::Event,
) -> Vec<Event> {
    if areas.is_empty() {
        return Vec::new();
    }
    vec![Event::Atlas(event(entry::Placed { programme: programme.clone(), areas }))]
}
