//! What happens between a decision and the world, told with a service in miniature.

mod calendar;
mod commands;
mod damaged;
pub(crate) mod elsewhere;
mod homes;
mod outages;
mod peers;
mod restricted;
mod set_back;
mod tables;
mod telling;
mod toy;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use kernel::{
    AsOf, Ask, Basis, Code, Confidentiality, Hash, Id, Origin, Provenance, ProvenanceKind,
};
use proto::jalon::v1 as pb;
use tempfile::TempDir;
use uuid::Uuid;

use self::toy::{Charity, Command, Heard, Jar, Puts, Sizes, charity};
use crate::{
    Answer, CommandHandler, Context, Direction, Expected, Failure, Fresh, Host, Journal,
    MemoryJournal, Place, Started, Table, Viewer, read_stream, store::Store,
};

const MARCH: Date = date(2026, 3, 2);
const APRIL: Date = date(2026, 4, 2);
const MAY: Date = date(2026, 5, 4);

/// A process with the toy service in it. Starting another on the same journal and folder is what a
/// restart is.
struct Process {
    jars: Arc<CommandHandler<Jar>>,
    puts: Table<Puts>,
    sizes: Table<Sizes>,
    fresh: Fresh,
    started: Started,
    store: std::path::PathBuf,
}

impl Process {
    fn start(journal: &Arc<MemoryJournal>, folder: &TempDir) -> Self {
        Self::within(1 << 20, journal, folder)
    }

    /// A rebuild holds at most so many bytes.
    fn within(bytes: usize, journal: &Arc<MemoryJournal>, folder: &TempDir) -> Self {
        Self::on(bytes, Arc::clone(journal) as Arc<dyn Journal>, folder)
    }

    fn on(bytes: usize, journal: Arc<dyn Journal>, folder: &TempDir) -> Self {
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let mut host = Host::new(journal, folder.path(), key).unwrap();
        host.rebuild_within(bytes);
        Self::of(host, folder)
    }

    fn of(mut host: Host, folder: &TempDir) -> Self {
        let jars = host.handler::<Jar>().unwrap();
        let mut tables = host.tables("jar").unwrap();
        let puts = tables.add::<Puts>().unwrap();
        let sizes = tables.add::<Sizes>().unwrap();
        let fresh = host.fill(tables);
        host.react::<Charity>(&jars).unwrap();
        host.announce::<Heard>();
        let (started, store) = (host.start().unwrap(), folder.path().join("runtime.sled"));
        Self { jars, puts, sizes, fresh, started, store }
    }

