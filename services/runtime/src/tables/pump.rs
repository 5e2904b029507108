//! Fills the tables of one service, for ever.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{AsOf, Fact, Stored, as_seen};
use sled::{Batch, Tree};
use tokio::sync::Mutex;

use super::{read_stream, rows::Fold, tree};
use crate::{
    Filter, Journal,
    follower::{Follower, Reader, UNMARKED},
    seen::{Lot, Window},
    store::{self, Checkpoint, Store},
};

pub(super) struct Pump<E: Stored> {
    pub(super) category: &'static str,
    pub(super) store: Store,
    /// Which tree each table is in now.
    pub(super) names: Tree,
    pub(super) all: Vec<Arc<dyn Fold<E>>>,
    pub(super) window: Arc<Window>,
    pub(super) follower: Follower,
    /// Bytes of facts and rows that a rebuild holds before it writes.
    pub(super) within: usize,
    /// Held while the live tables change, so that a rebuild can hold them still.
    pub(super) gate: Mutex<()>,
    /// Held by a rebuild: two would build in each other's trees.
    pub(super) rebuilding: Mutex<()>,
}

impl<E: Stored> Pump<E> {
    pub(super) fn journal(&self) -> &Arc<dyn Journal> {
        &self.window.journal
    }

    pub(super) fn filter(&self) -> Filter {
        Filter::streams([format!("{}-", self.category)])
    }

    pub(super) fn live(&self) -> Vec<Tree> {
        self.all.iter().map(|table| tree(table.current())).collect()
    }

    pub(super) async fn fill(&self) -> anyhow::Result<()> {
        let mut from = None::<u64>;
        for tree in self.live() {
            let next = self.follower.resume(&**self.journal(), &tree).await?;
            from = Some(from.map_or(next, |from| from.min(next)));
        }
        let from = match from {
            Some(from) => from,
            None => self.follower.patiently(|| self.journal().head()).await,
        };
        self.follower.advance(from);
        let mut taking = Taking { pump: self, marked: from };
        self.follower.follow(&self.window, self.filter(), from, &mut taking).await
    }

    /// Takes some facts into every live table. Rows that cannot simply be added to are folded again
    /// from their whole stream.
    async fn take(&self, lot: &Lot) -> anyhow::Result<()> {
        let Some(reached) = lot.reached(self.journal().id()) else { return Ok(()) };
        let facts = lot.events.iter().map(|seen| seen.fact::<E>());
        let facts = facts.collect::<anyhow::Result<Vec<_>>>()?;
        let each = self.all.clone().into_iter().zip(self.live());
        // One hop to where disks are waited for, however many tables there are.
        let undone = store::blocking(move || {
            let undone = each.map(|(table, tree)| add(table, tree, &facts, &reached));
            Ok(undone.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
        });
        self.finish(undone.await?).await
    }

    /// Folds again what could not be added to.
    pub(super) async fn finish(&self, mut undone: Vec<Undone<E>>) -> anyhow::Result<()> {
        // Nearly always all tables know the same, and then a stream is read once.
        let each = undone
            .iter()
            .flat_map(|it| it.streams.iter().map(|of| (Arc::clone(of), it.reached.next)));
        let each: BTreeSet<(Arc<str>, u64)> = each.collect();
        for (stream, next) in each {
            let mut facts = read_stream::<E>(&**self.journal(), &stream).await?;
            facts.retain(|fact| fact.position < next);
            undone = store::blocking(move || {
                let facts = as_seen(facts, AsOf::default());
                let wrong =
                    |it: &&mut Undone<E>| it.reached.next == next && it.streams.contains(&stream);
                for it in undone.iter_mut().filter(wrong) {
                    it.table.fold_again(&it.tree, &stream, &facts, &mut it.batch)?;
                }
                Ok(undone)
            })
            .await?;
        }
        store::blocking(move || {
            for Undone { tree, mut batch, reached, .. } in undone {
                store::mark(&mut batch, &reached)?;
                tree.apply_batch(batch)?;
            }
            Ok(())
        })
        .await
    }
}

struct Taking<'p, E: Stored> {
    pump: &'p Pump<E>,
    /// Every table says that it has come as far, at least.
    marked: u64,
}

#[async_trait::async_trait]
impl<E: Stored> Reader for Taking<'_, E> {
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()> {
        if lot.events.is_empty() && lot.next < self.marked + UNMARKED {
            return Ok(());
        }
        let _still = self.pump.gate.lock().await;
        self.pump.take(&lot).await?;
        self.marked = lot.next;
        Ok(())
    }
}

/// A table that some streams cannot simply be added to.
pub(super) struct Undone<E> {
    pub(super) table: Arc<dyn Fold<E>>,
    pub(super) tree: Tree,
    /// What the other streams changed.
    pub(super) batch: Batch,
    /// Up to where the table then knows.
    pub(super) reached: Checkpoint,
    pub(super) streams: BTreeSet<Arc<str>>,
}

/// Adds facts to one table, as far as that can be done.
fn add<E: Stored>(
    table: Arc<dyn Fold<E>>,
    tree: Tree,
    facts: &[Arc<Fact<E>>],
    reached: &Checkpoint,
) -> anyhow::Result<Option<Undone<E>>> {
    let before = store::reached(&tree, reached.journal)?;
    let from = before.next;
    // A table that is further than the others stays there.
    let reached = if from > reached.next { before } else { reached.clone() };
    let (mut rows, mut streams) = (table.rows(tree.clone()), BTreeSet::new());
    for fact in facts.iter().filter(|fact| fact.position >= from) {
        if !streams.contains(&fact.stream) && !rows.add(fact)? {
            streams.insert(Arc::clone(&fact.stream));
        }
    }
    let rows = rows.take()?;
    let touched = !rows.is_empty();
    let mut batch = Batch::default();
    for (key, row) in rows {
        batch.insert(key.as_bytes(), row);
    }
    if !streams.is_empty() {
        return Ok(Some(Undone { table, tree, batch, reached, streams }));
    }
    if touched || reached.next >= from + UNMARKED {
        store::mark(&mut batch, &reached)?;
        tree.apply_batch(batch)?;
    }
    Ok(None)
}
