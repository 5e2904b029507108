//! Checklists in cards, and small texts that many pages are made of.

use crate::{
    failure,
    html::{Html, escape},
    visit::Visit,
};

pub(crate) struct Card {
    pub(crate) title: String,
    pub(crate) to: String,
    pub(crate) tag: Html,
    pub(crate) illustrative: bool,
    /// `2 / 4`
    pub(crate) count: String,
    pub(crate) lead: String,
    pub(crate) checks: Vec<Check>,
    /// Under a heading of their own: why it would be refused.
    pub(crate) reasons: Vec<String>,
}

pub(crate) struct Check {
    /// Class of the dot.
    pub(crate) dot: &'static str,
    pub(crate) text: String,
    pub(crate) note: String,
    pub(crate) proof: Html,
}

/// The sentence of a reason or an anomaly.
pub(crate) fn sentence(
    visit: &Visit,
    code: &str,
    args: &std::collections::HashMap<String, String>,
) -> String {
    let args = args
        .iter()
        .map(|(name, value)| (name.as_str(), failure::worded(code, name, value, visit.lang)));
    failure::coded(code, args.collect::<Vec<_>>(), visit.lang)
}

/// What there is, with a dot between.
pub(crate) fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What there is to add, smaller.
pub(crate) fn note(text: &str) -> Html {
    Html::made(format!(" <span class=\"muted small\">{}</span>", escape(text)))
}
