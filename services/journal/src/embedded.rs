//! An open journal: how it is kept, opened and closed.

mod asked;

use std::{
    fs::File,
    io,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::{
    closed,
    desk::Desk,
    disk::{Directory, Disk},
    error::{Failure, OpenError},
    index::Index,
    load::{self, Loaded, Tail},
    open::Open,
    reader::Shared,
    seal::Seal,
    segment::{self, START, Segment},
    writer::{Active, Ahead, Phase, Writer},
};

/// A segment has room for its header and something to hold.
const LEAST: u64 = 4 * START;

/// How a journal is kept. It may change from one opening to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Size of a new segment. An append that needs more gets a larger one.
    pub segment_bytes: u64,
    /// Most bytes of the index of sealed segments that are kept in memory, about. Beyond it the
    /// oldest segments answer from the disk.
    pub index_bytes: usize,
    /// Most bytes that are used to remember where streams lie, about.
    pub cache_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { segment_bytes: 64 << 20, index_bytes: 64 << 20, cache_bytes: 16 << 20 }
    }
}

/// What was found when the journal was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    pub journal: Uuid,
    pub events: u64,
    pub segments: u64,
    /// Bytes of a frame that a crash left unfinished and that were cleared. Nobody had been told
    /// that it was recorded.
    pub torn: Option<u64>,
}

/// An open journal. Dropping it finishes what was queued, and then lets another process open it.
///
/// An append whose future is dropped may be recorded all the same.
pub struct EmbeddedJournal {
    shared: Arc<Shared>,
    /// Nothing of a journal that is only read.
    desk: Option<Desk>,
    writer: Option<JoinHandle<()>>,
    /// Declared last, so that it is let go of last.
    _lock: Option<File>,
}

impl EmbeddedJournal {
    /// Opens the journal in `dir`, or begins one if there is none.
    pub fn open(dir: &Path, settings: Settings) -> Result<(Self, Opened), OpenError> {
        Self::open_knowing(dir, settings, || 0)
    }

    /// The same, for somebody who may have been told of events: where a journal ends in a way that
    /// something would have to be cleared, or where nothing but what was remembered of one is left, `known`
    /// says how many there were at least. One with fewer is left as it is.
    pub fn open_knowing(
        dir: &Path,
        settings: Settings,
        known: impl FnOnce() -> u64,
    ) -> Result<(Self, Opened), OpenError> {
        let disk = Directory::to_write(dir)?;
        let lock = disk.lock()?;
        Self::on(Arc::new(disk), lock, settings, now, known)
    }

    /// Opens the journal in `dir` to read it and no more. Nothing is changed, what a crash left unfinished
    /// included: it is behind everything that is shown. Nobody writes in it meanwhile, and nothing can
    /// be appended.
    pub fn open_to_read(dir: &Path, settings: Settings) -> Result<Self, OpenError> {
        let disk = Directory::to_read(dir);
        let lock = disk.lock()?;
        let loaded = load::load(&disk, &settings)?.ok_or_else(|| OpenError::Absent(dir.into()))?;
        // A process that was killed may have written the last frame and not made it durable.
        loaded.last.durable().map_err(OpenError::io(&*loaded.last.name))?;
        let shared = Arc::new(Shared::new(loaded.last.journal, loaded.index, settings.cache_bytes));
        Ok(Self { shared, desk: None, writer: None, _lock: lock })
    }

    pub(crate) fn open_on(
        disk: Arc<dyn Disk>,
        lock: Option<File>,
        settings: Settings,
        clock: fn() -> Timestamp,
    ) -> Result<(Self, Opened), OpenError> {
        Self::on(disk, lock, settings, clock, || 0)
    }

