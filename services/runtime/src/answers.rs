//! What each command was told, found by its id: the same command again is told the same.
//!
//! Events and refusals name the command they answer, so the journal knows; this only says where to
//! look. An index in the store has the position of each command's last event, or of what else it
//! was told, and of each event. It is filled like any table; what this process decided since is
//! remembered.

mod sieve;

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Context as _;
use kernel::{Hash, Kind};
use lru::LruCache;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sled::{Batch, IVec, Tree};
use tokio::{sync::watch, task};
use uuid::Uuid;

use self::sieve::Sieve;
use crate::{
    Direction, Filter, Journal, Place, Recorded, Refusal, announce, calendar, fact,
    follower::{Follower, Reader},
    seen::{Lot, Seen, Window},
    store::{self, Store},
};

/// Names the index among those who follow the journal.
pub(crate) const NAME: &str = "commands";
/// The index in the store. The former one took in what anybody wrote.
const TREE: &str = "answers-of-records";
/// So many commands are decided at once.
const STRIPES: usize = 256;
/// Answers remembered without looking. More than a follower is ever behind while people act.
const RECENT: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();
/// First half of the streams that hold who was told no.
pub(crate) const REFUSALS: &str = "refusals-";
/// First half of the streams that hold who was told that it was so already.
pub(crate) const ALREADY: &str = "answers-";
/// Events of one command read at once.
const FEW: usize = 16;

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Recorded(Answer),
    Refused(Refusal),
}

/// Where the facts lie that a command led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// What was asked for, as the contracts call it: `RecordPayment`. Empty where a policy asked, and
    /// in what was recorded before anybody noted it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) act: String,
    /// Whose it would have been. Empty where that could not be read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) stream: String,
}

/// Where a stream was when it had nothing to add to it, as the stream `answers-<category>` holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AlreadySo {
    pub(crate) stream: String,
    /// Of its last event, if it had any.
    pub(crate) revision: Option<u64>,
}

/// Whether events of that stream are facts, and not only what somebody was told.
fn of_facts(stream: &str) -> bool {
    ![REFUSALS, ALREADY].iter().any(|it| stream.starts_with(it))
}

/// The index of one process. Shared by all its handlers.
pub(crate) struct Answers {
    journal: Arc<dyn Journal>,
    recent: Mutex<LruCache<Uuid, (Hash, Told)>>,
    store: Store,
    index: Tree,
    /// Commands that the index has.
    indexed: Sieve,
    /// Categories of the streams that Jalon writes. Nobody else writes here, unless they are told.
    records: OnceLock<&'static [&'static str]>,
    /// One command id is decided once at a time, whatever it is for.
    deciding: Vec<tokio::sync::Mutex<()>>,
    /// The first position that the index has not taken in.
    next: AtomicU64,
    /// The index holds everything that was there when the process started.
    ready: watch::Sender<bool>,
}

/// What the index has of a command: where it was answered, and whether no fact lies there.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Answered {
    only_told: bool,
    position: u64,
}

/// Kinds of things that ids name in the index.
const COMMAND: u8 = b'c';
const EVENT: u8 = b'e';

/// The keys of the index: an id, and what kind of thing it names.
fn key(kind: u8, id: Uuid) -> [u8; 17] {
    let mut key = [kind; 17];
    let (_, place) = key.split_at_mut(1);
    place.copy_from_slice(id.as_bytes());
    key
}

fn of_command(id: Uuid) -> [u8; 17] {
    key(COMMAND, id)
}

fn of_event(id: Uuid) -> [u8; 17] {
    key(EVENT, id)
}

impl Answers {
    pub(crate) fn new(journal: Arc<dyn Journal>, store: &Store) -> anyhow::Result<Self> {
        let (store, index) = (store.clone(), store.tree(TREE)?);
        let recent = Mutex::new(LruCache::new(RECENT));
        let deciding = (0..STRIPES).map(|_| tokio::sync::Mutex::default()).collect();
        let (next, ready) = (AtomicU64::new(0), watch::Sender::new(false));
        let (records, indexed) = (OnceLock::new(), Sieve::default());
        Ok(Self { journal, recent, store, index, indexed, records, deciding, next, ready })
    }

