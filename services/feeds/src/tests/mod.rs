//! Each test has a journal in memory and a real nats-server of its own.

mod recovery;
mod relay;
mod server;
mod subscriber;

use std::{future::Future, process::Command, sync::Arc, time::Duration};

use async_nats::jetstream::{self, message::StreamMessage};
use jiff::civil::date;
use kernel::{
    Meta, ProvenanceKind,
    testing::{meta, who},
};
use runtime::{Direction, Entry, Expected, Format, Journal, MemoryJournal, Place};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle, time};
use uuid::Uuid;

use crate::{Relay, Server, Status, client, message, process, standing::public};

const PATIENCE: Duration = Duration::from_secs(30);

async fn soon<T>(what: &str, wanted: impl Future<Output = T>) -> T {
    let wanted = time::timeout(PATIENCE, wanted).await;
    wanted.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}

/// A directory in which nats-servers live, one at a time.
struct Nats {
    dir: TempDir,
}

impl Nats {
    fn new() -> Self {
        process::find().unwrap();
        Self { dir: TempDir::new().unwrap() }
    }

    fn server(&self) -> Arc<Server> {
        Arc::new(Server::own(self.dir.path()))
    }

    fn pid(&self) -> Option<u32> {
        process::of(&self.dir.path().canonicalize().unwrap())
    }

    /// As `kill -9`.
    fn kill(&self) {
        if let Some(pid) = self.pid() {
            let signal = format!("stop={pid}");
            Command::new(process::find().unwrap()).args(["--signal", &signal]).status().unwrap();
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

fn tree() -> sled::Tree {
    sled::Config::new().temporary(true).open().unwrap().open_tree("feeds").unwrap()
}

fn journal(number: u128) -> Arc<dyn Journal> {
    Arc::new(MemoryJournal::new(Uuid::from_u128(number)))
}

fn told(of: &str) -> Meta {
    let mut meta = meta(&who("awa"), date(2019, 9, 26));
    meta.country = Some("ML".parse().unwrap());
    meta.programme = Some(of.parse().unwrap());
    meta.provenance.kind = ProvenanceKind::Illustrative;
    meta
}

fn entry(id: u128, name: &str, data: &str, meta: &Meta) -> Entry {
    let meta = serde_json::to_vec(meta).unwrap();
    let (id, format) = (Uuid::from_u128(id), Format::Json);
    Entry { id, name: name.to_owned(), data: data.into(), meta, format }
}

/// Appends `ids.len()` public events, and a private one before each.
async fn happen(journal: &Arc<dyn Journal>, ids: std::ops::Range<u128>) {
    let meta = told("P127328");
    for id in ids {
        let private = entry(id << 64, "financing.agreement.signed.v1", "{}", &meta);
        journal.append("financing-1", Expected::Any, vec![private]).await.unwrap();
        let data = format!(r#"{{"financing":"H8350","number":{id}}}"#);
        let public = entry(id, "financing.withdrawal.paid.v1", &data, &meta);
        journal.append("public-financing", Expected::Any, vec![public]).await.unwrap();
    }
}

struct Running {
    status: tokio::sync::watch::Receiver<Status>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(journal: &Arc<dyn Journal>, tree: &sled::Tree, server: &Arc<Server>) -> Self {
        let relay = Relay::new(Arc::clone(journal), tree.clone(), Arc::clone(server));
        let status = relay.status();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            stopped.await.ok();
        };
        Self { status, stop, task: tokio::spawn(relay.run(shutdown)) }
    }

    async fn until(&mut self, what: &str, wanted: impl FnMut(&Status) -> bool) -> Status {
        let found =
            time::timeout(PATIENCE, self.status.wait_for(wanted)).await.map(|s| s.unwrap().clone());
        found.unwrap_or_else(|_| panic!("waited for {what}: {:?}", self.status.borrow()))
    }

    async fn reaches(&mut self, sequence: u64) -> Status {
        self.until("the sequence", |s| s.connected && s.sequence == sequence).await
    }

    /// The status it ended with, before it was stopped.
    async fn stop(self) -> Status {
        let status = self.status.borrow().clone();
        self.stop.send(()).ok();
        soon("the relay to stop", self.task).await.unwrap();
        status
    }

    /// As a crash: nothing more is done.
    async fn abort(self) {
        self.task.abort();
        soon("the relay to crash", self.task).await.unwrap_err();
    }
}

/// Runs a relay until the world knows `sequence` events.
async fn relay_to(
    sequence: u64,
    journal: &Arc<dyn Journal>,
    tree: &sled::Tree,
    server: &Arc<Server>,
) -> Status {
    let mut relay = Running::start(journal, tree, server);
    relay.reaches(sequence).await;
    relay.stop().await
}

async fn context(server: &Server) -> jetstream::Context {
    jetstream::new(client::connect(&server.url().await.unwrap()).await.unwrap())
}

async fn messages(server: &Server) -> Vec<StreamMessage> {
    let stream = client::stream(&context(server).await).await.unwrap().unwrap();
    let mut messages = Vec::new();
    for sequence in 1..=stream.cached_info().state.last_sequence {
        messages.push(stream.get_raw_message(sequence).await.unwrap());
    }
    messages
}

/// The promise: message n is the n-th public event, once and in order.
async fn assert_told(journal: &Arc<dyn Journal>, server: &Server) {
    let page = journal.read_all(Place::Start, Direction::Forwards, &public(), usize::MAX).await;
    let happened: Vec<_> = page.unwrap().events.iter().map(|e| e.entry.id.to_string()).collect();
    let messages = messages(server).await;
    let ids: Vec<_> = messages
        .iter()
        .map(|message| message::attributes(&message.headers).remove("id").unwrap())
        .collect();
    assert_eq!(ids, happened);
}
