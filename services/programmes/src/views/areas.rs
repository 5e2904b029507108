//! Registries of areas: names and codes with their dates, and what reforms made of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Fact, Projection};
use proto::{jalon::v1::Proof as Stated, programmes::v1 as pb};
use runtime::view::{Day, Proof, day};
use serde::{Deserialize, Serialize};

use super::text;
use crate::{
    areas::{
        Event,
        list::{self, AreaCode, Entry},
        reform,
    },
    lines::Staged,
    names::plain,
};

/// `<stream>`: the registry of one country. One row, because a list makes all of its areas at once.
#[derive(Debug)]
pub(crate) struct Places;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(super) areas: BTreeMap<Code, Area>,
    staged: Staged<Entry>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Area {
    level: u32,
    kind: String,
    parent: Option<Code>,
    names: Vec<Name>,
    codes: Vec<AreaCode>,
    predecessors: BTreeSet<Code>,
    successors: BTreeSet<Code>,
    until: Option<Day>,
    suspended: Option<(Day, String)>,
    proof: Proof,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Name {
    name: String,
    from: Day,
    text: String,
    proof: Proof,
}

impl Projection for Places {
    const NAME: &'static str = "places";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row, fact: &Fact<Event>) {
        match &fact.event {
            Event::List(list::Event::Staged(it)) => {
                row.staged.give_up(&it.given_up);
                row.staged.stage(&it.staging, it.chunk, &it.areas);
            }
            Event::List(list::Event::Published(listed)) => {
                for entry in row.staged.take(&listed.staging) {
                    row.add(&entry, BTreeSet::new(), "", fact);
                }
            }
            Event::List(list::Event::CodeAssigned(assigned)) => {
                if let Some(area) = row.areas.get_mut(&assigned.area) {
                    area.codes.push(assigned.code.clone());
                }
            }
            Event::Reform(event) => row.reform(event, fact),
            Event::Correction(_) => (),
        }
    }
}

impl Row {
    fn add(&mut self, entry: &Entry, predecessors: BTreeSet<Code>, text: &str, fact: &Fact<Event>) {
        if let Some(listed) = self.areas.get_mut(&entry.area) {
            listed.codes.extend(entry.codes.iter().cloned());
            listed.parent.clone_from(&entry.parent);
            return;
        }
        let (proof, from) = (Proof::from(fact), Day(fact.effective_on()));
        let (name, text) = (entry.name.clone(), text.to_owned());
        let area = Area {
            level: entry.level,
            kind: entry.kind.clone(),
            parent: entry.parent.clone(),
            names: vec![Name { name, from, text, proof }],
            codes: entry.codes.clone(),
            predecessors,
            successors: BTreeSet::new(),
            until: None,
            suspended: None,
            proof,
        };
        self.areas.insert(entry.area.clone(), area);
    }

    /// Its name, and whether it may be used or is there at all: what a history follows.
    pub(super) fn told(&self, area: &Code) -> String {
        let Some(area) = self.areas.get(area) else { return String::new() };
        let name = area.names.last().map_or("", |name| &name.name);
        let codes = area.codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(", ");
        let marks = [area.suspended.is_some(), area.until.is_some()];
        let marks: String = marks.iter().map(|mark| if *mark { "*" } else { "" }).collect();
        format!("{name}{marks} [{codes}]")
    }

    fn reform(&mut self, event: &reform::Event, fact: &Fact<Event>) {
        let on = Day(fact.effective_on());
        match event {
            reform::Event::Renamed(renamed) => {
                for new in &renamed.names {
                    let Some(area) = self.areas.get_mut(&new.area) else { continue };
                    let (name, text) = (new.name.clone(), text(renamed.text.as_ref()));
                    area.names.push(Name { name, from: on, text, proof: fact.into() });
                }
            }
            reform::Event::NamesSuspended(named) => {
                self.suspend(&named.areas, Some(&(on, text(named.text.as_ref()))));
            }
            reform::Event::NamesResumed(named) => self.suspend(&named.areas, None),
            reform::Event::Created(carved) => {
                for area in &carved.carved_out_of {
                    self.followed(area, [&carved.area.area], None);
                }
                let text = text(carved.text.as_ref());
                self.add(&carved.area, carved.carved_out_of.clone(), &text, fact);
            }
            reform::Event::Split(split) => {
                let into = split.into.iter().map(|entry| &entry.area);
                self.followed(&split.area, into, Some(on));
                for entry in &split.into {
                    let from = BTreeSet::from([split.area.clone()]);
                    self.add(entry, from, &text(split.text.as_ref()), fact);
                }
            }
            reform::Event::Merged(merged) => {
                for area in &merged.areas {
                    self.followed(area, [&merged.into.area], Some(on));
                }
                let text = text(merged.text.as_ref());
                self.add(&merged.into, merged.areas.clone(), &text, fact);
            }
        }
    }

    fn followed<'c>(
        &mut self,
        area: &Code,
        by: impl IntoIterator<Item = &'c Code>,
        until: Option<Day>,
    ) {
        if let Some(area) = self.areas.get_mut(area) {
            area.successors.extend(by.into_iter().cloned());
            area.until = until.or(area.until);
        }
    }

    fn suspend(&mut self, areas: &BTreeSet<Code>, suspended: Option<&(Day, String)>) {
        for area in areas {
            if let Some(area) = self.areas.get_mut(area) {
                area.suspended = suspended.cloned();
            }
        }
    }
}

impl Area {
    /// Valid on a day; before the first list, the first there was.
    fn name_on(&self, on: Date) -> &str {
        let then = self.names.iter().rev().find(|name| *name.from <= on);
        then.or_else(|| self.names.first()).map_or("", |name| &name.name)
    }

