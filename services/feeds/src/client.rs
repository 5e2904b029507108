//! A connection to NATS, and the stream on it.

use anyhow::Context as _;
use async_nats::{
    Client, ConnectOptions, Event, ServerAddr,
    jetstream::{
        self, ErrorCode,
        context::GetStreamErrorKind,
        stream::{Config, StorageType},
    },
};
use std::time::Duration;
use tokio::sync::watch;

pub(crate) const STREAM: &str = "JALON";
const SUBJECTS: &str = "jalon.>";
const PATIENCE: Duration = Duration::from_secs(5);

/// What a message is published to, and nothing may be taken from: it never forgets by itself.
pub(crate) fn config() -> Config {
    Config {
        name: STREAM.to_owned(),
        subjects: vec![SUBJECTS.to_owned()],
        description: Some("The public events of a journal, one message each".to_owned()),
        storage: StorageType::File,
        max_messages: -1,
        max_bytes: -1,
        max_messages_per_subject: -1,
        num_replicas: 1,
        deny_delete: true,
        deny_purge: true,
        ..Config::default()
    }
}

/// The stream as the server has it now, if it has.
pub(crate) async fn stream(
    context: &jetstream::Context,
) -> anyhow::Result<Option<jetstream::stream::Stream>> {
    match context.get_stream(STREAM).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(why)
                if why.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                Ok(None)
            }
            GetStreamErrorKind::JetStream(_)
            | GetStreamErrorKind::EmptyName
            | GetStreamErrorKind::Request
            | GetStreamErrorKind::InvalidStreamName => Err(error).context("JetStream"),
        },
    }
}

/// A connection that comes back by itself. `url` is one or several, separated by commas.
pub(crate) async fn connect(url: &str) -> anyhow::Result<Client> {
    let (options, servers) = options(url)?;
    let connected = Box::pin(options.connect(servers)).await;
    connected.with_context(|| format!("cannot reach {}", redacted(url)))
}

/// A connection that ends when it is lost, and then says so: what was published last may have
/// been lost with it, so its owner has to look before it goes on.
pub(crate) async fn connect_once(url: &str) -> anyhow::Result<(Client, watch::Receiver<bool>)> {
    let (options, servers) = options(url)?;
    let (lost, is_lost) = watch::channel(false);
    let options = options.max_reconnects(servers.len()).event_callback(move |event| {
        if event == Event::Disconnected || event == Event::Closed {
            lost.send_replace(true);
        }
        std::future::ready(())
    });
    let connected = Box::pin(options.connect(servers)).await;
    let client = connected.with_context(|| format!("cannot reach {}", redacted(url)))?;
    Ok((client, is_lost))
}

/// Credentials in a URL are for all of its servers. A user without a password is a token.
fn options(url: &str) -> anyhow::Result<(ConnectOptions, Vec<ServerAddr>)> {
    let servers: Vec<ServerAddr> =
        url.split(',').map(|server| server.trim().parse()).collect::<Result<_, _>>()?;
    let options = ConnectOptions::new().name("jalon").connection_timeout(PATIENCE);
    let options = match servers.iter().find_map(|server| Some((server.username()?, server))) {
        None => options,
        Some((user, server)) => match server.password() {
            Some(password) => options.user_and_password(user.to_owned(), password.to_owned()),
            None => options.token(user.to_owned()),
        },
    };
    Ok((options, servers))
}

/// As it may be shown: without credentials.
pub(crate) fn redacted(url: &str) -> String {
    let one = |server: &str| match (server.split_once("://"), server.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (None, Some((_, host))) => host.to_owned(),
        (_, None) => server.to_owned(),
    };
    url.split(',').map(one).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credentials_are_shown() {
        assert_eq!(redacted("nats://awa:se@cret@a:4222,nats://t@b"), "nats://a:4222,nats://b");
        assert_eq!(redacted("awa:secret@a"), "a");
        assert_eq!(redacted("nats://127.0.0.1:4222"), "nats://127.0.0.1:4222");
    }
}
