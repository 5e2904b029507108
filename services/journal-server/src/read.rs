//! Reading once: a stream or all of them, from a place on, in either direction.

use std::sync::Arc;

use futures::{StreamExt as _, future, stream};
use jiff::Timestamp;
use protocol::event_store::client::streams::{
    ReadReq, ReadResp,
    read_req::{
        Options,
        options::{
            ControlOption, CountOption, FilterOption, ReadDirection, StreamOption, UuidOption,
            all_options::AllOption, stream_options::RevisionOption, uuid_option,
        },
    },
    read_resp::{Content, StreamNotFound},
};
use runtime::{Direction, Filter, Place, Recorded};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::{
    accounts::Caller,
    append::admit,
    filter, follow,
    refusal::Refusal,
    standing::{Access, META, Standing},
    store::Store,
    streams::{Answers, Streams},
    wire::{self, Spelling},
};

/// Pages that are read while the one before is on its way.
const AHEAD: usize = 2;
/// Events of the first page, and at most; bytes that a page is meant to have.
const FIRST: usize = 64;
const MOST: usize = 1024;
const PAGE: usize = 512 << 10;

pub(crate) async fn read(
    streams: &Streams,
    caller: &Caller,
    request: ReadReq,
) -> Result<Answers<ReadResp>, Refusal> {
    let options = request.options.unwrap_or_default();
    let asked = Asked::of(&options)?;
    let Options { stream_option, filter_option, .. } = options;
    match (stream_option, asked.count) {
        (Some(StreamOption::Stream(of)), count) => {
            let stream = wire::stream(of.stream_identifier)?;
            let from = of.revision_option.unwrap_or(RevisionOption::Start(()));
            match count {
                Some(count) => of_stream(streams, caller, stream, from, asked, count).await,
                None => follow::stream(streams, caller, stream, from, asked.spelling).await,
            }
        }
        (Some(StreamOption::All(of)), count) => {
            let wanted = match filter_option {
                Some(FilterOption::Filter(options)) => Some(filter::wanted(options)?),
                Some(FilterOption::NoFilter(())) | None => None,
            };
            let from = of.all_option.unwrap_or(AllOption::Start(()));
            match count {
                Some(count) => {
                    let filter = wanted.map(|wanted| wanted.filter).unwrap_or_default();
                    Ok(of_all(streams, from, filter, asked, count))
                }
                None => follow::all(streams, from, wanted, asked.spelling).await,
            }
        }
        (None, _) => Err(Refusal::malformed("it is not said what to read")),
    }
}

/// How to read, whatever it is.
#[derive(Clone, Copy, Debug)]
struct Asked {
    direction: Direction,
    spelling: Spelling,
    /// Without it, for ever.
    count: Option<u64>,
    /// The client knows what first and last positions are.
    places: bool,
}

impl Asked {
    fn of(options: &Options) -> Result<Self, Refusal> {
        let direction = match ReadDirection::try_from(options.read_direction) {
            Ok(ReadDirection::Forwards) => Direction::Forwards,
            Ok(ReadDirection::Backwards) => Direction::Backwards,
            Err(_) => return Err(Refusal::malformed("one reads forwards or backwards")),
        };
        let count = match options.count_option {
            Some(CountOption::Count(count)) => Some(count),
            Some(CountOption::Subscription(_)) if direction == Direction::Backwards => {
                return Err(Refusal::malformed("a subscription goes forwards"));
            }
            Some(CountOption::Subscription(_)) => None,
            None => return Err(Refusal::malformed("it is not said how much to read")),
        };
        let spelling = match options.uuid_option {
            Some(UuidOption { content: Some(uuid_option::Content::String(())) }) => Spelling::Text,
            Some(_) | None => Spelling::Structured,
        };
        let places = options
            .control_option
            .is_some_and(|ControlOption { compatibility }| compatibility >= 1);
        Ok(Self { direction, spelling, count, places })
    }
}

