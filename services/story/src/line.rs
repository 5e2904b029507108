//! One line of a story, read against the contract of its call.

use std::collections::HashSet;

use anyhow::{Context as _, bail, ensure};
use jiff::civil::Date;
use prost::Name as _;
use prost_reflect::{DynamicMessage, MethodDescriptor, Value};
use proto::jalon::v1::{Act, Recorded};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// Under which command ids derive. Changing it records every story once more.
const STORIES: Uuid = Uuid::from_u128(0x8d0f_36b1_5a0e_5d53_9c1e_7374_6f72_7931);

/// A text of acts, and the lists of facts that its evidence names.
#[derive(Clone, Copy, Debug)]
pub struct Story<'t> {
    /// What it is called where a line of it is refused.
    pub name: &'t str,
    pub text: &'t str,
    /// Each by the programme under which it is registered as a document.
    pub facts: &'t [(&'t str, &'t [u8])],
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Of which story.
    pub(crate) story: String,
    /// In its text, from 1.
    pub(crate) number: usize,
    /// What the line is called for ever, whatever is put before it.
    pub(crate) key: String,
    /// Key of the office in the register that enters it.
    pub(crate) by: String,
    pub(crate) call: String,
    pub(crate) method: MethodDescriptor,
    pub(crate) programme: String,
    pub(crate) country: String,
    pub(crate) known: Date,
    pub(crate) message: DynamicMessage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'t> {
    key: String,
    call: String,
    by: String,
    #[serde(borrow)]
    message: &'t RawValue,
}

/// All lines of all stories as they became known, those of one day in the order of the stories; or
/// what is wrong with the first that cannot be read.
pub(crate) fn read(stories: &[Story<'_>]) -> anyhow::Result<Vec<Line>> {
    let mut keys = HashSet::new();
    let mut lines = Vec::new();
    for Story { name, text, .. } in stories {
        let mut latest = None;
        for (number, text) in (1..).zip(text.lines()) {
            let place = || format!("story {name}, line {number}");
            let written: Written = serde_json::from_str(text).with_context(place)?;
            let place = format!("{} ({})", place(), written.key);
            let line = Line::read(name, number, written).context(place.clone())?;
            let key = (line.programme.clone(), line.key.clone());
            ensure!(keys.insert(key), "{place}: the key is there twice");
            ensure!(latest <= Some(line.known), "{place}: known before the line above it");
            latest = Some(line.known);
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| line.known);
    Ok(lines)
}

impl Line {
    fn read(story: &str, number: usize, written: Written<'_>) -> anyhow::Result<Self> {
        let Written { key, call, by, message } = written;
        let method = method(&call).with_context(|| format!("there is no call {call}"))?;
        let mut message = proto::from_json(method.input(), message.get())?;
        let Some(Value::Message(act)) = message.get_field_by_name_mut("act") else {
            bail!("{call} is no act");
        };
        let Act { command_id, programme, country, known, .. } = act.transcode_to()?;
        ensure!(command_id.is_empty(), "act.command_id is made by the loader");
        ensure!(!programme.is_empty(), "act.programme is missing");
        let id = command_id_of(&programme, &key);
        act.set_field_by_name("command_id", Value::String(id));
        let day = known.get(..10).and_then(|day| day.parse().ok());
        let known = day.context("act.known is no date")?;
        let story = story.to_owned();
        Ok(Self { story, number, key, by, call, method, programme, country, known, message })
    }
}

/// The same act has the same id, however often it is sent.
pub(crate) fn command_id_of(programme: &str, key: &str) -> String {
    Uuid::new_v5(&STORIES, format!("{programme}\u{1f}{key}").as_bytes()).to_string()
}

/// Found by `package.Service/Method`, if it records something.
fn method(call: &str) -> Option<MethodDescriptor> {
    let recorded = Recorded::full_name();
    proto::dynamic::method(call).filter(|method| method.output().full_name() == recorded)
}
