//! Records what a service makes public of its private facts, once.

use std::{num::NonZeroUsize, sync::Arc};

use kernel::{Announcement, Basis, Confidentiality, Public};
use lru::LruCache;
use uuid::Uuid;

use crate::{
    AppendError, Direction, Entry, Expected, Filter, Journal, Page, Place, Recorded,
    context::nonce,
    fact::{fact, meta},
    follower::{Follower, Reader},
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
    journal: Arc<dyn Journal>,
    follower: Follower,
) -> anyhow::Result<()> {
    let stream = stream::<N>();
    let (_, from) = last(&*journal, &stream).await?;
    follower.advance(from);
    let filter = Filter::streams([format!("{}-", N::CATEGORY)]);
    let memories = LruCache::new(REMEMBERED);
    let mut reader = Announcing::<N> { journal: Arc::clone(&journal), stream, memories };
    follower.pages(&journal, filter, from, &mut reader).await
}

/// Where `N` announces.
pub(crate) fn stream<N: Announcement>() -> String {
    format!("{STREAMS}{}", N::SERVICE)
}

struct Announcing<N: Announcement> {
    journal: Arc<dyn Journal>,
    stream: String,
    /// Of each private stream: what is remembered, and the revision that comes next.
    memories: LruCache<Arc<str>, (N::Memory, u64)>,
}

#[async_trait::async_trait]
impl<N: Announcement> Reader for Announcing<N> {
    async fn take(&mut self, page: Page) -> anyhow::Result<()> {
        let (mut revision, mut told) = last(&*self.journal, &self.stream).await?;
        for recorded in &page.events {
            let entries = self.entries(recorded).await?;
            // Until it is announced, by this process or another.
            while told <= recorded.position && !entries.is_empty() {
                let expected = revision.map_or(Expected::Empty, Expected::At);
                match self.journal.append(&self.stream, expected, entries.clone()).await {
                    Ok(appended) => {
                        (revision, told) = (Some(appended.revision), recorded.position + 1);
                    }
                    Err(AppendError::Conflict { .. }) => {
                        (revision, told) = last(&*self.journal, &self.stream).await?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}

impl<N: Announcement> Announcing<N> {
    /// What is said of one fact, with everything that came before it in mind.
    async fn entries(&mut self, recorded: &Recorded) -> anyhow::Result<Vec<Entry>> {
        let known = self.memories.peek(&recorded.stream);
        if known.is_none_or(|(_, next)| *next != recorded.revision) {
            let mut memory = N::Memory::default();
            for fact in read_stream(&*self.journal, &recorded.stream).await? {
                if fact.revision < recorded.revision {
                    N::remember(&mut memory, &fact);
                }
            }
            self.memories.put(Arc::clone(&recorded.stream), (memory, recorded.revision));
        }
        let known = self.memories.get_mut(&recorded.stream);
        let (memory, next) = known.ok_or_else(|| anyhow::anyhow!("nothing is remembered"))?;
        let fact = fact(recorded)?;
        N::remember(memory, &fact);
        *next = recorded.revision + 1;
        if fact.meta.confidentiality == Confidentiality::Restricted {
            return Ok(Vec::new());
        }
        let publics = N::announce(memory, &fact);
        publics.into_iter().enumerate().map(|(nth, it)| entry::<N>(recorded, it, nth)).collect()
    }
}

/// Revision of the last public event, and the first private position it leaves to be looked at.
async fn last(journal: &dyn Journal, stream: &str) -> anyhow::Result<(Option<u64>, u64)> {
    let newest = journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
    let Some(newest) = newest.first() else { return Ok((None, 0)) };
    let told = match meta(newest)?.basis {
        Basis::Verified { position, .. } => position + 1,
        Basis::Asserted { .. } => 0,
    };
    Ok((Some(newest.revision), told))
}

/// The metadata of a public event is that of the fact it makes known.
fn entry<N: Announcement>(
    recorded: &Recorded,
    public: Public,
    nth: usize,
) -> anyhow::Result<Entry> {
    let mut meta = meta(recorded)?;
    meta.causation = Some(recorded.entry.id);
    meta.basis = Basis::Verified {
        service: N::SERVICE.to_owned(),
        decision: None,
        position: recorded.position,
    };
    meta.known.get_or_insert(recorded.at);
    meta.nonce = nonce()?;
    Ok(Entry {
        id: Uuid::new_v5(&recorded.entry.id, format!("{}/{nth}", public.name).as_bytes()),
        name: public.name.to_owned(),
        data: public.data,
        meta: serde_json::to_vec(&meta)?,
    })
}
