//! What a subscriber sees: message by message, or counted.

use std::{
    collections::{BTreeMap, HashSet},
    io::{ErrorKind, Write},
    time::Duration,
};

use anyhow::Context as _;
use async_nats::{
    header::NATS_MESSAGE_ID,
    jetstream::{
        self, Message,
        consumer::{DeliverPolicy, pull::OrderedConfig},
    },
};
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::time;

use crate::{
    client::{STREAM, connect, stream},
    message,
};

const GLANCE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);

/// Prints one line per message whose subject matches `filter` (`jalon.ml.>`), from the first one
/// or only new ones, until `count` or Ctrl-C. Waits for a stream that is not there yet.
pub async fn tail(
    url: &str,
    filter: &str,
    from_start: bool,
    count: Option<u64>,
    json: bool,
    mut out: impl Write,
) -> anyhow::Result<()> {
    let deliver_policy = if from_start { DeliverPolicy::All } else { DeliverPolicy::New };
    let follow = async {
        let context = jetstream::new(connect(url).await?);
        let stream = loop {
            match stream(&context).await? {
                Some(stream) => break stream,
                None => time::sleep(GLANCE).await,
            }
        };
        let filter_subject = filter.to_owned();
        let config = OrderedConfig { filter_subject, deliver_policy, ..OrderedConfig::default() };
        let mut messages = stream.create_consumer(config).await?.messages().await?;
        let mut left = count.unwrap_or(u64::MAX);
        while left > 0 {
            let message = messages.next().await.context("NATS hung up")??;
            let line = line(&message, json)?;
            match writeln!(out, "{line}").and_then(|()| out.flush()) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
                written => written?,
            }
            left -= 1;
        }
        Ok(())
    };
    tokio::select! {
        ended = follow => ended,
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

fn line(message: &Message, json: bool) -> anyhow::Result<String> {
    let sequence = message.info().map_err(anyhow::Error::from_boxed)?.stream_sequence;
    let attributes = message.headers.as_ref().map(message::attributes).unwrap_or_default();
    // Written again, it is one line, whatever was sent.
    let data = serde_json::from_slice::<Value>(&message.payload)
        .unwrap_or_else(|_| String::from_utf8_lossy(&message.payload).into());
    let subject = message.subject.as_str();
    Ok(if json {
        let line =
            json!({ "sequence": sequence, "subject": subject, "ce": attributes, "data": data });
        line.to_string()
    } else {
        format!("{sequence} {subject} {} {data}", human(&attributes))
    })
}

/// `name=value`, quoted where it would not be one word.
fn human(attributes: &BTreeMap<String, String>) -> String {
    let one = |(name, value): (&String, &String)| {
        let plain = !value.is_empty() && value.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
        if plain {
            format!("{name}={value}")
        } else {
            format!("{name}={}", Value::from(value.as_str()))
        }
    };
    attributes.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// What a subscriber who reads everything is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Messages in the stream.
    pub published: u64,
    /// Those among them that bring an event told before.
    pub duplicates: u64,
}

/// Reads the whole stream as it is now.
pub async fn audit(url: &str) -> anyhow::Result<Audit> {
    let context = jetstream::new(connect(url).await?);
    let stream = stream(&context).await?.with_context(|| format!("NATS has no stream {STREAM}"))?;
    let mut audit = Audit::default();
    if stream.cached_info().state.messages == 0 {
        return Ok(audit);
    }
    let config = OrderedConfig { headers_only: true, ..OrderedConfig::default() };
    let mut messages = stream.create_consumer(config).await?.messages().await?;
    let mut known = HashSet::new();
    loop {
        let message = time::timeout(PATIENCE, messages.next()).await;
        let message = message.context("NATS stopped answering")?.context("NATS hung up")??;
        let id = message.headers.as_ref().and_then(|headers| headers.get(NATS_MESSAGE_ID));
        audit.published += 1;
        audit.duplicates += u64::from(id.is_none_or(|id| !known.insert(id.to_string())));
        let pending = message.info().map_err(anyhow::Error::from_boxed)?.pending;
        if pending == 0 {
            return Ok(audit);
        }
    }
}
