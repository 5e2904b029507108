//! The journal as it is, printed.

use std::{
    io::{BufWriter, ErrorKind, Write as _},
    path::Path,
};

use proto::jalon::v1::{ListEventsRequest, journal_service_client::JournalServiceClient};
use serde_json::{Value, json};

use super::data;

/// One JSON object an event, in order, from the running process.
pub(super) async fn export(dir: &Path, streams: Vec<String>) -> anyhow::Result<()> {
    let mut journal = JournalServiceClient::new(data::reach(dir).await?);
    let mut out = BufWriter::new(std::io::stdout());
    let mut from = 0;
    loop {
        let request = ListEventsRequest {
            streams: streams.clone(),
            from: Some(from),
            max: 1000,
            ..ListEventsRequest::default()
        };
        let page = journal.list_events(request).await?.into_inner();
        for event in page.events {
            let line = json!({
                "position": event.position,
                "stream": event.stream,
                "revision": event.revision,
                "id": event.event_id,
                "type": event.r#type,
                "recorded": event.recorded,
                "data": serde_json::from_str::<Value>(&event.data).unwrap_or(Value::Null),
                "meta": serde_json::from_str::<Value>(&event.meta).unwrap_or(Value::Null),
            });
            match writeln!(out, "{line}") {
                // Whoever read us has seen enough.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
        if page.end {
            return match out.flush() {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                flushed => Ok(flushed?),
            };
        }
        from = page.next;
    }
}
