//! What a file holds: as it is seen, and as it was kept.

use std::{
    io::{self, Error, ErrorKind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{EIO, State};
use crate::{bytes::len, disk::File, torture::random::Random};

const SECTOR: usize = 512;

#[derive(Default)]
pub(super) struct Content {
    pub(super) seen: Vec<u8>,
    pub(super) kept: Vec<u8>,
    /// Begin and end of what was written since the last sync.
    dirty: Vec<(usize, usize)>,
    pub(super) written: i64,
}

/// A file that somebody has open.
pub(super) struct Handle {
    pub(super) state: Arc<Mutex<State>>,
    pub(super) file: usize,
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

    pub(super) fn cut(&mut self, random: &mut Random) {
        self.tear(random);
        self.seen.clone_from(&self.kept);
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