async fn of_stream(
    streams: &Streams,
    caller: &Caller,
    stream: String,
    from: RevisionOption,
    asked: Asked,
    count: u64,
) -> Result<Answers<ReadResp>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let store = Arc::clone(&streams.store);
    let shown = shown(&store, &stream, caller).await?;
    let Asked { direction, spelling, places, .. } = asked;
    let not_found = || {
        let stream_identifier = Some(wire::identifier(&stream));
        let content = Content::StreamNotFound(StreamNotFound { stream_identifier });
        one(wire::content(content))
    };
    let Some(Shown { standing, first, last }) = shown else { return Ok(not_found()) };
    let place = match (direction, from) {
        (Direction::Forwards, RevisionOption::Start(())) => Place::At(first),
        (Direction::Forwards, RevisionOption::Revision(at)) => Place::At(at.max(first)),
        (_, RevisionOption::End(()))
        | (Direction::Backwards, RevisionOption::Revision(u64::MAX)) => Place::End,
        // A stream is read backwards with the event that is named, all streams without.
        (Direction::Backwards, RevisionOption::Revision(at)) => Place::At(at + 1),
        (Direction::Backwards, RevisionOption::Start(())) => Place::At(1),
    };
    let mut stride = Stride::default();
    let (mut left, mut size) = (count, stride.of(count));
    let read = store.journal.read_stream(&stream, place, direction, size).await;
    let mut page = read.map_err(failed)?;
    let mut last = last;
    if page.is_empty() && last.is_none() {
        last = store.last_revision(&stream).await.map_err(failed)?;
        if last.is_none() {
            return Ok(not_found());
        }
    }
    let cut = places && first > 0 && !matches!(from, RevisionOption::Revision(at) if at >= first);
    Ok(answers(async move |out: Outgoing| {
        if cut && direction == Direction::Forwards {
            out.send(vec![wire::content(Content::FirstStreamPosition(first))]).await?;
        }
        let now = now();
        loop {
            let whole = page.len() < size;
            let reached = page.last().map(|event| event.revision);
            if matches!((direction, from), (Direction::Backwards, RevisionOption::End(()))) {
                last = last.max(page.first().map(|event| event.revision));
            }
            if whole && direction == Direction::Forwards {
                last = last.max(reached);
            }
            left -= page.len() as u64;
            stride.heed(&page);
            page.retain(|event| event.revision >= first && !standing.forgets(event, now));
            out.send(page.into_iter().map(|event| wire::event(event, spelling)).collect()).await?;
            let Some(reached) = reached.filter(|_| !whole && left > 0) else { break };
            let place = match direction {
                Direction::Forwards => Place::At(reached + 1),
                Direction::Backwards if reached <= first => break,
                Direction::Backwards => Place::At(reached),
            };
            size = stride.of(left);
            page = out.read(store.journal.read_stream(&stream, place, direction, size)).await?;
        }
        if places {
            if last.is_none() || left == 0 {
                last = out.read(store.last_revision(&stream)).await?;
            }
            let last = last.map(|last| wire::content(Content::LastStreamPosition(last)));
            out.send(last.into_iter().collect()).await?;
        }
        Ok(())
    }))
}

/// What of a stream is shown.
struct Shown {
    standing: Arc<Standing>,
    /// The first revision.
    first: u64,
    /// The last one, where it had to be known.
    last: Option<u64>,
}

/// Nothing, if the stream is shown as one that is not there.
async fn shown(store: &Store, stream: &str, caller: &Caller) -> Result<Option<Shown>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let _together = store.lock(stream).read().await;
    let standing = store.standing(stream).await.map_err(failed)?;
    match stream.strip_prefix(META) {
        Some(subject) => {
            let of = store.standing(subject).await.map_err(failed)?;
            admit(&of, subject, caller, Access::ReadSaid)?;
        }
        None => admit(&standing, stream, caller, Access::Read)?,
    }
    if standing.deleted() {
        return Ok(None);
    }
    if standing.whole() {
        return Ok(Some(Shown { standing, first: 0, last: None }));
    }
    let last = store.last_revision(stream).await.map_err(failed)?;
    Ok(last.map(|last| Shown { first: standing.first(last), standing, last: Some(last) }))
}

