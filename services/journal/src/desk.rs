//! Who writes. An append that is alone is written by the thread that asks for it: to hand it to another
//! thread and back takes a quarter of the time that a quick disk takes to write it. Where there are
//! several, one thread writes for all of them: whatever queued while the previous frame was being made
//! durable is the next frame, so that many appends share a sync.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle,
    sync::{
        mpsc::{self, error::TryRecvError},
        oneshot,
    },
    task::yield_now,
};

use crate::{
    batch::{Job, Told},
    writer::Writer,
};

/// Appends that may wait for the writing thread; whoever comes after them waits to be queued.
const QUEUE: usize = 256;
/// How long the writing thread looks for another append before it sleeps.
const AWAKE: Duration = Duration::from_micros(100);
/// What a quick disk takes for a frame at most. Nobody but the writing thread waits for a slower one.
const QUICK: Duration = Duration::from_millis(1);

/// What is asked of the writing thread.
enum Ask {
    Append(Job),
    /// To do what is due of what the end of this segment needs.
    Ahead,
}

pub(crate) struct Desk {
    pen: Arc<Pen>,
    queue: mpsc::Sender<Ask>,
    /// Appends that are not answered yet.
    open: AtomicUsize,
}

/// The writer, for whoever holds it.
struct Pen {
    writer: Mutex<Writer>,
    /// Whether the last frame was written as a quick disk writes it.
    quick: AtomicBool,
}

impl Desk {
    /// A desk, and what its thread has to do.
    pub(crate) fn new(writer: Writer) -> (Self, impl FnOnce() + Send) {
        let pen = Arc::new(Pen { writer: Mutex::new(writer), quick: AtomicBool::new(false) });
        let (queue, asked) = mpsc::channel(QUEUE);
        let serve = {
            let pen = Arc::clone(&pen);
            move || pen.serve(asked)
        };
        (Self { pen, queue, open: AtomicUsize::new(0) }, serve)
    }

    /// Writes what `job` makes of a way to answer it. Nothing is told if the writer has gone.
    pub(crate) async fn append(
        &self,
        job: impl FnOnce(oneshot::Sender<Told>) -> Job,
    ) -> Option<Told> {
        let _open = Counted::new(&self.open);
        let (reply, told) = oneshot::channel();
        let mut job = Some(job(reply));
        if others_go_on() {
            // Those that the same task asks for together come to say that they are there.
            yield_now().await;
            job = job.and_then(|job| self.alone(job));
        }
        if let Some(job) = job {
            self.queue.send(Ask::Append(job)).await.ok()?;
        }
        told.await.ok()
    }

    /// Writes `job` on this thread if it is the only one, the disk is quick, it is decided without the disk
    /// and nothing but a frame has to be written, or gives it back: to seal a segment takes a hundred times
    /// as long, and so may asking every segment.
    fn alone(&self, job: Job) -> Option<Job> {
        let one = self.open.load(Ordering::Relaxed) == 1;
        if !one || !self.pen.quick.load(Ordering::Relaxed) {
            return Some(job);
        }
        // Where somebody panicked with it, the thread has gone, and the queue says so.
        let Ok(mut writer) = self.pen.writer.try_lock() else { return Some(job) };
        if !writer.has_room(&job) || !writer.decides_at_once(&job) {
            return Some(job);
        }
        self.pen.write(&mut writer, job, || None);
        if writer.ahead_is_due() {
            // Where the queue is full, the thread will look without being asked.
            _ = self.queue.try_send(Ask::Ahead);
        }
        None
    }
}

impl Pen {
    /// Writes for all who queue, until nobody can any more.
    fn serve(&self, mut asked: mpsc::Receiver<Ask>) {
        let mut held = None;
        while let Some(ask) = held.take().or_else(|| next(&mut asked)) {
            let Ok(mut writer) = self.writer.lock() else { return };
            if let Ask::Append(job) = ask {
                let left = self.write(&mut writer, job, || more(&mut asked));
                held = left.map(Ask::Append);
            }
            writer.go_ahead();
        }
        if let Ok(mut writer) = self.writer.lock() {
            writer.close();
        }
    }

    fn write(
        &self,
        writer: &mut Writer,
        job: Job,
        more: impl FnMut() -> Option<Job>,
    ) -> Option<Job> {
        let since = Instant::now();
        let left = writer.write(job, more);
        self.quick.store(since.elapsed() <= QUICK, Ordering::Relaxed);
        left
    }
}

/// Whether what else this runtime has to do may go on while one of its threads waits for the disk. Tasks
/// that are ready do; where all others sleep, what comes from the network meanwhile waits until the frame is
/// durable, which is no longer than a quick disk takes but for the one frame that shows it to be slow.
fn others_go_on() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.metrics().num_workers() > 1)
}

/// The next append that waits already.
fn more(asked: &mut mpsc::Receiver<Ask>) -> Option<Job> {
    loop {
        match asked.try_recv() {
            Ok(Ask::Append(job)) => return Some(job),
            // The thread looks by itself when it has written.
            Ok(Ask::Ahead) => {}
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => return None,
        }
    }
}

/// What is asked next, once something is. Whoever was just answered often has another append ready,
/// and to wake this thread for it takes time.
fn next(asked: &mut mpsc::Receiver<Ask>) -> Option<Ask> {
    let since = Instant::now();
    while since.elapsed() < AWAKE {
        match asked.try_recv() {
            Ok(ask) => return Some(ask),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => thread::yield_now(),
        }
    }
    asked.blocking_recv()
}

/// Counts for as long as it lives.
struct Counted<'c>(&'c AtomicUsize);

impl<'c> Counted<'c> {
    fn new(count: &'c AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