    /// Says which categories are Jalon's: whoever else writes in the journal answers nobody, and names
    /// nothing of ours.
    pub(crate) fn only(&self, records: &'static [&'static str]) {
        _ = self.records.set(records);
    }

    /// Whether it is a stream that Jalon writes.
    pub(crate) fn is_record(&self, stream: &str) -> bool {
        let category = stream.split_once('-').map(|(category, _)| category);
        let of = |records: &[&str]| category.is_some_and(|category| records.contains(&category));
        self.records.get().copied().is_none_or(of)
    }

    /// Resolves once nothing that was told before this process started is unknown to it.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        if !*self.ready.borrow() {
            self.ready.subscribe().wait_for(|ready| *ready).await?;
        }
        Ok(())
    }

    /// Held while a command is decided, so that the same id in another stream waits for the answer.
    pub(crate) async fn deciding(&self, command: Uuid) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let bytes = command.as_bytes().iter();
        let sum = bytes.fold(0_usize, |sum, it| sum.wrapping_mul(31).wrapping_add((*it).into()));
        Some(self.deciding.get(sum % STRIPES)?.lock().await)
    }

    /// Whether the index has what lies there.
    pub(crate) fn has(&self, position: u64) -> bool {
        position < self.next.load(Ordering::Acquire)
    }

    /// Where an event lies.
    pub(crate) async fn position_of(&self, event: Uuid) -> anyhow::Result<Option<u64>> {
        self.look_up(of_event(event)).await
    }

    /// What the command was told, and the hash of what it asked, if that is remembered.
    pub(crate) fn recent(&self, command: Uuid) -> Option<(Hash, Told)> {
        self.remembered().get(&command).cloned()
    }

    /// The same, however long ago it was.
    pub(crate) async fn get(&self, command: Uuid) -> anyhow::Result<Option<(Hash, Told)>> {
        // What is remembered is told without the journal, and may be lost.
        self.journal.sound().await?;
        if let Some(told) = self.recent(command) {
            return Ok(Some(told));
        }
        if !self.indexed.may_hold(command) {
            return Ok(None);
        }
        let answered = self.look_up::<Answered>(of_command(command)).await?;
        let Some(answered) = answered else { return Ok(None) };
        let told = self.read(command, answered.position).await?;
        if let Some((hash, told)) = &told {
            self.put(command, *hash, told.clone());
        }
        Ok(told)
    }

    pub(crate) fn put(&self, command: Uuid, hash: Hash, told: Told) {
        self.remembered().put(command, (hash, told));
    }

    fn remembered(&self) -> MutexGuard<'_, LruCache<Uuid, (Hash, Told)>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look_up<T>(&self, key: [u8; 17]) -> anyhow::Result<Option<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let (store, index) = (self.store.clone(), self.index.clone());
        store::blocking(move || indexed(&store, &index, key)).await
    }

    /// What the journal says that `command` was told, the last of it at `position`. A command's
    /// events lie side by side in one stream.
    async fn read(&self, command: Uuid, position: u64) -> anyhow::Result<Option<(Hash, Told)>> {
        let Some(last) = self.journal.event(position).await? else { return Ok(None) };
        let hash = fact::meta(&last)?.command_hash;
        if last.stream.starts_with(REFUSALS) {
            let refused = serde_json::from_slice(&last.entry.data)?;
            let Refused { code, kind, text, args, .. } = refused;
            return Ok(Some((hash, Told::Refused(Refusal { kind, code, text, args }))));
        }
        if last.stream.starts_with(ALREADY) {
            let answer = self.already_so(serde_json::from_slice(&last.entry.data)?).await?;
            return Ok(Some((hash, Told::Recorded(answer))));
        }
        let (mut events, mut from) = (Vec::new(), last.revision + 1);
        let of_command =
            |event: &Recorded| fact::meta(event).is_ok_and(|meta| meta.command_id == command);
        loop {
            let place = Place::At(from);
            let page = self.journal.read_stream(&last.stream, place, Direction::Backwards, FEW);
            let page = page.await?;
            let before = events.len();
            events.extend(page.iter().take_while(|it| of_command(it)).map(|it| it.entry.id));
            if events.len() < before + FEW {
                break;
            }
            from = from.saturating_sub(FEW as u64);
        }
        events.reverse();
        let answer = Answer { revision: last.revision, position, events };
        Ok(Some((hash, Told::Recorded(answer))))
    }

    async fn already_so(&self, said: AlreadySo) -> anyhow::Result<Answer> {
        let Some(revision) = said.revision else { return Ok(Answer::default()) };
        let (place, forwards) = (Place::At(revision), Direction::Forwards);
        let lies = self.journal.read_stream(&said.stream, place, forwards, 1).await?;
        let lies = lies.into_iter().next().context("what was answered is not in the journal")?;
        Ok(Answer { revision, position: lies.position, events: Vec::new() })
    }

    /// Keeps the store's part up to date for as long as the process lives.
    pub(crate) async fn follow(
        self: Arc<Self>,
        window: &Window,
        place: Follower,
    ) -> anyhow::Result<()> {
        let head = place.patiently(|| self.journal.head()).await;
        let from = place.resume(&*self.journal, &self.index).await?;
        let answers = Arc::downgrade(&self);
        let keys = self.index.scan_prefix([COMMAND]).keys();
        drop(task::spawn_blocking(move || list(&answers, keys)));
        self.ready.send_replace(from >= head);
        place.advance(from);
        let mut filling = Filling { answers: self, head };
        place.follow(window, Filter::Everything, from, &mut filling).await
    }

    fn take(&self, lot: &Lot) -> anyhow::Result<()> {
        let mut batch = Batch::default();
        let mut answered = HashMap::<Uuid, Answered>::new();
        for seen in &lot.events {
            let Seen { recorded: Recorded { position, stream, entry, .. }, .. } = &**seen;
            if !self.is_record(stream) {
                continue;
            }
            batch.insert(&of_event(entry.id), postcard::to_allocvec(position)?);
            // What was announced answers nobody, and a day is reached once by nature.
            if [announce::STREAMS, calendar::STREAMS].iter().any(|it| stream.starts_with(it)) {
                continue;
            }
            // What was imported otherwise may have no metadata of ours, and no command.
            let Ok(meta) = seen.meta() else { continue };
            let (command, only_told) = (meta.command_id, !of_facts(stream));
            if only_told {
                let before = match answered.get(&command) {
                    Some(before) => Some(*before),
                    None => indexed(&self.store, &self.index, of_command(command))?,
                };
                // What was done stays done, whatever was asked under its id later.
                if before.is_some_and(|before| !before.only_told) {
                    continue;
                }
            }
            answered.insert(command, Answered { only_told, position: *position });
        }
        for (command, answered) in answered {
            self.indexed.insert(command);
            batch.insert(&of_command(command), postcard::to_allocvec(&answered)?);
        }
        if let Some(reached) = lot.reached(self.journal.id()) {
            store::mark(&mut batch, &reached)?;
            self.index.apply_batch(batch)?;
        }
        self.next.store(lot.next, Ordering::Release);
        Ok(())
    }
}

