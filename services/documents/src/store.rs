//! Where the bytes lie, and why a crash leaves either a part or the whole.
//!
//! ```text
//! 3f/3f79bb7b…        a whole document, named by its SHA-256; never changes
//! incoming/….part     as much of one as has arrived
//! damaged/3f79bb7b…   a whole document that its disk changed, until it is sent again
//! ```
//!
//! Bytes are put into the part at their offset. Once all are there the part is read through; only
//! if it has the hash it is named by is it made durable, and then renamed, and then both folders
//! are made durable. What a crash or a lost power supply does to a part shows in its length, from
//! where the upload goes on, or in its hash: then the part is removed and the upload starts afresh.

mod disk;
mod failure;
mod parts;
#[cfg(test)]
mod tests;

use std::{
    array,
    fs::{self, File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use kernel::Hash;

pub(crate) use self::failure::Failure;
use crate::document::{Found, Rejection};

const INCOMING: &str = "incoming";
const DAMAGED: &str = "damaged";
/// Documents that can be worked on at once, about.
const LANES: usize = 16;

/// How much is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The largest document, in bytes.
    pub(crate) document: u64,
    /// The most bytes sent at once.
    pub(crate) chunk: u64,
    /// Unfinished uploads, and all their bytes.
    pub(crate) uploads: usize,
    pub(crate) unfinished: u64,
    /// An upload untouched for so long gives way to another when there is no room for both.
    pub(crate) patience: Duration,
    /// One untouched for so long was given up by whoever sent it.
    pub(crate) given_up: Duration,
}

impl Default for Limits {
    /// A signed agreement of three hundred pages, scanned to be read, has some 40 MiB; more is
    /// never fetched over the connections our readers have.
    fn default() -> Self {
        Self {
            document: 50 << 20,
            chunk: 1 << 20,
            uploads: 100,
            unfinished: 1 << 30,
            patience: Duration::from_hours(1),
            given_up: Duration::from_hours(24),
        }
    }
}

/// The folder of one process. Its methods wait for the disk.
#[derive(Debug)]
pub(crate) struct Store {
    dir: PathBuf,
    limits: Limits,
    /// Held while the files of a document change, by its first byte. Taken before `room`.
    lanes: [Mutex<()>; LANES],
    /// Held while parts grow, are counted, or give way.
    room: Mutex<()>,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) held: u64,
    pub(crate) complete: bool,
}

impl Store {
    /// What was given up before is removed.
    pub(crate) fn open(dir: &Path, limits: Limits, now: SystemTime) -> io::Result<Self> {
        disk::create_folder(dir)?;
        disk::create_folder(&dir.join(INCOMING))?;
        let lanes = array::from_fn(|_| Mutex::default());
        let store = Self { dir: dir.to_owned(), limits, lanes, room: Mutex::default() };
        store.tidy(now)?;
        Ok(store)
    }

    /// How much of the document is here already. Makes room for the rest.
    pub(crate) fn begin(
        &self,
        hash: Hash,
        size: u64,
        now: SystemTime,
    ) -> Result<Progress, Failure> {
        if size > self.limits.document {
            return Err(Rejection::TooLarge { most: self.limits.document }.into());
        }
        let _lane = self.lane(hash);
        if let Some(held) = disk::size(&self.whole(hash))? {
            return Ok(Progress { held, complete: true });
        }
        let _room = lock(&self.room);
        let part = self.part(hash);
        let held = disk::size(&part)?;
        self.make_room(&part, size.saturating_sub(held.unwrap_or(0)), now)?;
        if held.is_none() {
            File::create_new(part)?;
        }
        Ok(Progress { held: held.unwrap_or(0), complete: false })
    }

