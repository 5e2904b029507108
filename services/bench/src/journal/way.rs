//! The two ways to a journal: in one process with it, or over the wire through the stock client.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow};
use bytes::Bytes;
use eventstore::{
    AppendToStreamOptions, Client, EventData, ReadAllOptions, ReadStreamOptions, StreamPosition,
    StreamState,
};
use futures::future::try_join_all;
use journal::{EmbeddedJournal, Settings};
use runtime::{Direction, Entry, Expected, Filter, Format, Journal as _, Place};
use tokio::{net::TcpListener, sync::oneshot};
use uuid::Uuid;

/// Bytes of one event's data, and its type.
pub(super) const EVENT: usize = 256;
const NAME: &str = "bench.happened.v1";
/// Counts all events of the run, so that each has an id of its own.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Ids that no event has yet.
pub(super) fn ids(count: u64) -> impl Iterator<Item = Uuid> {
    let from = NEXT.fetch_add(count, Ordering::Relaxed);
    let id = |number: u64| Uuid::from_u64_pair(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
    (from..from + count).map(id)
}

pub(super) fn entry(id: Uuid) -> Entry {
    let (name, data) = (NAME.into(), vec![7; EVENT]);
    Entry { id, name, data, meta: Vec::new(), format: Format::Bytes }
}

/// Opens the journal in `dir` and tells how long that took.
pub(super) fn open(dir: &Path) -> anyhow::Result<(Arc<EmbeddedJournal>, Duration)> {
    let start = Instant::now();
    let (journal, _) = EmbeddedJournal::open(dir, Settings::default())?;
    Ok((Arc::new(journal), start.elapsed()))
}

#[derive(Clone)]
pub(super) enum Way {
    Direct(Arc<EmbeddedJournal>),
    Wire(Box<Client>),
}

impl Way {
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()> {
        match self {
            Self::Direct(journal) => {
                let entries = ids.into_iter().map(entry).collect();
                journal.append(stream, Expected::Any, entries).await?;
            }
            Self::Wire(client) => {
                let data = Bytes::from_static(&[7; EVENT]);
                let event = |id| EventData::binary(NAME, data.clone()).id(id);
                let events: Vec<_> = ids.into_iter().map(event).collect();
                let options = AppendToStreamOptions::default().stream_state(StreamState::Any);
                client.append_to_stream(stream, &options, events).await?;
            }
        }
        Ok(())
    }

    /// Appends one after another, `each` events at a time.
    pub(super) async fn one_by_one(&self, count: u64, each: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in 0..count {
            let (stream, ids) = (format!("one-{}", nth % 100), ids(each).collect());
            let start = Instant::now();
            self.append(&stream, ids).await?;
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
                    way.append(&stream, vec![id]).await?;
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

    /// How many events there are of the first `most`, having read all of them.
    pub(super) async fn read_all(&self, most: u64) -> anyhow::Result<u64> {
        match self {
            Self::Direct(journal) => {
                let (filter, mut from, mut read) = (Filter::Everything, 0, 0);
                while read < most {
                    let place = Place::At(from);
                    let page = journal.read_all(place, Direction::Forwards, &filter, 4096).await?;
                    if page.events.is_empty() {
                        break;
                    }
                    (from, read) = (page.next, read + page.events.len() as u64);
                }
                Ok(read)
            }
            Self::Wire(client) => {
                let options = ReadAllOptions::default()
                    .position(StreamPosition::Start)
                    .max_count(usize::try_from(most)?)
                    .deadline(Duration::from_hours(1));
                let (mut events, mut read) = (client.read_all(&options).await?, 0);
                while events.next().await?.is_some() {
                    read += 1;
                }
                Ok(read)
            }
        }
    }

    /// How many events `stream` has, having read all of them.
    pub(super) async fn read_stream(&self, stream: &str) -> anyhow::Result<u64> {
        match self {
            Self::Direct(journal) => {
                let (place, forwards) = (Place::Start, Direction::Forwards);
                Ok(journal.read_stream(stream, place, forwards, 1000).await?.len() as u64)
            }
            Self::Wire(client) => {
                let options = ReadStreamOptions::default().position(StreamPosition::Start);
                let (mut events, mut read) = (client.read_stream(stream, &options).await?, 0);
                while events.next().await?.is_some() {
                    read += 1;
                }
                Ok(read)
            }
        }
    }
}

/// A journal served on a port of this machine, by threads of its own, as another process would.
pub(super) struct Served {
    pub(super) way: Way,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<anyhow::Result<()>>,
}

impl Served {
    pub(super) async fn start(journal: Arc<EmbeddedJournal>) -> anyhow::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = oneshot::channel();
        let thread = thread::spawn(move || serve(journal, bound, stopped));
        let address = address.await.context("the server did not start")?;
        let url = format!("esdb://{address}?tls=false&discoveryInterval=1");
        let client = Client::new(url.parse()?).map_err(|error| anyhow!("{error}"))?;
        Ok(Self { way: Way::Wire(Box::new(client)), stop, thread })
    }

    /// Lets go of the journal.
    pub(super) fn stop(self) -> anyhow::Result<()> {
        let Self { way, stop, thread } = self;
        drop((way, stop));
        thread.join().map_err(|_| anyhow!("the server panicked"))?
    }
}

fn serve(
    journal: Arc<EmbeddedJournal>,
    bound: oneshot::Sender<SocketAddr>,
    stopped: oneshot::Receiver<()>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        _ = bound.send(listener.local_addr()?);
        let stop = async { _ = stopped.await };
        journal_server::serve(journal, listener, journal_server::Settings::default(), stop).await
    })
}
