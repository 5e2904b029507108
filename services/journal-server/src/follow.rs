//! Reading for ever: what is there, then whatever comes.
//!
//! A subscriber takes pages at its own pace, and the journal keeps what it has not taken: however
//! slow it is, the server holds no more for it than a few pages. Even so, one that takes nothing
//! while very much waits for it is dropped. Every subscription ends with UNAVAILABLE, which tells a
//! client to come again from where it was.
//!
//! That it has fallen behind a subscriber hears only if it says that it knows what that is, and only with
//! the place where it is: some clients end a subscription that is told of it, or themselves. One that looks
//! for something hears how far it was looked as often as it asked to, and once when it has caught up.

mod said;

use std::sync::Arc;

use protocol::event_store::client::streams::{
    ReadResp,
    read_req::options::{all_options::AllOption, stream_options::RevisionOption},
    read_resp::{Content, SubscriptionConfirmation},
};
use runtime::{Budget, Direction, Journal, Part, Place};
use tokio::sync::watch;
use tonic::Status;

use crate::{
    Limits,
    accounts::Caller,
    filter::{Search, Sought, WINDOW, Wanted},
    links::Giving,
    read::{Ended, Outgoing, answers, now},
    refusal::Refusal,
    room::Space,
    standing::{self, Standing},
    store::Store,
    streams::{Answers, Streams},
    wire,
};
use said::{caught_up, fell_behind, reached};

/// A subscriber that was up to date and has so many before it has fallen behind.
const BEHIND: u64 = 4096;

/// What every subscription needs.
struct Following {
    journal: Arc<dyn Journal>,
    limits: Limits,
    stopping: watch::Receiver<bool>,
    out: Outgoing,
    /// The subscriber is to hear that it has fallen behind.
    tells_behind: bool,
    /// Has sent everything there was.
    live: bool,
}

impl Following {
    async fn confirm(&self) -> Result<(), Ended> {
        let id =
            standing::fresh().map_err(|error| Ended::With(Refusal::failed(&error).status()))?;
        let subscription_id = id.to_string();
        let confirmation = SubscriptionConfirmation { subscription_id };
        self.out.say(vec![wire::content(Content::Confirmation(confirmation))]).await
    }

    /// What was the last before `next`, if the subscriber may hear that it has fallen behind there.
    fn may_fall_behind(&self, next: u64) -> Option<u64> {
        (self.live && self.tells_behind).then(|| next.checked_sub(1)).flatten()
    }

    /// Sends a page to a subscriber who has been given everything before `next`.
    async fn send(&mut self, page: Vec<ReadResp>, space: Space, next: u64) -> Result<(), Ended> {
        if page.is_empty() {
            return Ok(());
        }
        loop {
            tokio::select! {
                room = self.out.room() => {
                    room?.send((page, Some(space)));
                    return Ok(());
                }
                () = stopped(&mut self.stopping) => return Err(stopping()),
                () = tokio::time::sleep(self.limits.patience) => {
                    let head = self.out.read(self.journal.head()).await?;
                    if head.saturating_sub(next) > self.limits.behind {
                        tracing::warn!(next, head, "dropped a subscriber that takes nothing");
                        let told = "too slow: come again from where you are";
                        return Err(Ended::With(Status::unavailable(told)));
                    }
                }
            }
        }
    }

    /// Waits for events at `head` or later.
    async fn wait(&mut self, head: u64) -> Result<(), Ended> {
        tokio::select! {
            news = self.out.read(self.journal.beyond(head)) => news,
            () = stopped(&mut self.stopping) => Err(stopping()),
        }
    }
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A server that is gone has stopped too.
    _ = stopping.wait_for(|stop| *stop).await;
}

fn stopping() -> Ended {
    Ended::With(Status::unavailable("the journal is closing"))
}