    /// Takes in bytes. Those that were here already are written again. Returns how many are here.
    pub(crate) fn put(
        &self,
        hash: Hash,
        offset: u64,
        bytes: &[u8],
        now: SystemTime,
    ) -> Result<u64, Failure> {
        let Limits { chunk, document, .. } = self.limits;
        let length = bytes.len() as u64;
        if length > chunk {
            return Err(Rejection::ChunkTooLarge { most: chunk }.into());
        }
        let end = offset.checked_add(length).filter(|end| *end <= document);
        let end = end.ok_or(Rejection::TooLarge { most: document })?;
        let _lane = self.lane(hash);
        if let Some(held) = disk::size(&self.whole(hash))? {
            return Ok(held);
        }
        let _room = lock(&self.room);
        let part = self.part(hash);
        let held = disk::size(&part)?.unwrap_or(0);
        if offset > held {
            return Err(Rejection::Gap { held, offset }.into());
        }
        self.make_room(&part, end.saturating_sub(held), now)?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(part)?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)?;
        Ok(held.max(end))
    }

    /// Reads the document through, and keeps it if it is whole and `wanted`. What is whole and not
    /// wanted is removed: nobody would go on with it.
    pub(crate) fn complete(
        &self,
        hash: Hash,
        size: u64,
        wanted: impl FnOnce(Found) -> bool,
    ) -> Result<Found, Failure> {
        let _lane = self.lane(hash);
        if let Some((_, found)) = self.sound(hash)? {
            return Ok(found);
        }
        let part = self.part(hash);
        let Some(mut file) = disk::open(&part)? else {
            return Err(Rejection::BytesMissing { held: 0, size }.into());
        };
        let (actual, found) = disk::inspect(&mut file)?;
        if actual != hash && found.size < size {
            return Err(Rejection::BytesMissing { held: found.size, size }.into());
        }
        if actual != hash {
            fs::remove_file(part)?;
            return Err(Rejection::HashDiffers.into());
        }
        if !wanted(found) {
            fs::remove_file(part)?;
            return Ok(found);
        }
        self.keep(hash, &file)?;
        // What was damaged before is here again.
        disk::remove(&self.damaged(hash))?;
        Ok(found)
    }

    /// How many bytes of the whole document are here. Does not read them.
    pub(crate) fn held(&self, hash: Hash) -> io::Result<Option<u64>> {
        disk::size(&self.whole(hash))
    }

    /// The document, at its first byte, read through just now.
    pub(crate) fn fetch(&self, hash: Hash) -> Result<File, Failure> {
        let Some(mut file) = disk::open(&self.whole(hash))? else {
            let damaged = disk::size(&self.damaged(hash))?.is_some();
            return Err(if damaged { Failure::Damaged(hash) } else { Rejection::NotHeld.into() });
        };
        if disk::inspect(&mut file)?.0 == hash {
            return Ok(file);
        }
        // Looked at again when nobody can be replacing it.
        let _lane = self.lane(hash);
        self.sound(hash)?.map(|(file, _)| file).ok_or(Failure::Damaged(hash))
    }

    /// The whole document, if it is what it is named. One that is not is set aside, so that it can
    /// be sent again.
    fn sound(&self, hash: Hash) -> Result<Option<(File, Found)>, Failure> {
        let whole = self.whole(hash);
        let Some(mut file) = disk::open(&whole)? else { return Ok(None) };
        let (actual, found) = disk::inspect(&mut file)?;
        if actual == hash {
            return Ok(Some((file, found)));
        }
        tracing::error!(%hash, %actual, "a document is damaged: it is set aside");
        disk::create_folder(&self.dir.join(DAMAGED))?;
        disk::rename(&whole, &self.damaged(hash))?;
        Ok(None)
    }

    /// Makes a part the whole. `file` is the part, read through.
    fn keep(&self, hash: Hash, file: &File) -> Result<(), Failure> {
        let (part, whole) = (self.part(hash), self.whole(hash));
        if let Err(error) = file.sync_all() {
            // What a failed sync left on the disk is anybody's guess, and a second one may succeed
            // without having written it.
            fs::remove_file(part)?;
            return Err(error.into());
        }
        if let Some(folder) = whole.parent() {
            disk::create_folder(folder)?;
        }
        match disk::rename(&part, &whole) {
            // It gave way to another upload just now.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Rejection::BytesMissing { held: 0, size: disk::length(file)? }.into())
            }
            renamed => Ok(renamed?),
        }
    }

    fn whole(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let folder: String = name.chars().take(2).collect();
        self.dir.join(folder).join(name)
    }

    fn damaged(&self, hash: Hash) -> PathBuf {
        self.dir.join(DAMAGED).join(hash.to_string())
    }

    fn part(&self, hash: Hash) -> PathBuf {
        self.dir.join(INCOMING).join(format!("{hash}.part"))
    }

    fn lane(&self, Hash([first, ..]): Hash) -> MutexGuard<'_, ()> {
        let [lane, ..] = &self.lanes;
        lock(self.lanes.get(usize::from(first) % LANES).unwrap_or(lane))
    }
}

fn lock(mutex: &Mutex<()>) -> MutexGuard<'_, ()> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
