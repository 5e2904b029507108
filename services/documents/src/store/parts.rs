//! Unfinished uploads: how many there may be, and which gives way.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{Failure, INCOMING, Limits, Store, disk};
use crate::document::Rejection;

struct Part {
    path: PathBuf,
    size: u64,
    touched: SystemTime,
}

impl Store {
    /// Sees to it that `own` may grow by so much: uploads that nobody has gone on with give way,
    /// the oldest first. Called with `room` held.
    pub(super) fn make_room(&self, own: &Path, grow: u64, now: SystemTime) -> Result<(), Failure> {
        let Limits { uploads, unfinished, patience, .. } = self.limits;
        let parts = self.parts()?;
        let (mine, mut others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.path == own);
        others.sort_by_key(|part| part.touched);
        let (mut count, mut size) = (others.len(), grow);
        size += mine.iter().chain(&others).map(|part| part.size).sum::<u64>();
        for part in others {
            if count < uploads && size <= unfinished {
                break;
            }
            let idle = now.duration_since(part.touched).unwrap_or_default();
            if idle <= patience {
                break;
            }
            tracing::info!(part = %part.path.display(), "an unfinished upload gives way");
            fs::remove_file(&part.path)?;
            (count, size) = (count - 1, size - part.size);
        }
        if count < uploads && size <= unfinished {
            Ok(())
        } else {
            Err(Rejection::TooManyUploads.into())
        }
    }

    /// Removes what nobody has gone on with for so long that nobody will.
    pub(super) fn tidy(&self, now: SystemTime) -> io::Result<()> {
        for part in self.parts()? {
            let idle = now.duration_since(part.touched).unwrap_or_default();
            if idle > self.limits.given_up {
                tracing::info!(part = %part.path.display(), "an upload was given up: it is removed");
                disk::remove(&part.path)?;
            }
        }
        Ok(())
    }

    /// Whatever lies among the parts takes up room, whoever put it there.
    fn parts(&self) -> io::Result<Vec<Part>> {
        let mut parts = Vec::new();
        for entry in fs::read_dir(self.dir.join(INCOMING))? {
            let entry = entry?;
            match entry.metadata() {
                Ok(metadata) => parts.push(Part {
                    path: entry.path(),
                    size: metadata.len(),
                    touched: metadata.modified()?,
                }),
                // It became a whole document meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => (),
                Err(error) => return Err(error),
            }
        }
        Ok(parts)
    }
}
