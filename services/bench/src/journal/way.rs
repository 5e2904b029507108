//! What is done to any store, and how long it took.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use super::store::Store;

/// Events of one grown stream, and of it in one append.
pub(super) const STREAM: u64 = 100;
pub(super) const AT_ONCE: u64 = 10;
/// Streams that grow together.
pub(super) const TOGETHER: u64 = 100;
/// Counts all events of the run, so that each has an id of its own.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Ids that no event has yet.
fn ids(count: u64) -> impl Iterator<Item = Uuid> {
    let from = NEXT.fetch_add(count, Ordering::Relaxed);
    let id = |number: u64| Uuid::from_u64_pair(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
    (from..from + count).map(id)
}

/// Streams that were grown, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streams {
    first: u64,
    count: u64,
}

impl Streams {
    /// So many of them, one after another as chance has it: the same each time.
    pub(super) fn at_random(self, count: usize) -> Vec<String> {
        let mut chance = 1_u64;
        let next = || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            name(self.first + (chance >> 33) % self.count.max(1))
        };
        std::iter::repeat_with(next).take(count).collect()
    }
}

fn name(number: u64) -> String {
    format!("grown-{number}")
}

/// A way to a store.
#[derive(Clone)]
pub(super) struct Way(Arc<dyn Store>);

impl Way {
    pub(super) fn to(store: Arc<dyn Store>) -> Self {
        Self(store)
    }

    /// Appends one after another, `each` events at a time.
    pub(super) async fn one_by_one(&self, count: u64, each: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in 0..count {
            let (stream, ids) = (format!("one-{}", nth % 100), ids(each).collect());
            let start = Instant::now();
            self.0.append(&stream, ids).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    /// So many writers at once, `count` events in all: the times of each append, and of the whole.
    pub(super) async fn at_once(
        &self,
        writers: u64,
        count: u64,
    ) -> anyhow::Result<(Vec<Duration>, Duration)> {
        let start = Instant::now();
        let writers = (0..writers).map(|writer| {
            let way = self.clone();
            tokio::spawn(async move {
                let (stream, mut times) = (format!("writer-{writer}"), Vec::new());
                for id in ids(count / writers) {
                    let start = Instant::now();
                    way.0.append(&stream, vec![id]).await?;
                    times.push(start.elapsed());
                }
                Ok::<_, anyhow::Error>(times)
            })
        });
        let times = try_join_all(writers.collect::<Vec<_>>()).await?;
        let lasted = start.elapsed();
        let times = times.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        Ok((times.into_iter().flatten().collect(), lasted))
    }

    /// Grows whole streams until there are so many more events, numbered from a number that a journal
    /// of another size does not reach. And how long each append took.
    pub(super) async fn grow(
        &self,
        more: u64,
        first: u64,
    ) -> anyhow::Result<(Streams, Vec<Duration>)> {
        let style = ProgressStyle::with_template("growing {wide_bar} {pos}/{len}")?;
        let bar = ProgressBar::new(more).with_style(style);
        // At least some, so that there are streams to read.
        let groups = more.div_ceil(TOGETHER * STREAM).max(1);
        let mut times = Vec::new();
        for group in 0..groups {
            // The streams of a group grow together, as streams do.
            for _ in 0..STREAM / AT_ONCE {
                let streams = (0..TOGETHER).map(|nth| name(first + group * TOGETHER + nth));
                let appends = streams.map(|stream| (stream, ids(AT_ONCE).collect()));
                let (appends, start) = (appends.collect(), Instant::now());
                self.0.append_together(appends).await?;
                times.push(start.elapsed());
                bar.inc(TOGETHER * AT_ONCE);
            }
        }
        bar.finish_and_clear();
        Ok((Streams { first, count: groups * TOGETHER }, times))
    }

    /// How many events there are of the first `most`, and how long reading them took.
    pub(super) async fn read_all(&self, most: u64) -> anyhow::Result<(u64, Duration)> {
        let start = Instant::now();
        let read = self.0.read_all(most).await?;
        Ok((read, start.elapsed()))
    }

    /// All events of one grown stream after another.
    pub(super) async fn read(&self, streams: &[String]) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for stream in streams {
            let start = Instant::now();
            let read = self.0.read_stream(stream).await?;
            times.push(start.elapsed());
            anyhow::ensure!(read == STREAM, "`{stream}` is not whole");
        }
        Ok(times)
    }
}