fn of_all(
    streams: &Streams,
    from: AllOption,
    filter: Filter,
    asked: Asked,
    count: u64,
) -> Answers<ReadResp> {
    let Asked { direction, spelling, .. } = asked;
    let mut place = match from {
        AllOption::Start(()) => Place::Start,
        AllOption::End(()) => Place::End,
        AllOption::Position(at) if at.commit_position >= i64::MAX as u64 => Place::End,
        AllOption::Position(at) => Place::At(at.commit_position),
    };
    let journal = Arc::clone(&streams.store.journal);
    answers(async move |out: Outgoing| {
        let (mut stride, mut left) = (Stride::default(), count);
        while left > 0 {
            let size = stride.of(left);
            let page = out.read(journal.read_all(place, direction, &filter, size)).await?;
            let whole = page.events.len() < size;
            left -= page.events.len() as u64;
            place = Place::At(page.next);
            stride.heed(&page.events);
            let events = page.events.into_iter();
            out.send(events.map(|event| wire::event(event, spelling)).collect()).await?;
            if whole {
                break;
            }
        }
        Ok(())
    })
}

/// How many events to read at once, so that a page has a bearable size.
#[derive(Debug)]
pub(crate) struct Stride(usize);

impl Default for Stride {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Stride {
    /// So many, if no more than `left` are wanted.
    pub(crate) fn of(&self, left: u64) -> usize {
        usize::try_from(left).unwrap_or(usize::MAX).min(self.0)
    }

    pub(crate) fn heed(&mut self, page: &[Recorded]) {
        let bytes: usize = page.iter().map(|event| wire::size(&event.entry)).sum();
        if !page.is_empty() {
            self.0 = (PAGE * page.len() / bytes.max(1)).clamp(1, MOST);
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
pub(crate) struct Outgoing(mpsc::Sender<Vec<ReadResp>>);

impl Outgoing {
    pub(crate) async fn send(&self, page: Vec<ReadResp>) -> Result<(), Ended> {
        if page.is_empty() {
            return Ok(());
        }
        self.0.send(page).await.map_err(|_| Ended::Gone)
    }

    /// What the journal answers, unless the client goes or the journal fails.
    pub(crate) async fn read<T>(
        &self,
        reading: impl Future<Output = anyhow::Result<T>>,
    ) -> Result<T, Ended> {
        tokio::select! {
            biased;
            read = reading => read.map_err(|error| Ended::With(Refusal::failed(&error).status())),
            () = self.0.closed() => Err(Ended::Gone),
        }
    }

    /// Room for a page.
    pub(crate) async fn room(&self) -> Result<mpsc::Permit<'_, Vec<ReadResp>>, Ended> {
        self.0.reserve().await.map_err(|_| Ended::Gone)
    }
}

/// What `produce` sends, and then its error, if it ended with one.
pub(crate) fn answers<P, F>(produce: P) -> Answers<ReadResp>
where
    P: FnOnce(Outgoing) -> F,
    F: Future<Output = Result<(), Ended>> + Send + 'static,
{
    let (pages, received) = mpsc::channel(AHEAD);
    let ended = tokio::spawn(produce(Outgoing(pages)));
    let pages = ReceiverStream::new(received).map(|page| stream::iter(page).map(Ok)).flatten();
    let end = stream::once(ended).filter_map(|ended| {
        future::ready(match ended {
            Ok(Ok(()) | Err(Ended::Gone)) => None,
            Ok(Err(Ended::With(status))) => Some(Err(status)),
            Err(_) => Some(Err(Status::internal("reading ended by itself"))),
        })
    });
    Box::pin(pages.chain(end))
}

fn one(answer: ReadResp) -> Answers<ReadResp> {
    Box::pin(stream::once(future::ready(Ok(answer))))
}

/// Ages are told by the clock.
#[expect(clippy::disallowed_methods, reason = "what is too old to be shown depends on today")]
fn now() -> Timestamp {
    Timestamp::now()
}
