//! One contract, wherever the journal is: in memory, in this process, over the wire, and on a real
//! KurrentDB when `JALON_KURRENTDB_URL` names one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use journal::{EmbeddedJournal, Settings, contract};
use runtime::{
    AppendError, Direction, Entry, Expected, Filter, Format, Journal, MOST_BYTES, MOST_EVENTS,
    MemoryJournal, Place, Recorded, subscribe,
};
use runtime_kurrent::KurrentJournal;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use uuid::Uuid;

use crate::platform::folder;

use Direction::{Backwards, Forwards};

/// What is asked of a journal, and how much of it.
struct Asked {
    journal: Arc<dyn Journal>,
    /// Never used before with this journal.
    tag: String,
    streams: u64,
    events: u64,
}

impl Asked {
    fn of(journal: Arc<dyn Journal>, streams: u64, events: u64) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a real server keeps what earlier runs wrote"
        )]
        let tag = format!("contract-{}", Uuid::new_v4());
        Self { journal, tag, streams, events }
    }

    async fn everything(&self) {
        contract::all(Arc::clone(&self.journal), &self.tag).await.unwrap();
        self.the_rest().await;
    }

    /// The same of a journal behind a client that appends to one stream at a time.
    async fn afar(&self) {
        contract::one_at_a_time(Arc::clone(&self.journal), &self.tag).await.unwrap();
        self.the_rest().await;
    }

    async fn the_rest(&self) {
        self.names().await;
        self.sizes().await;
        self.pages().await;
        self.writers().await;
        self.many_streams().await;
    }

    fn stream(&self, name: &str) -> String {
        format!("{}-{name}", self.tag)
    }

    fn entry(&self, name: impl std::fmt::Display) -> Entry {
        Entry {
            id: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{} {name}", self.tag).as_bytes()),
            name: "contract.done.v1".to_owned(),
            data: serde_json::to_vec(&name.to_string()).unwrap(),
            meta: b"{}".to_vec(),
            format: Format::Json,
        }
    }

    async fn words(&self, stream: &str) -> Vec<String> {
        let (journal, from) = (&self.journal, Place::Start);
        let found = journal.read_stream(stream, from, Forwards, usize::MAX >> 1).await.unwrap();
        found.iter().map(word).collect()
    }

    /// A name is whatever anybody calls a stream.
    async fn names(&self) {
        for name in
            ["été", "国", "🌍 and space", "a/b?c#d%20e", "…\"quoted\"", "x".repeat(200).as_str()]
        {
            let stream = self.stream(name);
            let told = self.journal.append(&stream, Expected::Empty, vec![self.entry(name)]).await;
            assert_eq!(told.unwrap().revision, 0);
            let found = self.journal.read_stream(&stream, Place::Start, Forwards, 2).await.unwrap();
            assert_eq!((found.len(), &*found[0].stream), (1, &*stream));
        }
    }

    /// What fits is recorded; one byte or one event more is refused, and nothing of it is there.
    async fn sizes(&self) {
        let sized = |bytes: usize| {
            let entry = Entry { format: Format::Bytes, ..self.entry(bytes) };
            let rest = entry.name.len() + entry.meta.len();
            Entry { data: vec![7; bytes - rest], ..entry }
        };
        let stream = self.stream("sizes");
        let append = async |entries| self.journal.append(&stream, Expected::Any, entries).await;
        assert_eq!(append(vec![sized(MOST_BYTES)]).await.unwrap().revision, 0);
        let most = (0..MOST_EVENTS).map(|n| Entry { meta: vec![], ..self.entry(n) }).collect();
        assert_eq!(append(most).await.unwrap().revision, MOST_EVENTS as u64);
        let refused = append(vec![sized(MOST_BYTES + 1)]).await;
        assert!(matches!(refused, Err(AppendError::TooLarge(_))), "{refused:?}");
        let more = (0..=MOST_EVENTS).map(|n| self.entry(format!("more {n}"))).collect();
        let refused = append(more).await;
        assert!(matches!(refused, Err(AppendError::TooLarge(_))), "{refused:?}");
        let found = self.journal.read_stream(&stream, Place::End, Backwards, 1).await.unwrap();
        assert_eq!(found[0].revision, MOST_EVENTS as u64);
        let first = self.journal.read_stream(&stream, Place::Start, Forwards, 1).await.unwrap();
        assert_eq!(first[0].entry, sized(MOST_BYTES));
    }

    /// Page by page, in either direction, the same events once each.
    async fn pages(&self) {
        let start = self.journal.head().await.unwrap();
        let (stream, other) = (self.stream("pages"), self.stream("between"));
        for n in 0..50 {
            self.journal.append(&stream, Expected::Any, vec![self.entry(n)]).await.unwrap();
            let between = vec![self.entry(format!("between {n}"))];
            self.journal.append(&other, Expected::Any, between).await.unwrap();
        }
        let expected: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        let filter = Filter::streams([stream.clone()]);
        for size in [1, 7, 50, 99] {
            let (mut seen, mut place) = (Vec::new(), Place::At(start));
            while seen.len() < 50 {
                let page = self.journal.read_all(place, Forwards, &filter, size).await.unwrap();
                assert!(page.events.len() <= size && !page.events.is_empty());
                seen.extend(page.events.iter().map(word));
                place = Place::At(page.next);
            }
            assert_eq!(seen, expected, "forwards by {size}");
            let (mut seen, mut place) = (Vec::new(), Place::End);
            while seen.len() < 50 {
                let page = self.journal.read_all(place, Backwards, &filter, size).await.unwrap();
                assert!(page.events.len() <= size && !page.events.is_empty());
                seen.extend(page.events.iter().map(word));
                place = Place::At(page.next);
            }
            seen.reverse();
            assert_eq!(seen, expected, "backwards by {size}");
            let (mut seen, mut place) = (Vec::new(), Place::End);
            while seen.len() < 50 {
                let read = self.journal.read_stream(&stream, place, Backwards, size);
                let page = read.await.unwrap();
                place = Place::At(page.last().unwrap().revision);
                seen.extend(page.iter().map(word));
            }
            seen.reverse();
            assert_eq!(seen, expected, "a stream backwards by {size}");
        }
        assert_eq!(self.words(&stream).await, expected);
    }

    /// Many write, some of them to the same stream under expectations that fail; others follow from
    /// the middle of it. One order comes out, and every follower sees it.
    async fn writers(&self) {
        let start = self.journal.head().await.unwrap();
        let filter = Filter::streams([self.stream("writer")]);
        let (writers, each) = (16_u64, self.events / 16);
        let follow = async || {
            let journal = Arc::clone(&self.journal);
            let mut pages = subscribe(journal, start, filter.clone(), 64);
            let mut seen: Vec<Recorded> = Vec::new();
            while (seen.len() as u64) < writers * each {
                seen.extend(pages.try_next().await.unwrap().unwrap().events);
            }
            seen
        };
        let write = async |writer: u64| {
            let stream = self.stream(&format!("writer-{}", writer % 4));
            let mut last = None;
            for n in 0..each {
                let entries = vec![self.entry(format!("{writer}/{n}"))];
                // Whoever loses the race looks again and goes on.
                loop {
                    let expected = last.map_or(Expected::Empty, Expected::At);
                    match self.journal.append(&stream, expected, entries.clone()).await {
                        Ok(appended) => break last = Some(appended.revision),
                        Err(AppendError::Conflict { last: now }) => last = now,
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
        };
        let early = follow();
        let (one, two, ()) = tokio::join!(early, follow(), async {
            stream::iter(0..writers).for_each_concurrent(None, write).await;
        });
        let late = follow().await;
        for seen in [&one, &two, &late] {
            assert!(seen.is_sorted_by(|a, b| a.position < b.position && a.at <= b.at));
            let mut next = BTreeMap::new();
            for event in seen {
                let next = next.entry(Arc::clone(&event.stream)).or_insert(0);
                assert_eq!(event.revision, *next, "a gap or a double in {}", event.stream);
                *next += 1;
            }
        }
        assert!(one == two && two == late, "two readers saw two orders");
        let all: BTreeSet<_> = one.iter().map(word).collect();
        assert_eq!(all.len() as u64, writers * each);
    }

    async fn many_streams(&self) {
        let name = |n: u64| self.stream(&format!("of-many-{n}"));
        stream::iter(0..self.streams)
            .for_each_concurrent(256, async |n| {
                let entries = vec![self.entry(format!("of many {n}"))];
                self.journal.append(&name(n), Expected::Empty, entries).await.unwrap();
            })
            .await;
        for n in (0..self.streams).step_by(usize::try_from(self.streams / 100).unwrap().max(1)) {
            assert_eq!(self.words(&name(n)).await, [format!("of many {n}")]);
        }
    }
}

fn word(event: &Recorded) -> String {
    serde_json::from_slice(&event.entry.data).unwrap()
}

/// A server for other processes, though in this one.
struct Served {
    url: String,
    serving: JoinHandle<anyhow::Result<()>>,
    _data: TempDir,
}

async fn served() -> Served {
    let data = folder();
    let (journal, _) = EmbeddedJournal::open(data.path(), Settings::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("esdb://{}?tls=false", listener.local_addr().unwrap());
    let settings = journal_server::Settings::default();
    let serving =
        journal_server::serve(Arc::new(journal), listener, settings, std::future::pending());
    Served { url, serving: tokio::spawn(serving), _data: data }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_memory() {
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(1)));
    Asked::of(journal, 100, 320).everything().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded() {
    let data = folder();
    let (journal, _) = EmbeddedJournal::open(data.path(), Settings::default()).unwrap();
    Asked::of(Arc::new(journal), 100_000, 8000).everything().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_the_wire() {
    let served = served().await;
    let journal = Arc::new(KurrentJournal::connect(&served.url).await.unwrap());
    Asked::of(journal, 2000, 1600).afar().await;
    served.serving.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_kurrentdb() {
    let Ok(url) = std::env::var("JALON_KURRENTDB_URL") else {
        eprintln!("not tested: JALON_KURRENTDB_URL names no KurrentDB");
        return;
    };
    let journal = Arc::new(KurrentJournal::connect(&url).await.unwrap());
    Asked::of(journal, 2000, 1600).afar().await;
}

/// Positions, times and ids are the same from near and from far, and whoever comes first waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_is_the_same_one_from_afar() {
    let data = folder();
    let (journal, _) = EmbeddedJournal::open(data.path(), Settings::default()).unwrap();
    let near: Arc<dyn Journal> = Arc::new(journal);
    let reserved = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = reserved.local_addr().unwrap();
    drop(reserved);
    let url = format!("kurrentdb://{address}?tls=false");
    let early = tokio::spawn(async move { KurrentJournal::connect(&url).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let listener = TcpListener::bind(address).await.unwrap();
    let settings = journal_server::Settings::default();
    let serving =
        journal_server::serve(Arc::clone(&near), listener, settings, std::future::pending());
    let serving = tokio::spawn(serving);
    let far = early.await.unwrap().unwrap();
    assert_eq!(far.id(), near.id());

    let asked = Asked::of(Arc::clone(&near), 0, 0);
    near.append(&asked.stream("near"), Expected::Empty, vec![asked.entry(1)]).await.unwrap();
    let entry = Entry { format: Format::Bytes, data: vec![0, 255], ..asked.entry(2) };
    let told = far.append(&asked.stream("far"), Expected::Empty, vec![entry]).await.unwrap();
    let page = async |journal: &dyn Journal| {
        let everything = Filter::Everything;
        journal.read_all(Place::Start, Forwards, &everything, 99).await.unwrap()
    };
    let (seen_near, seen_far) = (page(&*near).await, page(&far).await);
    assert_eq!(seen_near, seen_far);
    assert_eq!(seen_near.events.last().unwrap().position, told.position);

    // What a crash of the server or the network does to whoever waits: nothing.
    let head = far.head().await.unwrap();
    serving.abort();
    _ = serving.await;
    let waiting = async { far.beyond(head).await.unwrap() };
    let back = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let listener = loop {
            // The old listener takes a moment to let go.
            match TcpListener::bind(address).await {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        };
        let settings = journal_server::Settings::default();
        let near = Arc::clone(&near);
        tokio::spawn(journal_server::serve(near, listener, settings, std::future::pending()));
        far.append(&asked.stream("far"), Expected::At(0), vec![asked.entry(3)]).await.unwrap();
    };
    tokio::join!(waiting, back);
}
