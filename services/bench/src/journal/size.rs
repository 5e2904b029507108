//! A journal of a given size: appending to it, reading it, opening it again.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use journal::EmbeddedJournal;
use runtime::{Append, Expected, Journal as _};

use super::{
    Print, raw,
    way::{self, EVENT, Served, Way},
};
use crate::{
    memory::{megabytes, resident},
    table::{Times, micros, rate, ratio},
};

/// Events of one stream of a grown journal, and of it in one append.
const STREAM: u64 = 100;
const AT_ONCE: u64 = 10;
/// Streams that grow together.
const TOGETHER: u64 = 100;
/// Streams that are read at random.
const READ: u64 = 1000;

/// A journal that has been grown.
struct Grown<'p> {
    dir: &'p Path,
    journal: Arc<EmbeddedJournal>,
    /// The first of the grown streams, and how many there are.
    streams: (u64, u64),
    print: Print,
}

/// Grows the journal in `dir` to so many events and measures it there; of what is read over the
/// wire at most `wire` events.
pub(super) async fn run(dir: &Path, events: u64, wire: u64, print: Print) -> anyhow::Result<()> {
    let (journal, _) = way::open(dir)?;
    let streams = grow(&journal, events).await?;
    print(&format!("— {events} events of {EVENT} bytes, {STREAM} a stream"));
    let grown = Grown { dir, journal, streams, print };
    grown.append().await?;
    let bytes = grown.read().await?;
    grown.read_apart(wire).await?;
    let head = grown.journal.head().await?;
    print(&format!("bytes on the disk for each event: {}", bytes / head.max(1)));
    grown.reopen()
}

/// Grows streams in groups, and tells the number of the first and how many there are.
async fn grow(journal: &EmbeddedJournal, events: u64) -> anyhow::Result<(u64, u64)> {
    let style = ProgressStyle::with_template("growing {wide_bar} {pos}/{len}")?;
    let bar = ProgressBar::new(events).with_style(style);
    let (first, mut group) = (events * TOGETHER, 0_u64);
    // At least some, so that there are streams to read.
    while group == 0 || journal.head().await? < events {
        // The streams of a group grow together, as streams do.
        for _ in 0..STREAM / AT_ONCE {
            let appends = (0..TOGETHER).map(|nth| Append {
                stream: format!("grown-{}", first + group * TOGETHER + nth),
                expected: Expected::Any,
                entries: way::ids(AT_ONCE).map(way::entry).collect(),
            });
            let appends: Vec<_> = appends.collect();
            journal.append_together(appends).await?;
        }
        group += 1;
        bar.set_position(journal.head().await?);
    }
    bar.finish_and_clear();
    Ok((first, group * TOGETHER))
}

impl Grown<'_> {
    /// Beside a small journal, in turns: the disk has its minutes.
    async fn append(&self) -> anyhow::Result<()> {
        let place = tempfile::tempdir_in(".")?;
        let small = Way::Direct(way::open(place.path())?.0);
        let large = Way::Direct(Arc::clone(&self.journal));
        small.one_by_one(1000, 1).await?;
        let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            of_small.extend(small.one_by_one(200, 1).await?);
            of_large.extend(large.one_by_one(200, 1).await?);
        }
        let lasted = of_large.iter().sum();
        let (of_small, of_large) = (Times::new(of_small), Times::new(of_large));
        let grown = ratio(of_large.at(500).as_nanos(), of_small.at(500).as_nanos());
        (self.print)(&of_large.told_as_rate("append, 1 writer", 1, lasted));
        (self.print)(&format!(
            "append here / in a journal of 1 thousand, p50: {grown}  (aim: at most 1.20)"
        ));
        Ok(())
    }

    /// In one process with the journal. Tells the bytes of its segments.
    async fn read(&self) -> anyhow::Result<u64> {
        let way = Way::Direct(Arc::clone(&self.journal));
        // The best of three, in turns: what others do on this machine is not what is measured.
        let (mut bytes, mut took, mut lasted, mut events) = (0, Duration::MAX, Duration::MAX, 0);
        for _ in 0..3 {
            let (read, time) = raw::read(self.dir)?;
            (bytes, took) = (read, took.min(time));
            let start = Instant::now();
            events = way.read_all(u64::MAX).await?;
            lasted = lasted.min(start.elapsed());
        }
        let (raw, events) = (rate(bytes, took) / 1_000_000, rate(events, lasted));
        let share = ratio(took.as_micros(), lasted.as_micros());
        let print = self.print;
        print(&format!("{:<40} {raw:>9} MB/s", "raw sequential read of the segments"));
        let aim = "aim: at least 1000000";
        print(&format!("{:<40} {events:>9}/s  ({aim})", "read all, forwards"));
        print(&format!("raw read / read all, same bytes: {share}"));
        self.streams(&way, "one stream of 100 events, at random").await?;
        Ok(bytes)
    }

    /// Through the stock client.
    async fn read_apart(&self, most: u64) -> anyhow::Result<()> {
        let served = Served::start(Arc::clone(&self.journal)).await?;
        let start = Instant::now();
        let read = served.way.read_all(most).await?;
        let events = rate(read, start.elapsed());
        let what = "read all, forwards, over the wire";
        (self.print)(&format!("{what:<40} {events:>9}/s  (aim: at least 200000)"));
        self.streams(&served.way, "one stream, at random, over the wire").await?;
        served.stop()
    }

    /// One stream after another, as chance has it: all of its events.
    async fn streams(&self, way: &Way, what: &str) -> anyhow::Result<()> {
        let (first, streams) = self.streams;
        let (mut times, mut chance) = (Vec::new(), 1_u64);
        for _ in 0..READ {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let stream = format!("grown-{}", first + (chance >> 33) % streams.max(1));
            let start = Instant::now();
            let read = way.read_stream(&stream).await?;
            times.push(start.elapsed());
            anyhow::ensure!(read == STREAM, "`{stream}` is not whole");
        }
        let lasted = times.iter().sum();
        (self.print)(&Times::new(times).told_as_rate(what, STREAM, lasted));
        Ok(())
    }

    fn reopen(self) -> anyhow::Result<()> {
        let Self { dir, journal, print, .. } = self;
        let grown = megabytes(resident());
        // Drops the only one there is: nobody else appends any more.
        drop(journal);
        let (_again, reopened) = way::open(dir)?;
        print(&format!("reopened in {}  (aim: under 1 s)", micros(reopened)));
        let again = megabytes(resident());
        print(&format!("resident memory: {grown}, after reopening {again}  (aim: under 300 MB)"));
        Ok(())
    }
}
