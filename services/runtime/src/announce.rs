//! Records what a service makes public of its private facts, once.

use std::{num::NonZeroUsize, sync::Arc};

use anyhow::Context as _;
use kernel::{
    Amendment, Announcement, Basis, Change, Confidentiality, Fact, Meta, Public, Stored,
    Unreadable, amended, class_of,
};
use lru::LruCache;
use uuid::Uuid;

use crate::{
    AppendError, Direction, Entry, Expected, Filter, Format, Journal, Place, Recorded, Size,
    answers::Answers,
    context::nonce,
    fact::meta,
    follower::{Follower, Reader},
    seen::{Lot, Seen, Window},
    tables::read_stream,
};

/// Private streams remembered; any other is read again, which takes about as long as a command.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(2_000).unwrap();
/// First half of the streams that everybody may read.
pub const STREAMS: &str = "public-";

/// Reads the private facts of `N`'s aggregate, in order, for ever, and appends what it announces.
/// The last public event says which fact it made known, and so where to go on; the expected
/// revision keeps two processes from announcing the same thing.
pub(crate) async fn run<N: Announcement>(
    window: Arc<Window>,
    answers: Arc<Answers>,
    follower: Follower,
) -> anyhow::Result<()> {
    let (journal, stream) = (Arc::clone(&window.journal), stream::<N>());
    let told = follower.patiently(|| last(&*journal, &answers, &stream)).await;
    let from = told.next;
    follower.advance(from);
    let filter = Filter::streams([format!("{}-", N::CATEGORY)]);
    let memories = LruCache::new(REMEMBERED);
    let mut reader = Announcing::<N> { journal, answers, stream, told, memories };
    follower.follow(&window, filter, from, &mut reader).await
}

/// Where `N` announces.
pub(crate) fn stream<N: Announcement>() -> String {
    format!("{STREAMS}{}", N::SERVICE)
}

struct Announcing<N: Announcement> {
    journal: Arc<dyn Journal>,
    answers: Arc<Answers>,
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
            let (now, later) = rest.split_at(fitting(&self.stream, rest));
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
                    self.told = self::last(&*self.journal, &self.answers, &self.stream).await?;
                    said = rest;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// How many of them the journal takes in one append, so that all of one fact is there or nothing.
fn fitting(stream: &str, said: &[Said]) -> usize {
    let mut size = Size::default();
    let fits = |said: &&Said| said.entries.iter().all(|entry| size.add(stream, entry).is_ok());
    // What does not fit by itself is for the journal to refuse.
    said.iter().take_while(fits).count().max(1).min(said.len())
}

impl<N: Announcement> Announcing<N> {
    /// What is said of one fact, with everything that came before it in mind.
    async fn entries(&mut self, seen: &Seen) -> anyhow::Result<Vec<Entry>> {
        let (recorded, fact) = (&seen.recorded, seen.fact::<N::Event>()?);
        let said = match fact.event.amendment() {
            Some(amendment) => self.amending(&fact, &amendment).await?,
            None => self.plain(&fact).await?,
        };
        let publics = said.into_iter().enumerate();
        publics.map(|(nth, public)| entry::<N>(recorded, &fact.meta, public, nth)).collect()
    }

    async fn plain(&mut self, fact: &Fact<N::Event>) -> anyhow::Result<Vec<Public>> {
        let known = self.memories.peek(&fact.stream);
        if known.is_none_or(|(_, next)| *next != fact.revision) {
            let memory = remembered::<N>(before(&*self.journal, fact, fact.revision).await?)?;
            self.memories.put(Arc::clone(&fact.stream), (memory, fact.revision));
        }
        let known = self.memories.get_mut(&fact.stream);
        let (memory, next) = known.ok_or_else(|| anyhow::anyhow!("nothing is remembered"))?;
        remember::<N>(memory, fact)?;
        *next = fact.revision + 1;
        Ok(said::<N>(memory, fact, fact.meta.confidentiality))
    }

    /// One that amends another changes what is remembered, and is as confidential as the other. Of a
    /// fact that is void one speaks once more as before; of one that is corrected, as it is now.
    async fn amending(
        &mut self,
        fact: &Fact<N::Event>,
        amendment: &Amendment,
    ) -> anyhow::Result<Vec<Public>> {
        let next = fact.revision + 1;
        let facts = before(&*self.journal, fact, next).await?;
        let class = class_of(&facts, amendment.target);
        let class = fact.meta.confidentiality.max(class.unwrap_or(Confidentiality::Public));
        let memory = remembered::<N>(facts)?;
        let said = match amendment.change {
            Change::Void => {
                let earlier = before(&*self.journal, fact, fact.revision).await?;
                let earlier = remembered::<N>(earlier)?;
                said::<N>(&earlier, fact, class)
            }
            Change::Field { .. } => said::<N>(&memory, fact, class),
        };
        self.memories.put(Arc::clone(&fact.stream), (memory, next));
        Ok(said)
    }
}

/// The facts of the same stream before revision `next`.
async fn before<E: Stored>(
    journal: &dyn Journal,
    fact: &Fact<E>,
    next: u64,
) -> anyhow::Result<Vec<Fact<E>>> {
    if next == 0 {
        return Ok(Vec::new());
    }
    let mut facts = read_stream::<E>(journal, &fact.stream).await?;
    facts.retain(|earlier| earlier.revision < next);
    Ok(facts)
}

/// What `facts`, the first of a stream, leave to be remembered: as they should have been.
fn remembered<N: Announcement>(facts: Vec<Fact<N::Event>>) -> Result<N::Memory, Unreadable> {
    let mut memory = N::Memory::default();
    for fact in amended(facts) {
        remember::<N>(&mut memory, &fact)?;
    }
    Ok(memory)
}

/// What is remembered is said later, to everybody: of a restricted fact that is what anybody sees.
fn remember<N: Announcement>(
    memory: &mut N::Memory,
    fact: &Fact<N::Event>,
) -> Result<(), Unreadable> {
    let withheld = fact.withheld()?;
    N::remember(memory, withheld.as_ref().unwrap_or(fact));
    Ok(())
}

/// Nothing is made public of what is shown only to somebody.
fn said<N: Announcement>(
    memory: &N::Memory,
    fact: &Fact<N::Event>,
    class: Confidentiality,
) -> Vec<Public> {
    match class {
        Confidentiality::Public | Confidentiality::Internal => N::announce(memory, fact),
        Confidentiality::Restricted => Vec::new(),
    }
}

/// Where the last public event leaves it. The fact that it made known is found by its id where it
/// lies elsewhere than it says: a position means nothing in a journal that this one was moved to.
async fn last(journal: &dyn Journal, answers: &Answers, stream: &str) -> anyhow::Result<ToldSoFar> {
    let newest = journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
    let Some(newest) = newest.first() else { return Ok(ToldSoFar { revision: None, next: 0 }) };
    let revision = Some(newest.revision);
    let Meta { basis, causation, .. } = meta(newest)?;
    let Basis::Verified { position, .. } = basis else {
        return Ok(ToldSoFar { revision, next: 0 });
    };
    let lies = match causation {
        None => position,
        Some(fact) => match journal.event(position).await {
            Ok(Some(there)) if there.entry.id == fact => position,
            Ok(_) | Err(_) => {
                answers.ready().await?;
                let found = answers.position_of(fact).await?;
                found.with_context(|| format!("event {fact}, told in `{stream}`, is not here"))?
            }
        },
    };
    Ok(ToldSoFar { revision, next: lies + 1 })
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
        known: Some(meta.known()),
        nonce: nonce()?,
        // The fact may have been, the public event was not.
        migrated: None,
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
