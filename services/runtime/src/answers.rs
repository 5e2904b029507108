//! What each command was told, found by its id: the same command again is told the same.
//!
//! Derived from the journal like any table: events and refusals name the command they answer.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Hash, Kind};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sled::{Batch, Tree};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    Filter, Journal, Page, Recorded, Refusal, fact,
    follower::{Follower, Reader},
    store,
};

/// Names the index among those who follow the journal.
pub(crate) const NAME: &str = "commands";
/// So many commands are decided at once.
const STRIPES: usize = 256;
/// Remembered without asking the store.
const RECENT: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Told {
    Recorded(Answer),
    Refused(Refusal),
}

/// Where the facts lie that a command led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub revision: u64,
    pub position: u64,
    pub events: Vec<Uuid>,
}

/// The refusal of a command, as the stream `refusals-<category>` holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) args: std::collections::BTreeMap<String, String>,
}

/// The index of one process. Shared by all its handlers.
pub(crate) struct Answers {
    recent: Mutex<LruCache<Uuid, (Hash, Told)>>,
    tree: Tree,
    /// Position of every event, by its id.
    events: Tree,
    /// One command id is decided once at a time, whatever it is for.
    deciding: Vec<tokio::sync::Mutex<()>>,
    /// The store's part holds everything that was there when the process started.
    ready: watch::Sender<bool>,
}

impl Answers {
    pub(crate) fn new(tree: Tree, events: Tree) -> Self {
        let recent = Mutex::new(LruCache::new(RECENT));
        let deciding = (0..STRIPES).map(|_| tokio::sync::Mutex::default()).collect();
        Self { recent, tree, events, deciding, ready: watch::Sender::new(false) }
    }

    /// Resolves once nothing that was told before this process started is unknown to it.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        self.ready.subscribe().wait_for(|ready| *ready).await?;
        Ok(())
    }

    /// Held while a command is decided, so that the same id in another stream waits for the answer.
    pub(crate) async fn deciding(&self, command: Uuid) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let stripe = command
            .as_bytes()
            .iter()
            .fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)))
            % STRIPES;
        Some(self.deciding.get(stripe)?.lock().await)
    }

    /// Where an event lies.
    pub(crate) fn position_of(&self, event: Uuid) -> anyhow::Result<Option<u64>> {
        let found = self.events.get(event.as_bytes())?;
        Ok(found.map(|bytes| postcard::from_bytes(&bytes)).transpose()?)
    }

    /// What the command was told, and the hash of what it asked.
    pub(crate) fn get(&self, command: Uuid) -> anyhow::Result<Option<(Hash, Told)>> {
        if let Some(told) = self.recent().get(&command) {
            return Ok(Some(told.clone()));
        }
        let stored = self.tree.get(command.as_bytes())?;
        Ok(stored.map(|bytes| postcard::from_bytes(&bytes)).transpose()?)
    }

    pub(crate) fn put(&self, command: Uuid, hash: Hash, told: Told) {
        self.recent().put(command, (hash, told));
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, LruCache<Uuid, (Hash, Told)>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the store's part up to date for as long as the process lives.
    pub(crate) async fn follow(
        self: Arc<Self>,
        journal: Arc<dyn Journal>,
        place: Follower,
    ) -> anyhow::Result<()> {
        let tree = self.tree.clone();
        let head = journal.head().await?;
        let from = store::resume(&tree, journal.id(), head)?;
        self.ready.send_replace(from >= head);
        if from == 0 {
            self.events.clear()?;
        }
        place.advance(from);
        let mut index = Index { answers: self, journal: journal.id(), head };
        place.pages(&journal, Filter::Everything, from, &mut index).await
    }

    /// What a command was told, as far as the index has come.
    fn stored(
        &self,
        command: Uuid,
        page: &HashMap<Uuid, (Hash, Told)>,
    ) -> anyhow::Result<Option<(Hash, Told)>> {
        if let Some(told) = page.get(&command) {
            return Ok(Some(told.clone()));
        }
        let stored = self.tree.get(command.as_bytes())?;
        Ok(stored.map(|bytes| postcard::from_bytes(&bytes)).transpose()?)
    }

    /// A command's events lie side by side in one stream, but one page may end among them: what is
    /// already there is added to.
    fn index(&self, journal: Uuid, next: u64, events: &[Recorded]) -> anyhow::Result<()> {
        let mut positions = Batch::default();
        for recorded in events {
            let position = postcard::to_allocvec(&recorded.position)?;
            positions.insert(recorded.entry.id.as_bytes(), position);
        }
        self.events.apply_batch(positions)?;
        let mut told = HashMap::<Uuid, (Hash, Told)>::new();
        for recorded in events {
            // Other systems' events in the same journal have no metadata of ours, and no command.
            let Ok(meta) = fact::meta(recorded) else { continue };
            // What was announced answers nobody, and a day is reached once by nature.
            if recorded.stream.starts_with("public-") || recorded.stream.starts_with("calendar-") {
                continue;
            }
            let id = meta.command_id;
            if recorded.stream.starts_with("refusals-") {
                // What was done stays done, whatever was asked under its id later.
                if let Some((_, Told::Recorded(_))) = self.stored(id, &told)? {
                    continue;
                }
                let Refused { code, kind, text, args } =
                    serde_json::from_slice(&recorded.entry.data)?;
                told.insert(
                    id,
                    (meta.command_hash, Told::Refused(Refusal { kind, code, text, args })),
                );
                continue;
            }
            let before = self.stored(id, &told)?;
            let mut answer = match before {
                Some((_, Told::Recorded(answer))) => answer,
                Some((_, Told::Refused(_))) | None => Answer::default(),
            };
            if !answer.events.contains(&recorded.entry.id) {
                answer.events.push(recorded.entry.id);
            }
            (answer.revision, answer.position) = (recorded.revision, recorded.position);
            told.insert(id, (meta.command_hash, Told::Recorded(answer)));
        }
        let mut batch = Batch::default();
        for (id, told) in told {
            batch.insert(id.as_bytes(), postcard::to_allocvec(&told)?);
        }
        store::mark(&mut batch, journal, next)?;
        self.tree.apply_batch(batch)?;
        Ok(())
    }
}

struct Index {
    answers: Arc<Answers>,
    journal: Uuid,
    /// How much there was when the process started.
    head: u64,
}

#[async_trait::async_trait]
impl Reader for Index {
    async fn take(&mut self, page: Page) -> anyhow::Result<()> {
        let (answers, journal, next) = (Arc::clone(&self.answers), self.journal, page.next);
        store::blocking(move || answers.index(journal, next, &page.events)).await?;
        if next >= self.head {
            self.answers.ready.send_replace(true);
        }
        Ok(())
    }
}
