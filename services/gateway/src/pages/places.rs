//! What places are called on the day that is looked at, for pages that only know their references.
//!
//! Names are what programmes keep; where they do not answer, or know no such place, a reference stays
//! what it is.

use std::collections::BTreeMap;

use futures::future::join_all;
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
        let mut calls = Vec::new();
        for country in countries {
            let asked = SearchAreasRequest {
                country: country.to_owned(),
                max: MOST,
                as_of: v.as_of(),
                ..Default::default()
            };
            let mut views = ProgrammesViewsClient::new(v.app.channel.clone());
            let request = v.ask_soon(asked);
            calls.push(async move { views.search_areas(request).await });
        }
        let found = join_all(calls).await.into_iter().flatten();
        let areas = found.flat_map(|found| found.into_inner().areas);
        Self(areas.map(|area| (area.area, area.name)).collect())
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
        Cell::named(Cell::Noted { text: self.name(area), note: note.to_owned() }, area)
    }

    /// The name alone.
    pub(crate) fn named(&self, area: &str) -> Cell {
        Cell::named(Cell::text(self.name(area)), area)
    }

    /// The names of several, for a program their references.
    pub(crate) fn list(&self, areas: &[String]) -> Cell {
        Cell::named(Cell::text(self.names(areas)), areas.join(", "))
    }

    /// One place, or from which to which: those of one name are told apart by their references.
    pub(crate) fn moved(&self, before: Option<&str>, after: Option<&str>) -> Cell {
        let (Some(old), Some(new)) = (before, after) else {
            return after.or(before).map_or(Cell::Empty, |area| self.named(area));
        };
        if old == new {
            return self.named(new);
        }
        let alike = self.name(old) == self.name(new);
        let called = |area: &str| {
            let name = self.name(area);
            if alike && name != area { format!("{name} ({area})") } else { name }
        };
        let shown = format!("{} → {}", called(old), called(new));
        Cell::named(Cell::text(shown), format!("{old} → {new}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_became_another_is_told_even_where_both_have_one_name() {
        let known = [("ML1-KAYES", "Kayes"), ("ML2-KAYES", "Kayes"), ("ML1-SEGOU", "Ségou")];
        let known = known.map(|(area, name)| (area.to_owned(), name.to_owned()));
        let places = Places(known.into());
        for (before, after, said, plain) in [
            (Some("ML1-KAYES"), Some("ML1-KAYES"), "Kayes", "ML1-KAYES"),
            (
                Some("ML1-KAYES"),
                Some("ML2-KAYES"),
                "Kayes (ML1-KAYES) → Kayes (ML2-KAYES)",
                "ML1-KAYES → ML2-KAYES",
            ),
            (Some("ML1-KAYES"), Some("ML1-SEGOU"), "Kayes → Ségou", "ML1-KAYES → ML1-SEGOU"),
            (Some("ML9-X"), None, "ML9-X", "ML9-X"),
            (None, Some("ML1-SEGOU"), "Ségou", "ML1-SEGOU"),
            (None, None, "", ""),
        ] {
            let cell = places.moved(before, after);
            assert_eq!((cell.said(), cell.plain()), (said.to_owned(), plain.to_owned()));
        }
    }
}
