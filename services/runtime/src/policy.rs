//! Sends the commands that policies ask for.
//!
//! How far a policy has come is kept in the store, and in the journal wherever a command led to
//! nothing: the journal knows of every other that it was asked, and a store may be lost. Asked
//! again later, when more has happened, such a command might do something.

use std::sync::Arc;

use kernel::{Ask, Basis, Policy};
use serde::{Deserialize, Serialize};
use sled::{Batch, Tree};
use uuid::Uuid;

use crate::{
    CommandHandler, Context, Direction, Entry, Expected, Failure, Filter, Format, Journal, Place,
    context::now,
    follower::{Follower, Reader},
    seen::{Lot, Window},
    store,
};

/// First half of the streams in which policies say how far they are.
pub(crate) const STREAMS: &str = "policy-";
/// Stored type of what they say there.
const PASSED: &str = "policy.position.passed.v1";

/// Everything before `next` has had the consequences that this policy gives it.
#[derive(Debug, Serialize, Deserialize)]
struct Passed {
    next: u64,
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
    let kept = store::resume(&place, journal.id(), journal.head().await?)?;
    let from = kept.max(passed(&*journal, P::NAME).await?);
    follower.advance(from);
    let filter = Filter::streams([P::STREAMS]);
    let mut reader = Reacting::<P> { handler, journal, place };
    follower.follow(&window, filter, from, &mut reader).await
}

struct Reacting<P: Policy> {
    handler: Arc<CommandHandler<P::Target>>,
    journal: Arc<dyn Journal>,
    place: Tree,
}

#[async_trait::async_trait]
impl<P: Policy> Reader for Reacting<P> {
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()> {
        let mut nothing = false;
        for seen in &lot.events {
            let fact = seen.fact::<P::Event>()?;
            for (nth, ask) in P::react(&fact).into_iter().enumerate() {
                let context = Context::follow(&fact, P::NAME, nth, &ask.to.to_string(), now());
                nothing |= insist::<P>(&self.handler, ask, &context).await?;
            }
        }
        if nothing {
            pass(&*self.journal, P::NAME, lot.next).await?;
        }
        let mut batch = Batch::default();
        store::mark(&mut batch, self.journal.id(), lot.next)?;
        Ok(self.place.apply_batch(batch)?)
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
async fn passed(journal: &dyn Journal, policy: &str) -> anyhow::Result<u64> {
    let stream = format!("{STREAMS}{policy}");
    let newest = journal.read_stream(&stream, Place::End, Direction::Backwards, 1).await?;
    let passed = newest.first().map(|it| serde_json::from_slice(&it.entry.data)).transpose()?;
    Ok(passed.map_or(0, |Passed { next }| next))
}

async fn pass(journal: &dyn Journal, policy: &str, next: u64) -> anyhow::Result<()> {
    let stream = format!("{STREAMS}{policy}");
    let id = Uuid::new_v5(&journal.id(), format!("{stream}/{next}").as_bytes());
    let context = Context::itself(policy, now(), id);
    let meta = context.meta(context.effective, &Basis::default(), &[])?;
    let (data, meta) = (serde_json::to_vec(&Passed { next })?, serde_json::to_vec(&meta)?);
    let entry = Entry { id, name: PASSED.to_owned(), data, meta, format: Format::Json };
    journal.append(&stream, Expected::Any, vec![entry]).await?;
    Ok(())
}
