//! Where a programme is, was announced, was launched, and has left; under the names of the day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::Code;
use proto::{jalon::v1::Proof, programmes::v1 as pb};

use super::{
    areas::Registry,
    programmes::{Entry, Row, What},
};

/// A programme's scope on a day, and the registry that names it.
pub(super) struct Reading<'r> {
    pub(super) row: &'r Row,
    pub(super) registry: &'r Registry,
    pub(super) on: Date,
    /// Only areas that lie in this one.
    pub(super) within: Option<Code>,
}

impl Reading<'_> {
    pub(super) fn coverage(&self) -> pb::Coverage {
        let covered = self.row.state.scope.covered_on(self.on);
        let latest = |what: What| self.latest(what);
        let (extended, announced) = (latest(What::Extended), latest(What::Announced));
        let (launched, withdrawn) = (latest(What::Launched), latest(What::Withdrawn));
        let migrated = latest(What::Migrated);
        let lines = |all: &BTreeMap<&Code, &Entry>, keep: &dyn Fn(&Code) -> bool| {
            let kept = all.iter().filter(|(area, _)| keep(area) && self.is_within(area));
            kept.map(|(area, entry)| self.area(area, Some(entry))).collect::<Vec<_>>()
        };
        let behind = |area: &Code| extended.get(area).or_else(|| migrated.get(area)).copied();
        let here = covered.iter().filter(|area| self.is_within(area));
        pb::Coverage {
            covered: here.map(|area| self.area(area, behind(area))).collect(),
            announced: lines(&announced, &|area| {
                !covered.contains(area) && !launched.contains_key(area)
            }),
            launched: lines(&launched, &|area| !covered.contains(area)),
            withdrawn: lines(&withdrawn, &|area| !covered.contains(area)),
            migrations: self.migrations(),
            entries: self.entries(),
        }
    }

    /// The latest entry of that kind about each area.
    fn latest(&self, what: What) -> BTreeMap<&Code, &Entry> {
        let ours = self.row.scope.iter().filter(|entry| entry.what == what);
        ours.flat_map(|entry| entry.areas.iter().map(move |area| (area, entry))).collect()
    }

    fn is_within(&self, area: &Code) -> bool {
        self.within.as_ref().is_none_or(|within| self.registry.lies_in(area, within))
    }

    fn area(&self, area: &Code, entry: Option<&Entry>) -> pb::CoveredArea {
        let proof = entry.map(|entry| Proof::from(entry.proof));
        pb::CoveredArea {
            since: proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default(),
            statement: entry.map(|entry| entry.text.clone()).unwrap_or_default(),
            decision: entry.map(|entry| entry.decision.clone()).unwrap_or_default(),
            proof,
            ..self.registry.named(area, self.on)
        }
    }

    fn migrations(&self) -> Vec<pb::Migration> {
        let mut migrations = BTreeMap::<&Code, pb::Migration>::new();
        for entry in &self.row.scope {
            let Some(former) = &entry.former else { continue };
            let named = |area| self.registry.named(area, self.on);
            let migration = migrations.entry(former).or_default();
            migration.area = former.to_string();
            migration.name = named(former).name;
            migration.proof = Some(entry.proof.into());
            if entry.what == What::Proposed {
                migration.into = entry.areas.iter().map(named).collect();
                migration.text.clone_from(&entry.text);
                "proposed".clone_into(&mut migration.state);
            } else {
                migration.decided = entry.areas.iter().map(ToString::to_string).collect();
                "decided".clone_into(&mut migration.state);
            }
        }
        migrations.into_values().collect()
    }

    /// All of it, with how many areas were covered after each.
    fn entries(&self) -> Vec<pb::ScopeEntry> {
        let mut covered = BTreeSet::<&Code>::new();
        let mut told = Vec::new();
        for entry in &self.row.scope {
            match entry.what {
                What::Extended => covered.extend(&entry.areas),
                What::Withdrawn => covered.retain(|area| !entry.areas.contains(*area)),
                What::Migrated => {
                    covered.retain(|area| entry.former.as_ref() != Some(*area));
                    covered.extend(&entry.areas);
                }
                What::Announced | What::Launched | What::Proposed => (),
            }
            let named = |area| self.registry.named(area, self.on);
            told.push(pb::ScopeEntry {
                what: <&str>::from(entry.what).to_owned(),
                areas: entry.areas.iter().map(named).collect(),
                covered: u32::try_from(covered.len()).unwrap_or(u32::MAX),
                text: entry.text.clone(),
                proof: Some(entry.proof.into()),
            });
        }
        told
    }
}