    fn on(
        disk: Arc<dyn Disk>,
        lock: Option<File>,
        settings: Settings,
        clock: fn() -> Timestamp,
        known: impl FnOnce() -> u64,
    ) -> Result<(Self, Opened), OpenError> {
        let segment_bytes = settings.segment_bytes.clamp(LEAST, segment::MOST);
        let loaded = load::load(&*disk, &settings)?;
        let strays = load::strays(&*disk).map_err(OpenError::io("the directory"))?;
        let short = match &loaded {
            Some(loaded) => loaded.tail.torn.is_some(),
            None => closed::said_any(&*disk).map_err(OpenError::io("the directory"))?,
        };
        if short || !strays.is_empty() {
            let events = loaded.as_ref().map_or(0, |loaded| loaded.index.head());
            let known = known();
            if events < known {
                return Err(OpenError::Short { events, known });
            }
        }
        let loaded = match loaded {
            Some(loaded) => loaded,
            None => begin(&*disk, segment_bytes, &settings)?,
        };
        let Loaded { index, at, last, tail, seal, read } = loaded;
        let as_closed = closed::said(&*disk, last.journal) == index.head();
        load::repair(&last, &tail, as_closed).map_err(OpenError::io(&*last.name))?;
        load::tidy(&*disk, &strays).map_err(OpenError::io("the directory"))?;
        for sealed in read {
            sealed.remember(&*disk);
        }
        let opened = Opened {
            journal: last.journal,
            events: index.head(),
            segments: index.segments(),
            torn: tail.torn,
        };
        if let Some(bytes) = tail.torn {
            let Opened { journal, events, .. } = opened;
            tracing::warn!(%journal, events, bytes, "cleared what a crash left unfinished");
        }
        let shared = Arc::new(Shared::new(last.journal, index, settings.cache_bytes));
        let phase = if tail.footer.is_some() { Phase::Sealed } else { Phase::Open };
        let Tail { events, end, .. } = tail;
        let writer = Writer {
            disk,
            shared: Arc::clone(&shared),
            clock,
            segment_bytes,
            active: Active { segment: last, events, end, dirty: end, seal, phase, sealed: None },
            spare: Ahead::Wanted,
            at,
            buffer: Vec::new(),
            poison: None,
        };
        if let Some(why) = writer.wrong_clock() {
            tracing::error!(why, "nothing is recorded");
        }
        let (writing, serve) = Desk::new(writer);
        let spawned = thread::Builder::new().name("journal".into()).spawn(serve);
        let writer = Some(spawned.map_err(OpenError::io("the writer's thread"))?);
        Ok((Self { shared, desk: Some(writing), writer, _lock: lock }, opened))
    }
}

impl Drop for EmbeddedJournal {
    fn drop(&mut self) {
        // Without it the thread finishes what it has and returns.
        self.desk = None;
        if self.writer.take().is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the journal's writer had panicked");
        }
    }
}

/// A journal without an event yet.
fn begin(disk: &dyn Disk, segment_bytes: u64, settings: &Settings) -> Result<Loaded, OpenError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| {
        OpenError::io("the source of randomness")(io::Error::other(error.to_string()))
    })?;
    let journal = Builder::from_random_bytes(random).into_uuid();
    let made = Segment::prepare(disk, None, journal, 0, segment_bytes).and_then(|segment| {
        segment.publish(disk)?;
        Ok(segment)
    });
    let last = made.map_err(|failure| {
        let source = match failure {
            Failure::Full => io::ErrorKind::StorageFull.into(),
            Failure::Passing(error) | Failure::Lasting(error) => io::Error::other(error),
        };
        OpenError::io("the first segment")(source)
    })?;
    let index = Index::new(Vec::new(), Open::new(last.clone(), 0), settings.index_bytes);
    let tail = Tail { events: 0, frames: 0, last: START, end: START, footer: None, torn: None };
    let seal = Seal::begin(&last);
    Ok(Loaded { index, at: i64::MIN, last, tail, seal, read: Vec::new() })
}

/// The one place where the journal reads a clock: it alone says when something was recorded.
#[expect(clippy::disallowed_methods, reason = "recorded time is the journal's to assign")]
fn now() -> Timestamp {
    Timestamp::now()
}
