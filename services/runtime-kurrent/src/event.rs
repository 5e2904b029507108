//! Between events of the client and ours.

use std::sync::Arc;

use eventstore::{Error, EventData, ReadStream, ResolvedEvent};
use jiff::Timestamp;
use runtime::{Entry, Format, Recorded};
use serde_json::value::RawValue;

/// JSON as JSON, so that the server's own tools can show and filter it. What only says that it is JSON,
/// or has white space around it, goes as bytes: the client would refuse it, or change it.
pub(crate) fn outgoing(entry: &Entry) -> Result<EventData, Error> {
    let unreadable = |error: serde_json::Error| Error::InternalParsingError(error.to_string());
    let json = match entry.format {
        Format::Json => serde_json::from_slice::<&RawValue>(&entry.data).ok(),
        Format::Bytes => None,
    };
    let event = match json.filter(|json| json.get().len() == entry.data.len()) {
        Some(json) => EventData::json(&entry.name, &json).map_err(unreadable)?,
        None => EventData::binary(&entry.name, entry.data.clone().into()),
    };
    Ok(event.id(entry.id).metadata(entry.meta.clone().into()))
}

pub(crate) async fn collect(mut events: ReadStream) -> Result<Vec<Recorded>, Error> {
    let mut recorded = Vec::new();
    while let Some(resolved) = events.next().await? {
        recorded.extend(incoming(&resolved));
    }
    Ok(recorded)
}

fn incoming(resolved: &ResolvedEvent) -> Option<Recorded> {
    let event = resolved.get_original_event();
    // The client keeps whole seconds of it; the server said tenths of a microsecond.
    let at = event.metadata.get("created").and_then(|created| created.parse::<i64>().ok());
    let at = at.map_or_else(|| event.created.timestamp_micros(), |at| at / 10);
    Some(Recorded {
        stream: Arc::from(event.stream_id()),
        revision: event.revision,
        position: event.position.commit,
        at: Timestamp::from_microsecond(at).ok()?,
        entry: Entry {
            id: event.id,
            name: event.event_type.clone(),
            data: event.data.to_vec(),
            meta: event.custom_metadata.to_vec(),
            format: if event.is_json { Format::Json } else { Format::Bytes },
        },
    })
}
