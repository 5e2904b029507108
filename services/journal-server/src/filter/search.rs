//! Looking for what a filter admits, a stretch of the journal at a time, so that a client who wants
//! what hardly ever comes, or asks it in a way that hardly ends, takes no more than its turn.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use anyhow::Context as _;
use fancy_regex::{Regex, RegexBuilder};
use runtime::{Budget, Direction, Filter, Journal, Matching, Page, Place};
use tokio::sync::Semaphore;

use crate::{
    read::{Ended, Outgoing},
    refusal::Refusal,
    streams::Streams,
};

/// Bytes of an expression, and of what it is made into.
const LONGEST: usize = 8 << 10;
const MADE: usize = 1 << 20;
/// Times that an expression may be wrong about one text before it is given up.
const BACKTRACKS: usize = 10_000;

/// What is looked for.
#[derive(Default)]
pub(crate) struct Sought {
    filter: Filter,
    judging: Option<Arc<Judging>>,
}

/// How it goes with an expression of a client's own.
#[derive(Default)]
struct Judging {
    /// On some text it did not come to an end.
    gave_up: AtomicBool,
    /// Nobody waits for its judgement any more.
    left: AtomicBool,
}

impl From<Filter> for Sought {
    fn from(filter: Filter) -> Self {
        Self { filter, judging: None }
    }
}

impl Sought {
    /// What `text` matches, of the stream's name and the event's type that which `of` picks.
    pub(super) fn matching(
        text: &str,
        of: for<'e> fn(&'e str, &'e str) -> &'e str,
    ) -> Result<Self, Refusal> {
        let regex = made(text)?;
        let judging = Arc::new(Judging::default());
        let state = Arc::clone(&judging);
        let admits = move |stream: &str, name: &str| {
            if state.left.load(Relaxed) || state.gave_up.load(Relaxed) {
                return false;
            }
            regex.is_match(of(stream, name)).unwrap_or_else(|_| {
                state.gave_up.store(true, Relaxed);
                false
            })
        };
        Ok(Self { filter: Filter::Matching(Matching::new(admits)), judging: Some(judging) })
    }
}

fn made(text: &str) -> Result<Regex, Refusal> {
    if text.len() > LONGEST {
        let what = format!("an expression has at most {LONGEST} bytes");
        return Err(Refusal::malformed(what));
    }
    let mut builder = RegexBuilder::new(text);
    builder.backtrack_limit(BACKTRACKS).delegate_size_limit(MADE);
    builder
        .build()
        .map_err(|error| Refusal::malformed(format!("`{text}` is no regular expression: {error}")))
}

/// A reader who looks for something. Once it is gone, what still runs for it ends at the next event.
pub(crate) struct Search {
    sought: Sought,
    turns: Arc<Semaphore>,
}

impl Drop for Search {
    fn drop(&mut self) {
        if let Some(judging) = &self.sought.judging {
            judging.left.store(true, Relaxed);
        }
    }
}

impl Search {
    pub(crate) fn new(sought: Sought, streams: &Streams) -> Self {
        Self { sought, turns: Arc::clone(&streams.turns) }
    }

    /// What is found for `budget`. Whoever brings an expression waits for a turn.
    pub(crate) async fn page(
        &self,
        out: &Outgoing,
        journal: &dyn Journal,
        place: Place,
        direction: Direction,
        budget: Budget,
    ) -> Result<Page, Ended> {
        let Sought { filter, judging } = &self.sought;
        let found = async {
            let _turn = match judging {
                Some(_) => Some(self.turns.acquire().await.context("no more turns")?),
                None => None,
            };
            journal.read_within(place, direction, filter, budget).await
        };
        let page = out.read(found).await?;
        // What it would have said of the rest of the page, nobody knows.
        if judging.as_ref().is_some_and(|judging| judging.gave_up.load(Relaxed)) {
            let told = Refusal::malformed("the regular expression does not come to an end");
            return Err(Ended::With(told.status()));
        }
        Ok(page)
    }
}
