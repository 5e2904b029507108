//! What can be rebuilt, kept in sled: tables, indexes, checkpoints.
//!
//! Every tree says in a reserved key which journal it reflects and up to where. It changes in one
//! batch with that mark, so a crash leaves an older tree that is whole, and the missing facts are
//! read again. A tree that reflects another journal is emptied and filled anew, never trusted.

use std::{fs, io, path::Path};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use sled::{Batch, Db, Tree};
use uuid::Uuid;

/// Sorts before every key of a row, which is text.
const CHECKPOINT: &[u8] = b"\0checkpoint";
const CACHE_BYTES: u64 = 16 << 20;
/// What is lost in a crash is read again from the journal, so the disk is left to the journal.
const FLUSH_EVERY_MS: u64 = 3000;

/// Up to where a tree reflects which journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) journal: Uuid,
    /// The first position it has not taken in.
    pub(crate) next: u64,
}

/// Opens the store of one role. Where the disk is full it is made in memory for as long as the
/// process lives: what it holds is read from the journal again, and people can go on reading.
pub(crate) fn open(path: &Path) -> anyhow::Result<Db> {
    let config =
        || sled::Config::new().cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_EVERY_MS));
    let opened = match config().path(path).open() {
        Err(sled::Error::Io(error)) if error.kind() == io::ErrorKind::StorageFull => {
            tracing::error!(store = %path.display(), "the disk is full: filling it in memory");
            config().temporary(true).open()
        }
        opened => opened,
    };
    opened.with_context(|| format!("opening {}", path.display()))
}

/// Empties `tree` if it reflects another journal, before anybody reads it.
pub(crate) fn distrust(tree: &Tree, journal: Uuid) -> anyhow::Result<()> {
    resume(tree, journal, u64::MAX).map(drop)
}

/// Where to go on filling `tree` from. Empties it if it reflects another journal, or more of this
/// one than there is.
pub(crate) fn resume(tree: &Tree, journal: Uuid, head: u64) -> anyhow::Result<u64> {
    let Some(bytes) = tree.get(CHECKPOINT)? else { return Ok(0) };
    match postcard::from_bytes::<Checkpoint>(&bytes) {
        Ok(mark) if mark.journal == journal && mark.next <= head => Ok(mark.next),
        _ => {
            tracing::warn!(
                tree = %String::from_utf8_lossy(&tree.name()),
                "reflects another journal: it is filled anew"
            );
            tree.clear()?;
            Ok(0)
        }
    }
}

/// The most that any tree of `db` knows of that journal.
pub(crate) fn furthest(db: &Db, journal: Uuid) -> anyhow::Result<u64> {
    let mut furthest = 0;
    for name in db.tree_names() {
        let Some(bytes) = db.open_tree(name)?.get(CHECKPOINT)? else { continue };
        let mark = postcard::from_bytes::<Checkpoint>(&bytes);
        let mark = mark.ok().filter(|mark| mark.journal == journal);
        furthest = furthest.max(mark.map_or(0, |mark| mark.next));
    }
    Ok(furthest)
}

/// The most that any store in `dir` knows of that journal, for whoever is about to judge the journal
/// itself. A store that somebody else has open cannot be asked.
pub fn known_beside(dir: &Path, journal: Uuid) -> anyhow::Result<u64> {
    let mut known = 0;
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "sled") && path.is_dir() {
            known = known.max(furthest(&open(&path)?, journal)?);
        }
    }
    Ok(known)
}

pub(crate) fn mark(batch: &mut Batch, journal: Uuid, next: u64) -> anyhow::Result<()> {
    batch.insert(CHECKPOINT, postcard::to_allocvec(&Checkpoint { journal, next })?);
    Ok(())
}

pub(crate) fn is_row(key: &[u8]) -> bool {
    key != CHECKPOINT
}

/// Runs what may wait for a disk where nobody waits for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await?
}