    /// What a list names was there before the list; what a reform made, from then on.
    fn was_there(&self, on: Date) -> bool {
        self.predecessors.is_empty() || self.names.first().is_some_and(|name| *name.from <= on)
    }

    /// Any of its names holds the text.
    fn answers_to(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| plain(&name.name).contains(wanted))
    }
}

/// Registries of one or several countries, as they are seen from some point in time.
#[derive(Debug, Default)]
pub(super) struct Registry {
    pub(super) areas: BTreeMap<Code, Area>,
}

/// What is looked for.
pub(super) struct Wanted<'w> {
    pub(super) country: &'w str,
    pub(super) text: &'w str,
    pub(super) level: u32,
    pub(super) within: Option<Code>,
    pub(super) most: usize,
    /// Only what no reform made after that day: a later list has what was there before it, and what has
    /// been carved out since.
    pub(super) there: bool,
}

impl Registry {
    pub(super) fn of(rows: BTreeMap<String, Row>) -> Self {
        Self { areas: rows.into_values().flat_map(|row| row.areas).collect() }
    }

    pub(super) fn lies_in(&self, area: &Code, within: &Code) -> bool {
        let (mut at, mut steps) = (Some(area), 0);
        while let Some(here) = at.filter(|_| steps < 10) {
            if here == within {
                return true;
            }
            at = self.areas.get(here).and_then(|area| area.parent.as_ref());
            steps += 1;
        }
        false
    }

    /// With what only later lists have, where none of those does.
    pub(super) fn or(mut self, later: Self) -> Self {
        for (reference, area) in later.areas {
            self.areas.entry(reference).or_insert(area);
        }
        self
    }

    /// Under the name of the day; under its reference where no registry has it.
    pub(super) fn named(&self, reference: &Code, on: Date) -> pb::CoveredArea {
        let found = self.areas.get(reference);
        let parent = found.and_then(|area| self.areas.get(area.parent.as_ref()?));
        let name = found.map_or(reference.as_str(), |area| area.name_on(on));
        pb::CoveredArea {
            area: reference.to_string(),
            name: name.to_owned(),
            kind: found.map(|area| area.kind.clone()).unwrap_or_default(),
            within: parent.map(|parent| parent.name_on(on).to_owned()).unwrap_or_default(),
            ..pb::CoveredArea::default()
        }
    }

    fn summary(&self, reference: &Code, area: &Area, on: Date) -> pb::AreaSummary {
        let parent = area.parent.as_ref().and_then(|parent| self.areas.get(parent));
        pb::AreaSummary {
            area: reference.to_string(),
            country: reference.as_str().get(..2).unwrap_or_default().to_owned(),
            level: area.level,
            kind: area.kind.clone(),
            name: area.name_on(on).to_owned(),
            parent: text(area.parent.as_ref()),
            parent_name: parent.map(|parent| parent.name_on(on).to_owned()).unwrap_or_default(),
            abolished: area.until.is_some_and(|until| *until <= on),
        }
    }

    pub(super) fn search(&self, wanted: &Wanted<'_>, on: Date) -> pb::SearchAreasResponse {
        let sought = plain(wanted.text);
        let fits = |(reference, area): &(&Code, &Area)| {
            let here = reference.as_str().starts_with(&wanted.country.to_uppercase());
            let level = wanted.level == 0 || area.level == wanted.level;
            let within = wanted.within.as_ref().is_none_or(|it| self.lies_in(reference, it));
            let there = !wanted.there || area.was_there(on);
            here && level && within && there && area.answers_to(&sought)
        };
        let mut found: Vec<_> = self.areas.iter().filter(fits).collect();
        // What begins with the text first, then by name.
        found.sort_by_cached_key(|(_, area)| {
            let name = plain(area.name_on(on));
            (!name.starts_with(&sought), area.level, name)
        });
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let areas = found.into_iter().take(wanted.most);
        let areas = areas.map(|(reference, area)| self.summary(reference, area, on)).collect();
        pb::SearchAreasResponse { areas, total }
    }

    pub(super) fn in_full(&self, reference: &Code, on: Date) -> Option<pb::Area> {
        let area = self.areas.get(reference)?;
        let from = |name: &Name| Stated::from(name.proof).effective;
        let ends = area.names.iter().skip(1).map(from).chain([day(area.until)]);
        let name = |(name, until): (&Name, String)| pb::AreaName {
            name: name.name.clone(),
            from: from(name),
            until,
            text: name.text.clone(),
            proof: Some(name.proof.into()),
        };
        let code = |code: &AreaCode| pb::AreaCode {
            scheme: code.scheme.clone(),
            list_date: code.list_date.clone(),
            code: code.code.clone(),
        };
        let summaries = |all: &BTreeSet<Code>| {
            let known = all.iter().filter_map(|it| Some((it, self.areas.get(it)?)));
            known.map(|(reference, area)| self.summary(reference, area, on)).collect()
        };
        let children =
            self.areas.iter().filter(|(_, area)| area.parent.as_ref() == Some(reference));
        let suspended = area.suspended.as_ref();
        Some(pb::Area {
            summary: Some(self.summary(reference, area, on)),
            names: area.names.iter().zip(ends).map(name).collect(),
            codes: area.codes.iter().map(code).collect(),
            predecessors: summaries(&area.predecessors),
            successors: summaries(&area.successors),
            children: children.map(|(code, area)| self.summary(code, area, on)).collect(),
            suspended_since: day(suspended.map(|(since, _)| *since)),
            suspended_by: suspended.map(|(_, by)| by.clone()).unwrap_or_default(),
            proof: Some(area.proof.into()),
        })
    }
}
