//! A disk in memory that keeps exactly what a disk has to keep, and loses, tears and reorders all
//! the rest.
//!
//! What is written is seen at once, as through a page cache, and is kept once it was synced. When the
//! power is cut, of every sector written since then the new bytes are there, or the old ones, or some
//! of both; names that were not synced are there or not, in the order in which they were given.

use std::{
    collections::BTreeMap,
    io::{self, Error, ErrorKind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::random::Random;
use crate::{
    bytes::len,
    disk::{Disk, File},
};

const SECTOR: usize = 512;
const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// What is to go wrong. Writes are counted from where the plan was made, and so are syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The power is cut during this write.
    Cut(usize),
    /// From this write on there is no space, for so many writes.
    Full(usize, usize),
    /// This write stops half way with an error.
    Short(usize),
    /// This sync fails, and what it was to write is not tried again.
    SyncFails(usize),
}

#[derive(Clone, Default)]
pub(crate) struct Simulated(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    files: Vec<Content>,
    names: BTreeMap<String, usize>,
    kept: BTreeMap<String, usize>,
    /// Changes of names since the last sync of the directory.
    changes: Vec<Change>,
    plan: Option<Plan>,
    writes: usize,
    syncs: usize,
    /// How often the plan struck.
    struck: usize,
    dead: bool,
    /// Counts up with every write.
    clock: i64,
    seed: u64,
}

#[derive(Default)]
struct Content {
    seen: Vec<u8>,
    kept: Vec<u8>,
    /// Begin and end of what was written since the last sync.
    dirty: Vec<(usize, usize)>,
    written: i64,
}

enum Change {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

struct Handle {
    state: Arc<Mutex<State>>,
    file: usize,
}

impl Simulated {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State { seed, ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn plan(&self, plan: Plan) {
        let mut state = self.state();
        (state.plan, state.writes, state.syncs, state.struck) = (Some(plan), 0, 0, 0);
    }

    /// From now on nothing goes wrong.
    pub(crate) fn plan_nothing(&self) {
        self.state().plan = None;
    }

    /// Whether what was planned has happened.
    pub(crate) fn struck(&self) -> bool {
        self.state().struck > 0
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// The power comes back after a cut. Only what was kept is there, and some of the rest.
    pub(crate) fn restart(&self, random: &mut Random) {
        let mut state = self.state();
        let State { files, names, kept, changes, .. } = &mut *state;
        for change in changes.drain(..).take(random.below(8)) {
            change.apply(kept);
        }
        *names = kept.clone();
        for file in files {
            file.cut(random);
        }
        (state.plan, state.dead) = (None, false);
    }

    /// A bit of a file changes by itself; `told` says whether the time of writing does too. Names the
    /// file and the byte; the same again changes it back.
    pub(crate) fn flip(&self, name: &str, byte: usize, bit: u8, told: bool) {
        let mut state = self.state();
        state.clock += 1;
        let clock = state.clock;
        let Some(file) = state.names.get(name).copied() else { return };
        let Some(file) = state.files.get_mut(file) else { return };
        for bytes in [&mut file.seen, &mut file.kept] {
            if let Some(byte) = bytes.get_mut(byte) {
                *byte ^= 1 << bit;
            }
        }
        if told {
            file.written = clock;
        }
    }

    /// All files and their lengths.
    pub(crate) fn files(&self) -> Vec<(String, usize)> {
        let state = self.state();
        let length = |file: &usize| state.files.get(*file).map_or(0, |file| file.seen.len());
        state.names.iter().map(|(name, file)| (name.clone(), length(file))).collect()
    }
}

impl State {
    /// Counts a write and says how it ends: well, or with this error after a part of it.
    fn write(&mut self) -> Option<i32> {
        let number = self.writes;
        self.writes += 1;
        self.clock += 1;
        let error = match self.plan {
            _ if self.dead => return Some(EIO),
            Some(Plan::Cut(at)) if number >= at => {
                self.dead = true;
                EIO
            }
            Some(Plan::Short(at)) if number == at => EIO,
            Some(Plan::Full(from, count)) if (from..from + count).contains(&number) => ENOSPC,
            Some(_) | None => return None,
        };
        self.struck += 1;
        Some(error)
    }

    /// Counts a sync and says whether it fails.
    fn sync(&mut self) -> Result<bool, Error> {
        let number = self.syncs;
        self.syncs += 1;
        if self.dead {
            return Err(Error::from_raw_os_error(EIO));
        }
        let fails = self.plan == Some(Plan::SyncFails(number));
        self.struck += usize::from(fails);
        Ok(fails)
    }

    fn rename(&mut self, change: Change) -> io::Result<()> {
        if let Some(error) = self.write() {
            return Err(Error::from_raw_os_error(error));
        }
        change.apply(&mut self.names);
        self.changes.push(change);
        Ok(())
    }
}

impl Change {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create(name, file) => _ = names.insert(name.clone(), *file),
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(name) => _ = names.remove(name),
        }
    }
}

impl Content {
    fn write(&mut self, bytes: &[u8], offset: usize) {
        let end = offset + bytes.len();
        if self.seen.len() < end {
            self.seen.resize(end, 0);
        }
        if let Some(place) = self.seen.get_mut(offset..end) {
            place.copy_from_slice(bytes);
        }
        self.dirty.push((offset, end));
    }

    fn keep(&mut self) {
        self.kept.clone_from(&self.seen);
        self.dirty.clear();
    }

    /// Keeps of each sector written since the last sync the new bytes, the old ones, or some of both.
    fn tear(&mut self, random: &mut Random) {
        for (from, to) in self.dirty.drain(..) {
            let mut at = from;
            while at < to {
                let end = to.min((at / SECTOR + 1) * SECTOR);
                let until = match random.below(5) {
                    0 | 1 => at,
                    2 | 3 => end,
                    _ => at + random.below(end - at),
                };
                if self.kept.len() < until {
                    self.kept.resize(until, 0);
                }
                if let (Some(to), Some(from)) =
                    (self.kept.get_mut(at..until), self.seen.get(at..until))
                {
                    to.copy_from_slice(from);
                }
                at = end;
            }
        }
    }

    fn cut(&mut self, random: &mut Random) {
        self.tear(random);
        self.seen.clone_from(&self.kept);
    }
}

impl Disk for Simulated {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.state().names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let file = self.state().names.get(name).copied().ok_or(ErrorKind::NotFound)?;
        Ok(Arc::new(Handle { state: Arc::clone(&self.0), file }))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut state = self.state();
        let file = state.files.len();
        state.rename(Change::Create(name.to_owned(), file))?;
        state.files.push(Content::default());
        Ok(Arc::new(Handle { state: Arc::clone(&self.0), file }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.state().rename(Change::Rename(from.to_owned(), to.to_owned()))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.state().rename(Change::Remove(name.to_owned()))
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.state();
        if state.sync()? {
            return Err(Error::from_raw_os_error(EIO));
        }
        state.kept = state.names.clone();
        state.changes.clear();
        Ok(())
    }
}

impl Handle {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Content) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state();
        ask(state.files.get_mut(self.file).ok_or(ErrorKind::NotFound)?)
    }
}

impl File for Handle {
    fn size(&self) -> io::Result<u64> {
        self.with(|file| Ok(file.seen.len() as u64))
    }

    fn read_exact_at(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        self.with(|file| {
            let from = len(offset);
            let end = from.saturating_add(into.len());
            let bytes = file.seen.get(from..end).ok_or(ErrorKind::UnexpectedEof)?;
            into.copy_from_slice(bytes);
            Ok(())
        })
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.state();
        let error = state.write();
        let (clock, seed, writes) = (state.clock, state.seed, state.writes as u64);
        let file = state.files.get_mut(self.file).ok_or(ErrorKind::NotFound)?;
        file.written = clock;
        let Some(error) = error else {
            file.write(bytes, len(offset));
            return Ok(());
        };
        // The kernel may have written any part of it.
        let part = Random::new(seed ^ writes).below(bytes.len() + 1);
        file.write(bytes.get(..part).unwrap_or_default(), len(offset));
        Err(Error::from_raw_os_error(error))
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.state();
        let fails = state.sync()?;
        let mut random = Random::new(state.seed ^ state.syncs as u64);
        let file = state.files.get_mut(self.file).ok_or(ErrorKind::NotFound)?;
        if fails {
            // As the kernel does: the pages are clean now, written or not.
            file.tear(&mut random);
            return Err(Error::from_raw_os_error(EIO));
        }
        file.keep();
        Ok(())
    }

    fn written(&self) -> io::Result<i64> {
        self.with(|file| Ok(file.written))
    }

    fn mark(&self, at: i64) -> io::Result<()> {
        self.with(|file| {
            file.written = at;
            Ok(())
        })
    }
}
