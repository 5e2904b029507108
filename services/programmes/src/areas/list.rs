//! Lists of areas, as somebody publishes them.

use std::collections::BTreeSet;

use kernel::{Code, Effective, Fact, Hash};
use serde::{Deserialize, Serialize};

use super::{Areas, Outcome};
use crate::{
    guards::{Guards, require},
    key::StagingKey,
    lines::{Why, WrongRow},
    names,
    rejection::Rejection,
};

/// What has happened to lists. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Staged(Staged),
    Published(Listed),
    CodeAssigned(CodeAssigned),
}

/// An area as a list has it, and as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) row: u32,
    /// Its lasting reference.
    pub(crate) area: Code,
    /// 1 is the level below the country.
    pub(crate) level: u32,
    pub(crate) kind: String,
    pub(crate) name: String,
    /// None: the country.
    pub(crate) parent: Option<Code>,
    pub(crate) codes: Vec<AreaCode>,
}

/// Means nothing without the list it is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct AreaCode {
    pub(crate) scheme: String,
    /// Of the list, as precise as it is known: `2021-12-20`, `2022`.
    pub(crate) list_date: String,
    pub(crate) code: String,
}

/// As a sheet has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) row: u32,
    pub(crate) area: String,
    pub(crate) level: u32,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) parent: String,
    /// Scheme, date of the list, code.
    pub(crate) codes: Vec<[String; 3]>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Staged {
    pub(crate) staging: StagingKey,
    pub(crate) chunk: u32,
    pub(crate) areas: Vec<Entry>,
    /// Stagings that made room for it: nobody can take them any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) given_up: Vec<StagingKey>,
}

/// What is asked: the staged areas of that name, as the asker thinks they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) staging: StagingKey,
    pub(crate) title: String,
    pub(crate) lines: u32,
    pub(crate) hash: Option<Hash>,
}

/// The staged areas of that name exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) staging: StagingKey,
    pub(crate) title: String,
    pub(crate) lines: u32,
    pub(crate) hash: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodeAssigned {
    pub(crate) area: Code,
    pub(crate) code: AreaCode,
}

impl Row {
    /// Each row as an area, or why it is none. Parents and twins are looked at once all are there.
    pub(super) fn read(&self, country: &Code) -> Result<Entry, WrongRow> {
        let bad = |why, value: &str| Err(WrongRow::new(self.row, why, value));
        let name = self.name.trim();
        if names::plain(name).is_empty() {
            return bad(Why::NameMissing, name);
        }
        if self.level == 0 {
            return bad(Why::LevelMissing, "");
        }
        let area = match self.area.trim() {
            "" => names::reference(country.as_str(), self.level, name),
            text => text.to_uppercase().parse().ok(),
        };
        let Some(area) = area else { return bad(Why::ReferenceTooLong, name) };
        let parent = match self.parent.trim() {
            "" => None,
            text => match text.to_uppercase().parse() {
                Ok(parent) => Some(parent),
                Err(_) => return bad(Why::ParentUnknown, text),
            },
        };
        let mut codes = Vec::new();
        for [scheme, list_date, code] in &self.codes {
            let readable = list_date.trim().parse::<Effective>().is_ok();
            if !readable || scheme.trim().is_empty() || code.trim().is_empty() {
                return bad(Why::CodeUnreadable, code);
            }
            codes.push(AreaCode {
                scheme: scheme.trim().to_owned(),
                list_date: list_date.trim().to_owned(),
                code: code.trim().to_owned(),
            });
        }
        let (kind, name) = (self.kind.trim().to_owned(), name.to_owned());
        Ok(Entry { row: self.row, area, level: self.level, kind, name, parent, codes })
    }
}

impl Areas {
    pub(super) fn stage(
        &self,
        country: &Code,
        staging: &StagingKey,
        chunk: u32,
        rows: &[Row],
        guards: Guards,
    ) -> Outcome {
        let (mut areas, mut wrong) = (Vec::new(), Vec::new());
        for row in rows {
            match row.read(country) {
                Ok(entry) => areas.push(entry),
                Err(row) => wrong.push(row),
            }
        }
        require(wrong.is_empty(), || Rejection::RowsWrong { rows: wrong })?;
        let given_up = self.staged.stages(staging, chunk, &areas, &guards)?;
        let staged = Staged { staging: staging.clone(), chunk, areas, given_up };
        Ok(guards.decided([super::Event::List(Event::Staged(staged))]))
    }

    pub(super) fn publish(&self, published: &Published, guards: Guards) -> Outcome {
        let Published { staging, title, lines, hash } = published;
        let (entries, hash) = self.staged.takes(staging, *lines, *hash)?;
        let rows = self.wrong(&entries);
        require(rows.is_empty(), || Rejection::RowsWrong { rows })?;
        let (staging, title) = (staging.clone(), title.clone());
        let listed = Listed { staging, title, lines: *lines, hash };
        Ok(guards.decided([super::Event::List(Event::Published(listed))]))
    }

    /// References and codes that are taken, and parents that nobody knows. An area that was listed
    /// before is the same area, and not another one of that name.
    fn wrong(&self, entries: &[Entry]) -> Vec<WrongRow> {
        let (mut listed, mut codes, mut wrong) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for entry in entries {
            let other = self.areas.get(&entry.area).is_some_and(|area| area.level != entry.level);
            if other || !listed.insert(&entry.area) {
                wrong.push(WrongRow::new(entry.row, Why::AreaTaken, entry.area.as_str()));
            }
            for code in &entry.codes {
                if self.codes.contains(code) || !codes.insert(code) {
                    wrong.push(WrongRow::new(entry.row, Why::ReferenceTaken, &code.code));
                }
            }
        }
        for entry in entries {
            let known = |parent: &Code| self.knows(parent) || listed.contains(parent);
            if let Some(parent) = entry.parent.as_ref().filter(|parent| !known(parent)) {
                wrong.push(WrongRow::new(entry.row, Why::ParentUnknown, parent.as_str()));
            }
        }
        wrong
    }

    /// One that a legal act makes.
    pub(super) fn made(&self, country: &Code, row: &Row) -> Result<Entry, Rejection> {
        let entry = row.read(country).map_err(|row| Rejection::RowsWrong { rows: vec![row] })?;
        let mut rows = self.wrong(std::slice::from_ref(&entry));
        if self.knows(&entry.area) {
            rows.push(WrongRow::new(entry.row, Why::AreaTaken, entry.area.as_str()));
        }
        require(rows.is_empty(), || Rejection::RowsWrong { rows })?;
        Ok(entry)
    }

    pub(super) fn assign_code(&self, area: &Code, code: &AreaCode, guards: Guards) -> Outcome {
        self.standing(area, guards.on)?;
        let free = !self.codes.contains(code);
        require(free, || Rejection::NameTaken { name: code.code.clone() })?;
        let assigned = CodeAssigned { area: area.clone(), code: code.clone() };
        Ok(guards.decided([super::Event::List(Event::CodeAssigned(assigned))]))
    }

    pub(super) fn list(&mut self, event: &Event, fact: &Fact<super::Event>) {
        match event {
            Event::Staged(it) => {
                self.staged.stage(&it.staging, it.chunk, &it.areas, &it.given_up, fact);
            }
            Event::Published(listed) => {
                for entry in self.staged.take(&listed.staging) {
                    self.add(&entry, fact.effective_on());
                }
            }
            Event::CodeAssigned(assigned) => {
                self.codes.insert(assigned.code.clone());
            }
        }
    }
}
