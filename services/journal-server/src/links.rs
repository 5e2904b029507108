//! Events that stand for others. Whoever wants links resolved is given the event that a link names, with
//! the link beside it; and the link alone, where that event is not shown to them.

use std::sync::Arc;

use protocol::event_store::client::streams::ReadResp;
use runtime::{Direction, Entry, Place, Recorded};

use crate::{
    accounts::Caller,
    follow,
    read::{Ended, Outgoing, Stride, now},
    refusal::Refusal,
    room::Space,
    store::Store,
    wire::{self, Spelling},
};

/// The type of an event that names another one, as `revision@stream`.
const LINK: &str = "$>";
/// Events that are looked at together where links are resolved: what they name may be as long as an
/// event can be.
const FEW: usize = 16;

/// How a reader wants to be given events.
#[derive(Clone)]
pub(crate) struct Giving {
    spelling: Spelling,
    /// For whom links are resolved.
    resolving: Option<(Arc<Store>, Caller)>,
}

impl Giving {
    pub(crate) fn of(spelling: Spelling, resolving: Option<(Arc<Store>, Caller)>) -> Self {
        Self { spelling, resolving }
    }

    pub(crate) fn stride(&self) -> Stride {
        if self.resolving.is_some() { Stride::within(FEW) } else { Stride::default() }
    }

    /// Gives back what `page` does not need of `space`. What links name is not known yet.
    pub(crate) fn fit(&self, space: &mut Space, page: &[Recorded]) {
        if self.resolving.is_none() {
            space.fit(page);
        }
    }

    /// What is sent of `page`.
    pub(crate) async fn answers(
        &self,
        out: &Outgoing,
        page: Vec<Recorded>,
    ) -> Result<Vec<ReadResp>, Ended> {
        let Self { spelling, resolving } = self;
        let Some((store, caller)) = resolving else {
            return Ok(page.into_iter().map(|event| wire::event(event, *spelling)).collect());
        };
        let mut answers = Vec::with_capacity(page.len());
        for event in page {
            answers.push(match named(&event.entry) {
                Some((revision, stream)) => {
                    let found =
                        out.read(async { Ok(shown(store, caller, stream, revision).await) });
                    let found = found.await?.map_err(|refusal| Ended::With(refusal.status()))?;
                    wire::link(event, found, *spelling)
                }
                None => wire::event(event, *spelling),
            });
        }
        Ok(answers)
    }
}

/// What a link names. One that cannot be read stands for itself.
fn named(entry: &Entry) -> Option<(u64, &str)> {
    if entry.name != LINK {
        return None;
    }
    let (revision, stream) = str::from_utf8(&entry.data).ok()?.split_once('@')?;
    Some((revision.parse().ok()?, stream))
}

/// The event, if `caller` would be shown it in its stream.
async fn shown(
    store: &Store,
    caller: &Caller,
    stream: &str,
    revision: u64,
) -> Result<Option<Recorded>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let standing = match follow::readable(store, stream, caller).await {
        Ok(standing) => standing,
        Err(Refusal::Denied | Refusal::Closed { .. }) => return Ok(None),
        Err(refusal) => return Err(refusal),
    };
    let first = if standing.whole() {
        0
    } else {
        let last = store.last_revision(stream).await.map_err(failed)?;
        last.map_or(0, |last| standing.first(last))
    };
    let place = Place::At(revision);
    let found = store.journal.read_stream(stream, place, Direction::Forwards, 1).await;
    let found = found.map_err(failed)?.into_iter().next();
    Ok(found.filter(|event| event.revision >= first && !standing.forgets(event, now())))
}
