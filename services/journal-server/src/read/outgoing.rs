//! Pages on their way to a client, at the pace at which it takes them.

use futures::{StreamExt as _, future, stream};
use protocol::event_store::client::streams::ReadResp;
use runtime::{Recorded, Size};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::{
    refusal::Refusal,
    room::{Room, Space},
    streams::Answers,
};

/// Pages that are read while the one before is on its way.
const AHEAD: usize = 2;
/// Events of the first page, and at most; bytes that a page is meant to have.
const FIRST: usize = 64;
const MOST: usize = 1024;
const PAGE: usize = 512 << 10;
/// Bytes that no page has more of, but for its last event, however much longer than the ones before
/// its events are.
pub(crate) const MOST_PAGE: usize = 2 * PAGE;

/// How many events to read at once, so that a page has a bearable size.
#[derive(Debug)]
pub(crate) struct Stride {
    next: usize,
    most: usize,
}

impl Default for Stride {
    fn default() -> Self {
        Self::within(MOST)
    }
}

impl Stride {
    /// Never more than `most`.
    pub(crate) fn within(most: usize) -> Self {
        Self { next: FIRST.min(most), most }
    }

    /// So many, if no more than `left` are wanted and `space` has room for them.
    pub(crate) fn of(&self, left: u64, space: &Space) -> usize {
        usize::try_from(left).unwrap_or(usize::MAX).min(self.next).min(space.events)
    }

    pub(crate) fn heed(&mut self, page: &[Recorded]) {
        let bytes: usize = page.iter().map(|event| Size::of(&event.entry)).sum();
        if !page.is_empty() {
            self.next = (PAGE * page.len() / bytes.max(1)).clamp(1, self.most);
        }
    }
}

/// Why nothing more is sent.
pub(crate) enum Ended {
    /// The client has gone.
    Gone,
    With(Status),
}

/// Where pages go.
pub(crate) struct Outgoing {
    pages: mpsc::Sender<Page>,
    room: Room,
}

/// Answers, and the space that they take until all of them are taken.
pub(crate) type Page = (Vec<ReadResp>, Option<Space>);

/// Space for the next page.
pub(crate) fn space(room: &Room) -> Space {
    room.space(MOST_PAGE)
}

impl Outgoing {
    /// Space for the next page.
    pub(crate) fn space(&self) -> Space {
        space(&self.room)
    }

    /// Sends the few words that are said beside pages.
    pub(crate) async fn say(&self, words: Vec<ReadResp>) -> Result<(), Ended> {
        self.send(words, None).await
    }

    pub(crate) async fn send(
        &self,
        page: Vec<ReadResp>,
        space: impl Into<Option<Space>>,
    ) -> Result<(), Ended> {
        if page.is_empty() {
            return Ok(());
        }
        self.pages.send((page, space.into())).await.map_err(|_| Ended::Gone)
    }

    /// What the journal answers, unless the client goes or the journal fails.
    pub(crate) async fn read<T>(
        &self,
        reading: impl Future<Output = anyhow::Result<T>>,
    ) -> Result<T, Ended> {
        tokio::select! {
            biased;
            read = reading => read.map_err(|error| Ended::With(Refusal::failed(&error).status())),
            () = self.pages.closed() => Err(Ended::Gone),
        }
    }

    /// Room for a page.
    pub(crate) async fn room(&self) -> Result<mpsc::Permit<'_, Page>, Ended> {
        self.pages.reserve().await.map_err(|_| Ended::Gone)
    }
}

/// What `produce` sends, and then its error, if it ended with one.
pub(crate) fn answers<P, F>(room: &Room, produce: P) -> Answers<ReadResp>
where
    P: FnOnce(Outgoing) -> F,
    F: Future<Output = Result<(), Ended>> + Send + 'static,
{
    let (pages, received) = mpsc::channel(AHEAD);
    let ended = tokio::spawn(produce(Outgoing { pages, room: room.clone() }));
    let pages = ReceiverStream::new(received).map(|(page, space)| {
        stream::iter(page).map(move |answer| {
            _ = &space;
            Ok(answer)
        })
    });
    let pages = pages.flatten();
    let end = stream::once(ended).filter_map(|ended| {
        future::ready(match ended {
            Ok(Ok(()) | Err(Ended::Gone)) => None,
            Ok(Err(Ended::With(status))) => Some(Err(status)),
            Err(_) => Some(Err(Status::internal("reading ended by itself"))),
        })
    });
    Box::pin(pages.chain(end))
}

pub(super) fn one(answer: ReadResp) -> Answers<ReadResp> {
    Box::pin(stream::once(future::ready(Ok(answer))))
}
