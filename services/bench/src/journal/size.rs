//! A journal of a given size: appending to it, reading it, opening it again.

use std::{path::Path, sync::Arc, time::Duration};

use journal::EmbeddedJournal;
use runtime::Journal as _;

use super::{
    Print,
    own::{self, Served},
    raw,
    store::EVENT,
    way::{AT_ONCE, STREAM, Streams, TOGETHER, Way},
};
use crate::{
    memory::{megabytes, resident},
    table::{Times, micros, rate, ratio},
};

/// Streams that are read at random.
pub(super) const READ: usize = 1000;

/// A journal that has been grown.
struct Grown<'p> {
    dir: &'p Path,
    journal: Arc<EmbeddedJournal>,
    streams: Streams,
    print: Print,
}

/// Grows the journal in `dir` to so many events and measures it there; of what is read over the
/// wire at most `wire` events.
pub(super) async fn run(dir: &Path, events: u64, wire: u64, print: Print) -> anyhow::Result<()> {
    let (journal, _) = own::open(dir)?;
    let more = events.saturating_sub(journal.head().await?);
    let (streams, times) = own::direct(Arc::clone(&journal)).grow(more, events * 100).await?;
    print(&format!("— {events} events of {EVENT} bytes, {STREAM} a stream"));
    let (lasted, times) = (times.iter().sum(), Times::new(times));
    print(&times.told_as_rate("growing, an append of 1000 events", TOGETHER * AT_ONCE, lasted));
    // One in two hundred of them seals a segment.
    let longest = ratio(times.at(1000).as_micros(), times.at(500).as_micros());
    print(&format!("the longest of them: {}, {longest} of p50", micros(times.at(1000))));
    let grown = Grown { dir, journal, streams, print };
    grown.append().await?;
    let bytes = grown.read().await?;
    grown.read_apart(wire).await?;
    let head = grown.journal.head().await?;
    print(&format!("bytes on the disk for each event: {}", bytes / head.max(1)));
    grown.reopen()
}

impl Grown<'_> {
    /// Beside a small journal, in turns: the disk has its minutes.
    async fn append(&self) -> anyhow::Result<()> {
        let place = tempfile::tempdir_in(".")?;
        let small = own::direct(own::open(place.path())?.0);
        let large = own::direct(Arc::clone(&self.journal));
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
        let way = own::direct(Arc::clone(&self.journal));
        // The best of three, in turns: what others do on this machine is not what is measured.
        let (mut bytes, mut took, mut lasted, mut events) = (0, Duration::MAX, Duration::MAX, 0);
        for _ in 0..3 {
            let (read, time) = raw::read(self.dir)?;
            (bytes, took) = (read, took.min(time));
            let (read, time) = way.read_all(u64::MAX).await?;
            (events, lasted) = (read, lasted.min(time));
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
        let (read, lasted) = served.way.read_all(most).await?;
        let events = rate(read, lasted);
        let what = "read all, forwards, over the wire";
        (self.print)(&format!("{what:<40} {events:>9}/s  (aim: at least 200000)"));
        self.streams(&served.way, "one stream, at random, over the wire").await?;
        served.stop()
    }

    /// One stream after another, as chance has it.
    async fn streams(&self, way: &Way, what: &str) -> anyhow::Result<()> {
        let times = way.read(&self.streams.at_random(READ)).await?;
        let lasted = times.iter().sum();
        (self.print)(&Times::new(times).told_as_rate(what, STREAM, lasted));
        Ok(())
    }

    fn reopen(self) -> anyhow::Result<()> {
        let Self { dir, journal, print, .. } = self;
        let grown = megabytes(resident());
        // Drops the only one there is: nobody else appends any more.
        drop(journal);
        let (_again, reopened) = own::open(dir)?;
        print(&format!("reopened in {}  (aim: under 1 s)", micros(reopened)));
        let again = megabytes(resident());
        print(&format!("resident memory: {grown}, after reopening {again}  (aim: under 300 MB)"));
        Ok(())
    }
}
