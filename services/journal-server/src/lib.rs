//! The journal over the network, wire-compatible with KurrentDB: its clients, in any language, append
//! to streams, read them and follow them.
//!
//! A position on the wire is a position of the journal, twice: commit and prepare are the same.
//!
//! **Nothing is hidden from an audit.** The protocol has ways to delete a stream, to close one for
//! good and to cut its beginning off. The journal only ever appends. So such a wish is itself an
//! event, in the stream that the protocol keeps metadata in (`$$` and the stream's name), and from
//! then on the *stream* reads to clients as they asked. All streams together (`$all`) read as ever to
//! whoever may read them, as do exports, proofs and every service of ours. Streams that Jalon writes are
//! records: whoever asks to delete, close or cut one, or to keep anybody from it, is told that access is
//! denied ([`standing`]).
//!
//! **Who writes the records.** With accounts, a service account and nobody else ([`accounts`]): a writer
//! has streams of its own, a reader reads. Without accounts everybody who reaches the server may do
//! everything, forge an approval included. Jalon then listens on this machine only: what protects the
//! records is who may log in there, as any user.
//!
//! **Who reads.** Everybody who may come in, unless the metadata of a stream says otherwise (`$acl`); that
//! of `$all` is heeded for reading all streams together, keeps no service account out, and is said by one or
//! by the account `admin`. What clients say in `$settings` of all streams at once means nothing here: with
//! accounts it is refused, and without them it is accepted, as there is nobody to keep out.
//!
//! **What a client may take** is bounded in bytes, in turns and in time: messages, appends, pages and
//! names; searches by an expression of its own ([`filter`]); connections from one address, and how
//! long one may be there before somebody is let in by it ([`connection`]). So is what all of them together
//! may have the server hold of what they read and write ([`room`]), and of what they have begun to send
//! ([`messages`]).
//!
//! There are no projections, so links are only those that a client appends ([`links`]), and no
//! subscriptions whose place the server keeps ([`persistent`]); what is not there answers that it is not
//! implemented, and is not among the features.
//!
//! What the clients do that a server has to know of:
//! - the Rust client does not set `TCP_NODELAY`, so an answer has to be acknowledged at once
//!   ([`connection`]);
//! - it does not notice the end of a subscription unless that is an error: every subscription ends
//!   with UNAVAILABLE ([`follow`]);
//! - most know a deadline that has passed by its code only, which is not the one that tonic gives it
//!   ([`deadline`]);
//! - others read the words of an error, its trailers, of which they lose those that are not ASCII, and a
//!   word among its details ([`refusal`]);
//! - some do not survive to be told that they fell behind, and wait for their user at each checkpoint
//!   ([`follow`]), or do not survive a deletion without a place;
//! - some send look-ahead in regular expressions ([`filter`]); a few that only .NET reads are refused, such
//!   as `[\w-[aeiou]]`, `(?n)` and `\p{IsBasicLatin}`.

mod about;
mod accounts;
mod append;
mod batch;
mod connection;
mod deadline;
mod filter;
mod follow;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod links;
mod messages;
mod persistent;
mod read;
mod refusal;
mod room;
mod standing;
mod store;
mod streams;
mod together;
mod wire;

#[cfg(test)]
mod tests;

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{
    Router,
    http::StatusCode,
    middleware::{from_fn, map_request, map_request_with_state},
    routing::get,
};
use protocol::{
    event_store::client::{
        gossip::gossip_server::GossipServer,
        persistent_subscriptions::persistent_subscriptions_server::PersistentSubscriptionsServer,
        server_features::server_features_server::ServerFeaturesServer,
        streams::streams_server::StreamsServer,
    },
    kurrentdb::protocol::v2::streams::streams_service_server::StreamsServiceServer,
};
use runtime::Journal;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tonic::{
    Request, Status,
    server::NamedService as _,
    service::{Routes, interceptor::InterceptedService},
    transport::{Identity, Server, ServerTlsConfig},
};
use tonic_health::ServingStatus;
use tonic_reflection::server::Builder as Described;

pub use accounts::{Accounts, Kind};
pub use store::IDENTITY;

use connection::Reached;
use refusal::Refusal;
use room::Room;
use store::Store;

/// How the journal is served.
#[derive(Debug, Default)]
pub struct Settings {
    /// A certificate and its key, in PEM. Without it the connection is not encrypted.
    pub tls: Option<Identity>,
    /// Who may come in. Without any, everybody may.
    pub accounts: Accounts,
    /// Categories of the streams that only a service may write: what lies before the first hyphen.
    pub records: &'static [&'static str],
    pub limits: Limits,
}

