//! What may meet any bytes at all: what a client sends to a method. Whatever it is, the server comes
//! back with a status of the protocol, has recorded nothing that it refused, and changed nothing that
//! was recorded. `fuzz/` looks for bytes after which that is not so; the tests here replay what it
//! found, changed a little.
//!
//! The bytes are the messages of one call, each behind its length in two bytes.

use std::{future::poll_fn, net::SocketAddr, pin::pin, sync::Arc};

use anyhow::{Context as _, ensure};
use axum::{body::Body, http::Request};
use runtime::{
    Direction, Entry, Expected, Filter, Format, Journal, MemoryJournal, Place, Recorded,
};
use tokio::{runtime::Builder, sync::watch};
use tonic::{
    Code,
    codegen::{Body as _, Service as _},
};
use uuid::Uuid;

use crate::{Accounts, Limits, routes, store::Store};

/// Each target, and the method that it calls.
pub const TARGETS: [(&str, &str); 8] = [
    ("read", "/event_store.client.streams.Streams/Read"),
    ("append", "/event_store.client.streams.Streams/Append"),
    ("batch", "/event_store.client.streams.Streams/BatchAppend"),
    ("delete", "/event_store.client.streams.Streams/Delete"),
    ("tombstone", "/event_store.client.streams.Streams/Tombstone"),
    ("list", "/event_store.client.persistent_subscriptions.PersistentSubscriptions/List"),
    ("session", "/kurrentdb.protocol.v2.streams.StreamsService/AppendSession"),
    ("records", "/kurrentdb.protocol.v2.streams.StreamsService/AppendRecords"),
];
/// A stream that is there.
pub const STREAM: &str = "there";

/// Calls the method of `target`. Tells whether it did what it was asked.
pub fn call(target: &str, bytes: &[u8]) -> bool {
    let method = TARGETS.iter().find(|(name, _)| *name == target).map(|(_, method)| *method);
    let runtime = Builder::new_current_thread().enable_all().build();
    let (Some(method), Ok(runtime)) = (method, runtime) else { return false };
    let told = runtime.block_on(answered(method, frames(bytes)));
    assert!(told.is_ok(), "{method}: {told:?}");
    // Whoever follows is sent away once there is nothing more, because the server is closing.
    matches!(told, Ok(Code::Ok | Code::Unavailable))
}

/// Messages as they lie in the body of a call.
fn frames(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some((length, behind)) = bytes.split_first_chunk() {
        let length =
            u16::from_le_bytes(*length).min(u16::try_from(behind.len()).unwrap_or(u16::MAX));
        let (message, rest) = behind.split_at(usize::from(length));
        body.push(0);
        body.extend(u32::from(length).to_be_bytes());
        body.extend(message);
        bytes = rest;
    }
    body
}

async fn answered(method: &str, body: Vec<u8>) -> anyhow::Result<Code> {
    let journal: Arc<dyn Journal> = Arc::new(MemoryJournal::new(Uuid::nil()));
    let store = Arc::new(Store::open(Arc::clone(&journal), &[]).await?);
    journal.append(STREAM, Expected::Empty, (1..4).map(entry).collect()).await?;
    let before = everything(&*journal).await?;
    let (_stop, stopping) = watch::channel(true);
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let routes = routes(store, Accounts::default(), Limits::default(), address, stopping);
    let request = Request::post(method).header("content-type", "application/grpc");
    let answer = routes.prepare().into_axum_router().call(request.body(Body::from(body))?).await?;
    let (head, body) = answer.into_parts();
    let status = "grpc-status";
    let mut said = head.headers.get(status).cloned();
    let mut body = pin!(body);
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        if let Ok(trailers) = frame?.into_trailers() {
            said = trailers.get(status).cloned();
        }
    }
    let code = Code::from_bytes(said.context("an answer without a status")?.as_bytes());
    ensure!(code != Code::Unknown, "an answer of nobody's making");
    let after = everything(&*journal).await?;
    ensure!(after.starts_with(&before), "what was recorded has changed");
    // Of many appends of one call, some may have been recorded before the call came to a bad end.
    let many = method.ends_with("BatchAppend");
    ensure!(code == Code::Ok || many || after.len() == before.len(), "{code:?}, and recorded");
    Ok(code)
}

fn entry(id: u128) -> Entry {
    let (name, data, meta) = ("word".to_owned(), b"{}".to_vec(), b"{}".to_vec());
    Entry { id: Uuid::from_u128(id), name, data, meta, format: Format::Json }
}

async fn everything(journal: &dyn Journal) -> anyhow::Result<Vec<Recorded>> {
    let (start, forwards, filter) = (Place::Start, Direction::Forwards, Filter::Everything);
    Ok(journal.read_all(start, forwards, &filter, usize::MAX >> 1).await?.events)
}
