//! A disk in memory that keeps exactly what a disk has to keep, and loses, tears and reorders all
//! the rest.
//!
//! What is written is seen at once, as through a page cache, and is kept once it was synced. When the
//! power is cut, of every sector written since then the new bytes are there, or the old ones, or some
//! of both; names that were not synced are there or not, in the order in which they were given.

mod file;

use std::{
    collections::BTreeMap,
    io::{self, Error, ErrorKind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::random::Random;
use crate::disk::{Disk, File};
use file::{Content, Handle};

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

enum Change {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
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
