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
        recorded.push(incoming(&resolved)?);
    }
    Ok(recorded)
}

/// A page with an event less would be taken for the last one, so one that cannot be read is an error.
fn incoming(resolved: &ResolvedEvent) -> Result<Recorded, Error> {
    let event = resolved.get_original_event();
    let created = event.metadata.get("created").map(String::as_str);
    let at = at(created, || event.created.timestamp_micros()).map_err(|error| {
        let (revision, stream) = (event.revision, event.stream_id());
        Error::InternalParsingError(format!("the time of {revision}@{stream}: {error}"))
    })?;
    Ok(Recorded {
        stream: Arc::from(event.stream_id()),
        revision: event.revision,
        position: event.position.commit,
        at,
        entry: Entry {
            id: event.id,
            name: event.event_type.clone(),
            data: event.data.to_vec(),
            meta: event.custom_metadata.to_vec(),
            format: if event.is_json { Format::Json } else { Format::Bytes },
        },
    })
}

/// When an event was recorded. The client keeps whole `seconds` of it, in microseconds; the server said tenths
/// of one.
fn at(created: Option<&str>, seconds: impl FnOnce() -> i64) -> Result<Timestamp, jiff::Error> {
    let created = created.and_then(|created| created.parse::<i64>().ok());
    Timestamp::from_microsecond(created.map_or_else(seconds, |tenths| tenths / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_or_it_is_said_that_it_is_not() {
        for (created, micros) in [
            (Some("17000000000000019"), Some(1_700_000_000_000_001)),
            (None, Some(5_000_000)),
            (Some("yesterday"), Some(5_000_000)),
            (Some("9223372036854775807"), None),
        ] {
            let at = at(created, || 5_000_000).ok();
            assert_eq!(at.map(Timestamp::as_microsecond), micros, "{created:?}");
        }
    }
}