/// What one client may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one message on its way in: as many as a client sends. One of more ends the call, and with it
    /// every append that came by the same; an append that has too many is refused by itself.
    pub message: usize,
    /// Connections at one time; whoever comes then waits.
    pub connections: usize,
    /// Of them, from one address; more are closed at once.
    pub from_one: usize,
    /// How long a connection may be without a call of the protocol by somebody who may come in.
    pub silence: Duration,
    /// Searches by an expression of a client's own, at one time, of all clients.
    pub searches: usize,
    /// Calls at one time, over one connection.
    pub calls: u32,
    /// Bytes in memory that clients have not taken yet, of all clients, beside a little of each call; as
    /// many that are not recorded yet; and as many of messages that are not whole yet.
    pub room: usize,
    /// How long one message may take to come, and the pieces of one append. And a subscriber is dropped that
    /// takes nothing for so long…
    pub patience: Duration,
    /// …while so many events wait for it.
    pub behind: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 17 << 20,
            connections: 1024,
            from_one: 256,
            silence: Duration::from_secs(20),
            searches: 8,
            calls: 128,
            room: 256 << 20,
            patience: Duration::from_mins(1),
            behind: 10_000,
        }
    }
}

/// Between two signs that the other side is still there.
const KEEPALIVE: Duration = Duration::from_secs(10);
/// Bytes on their way in that are not yet read: of a call, and of a connection.
const CALL_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;

/// Answers clients on `listener` until `shutdown` resolves; subscriptions are told then.
pub async fn serve(
    journal: Arc<dyn Journal>,
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send,
) -> anyhow::Result<()> {
    let Settings { tls, accounts, records, limits } = settings;
    let address = listener.local_addr()?;
    let store = Store::open(journal, records).await.context("opening the journal to clients")?;
    let store = Arc::new(store);
    let (stop, stopping) = watch::channel(false);
    let (health, healthy) = tonic_health::server::health_reporter();
    for name in SERVED {
        health.set_service_status(*name, ServingStatus::Serving).await;
    }
    let routes = routes(store, accounts, limits, address, stopping)
        .add_service(healthy)
        .add_service(described().build_v1()?)
        // Many a tool still asks in the former way.
        .add_service(described().build_v1alpha()?);
    let messages = messages::Bounds::of(limits)?;
    let routes = routes.into_axum_router();
    let routes = routes.layer(map_request_with_state(messages, messages::bounded));
    let routes = Routes::from(routes.layer(from_fn(deadline::kept)));
    let mut server = Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .initial_stream_window_size(CALL_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(limits.calls);
    if let Some(identity) = tls {
        // Two libraries for it are linked, so one has to be named; whoever was first is as good.
        _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        server = server.tls_config(ServerTlsConfig::new().identity(identity))?;
    }
    let incoming = connection::incoming(listener, limits);
    let ending = async {
        shutdown.await;
        for name in SERVED {
            health.set_service_status(*name, ServingStatus::NotServing).await;
        }
        stop.send_replace(true);
    };
    server.add_routes(routes).serve_with_incoming_shutdown(incoming, ending).await?;
    Ok(())
}

/// What the health of the server is asked by: as a whole, and by service.
const SERVED: &[&str] = &[
    "",
    StreamsServer::<streams::Streams>::NAME,
    StreamsServiceServer::<together::Together>::NAME,
];

/// The protocol, and health, for whoever asks what is served.
fn described() -> Described<'static> {
    Described::configure()
        .register_encoded_file_descriptor_set(protocol::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

fn routes(
    store: Arc<Store>,
    accounts: Accounts,
    limits: Limits,
    address: SocketAddr,
    stopping: watch::Receiver<bool>,
) -> Routes {
    // How a service says no to whoever may not come in.
    let known = move |refused: fn(Refusal) -> Status| {
        let accounts = accounts.clone();
        move |request: Request<()>| {
            let request = accounts.open(request).map_err(refused)?;
            if let Some(reached) = request.extensions().get::<Reached>() {
                reached.is_heard();
            }
            Ok(request)
        }
    };
    let about = about::About { journal: store.journal.id(), address };
    let (pages, appends) = (Room::of(limits.room), Room::of(limits.room));
    let together = together::Together { store: Arc::clone(&store), room: appends.clone() };
    let together = StreamsServiceServer::new(together).max_decoding_message_size(limits.message);
    let turns = Arc::new(Semaphore::new(limits.searches));
    let streams = streams::Streams { store, limits, stopping, turns, pages, appends };
    let streams = StreamsServer::new(streams).max_decoding_message_size(limits.message);
    let persistent = PersistentSubscriptionsServer::new(persistent::Persistent);
    let persistent = persistent.max_decoding_message_size(limits.message);
    // A client asks about the server before it says who it is.
    let gossip = Routes::from(Router::new()).add_service(GossipServer::new(about));
    let about_routes = gossip
        .into_axum_router()
        .layer(map_request(about::called))
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/ping", get(|| async { about::ping() }))
        .route("/info", get(|| async { about::info() }))
        .fallback(about::absent);
    Routes::from(about_routes)
        .add_service(ServerFeaturesServer::new(about))
        .add_service(InterceptedService::new(persistent, known(Refusal::status)))
        .add_service(InterceptedService::new(streams, known(Refusal::status)))
        .add_service(InterceptedService::new(together, known(Refusal::status_v2)))
}
