//! Frame after frame, each durable before the next is begun.

use std::{
    cmp::max,
    mem::{replace, take},
    sync::Arc,
};

use anyhow::anyhow;
use jiff::Timestamp;
use runtime::{AppendError, NotTogether};

use crate::{
    batch::{Added, Batch, Job},
    bytes::len,
    closed,
    disk::Disk,
    error::Failure,
    footer, frame,
    reader::Shared,
    seal::Seal,
    sealed::Sealed,
    segment::{START, Segment},
    spare::{STRETCH, Spare},
};

/// Most bytes of a frame that holds more than one append, and most appends answered at once.
const MOST_FRAME: usize = 4 << 20;
const MOST_WAITING: usize = 4096;
/// Bytes of a segment that is worth making ahead.
const LEAST_AHEAD: u64 = 4 * STRETCH;

/// Microseconds that the wall clock may lie behind the last event. Clocks are put right by seconds:
/// one that is further behind is wrong, or was when that event was recorded.
const BEHIND: i64 = 24 * 60 * 60 * 1_000_000;

pub(crate) struct Writer {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) clock: fn() -> Timestamp,
    /// Bytes of a segment, unless one append needs more.
    pub(crate) segment_bytes: u64,
    pub(crate) active: Active,
    /// The next segment, as far as it is ready.
    pub(crate) spare: Ahead,
    /// Time of the last event, in microseconds since 1970.
    pub(crate) at: i64,
    /// Room for the next frame.
    pub(crate) buffer: Vec<u8>,
    /// Why nothing is written any more.
    pub(crate) poison: Option<String>,
}

/// The segment being written.
pub(crate) struct Active {
    pub(crate) segment: Segment,
    pub(crate) events: u64,
    /// Where the next frame begins.
    pub(crate) end: u64,
    /// How far a failed write may have left bytes behind `end`.
    pub(crate) dirty: u64,
    /// Its footer, as far as its frames were read back.
    pub(crate) seal: Seal,
    pub(crate) phase: Phase,
    /// What it became once it was sealed, until the next one has its name.
    pub(crate) sealed: Option<Arc<Sealed>>,
}

pub(crate) enum Ahead {
    Wanted,
    Begun(Spare),
    /// It could not be made, and is not tried again before it is needed.
    GivenUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Open,
    /// Its footer may be written in part, so no frame may follow.
    Closing,
    Sealed,
}

impl Active {
    fn begin(segment: Segment) -> Self {
        let (end, dirty, phase) = (START, START, Phase::Open);
        let seal = Seal::begin(&segment);
        Self { segment, events: 0, end, dirty, seal, phase, sealed: None }
    }

    /// Reads back what was written, for its footer: what is sealed is not remembered, but what the file has.
    fn read_back(&mut self) -> Result<(), Failure> {
        let next = self.segment.first + self.events;
        let read = self.seal.go_on(&self.segment, next, self.end);
        read.map_err(|error| Failure::Lasting(error.into()))
    }

    fn fits(&self, frame: usize, events: usize) -> bool {
        let footer = footer::size(self.events + events as u64);
        self.phase == Phase::Open && self.end + frame as u64 + footer <= self.segment.size
    }
}

/// Bytes of a segment that holds one such frame, in whole pages.
fn least(frame: usize, events: usize) -> u64 {
    (START + frame as u64 + footer::size(events as u64)).next_multiple_of(START)
}

impl Writer {
    /// Writes `job`, together with as many of `more` as fit into its frame. The first that does not
    /// fit is given back.
    pub(crate) fn write(&mut self, job: Job, mut more: impl FnMut() -> Option<Job>) -> Option<Job> {
        if let Some(why) = self.poison.clone().or_else(|| self.wrong_clock()) {
            let error = AppendError::Unavailable(anyhow!("{why}"));
            let _ = job.reply.send(Err(NotTogether { which: 0, error }));
            return None;
        }
        let mut batch = Batch::new(self.shared.index().head(), self.at, take(&mut self.buffer));
        self.take(&mut batch, job);
        let mut left = None;
        while batch.waiting() < MOST_WAITING
            && left.is_none()
            && let Some(job) = more()
        {
            if self.joins(&batch, &job) {
                self.take(&mut batch, job);
            } else {
                left = Some(job);
            }
        }
        let committed = self.commit(&mut batch);
        if let Err(failure) = &committed {
            self.heed(failure);
        }
        self.buffer = batch.answer(&committed);
        left
    }

