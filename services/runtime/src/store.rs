//! What can be rebuilt, kept in sled: tables, indexes, checkpoints.
//!
//! Every tree says in a reserved key which journal it reflects and up to where. It changes in one
//! batch with that mark, so a crash leaves an older tree that is whole, and the missing facts are
//! read again. A tree that reflects another journal, or what this one no longer holds since it was set
//! back to a copy, is emptied and filled anew, never trusted.
//!
//! A store that cannot be read, as a full disk may leave one, is thrown away and filled anew,
//! because nothing is known to it alone. Rows and what commands were told are in the journal; a
//! policy that reads its facts again asks under the same ids, and is told the same; an announcer
//! goes on behind its last public event; the relay looks in NATS how far it came.
//!
//! The library takes nothing more after a write that failed, even once the disk has space again. A
//! process that cannot write its store has [`Lost`] it, and starts over.

use std::{
    fs, io, panic,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use sled::{Batch, Db, Tree};
use uuid::Uuid;

use crate::{Journal, Landmark};

/// Sorts before every key of a row, which is text.
const CHECKPOINT: &[u8] = b"\0checkpoint";
/// The folder of it in a data directory.
pub(crate) const STORE: &str = "runtime.sled";
/// As they lie on the disk; in memory they take three times as much.
const CACHE_BYTES: u64 = 16 << 20;
/// A file in a store that turned out to be damaged while it was in use.
const DOUBTED: &str = "damaged";
/// What is lost in a crash is read again from the journal, so the disk is left to the journal.
const FLUSH_EVERY_MS: u64 = 3000;

/// Up to where a tree reflects which journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) journal: Uuid,
    /// The first position it has not taken in.
    pub(crate) next: u64,
    /// The event right before it. Earlier versions did not say.
    last: Option<Landmark>,
}

impl Checkpoint {
    pub(crate) fn at(journal: Uuid, next: u64) -> Self {
        Self { journal, next, last: None }
    }

    pub(crate) fn behind(journal: Uuid, last: Landmark) -> Self {
        Self { journal, next: last.position + 1, last: Some(last) }
    }

    fn read(bytes: &[u8]) -> postcard::Result<Self> {
        let ((journal, next), rest) = postcard::take_from_bytes(bytes)?;
        let last = if rest.is_empty() { None } else { Some(postcard::from_bytes(rest)?) };
        Ok(Self { journal, next, last })
    }

    /// Whoever does not know of `last` reads what is before it.
    fn bytes(&self) -> postcard::Result<Vec<u8>> {
        let bytes = postcard::to_allocvec(&(self.journal, self.next))?;
        self.last.iter().try_fold(bytes, |bytes, last| postcard::to_extend(last, bytes))
    }

    /// Whether the journal still holds what was taken in.
    pub(crate) async fn lies_in(&self, journal: &dyn Journal) -> anyhow::Result<bool> {
        match &self.last {
            Some(last) => last.lies_in(journal).await,
            None => Ok(self.next <= journal.head().await?),
        }
    }
}

/// This process can use what it keeps beside the journal no longer, because the disk is full, or fails,
/// or what was on it is damaged. Nothing is lost with it, and until somebody has seen to the disk it is
/// better kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is kept beside the journal can be used no longer")]
pub struct Lost;

impl Lost {
    /// Whether that is why something failed.
    pub(crate) fn is_why(error: &anyhow::Error) -> bool {
        of_store(error).any(|error| matches!(error, sled::Error::Io(_)) || is_damage(error))
    }
}

/// What the store's library had to do with it.
fn of_store(error: &anyhow::Error) -> impl Iterator<Item = &sled::Error> {
    error.chain().filter_map(|cause| cause.downcast_ref::<sled::Error>())
}

/// What a process keeps that can be rebuilt.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    db: Db,
    path: PathBuf,
}

impl Store {
    /// Opens it, and says whether it had to be thrown away first. Where the disk is full it is made
    /// in memory for as long as the process lives: what it holds is read from the journal again, and
    /// people can go on reading.
    pub(crate) fn open(path: &Path) -> anyhow::Result<(Self, bool)> {
        let before = path.exists();
        // Only whoever holds it may throw it away.
        let opened = match whole(path) {
            Ok(_) if path.join(DOUBTED).exists() => Err(Unopened::Damaged),
            opened => opened,
        };
        let (db, anew) = match opened {
            Err(Unopened::Damaged) => {
                fs::remove_dir_all(path).with_context(|| {
                    format!("{} is damaged and cannot be removed", path.display())
                })?;
                (whole(path), true)
            }
            opened => (opened, false),
        };
        let db = match db {
            Ok(db) => db,
            Err(Unopened::Full) => {
                tracing::error!(store = %path.display(), "the disk is full: filling it in memory");
                // Half a store is none.
                if !before || anew {
                    _ = fs::remove_dir_all(path);
                }
                return Ok((Self::in_memory(path)?, anew));
            }
            Err(Unopened::Damaged) => bail!("{} was made anew and cannot be read", path.display()),
            Err(Unopened::Other(error)) => {
                return Err(error).with_context(|| format!("opening {}", path.display()));
            }
        };
        Ok((Self { db, path: path.to_owned() }, anew))
    }

    /// For as long as the process lives.
    pub(crate) fn in_memory(path: &Path) -> sled::Result<Self> {
        Ok(Self { db: config().temporary(true).open()?, path: path.to_owned() })
    }

    pub(crate) fn tree(&self, name: impl AsRef<[u8]>) -> sled::Result<Tree> {
        self.db.open_tree(name)
    }

    pub(crate) fn drop_tree(&self, name: &str) -> sled::Result<bool> {
        self.db.drop_tree(name)
    }

