//! Hears how far the journal is, so that whoever waits at its end need not keep asking.
//!
//! A server that comes back is asked for the event that was seen last, and one of ours how far it is: with
//! another event there, or with less than was there before, it was set back to a copy, and what it records
//! since takes places that others have dealt with. Nobody who waits here is told of any of it: the process
//! has to be started again, and finds out what it knows too much. Of a server that is not ours only another
//! event says so: it may let go of one, and what answers may be a node that is behind.

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
use runtime::Landmark;
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
#[derive(Clone, Debug, Default)]
pub(crate) struct End {
    /// At least, as far as was heard.
    known: u64,
    /// The last event that was read or recorded from here.
    pub(crate) seen: Option<Landmark>,
    /// Why it is known that it was set back.
    pub(crate) back: Option<String>,
    /// The server is ours: nothing that was there is ever gone.
    pub(crate) ours: bool,
}

impl End {
    fn sound(&self) -> anyhow::Result<()> {
        self.back.as_ref().map_or(Ok(()), |why| bail!("{why}"))
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
        let end = connection.end.clone();
        end.send_modify(|end| end.ours = ours);
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

    /// An event lies in the journal.
    pub(crate) fn saw(&self, event: Landmark) {
        self.end.send_if_modified(|end| {
            if end.seen.as_ref().is_none_or(|seen| seen.position <= event.position) {
                end.seen = Some(event);
            }
            // Nobody waits for that.
            false
        });
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
                end = end.wait_for(|end| end.known > position || end.back.is_some()) => {
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
        let why = format!("{head} events, and {before} were there");
        set_back(end, &why);
    }
}

/// Where an event was seen, a server that came back has another, or none. Says so.
pub(crate) fn another(end: &watch::Sender<End>, seen: &Landmark) -> String {
    let Landmark { id, position, .. } = seen;
    set_back(end, &format!("something else at position {position} than event {id}"))
}

fn set_back(end: &watch::Sender<End>, with: &str) -> String {
    let why = format!("the journal came back with {with}: it was set back");
    tracing::error!("{why}");
    end.send_modify(|end| end.back = Some(why.clone()));
    why
}

async fn listen(connection: Weak<Connection>, end: watch::Sender<End>) {
    loop {
        let Some(reached) = connection.upgrade() else { return };
        if let Ok(client) = reached.client().await {
            drop(reached);
            let before = end.borrow().known;
            if let Ok(head) = head(&client).await {
                came_back(&end, before, head);
                listen_with(&client, &end).await;
            }
            // Whoever asks next finds out first whether it is the same journal.
            let Some(lost) = connection.upgrade() else { return };
            lost.renew().await;
        }
        if end.borrow().back.is_some() {
            return;
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
    // A checkpoint for each event: that is what is listened to.
    let filter = SubscriptionFilter::on_stream_name().add_prefix(NOTHING).max(1);
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

    use uuid::Uuid;

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

    #[tokio::test]
    async fn the_last_event_that_was_seen_is_known_again_and_with_another_nobody_goes_on() {
        let news = News { end: watch::Sender::default(), listening: None };
        let event = |position: u64| Landmark {
            stream: "s-1".into(),
            revision: position,
            position,
            id: Uuid::from_u128(position.into()),
            at: None,
        };
        for position in [7, 9, 8] {
            news.saw(event(position));
        }
        assert_eq!(news.end.borrow().seen, Some(event(9)));
        let waiting = news.beyond(9, pending);
        let coming = async {
            tokio::task::yield_now().await;
            another(&news.end, &event(9));
        };
        let (told, ()) = tokio::join!(waiting, coming);
        assert!(told.unwrap_err().to_string().ends_with("it was set back"));
        assert!(news.sound().is_err());
    }
}
