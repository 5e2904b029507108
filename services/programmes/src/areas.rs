//! The registry of areas of one country.
//!
//! Invariants:
//! - an area keeps its reference whatever it is called, and a reference is one area's for ever;
//! - a later list names areas that are there already, gives them other codes, and moves no name;
//! - a code belongs to its scheme and the date of its list; the same code on another list may be
//!   another area;
//! - names change by legal acts, from the day these take effect;
//! - an area that is split or merged is no more from that day, and is not renamed or split again.

pub(crate) mod list;
pub(crate) mod reform;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Id, correction,
};
use serde::{Deserialize, Serialize};

use self::{
    list::{AreaCode, Entry, Published, Row},
    reform::{Carved, Merged, Named, Renamed, Split},
};
use crate::{guards::Guards, key::StagingKey, rejection::Rejection, stagings::Stagings};

type Outcome = Result<Decided<Event>, Rejection>;

/// What may be asked of a registry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Stage { country: Code, staging: StagingKey, chunk: u32, rows: Vec<Row> },
    Publish(Published),
    Rename(Renamed),
    SuspendNames(Named),
    ResumeNames(Named),
    Create { country: Code, row: Row, carved_out_of: BTreeSet<Code>, text: Option<String> },
    Split { country: Code, area: Code, into: Vec<Row>, text: Option<String> },
    Merge { country: Code, areas: BTreeSet<Code>, into: Row, text: Option<String> },
    AssignCode { area: Code, code: AreaCode },
    Amend(Amending),
    Explain(Explain),
}

/// What has happened in it, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    List(list::Event),
    Reform(reform::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.area.list-staged.v1" => List(list::Event::Staged),
    "programmes.area.list-published.v1" => List(list::Event::Published),
    "programmes.area.code-assigned.v1" => List(list::Event::CodeAssigned),
    "programmes.area.renamed.v1" => Reform(reform::Event::Renamed),
    "programmes.area.names-suspended.v1" => Reform(reform::Event::NamesSuspended),
    "programmes.area.names-resumed.v1" => Reform(reform::Event::NamesResumed),
    "programmes.area.created.v1" => Reform(reform::Event::Created),
    "programmes.area.split.v1" => Reform(reform::Event::Split),
    "programmes.area.merged.v1" => Reform(reform::Event::Merged),
} corrected: "programmes", staged: Event::only_staged);

impl Event {
    fn only_staged(&self) -> bool {
        matches!(self, Self::List(list::Event::Staged(_)))
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Areas {
    country: Option<Code>,
    areas: BTreeMap<Code, Area>,
    codes: BTreeSet<AreaCode>,
    staged: Stagings<Entry>,
    corrections: Corrections,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Area {
    level: u32,
    name: String,
    since: Date,
    /// The day it was split or merged.
    until: Option<Date>,
    suspended: bool,
}

impl Aggregate for Areas {
    const CATEGORY: &'static str = "areas";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        match &asked.command {
            C::Stage { country, staging, chunk, rows } => {
                self.stage(country, staging, *chunk, rows, guards)
            }
            C::Publish(published) => self.publish(published, guards),
            C::AssignCode { area, code } => self.assign_code(area, code, guards),
            C::Rename(renamed) => self.rename(renamed, guards),
            C::SuspendNames(named) => self.suspend_names(named, guards),
            C::ResumeNames(named) => self.resume_names(named, guards),
            C::Create { country, row, carved_out_of, text } => {
                let (area, carved_out_of) = (self.made(country, row)?, carved_out_of.clone());
                self.create(Carved { area, carved_out_of, text: text.clone() }, guards)
            }
            C::Split { country, area, into, text } => {
                let into: Result<_, _> = into.iter().map(|row| self.made(country, row)).collect();
                let text = text.clone();
                self.split(Split { area: area.clone(), into: into?, text }, guards)
            }
            C::Merge { country, areas, into, text } => {
                let (into, text) = (self.made(country, into)?, text.clone());
                self.merge(Merged { areas: areas.clone(), into, text }, guards)
            }
            C::Amend(amending) => {
                let amend = self.corrections.amend(amending)?;
                Ok(guards.decided([Event::Correction(amend.into())]))
            }
            C::Explain(explain) => {
                Ok(guards.decided([Event::Correction(self.corrections.explain(explain)?)]))
            }
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        self.country = self.country.take().or_else(|| fact.meta.country.clone());
        let on = fact.effective_on();
        match &fact.event {
            Event::List(event) => self.list(event, fact),
            Event::Reform(event) => self.reform(event, on),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (None, self.country.as_ref())
    }

    fn country(command: &Command) -> Option<&Code> {
        use Command as C;
        match command {
            C::Stage { country, .. }
            | C::Create { country, .. }
            | C::Split { country, .. }
            | C::Merge { country, .. } => Some(country),
            C::Publish(_)
            | C::Rename(_)
            | C::SuspendNames(_)
            | C::ResumeNames(_)
            | C::AssignCode { .. }
            | C::Amend(_)
            | C::Explain(_) => None,
        }
    }
}

impl Areas {
    /// The stream of one country's registry, by ISO 3166-1 alpha-2.
    pub(crate) fn id(country: &Code) -> Id<Self> {
        Id::derived(&["areas", country.as_str()])
    }

    pub(crate) fn knows(&self, area: &Code) -> bool {
        self.areas.contains_key(area)
    }

    fn add(&mut self, entry: &Entry, since: Date) {
        self.codes.extend(entry.codes.iter().cloned());
        let (level, name) = (entry.level, entry.name.clone());
        let new = || Area { level, name, since, until: None, suspended: false };
        self.areas.entry(entry.area.clone()).or_insert_with(new);
    }

    /// One that is there on that day.
    fn standing(&self, area: &Code, on: Date) -> Result<&Area, Rejection> {
        let unknown = || Rejection::UnknownArea { area: area.clone() };
        let found = self.areas.get(area).ok_or_else(unknown)?;
        match found.until {
            Some(_) => Err(Rejection::AreaAbolished { area: area.clone() }),
            None if on < found.since => Err(Rejection::OutOfOrder { latest: found.since }),
            None => Ok(found),
        }
    }
}

kernel::amending!(Command { Amend, Explain });
