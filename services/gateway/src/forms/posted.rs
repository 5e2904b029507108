//! What a form sent, or an address proposes, by the names of the fields.

use crate::visit::Visit;

/// More rows than any table of an agreement: whoever sends more is told.
pub(crate) const MOST_ROWS: usize = 200;

#[derive(Clone, Debug, Default)]
pub(crate) struct Posted {
    pairs: Vec<(String, String)>,
}

impl Posted {
    pub(crate) fn sent(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// `?condition=avis-juridique` fills that field.
    pub(crate) fn asked(visit: &Visit) -> Self {
        let ours = |name: &str| {
            matches!(name, "lang" | "min" | "deja" | "fonction" | "effet" | "connu" | "add")
        };
        let pairs = visit.query.iter().filter(|(name, _)| !ours(name) && name != "act.command_id");
        Self { pairs: pairs.cloned().collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&String> {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).map_or("", String::as_str)
    }

    /// Every value under the name: boxes that are ticked.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Everything whose name begins so.
    pub(crate) fn under(&self, prefix: &str) -> impl Iterator<Item = (String, String)> {
        self.pairs.iter().filter(move |(name, _)| name.starts_with(prefix)).cloned()
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.pairs.retain(|(key, _)| key != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// Unless there is something already.
    pub(crate) fn propose(&mut self, name: &str, value: &str) {
        if self.get(name).is_none() {
            self.set(name, value);
        }
    }

    /// How many rows a table of the form has, filled or not.
    pub(crate) fn rows(&self, list: &str, least: usize) -> usize {
        let shown = self.get(&format!("rows.{list}")).and_then(|rows| rows.parse::<usize>().ok());
        let prefix = format!("{list}.");
        let used = self.pairs.iter().filter_map(|(name, _)| {
            let at = name.strip_prefix(&prefix)?.split('.').next()?;
            Some(at.parse::<usize>().ok()?.saturating_add(1))
        });
        shown.unwrap_or(least).max(used.max().unwrap_or(0)).min(MOST_ROWS)
    }

    pub(crate) fn add_row(&mut self, list: &str) {
        let rows = self.rows(list, 1) + 1;
        self.set(&format!("rows.{list}"), &rows.to_string());
    }
}
