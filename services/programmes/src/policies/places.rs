//! Where programmes work, and which reform of areas reaches them: carried by the atlas of a country,
//! which says whom to propose a migration.

use std::collections::BTreeSet;

use kernel::{Ask, Code, Fact, Policy};

use super::follows;
use crate::{
    areas::{self, reform},
    atlas::{self, Atlas, entry},
    programme::{self, Programme, scope},
};

/// The atlas of a country knows where programmes are.
#[derive(Debug)]
pub(crate) enum ScopesAreKept {}

impl Policy for ScopesAreKept {
    const NAME: &'static str = "atlas-scopes";
    const STREAMS: &'static str = "programme-";
    type Event = programme::Event;
    type Target = Atlas;

    fn react(fact: &Fact<programme::Event>) -> Vec<Ask<Atlas>> {
        let programme::Event::Scope(event) = &fact.event else { return Vec::new() };
        let Some(programme) = &fact.meta.programme else { return Vec::new() };
        let commands = match event {
            scope::Event::Extended(zones) => vec![cover(programme, &zones.areas)],
            scope::Event::Withdrawn(zones) => vec![leave(programme, &zones.areas)],
            scope::Event::MigrationDecided(decided) => vec![
                leave(programme, &BTreeSet::from([decided.area.clone()])),
                cover(programme, &decided.areas),
            ],
            scope::Event::Announced(_)
            | scope::Event::Launched(_)
            | scope::Event::MigrationProposed(_) => Vec::new(),
        };
        let country = fact.meta.country.as_ref();
        let ask = |command| country.map(|country| follows(Atlas::id(country), command, fact));
        commands.into_iter().filter_map(ask).collect()
    }
}

fn cover(programme: &Code, areas: &BTreeSet<Code>) -> atlas::Command {
    atlas::Command::Cover { programme: programme.clone(), areas: areas.clone() }
}

fn leave(programme: &Code, areas: &BTreeSet<Code>) -> atlas::Command {
    atlas::Command::Leave { programme: programme.clone(), areas: areas.clone() }
}

/// A reform is heard by the atlas of its country.
#[derive(Debug)]
pub(crate) enum ReformsAreHeard {}

impl Policy for ReformsAreHeard {
    const NAME: &'static str = "atlas-reforms";
    const STREAMS: &'static str = "areas-";
    type Event = areas::Event;
    type Target = Atlas;

    fn react(fact: &Fact<areas::Event>) -> Vec<Ask<Atlas>> {
        let areas::Event::Reform(event) = &fact.event else { return Vec::new() };
        let Some(country) = &fact.meta.country else { return Vec::new() };
        let (areas, into, text) = match event {
            reform::Event::Split(split) => {
                let into = split.into.iter().map(|entry| entry.area.clone()).collect();
                (BTreeSet::from([split.area.clone()]), into, &split.text)
            }
            reform::Event::Merged(merged) => {
                let into = BTreeSet::from([merged.into.area.clone()]);
                (merged.areas.clone(), into, &merged.text)
            }
            // What it was carved out of goes on, and the programme perhaps in both.
            reform::Event::Created(carved) if !carved.carved_out_of.is_empty() => {
                let mut into = carved.carved_out_of.clone();
                into.insert(carved.area.area.clone());
                (carved.carved_out_of.clone(), into, &carved.text)
            }
            reform::Event::Created(_)
            | reform::Event::Renamed(_)
            | reform::Event::NamesSuspended(_)
            | reform::Event::NamesResumed(_) => return Vec::new(),
        };
        let command = atlas::Command::Reform { areas, into, text: text.clone() };
        vec![follows(Atlas::id(country), command, fact)]
    }
}

/// A migration is proposed to the programme; a person decides.
#[derive(Debug)]
pub(crate) enum MigrationsFollow {}

impl Policy for MigrationsFollow {
    const NAME: &'static str = "programmes-migrations";
    const STREAMS: &'static str = "atlas-";
    type Event = atlas::Event;
    type Target = Programme;

    fn react(fact: &Fact<atlas::Event>) -> Vec<Ask<Programme>> {
        let atlas::Event::Atlas(entry::Event::MigrationDue(due)) = &fact.event else {
            return Vec::new();
        };
        let proposal = scope::Proposal {
            area: due.area.clone(),
            into: due.into.clone(),
            text: due.text.clone(),
        };
        let command = programme::Command::ProposeMigration(proposal);
        vec![follows(Programme::id(&due.programme), command, fact)]
    }
}
