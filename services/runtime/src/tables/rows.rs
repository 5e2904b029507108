//! The rows of one table on their way to its tree.

use std::{
    collections::{BTreeMap, HashMap},
    marker::PhantomData,
    sync::Arc,
};

use kernel::{Fact, Projection, Stored as _};
use serde::{Serialize, de::DeserializeOwned};
use sled::{Batch, Tree};

use super::{Current, kept::Kept};

/// A projection without its types, so that a service's tables can be filled together.
pub(super) trait Fold<E>: Send + Sync {
    fn name(&self) -> &'static str;
    fn current(&self) -> &Current;
    /// Rows that are about to change in `tree`. None has yet.
    fn rows(&self, tree: Tree) -> Box<dyn Rows<E>>;
    /// Makes the rows of one stream anew: `facts` is all of it, as it is seen today.
    fn fold_again(
        &self,
        tree: &Tree,
        stream: &str,
        facts: &[Fact<E>],
        batch: &mut Batch,
    ) -> anyhow::Result<()>;
}

/// Rows that facts have changed and that are not written yet.
pub(super) trait Rows<E>: Send {
    /// Adds a fact to the rows it touches. False if a row would not come out right that way: then
    /// everything that was not written of its stream is forgotten, and it must be folded again.
    fn add(&mut self, fact: &Fact<E>) -> anyhow::Result<bool>;
    /// Bytes that were read from the tree for it.
    fn loaded(&self) -> usize;
    /// Lets go of all rows, as they are to be stored, in order of key.
    fn take(&mut self) -> anyhow::Result<Vec<(String, Vec<u8>)>>;
}

pub(super) struct Folder<P>(pub(super) PhantomData<fn() -> P>, pub(super) Current);

impl<P> Fold<P::Event> for Folder<P>
where
    P: Projection,
    P::Row: Serialize + DeserializeOwned,
{
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn current(&self) -> &Current {
        &self.1
    }

    fn rows(&self, tree: Tree) -> Box<dyn Rows<P::Event>> {
        Box::new(Changed::<P> { tree, streams: HashMap::new(), loaded: 0 })
    }

    fn fold_again(
        &self,
        tree: &Tree,
        stream: &str,
        facts: &[Fact<P::Event>],
        batch: &mut Batch,
    ) -> anyhow::Result<()> {
        let mut rows = BTreeMap::<String, Kept<P::Row>>::new();
        for fact in facts {
            let withheld = fact.withheld()?;
            for key in P::keys(fact) {
                let row = rows.entry(key.clone()).or_default();
                row.fold::<P>(&key, fact, withheld.as_ref())?;
            }
        }
        // Whatever an earlier correction had led to is gone, unless it is still so.
        for key in tree.scan_prefix(stream).keys() {
            let key = key?;
            if !std::str::from_utf8(&key).is_ok_and(|key| rows.contains_key(key)) {
                batch.remove(key);
            }
        }
        for (key, row) in rows {
            batch.insert(key.as_bytes(), postcard::to_allocvec(&row)?);
        }
        Ok(())
    }
}

struct Changed<P: Projection> {
    tree: Tree,
    /// By stream, because all facts of one row come from one.
    streams: HashMap<Arc<str>, HashMap<String, Kept<P::Row>>>,
    loaded: usize,
}

impl<P> Rows<P::Event> for Changed<P>
where
    P: Projection,
    P::Row: Serialize + DeserializeOwned,
{
    fn add(&mut self, fact: &Fact<P::Event>) -> anyhow::Result<bool> {
        if fact.event.amendment().is_some() {
            self.streams.remove(&fact.stream);
            return Ok(false);
        }
        let keys = P::keys(fact);
        if keys.is_empty() {
            return Ok(true);
        }
        let withheld = fact.withheld()?;
        let rows = self.streams.entry(Arc::clone(&fact.stream)).or_default();
        for key in keys {
            if !rows.contains_key(&key) {
                let stored = self.tree.get(&key)?;
                self.loaded += stored.as_ref().map_or(0, |bytes| bytes.len());
                let row = stored.map(|bytes| postcard::from_bytes(&bytes)).transpose()?;
                let row: Kept<P::Row> = row.unwrap_or_default();
                rows.insert(key.clone(), row);
            }
            let Some(row) = rows.get_mut(&key) else { continue };
            let on = fact.dated_on();
            if on.is_some() && on < row.latest {
                self.streams.remove(&fact.stream);
                return Ok(false);
            }
            row.fold::<P>(&key, fact, withheld.as_ref())?;
        }
        Ok(true)
    }

    fn loaded(&self) -> usize {
        self.loaded
    }

    fn take(&mut self) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        self.loaded = 0;
        let rows = std::mem::take(&mut self.streams).into_values().flatten();
        let rows = rows.map(|(key, row)| Ok((key, postcard::to_allocvec(&row)?)));
        let mut rows = rows.collect::<anyhow::Result<Vec<_>>>()?;
        rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(rows)
    }
}
