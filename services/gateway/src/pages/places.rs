//! What places are called on the day that is looked at, for pages that only know their references.
//!
//! Names are what programmes keep; where they do not answer, or know no such place, a reference stays
//! what it is.

use std::collections::BTreeMap;

use proto::programmes::v1::{SearchAreasRequest, programmes_views_client::ProgrammesViewsClient};

use crate::{table::Cell, visit::Visit};

/// As many as the contract gives at once: more than any country of ours has.
const MOST: u32 = 2_000;

#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<String, String>);

impl Places {
    /// The places of those countries that any of these lies in.
    pub(crate) async fn of<'a>(v: &Visit, areas: impl Iterator<Item = &'a str>) -> Self {
        let mut countries: Vec<_> = areas.filter_map(|area| area.get(..2)).collect();
        countries.sort_unstable();
        countries.dedup();
        let mut names = BTreeMap::new();
        for country in countries {
            let asked = SearchAreasRequest {
                country: country.to_owned(),
                max: MOST,
                as_of: v.as_of(),
                ..Default::default()
            };
            let mut views = ProgrammesViewsClient::new(v.app.channel.clone());
            let found = views.search_areas(v.ask(asked)).await;
            let areas = found.map(|found| found.into_inner().areas).unwrap_or_default();
            names.extend(areas.into_iter().map(|area| (area.area, area.name)));
        }
        Self(names)
    }

    pub(crate) fn name(&self, area: &str) -> String {
        self.0.get(area).map_or(area, String::as_str).to_owned()
    }

    /// `Kayes, Koulikoro`.
    pub(crate) fn names(&self, areas: &[String]) -> String {
        areas.iter().map(|area| self.name(area)).collect::<Vec<_>>().join(", ")
    }

    /// The name, and the reference under it.
    pub(crate) fn cell(&self, area: &str) -> Cell {
        let note = if self.0.contains_key(area) { area } else { "" };
        Cell::Noted { text: self.name(area), note: note.to_owned() }
    }
}
