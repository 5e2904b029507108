//! The journal as it is, printed.

use std::{
    io::{BufWriter, ErrorKind, Write as _},
    path::Path,
    sync::Arc,
};

use ed25519_dalek::SigningKey;
use proto::jalon::v1::{
    Event, ListEventsRequest, ListEventsResponse, journal_service_client::JournalServiceClient,
};
use runtime::{Journal, Viewer};
use serde_json::{Value, json};
use tonic::{Request, metadata::MetadataValue, transport::Channel};

use super::{
    Keyed, data,
    lang::{Said, warn},
    serve::token,
};

/// Bytes of one answer: what is no text grows on its way here.
const MOST_BYTES: usize = 16 << 20;

/// Where events come from.
enum Source {
    /// The process that holds the data directory.
    Running(JournalServiceClient<Channel>),
    /// The data directory, which nobody holds.
    AtRest(Arc<dyn Journal>),
}

/// One JSON object an event, in order. Whoever holds the data directory may read everything in it, and
/// has to say so: what is exported goes elsewhere.
pub(super) async fn export(
    keyed: &Keyed,
    streams: Vec<String>,
    restricted: bool,
) -> anyhow::Result<()> {
    let dir = &keyed.running.data;
    let mut source = Source::of(dir).await?;
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
        let page = source.page(request, key.as_ref()).await?;
        withheld += u64::from(page.withheld);
        for event in &page.events {
            match writeln!(out, "{}", line(event)) {
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

fn line(event: &Event) -> Value {
    json!({
        "position": event.position,
        "stream": event.stream,
        "revision": event.revision,
        "id": event.event_id,
        "type": event.r#type,
        "recorded": event.recorded,
        "data": serde_json::from_str::<Value>(&event.data).unwrap_or(Value::Null),
        "meta": serde_json::from_str::<Value>(&event.meta).unwrap_or(Value::Null),
    })
}

impl Source {
    async fn of(dir: &Path) -> anyhow::Result<Self> {
        match data::running(dir).await {
            Some(channel) => {
                let journal = JournalServiceClient::new(channel);
                Ok(Self::Running(journal.max_decoding_message_size(MOST_BYTES)))
            }
            None => Ok(Self::AtRest(data::to_read(dir).await?)),
        }
    }

    async fn page(
        &mut self,
        message: ListEventsRequest,
        key: Option<&SigningKey>,
    ) -> anyhow::Result<ListEventsResponse> {
        let mut request = Request::new(message);
        if let Some(key) = key {
            let token = MetadataValue::from_bytes(&token(key, "export", "auditor")?);
            request.metadata_mut().insert_bin(runtime::TOKEN, token);
        }
        match self {
            Self::Running(journal) => Ok(journal.list_events(request).await?.into_inner()),
            Self::AtRest(journal) => {
                // Nobody is there to say which key it would take; whoever has one of it has the files.
                let viewer = key.map_or(Viewer::Anybody, |key| {
                    Viewer::of(request.metadata(), &key.verifying_key())
                });
                Ok(runtime::list_events(&**journal, viewer, request.into_inner()).await?)
            }
        }
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