    /// What was read of it; if it could not be, takes note of that.
    pub(crate) fn sure<T>(&self, read: sled::Result<T>) -> anyhow::Result<T> {
        read.map_err(anyhow::Error::from).inspect_err(|error| self.doubt(error))
    }

    /// Takes note that it cannot be read, if that is why something failed: the next start makes it
    /// anew. This one cannot, because others hold its trees.
    pub(crate) fn doubt(&self, error: &anyhow::Error) {
        let mark = self.path.join(DOUBTED);
        if of_store(error).any(is_damage) && !mark.exists() && fs::write(&mark, "").is_ok() {
            tracing::error!(
                store = %self.path.display(),
                "is damaged: the next start fills it anew from the journal"
            );
        }
    }

    /// The most that any tree of it knows of that journal.
    pub(crate) fn furthest(&self, journal: Uuid) -> anyhow::Result<u64> {
        let mut furthest = 0;
        for name in self.db.tree_names() {
            let Some(bytes) = self.tree(name)?.get(CHECKPOINT)? else { continue };
            let mark = Checkpoint::read(&bytes);
            let mark = mark.ok().filter(|mark| mark.journal == journal);
            furthest = furthest.max(mark.map_or(0, |mark| mark.next));
        }
        Ok(furthest)
    }
}

/// Why a store does not open.
enum Unopened {
    Full,
    /// What is on the disk is no store any more.
    Damaged,
    Other(sled::Error),
}

fn config() -> sled::Config {
    sled::Config::new().cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_EVERY_MS))
}

/// Opens what is on the disk, as far as its trees and their marks. Of some damage the library says
/// so by a panic, which is no reason for us to end.
fn whole(path: &Path) -> Result<Db, Unopened> {
    let open = || {
        let db = config().path(path).open()?;
        for name in db.tree_names() {
            db.open_tree(name)?.get(CHECKPOINT)?;
        }
        Ok(db)
    };
    match panic::catch_unwind(open) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(error))) if error.kind() == io::ErrorKind::StorageFull => {
            Err(Unopened::Full)
        }
        Ok(Err(error)) if is_damage(&error) => Err(Unopened::Damaged),
        Ok(Err(error)) => Err(Unopened::Other(error)),
        Err(_) => Err(Unopened::Damaged),
    }
}

/// A store that another process holds, or that we may not read, is no damaged one.
fn is_damage(error: &sled::Error) -> bool {
    use sled::Error::{CollectionNotFound, Corruption, Io, ReportableBug, Unsupported};
    match error {
        // Our settings never change, so those it does not know are no settings.
        Corruption { .. } | ReportableBug(_) | Unsupported(_) => true,
        Io(error) => {
            use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
            [InvalidData, InvalidInput, UnexpectedEof].contains(&error.kind())
        }
        CollectionNotFound(_) => false,
    }
}

/// Deletes a store that earlier versions kept: it is filled again from the journal.
pub(crate) fn forget(path: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done.with_context(|| format!("deleting {}", path.display())),
    }
}

/// How far `tree` reflects that journal. Empties it if it reflects another one.
pub(crate) fn reached(tree: &Tree, journal: Uuid) -> anyhow::Result<Checkpoint> {
    let nothing = Checkpoint::at(journal, 0);
    let Some(bytes) = tree.get(CHECKPOINT)? else { return Ok(nothing) };
    match Checkpoint::read(&bytes) {
        Ok(mark) if mark.journal == journal => Ok(mark),
        Ok(_) | Err(_) => {
            distrust(tree, "reflects another journal")?;
            Ok(nothing)
        }
    }
}

/// Empties a tree, and says why.
pub(crate) fn distrust(tree: &Tree, why: &str) -> anyhow::Result<()> {
    let name = tree.name();
    tracing::warn!(tree = %String::from_utf8_lossy(&name), "{why}: it is filled anew");
    Ok(tree.clear()?)
}

/// The most that the store in `dir` knows of that journal, for whoever is about to judge the journal
/// itself. One that somebody else has open is asked for nothing; of one that cannot be read nobody knows what
/// it knows.
pub fn known_beside(dir: &Path, journal: Uuid) -> anyhow::Result<u64> {
    let path = dir.join(STORE);
    if !path.exists() {
        return Ok(0);
    }
    match whole(&path) {
        Ok(db) => Store { db, path }.furthest(journal),
        Err(Unopened::Damaged) => {
            Err(anyhow::anyhow!("the tables in {} are damaged", path.display()))
        }
        Err(Unopened::Full | Unopened::Other(_)) => Ok(0),
    }
}

pub(crate) fn mark(batch: &mut Batch, reached: &Checkpoint) -> anyhow::Result<()> {
    batch.insert(CHECKPOINT, reached.bytes()?);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_whichever_version_wrote_it() {
        let journal = Uuid::from_u128(9);
        let former = postcard::to_allocvec(&(journal, 7_u64)).unwrap();
        let read = Checkpoint::read(&former).unwrap();
        assert_eq!(read, Checkpoint::at(journal, 7));
        assert_eq!(read.bytes().unwrap(), former);
        let id = Uuid::from_u128(4);
        let last = Landmark { stream: "s-1".into(), revision: 2, position: 6, id, at: Some(5) };
        let reached = Checkpoint::behind(journal, last);
        let bytes = reached.bytes().unwrap();
        assert_eq!(Checkpoint::read(&bytes).unwrap(), reached);
        // As an earlier version reads it.
        assert_eq!(postcard::from_bytes::<(Uuid, u64)>(&bytes).unwrap(), (journal, 7));
        Checkpoint::read(&bytes[..bytes.len() - 1]).unwrap_err();
    }
}
