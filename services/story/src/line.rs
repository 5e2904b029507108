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

#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// In the text, from 1.
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

/// All lines, or what is wrong with the first that cannot be read.
pub(crate) fn read(story: &str) -> anyhow::Result<Vec<Line>> {
    let mut keys = HashSet::new();
    let mut latest = None;
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(story.lines()) {
        let written: Written = serde_json::from_str(text).context(format!("line {number}"))?;
        let place = format!("line {number} ({})", written.key);
        let line = Line::read(number, written).context(place.clone())?;
        ensure!(keys.insert(line.key.clone()), "{place}: the key is there twice");
        ensure!(latest <= Some(line.known), "{place}: known before the line above it");
        latest = Some(line.known);
        lines.push(line);
    }
    Ok(lines)
}

impl Line {
    fn read(number: usize, written: Written) -> anyhow::Result<Self> {
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
        Ok(Self { number, key, by, call, method, programme, country, known, message })
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
