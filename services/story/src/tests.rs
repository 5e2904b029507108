//! The stories that come with the platform, and the loader against a platform of a few lines.

mod data;
mod loading;
mod platform;

use crate::{Story, line};

pub(crate) const JIGISEMEJIRI: &str = include_str!("../../../data/story/jigisemejiri.jsonl");
pub(crate) const PARTNERS: &str = include_str!("../../../data/story/partners.jsonl");
pub(crate) const PROGRAMMES: &str = include_str!("../../../data/story/programmes.jsonl");
pub(crate) const NATIONAL: &str = include_str!("../../../data/story/programmes-nationaux.jsonl");
pub(crate) const P144442: &str = include_str!("../../../data/story/p144442.jsonl");
pub(crate) const SESSIONS: &str = include_str!("../../../data/story/sessions.jsonl");

/// Every story that comes with the platform.
pub(crate) const ALL: &[&str] = &[JIGISEMEJIRI, P144442, PARTNERS, PROGRAMMES, NATIONAL, SESSIONS];

/// One story by itself, without its facts.
pub(crate) fn read(text: &str) -> anyhow::Result<Vec<line::Line>> {
    line::read(&[Story { name: "tale", text, facts: &[] }])
}
