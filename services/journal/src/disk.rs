//! The few things a journal asks of a disk, so that tests can slide a failing one under it.

use std::{
    fs::{self, OpenOptions, TryLockError},
    io,
    os::unix::fs::{FileExt, MetadataExt as _},
    path::{self, Path, PathBuf},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use crate::error::OpenError;

/// One directory, without subdirectories.
pub(crate) trait Disk: Send + Sync + 'static {
    fn list(&self) -> io::Result<Vec<String>>;
    fn open(&self, name: &str) -> io::Result<Arc<dyn File>>;
    /// An empty file, even if there was one of that name.
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Makes names durable, as [`File::sync`] does content.
    fn sync(&self) -> io::Result<()>;
}

/// Positioned, so that any number of readers share one with the writer.
pub(crate) trait File: Send + Sync {
    fn size(&self) -> io::Result<u64>;
    fn read_exact_at(&self, into: &mut [u8], offset: u64) -> io::Result<()>;
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    fn sync(&self) -> io::Result<()>;
    /// When it was last written, in microseconds since 1970.
    fn written(&self) -> io::Result<i64>;
    /// Says that it was last written at this time. The next write says otherwise by itself.
    fn mark(&self, at: i64) -> io::Result<()>;
}

/// What whoever has a journal open holds.
pub(crate) const LOCK: &str = "lock";

#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Itself, where something is written: that there are no more open files to be had must not keep its
    /// names from being made durable.
    open: Option<fs::File>,
}

impl Directory {
    pub(crate) fn to_write(path: &Path) -> Result<Self, OpenError> {
        let made = || {
            let path = path::absolute(path)?;
            let missing: Vec<_> = path.ancestors().take_while(|path| !path.is_dir()).collect();
            fs::create_dir_all(&path)?;
            // A directory is durable with the one it is in.
            for parent in missing.into_iter().filter_map(Path::parent) {
                fs::File::open(parent)?.sync_all()?;
            }
            fs::File::open(&path)
        };
        let open = made().map_err(OpenError::io(path.to_string_lossy()))?;
        Ok(Self { path: path.into(), open: Some(open) })
    }

    pub(crate) fn to_read(path: &Path) -> Self {
        Self { path: path.into(), open: None }
    }

    fn writable(&self) -> bool {
        self.open.is_some()
    }

    /// Keeps every other process out for as long as the answer is held, or every writer if the
    /// directory is only read. The kernel lets go of it however the process ends. Where there is
    /// nothing to lock, nobody has written since the segments were put there.
    pub(crate) fn lock(&self) -> Result<Option<fs::File>, OpenError> {
        let path = self.path.join(LOCK);
        let file = if self.writable() {
            OpenOptions::new().create(true).truncate(false).write(true).open(path)
        } else {
            match fs::File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                file => file,
            }
        };
        let file = file.map_err(OpenError::io("lock"))?;
        let locked = if self.writable() { file.try_lock() } else { file.try_lock_shared() };
        match locked {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(self.path.clone())),
            Err(TryLockError::Error(error)) => Err(OpenError::io("lock")(error)),
        }
    }
}

impl Disk for Directory {
    fn list(&self) -> io::Result<Vec<String>> {
        let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
        let names = fs::read_dir(&self.path)?.map(name);
        names.map(|name| Ok(name?.to_string_lossy().into_owned())).collect()
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let file =
            OpenOptions::new().read(true).write(self.writable()).open(self.path.join(name))?;
        Ok(Arc::new(file))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        Ok(Arc::new(options.open(self.path.join(name))?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    fn sync(&self) -> io::Result<()> {
        match &self.open {
            Some(open) => open.sync_all(),
            None => fs::File::open(&self.path)?.sync_all(),
        }
    }
}

impl File for fs::File {
    fn size(&self) -> io::Result<u64> {
        self.metadata().map(|metadata| metadata.len())
    }

    fn read_exact_at(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        FileExt::read_exact_at(self, into, offset)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        FileExt::write_all_at(self, bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn written(&self) -> io::Result<i64> {
        let metadata = self.metadata()?;
        let micros = metadata.mtime().checked_mul(1_000_000);
        let micros = micros.and_then(|at| at.checked_add(metadata.mtime_nsec() / 1_000));
        micros.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    fn mark(&self, at: i64) -> io::Result<()> {
        let since = Duration::from_micros(at.unsigned_abs());
        let time =
            if at < 0 { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) };
        self.set_modified(time.ok_or(io::ErrorKind::InvalidInput)?)
    }
}
