//! Sends the commands that policies ask for.
//!
//! How far a policy has come is kept in the store, and in the journal wherever a command led to
//! nothing: the journal knows of every other that it was asked, and a store may be lost. Asked
//! again later, when more has happened, such a command might do something. That is written down once
//! for all facts that were read together, or before the first that could not be dealt with; within
//! the process `Answers` remembers. So only a crash between two facts that were read together asks a
//! command once more that led to nothing, right after the start.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use kernel::{Ask, Basis, Policy};
use serde::{Deserialize, Serialize};
use sled::{Batch, Tree};
use uuid::Uuid;

use crate::{
    CommandHandler, Context, Direction, Entry, Expected, Failure, Filter, Format, Journal,
    Landmark, Place, Recorded,
    answers::Answers,
    context::now,
    follower::{Follower, Reader, UNMARKED},
    seen::{Lot, Seen, Window},
    store::{self, Checkpoint},
};

/// First half of the streams in which policies say how far they are.
pub(crate) const STREAMS: &str = "policy-";
/// Stored type of what they say there.
const PASSED: &str = "policy.position.passed.v1";

/// Everything before `next` has had the consequences that this policy gives it.
#[derive(Debug, Serialize, Deserialize)]
struct Passed {
    next: u64,
    /// Which journal `next` is a position of: it means nothing in another one, such as this was moved
    /// to. Events recorded before this was kept do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    journal: Option<Uuid>,
    /// The last event it dealt with, which is the same in every journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<Uuid>,
}

/// Reads what `P` listens to, in order, for ever. Every ask has an id derived from its fact, so
/// reading a fact again asks nothing new. A refusal is an answer, and on record; what cannot be
/// answered now is asked again before anything later.
pub(crate) async fn run<P: Policy>(
    handler: Arc<CommandHandler<P::Target>>,
    window: Arc<Window>,
    place: Tree,
    follower: Follower,
) -> anyhow::Result<()> {
    let journal = Arc::clone(&window.journal);
    let answers = handler.answers();
    let passed = follower.patiently(|| passed(&*journal, &answers, P::NAME)).await;
    let from = follower.resume(&*journal, &place).await?.max(passed);
    follower.advance(from);
    let filter = Filter::streams([P::STREAMS]);
    let mut reader = Reacting::<P> { handler, journal, place, marked: from };
    follower.follow(&window, filter, from, &mut reader).await
}

struct Reacting<P: Policy> {
    handler: Arc<CommandHandler<P::Target>>,
    journal: Arc<dyn Journal>,
    place: Tree,
    /// How far the store says that it has come.
    marked: u64,
}

#[async_trait::async_trait]
impl<P: Policy> Reader for Reacting<P> {
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()> {
        let (mut nothing, mut last) = (false, None::<&Recorded>);
        for seen in &lot.events {
            let reacted = self.react(seen, &mut nothing).await;
            if let Err(error) = reacted {
                // What comes before it is not asked again, whatever happens until it can be.
                if let Some(last) = last {
                    let place = Checkpoint::behind(self.journal.id(), Landmark::of(last));
                    self.come_to(place, last, nothing).await?;
                }
                return Err(error);
            }
            last = Some(&seen.recorded);
        }
        let Some(reached) = lot.reached(self.journal.id()) else { return Ok(()) };
        match last {
            Some(last) => self.come_to(reached, last, nothing).await,
            None if reached.next < self.marked + UNMARKED => Ok(()),
            None => self.mark(reached).await,
        }
    }
}

impl<P: Policy> Reacting<P> {
    /// Sends the commands that follow from one fact. Says if nothing is on record of one.
    async fn react(&self, seen: &Seen, nothing: &mut bool) -> anyhow::Result<()> {
        let fact = seen.fact::<P::Event>()?;
        for (nth, ask) in P::react(&fact).into_iter().enumerate() {
            let context = Context::follow(&fact, P::NAME, nth, &ask.to.to_string(), now());
            *nothing |= insist::<P>(&self.handler, ask, &context).await?;
        }
        Ok(())
    }

    /// Everything up to there is dealt with, `last` at the end.
    async fn come_to(
        &mut self,
        reached: Checkpoint,
        last: &Recorded,
        nothing: bool,
    ) -> anyhow::Result<()> {
        if nothing {
            pass(&*self.journal, P::NAME, reached.next, last.entry.id).await?;
        }
        self.mark(reached).await
    }

    async fn mark(&mut self, reached: Checkpoint) -> anyhow::Result<()> {
        let mut batch = Batch::default();
        store::mark(&mut batch, &reached)?;
        let place = self.place.clone();
        store::blocking(move || Ok(place.apply_batch(batch)?)).await?;
        self.marked = reached.next;
        Ok(())
    }
}

/// Sends one command. True if nothing is on record of it.
async fn insist<P: Policy>(
    handler: &CommandHandler<P::Target>,
    ask: Ask<P::Target>,
    context: &Context,
) -> anyhow::Result<bool> {
    match handler.handle(ask, context).await {
        Ok(answer) => Ok(answer.events.is_empty()),
        Err(Failure::Rejected(refusal)) => {
            tracing::info!(policy = P::NAME, code = refusal.code, "refused");
            Ok(false)
        }
        Err(
            failure @ (Failure::Contended | Failure::Full | Failure::Journal(_) | Failure::Peer(_)),
        ) => Err(failure.into()),
    }
}

/// How far the journal says that a policy has come.
async fn passed(journal: &dyn Journal, answers: &Answers, policy: &str) -> anyhow::Result<u64> {
    let stream = format!("{STREAMS}{policy}");
    let newest = journal.read_stream(&stream, Place::End, Direction::Backwards, 1).await?;
    let Some(newest) = newest.first() else { return Ok(0) };
    let Passed { next, journal: of, after } = serde_json::from_slice(&newest.entry.data)?;
    if of.is_some_and(|of| of != journal.id()) {
        let after = after.context("it does not say which event it dealt with last")?;
        answers.ready().await?;
        let found = answers.position_of(after).await?;
        let found = found.with_context(|| format!("event {after} of `{stream}` is not here"))?;
        return Ok(found + 1);
    }
    // Nobody would ever hear of it again: events would come, and be taken for old ones.
    let head = journal.head().await?;
    ensure!(next <= head, "`{stream}` has come to {next}, and the journal only to {head}");
    Ok(next)
}

async fn pass(journal: &dyn Journal, policy: &str, next: u64, after: Uuid) -> anyhow::Result<()> {
    let stream = format!("{STREAMS}{policy}");
    let id = Uuid::new_v5(&journal.id(), format!("{stream}/{next}").as_bytes());
    let context = Context::itself(policy, now(), id);
    let meta = context.meta(context.effective, &Basis::default(), &[])?;
    let passed = Passed { next, journal: Some(journal.id()), after: Some(after) };
    let (data, meta) = (serde_json::to_vec(&passed)?, serde_json::to_vec(&meta)?);
    let entry = Entry { id, name: PASSED.to_owned(), data, meta, format: Format::Json };
    journal.append(&stream, Expected::Any, vec![entry]).await?;
    Ok(())
}
