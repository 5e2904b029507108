//! A journal in a directory that goes away, and a disk that fails when told to.

use std::{
    fs,
    io::{self, Error},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use futures::join;
use jiff::Timestamp;
use runtime::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Format, Journal as _, Place,
    Recorded,
};
use tempfile::TempDir;
use tokio::{task::yield_now, time::timeout};
use uuid::Uuid;

use crate::{
    EmbeddedJournal, OpenError, Opened, Settings,
    disk::{Directory, Disk, File},
};

/// Small enough that a few large events roll to the next segment.
pub(crate) const SMALL: Settings =
    Settings { segment_bytes: 32 << 10, index_bytes: 1 << 10, cache_bytes: 2 << 10 };

pub(crate) fn entry(id: u128, data: &[u8]) -> Entry {
    let id = Uuid::from_u128(id);
    let (name, meta) = ("test.happened.v1".into(), b"meta".into());
    Entry { id, name, data: data.into(), meta, format: Format::Json }
}

pub(super) fn opened(dir: &Path) -> (EmbeddedJournal, Opened) {
    EmbeddedJournal::open(dir, SMALL).unwrap()
}

pub(super) fn refused(dir: &Path) -> OpenError {
    EmbeddedJournal::open(dir, SMALL).map(|(_, opened)| opened).unwrap_err()
}

/// One event with `size` bytes of data.
pub(super) async fn append(
    journal: &EmbeddedJournal,
    stream: &str,
    id: u128,
    size: usize,
) -> Result<Appended, AppendError> {
    journal.append(stream, Expected::Any, vec![entry(id, &vec![7; size])]).await
}

pub(super) async fn everything(journal: &EmbeddedJournal) -> Vec<Recorded> {
    let (start, filter) = (Place::Start, Filter::Everything);
    journal.read_all(start, Direction::Forwards, &filter, usize::MAX).await.unwrap().events
}

/// Segments of `dir` in order.
pub(crate) fn segments(dir: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension() == Some("seg".as_ref())).collect();
    paths.sort();
    paths
}

/// Where each frame of the segment at `path` begins, and where the last one ends, found without the
/// code under test.
pub(super) fn frames(path: &Path) -> Vec<usize> {
    let bytes = fs::read(path).unwrap();
    let mut frames = vec![4096];
    while let Some(&at) = frames.last()
        && bytes.get(at..at + 4) == Some(b"JLNf")
    {
        let length = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().unwrap());
        frames.push(at + length as usize);
    }
    frames
}

/// What is to go wrong from now on.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) syncs_fail: AtomicBool,
    /// Writes find no space when they are half done, the second half.
    pub(super) full: AtomicBool,
    /// The same, but only of writes that would make a file longer: what is there can be filled.
    pub(super) no_more: AtomicBool,
    /// Writes fail for another reason, half done in the same way.
    pub(super) writes_fail: AtomicBool,
    /// Syncs take so long.
    pub(super) slow: Mutex<Duration>,
    syncs: AtomicU64,
    /// Bytes that were read.
    pub(super) read: AtomicU64,
    /// Where something was written.
    pub(super) written: Mutex<Vec<Range<u64>>>,
    /// The thread of each sync, by its name, and of each file that was made.
    pub(super) synced_by: Mutex<Vec<Option<String>>>,
    pub(super) made_by: Mutex<Vec<Option<String>>>,
    /// While closed, syncs wait.
    closed: Mutex<bool>,
    moved: Condvar,
}

impl Faults {
    pub(super) fn close(&self, closed: bool) {
        *self.closed.lock().unwrap() = closed;
        self.moved.notify_all();
    }

    fn sync(&self) -> io::Result<()> {
        self.syncs.fetch_add(1, SeqCst);
        self.synced_by.lock().unwrap().push(thread::current().name().map(str::to_owned));
        thread::sleep(*self.slow.lock().unwrap());
        let closed = self.closed.lock().unwrap();
        drop(self.moved.wait_while(closed, |closed| *closed).unwrap());
        if self.syncs_fail.load(SeqCst) { Err(Error::from_raw_os_error(5)) } else { Ok(()) }
    }
}

