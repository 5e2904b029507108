//! Records what a service makes public of its private facts, once.

use std::{marker::PhantomData, sync::Arc};

use kernel::{Announcement, Basis, Public};
use uuid::Uuid;

use crate::{
    AppendError, Direction, Entry, Expected, Filter, Journal, Page, Place, Recorded,
    context::nonce,
    fact::{fact, meta},
    follower::{Followers, Kind, Reader},
};

/// First half of the streams that everybody may read.
pub const STREAMS: &str = "public-";

/// Reads the private facts of `N`'s aggregate, in order, for ever, and appends what it announces.
/// The last public event says which fact it made known, and so where to go on; the expected
/// revision keeps two processes from announcing the same thing.
pub(crate) async fn run<N: Announcement>(
    journal: Arc<dyn Journal>,
    followers: Followers,
) -> anyhow::Result<()> {
    let stream = format!("{STREAMS}{}", N::SERVICE);
    let (_, from) = last(&*journal, &stream).await?;
    let follower = followers.add(&stream, Kind::Announcement, from);
    let filter = Filter::streams([format!("{}-", N::CATEGORY)]);
    let mut reader = Announcing::<N> { journal: Arc::clone(&journal), stream, of: PhantomData };
    follower.pages(&journal, filter, from, &mut reader).await
}

struct Announcing<N> {
    journal: Arc<dyn Journal>,
    stream: String,
    of: PhantomData<fn() -> N>,
}

#[async_trait::async_trait]
impl<N: Announcement> Reader for Announcing<N> {
    async fn take(&mut self, page: Page) -> anyhow::Result<()> {
        let Self { journal, stream, .. } = self;
        let (mut revision, mut told) = last(&**journal, stream).await?;
        for recorded in &page.events {
            let Some(public) = N::announce(&fact(recorded)?) else { continue };
            let entry = entry::<N>(recorded, public)?;
            // Until it is announced, by this process or another.
            while told <= recorded.position {
                let expected = revision.map_or(Expected::Empty, Expected::At);
                match journal.append(stream, expected, vec![entry.clone()]).await {
                    Ok(appended) => {
                        (revision, told) = (Some(appended.revision), recorded.position + 1);
                    }
                    Err(AppendError::Conflict { .. }) => {
                        (revision, told) = last(&**journal, stream).await?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
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
fn entry<N: Announcement>(recorded: &Recorded, public: Public) -> anyhow::Result<Entry> {
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
        id: Uuid::new_v5(&recorded.entry.id, public.name.as_bytes()),
        name: public.name.to_owned(),
        data: public.data,
        meta: serde_json::to_vec(&meta)?,
    })
}
