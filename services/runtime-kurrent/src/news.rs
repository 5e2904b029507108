//! Hears how far the journal is, so that whoever waits at its end need not keep asking.
//!
//! A server of ours that comes back is asked how far it is: with less than was there before, it was set
//! back to a copy, and what it records next takes places that others have dealt with. Nobody who waits
//! here is told of any of it: the process has to be started again, and finds out what it knows too much.

use std::{
    future::Future,
    sync::{Arc, Weak},
    time::Duration,
};

use anyhow::bail;
use eventstore::{
    Client, Error, ReadAllOptions, StreamPosition, SubscribeToAllOptions, SubscriptionEvent,
    SubscriptionFilter,
};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    client::{Connection, DEADLINE},
    event,
};

/// Pauses between two looks at the end, where nobody tells us.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(1);
/// And where somebody does: a subscription that begins says where the end is.
const SELDOM: Duration = Duration::from_secs(30);
/// Starts no stream's name: such a filter lets nothing through but how far was looked.
const NOTHING: &str = "\u{1}";

/// How far the journal is.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    /// At least, as far as was heard.
    known: u64,
    /// How far it was when it came back with less.
    left: Option<u64>,
}

impl End {
    fn sound(self) -> anyhow::Result<()> {
        let Self { known, left } = self;
        left.map_or(Ok(()), |left| {
            bail!(
                "the journal came back with {left} events, and {known} were there: it was set back"
            )
        })
    }
}

pub(crate) struct News {
    end: watch::Sender<End>,
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
        let end = watch::Sender::default();
        let listening = ours.then(|| {
            let (connection, end) = (Arc::downgrade(connection), end.clone());
            tokio::spawn(listen(connection, end))
        });
        Self { end, listening }
    }

    /// How far the journal is, at least.
    pub(crate) fn known(&self) -> u64 {
        self.end.borrow().known
    }

    /// Fails once the journal was set back: what this process knows is not of what is there now.
    pub(crate) fn sound(&self) -> anyhow::Result<()> {
        self.end.borrow().sound()
    }

    pub(crate) fn heard(&self, head: u64) {
        heard(&self.end, head);
    }

    /// Resolves once the end is beyond `position`, and fails if the journal was set back.
    pub(crate) async fn beyond<F>(&self, position: u64, look: impl Fn() -> F) -> anyhow::Result<()>
    where
        F: Future<Output = anyhow::Result<u64>>,
    {
        let mut end = self.end.subscribe();
        let (mut pause, longest) =
            if self.listening.is_some() { (SELDOM, SELDOM) } else { (SOONEST, LATEST) };
        loop {
            tokio::select! {
                // The sender is ours, so it is there.
                end = end.wait_for(|end| end.known > position || end.left.is_some()) => {
                    return end.map_or(Ok(()), |end| end.sound());
                }
                () = tokio::time::sleep(pause) => (),
            }
            if let Err(error) = look().await {
                tracing::warn!(error = format!("{error:#}"), "the journal does not answer");
            }
            pause = (pause * 2).min(longest);
        }
    }
}

fn heard(end: &watch::Sender<End>, head: u64) {
    end.send_if_modified(|end| {
        let more = head > end.known;
        end.known = head.max(end.known);
        more
    });
}

/// A server that came back has `head` events. As many as were known `before` it was asked are there for
/// ever.
fn came_back(end: &watch::Sender<End>, before: u64, head: u64) {
    heard(end, head);
    if head < before {
        tracing::error!(head, known = before, "the journal was set back");
        end.send_modify(|end| end.left = Some(head));
    }
}

async fn listen(connection: Weak<Connection>, end: watch::Sender<End>) {
    loop {
        let Some(connection) = connection.upgrade() else { return };
        if let Ok(client) = connection.client().await {
            drop(connection);
            let before = end.borrow().known;
            if let Ok(head) = head(&client).await {
                came_back(&end, before, head);
                listen_with(&client, &end).await;
            }
        }
        tokio::time::sleep(LATEST).await;
    }
}

/// How far the journal is now.
async fn head(client: &Client) -> Result<u64, Error> {
    let options = ReadAllOptions::default().deadline(DEADLINE).max_count(1);
    let options = options.position(StreamPosition::End).backwards();
    let last = event::collect(client.read_all(&options).await?).await?;
    Ok(last.first().map_or(0, |event| event.position + 1))
}

/// Until the subscription ends.
async fn listen_with(client: &Client, end: &watch::Sender<End>) {
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
            heard(end, at.commit + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn a_journal_that_was_set_back_lets_nobody_go_on() {
        for (before, head, sound) in [(1000, 1000, true), (1000, 1001, true), (1000, 900, false)] {
            let news = News { end: watch::Sender::default(), listening: None };
            news.heard(before);
            let waiting = news.beyond(before, pending);
            let coming = async {
                tokio::task::yield_now().await;
                came_back(&news.end, before, head);
                news.heard(1100);
            };
            let (told, ()) = tokio::join!(waiting, coming);
            assert_eq!(told.is_ok(), sound, "{head}");
            assert_eq!(news.sound().is_ok(), sound, "{head}");
            // However much it records from then on.
            assert_eq!(news.beyond(1050, pending).await.is_ok(), sound, "{head}");
        }
    }
}
