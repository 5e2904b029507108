//! The journal itself, against what the same disk can do.

use std::{
    fs::{self, File},
    io::Read as _,
    os::unix::fs::FileExt as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use indicatif::{ProgressBar, ProgressStyle};
use journal::{EmbeddedJournal, Settings};
use runtime::{Append, Direction, Entry, Expected, Filter, Format, Journal as _, Place};
use uuid::Uuid;

use super::{
    super::lang::print,
    memory::{megabytes, resident},
    table::{Times, micros, rate, ratio},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Journal {
    /// Appends one after another, and as many from several writers together.
    #[arg(long, default_value_t = 4000)]
    count: u64,
    /// Sizes of the journal at which appending, reopening and memory are measured, in events.
    #[arg(long, value_delimiter = ',', default_value = "1000000")]
    events: Vec<u64>,
}

/// Bytes of one event's data.
const EVENT: usize = 256;
/// Bytes of the frame it makes, with its names: what the raw write writes.
const FRAME: usize = 448;
/// Turns that the raw loop and the journal take, so that neither has the better minute.
const TURNS: u64 = 10;
/// Events of one stream of a grown journal, and of it in one append.
const STREAM: u64 = 100;
const AT_ONCE: u64 = 10;

pub(super) async fn run(asked: &Journal) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    let dir = place.path().join("journal");
    let mut bench = Bench { journal: Arc::new(open(&dir)?.0), next: 0, streams: (0, 0) };
    let raw = Raw::new(place.path(), asked.count)?;

    let (mut written, mut appended) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        written.extend(raw.write(turn, asked.count / TURNS)?);
        appended.extend(bench.one_by_one(asked.count / TURNS, 1).await?);
    }
    let (of_raw, of_journal) = (sum(&written), sum(&appended));
    line("raw write of 448 bytes, fdatasync", 1, written, of_raw);
    line("append, 1 writer", 1, appended, of_journal);
    let share = ratio(of_raw.as_micros(), of_journal.as_micros());
    print(&format!("append / raw write, 1 writer: {share}  (aim: at least 0.80)"));
    for writers in [4, 16, 64] {
        let (times, lasted) = bench.at_once(writers, asked.count).await?;
        line(&format!("append, {writers} writers"), 1, times, lasted);
    }
    for each in [10, 100] {
        let times = bench.one_by_one((asked.count / 4).max(1), each).await?;
        let lasted = sum(&times);
        line(&format!("append of {each} events, 1 writer"), each, times, lasted);
    }
    for events in &asked.events {
        bench = bench.at_size(*events, &dir).await?;
    }
    Ok(())
}

fn open(dir: &Path) -> anyhow::Result<(EmbeddedJournal, Duration)> {
    let start = Instant::now();
    let (journal, _) = EmbeddedJournal::open(dir, Settings::default())?;
    Ok((journal, start.elapsed()))
}

fn sum(times: &[Duration]) -> Duration {
    times.iter().sum()
}

/// One line: how many events a second, and how long one took.
fn line(what: &str, events: u64, times: Vec<Duration>, lasted: Duration) {
    let rate = rate(times.len() as u64 * events, lasted);
    let times = Times::new(times);
    let [p50, p99, p999] = [500, 990, 999].map(|place| micros(times.at(place)));
    print(&format!("{what:<36} {rate:>9}/s  p50 {p50:>9}  p99 {p99:>9}  p99.9 {p999:>9}"));
}

/// What the disk can do: frames of one event, durable, in a file that is already there.
struct Raw(File);

impl Raw {
    fn new(place: &Path, count: u64) -> anyhow::Result<Self> {
        let file = File::create(place.join("raw"))?;
        for nth in 0..count {
            file.write_all_at(&[0; FRAME], nth * FRAME as u64)?;
        }
        file.sync_all()?;
        Ok(Self(file))
    }

    fn write(&self, turn: u64, count: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in turn * count..(turn + 1) * count {
            let start = Instant::now();
            self.0.write_all_at(&[7; FRAME], nth * FRAME as u64)?;
            self.0.sync_data()?;
            times.push(start.elapsed());
        }
        Ok(times)
    }
}

struct Bench {
    journal: Arc<EmbeddedJournal>,
    /// Counts events, so that each has an id of its own.
    next: u64,
    /// The first of the grown streams, and how many there are.
    streams: (u64, u64),
}

