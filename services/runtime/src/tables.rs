//! Tables: what facts lead to, kept up to date by replay and thrown away at will.
//!
//! All tables of one service are filled by one reader, so a fact is read and understood once. A
//! table holds today as known now; a fact effective before a row's latest, or one that amends
//! another, makes the rows of its stream be folded again in order of effect.

use std::{
    collections::{BTreeMap, HashMap},
    marker::PhantomData,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::civil::Date;
use kernel::{AsOf, Fact, Projection, Stored, as_seen, fold_all};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use sled::{Batch, Db, Tree};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    Direction, Filter, Journal, Page, Place,
    fact::fact,
    follower::{Follower, Followers, Kind, PAGE, Reader},
    store,
};

/// One table, for whoever reads it.
pub struct Table<P: Projection> {
    current: Current,
    of: PhantomData<fn() -> P>,
}

/// The tree that is read now. A rebuild puts another in its place.
type Current = Arc<RwLock<Tree>>;

impl<P: Projection> Clone for Table<P> {
    fn clone(&self) -> Self {
        Self { current: Arc::clone(&self.current), of: PhantomData }
    }
}

impl<P: Projection> Table<P>
where
    P::Row: Serialize + DeserializeOwned,
{
    pub async fn get(&self, key: &str) -> anyhow::Result<Option<P::Row>> {
        let (tree, key) = (tree(&self.current), key.to_owned());
        let row = store::blocking(move || Ok(tree.get(key)?)).await?;
        Ok(row.map(|bytes| read::<P>(&bytes)).transpose()?.map(|(_, row)| row))
    }

    /// Every row whose key starts with `prefix`, in order of key.
    pub async fn scan(&self, prefix: &str) -> anyhow::Result<BTreeMap<String, P::Row>> {
        let (tree, prefix) = (tree(&self.current), prefix.to_owned());
        store::blocking(move || {
            let rows = tree.scan_prefix(prefix);
            let rows = rows.filter(|row| row.as_ref().map_or(true, |(key, _)| store::is_row(key)));
            rows.map(|row| {
                let (key, bytes) = row?;
                Ok((String::from_utf8(key.to_vec())?, read::<P>(&bytes)?.1))
            })
            .collect()
        })
        .await
    }
}

/// A row, and the latest day among the facts in it.
type Dated<P> = (Option<Date>, <P as Projection>::Row);

fn read<P: Projection>(bytes: &[u8]) -> postcard::Result<Dated<P>>
where
    P::Row: DeserializeOwned,
{
    postcard::from_bytes(bytes)
}

