//! Our journal beside the stores of others: the same workloads, in turns, in one run on one disk.

use std::{path::Path, sync::Arc, time::Duration};

use super::{
    Journal, Print, TURNS, Tries, WRITERS, of,
    own::{self, Served},
    raw::{FRAME, Raw},
    size::READ,
    store::{EVENT, Store},
    way::{STREAM, Streams, Way},
};
use crate::table::{Times, rate, ratio};

/// A store of somebody else.
pub struct Other {
    pub name: String,
    pub store: Arc<dyn Store>,
}

/// What is appended.
#[derive(Clone, Copy)]
enum Load {
    /// One event, by so many writers at once.
    Writers(u64),
    /// So many events, by one writer.
    Events(u64),
}

/// Whoever is compared, the raw write of the same disk with them.
struct Beside {
    asked: Journal,
    raw: Raw,
    ways: Vec<(String, Way)>,
    print: Print,
}

/// Measures our journal and `others` in turns, in `place`. Of the sizes that were asked for only the
/// first is read: all stores have to be grown to it.
pub async fn beside(
    asked: Journal,
    place: &Path,
    others: Vec<Other>,
    print: Print,
) -> anyhow::Result<()> {
    let direct = own::direct(own::open(&place.join("direct"))?.0);
    // A journal of its own, so that each of them is as large as the others.
    let served = Served::start(own::open(&place.join("served"))?.0).await?;
    let mut ways = vec![("direct".to_owned(), direct), ("wire".to_owned(), served.way.clone())];
    ways.extend(others.into_iter().map(|Other { name, store }| (name, Way::to(store))));
    let beside = Beside { raw: Raw::new(place, asked.count)?, asked, ways, print };
    let done = beside.all().await;
    // The last client goes before the server that it talks to.
    drop(beside);
    served.stop()?;
    done
}

impl Beside {
    async fn all(&self) -> anyhow::Result<()> {
        for writers in [1].into_iter().chain(WRITERS) {
            self.append(Load::Writers(writers)).await?;
        }
        for events in [10, 100] {
            self.append(Load::Events(events)).await?;
        }
        if let Some(events) = self.asked.events.first() {
            (self.print)(&format!("— {events} more events of {EVENT} bytes, {STREAM} a stream"));
            let streams = self.grow(*events).await?;
            self.read_all((*events).min(self.asked.wire_read)).await?;
            self.read_streams(streams).await?;
        }
        Ok(())
    }

    async fn append(&self, load: Load) -> anyhow::Result<()> {
        let mut of_raw = Tries::default();
        let mut of_ways: Vec<_> = self.ways.iter().map(|_| Tries::default()).collect();
        for turn in 0..TURNS {
            of_raw.follow(self.raw.write(turn, self.asked.count / TURNS)?);
            for (tries, (_, way)) in of_ways.iter_mut().zip(&self.ways) {
                tries.add(load.turn(way, self.asked.count).await?);
            }
        }
        let raw = of_raw.rate();
        self.line(&format!("raw write of {FRAME} bytes, fdatasync"), 1, of_raw, "");
        for (tries, (name, _)) in of_ways.into_iter().zip(&self.ways) {
            let share = format!("  / raw {}", ratio(tries.rate(), raw));
            self.line(&format!("{name}, {}", load.told()), load.events(), tries, &share);
        }
        Ok(())
    }

    /// Each by the same streams.
    async fn grow(&self, events: u64) -> anyhow::Result<Option<Streams>> {
        let mut streams = None;
        for (name, way) in &self.ways {
            let start = std::time::Instant::now();
            streams = Some(way.grow(events, 0).await?.0);
            let grown = rate(events, start.elapsed());
            (self.print)(&format!("{:<40} {grown:>9}/s", format!("{name}, grown")));
        }
        Ok(streams)
    }

    /// The best of three, in turns.
    async fn read_all(&self, most: u64) -> anyhow::Result<()> {
        let mut best = vec![(0, Duration::MAX); self.ways.len()];
        for _ in 0..3 {
            for (best, (_, way)) in best.iter_mut().zip(&self.ways) {
                let (read, time) = way.read_all(most).await?;
                *best = (read, best.1.min(time));
            }
        }
        let rates: Vec<_> = best.into_iter().map(|(read, time)| rate(read, time)).collect();
        let direct = rates.first().copied().unwrap_or_default();
        for (read, (name, _)) in rates.into_iter().zip(&self.ways) {
            let what = format!("{name}, read all");
            (self.print)(&format!("{what:<40} {read:>9}/s  / direct {}", ratio(read, direct)));
        }
        Ok(())
    }

    async fn read_streams(&self, streams: Option<Streams>) -> anyhow::Result<()> {
        let mut of_ways: Vec<_> = self.ways.iter().map(|_| Tries::default()).collect();
        let streams = streams.map(|streams| streams.at_random(READ)).unwrap_or_default();
        for streams in streams.chunks(READ.div_ceil(10)) {
            for (tries, (_, way)) in of_ways.iter_mut().zip(&self.ways) {
                tries.follow(way.read(streams).await?);
            }
        }
        let direct = of_ways.first().map(Tries::rate).unwrap_or_default();
        for (tries, (name, _)) in of_ways.into_iter().zip(&self.ways) {
            let share = format!("  / direct {}", ratio(tries.rate(), direct));
            self.line(&format!("{name}, one stream"), STREAM, tries, &share);
        }
        Ok(())
    }

    fn line(&self, what: &str, events: u64, tries: Tries, share: &str) {
        let Tries { times, lasted } = tries;
        let told = Times::new(times).told_as_rate(what, events, lasted);
        (self.print)(&format!("{told}{share}"));
    }
}

impl Load {
    /// One turn of `count` appends or what is fair for so many writers.
    async fn turn(self, way: &Way, count: u64) -> anyhow::Result<(Vec<Duration>, Duration)> {
        match self {
            Self::Writers(writers) => way.at_once(writers, of(count, writers) / TURNS).await,
            Self::Events(events) => {
                let times = way.one_by_one((count / 4 / TURNS).max(1), events).await?;
                let lasted = times.iter().sum();
                Ok((times, lasted))
            }
        }
    }

    /// Of one append.
    fn events(self) -> u64 {
        match self {
            Self::Writers(_) => 1,
            Self::Events(events) => events,
        }
    }

    fn told(self) -> String {
        match self {
            Self::Writers(1) => "1 writer".into(),
            Self::Writers(writers) => format!("{writers} writers"),
            Self::Events(events) => format!("{events} events"),
        }
    }
}