fn indexed<T: DeserializeOwned>(
    store: &Store,
    index: &Tree,
    key: [u8; 17],
) -> anyhow::Result<Option<T>> {
    let found = store.sure(index.get(key))?;
    Ok(found.map(|bytes| postcard::from_bytes(&bytes)).transpose()?)
}

/// Lists the commands that the index had when the process started, for as long as it lives. Until all are
/// listed, and where one cannot be read, any may be there.
fn list(answers: &Weak<Answers>, keys: impl Iterator<Item = sled::Result<IVec>>) {
    for key in keys {
        let Some(answers) = answers.upgrade() else { return };
        let id = answers.store.sure(key).ok().and_then(|key| Uuid::from_slice(key.get(1..)?).ok());
        let Some(id) = id else { return };
        answers.indexed.insert(id);
    }
    if let Some(answers) = answers.upgrade() {
        answers.indexed.complete();
    }
}

struct Filling {
    answers: Arc<Answers>,
    /// How much there was when the process started.
    head: u64,
}

#[async_trait::async_trait]
impl Reader for Filling {
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()> {
        let (answers, next) = (Arc::clone(&self.answers), lot.next);
        store::blocking(move || answers.take(&lot)).await?;
        if next >= self.head {
            self.answers.ready.send_replace(true);
        }
        Ok(())
    }
}
