//! The journal itself, against what the same disk can do: in one process with it, and over the wire
//! through the stock client. All of it takes turns, so that nothing has the better minute.

mod beside;
mod own;
mod raw;
mod size;
mod store;
mod way;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::table::{Times, micros, rate, ratio};
pub use beside::{Other, beside};
use own::Served;
use raw::{FRAME, Raw};
pub use store::{EVENT, NAME, Store};

/// Where lines go.
pub type Print = fn(&str);

#[derive(Clone, Debug, clap::Args)]
pub struct Journal {
    /// Appends one after another, and as many from several writers together.
    #[arg(long, default_value_t = 4000)]
    count: u64,
    /// Sizes of the journal at which appending, reading, reopening and memory are measured, in
    /// events. Ten million take 5 GB. Beside the stores of others only the first.
    #[arg(long, value_delimiter = ',', default_value = "1000000,10000000")]
    events: Vec<u64>,
    /// Most events that are read over the wire.
    #[arg(long, default_value_t = 2_000_000)]
    wire_read: u64,
    /// A directory in memory, for the same server without a disk.
    #[arg(long, default_value = "/dev/shm")]
    memory: PathBuf,
}

/// Turns that those take that are compared.
const TURNS: u64 = 10;
/// Writers at once.
const WRITERS: [u64; 3] = [4, 16, 64];

pub async fn run(asked: &Journal, print: Print) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    let dir = place.path().join("journal");
    let bench = Bench { count: asked.count, print };
    bench.direct(place.path(), &dir).await?;
    bench.wire(&dir, &asked.memory).await?;
    for events in &asked.events {
        size::run(&dir, *events, asked.wire_read, print).await?;
    }
    Ok(())
}

/// Appends of a row of so many writers, `count` for few of them: each should have some.
fn of(count: u64, writers: u64) -> u64 {
    count.max(count * writers / 16)
}

struct Bench {
    /// Appends of a row.
    count: u64,
    print: Print,
}

/// Tries that were made in turns with others.
#[derive(Default)]
struct Tries {
    times: Vec<Duration>,
    lasted: Duration,
}

impl Tries {
    fn add(&mut self, (times, lasted): (Vec<Duration>, Duration)) {
        self.times.extend(times);
        self.lasted += lasted;
    }

    /// Of one after another.
    fn follow(&mut self, times: Vec<Duration>) {
        self.lasted += times.iter().sum::<Duration>();
        self.times.extend(times);
    }

    fn rate(&self) -> u128 {
        rate(self.times.len() as u64, self.lasted)
    }
}

impl Bench {
    async fn direct(&self, place: &Path, dir: &Path) -> anyhow::Result<()> {
        let raw = Raw::new(place, self.count)?;
        let way = own::direct(own::open(dir)?.0);
        let (mut of_raw, mut of_journal) = (Tries::default(), Tries::default());
        for turn in 0..TURNS {
            of_raw.follow(raw.write(turn, self.count / TURNS)?);
            of_journal.follow(way.one_by_one(self.count / TURNS, 1).await?);
        }
        let share = ratio(of_raw.lasted.as_micros(), of_journal.lasted.as_micros());
        self.line(&format!("raw write of {FRAME} bytes, fdatasync"), 1, of_raw);
        self.line("append, 1 writer", 1, of_journal);
        (self.print)(&format!("append / raw write, 1 writer: {share}  (aim: at least 0.80)"));
        for writers in WRITERS {
            let mut tries = Tries::default();
            tries.add(way.at_once(writers, of(self.count, writers)).await?);
            self.line(&format!("append, {writers} writers"), 1, tries);
        }
        for each in [10, 100] {
            let mut tries = Tries::default();
            tries.follow(way.one_by_one((self.count / 4).max(1), each).await?);
            self.line(&format!("append of {each} events, 1 writer"), each, tries);
        }
        Ok(())
    }

    /// The same appends through the stock client, to the same disk and to memory.
    async fn wire(&self, dir: &Path, memory: &Path) -> anyhow::Result<()> {
        let disk = Served::start(own::open(dir)?.0).await?;
        let none = match tempfile::tempdir_in(memory) {
            Ok(place) => {
                let journal = own::open(&place.path().join("journal"))?.0;
                Some((Served::start(journal).await?, place))
            }
            Err(error) => {
                let where_ = memory.display();
                (self.print)(&format!("without a disk: not measured, {where_}: {error}"));
                None
            }
        };
        for writers in [1].into_iter().chain(WRITERS) {
            let (mut durable, mut without) = (Tries::default(), Tries::default());
            let share = of(self.count, writers) / TURNS;
            for _ in 0..TURNS {
                durable.add(disk.way.at_once(writers, share).await?);
                if let Some((none, _)) = &none {
                    without.add(none.way.at_once(writers, share).await?);
                }
            }
            self.beside(writers, durable, none.is_some().then_some(without));
        }
        if let Some((none, _place)) = none {
            none.stop()?;
        }
        disk.stop()
    }

    /// What the disk costs over the wire.
    fn beside(&self, writers: u64, durable: Tries, without: Option<Tries>) {
        let share = without.as_ref().map(|without| ratio(durable.rate(), without.rate()));
        let p50 = micros(Times::new(durable.times.clone()).at(500));
        let many = if writers == 1 { "1 writer".to_owned() } else { format!("{writers} writers") };
        self.line(&format!("append over the wire, {many}"), 1, durable);
        if let Some(without) = without {
            self.line(&format!("append over the wire, {many}, no disk"), 1, without);
        }
        if writers == 1 {
            (self.print)(&format!("over the wire, 1 writer, p50: {p50}  (aim: under 400 µs)"));
        }
        if let Some(share) = share.filter(|_| writers == 64) {
            (self.print)(&format!(
                "over the wire, 64 writers: with a disk / without: {share}  (aim: at least 0.60)"
            ));
        }
    }

    /// One line: how many events a second, and how long one took.
    fn line(&self, what: &str, events: u64, tries: Tries) {
        let Tries { times, lasted } = tries;
        (self.print)(&Times::new(times).told_as_rate(what, events, lasted));
    }
}