fn tree(current: &Current) -> Tree {
    current.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The tables of one service, filled together.
pub struct Tables<E: Stored> {
    category: &'static str,
    journal: Uuid,
    db: Db,
    names: Tree,
    all: Vec<Arc<dyn Fold<E>>>,
}

impl<E: Stored> Tables<E> {
    pub(crate) fn new(category: &'static str, db: Db, journal: Uuid) -> anyhow::Result<Self> {
        let names = db.open_tree("names")?;
        Ok(Self { category, journal, db, names, all: Vec::new() })
    }

    /// Keeps `P`'s table.
    pub fn add<P>(&mut self) -> anyhow::Result<Table<P>>
    where
        P: Projection<Event = E>,
        P::Row: Serialize + DeserializeOwned,
    {
        let live = self.names.get(P::NAME)?.map_or_else(|| P::NAME.into(), |name| name.to_vec());
        let live = self.db.open_tree(live)?;
        store::distrust(&live, self.journal)?;
        let current = Arc::new(RwLock::new(live));
        self.all.push(Arc::new(Folder::<P>(PhantomData, Arc::clone(&current))));
        Ok(Table { current, of: PhantomData })
    }

    pub(crate) fn pump(
        self,
        journal: Arc<dyn Journal>,
        followers: &Followers,
    ) -> (Arc<dyn Filling>, Follower) {
        let follower = followers.add(self.category, Kind::Table, 0);
        let Self { category, db, names, all, .. } = self;
        let (gate, rebuilding) = (Mutex::default(), Mutex::default());
        let pump = Pump {
            category,
            db,
            names,
            all,
            journal,
            follower: follower.clone(),
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
    async fn rebuild(&self, tell: &(dyn for<'p> Fn(Built<'p>) + Sync)) -> anyhow::Result<()>;
}

/// How far a table is being built.
#[derive(Clone, Debug)]
pub(crate) struct Built<'p> {
    pub(crate) table: &'p str,
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// Once it is finished: rows, their hash, and whether the live table had the same.
    pub(crate) outcome: Option<(u64, [u8; 32], bool)>,
}

struct Pump<E: Stored> {
    category: &'static str,
    db: Db,
    names: Tree,
    all: Vec<Arc<dyn Fold<E>>>,
    journal: Arc<dyn Journal>,
    follower: Follower,
    /// Held while the live tables change, so that a rebuild can hold them still.
    gate: Mutex<()>,
    /// Held by a rebuild: two would build in each other's trees.
    rebuilding: Mutex<()>,
}

#[async_trait::async_trait]
impl<E: Stored> Filling for Pump<E> {
    async fn fill(&self) -> anyhow::Result<()> {
        let (id, head) = (self.journal.id(), self.journal.head().await?);
        let live: Vec<Tree> = self.all.iter().map(|table| tree(table.current())).collect();
        let resumed = live.iter().map(|tree| store::resume(tree, id, head));
        let resumed = resumed.collect::<anyhow::Result<Vec<u64>>>()?;
        let from = resumed.into_iter().min().unwrap_or(head);
        self.follower.advance(from);
        self.follower.pages(&self.journal, self.filter(), from, &mut Taking(self)).await
    }

    async fn rebuild(&self, tell: &(dyn for<'p> Fn(Built<'p>) + Sync)) -> anyhow::Result<()> {
        let _alone = self.rebuilding.lock().await;
        let mut beside = Vec::new();
        for table in &self.all {
            let live = tree(table.current()).name();
            let generation = if live.ends_with(b"~") { "" } else { "~" };
            let name = format!("{}{generation}", table.name());
            self.db.drop_tree(&name)?;
            beside.push(self.db.open_tree(&name)?);
        }
        // Most of it while the live tables go on, the rest while they are held still.
        let head = self.journal.head().await?;
        let next = self.build(&beside, 0, head, tell).await?;
        let still = self.gate.lock().await;
        let live = self
            .all
            .iter()
            .map(|table| store::resume(&tree(table.current()), self.journal.id(), u64::MAX));
        let last = live.collect::<anyhow::Result<Vec<u64>>>()?.into_iter().max().unwrap_or(next);
        self.build(&beside, next, last, tell).await?;
        for (table, built) in self.all.iter().zip(beside) {
            let old = tree(table.current());
            let (before, after) = (hash(old.clone()).await?, hash(built.clone()).await?);
            self.names.insert(table.name(), built.name().to_vec())?;
            *table.current().write().unwrap_or_else(PoisonError::into_inner) = built;
            // The old tree goes when its name is wanted again: somebody may still be reading it.
            let outcome = Some((after.0, after.1, before == after));
            tell(Built { table: table.name(), done: last, total: last, outcome });
        }
        drop(still);
        Ok(())
    }
}

struct Taking<'p, E: Stored>(&'p Pump<E>);

#[async_trait::async_trait]
impl<E: Stored> Reader for Taking<'_, E> {
    async fn take(&mut self, page: Page) -> anyhow::Result<()> {
        let Self(pump) = self;
        let still = pump.gate.lock().await;
        let facts = page.events.iter().map(fact).collect::<anyhow::Result<Arc<[_]>>>()?;
        let live = pump.all.iter().map(|table| tree(table.current())).collect();
        pump.take(live, &facts, page.next).await?;
        drop(still);
        Ok(())
    }
}

impl<E: Stored> Pump<E> {
    fn filter(&self) -> Filter {
        Filter::streams([format!("{}-", self.category)])
    }