/// Appends one event and holds its sync. What `then` asks for queues behind it; as soon as it has
/// to wait, `before` happens and the sync goes on.
pub(super) async fn behind_a_sync<T>(
    journal: &EmbeddedJournal,
    faults: &Faults,
    then: impl Future<Output = T>,
    before: impl FnOnce(),
) -> T {
    let syncs = faults.syncs.load(SeqCst);
    faults.close(true);
    let then = async {
        let syncing = async {
            while faults.syncs.load(SeqCst) == syncs {
                yield_now().await;
            }
        };
        let syncing = timeout(Duration::from_secs(10), syncing).await;
        syncing.inspect_err(|_| faults.close(false)).expect("an append without a sync");
        let open = async {
            before();
            faults.close(false);
        };
        join!(then, open).0
    };
    let (first, told) = join!(append(journal, "first", 1_000, 10), then);
    first.unwrap();
    told
}

/// A directory with [`Faults`].
struct Faulty {
    directory: Directory,
    faults: Arc<Faults>,
}

struct FaultyFile {
    file: Arc<dyn File>,
    faults: Arc<Faults>,
}

/// A journal on a disk with faults, by the clock given.
pub(super) fn timed(dir: &TempDir, clock: fn() -> Timestamp) -> (EmbeddedJournal, Arc<Faults>) {
    kept(dir, clock, SMALL)
}

/// The same, kept in another way.
pub(super) fn kept(
    dir: &TempDir,
    clock: fn() -> Timestamp,
    settings: Settings,
) -> (EmbeddedJournal, Arc<Faults>) {
    let directory = Directory::to_write(dir.path()).unwrap();
    let lock = directory.lock().unwrap();
    let faults = Arc::new(Faults::default());
    let disk = Faulty { directory, faults: Arc::clone(&faults) };
    let opened = EmbeddedJournal::open_on(Arc::new(disk), lock, settings, clock);
    (opened.unwrap().0, faults)
}

pub(super) fn faulty(dir: &TempDir) -> (EmbeddedJournal, Arc<Faults>) {
    timed(dir, || Timestamp::UNIX_EPOCH)
}

/// The same, which keeps its filters in memory.
pub(super) fn with_filters(dir: &TempDir) -> (EmbeddedJournal, Arc<Faults>) {
    kept(dir, || Timestamp::UNIX_EPOCH, Settings { index_bytes: 1 << 20, ..SMALL })
}

impl Faulty {
    fn with_faults(&self, file: Arc<dyn File>) -> Arc<dyn File> {
        Arc::new(FaultyFile { file, faults: Arc::clone(&self.faults) })
    }
}

impl Disk for Faulty {
    fn list(&self) -> io::Result<Vec<String>> {
        self.directory.list()
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.directory.open(name).map(|file| self.with_faults(file))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.faults.made_by.lock().unwrap().push(thread::current().name().map(str::to_owned));
        self.directory.create(name).map(|file| self.with_faults(file))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.directory.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.directory.remove(name)
    }

    fn sync(&self) -> io::Result<()> {
        self.faults.sync()?;
        self.directory.sync()
    }
}

impl File for FaultyFile {
    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn read_exact_at(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        self.faults.read.fetch_add(into.len() as u64, SeqCst);
        self.file.read_exact_at(into, offset)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let Faults { full, no_more, writes_fail, .. } = &*self.faults;
        let end = offset + bytes.len() as u64;
        self.faults.written.lock().unwrap().push(offset..end);
        let longer = end > self.file.size()?;
        let full = full.load(SeqCst) || longer && no_more.load(SeqCst);
        let error = match (full, writes_fail.load(SeqCst)) {
            (false, false) => return self.file.write_all_at(bytes, offset),
            (true, _) => 28,
            (false, true) => 5,
        };
        // The kernel may write pages in any order.
        let half = bytes.len() / 2;
        self.file.write_all_at(&bytes[half..], offset + half as u64)?;
        Err(Error::from_raw_os_error(error))
    }

    fn sync(&self) -> io::Result<()> {
        self.faults.sync()?;
        self.file.sync()
    }

    fn written(&self) -> io::Result<i64> {
        self.file.written()
    }

    fn mark(&self, at: i64) -> io::Result<()> {
        self.file.mark(at)
    }
}
