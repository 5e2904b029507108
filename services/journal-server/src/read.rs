//! Reading once: a stream or all of them, from a place on, in either direction.

mod asked;
mod outgoing;

use std::sync::Arc;

use jiff::Timestamp;
use protocol::event_store::client::streams::{
    ReadReq, ReadResp,
    read_req::{
        Options,
        options::{
            FilterOption, StreamOption, all_options::AllOption, stream_options::RevisionOption,
        },
    },
    read_resp::{Content, StreamNotFound},
};
use runtime::{Budget, Direction, Part, Place};

pub(crate) use outgoing::{Ended, Outgoing, Stride, answers};

use crate::{
    accounts::Caller,
    filter::{self, Search, WINDOW},
    follow,
    links::Giving,
    refusal::Refusal,
    standing::Standing,
    store::Store,
    streams::{Answers, Streams},
    wire,
};
use asked::Asked;

pub(crate) async fn read(
    streams: &Streams,
    caller: &Caller,
    request: ReadReq,
) -> Result<Answers<ReadResp>, Refusal> {
    let options = request.options.unwrap_or_default();
    let asked = Asked::of(&options)?;
    let resolving = asked.links.then(|| (Arc::clone(&streams.store), caller.clone()));
    let giving = Giving::of(asked.spelling, resolving);
    let Options { stream_option, filter_option, .. } = options;
    match (stream_option, asked.count) {
        (Some(StreamOption::Stream(of)), count) => {
            let stream = wire::stream(of.stream_identifier)?;
            let from = of.revision_option.unwrap_or(RevisionOption::Start(()));
            match count {
                Some(count) => of_stream(streams, caller, stream, from, asked, giving, count).await,
                None => follow::stream(streams, caller, stream, from, giving, asked.behind).await,
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
                    streams.store.all_readable(caller).await?;
                    let filter = wanted.map(|wanted| wanted.filter).unwrap_or_default();
                    let search = Search::new(filter, streams);
                    Ok(of_all(streams, from, search, asked.direction, giving, count))
                }
                None => follow::all(streams, caller, from, wanted, giving, asked.behind).await,
            }
        }
        (None, _) => Err(Refusal::malformed("it is not said what to read")),
    }
}

async fn of_stream(
    streams: &Streams,
    caller: &Caller,
    stream: String,
    from: RevisionOption,
    asked: Asked,
    giving: Giving,
    count: u64,
) -> Result<Answers<ReadResp>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let store = Arc::clone(&streams.store);
    let shown = shown(&store, &stream, caller).await?;
    let Asked { direction, places, .. } = asked;
    let not_found = || {
        let stream_identifier = Some(wire::identifier(&stream));
        let content = Content::StreamNotFound(StreamNotFound { stream_identifier });
        outgoing::one(wire::content(content))
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
    let mut stride = giving.stride();
    let mut space = outgoing::space(&streams.pages);
    let (mut left, mut size) = (count, stride.of(count, &space));
    let read = store.journal.read_part(&stream, place, direction, size, space.bytes).await;
    let Part { events: mut page, mut cut } = read.map_err(failed)?;
    let mut last = last;
    if page.is_empty() && last.is_none() {
        last = store.last_revision(&stream).await.map_err(failed)?;
        if last.is_none() {
            return Ok(not_found());
        }
    }
    let from_first =
        places && first > 0 && !matches!(from, RevisionOption::Revision(at) if at >= first);
    Ok(answers(&streams.pages, async move |out: Outgoing| {
        if from_first && direction == Direction::Forwards {
            out.say(vec![wire::content(Content::FirstStreamPosition(first))]).await?;
        }
        let now = now();
        loop {
            let whole = page.len() < size && !cut;
            let reached = page.last().map(|event| event.revision);
            if matches!((direction, from), (Direction::Backwards, RevisionOption::End(()))) {
                last = last.max(page.first().map(|event| event.revision));
            }
            if whole && direction == Direction::Forwards {
                last = last.max(reached);
            }
            stride.heed(&page);
            giving.fit(&mut space, &page);
            page.retain(|event| event.revision >= first && !standing.forgets(event, now));
            // What is shown counts, and nothing else.
            left -= page.len() as u64;
            out.send(giving.answers(&out, page).await?, space).await?;
            let Some(reached) = reached.filter(|_| !whole && left > 0) else { break };
            let place = match direction {
                Direction::Forwards => Place::At(reached + 1),
                Direction::Backwards if reached <= first => break,
                Direction::Backwards => Place::At(reached),
            };
            space = out.space();
            size = stride.of(left, &space);
            let reading = store.journal.read_part(&stream, place, direction, size, space.bytes);
            Part { events: page, cut } = out.read(reading).await?;
        }
        if places {
            if last.is_none() || left == 0 {
                last = out.read(store.last_revision(&stream)).await?;
            }
            let last = last.map(|last| wire::content(Content::LastStreamPosition(last)));
            out.say(last.into_iter().collect()).await?;
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
    let standing = store.readable(stream, caller).await?;
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
    search: Search,
    direction: Direction,
    giving: Giving,
    count: u64,
) -> Answers<ReadResp> {
    let mut place = match from {
        AllOption::Start(()) => Place::Start,
        AllOption::End(()) => Place::End,
        AllOption::Position(at) if at.commit_position >= i64::MAX as u64 => Place::End,
        AllOption::Position(at) => Place::At(at.commit_position),
    };
    let journal = Arc::clone(&streams.store.journal);
    answers(&streams.pages, async move |out: Outgoing| {
        // What comes while it is read is for the next reader.
        let head = out.read(journal.head()).await?;
        let (mut stride, mut left) = (giving.stride(), count);
        while left > 0 {
            let mut space = out.space();
            let events = stride.of(left, &space);
            let budget = Budget { events, looked: WINDOW, bytes: space.bytes };
            let page = search.page(&out, &*journal, place, direction, budget).await?;
            left -= page.events.len() as u64;
            stride.heed(&page.events);
            giving.fit(&mut space, &page.events);
            let ended = match direction {
                Direction::Forwards => page.next >= head,
                Direction::Backwards => page.next == 0,
            };
            let stuck = page.events.is_empty() && place == Place::At(page.next);
            place = Place::At(page.next);
            out.send(giving.answers(&out, page.events).await?, space).await?;
            if ended || stuck {
                break;
            }
        }
        Ok(())
    })
}

/// Ages are told by the clock.
#[expect(clippy::disallowed_methods, reason = "what is too old to be shown depends on today")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