pub(crate) async fn stream(
    streams: &Streams,
    caller: &Caller,
    stream: String,
    from: RevisionOption,
    giving: Giving,
    tells_behind: bool,
) -> Result<Answers<ReadResp>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let Streams { store, limits, stopping, .. } = streams.clone();
    readable(&store, &stream, caller).await?;
    let caller = caller.clone();
    let mut next = match from {
        RevisionOption::Start(()) => 0,
        // A subscription goes on after the event that is named.
        RevisionOption::Revision(at) if at < i64::MAX as u64 => at + 1,
        RevisionOption::Revision(_) | RevisionOption::End(()) => {
            let last = store.last_revision(&stream).await.map_err(failed)?;
            last.map_or(0, |last| last + 1)
        }
    };
    Ok(answers(&streams.pages, async move |out: Outgoing| {
        let journal = Arc::clone(&store.journal);
        let mut following = Following { journal, limits, stopping, out, tells_behind, live: false };
        following.confirm().await?;
        let mut stride = giving.stride();
        loop {
            let head = following.out.read(store.journal.head()).await?;
            // Whoever may read today may be kept out tomorrow.
            let standing = readable(&store, &stream, &caller).await;
            let standing = standing.map_err(|refused| Ended::With(refused.status()))?;
            if !standing.whole() {
                let last = following.out.read(store.last_revision(&stream)).await?;
                next = next.max(last.map_or(0, |last| standing.first(last).min(last + 1)));
            }
            let mut space = following.out.space();
            let size = stride.of(u64::MAX, &space);
            let (place, forwards) = (Place::At(next), Direction::Forwards);
            let reading = store.journal.read_part(&stream, place, forwards, size, space.bytes);
            let Part { events: mut page, cut } = following.out.read(reading).await?;
            let mut told = Vec::with_capacity(page.len() + 1);
            if let Some(seen) = following.may_fall_behind(next)
                && (cut || page.len() == size)
            {
                let last = following.out.read(store.last_revision(&stream)).await?;
                if last.is_some_and(|last| last.saturating_sub(next) >= BEHIND) {
                    following.live = false;
                    told.push(fell_behind(Some(seen), None));
                }
            }
            let waited = page.is_empty();
            next = page.last().map_or(next, |last| last.revision + 1);
            stride.heed(&page);
            giving.fit(&mut space, &page);
            let now = now();
            page.retain(|event| !standing.forgets(event, now));
            told.extend(giving.answers(&following.out, page).await?);
            if waited && !following.live {
                following.live = true;
                told.push(caught_up(next.checked_sub(1), None));
            }
            following.send(told, space, head).await?;
            if waited {
                following.wait(head).await?;
            }
        }
    }))
}

/// How `stream` stands now, if `caller` may read it now.
pub(crate) async fn readable(
    store: &Store,
    stream: &str,
    caller: &Caller,
) -> Result<Arc<Standing>, Refusal> {
    let _together = store.lock(stream).read().await;
    store.readable(stream, caller).await
}

pub(crate) async fn all(
    streams: &Streams,
    caller: &Caller,
    from: AllOption,
    wanted: Option<Wanted>,
    giving: Giving,
    tells_behind: bool,
) -> Result<Answers<ReadResp>, Refusal> {
    let failed = |error: anyhow::Error| Refusal::failed(&error);
    let Streams { store, limits, stopping, .. } = streams.clone();
    store.all_readable(caller).await?;
    let caller = caller.clone();
    let head = store.journal.head().await.map_err(failed)?;
    let mut next = match from {
        AllOption::Start(()) => 0,
        AllOption::End(()) => head,
        AllOption::Position(at) if at.commit_position >= i64::MAX as u64 => head,
        AllOption::Position(at) if at.commit_position >= head => {
            // Somebody who has seen more than there is has seen another journal.
            let at = at.commit_position;
            return Err(Refusal::malformed(format!("this journal has no position {at}")));
        }
        // A subscription goes on after the event that is named.
        AllOption::Position(at) => at.commit_position + 1,
    };
    let (filter, checkpoint) = match wanted {
        Some(Wanted { filter, checkpoint }) => (filter, Some(checkpoint)),
        None => (Sought::default(), None),
    };
    let search = Search::new(filter, streams);
    Ok(answers(&streams.pages, async move |out: Outgoing| {
        let journal = Arc::clone(&store.journal);
        let mut following = Following { journal, limits, stopping, out, tells_behind, live: false };
        following.confirm().await?;
        let mut stride = giving.stride();
        // Events looked at since the last checkpoint.
        let mut looked = 0;
        loop {
            let head = following.out.read(store.journal.head()).await?;
            // Whoever may read today may be kept out tomorrow.
            let readable = store.all_readable(&caller).await;
            readable.map_err(|refused| Ended::With(refused.status()))?;
            let mut told = Vec::new();
            if let Some(seen) = following.may_fall_behind(next)
                && head.saturating_sub(next) > BEHIND
            {
                following.live = false;
                told.push(fell_behind(None, Some(seen)));
            }
            let window = match checkpoint {
                // Whoever wants to hear of every step hears of long ones, too.
                None | Some(1) => WINDOW,
                Some(every) => usize::try_from(every - looked).unwrap_or(WINDOW).min(WINDOW),
            };
            let (place, forwards) = (Place::At(next), Direction::Forwards);
            let mut space = following.out.space();
            let events = stride.of(u64::MAX, &space);
            let budget = Budget { events, looked: window, bytes: space.bytes };
            let page =
                search.page(&following.out, &*store.journal, place, forwards, budget).await?;
            looked += page.next.saturating_sub(next);
            next = page.next.max(next);
            stride.heed(&page.events);
            giving.fit(&mut space, &page.events);
            told.extend(giving.answers(&following.out, page.events).await?);
            let caught = next >= head && !following.live;
            if let (Some(every), Some(at)) = (checkpoint, next.checked_sub(1))
                && (looked >= every || caught)
            {
                looked = 0;
                told.push(reached(at));
            }
            if caught {
                following.live = true;
                told.push(caught_up(None, next.checked_sub(1)));
            }
            following.send(told, space, next).await?;
            if next >= head {
                following.wait(next).await?;
            }
        }
    }))
}
