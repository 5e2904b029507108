//! The journal as it is, printed.

use std::io::{BufWriter, ErrorKind, Write as _};

use proto::jalon::v1::{ListEventsRequest, journal_service_client::JournalServiceClient};
use serde_json::{Value, json};
use tonic::{Request, metadata::MetadataValue};

use super::{
    Keyed, data,
    lang::{Said, warn},
    serve::token,
};

/// Bytes of one answer: what is no text grows on its way here.
const MOST_BYTES: usize = 16 << 20;

/// One JSON object an event, in order, from the running process. Whoever holds the data directory may
/// read everything in it, and has to say so: what is exported goes elsewhere.
pub(super) async fn export(
    keyed: &Keyed,
    streams: Vec<String>,
    restricted: bool,
) -> anyhow::Result<()> {
    let dir = &keyed.running.data;
    let journal = JournalServiceClient::new(data::reach(dir).await?);
    let mut journal = journal.max_decoding_message_size(MOST_BYTES);
    let key = restricted.then(|| data::key_of(dir, keyed.key.as_deref())).transpose()?;
    let mut out = BufWriter::new(std::io::stdout());
    let (mut from, mut withheld) = (0, 0_u64);
    loop {
        let request = ListEventsRequest {
            streams: streams.clone(),
            from: Some(from),
            max: 1000,
            ..ListEventsRequest::default()
        };
        let mut request = Request::new(request);
        if let Some(key) = &key {
            let token = MetadataValue::from_bytes(&token(key, "export", "auditor")?);
            request.metadata_mut().insert_bin(runtime::TOKEN, token);
        }
        let page = journal.list_events(request).await?.into_inner();
        withheld += u64::from(page.withheld);
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
                flushed => {
                    flushed?;
                    left_out(withheld, restricted)
                }
            };
        }
        from = page.next;
    }
}

/// An export that is not whole says so, beside it. One that was to be whole has failed.
fn left_out(events: u64, restricted: bool) -> anyhow::Result<()> {
    if events > 0 && restricted {
        return Err(Said::new(
            format!("{events} événements réservés ne sont pas exportés : la plateforme n'a pas pris cette clé. Donnez celle avec laquelle elle a démarré (--key)."),
            format!("{events} restricted events were left out: the platform did not take this key. Give the one that it was started with (--key)."),
        )
        .into());
    }
    if events > 0 {
        warn(&Said::new(
            format!("{events} événements réservés ne sont pas exportés ; --restricted les ajoute."),
            format!("{events} restricted events were left out; --restricted adds them."),
        ));
    }
    Ok(())
}