    async fn stop(self) {
        let Self { jars, puts, sizes, fresh, started, store } = self;
        drop((jars, puts, sizes, fresh));
        started.stop().await;
        // Whatever was being read or written when it was stopped holds the store a moment longer.
        while Store::open(&store).is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    async fn put(&self, jar: &str, id: u128, coins: u64, on: Date) -> Result<Answer, Failure> {
        self.ask(jar, id, on, Command::Put(coins)).await
    }

    async fn ask(
        &self,
        jar: &str,
        id: u128,
        on: Date,
        command: Command,
    ) -> Result<Answer, Failure> {
        let hash = match &command {
            Command::Put(coins) => u8::try_from(*coins % 251).unwrap(),
            Command::Fill(_) | Command::Correct { .. } | Command::Void { .. } => 252,
        };
        let ask = Ask { to: self::jar(jar), command, basis: Basis::default(), effective: None };
        self.jars.handle(ask, &context(id, hash, on)).await
    }

    /// Waits until everything has had its consequences.
    async fn settled(&self, journal: &Arc<MemoryJournal>) -> u64 {
        self.started.followers().settle(&**journal).await.unwrap()
    }

    async fn row(&self, journal: &Arc<MemoryJournal>, jar: &str) -> Option<Vec<u64>> {
        self.settled(journal).await;
        let key = stream_of(jar);
        self.puts.get(&key, Viewer::Anybody).await.unwrap()
    }

    async fn rebuild(&self) -> Vec<pb::RebuildProgress> {
        let mut client =
            pb::journal_service_client::JournalServiceClient::new(self.started.channel());
        let request = signed(pb::RebuildRequest {}, "coordinator");
        let mut told = client.rebuild(request).await.unwrap().into_inner();
        let mut finished = Vec::new();
        while let Some(progress) = told.message().await.unwrap() {
            if progress.finished {
                finished.push(progress);
            }
        }
        finished
    }
}

/// What somebody of that role asks.
fn signed<T>(message: T, role: &str) -> tonic::Request<T> {
    let who = kernel::testing::who("awa");
    let token = crate::Token { who, role: role.into(), expires: Timestamp::MAX };
    let sealed = token.seal(&SigningKey::from_bytes(&[1; 32])).unwrap();
    let mut request = tonic::Request::new(message);
    let sealed = tonic::metadata::MetadataValue::from_bytes(&sealed);
    request.metadata_mut().insert_bin(crate::TOKEN, sealed);
    request
}

fn jar(name: &str) -> Id<Jar> {
    if name == "charity" { charity() } else { Id::derived(&["jar", name]) }
}

fn stream_of(jar: &str) -> String {
    <Jar as kernel::Aggregate>::stream(self::jar(jar))
}

fn context(id: u128, hash: u8, on: Date) -> Context {
    Context {
        called: "Put",
        who: kernel::testing::who("awa"),
        origin: Origin::Person,
        at: Timestamp::UNIX_EPOCH,
        effective: on.into(),
        stated_weekday: None,
        known: None,
        command_id: Uuid::from_u128(id),
        command_hash: Hash([hash; 32]),
        causation: None,
        correlation: Uuid::from_u128(id),
        programme: None::<Code>,
        country: None,
        on_behalf_of: None,
        interim: None,
        authority: None,
        confidentiality: Confidentiality::Internal,
        provenance: Provenance { kind: ProvenanceKind::Source, sources: Vec::new(), method: None },
        evidence: Vec::new(),
        expected: None,
        after: None,
    }
}

fn journal() -> Arc<MemoryJournal> {
    Arc::new(MemoryJournal::new(Uuid::from_u128(9)))
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What any client may write in a stream of its own.
fn forged(command: u128, event: Uuid) -> crate::Entry {
    let meta = kernel::Meta {
        command_id: Uuid::from_u128(command),
        command_hash: Hash([9; 32]),
        ..kernel::testing::meta(&kernel::testing::who("nobody"), MARCH)
    };
    crate::Entry {
        id: event,
        name: "toy.coin.put.v1".into(),
        data: br#"{"coins":0}"#.to_vec(),
        meta: serde_json::to_vec(&meta).unwrap(),
        format: crate::Format::Json,
    }
}

async fn stream(journal: &MemoryJournal, name: &str) -> usize {
    let page = journal.read_stream(name, Place::Start, Direction::Forwards, 10_000).await;
    page.unwrap().len()
}

#[tokio::test]
async fn a_policy_asks_once_and_an_announcement_is_made_once() {
    let (journal, folder) = (journal(), folder());
    for restart in 0..3_u128 {
        let process = Process::start(&journal, &folder);
        process.put("a", restart + 1, 7, MARCH).await.unwrap();
        process.settled(&journal).await;
        process.stop().await;
    }
    // A process that has forgotten how far it was reads everything again.
    let forgetful = Process::start(&journal, &self::folder());
    assert_eq!(forgetful.row(&journal, "charity").await.unwrap(), [1, 1, 1]);
    let public = journal.read_stream("public-toy", Place::Start, Direction::Forwards, 100).await;
    let public = public.unwrap().into_iter().map(|event| event.entry.data);
    let told: Vec<String> = public.map(|data| String::from_utf8(data).unwrap()).collect();
    // Each jar is spoken of with all of its past in mind, whichever process speaks.
    let of = |coins: u64| format!(r#"{{"everPutIn":{coins}}}"#);
    assert_eq!(told, [of(7), of(1), of(14), of(2), of(21), of(3)]);
}

#[tokio::test]
async fn what_a_policy_found_done_is_not_done_later_because_a_store_was_lost() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let given = process.put("charity", 1, 5, MARCH).await.unwrap();
    process.put("a", 2, 8, MARCH).await.unwrap();
    process.settled(&journal).await;
    process.ask("charity", 3, APRIL, Command::Void { target: given.events[0] }).await.unwrap();
    process.settled(&journal).await;
    process.stop().await;
    // Asked again now, charity would get five.
    let forgetful = Process::start(&journal, &self::folder());
    assert_eq!(forgetful.row(&journal, "charity").await.unwrap_or_default(), [0; 0]);
    // And it still reacts to what is new.
    forgetful.put("a", 4, 8, MAY).await.unwrap();
    assert_eq!(forgetful.row(&journal, "charity").await.unwrap(), [5]);
}

#[tokio::test]
async fn a_reader_sees_its_own_writes() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    for n in 1..50_u64 {
        let put = process.put("a", u128::from(n), 1, MARCH).await.unwrap();
        let mut asked = tonic::metadata::MetadataMap::new();
        asked.insert(crate::MIN_POSITION, put.position.into());
        assert!(process.fresh.wait(&asked).await.unwrap() > put.position);
        let key = stream_of("a");
        let row = process.puts.get(&key, Viewer::Anybody).await.unwrap().unwrap();
        assert_eq!(row.len() as u64, n);
    }
}

#[tokio::test]
async fn a_long_stream_is_remembered_by_a_snapshot_that_changes_nothing() {
    let (journal, folder) = (journal(), folder());
    let entry = |n: u64| crate::Entry {
        id: Uuid::from_u128(u128::from(n) + 1_000_000),
        name: "toy.coin.put.v1".into(),
        data: br#"{"coins":0}"#.to_vec(),
        meta: serde_json::to_vec(&kernel::testing::meta(&kernel::testing::who("awa"), MARCH))
            .unwrap(),
        format: crate::Format::Json,
    };
    let key = stream_of("a");
    for page in 0..6 {
        let entries = (page * 1000..(page + 1) * 1000).map(entry).collect();
        journal.append(&key, Expected::Any, entries).await.unwrap();
    }
    for n in 0..2 {
        let process = Process::start(&journal, &folder);
        process.put("a", n + 1, 400, APRIL).await.unwrap();
        let coins = process.jars.state(jar("a")).await.unwrap().coins;
        assert_eq!(u128::from(coins), 400 * (n + 1));
        process.stop().await;
    }
    {
        let process = Process::start(&journal, &folder);
        assert!(process.put("a", 7, 400, MAY).await.is_err());
        process.stop().await;
    }
    // It was written, and it is what is read: somebody who changes it is believed.
    let path = folder.path().join("runtime.sled");
    let shape = {
        let (store, _) = Store::open(&path).unwrap();
        let bytes = store.tree("snapshots-jar").unwrap().get(&key).unwrap().unwrap();
        let (shape, of, next, position, Jar { coins }, last) =
            postcard::from_bytes::<(u32, Uuid, u64, u64, Jar, Uuid)>(&bytes).unwrap();
        assert_eq!((of, next, position, coins), (journal.id(), 6000, 5999, 0));
        assert_eq!(last, entry(5999).id);
        shape
    };
    // What lies elsewhere, or is another event, was another journal's, which went on from where this one
    // was set back to.
    for (next, position, id, coins) in [
        (6000, 5999, 5999, 900),
        (6000, 5999, 5998, 800),
        (6000, 5998, 5999, 800),
        (6002_u64, 5999_u64, 5999, 800),
        (9000, 8999, 8999, 800),
    ] {
        {
            let (store, _) = Store::open(&path).unwrap();
            let (jar, last) = (Jar { coins: 100 }, entry(id).id);
            let forged = (shape, journal.id(), next, position, jar, last);
            let snapshots = store.tree("snapshots-jar").unwrap();
            snapshots.insert(&key, postcard::to_allocvec(&forged).unwrap()).unwrap();
            snapshots.flush().unwrap();
        }
        let process = Process::start(&journal, &folder);
        assert_eq!(
            process.jars.state(jar("a")).await.unwrap().coins,
            coins,
            "{next} {position} {id}"
        );
        process.stop().await;
    }
}

#[tokio::test]
async fn whoever_looks_for_what_is_rare_hears_how_far_the_look_came() {
    let (journal, folder) = (journal(), folder());
    for page in 0..5_u128 {
        let entry = |n: u128| crate::Entry {
            id: Uuid::from_u128(page * 5000 + n),
            name: "other.thing.v1".into(),
            data: b"{}".to_vec(),
            meta: b"{}".to_vec(),
            format: crate::Format::Json,
        };
        journal.append("other", Expected::Any, (0..5000).map(entry).collect()).await.unwrap();
    }
    let process = Process::start(&journal, &folder);
    let mut client =
        pb::journal_service_client::JournalServiceClient::new(process.started.channel());
    let streams = vec!["nothing-".to_owned()];
    let asked = pb::ListEventsRequest { streams, ..pb::ListEventsRequest::default() };
    let first = client.list_events(asked.clone()).await.unwrap().into_inner();
    assert_eq!((first.events.len(), first.next, first.end), (0, 20_000, false));
    let asked = pb::ListEventsRequest { from: Some(first.next), ..asked };
    let rest = client.list_events(asked).await.unwrap().into_inner();
    assert_eq!((rest.events.len(), rest.next, rest.end), (0, 25_000, true));
}

#[tokio::test]
async fn a_page_of_events_has_so_many_bytes() {
    let (journal, folder) = (journal(), folder());
    let entry = |n: u128| crate::Entry {
        id: Uuid::from_u128(n),
        name: "other.thing.v1".into(),
        data: format!("{:1$}", n, 60_000).into_bytes(),
        meta: b"{}".to_vec(),
        format: crate::Format::Json,
    };
    for n in 0..120 {
        journal.append("other", Expected::Any, vec![entry(n)]).await.unwrap();
    }
    let process = Process::start(&journal, &folder);
    let mut client =
        pb::journal_service_client::JournalServiceClient::new(process.started.channel());
    for streams in [vec![], vec!["other".to_owned()], vec!["other".to_owned(), "x-".to_owned()]] {
        for backwards in [false, true] {
            let (mut seen, mut pages, mut from) = (0, 0, None);
            loop {
                let streams = streams.clone();
                let asked = pb::ListEventsRequest {
                    streams,
                    from,
                    backwards,
                    max: 1000,
                    ..pb::ListEventsRequest::default()
                };
                let page = client.list_events(asked).await.unwrap().into_inner();
                (seen, pages) = (seen + page.events.len(), pages + 1);
                if page.end {
                    break;
                }
                from = Some(page.next);
            }
            assert_eq!(seen, 120, "{streams:?} {backwards}");
            assert!(pages > 1, "{streams:?} {backwards}");
        }
    }
}

#[tokio::test]
async fn only_facts_of_ours_are_amended() {
    let (journal, folder) = (journal(), folder());
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let shared = Arc::clone(&journal) as Arc<dyn Journal>;
    let host = Host::new(shared, folder.path(), key).unwrap();
    host.records(&["jar", "public", "refusals"]);
    let started = host.start().unwrap();
    let mut client = pb::journal_service_client::JournalServiceClient::new(started.channel());
    // Of all others there may be very many, and none of them is read.
    for (stream, amended) in [("jar-1", 1), ("public-toy", 0), ("refusals-jar", 0), ("x-1", 0)] {
        let target = Uuid::new_v5(&Uuid::nil(), stream.as_bytes());
        let entries = [(target, Uuid::nil()), (Uuid::new_v5(&target, b"later"), target)];
        let entry = |(id, target): (Uuid, Uuid)| crate::Entry {
            data: format!(r#"{{"target":"{target}"}}"#).into_bytes(),
            ..forged(1, id)
        };
        let entries = entries.into_iter().map(entry).collect();
        let last = journal.append(stream, Expected::Any, entries).await.unwrap().position;
        let event = Some(pb::get_event_request::Event::Position(last - 1));
        let event = client.get_event(pb::GetEventRequest { event }).await.unwrap().into_inner();
        assert_eq!(event.amended_by.len(), amended, "{stream}");
    }
}
