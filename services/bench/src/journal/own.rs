//! Our journal, in the two ways that there are to it: in one process with it, or over the wire through
//! the stock client.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow};
use async_trait::async_trait;
use bytes::Bytes;
use eventstore::{
    AppendToStreamOptions, Client, EventData, ReadAllOptions, ReadStreamOptions, StreamPosition,
    StreamState,
};
use journal::{EmbeddedJournal, Settings};
use runtime::{Append, Direction, Entry, Expected, Filter, Format, Journal as _, Place};
use tokio::{net::TcpListener, sync::oneshot};
use uuid::Uuid;

use super::{
    store::{EVENT, NAME, Store},
    way::Way,
};

/// Opens the journal in `dir` and tells how long that took.
pub(super) fn open(dir: &Path) -> anyhow::Result<(Arc<EmbeddedJournal>, Duration)> {
    let start = Instant::now();
    let (journal, _) = EmbeddedJournal::open(dir, Settings::default())?;
    Ok((Arc::new(journal), start.elapsed()))
}

/// In one process with it.
pub(super) fn direct(journal: Arc<EmbeddedJournal>) -> Way {
    Way::to(Arc::new(Direct(journal)))
}

struct Direct(Arc<EmbeddedJournal>);

#[async_trait]
impl Store for Direct {
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()> {
        self.0.append(stream, Expected::Any, entries(ids)).await?;
        Ok(())
    }

    async fn append_together(&self, appends: Vec<(String, Vec<Uuid>)>) -> anyhow::Result<()> {
        let append =
            |(stream, ids)| Append { stream, expected: Expected::Any, entries: entries(ids) };
        self.0.append_together(appends.into_iter().map(append).collect()).await?;
        Ok(())
    }

    async fn read_all(&self, most: u64) -> anyhow::Result<u64> {
        let (filter, mut from, mut read) = (Filter::Everything, 0, 0);
        while read < most {
            let place = Place::At(from);
            let page = self.0.read_all(place, Direction::Forwards, &filter, 4096).await?;
            if page.events.is_empty() {
                break;
            }
            (from, read) = (page.next, read + page.events.len() as u64);
        }
        Ok(read)
    }

    async fn read_stream(&self, stream: &str) -> anyhow::Result<u64> {
        let (place, forwards) = (Place::Start, Direction::Forwards);
        Ok(self.0.read_stream(stream, place, forwards, 1000).await?.len() as u64)
    }
}

fn entries(ids: Vec<Uuid>) -> Vec<Entry> {
    let entry = |id| {
        let (name, data) = (NAME.into(), vec![7; EVENT]);
        Entry { id, name, data, meta: Vec::new(), format: Format::Bytes }
    };
    ids.into_iter().map(entry).collect()
}

/// Through the stock client.
struct Wire(Client);

#[async_trait]
impl Store for Wire {
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()> {
        let data = Bytes::from_static(&[7; EVENT]);
        let event = |id| EventData::binary(NAME, data.clone()).id(id);
        let events: Vec<_> = ids.into_iter().map(event).collect();
        let options = AppendToStreamOptions::default().stream_state(StreamState::Any);
        self.0.append_to_stream(stream, &options, events).await?;
        Ok(())
    }

    async fn read_all(&self, most: u64) -> anyhow::Result<u64> {
        let options = ReadAllOptions::default()
            .position(StreamPosition::Start)
            .max_count(usize::try_from(most)?)
            .deadline(Duration::from_hours(1));
        let (mut events, mut read) = (self.0.read_all(&options).await?, 0);
        while events.next().await?.is_some() {
            read += 1;
        }
        Ok(read)
    }

    async fn read_stream(&self, stream: &str) -> anyhow::Result<u64> {
        let options = ReadStreamOptions::default().position(StreamPosition::Start);
        let (mut events, mut read) = (self.0.read_stream(stream, &options).await?, 0);
        while events.next().await?.is_some() {
            read += 1;
        }
        Ok(read)
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
        Ok(Self { way: Way::to(Arc::new(Wire(client))), stop, thread })
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
