use std::sync::Arc;

use kernel::{Fact, Meta, Stored};

use crate::Recorded;

/// What the journal holds, understood.
pub fn fact<E: Stored>(recorded: &Recorded) -> anyhow::Result<Fact<E>> {
    let entry = &recorded.entry;
    let place = || format!("event {} of {}", recorded.position, recorded.stream);
    let event = E::read(&entry.name, &entry.data).map_err(anyhow::Error::from);
    let event = anyhow::Context::with_context(event, place)?;
    Ok(Fact {
        stream: Arc::clone(&recorded.stream),
        revision: recorded.revision,
        position: recorded.position,
        event_id: entry.id,
        meta: Arc::new(anyhow::Context::with_context(meta(recorded), place)?),
        event,
    })
}

/// What stands beside an event, and when it was recorded.
pub fn meta(recorded: &Recorded) -> serde_json::Result<Meta> {
    let mut meta: Meta = serde_json::from_slice(&recorded.entry.meta)?;
    meta.recorded = recorded.at;
    Ok(meta)
}