    /// Fills `beside` with what lies from `next` up to `last`.
    async fn build(
        &self,
        beside: &[Tree],
        mut next: u64,
        last: u64,
        tell: &(dyn for<'p> Fn(Built<'p>) + Sync),
    ) -> anyhow::Result<u64> {
        while next < last {
            let wanted = usize::try_from(last - next).unwrap_or(PAGE).min(PAGE);
            let page = self
                .journal
                .read_all(Place::At(next), Direction::Forwards, &self.filter(), wanted)
                .await?;
            let events = page.events.iter().filter(|event| event.position < last);
            let facts = events.map(fact).collect::<anyhow::Result<Arc<[_]>>>()?;
            let reached = page.next.min(last);
            self.take(beside.to_vec(), &facts, reached).await?;
            for table in &self.all {
                tell(Built { table: table.name(), done: reached, total: last, outcome: None });
            }
            if page.next == next {
                break;
            }
            next = reached;
        }
        Ok(next)
    }

    /// Takes one page into every table, each into its tree of `trees`. Rows that cannot simply be
    /// added to are folded again from their whole stream.
    async fn take(
        &self,
        trees: Vec<Tree>,
        facts: &Arc<[Fact<E>]>,
        next: u64,
    ) -> anyhow::Result<()> {
        let (journal, page, all) = (self.journal.id(), Arc::clone(facts), self.all.clone());
        // One hop to where disks are waited for, however many tables there are.
        let undone = store::blocking(move || {
            let each = all.into_iter().zip(trees);
            let undone = each.map(|(table, tree)| add(&table, tree, &page, journal, next));
            Ok(undone
                .collect::<anyhow::Result<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect::<Vec<_>>())
        })
        .await?;
        for Undone { table, tree, mut batch, next, streams } in undone {
            for stream in streams {
                let whole = self.whole(&stream, next).await?;
                let (fold, live) = (Arc::clone(&table), tree.clone());
                batch = store::blocking(move || {
                    fold.fold_again(&live, &stream, whole, &mut batch)?;
                    Ok(batch)
                })
                .await?;
            }
            store::mark(&mut batch, journal, next)?;
            store::blocking(move || Ok(tree.apply_batch(batch)?)).await?;
        }
        Ok(())
    }

    /// Everything recorded in a stream before `end`.
    async fn whole(&self, stream: &str, end: u64) -> anyhow::Result<Vec<Fact<E>>> {
        read_stream(&*self.journal, stream).await.map(|mut facts| {
            facts.retain(|fact| fact.position < end);
            facts
        })
    }
}

/// A table that some streams of a page cannot simply be added to.
struct Undone<E> {
    table: Arc<dyn Fold<E>>,
    tree: Tree,
    /// What the other streams changed.
    batch: Batch,
    next: u64,
    streams: Vec<Arc<str>>,
}

/// Facts that may pass a table by before it says so: it reads them once more after a restart.
const UNMARKED: u64 = 1024;

/// Adds a page to one table, as far as that can be done.
fn add<E: Stored>(
    table: &Arc<dyn Fold<E>>,
    tree: Tree,
    page: &[Fact<E>],
    journal: Uuid,
    next: u64,
) -> anyhow::Result<Option<Undone<E>>> {
    let from = store::resume(&tree, journal, u64::MAX)?;
    // A table that is further than the others stays there.
    let next = next.max(from);
    let mut of_streams = BTreeMap::<&Arc<str>, Vec<&Fact<E>>>::new();
    for fact in page.iter().filter(|fact| fact.position >= from) {
        of_streams.entry(&fact.stream).or_default().push(fact);
    }
    let (mut batch, mut streams, mut touched) = (Batch::default(), Vec::new(), false);
    for (stream, facts) in of_streams {
        match table.add_to(&tree, &facts, &mut batch)? {
            Added::Nothing => (),
            Added::Rows => touched = true,
            Added::Wrong => streams.push(Arc::clone(stream)),
        }
    }
    if !streams.is_empty() {
        return Ok(Some(Undone { table: Arc::clone(table), tree, batch, next, streams }));
    }
    if touched || next >= from + UNMARKED {
        store::mark(&mut batch, journal, next)?;
        tree.apply_batch(batch)?;
    }
    Ok(None)
}

