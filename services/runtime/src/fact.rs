//! From bytes in the journal to facts.

use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Fact, Meta, Stored};

use crate::Recorded;

/// What the journal holds, understood.
pub fn fact<E: Stored>(recorded: &Recorded) -> anyhow::Result<Fact<E>> {
    let meta = meta(recorded).with_context(|| place(recorded))?;
    beside(recorded, Arc::new(meta))
}

/// The same, where its metadata is understood already.
pub(crate) fn beside<E: Stored>(recorded: &Recorded, meta: Arc<Meta>) -> anyhow::Result<Fact<E>> {
    let Recorded { stream, revision, position, entry, .. } = recorded;
    let event = E::read(&entry.name, &entry.data).with_context(|| place(recorded))?;
    let (stream, event_id) = (Arc::clone(stream), entry.id);
    Ok(Fact { stream, revision: *revision, position: *position, event_id, meta, event })
}

/// Which event it is, for whoever must look at it.
pub(crate) fn place(recorded: &Recorded) -> String {
    format!("event {} of {}", recorded.position, recorded.stream)
}

/// What stands beside an event, and when it was recorded.
pub fn meta(recorded: &Recorded) -> serde_json::Result<Meta> {
    let mut meta: Meta = serde_json::from_slice(&recorded.entry.meta)?;
    meta.recorded = recorded.at;
    Ok(meta)
}
