//! Builds tables anew beside the live ones, and swaps them.
//!
//! Rows are folded in memory, those of each table by whichever core is free, and written in bulk, in
//! order of key, whenever what is held exceeds a bound. A stream with a fact that comes late or amends another is left alone and folded at the
//! end, once. Nobody reads a tree that is being built, and what a crash leaves of one is dropped
//! when its name is wanted again.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError},
};

use kernel::{Fact, Stored};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use sled::{Batch, Tree};

use super::{
    pump::{Pump, Undone},
    rows::{Fold, Rows},
    tree, tree_name,
};
use crate::{
    Budget, Direction, Filter, Journal, Landmark, Place,
    fact::fact,
    store::{self, Checkpoint},
};

/// Events, and bytes of them, read at once, while those before them are folded.
const PAGE: usize = 4096;
const PAGE_BYTES: usize = 8 << 20;

/// How far a table is being built.
#[derive(Clone, Debug)]
pub(crate) struct Built<'p> {
    pub(crate) table: &'p str,
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// Once it is finished: rows, their hash, and whether the live table had the same.
    pub(crate) outcome: Option<(u64, [u8; 32], bool)>,
}

/// Who is told how far it is.
pub(crate) type Tell<'t> = dyn for<'p> Fn(Built<'p>) + Sync + 't;

impl<E: Stored> Pump<E> {
    pub(super) async fn build_anew(&self, tell: &Tell<'_>) -> anyhow::Result<()> {
        let _alone = self.rebuilding.lock().await;
        let mut beside = Vec::new();
        for table in &self.all {
            let live = tree(table.current()).name();
            let generation = if live.ends_with(b"~") { "" } else { "~" };
            let name = tree_name(table.name(), generation);
            self.store.drop_tree(&name)?;
            beside.push(self.store.tree(&name)?);
        }
        // Most of it while the live tables go on, the rest while they are held still.
        let head = self.journal().head().await?;
        self.build(&beside, 0, head, tell).await?;
        // Live tables that are behind would be compared with what they are still to become.
        self.follower.beyond(head).await?;
        let still = self.gate.lock().await;
        let id = self.journal().id();
        let live = self.live().into_iter().map(|tree| store::reached(&tree, id).map(|it| it.next));
        let last = live.collect::<anyhow::Result<Vec<u64>>>()?.into_iter().max().unwrap_or(head);
        let last = last.max(head);
        self.build(&beside, head, last, tell).await?;
        let compared = self.live().into_iter().zip(beside).collect::<Vec<_>>();
        let compared = store::blocking(move || {
            let both = |(old, built): (Tree, Tree)| Ok((hash(&old)?, hash(&built)?, built));
            compared.into_par_iter().map(both).collect::<anyhow::Result<Vec<_>>>()
        });
        for (table, (before, after, built)) in self.all.iter().zip(compared.await?) {
            self.names.insert(table.name(), built.name().to_vec())?;
            *table.current().write().unwrap_or_else(PoisonError::into_inner) = built;
            // The old tree goes when its name is wanted again: somebody may still be reading it.
            let outcome = Some((after.0, after.1, before == after));
            tell(Built { table: table.name(), done: last, total: last, outcome });
        }
        drop(still);
        Ok(())
    }

    /// Fills `beside` with what lies from `next` up to `last`.
    async fn build(
        &self,
        beside: &[Tree],
        mut next: u64,
        last: u64,
        tell: &Tell<'_>,
    ) -> anyhow::Result<()> {
        let read = |from| tokio::spawn(page(Arc::clone(self.journal()), self.filter(), from, last));
        let each = self.all.iter().zip(beside);
        let each = each.map(|(table, tree)| Building::new(table, tree.clone()));
        let mut building: Vec<_> = each.collect();
        let mut held = 0;
        let mut ahead = (next < last).then(|| read(next));
        while let Some(reading) = ahead.take() {
            let page: Page<E> = reading.await??;
            // Whoever was looked at for nothing is not looked at again.
            let reached = if page.next == next { last } else { page.next };
            ahead = (reached < last).then(|| read(reached));
            held += page.bytes;
            let within = self.within;
            (building, held) = store::blocking(move || {
                building.par_iter_mut().try_for_each(|table| table.take(&page.facts))?;
                let loaded: usize = building.iter().map(|it| it.rows.loaded()).sum();
                if held + loaded > within {
                    building.par_iter_mut().try_for_each(Building::write)?;
                    held = 0;
                }
                Ok((building, held))
            })
            .await?;
            next = reached;
            for table in &self.all {
                tell(Built { table: table.name(), done: next, total: last, outcome: None });
            }
        }
        let id = self.journal().id();
        let reached = match Landmark::before(&**self.journal(), last).await? {
            Some(last) => Checkpoint::behind(id, last),
            None => Checkpoint::at(id, last),
        };
        let undone = store::blocking(move || {
            let undone = building.into_par_iter().map(|table| table.end(reached.clone()));
            undone.collect::<anyhow::Result<Vec<_>>>()
        });
        self.finish(undone.await?).await
    }
}

/// A table that is being built.
struct Building<E> {
    table: Arc<dyn Fold<E>>,
    tree: Tree,
    rows: Box<dyn Rows<E>>,
    /// Streams that must be folded from all of their facts.
    streams: BTreeSet<Arc<str>>,
}

impl<E: Stored> Building<E> {
    fn new(table: &Arc<dyn Fold<E>>, tree: Tree) -> Self {
        let rows = table.rows(tree.clone());
        Self { table: Arc::clone(table), tree, rows, streams: BTreeSet::new() }
    }

    fn take(&mut self, facts: &[Fact<E>]) -> anyhow::Result<()> {
        for fact in facts {
            if !self.streams.contains(&fact.stream) && !self.rows.add(fact)? {
                self.streams.insert(Arc::clone(&fact.stream));
            }
        }
        Ok(())
    }

    /// Neighbours fall into the same page of the tree, so the order saves most of the work.
    fn write(&mut self) -> anyhow::Result<()> {
        for (key, row) in self.rows.take()? {
            self.tree.insert(key, row)?;
        }
        Ok(())
    }

    fn end(mut self, reached: Checkpoint) -> anyhow::Result<Undone<E>> {
        self.write()?;
        let Self { table, tree, streams, .. } = self;
        Ok(Undone { table, tree, batch: Batch::default(), reached, streams })
    }
}

struct Page<E> {
    facts: Vec<Fact<E>>,
    /// Of what was read.
    bytes: usize,
    next: u64,
}

/// Reads and understands what lies from `next` on, up to `last`.
async fn page<E: Stored>(
    journal: Arc<dyn Journal>,
    filter: Filter,
    next: u64,
    last: u64,
) -> anyhow::Result<Page<E>> {
    let wanted = usize::try_from(last - next).unwrap_or(PAGE).min(PAGE);
    let budget = Budget { bytes: PAGE_BYTES, ..Budget::events(wanted) };
    let page = journal.read_within(Place::At(next), Direction::Forwards, &filter, budget).await?;
    store::blocking(move || {
        let mut events = page.events;
        events.retain(|event| event.position < last);
        let size = |it: &crate::Recorded| it.entry.data.len() + it.entry.meta.len();
        let bytes = events.iter().map(size).sum();
        let facts = events.iter().map(fact).collect::<anyhow::Result<_>>()?;
        Ok(Page { facts, bytes, next: page.next.min(last) })
    })
    .await
}

/// How many rows a tree has, and the SHA-256 of them in order of key.
fn hash(tree: &Tree) -> anyhow::Result<(u64, [u8; 32])> {
    let (mut rows, mut hash) = (0, Sha256::new());
    for row in tree {
        let (key, value) = row?;
        if store::is_row(&key) {
            rows += 1;
            for part in [key, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
    }
    Ok((rows, hash.finalize().into()))
}