/// What became of facts that were to be added to their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Added {
    /// They touch no row.
    Nothing,
    Rows,
    /// A row would not come out right that way.
    Wrong,
}

/// Every fact of a stream, as recorded.
pub async fn read_stream<E: Stored>(
    journal: &dyn Journal,
    stream: &str,
) -> anyhow::Result<Vec<Fact<E>>> {
    let (mut facts, mut from) = (Vec::new(), 0);
    loop {
        let place = Place::At(from);
        let page = journal.read_stream(stream, place, Direction::Forwards, PAGE).await?;
        let last = page.len() < PAGE;
        for recorded in &page {
            from = recorded.revision + 1;
            facts.push(fact(recorded)?);
        }
        if last {
            return Ok(facts);
        }
    }
}

/// A projection without its types, so that a service's tables can be filled together.
trait Fold<E>: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    fn current(&self) -> &Current;
    /// Adds `facts` of one stream to their rows.
    fn add_to(&self, tree: &Tree, facts: &[&Fact<E>], batch: &mut Batch) -> anyhow::Result<Added>;
    /// Makes the rows of one stream anew from everything recorded in it.
    fn fold_again(
        &self,
        tree: &Tree,
        stream: &str,
        facts: Vec<Fact<E>>,
        batch: &mut Batch,
    ) -> anyhow::Result<()>;
}

struct Folder<P>(PhantomData<fn() -> P>, Current);

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

    fn add_to(
        &self,
        tree: &Tree,
        facts: &[&Fact<P::Event>],
        batch: &mut Batch,
    ) -> anyhow::Result<Added> {
        let mut rows = HashMap::<String, Dated<P>>::new();
        for fact in facts {
            if fact.event.amendment().is_some() {
                return Ok(Added::Wrong);
            }
            for key in P::keys(fact) {
                if !rows.contains_key(&key) {
                    let stored = tree.get(&key)?;
                    let stored = stored.map(|bytes| read::<P>(&bytes)).transpose()?;
                    rows.insert(key.clone(), stored.unwrap_or_default());
                }
                let Some((latest, row)) = rows.get_mut(&key) else { continue };
                if latest.is_some_and(|latest| fact.effective_on() < latest) {
                    return Ok(Added::Wrong);
                }
                *latest = Some(fact.effective_on());
                P::fold(&key, row, fact);
            }
        }
        let added = if rows.is_empty() { Added::Nothing } else { Added::Rows };
        for (key, row) in rows {
            batch.insert(key.as_bytes(), postcard::to_allocvec(&row)?);
        }
        Ok(added)
    }

    fn fold_again(
        &self,
        tree: &Tree,
        stream: &str,
        facts: Vec<Fact<P::Event>>,
        batch: &mut Batch,
    ) -> anyhow::Result<()> {
        let facts = as_seen(facts, AsOf::default());
        let mut latest = HashMap::<String, Date>::new();
        for fact in &facts {
            for key in P::keys(fact) {
                latest.insert(key, fact.effective_on());
            }
        }
        let rows = fold_all::<P>(&facts);
        // Whatever an earlier correction had led to is gone, unless it is still so.
        for key in tree.scan_prefix(stream).keys() {
            let key = key?;
            if !std::str::from_utf8(&key).is_ok_and(|key| rows.contains_key(key)) {
                batch.remove(key);
            }
        }
        for (key, row) in rows {
            let row: Dated<P> = (latest.get(&key).copied(), row);
            batch.insert(key.as_bytes(), postcard::to_allocvec(&row)?);
        }
        Ok(())
    }
}

/// How many rows a tree has, and the SHA-256 of them in order of key.
async fn hash(tree: Tree) -> anyhow::Result<(u64, [u8; 32])> {
    store::blocking(move || {
        let (mut rows, mut hash) = (0, Sha256::new());
        for row in &tree {
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
    })
    .await
}
