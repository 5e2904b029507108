//! The journal as it is: printed, or checked byte by byte.

use std::{
    io::{BufWriter, ErrorKind, Write as _},
    path::Path,
};

use proto::jalon::v1::{ListEventsRequest, journal_service_client::JournalServiceClient};
use serde_json::{Value, json};

use super::{data, lang::say};

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

/// Reads the files, whether or not a process runs on them.
pub(super) fn verify(dir: &Path) -> anyhow::Result<()> {
    let report = journal::verify(&dir.join("journal")).map_err(|error| data::said(dir, error))?;
    let (events, segments) = (report.events, report.segments);
    if let Some(torn) = report.torn {
        say(
            format!(
                "{torn} octets jamais confirmés à personne, à la fin : la prochaine ouverture les effacera."
            ),
            format!(
                "{torn} bytes that nobody was told of, at the end: the next start will clear them."
            ),
        );
    }
    say(
        format!("{events} événements, {segments} segment(s), tout est intact."),
        format!("{events} events, {segments} segment(s), all sound."),
    );
    Ok(())
}
