//! Tables: what facts lead to, kept up to date by replay and thrown away at will.
//!
//! All tables of one service are filled by one reader, so a fact is read and understood once. A
//! table holds today as known now; a fact effective before a row's latest, or one that amends
//! another, makes the rows of its stream be folded again in order of effect.

mod kept;
mod pump;
mod rebuild;
mod rows;

use std::{
    collections::BTreeMap,
    marker::PhantomData,
    sync::{Arc, PoisonError, RwLock},
};

use kernel::{Fact, Projection, Stored};
use serde::{Serialize, de::DeserializeOwned};
use sled::Tree;
use tokio::sync::Mutex;
use uuid::Uuid;

pub(crate) use self::rebuild::{Built, Tell};
use self::{
    kept::Kept,
    pump::Pump,
    rows::{Fold, Folder},
};
use crate::{
    Direction, Journal, Place, Viewer,
    fact::fact,
    follower::{Follower, Followers, Kind},
    seen::Window,
    store::{self, Store},
};

/// Events of one stream read at once.
const PAGE: usize = 1024;

/// One table, for whoever reads it.
pub struct Table<P: Projection> {
    current: Current,
    store: Store,
    of: PhantomData<fn() -> P>,
}

/// The tree that is read now. A rebuild puts another in its place.
type Current = Arc<RwLock<Tree>>;

impl<P: Projection> Clone for Table<P> {
    fn clone(&self) -> Self {
        Self { current: Arc::clone(&self.current), store: self.store.clone(), of: PhantomData }
    }
}

impl<P: Projection> Table<P>
where
    P::Row: Serialize + DeserializeOwned,
{
    pub async fn get(&self, key: &str, viewer: Viewer) -> anyhow::Result<Option<P::Row>> {
        let (tree, wanted) = (tree(&self.current), key.to_owned());
        let bytes = self.reading(move || Ok(tree.get(wanted)?)).await?;
        let Some(bytes) = bytes else { return Ok(None) };
        let kept: Kept<P::Row> = postcard::from_bytes(&bytes)?;
        if kept.is_restricted() {
            viewer.has_read(key);
        }
        Ok(Some(kept.shown(viewer)))
    }

    /// Every row whose key starts with `prefix`, in order of key.
    pub async fn scan(
        &self,
        prefix: &str,
        viewer: Viewer,
    ) -> anyhow::Result<BTreeMap<String, P::Row>> {
        let (tree, prefix) = (tree(&self.current), prefix.to_owned());
        let (rows, restricted) = self
            .reading(move || {
                let (mut rows, mut restricted) = (BTreeMap::new(), false);
                for row in tree.scan_prefix(prefix) {
                    let (key, bytes) = row?;
                    if store::is_row(&key) {
                        let kept: Kept<P::Row> = postcard::from_bytes(&bytes)?;
                        restricted |= kept.is_restricted();
                        rows.insert(String::from_utf8(key.to_vec())?, kept.shown(viewer));
                    }
                }
                Ok((rows, restricted))
            })
            .await?;
        if restricted {
            viewer.has_read(P::NAME);
        }
        Ok(rows)
    }

    async fn reading<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        store::blocking(read).await.inspect_err(|error| self.store.doubt(error))
    }
}

/// A table has two names for trees, in turns: the next is built beside the one that is read. The number
/// is of what all rows are wrapped in: with another one all tables are filled anew.
fn tree_name(table: &str, generation: &str) -> String {
    format!("table-{table}@3{generation}")
}

fn tree(current: &Current) -> Tree {
    current.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The tables of one service, filled together.
pub struct Tables<E: Stored> {
    category: &'static str,
    journal: Uuid,
    store: Store,
    names: Tree,
    all: Vec<Arc<dyn Fold<E>>>,
}

impl<E: Stored> Tables<E> {
    pub(crate) fn new(category: &'static str, store: Store, journal: Uuid) -> anyhow::Result<Self> {
        let names = store.tree("names")?;
        Ok(Self { category, journal, store, names, all: Vec::new() })
    }

    /// Keeps `P`'s table.
    pub fn add<P>(&mut self) -> anyhow::Result<Table<P>>
    where
        P: Projection<Event = E>,
        P::Row: Serialize + DeserializeOwned,
    {
        let first = tree_name(P::NAME, "");
        let named = self.names.get(P::NAME)?.filter(|live| live.starts_with(first.as_bytes()));
        let live = named.map_or_else(|| first.into(), |name| name.to_vec());
        let live = self.store.tree(live)?;
        // Before anybody reads it.
        store::reached(&live, self.journal)?;
        let current = Arc::new(RwLock::new(live));
        self.all.push(Arc::new(Folder::<P>(PhantomData, Arc::clone(&current))));
        Ok(Table { current, store: self.store.clone(), of: PhantomData })
    }

    pub(crate) fn pump(
        self,
        window: Arc<Window>,
        followers: &Followers,
        within: usize,
    ) -> (Arc<dyn Filling>, Follower) {
        let follower = followers.add(self.category, Kind::Table, 0).over(&self.store);
        let Self { category, store, names, all, .. } = self;
        let (gate, rebuilding) = (Mutex::default(), Mutex::default());
        let pump = Pump {
            category,
            store,
            names,
            all,
            window,
            follower: follower.clone(),
            within,
            gate,
            rebuilding,
        };
        (Arc::new(pump), follower)
    }
}

/// Fills the tables of one service, and builds them anew when asked.
#[async_trait::async_trait]
pub(crate) trait Filling: Send + Sync {
    async fn fill(&self) -> anyhow::Result<()>;
    /// Builds every table beside the live one, swaps them, and says how they compare.
    async fn rebuild(&self, tell: &Tell<'_>) -> anyhow::Result<()>;
}

#[async_trait::async_trait]
impl<E: Stored> Filling for Pump<E> {
    async fn fill(&self) -> anyhow::Result<()> {
        self.fill().await
    }

    async fn rebuild(&self, tell: &Tell<'_>) -> anyhow::Result<()> {
        self.build_anew(tell).await
    }
}

/// Every fact of a stream, as recorded.
pub async fn read_stream<E: Stored>(
    journal: &dyn Journal,
    stream: &str,
) -> anyhow::Result<Vec<Fact<E>>> {
    read_from(journal, stream, 0).await
}

/// The facts of a stream from revision `from` on, as recorded.
pub(crate) async fn read_from<E: Stored>(
    journal: &dyn Journal,
    stream: &str,
    from: u64,
) -> anyhow::Result<Vec<Fact<E>>> {
    Ok(read_weighed(journal, stream, from).await?.0)
}

/// The same, and the bytes of what they say.
pub(crate) async fn read_weighed<E: Stored>(
    journal: &dyn Journal,
    stream: &str,
    mut from: u64,
) -> anyhow::Result<(Vec<Fact<E>>, usize)> {
    let (mut facts, mut bytes) = (Vec::new(), 0);
    loop {
        let place = Place::At(from);
        let page = journal.read_stream(stream, place, Direction::Forwards, PAGE).await?;
        let last = page.len() < PAGE;
        for recorded in &page {
            from = recorded.revision + 1;
            bytes += recorded.entry.data.len();
            facts.push(fact(recorded)?);
        }
        if last {
            return Ok((facts, bytes));
        }
    }
}
