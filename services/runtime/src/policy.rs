//! Sends the commands that policies ask for.

use std::sync::Arc;

use kernel::{Ask, Policy};
use sled::{Batch, Tree};
use uuid::Uuid;

use crate::{
    CommandHandler, Context, Failure, Filter, Journal, Page,
    context::now,
    fact::fact,
    follower::{Follower, Reader},
    store,
};

/// Reads what `P` listens to, in order, for ever. Every ask has an id derived from its fact, so
/// reading a fact again asks nothing new. A refusal is an answer, and on record; what cannot be
/// answered now is asked again before anything later.
pub(crate) async fn run<P: Policy>(
    handler: Arc<CommandHandler<P::Target>>,
    journal: Arc<dyn Journal>,
    place: Tree,
    follower: Follower,
) -> anyhow::Result<()> {
    let from = store::resume(&place, journal.id(), journal.head().await?)?;
    follower.advance(from);
    let filter = Filter::streams([P::STREAMS]);
    let id = journal.id();
    let mut reader = Reacting::<P> { handler, journal: id, place };
    follower.pages(&journal, filter, from, &mut reader).await
}

struct Reacting<P: Policy> {
    handler: Arc<CommandHandler<P::Target>>,
    journal: Uuid,
    place: Tree,
}

#[async_trait::async_trait]
impl<P: Policy> Reader for Reacting<P> {
    async fn take(&mut self, page: Page) -> anyhow::Result<()> {
        for recorded in &page.events {
            let fact = fact::<P::Event>(recorded)?;
            for (nth, ask) in P::react(&fact).into_iter().enumerate() {
                let context = Context::follow(&fact, P::NAME, nth, &ask.to.to_string(), now());
                insist::<P>(&self.handler, ask, &context).await?;
            }
        }
        let mut batch = Batch::default();
        store::mark(&mut batch, self.journal, page.next)?;
        Ok(self.place.apply_batch(batch)?)
    }
}

async fn insist<P: Policy>(
    handler: &CommandHandler<P::Target>,
    ask: Ask<P::Target>,
    context: &Context,
) -> anyhow::Result<()> {
    match handler.handle(ask, context).await {
        Ok(_) => Ok(()),
        Err(Failure::Rejected(refusal)) => {
            tracing::info!(policy = P::NAME, code = refusal.code, "refused");
            Ok(())
        }
        Err(
            failure @ (Failure::Contended | Failure::Full | Failure::Journal(_) | Failure::Peer(_)),
        ) => Err(failure.into()),
    }
}
