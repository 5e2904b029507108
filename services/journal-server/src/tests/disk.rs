//! A journal as it lies on a disk: some events are of today, and a read may take its time.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use protocol::event_store::client::streams::{
    DeleteReq, TombstoneReq, delete_req, delete_req::options::ExpectedStreamRevision as Deleting,
    tombstone_req, tombstone_req::options::ExpectedStreamRevision as Closing,
};
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecordsRequest, streams_service_client::StreamsServiceClient,
};
use runtime::{
    Append, AppendError, Appended, Direction, Entry, Expected, Filter, NotTogether, Page, Part,
    Place, Recorded, Size,
};
use serde_json::json;

use tonic::Request;

use super::{sayings::saying, together::record, *};
use crate::store::Store;
use ExpectedStreamRevision as Expecting;

/// How long a read takes that takes its time.
const WHILE: Duration = Duration::from_millis(300);

/// How long an append takes that comes late.
pub(super) const LATE: Duration = Duration::from_millis(100);

pub(super) struct Disk {
    journal: Arc<MemoryJournal>,
    /// The next read of what is said of a stream takes its time.
    pub(super) slow: AtomicBool,
    /// Appends come late, whether or not anybody waits for them.
    pub(super) late: AtomicBool,
    /// Bytes of events of streams that were read.
    pub(super) given: AtomicUsize,
    /// How often it was asked for several appends at once.
    pub(super) together: AtomicUsize,
    gapless: bool,
}

impl Disk {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self::of(true))
    }

    fn of(gapless: bool) -> Self {
        let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(1)));
        let (slow, late, given, together) = Default::default();
        Self { journal, slow, late, given, together, gapless }
    }

    pub(super) async fn served(self: &Arc<Self>) -> Served {
        Served::on(Arc::clone(self) as _, Accounts::default(), Limits::default()).await
    }

    /// What the journal says to `append`, in its time.
    async fn recorded<T, F>(&self, append: impl FnOnce(Arc<MemoryJournal>) -> F) -> T
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let append = append(Arc::clone(&self.journal));
        if !self.late.load(Ordering::SeqCst) {
            return append.await;
        }
        let late = async {
            tokio::time::sleep(LATE).await;
            append.await
        };
        tokio::spawn(late).await.unwrap()
    }
}

/// Those that say so will never be old.
fn aged(mut event: Recorded) -> Recorded {
    if event.entry.name.starts_with("fresh") {
        event.at = "2100-01-01T00:00:00Z".parse().unwrap();
    }
    event
}

#[async_trait]
impl Journal for Disk {
    fn id(&self) -> Uuid {
        self.journal.id()
    }

    fn gapless(&self) -> bool {
        self.gapless
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        let stream = stream.to_owned();
        let append = async move |journal: Arc<MemoryJournal>| {
            journal.append(&stream, expected, entries).await
        };
        self.recorded(append).await
    }

    async fn append_together(&self, appends: Vec<Append>) -> Result<Vec<Appended>, NotTogether> {
        self.together.fetch_add(1, Ordering::SeqCst);
        let append =
            async move |journal: Arc<MemoryJournal>| journal.append_together(appends).await;
        self.recorded(append).await
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        if stream.starts_with("$$") && self.slow.swap(false, Ordering::SeqCst) {
            tokio::time::sleep(WHILE).await;
        }
        let events = self.journal.read_stream(stream, from, direction, max).await?;
        Ok(events.into_iter().map(aged).collect())
    }

    async fn read_part(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
        bytes: usize,
    ) -> anyhow::Result<Part> {
        let Part { events, cut } =
            self.journal.read_part(stream, from, direction, max, bytes).await?;
        let given = events.iter().map(|event| Size::of(&event.entry)).sum();
        self.given.fetch_add(given, Ordering::SeqCst);
        Ok(Part { events: events.into_iter().map(aged).collect(), cut })
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        self.journal.read_all(from, direction, filter, max).await
    }

    async fn head(&self) -> anyhow::Result<u64> {
        self.journal.head().await
    }

    fn heard(&self) -> u64 {
        self.journal.heard()
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.journal.beyond(position).await
    }
}

