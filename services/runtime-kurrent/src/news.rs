//! Hears how far the journal is, so that whoever waits at its end need not keep asking.

use std::{
    future::Future,
    sync::{Arc, Weak},
    time::Duration,
};

use eventstore::{
    Client, StreamPosition, SubscribeToAllOptions, SubscriptionEvent, SubscriptionFilter,
};
use tokio::{sync::watch, task::JoinHandle};

use crate::client::Connection;

/// Pauses between two looks at the end, where nobody tells us.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(1);
/// And where somebody does: a subscription that begins says where the end is.
const SELDOM: Duration = Duration::from_secs(30);
/// Starts no stream's name: such a filter lets nothing through but how far was looked.
const NOTHING: &str = "\u{1}";

pub(crate) struct News {
    head: watch::Sender<u64>,
    listening: Option<JoinHandle<()>>,
}

impl Drop for News {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

impl News {
    /// A server of ours tells a subscriber who wants no event how far it is, whenever there is one.
    pub(crate) fn of(connection: &Arc<Connection>, ours: bool) -> Self {
        let head = watch::Sender::new(0);
        let listening = ours.then(|| {
            let (connection, head) = (Arc::downgrade(connection), head.clone());
            tokio::spawn(listen(connection, head))
        });
        Self { head, listening }
    }

    /// How far the journal is, at least.
    pub(crate) fn known(&self) -> u64 {
        *self.head.borrow()
    }

    pub(crate) fn heard(&self, head: u64) {
        heard(&self.head, head);
    }

    /// Resolves once the end is beyond `position`.
    pub(crate) async fn beyond<F>(&self, position: u64, look: impl Fn() -> F)
    where
        F: Future<Output = anyhow::Result<u64>>,
    {
        let mut known = self.head.subscribe();
        let (mut pause, longest) =
            if self.listening.is_some() { (SELDOM, SELDOM) } else { (SOONEST, LATEST) };
        loop {
            tokio::select! {
                // The sender is ours, so it is there.
                _ = known.wait_for(|head| *head > position) => return,
                () = tokio::time::sleep(pause) => (),
            }
            if let Err(error) = look().await {
                tracing::warn!(error = format!("{error:#}"), "the journal does not answer");
            }
            pause = (pause * 2).min(longest);
        }
    }
}

fn heard(known: &watch::Sender<u64>, head: u64) {
    known.send_if_modified(|known| {
        let more = head > *known;
        *known = head.max(*known);
        more
    });
}

async fn listen(connection: Weak<Connection>, head: watch::Sender<u64>) {
    loop {
        let Some(connection) = connection.upgrade() else { return };
        if let Ok(client) = connection.client().await {
            drop(connection);
            listen_with(&client, &head).await;
        }
        tokio::time::sleep(LATEST).await;
    }
}

/// Until the subscription ends.
async fn listen_with(client: &Client, head: &watch::Sender<u64>) {
    let filter = SubscriptionFilter::on_stream_name().add_prefix(NOTHING);
    let options = SubscribeToAllOptions::default().position(StreamPosition::End).filter(filter);
    let mut subscription = client.subscribe_to_all(&options).await;
    loop {
        let at = match subscription.next_subscription_event().await {
            Ok(SubscriptionEvent::Checkpoint(at)) => Some(at),
            Ok(SubscriptionEvent::CaughtUp(caught)) => caught.and_then(|caught| caught.position),
            Ok(_) => None,
            Err(_) => return,
        };
        if let Some(at) = at {
            heard(head, at.commit + 1);
        }
    }
}
