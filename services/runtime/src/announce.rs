//! Records what a service makes public of its private facts, once.

use std::{num::NonZeroUsize, sync::Arc};

use kernel::{Announcement, Basis, Confidentiality, Meta, Public};
use lru::LruCache;
use uuid::Uuid;

use crate::{
    AppendError, Direction, Entry, Expected, Filter, Format, Journal, MOST_BYTES, MOST_EVENTS,
    Place, Recorded,
    context::nonce,
    fact::meta,
    follower::{Follower, Reader},
    seen::{Lot, Seen, Window},
    tables::read_stream,
};

/// Private streams remembered; any other is read again.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();
/// First half of the streams that everybody may read.
pub const STREAMS: &str = "public-";

/// Reads the private facts of `N`'s aggregate, in order, for ever, and appends what it announces.
/// The last public event says which fact it made known, and so where to go on; the expected
/// revision keeps two processes from announcing the same thing.
pub(crate) async fn run<N: Announcement>(
    window: Arc<Window>,
    follower: Follower,
) -> anyhow::Result<()> {
    let (journal, stream) = (Arc::clone(&window.journal), stream::<N>());
    let told = last(&*journal, &stream).await?;
    let from = told.next;
    follower.advance(from);
    let filter = Filter::streams([format!("{}-", N::CATEGORY)]);
    let memories = LruCache::new(REMEMBERED);
    let mut reader = Announcing::<N> { journal, stream, told, memories };
    follower.follow(&window, filter, from, &mut reader).await
}

/// Where `N` announces.
pub(crate) fn stream<N: Announcement>() -> String {
    format!("{STREAMS}{}", N::SERVICE)
}

struct Announcing<N: Announcement> {
    journal: Arc<dyn Journal>,
    stream: String,
    told: ToldSoFar,
    /// Of each private stream: what is remembered, and the revision that comes next.
    memories: LruCache<Arc<str>, (N::Memory, u64)>,
}

/// How far a public stream goes.
struct ToldSoFar {
    /// Of the last public event.
    revision: Option<u64>,
    /// The first private position it leaves to be looked at.
    next: u64,
}

/// What is said of one fact.
struct Said {
    /// Of the fact.
    position: u64,
    entries: Vec<Entry>,
}

#[async_trait::async_trait]
impl<N: Announcement> Reader for Announcing<N> {
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()> {
        let mut said = Vec::new();
        for seen in &lot.events {
            let entries = self.entries(seen).await?;
            if !entries.is_empty() {
                said.push(Said { position: seen.recorded.position, entries });
            }
        }
        let mut said = &*said;
        loop {
            // Another process may have announced it meanwhile.
            let known = said.partition_point(|said| said.position < self.told.next);
            let (_, rest) = said.split_at(known);
            let (now, later) = rest.split_at(fitting(rest));
            let Some(last) = now.last() else { return Ok(()) };
            let entries = now.iter().flat_map(|said| said.entries.clone()).collect();
            let expected = self.told.revision.map_or(Expected::Empty, Expected::At);
            match self.journal.append(&self.stream, expected, entries).await {
                Ok(appended) => {
                    let (revision, next) = (Some(appended.revision), last.position + 1);
                    self.told = ToldSoFar { revision, next };
                    said = later;
                }
                Err(AppendError::Conflict { .. }) => {
                    self.told = self::last(&*self.journal, &self.stream).await?;
                    said = rest;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// How many of them the journal takes in one append, so that all of one fact is there or nothing.
fn fitting(said: &[Said]) -> usize {
    let (mut events, mut bytes) = (0, 0);
    let fits = |said: &&Said| {
        let size = |entry: &Entry| entry.name.len() + entry.data.len() + entry.meta.len();
        events += said.entries.len();
        bytes += said.entries.iter().map(size).sum::<usize>();
        events <= MOST_EVENTS && bytes <= MOST_BYTES
    };
    // What does not fit by itself is for the journal to refuse.
    said.iter().take_while(fits).count().max(1).min(said.len())
}

impl<N: Announcement> Announcing<N> {
    /// What is said of one fact, with everything that came before it in mind.
    async fn entries(&mut self, seen: &Seen) -> anyhow::Result<Vec<Entry>> {
        let recorded = &seen.recorded;
        let known = self.memories.peek(&recorded.stream);
        if known.is_none_or(|(_, next)| *next != recorded.revision) {
            let mut memory = N::Memory::default();
            if recorded.revision > 0 {
                for fact in read_stream(&*self.journal, &recorded.stream).await? {
                    if fact.revision < recorded.revision {
                        N::remember(&mut memory, &fact);
                    }
                }
            }
            self.memories.put(Arc::clone(&recorded.stream), (memory, recorded.revision));
        }
        let known = self.memories.get_mut(&recorded.stream);
        let (memory, next) = known.ok_or_else(|| anyhow::anyhow!("nothing is remembered"))?;
        let fact = seen.fact()?;
        N::remember(memory, &fact);
        *next = recorded.revision + 1;
        if fact.meta.confidentiality == Confidentiality::Restricted {
            return Ok(Vec::new());
        }
        let publics = N::announce(memory, &fact).into_iter().enumerate();
        publics.map(|(nth, public)| entry::<N>(recorded, &fact.meta, public, nth)).collect()
    }
}

async fn last(journal: &dyn Journal, stream: &str) -> anyhow::Result<ToldSoFar> {
    let newest = journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
    let Some(newest) = newest.first() else { return Ok(ToldSoFar { revision: None, next: 0 }) };
    let next = match meta(newest)?.basis {
        Basis::Verified { position, .. } => position + 1,
        Basis::Asserted { .. } => 0,
    };
    Ok(ToldSoFar { revision: Some(newest.revision), next })
}

/// The metadata of a public event is that of the fact it makes known.
fn entry<N: Announcement>(
    recorded: &Recorded,
    meta: &Meta,
    public: Public,
    nth: usize,
) -> anyhow::Result<Entry> {
    let meta = Meta {
        causation: Some(recorded.entry.id),
        basis: Basis::Verified {
            service: N::SERVICE.to_owned(),
            decision: None,
            position: recorded.position,
        },
        known: meta.known.or(Some(recorded.at)),
        nonce: nonce()?,
        ..meta.clone()
    };
    Ok(Entry {
        id: Uuid::new_v5(&recorded.entry.id, format!("{}/{nth}", public.name).as_bytes()),
        name: public.name.to_owned(),
        data: public.data,
        meta: serde_json::to_vec(&meta)?,
        format: Format::Json,
    })
}
