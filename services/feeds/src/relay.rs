//! Follows the journal's public streams, and publishes each event once.

use std::{convert::Infallible, future::Future, pin::pin, sync::Arc, time::Duration};

use anyhow::{Context as _, bail, ensure};
use async_nats::jetstream::{self, context::PublishAckFuture};
use futures::TryStreamExt as _;
use runtime::{Journal, Recorded};
use tokio::{sync::watch, time::Instant};

use crate::{
    Server,
    client::{connect_once, redacted},
    message::Message,
    standing::{Checkpoint, agree, public},
};

/// Events published before the first of them must be acknowledged.
const BATCH: usize = 512;
/// Positions without a public event after which the checkpoint is written all the same.
const QUIET: u64 = 4096;
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// What the relay is doing, for whoever looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// It follows the journal, and NATS takes what it says.
    pub connected: bool,
    /// Messages accepted since the process started.
    pub published: u64,
    /// Of the last message: how many public events the world was told.
    pub sequence: u64,
    /// The first position of the journal not looked at yet.
    pub next: u64,
    /// Messages that NATS knew already and did not take again.
    pub duplicates: u64,
    /// Without credentials.
    pub url: Option<String>,
    /// Why it is not connected.
    pub reason: Option<String>,
}

/// Tells NATS what the journal's public streams say. Any number of relays of one journal may run
/// at once: `JetStream` takes each event from the first that brings it.
pub struct Relay {
    journal: Arc<dyn Journal>,
    tree: sled::Tree,
    server: Arc<Server>,
    status: watch::Sender<Status>,
    /// NATS has once held a beginning of this journal.
    held: bool,
}

impl Relay {
    /// `tree` is for its checkpoint alone, and may be dropped at any time.
    pub fn new(journal: Arc<dyn Journal>, tree: sled::Tree, server: Arc<Server>) -> Self {
        Self { journal, tree, server, status: watch::Sender::default(), held: false }
    }

    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Works until `shutdown`, which may come at any point: the next run looks how far it came.
    pub async fn run(mut self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = pin!(shutdown);
        let mut wait = SHORTEST_WAIT;
        loop {
            let (began, before) = (Instant::now(), self.status.borrow().sequence);
            let error = tokio::select! {
                () = &mut shutdown => break,
                Err(error) = self.session() => error,
            };
            self.stumbled(&error);
            let worked = self.status.borrow().sequence != before || began.elapsed() > LONGEST_WAIT;
            wait = if worked { SHORTEST_WAIT } else { LONGEST_WAIT.min(wait * 2) };
            tokio::select! {
                () = &mut shutdown => break,
                () = tokio::time::sleep(wait) => (),
            }
        }
        let end = |status: &mut Status| {
            status.connected = false;
            status.reason = Some("stopped".to_owned());
        };
        self.status.send_modify(end);
    }

    /// One connection, from looking how far the stream goes until anything is wrong with it.
    async fn session(&mut self) -> anyhow::Result<Infallible> {
        let url = self.server.url().await?;
        self.status.send_modify(|status| status.url = Some(redacted(&url)));
        let (client, mut lost) = connect_once(&url).await?;
        let context = jetstream::new(client);
        let saved = Checkpoint::load(&self.tree, self.journal.id()).await?;
        let found = agree(&self.journal, &context, saved, self.held).await?;
        found.save(&self.tree).await?;
        self.held = true;
        tracing::info!(
            url = redacted(&url),
            sequence = found.sequence,
            "NATS is told what happens"
        );
        self.status.send_modify(|status| {
            (status.connected, status.reason) = (true, None);
            (status.sequence, status.next) = (found.sequence, found.next);
        });
        tokio::select! {
            gone = lost.wait_for(|lost| *lost) => {
                gone?;
                bail!("lost the connection to {}", redacted(&url))
            }
            ended = self.follow(&context, found) => ended,
        }
    }

    async fn follow(
        &self,
        context: &jetstream::Context,
        found: Checkpoint,
    ) -> anyhow::Result<Infallible> {
        let (mut at, mut saved) = (found, found);
        let journal = Arc::clone(&self.journal);
        let mut pages = runtime::subscribe(journal, at.next, public(), BATCH);
        while let Some(page) = pages.try_next().await? {
            let told = self.publish(context, &mut at, page.events).await;
            if told.is_ok() {
                at.next = page.next;
            }
            if at.sequence != saved.sequence || at.next - saved.next >= QUIET {
                at.save(&self.tree).await?;
                saved = at;
            }
            self.status.send_modify(|status| {
                (status.sequence, status.next) = (at.sequence, at.next);
            });
            told?;
        }
        bail!("the journal ended")
    }

    /// Sends all of a page before it waits for the first answer. `at` is as far as was answered.
    async fn publish(
        &self,
        context: &jetstream::Context,
        at: &mut Checkpoint,
        events: Vec<Recorded>,
    ) -> anyhow::Result<()> {
        let mut answers: Vec<(Checkpoint, PublishAckFuture)> = Vec::with_capacity(events.len());
        let mut sent = *at;
        for event in events {
            sent = sent.after(&event);
            let Message { subject, headers, data } =
                Message::new(sent.journal, sent.sequence, event);
            let answer = context.publish_with_headers(subject, headers, data.into()).await;
            answers.push((sent, answer.with_context(|| not_taken(sent))?));
        }
        for (sent, answer) in answers {
            let answer = answer.await.with_context(|| not_taken(sent))?;
            ensure!(answer.sequence == sent.sequence, "{}: it is elsewhere", not_taken(sent));
            *at = sent;
            self.status.send_if_modified(|status| {
                let counter =
                    if answer.duplicate { &mut status.duplicates } else { &mut status.published };
                *counter += 1;
                false
            });
        }
        Ok(())
    }

    /// Says so once, however often the same is tried again.
    fn stumbled(&self, error: &anyhow::Error) {
        let reason = Some(format!("{error:#}"));
        self.status.send_if_modified(|status| {
            status.connected = false;
            let news = status.reason != reason;
            if news {
                tracing::warn!(reason, "NATS is told nothing for now; trying again");
            }
            status.reason = reason;
            true
        });
    }
}

fn not_taken(sent: Checkpoint) -> String {
    format!("NATS did not take message {}", sent.sequence)
}