#[tokio::test]
async fn however_many_are_too_old_those_that_are_not_are_shown() {
    let served = Disk::new().served().await;
    let old: Vec<String> = (0..100).map(|number| format!("old {number}")).collect();
    served.add("s", &old.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let fresh = ["fresh 1", "fresh 2", "fresh 3"];
    served.add("s", &fresh).await;
    served.say("s", json!({ "$maxAge": 60 })).await.unwrap();
    let mut last_first = fresh;
    last_first.reverse();
    for (from, direction, all) in [
        (RevisionOption::Start(()), Forwards, fresh),
        (RevisionOption::End(()), Backwards, last_first),
    ] {
        for count in [1, 2, 3, 9] {
            let read = served.read(of("s", from, direction, count)).await.unwrap();
            let shown = usize::try_from(count).unwrap().min(3);
            assert_eq!(words(&read), all[..shown], "{count} {direction:?}");
        }
    }
    // Whoever follows the stream is shown the same.
    let from = RevisionOption::Start(());
    let mut answers = served.follow(for_ever(of("s", from, Forwards, 0))).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < fresh.len() {
        seen.extend(words(&[answers.message().await.unwrap().unwrap()]));
    }
    assert_eq!(seen, fresh);
}

#[tokio::test]
async fn a_stream_that_is_closed_in_between_is_closed() {
    let disk = Disk::new();
    let served = disk.served().await;
    served.add("s", &["a"]).await;
    served.delete("s", Deleting::Any(())).await.unwrap();
    disk.slow.store(true, Ordering::SeqCst);
    let closing = async {
        tokio::time::sleep(WHILE / 3).await;
        served.close("s", Closing::Any(())).await
    };
    let (told, closed) = tokio::join!(served.append("s", Expecting::Any(()), &["never"]), closing);
    closed.unwrap();
    assert_eq!(trailer(&told.unwrap_err(), "exception"), "stream-deleted");
    let all = disk.read_stream("s", Place::Start, Direction::Forwards, 9).await.unwrap();
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn a_journal_with_gaps_is_not_said_to_have_none() {
    let disk = Arc::new(Disk::of(false));
    assert!(Store::open(Arc::clone(&disk) as _, RECORDS).await.is_err());
    assert_eq!(disk.heard(), 0);
}

/// Asked by somebody who does not wait for the answer.
fn briefly<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(LATE / 4);
    request
}

#[tokio::test]
async fn what_nobody_waits_for_is_so_once_it_is_recorded() {
    let disk = Disk::new();
    let served = disk.served().await;
    for stream in ["deleted", "closed", "hidden", "again", "again too"] {
        served.add(stream, &["a", "b"]).await;
    }
    for stream in ["again", "again too"] {
        served.delete(stream, Deleting::Any(())).await.unwrap();
    }
    // From now on it is remembered how each of them stands.
    for stream in ["deleted", "closed", "hidden"] {
        assert_eq!(served.shown(stream).await.unwrap().len(), 2);
    }
    for stream in ["again", "again too"] {
        assert!(served.shown(stream).await.unwrap().is_empty());
    }
    disk.late.store(true, Ordering::SeqCst);
    let options = delete_req::Options {
        stream_identifier: Some(identifier("deleted")),
        expected_stream_revision: Some(Deleting::Any(())),
    };
    let deleting = DeleteReq { options: Some(options) };
    served.streams().delete(briefly(deleting)).await.unwrap_err();
    let options = tombstone_req::Options {
        stream_identifier: Some(identifier("closed")),
        expected_stream_revision: Some(Closing::Any(())),
    };
    let closing = TombstoneReq { options: Some(options) };
    served.streams().tombstone(briefly(closing)).await.unwrap_err();
    let hiding = saying("hidden", Expecting::Any(()), &json!({ "$tb": 1 }));
    let hiding = futures::stream::iter(hiding);
    served.streams().append(briefly(hiding)).await.unwrap_err();
    let options = Options {
        stream_identifier: Some(identifier("again")),
        expected_stream_revision: Some(Expecting::Any(())),
    };
    let again = [Content::Options(options), Content::ProposedMessage(proposed("again", "c"))];
    let again = again.map(|content| AppendReq { content: Some(content) });
    served.streams().append(briefly(futures::stream::iter(again))).await.unwrap_err();
    let again = AppendRecordsRequest { records: vec![record("again too", "c")], checks: vec![] };
    let mut together = StreamsServiceClient::new(served.channel.clone());
    together.append_records(briefly(again)).await.unwrap_err();
    disk.late.store(false, Ordering::SeqCst);
    tokio::time::sleep(LATE * 5).await;
    let told = served.append("closed", Expecting::Any(()), &["never"]).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "stream-deleted");
    assert!(served.shown("deleted").await.unwrap().is_empty());
    assert_eq!(served.shown("hidden").await.unwrap(), ["b"]);
    for stream in ["again", "again too"] {
        assert_eq!(served.shown(stream).await.unwrap(), ["c"], "{stream}");
    }
}