    /// After some failures nothing is written any more.
    fn heed(&mut self, failure: &Failure) {
        if let Failure::Lasting(error) = failure {
            tracing::error!(error = %format!("{error:#}"), "the journal takes no more appends");
            self.poison = Some(format!("the journal takes no more appends: {error:#}"));
        }
    }

    /// What is left behind when the journal is closed.
    pub(crate) fn close(&mut self) {
        if let Ahead::Begun(_) = self.spare {
            Spare::give_up(&*self.disk);
        }
        if self.poison.is_none() {
            let events = self.shared.index().head();
            if let Err(error) = closed::say(&*self.disk, self.shared.id, events) {
                tracing::debug!(%error, "it is not said that the journal was closed");
            }
        }
    }

    /// Whether a stretch of what the end of this segment needs is due.
    pub(crate) fn ahead_is_due(&self) -> bool {
        self.poison.is_none() && (self.spare_is_due() || self.seal_is_due())
    }

    /// Does what is due of it.
    pub(crate) fn go_ahead(&mut self) {
        if self.poison.is_some() {
            return;
        }
        if self.spare_is_due() {
            self.fill_spare();
        }
        if self.seal_is_due()
            && let Err(failure) = self.active.read_back()
        {
            self.heed(&failure);
        }
    }

    fn seal_is_due(&self) -> bool {
        let Active { seal, end, phase, .. } = &self.active;
        *phase == Phase::Open && seal.is_due(*end)
    }

    /// The next segment is filled twice as fast as this one, so that it is there before it is needed. A
    /// small one is made in no time.
    fn spare_is_due(&self) -> bool {
        let (size, due) = (self.segment_bytes, (self.active.end - START) * 2);
        let filled = match &self.spare {
            Ahead::Wanted => 0,
            Ahead::Begun(spare) => spare.filled,
            Ahead::GivenUp => return false,
        };
        size >= LEAST_AHEAD && filled < size && filled + STRETCH <= due
    }

    fn fill_spare(&mut self) {
        let size = self.segment_bytes;
        let spare = match replace(&mut self.spare, Ahead::GivenUp) {
            Ahead::Begun(spare) => Ok(spare),
            Ahead::Wanted | Ahead::GivenUp => Spare::begin(&*self.disk, size),
        };
        let stretched = spare.and_then(|mut spare| spare.stretch().map(|()| spare));
        match stretched {
            Ok(spare) => self.spare = Ahead::Begun(spare),
            // Nobody was promised anything of it.
            Err(failure) => {
                tracing::debug!(?failure, "the next segment is not made ahead");
                Spare::give_up(&*self.disk);
            }
        }
    }

    /// Why nothing may be recorded now: everything would have the time of the last event, for as long
    /// as the clock is behind it. Once it is right, appends go on.
    pub(crate) fn wrong_clock(&self) -> Option<String> {
        let now = (self.clock)();
        let last = Timestamp::from_microsecond(self.at).ok()?;
        (self.at.saturating_sub(now.as_microsecond()) > BEHIND).then(|| {
            format!(
                "the clock says {now}, and the last event was recorded at {last}: set the clock, or, if \
                 that event was recorded by a wrong one, go back to a copy that was made before"
            )
        })
    }

    fn take(&self, batch: &mut Batch, job: Job) {
        batch.take(&self.shared, job, (self.clock)().as_microsecond());
    }

    /// Whether `job` goes into the segment there is.
    pub(crate) fn has_room(&self, job: &Job) -> bool {
        self.active.fits(frame::size(job.bytes), job.events)
    }

