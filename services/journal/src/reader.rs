//! Reads what the index says is durable.
//!
//! The index is asked briefly, under its lock, where some events lie; they are then read with
//! positioned reads and without any lock. Segments are never changed where they hold events, so
//! nothing that was promised can move meanwhile. Whatever is read proves itself: a whole frame by
//! its checksum, an event alone by its own.

mod all;
mod stream;

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use runtime::{Direction, Place};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    directory::{Directory, Extent},
    footer,
    index::Index,
    spots,
};

/// What readers and the writer share.
pub(crate) struct Shared {
    pub(crate) id: Uuid,
    index: RwLock<Index>,
    directory: Directory,
    pub(crate) head: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(id: Uuid, index: Index, cache_bytes: usize) -> Self {
        let head = watch::Sender::new(index.head());
        Self { id, index: RwLock::new(index), directory: Directory::new(cache_bytes), head }
    }

    /// The index is whole between any two of its functions, so that a panic elsewhere while it was
    /// held says nothing against it.
    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many events `stream` has.
    pub(crate) fn total(&self, stream: &str) -> anyhow::Result<u64> {
        let index = self.index();
        if let Some(open) = index.open.stream(stream) {
            return Ok(open.revisions().end);
        }
        let sealed = Arc::clone(&index.sealed);
        drop(index);
        Ok(self.directory.find(stream, &sealed)?.total(sealed.len()))
    }

    /// The first revision at which `id` lies in `stream`.
    pub(crate) fn find(&self, stream: &str, id: Uuid) -> anyhow::Result<Option<u64>> {
        let index = self.index();
        let here = index.open.find(stream, id);
        let sealed = Arc::clone(&index.sealed);
        let only_here = index.open.stream(stream).is_some_and(|it| it.revisions().start == 0);
        drop(index);
        if only_here || sealed.is_empty() {
            return Ok(here);
        }
        let extents = self.directory.find(stream, &sealed)?;
        for extent in extents.within(sealed.len()) {
            let Some(sealed) = sealed.get(extent.segment) else { break };
            let mut found = None::<u64>;
            let spots = sealed.spots(&sealed.with_id(id)?)?;
            spots::each(&sealed.segment, &spots, |spot, bytes| {
                let record = sealed.record(spot, bytes)?;
                let as_said = footer::hash(record.id.as_bytes()) == footer::hash(id.as_bytes());
                anyhow::ensure!(as_said, sealed.misplaced(spot));
                if record.stream == stream && record.id == id {
                    found = Some(found.map_or(record.revision, |it| it.min(record.revision)));
                }
                Ok::<_, anyhow::Error>(())
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(here)
    }

    /// Whether the disk need not be asked, or hardly ever, for what decides an append to `stream`: in a
    /// sealed segment that holds some of it a filter answers for an id.
    pub(crate) fn at_hand(&self, stream: &str) -> bool {
        let index = self.index();
        let here = index.open.stream(stream).is_some_and(|it| it.revisions().start == 0);
        if here || index.sealed.is_empty() {
            return true;
        }
        let sealed = Arc::clone(&index.sealed);
        drop(index);
        let known = self.directory.recall(stream, sealed.len());
        let filters =
            |extent: &Extent| sealed.get(extent.segment).is_some_and(|sealed| sealed.has_filters());
        known.is_some_and(|known| known.within(sealed.len()).iter().all(filters))
    }

    /// Whether it is known without the disk that there is nothing to read of `stream` that way.
    pub(crate) fn nothing_of(&self, stream: &str, from: Place, direction: Direction) -> bool {
        let index = self.index();
        let total = match index.open.stream(stream) {
            Some(open) => Some(open.revisions().end),
            None if index.sealed.is_empty() => Some(0),
            None => {
                let segments = index.sealed.len();
                drop(index);
                self.directory.recall(stream, segments).map(|known| known.total(segments))
            }
        };
        total.is_some_and(|total| from.range(direction, total).is_empty())
    }

    /// Whether there is nothing to read that way.
    pub(crate) fn nothing(&self, from: Place, direction: Direction) -> bool {
        from.range(direction, self.index().head()).is_empty()
    }
}

/// The first `max` of `all` in `direction`.
fn limited(all: Range<u64>, direction: Direction, max: usize) -> Range<u64> {
    match direction {
        Direction::Forwards => all.start..all.end.min(all.start.saturating_add(max as u64)),
        Direction::Backwards => all.start.max(all.end.saturating_sub(max as u64))..all.end,
    }
}
