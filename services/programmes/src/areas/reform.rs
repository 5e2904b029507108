//! What laws do to areas: other names, new areas, several of one, one of several.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use super::{Areas, Outcome, list::Entry};
use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

/// What has happened. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Renamed(Renamed),
    NamesSuspended(Named),
    NamesResumed(Named),
    Created(Carved),
    Split(Split),
    Merged(Merged),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Renamed {
    pub(crate) names: Vec<NewName>,
    /// The law or decree.
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewName {
    pub(crate) area: Code,
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) areas: BTreeSet<Code>,
    /// The circular or order.
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carved {
    pub(crate) area: Entry,
    /// These go on, smaller.
    pub(crate) carved_out_of: BTreeSet<Code>,
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Split {
    pub(crate) area: Code,
    pub(crate) into: Vec<Entry>,
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Merged {
    pub(crate) areas: BTreeSet<Code>,
    pub(crate) into: Entry,
    pub(crate) text: Option<String>,
}

impl Areas {
    pub(super) fn rename(&self, renamed: &Renamed, guards: Guards) -> Outcome {
        let mut guards = guards.theirs();
        require(!renamed.names.is_empty(), || Rejection::AreasMissing)?;
        by_law(renamed.text.as_deref(), &mut guards)?;
        for NewName { area, name } in &renamed.names {
            let standing = self.standing(area, guards.on)?;
            require(standing.name != *name, || Rejection::AlreadyRecorded)?;
        }
        Ok(guards.decided([Event::Renamed(renamed.clone()).into()]))
    }

    pub(super) fn suspend_names(&self, named: &Named, guards: Guards) -> Outcome {
        self.all(named, false, &guards)?;
        Ok(guards.decided([Event::NamesSuspended(named.clone()).into()]))
    }

    pub(super) fn resume_names(&self, named: &Named, guards: Guards) -> Outcome {
        self.all(named, true, &guards)?;
        Ok(guards.decided([Event::NamesResumed(named.clone()).into()]))
    }

    fn all(&self, named: &Named, suspended: bool, guards: &Guards) -> Result<(), Rejection> {
        require(!named.areas.is_empty(), || Rejection::AreasMissing)?;
        for area in &named.areas {
            let so = self.standing(area, guards.on)?.suspended == suspended;
            require(so, || Rejection::AlreadyRecorded)?;
        }
        Ok(())
    }

    pub(super) fn create(&self, carved: Carved, guards: Guards) -> Outcome {
        let mut guards = guards.theirs();
        by_law(carved.text.as_deref(), &mut guards)?;
        for area in &carved.carved_out_of {
            self.standing(area, guards.on)?;
        }
        Ok(guards.decided([Event::Created(carved).into()]))
    }

    pub(super) fn split(&self, split: Split, guards: Guards) -> Outcome {
        let mut guards = guards.theirs();
        by_law(split.text.as_deref(), &mut guards)?;
        self.standing(&split.area, guards.on)?;
        require(split.into.len() > 1, || Rejection::AreasMissing)?;
        let names: BTreeSet<_> = split.into.iter().map(|entry| &entry.area).collect();
        let distinct = names.len() == split.into.len();
        require(distinct, || Rejection::NameTaken { name: split.area.to_string() })?;
        Ok(guards.decided([Event::Split(split).into()]))
    }

    pub(super) fn merge(&self, merged: Merged, guards: Guards) -> Outcome {
        let mut guards = guards.theirs();
        by_law(merged.text.as_deref(), &mut guards)?;
        require(merged.areas.len() > 1, || Rejection::AreasMissing)?;
        for area in &merged.areas {
            self.standing(area, guards.on)?;
        }
        Ok(guards.decided([Event::Merged(merged).into()]))
    }

    pub(super) fn reform(&mut self, event: &Event, on: Date) {
        let mut suspend = |areas: &BTreeSet<Code>, suspended| {
            for area in areas {
                if let Some(area) = self.areas.get_mut(area) {
                    area.suspended = suspended;
                }
            }
        };
        match event {
            Event::Renamed(renamed) => {
                for NewName { area, name } in &renamed.names {
                    if let Some(area) = self.areas.get_mut(area) {
                        area.name.clone_from(name);
                    }
                }
            }
            Event::NamesSuspended(named) => suspend(&named.areas, true),
            Event::NamesResumed(named) => suspend(&named.areas, false),
            Event::Created(carved) => self.add(&carved.area, on),
            Event::Split(split) => {
                self.abolish(&split.area, on);
                for entry in &split.into {
                    self.add(entry, on);
                }
            }
            Event::Merged(merged) => {
                for area in &merged.areas {
                    self.abolish(area, on);
                }
                self.add(&merged.into, on);
            }
        }
    }

    fn abolish(&mut self, area: &Code, on: Date) {
        if let Some(area) = self.areas.get_mut(area) {
            area.until = Some(on);
        }
    }
}

/// A law or decree does it, named in the request or as its authority.
fn by_law(text: Option<&str>, guards: &mut Guards) -> Result<(), Rejection> {
    let named = guards.authorised || text.is_some();
    guards.shown(require(named, || Rejection::LegalActMissing))
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Reform(event)
    }
}