    /// Whether the disk need not be asked for what decides `job`.
    pub(crate) fn decides_at_once(&self, job: &Job) -> bool {
        job.appends.iter().all(|append| self.shared.at_hand(&append.stream))
    }

    /// Whether `job` may be in the same frame as what is in `batch` already.
    fn joins(&self, batch: &Batch, job: &Job) -> bool {
        let (before, bytes) = (batch.events.len(), batch.frame.len() - frame::HEADER);
        let events = before + job.events;
        let frame = frame::size(bytes + job.bytes);
        let room = if self.active.fits(frame::size(bytes), before) {
            self.active.fits(frame, events)
        } else {
            least(frame, events) <= self.segment_bytes
        };
        batch.is_empty() || room && frame <= MOST_FRAME
    }

    /// Makes `batch` durable, and only then shows it to readers.
    fn commit(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let Ok(count @ 1..) = u32::try_from(batch.events.len()) else { return Ok(()) };
        let head = self.shared.index().head();
        let length = frame::size(batch.frame.len() - frame::HEADER);
        if !self.active.fits(length, batch.events.len()) {
            self.roll(max(self.segment_bytes, least(length, batch.events.len())))?;
        }
        let Active { segment, events, end, dirty, .. } = &mut self.active;
        frame::finish(&mut batch.frame, self.shared.id, head, count, segment.mark);
        let begin = *end;
        let behind = begin + length as u64;
        // What an unacknowledged try left behind this frame is overwritten with it.
        batch.frame.resize(max(length, len(dirty.saturating_sub(begin))), 0);
        *dirty = max(*dirty, behind);
        segment.file.write_all_at(&batch.frame, begin).map_err(Failure::write)?;
        segment.file.sync().map_err(Failure::sync)?;
        *events += u64::from(count);
        *end = behind;
        *dirty = behind;
        self.at = batch.at;
        let mut index = self.shared.index_mut();
        index.open.begin(begin);
        for Added { stream, id, revision, offset } in &batch.events {
            let pushed = index.open.push(stream, *id, *revision, begin + offset);
            pushed.map_err(|what| Failure::Lasting(anyhow!(what)))?;
        }
        index.open.end = behind;
        drop(index);
        self.shared.head.send_replace(head + u64::from(count));
        Ok(())
    }

    /// Goes on in a new segment of `size` bytes. It is made before the old one is sealed: where
    /// there is no space for it, smaller appends may still fit in the old one.
    fn roll(&mut self, size: u64) -> Result<(), Failure> {
        let next = self.active.segment.first + self.active.events;
        let spare = match replace(&mut self.spare, Ahead::Wanted) {
            Ahead::Begun(spare) => Some(spare),
            Ahead::Wanted | Ahead::GivenUp => None,
        };
        let prepared = Segment::prepare(&*self.disk, spare, self.shared.id, next, size)?;
        // One without events has the name of the next one, which takes its place.
        if self.active.phase != Phase::Sealed && self.active.events > 0 {
            self.active.read_back()?;
            let Active { segment, end, dirty, seal, phase, sealed, .. } = &mut self.active;
            *phase = Phase::Closing;
            // If it cannot be written now, it is read again.
            let read = replace(seal, Seal::begin(segment));
            let (now, footer) = Sealed::new(segment.clone(), read.tables(), *end);
            let begin = segment.size - footer.len() as u64;
            let left = vec![0; len(begin.min(*dirty).saturating_sub(*end))];
            segment.file.write_all_at(&left, *end).map_err(Failure::write)?;
            segment.file.write_all_at(&footer, begin).map_err(Failure::write)?;
            segment.file.sync().map_err(Failure::sync)?;
            *phase = Phase::Sealed;
            now.remember(&*self.disk);
            *sealed = Some(Arc::new(now));
        }
        prepared.publish(&*self.disk)?;
        tracing::debug!(
            sealed = self.active.segment.name,
            next = prepared.name,
            "the journal goes on"
        );
        self.shared.index_mut().begin(self.active.sealed.take(), prepared.clone());
        self.active = Active::begin(prepared);
        Ok(())
    }
}