fn entry(number: u64) -> Entry {
    let id = Uuid::from_u64_pair(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
    let (name, data) = ("bench.happened.v1".into(), vec![7; EVENT]);
    Entry { id, name, data, meta: Vec::new(), format: Format::Bytes }
}

impl Bench {
    fn entries(&mut self, count: u64) -> Vec<Entry> {
        let from = self.next;
        self.next += count;
        (from..self.next).map(entry).collect()
    }

    async fn one_by_one(&mut self, count: u64, each: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in 0..count {
            let entries = self.entries(each);
            let stream = format!("one-{}", nth % 100);
            let start = Instant::now();
            self.journal.append(&stream, Expected::Any, entries).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    async fn at_once(
        &mut self,
        writers: u64,
        count: u64,
    ) -> anyhow::Result<(Vec<Duration>, Duration)> {
        let start = Instant::now();
        let writers = (0..writers).map(|writer| {
            let entries = self.entries(count / writers);
            let journal = Arc::clone(&self.journal);
            tokio::spawn(async move {
                let (stream, mut times) = (format!("writer-{writer}"), Vec::new());
                for entry in entries {
                    let start = Instant::now();
                    journal.append(&stream, Expected::Any, vec![entry]).await?;
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

    /// Grows the journal to so many events and measures it there.
    async fn at_size(mut self, events: u64, dir: &Path) -> anyhow::Result<Self> {
        self.grow(events).await?;
        print(&format!("— {events} events of {EVENT} bytes, {STREAM} a stream"));
        // Beside a small journal, in turns: the disk has its minutes.
        let place = tempfile::tempdir_in(".")?;
        let small = Arc::new(open(place.path())?.0);
        let mut small = Self { journal: small, next: 0, streams: (0, 0) };
        small.one_by_one(1000, 1).await?;
        let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            of_small.extend(small.one_by_one(200, 1).await?);
            of_large.extend(self.one_by_one(200, 1).await?);
        }
        let lasted = sum(&of_large);
        let p50 = |times: &[Duration]| Times::new(times.to_vec()).at(500).as_nanos();
        let grown = ratio(p50(&of_large), p50(&of_small));
        line("append, 1 writer", 1, of_large, lasted);
        print(&format!(
            "append here / in a journal of 1 thousand, p50: {grown}  (aim: at most 1.20)"
        ));
        self.reads(dir).await?;
        let grown = megabytes(resident());
        // Drops the only one there is: nobody else appends any more.
        drop(self.journal);
        let (journal, reopened) = open(dir)?;
        print(&format!("reopened in {}  (aim: under 1 s)", micros(reopened)));
        print(&format!(
            "resident memory: {grown}, after reopening {}  (aim: under 300 MB)",
            megabytes(resident())
        ));
        Ok(Self { journal: Arc::new(journal), next: self.next, streams: self.streams })
    }

    async fn grow(&mut self, events: u64) -> anyhow::Result<()> {
        let style = ProgressStyle::with_template("growing {wide_bar} {pos}/{len}")?;
        let bar = ProgressBar::new(events).with_style(style);
        let mut group = 0_u64;
        // At least some, so that there are streams to read.
        while group == 0 || self.journal.head().await? < events {
            // The streams of a group grow together, as streams do.
            for _ in 0..STREAM / AT_ONCE {
                let appends = (0..100).map(|nth| Append {
                    stream: format!("grown-{}", (events + group) * 100 + nth),
                    expected: Expected::Any,
                    entries: self.entries(AT_ONCE),
                });
                let appends: Vec<_> = appends.collect();
                self.journal.append_together(appends).await?;
            }
            group += 1;
            bar.set_position(self.journal.head().await?);
        }
        bar.finish_and_clear();
        self.streams = (events * 100, group * 100);
        Ok(())
    }

    /// One stream after another, as chance has it: all of its events.
    async fn streams(&self, count: u64) -> anyhow::Result<Vec<Duration>> {
        let (first, streams) = self.streams;
        let (mut times, mut chance) = (Vec::new(), 1_u64);
        for _ in 0..count {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let stream = format!("grown-{}", first + (chance >> 33) % streams.max(1));
            let start = Instant::now();
            let read = self.journal.read_stream(&stream, Place::Start, Direction::Forwards, 1000);
            anyhow::ensure!(read.await?.len() as u64 == STREAM, "`{stream}` is not whole");
            times.push(start.elapsed());
        }
        Ok(times)
    }

    async fn reads(&self, dir: &Path) -> anyhow::Result<()> {
        let head = self.journal.head().await?;
        // The best of three, in turns: what others do on this machine is not what is measured.
        let (mut bytes, mut took, mut lasted) = (0, Duration::MAX, Duration::MAX);
        for _ in 0..3 {
            let (read, time) = raw_read(dir)?;
            (bytes, took) = (read, took.min(time));
            let start = Instant::now();
            let (filter, mut from) = (Filter::Everything, 0);
            while from < head {
                let page =
                    self.journal.read_all(Place::At(from), Direction::Forwards, &filter, 4096);
                from = page.await?.next;
            }
            lasted = lasted.min(start.elapsed());
        }
        let (raw, events) = (rate(bytes, took) / 1_000_000, rate(head, lasted));
        let share = ratio(took.as_micros(), lasted.as_micros());
        print(&format!("raw sequential read of the segments  {raw:>9} MB/s"));
        print(&format!(
            "read all, forwards                   {events:>9}/s  (aim: at least 1000000)"
        ));
        print(&format!("raw read / read all, same bytes: {share}"));
        let times = self.streams(1000).await?;
        let lasted = sum(&times);
        line("one stream of 100 events, at random", STREAM, times, lasted);
        print(&format!("bytes on the disk for each event: {}", bytes / head.max(1)));
        Ok(())
    }
}

/// Reads all segments from beginning to end, and tells how many bytes in which time.
fn raw_read(dir: &Path) -> anyhow::Result<(u64, Duration)> {
    let start = Instant::now();
    let (mut buffer, mut bytes) = (vec![0; 1 << 20], 0);
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "seg") {
            let mut file = File::open(path)?;
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                bytes += read as u64;
            }
        }
    }
    Ok((bytes, start.elapsed()))
}
