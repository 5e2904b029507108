//! What clients ask about the server before they ask anything of it.

use std::net::SocketAddr;

use axum::{
    extract::Request as Asked,
    http::{StatusCode, header::CONTENT_TYPE, uri::Authority},
    response::{IntoResponse as _, Response as Answer},
};
use jiff::Timestamp;
use protocol::event_store::client::{
    gossip::{ClusterInfo, EndPoint, MemberInfo, gossip_server::Gossip, member_info::VNodeState},
    server_features::{SupportedMethod, SupportedMethods, server_features_server::ServerFeatures},
};
use serde_json::{Value, json};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{
    connection::Reached,
    wire::{self, Spelling},
};

/// The behaviour that clients may count on is that of this version of the protocol's own server.
pub(crate) const VERSION: &str = "26.1.0";

/// A method and its features.
type Method = (&'static str, &'static [&'static str]);

/// Of a stream, and of all.
const OF_BOTH: &[&str] = &["stream", "all"];

/// What is served, in lower case, as clients compare it.
const METHODS: [(&str, &[Method]); 5] = [
    (
        "event_store.client.streams.streams",
        &[
            ("read", &["position", "events"]),
            ("append", &[]),
            ("delete", &[]),
            ("tombstone", &[]),
            ("batchappend", &["deadline_duration"]),
        ],
    ),
    ("event_store.client.server_features.serverfeatures", &[("getsupportedmethods", &[])]),
    ("event_store.client.gossip.gossip", &[("read", &[])]),
    (
        "event_store.client.persistent_subscriptions.persistentsubscriptions",
        &[
            ("list", OF_BOTH),
            ("update", OF_BOTH),
            ("delete", OF_BOTH),
            ("read", OF_BOTH),
            ("getinfo", OF_BOTH),
            ("replayparked", OF_BOTH),
            ("restartsubsystem", &[]),
        ],
    ),
    (
        "kurrentdb.protocol.v2.streams.streamsservice",
        &[("appendsession", &[]), ("appendrecords", &[])],
    ),
];

#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub(crate) journal: Uuid,
    /// Where the server listens.
    pub(crate) address: SocketAddr,
}

#[tonic::async_trait]
impl ServerFeatures for About {
    async fn get_supported_methods(
        &self,
        _: Request<()>,
    ) -> Result<Response<SupportedMethods>, Status> {
        let methods = METHODS.iter().flat_map(|(service, methods)| {
            methods.iter().map(|(method, features)| SupportedMethod {
                method_name: (*method).to_owned(),
                service_name: (*service).to_owned(),
                features: features.iter().map(|feature| (*feature).to_owned()).collect(),
            })
        });
        Ok(Response::new(SupportedMethods {
            methods: methods.collect(),
            event_store_server_version: VERSION.to_owned(),
        }))
    }
}

/// What a client called us when it asked.
#[derive(Clone, Debug)]
struct Called(Authority);

/// Notes what the client calls us.
pub(crate) async fn called(mut asked: Asked) -> Asked {
    if let Some(authority) = asked.uri().authority().cloned() {
        asked.extensions_mut().insert(Called(authority));
    }
    asked
}

/// A cluster of one, which leads.
#[tonic::async_trait]
impl Gossip for About {
    async fn read(&self, request: Request<()>) -> Result<Response<ClusterInfo>, Status> {
        // Where this client reached us: an address that is good for everybody is good for nobody. By
        // the name that it used, which a certificate may be for, or else by its address.
        let called = request.extensions().get::<Called>().and_then(|Called(authority)| {
            let host = authority.host().trim_start_matches('[').trim_end_matches(']');
            Some((host.to_owned(), authority.port_u16()?))
        });
        let (address, port) = called.unwrap_or_else(|| {
            let reached = request.extensions().get::<Reached>();
            let reached = reached.and_then(|reached| reached.at).unwrap_or(self.address);
            (reached.ip().to_string(), reached.port())
        });
        let us = MemberInfo {
            instance_id: Some(wire::spelled(self.journal, Spelling::Structured)),
            time_stamp: now().as_microsecond().saturating_mul(10),
            state: VNodeState::Leader.into(),
            is_alive: true,
            http_end_point: Some(EndPoint { address, port: port.into() }),
        };
        Ok(Response::new(ClusterInfo { members: vec![us] }))
    }
}

/// The same for whoever asks by HTTP.
pub(crate) fn info() -> axum::Json<Value> {
    axum::Json(json!({
        "dbVersion": VERSION,
        "state": "leader",
        "features": { "projections": false, "userManagement": false, "atomPub": false },
    }))
}

/// What is not there, for whoever calls it and for whoever asks by HTTP.
pub(crate) async fn absent(asked: Asked) -> Answer {
    let kind = asked.headers().get(CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if kind.starts_with(b"application/grpc") {
        return Status::unimplemented("this server has no such service").into_http();
    }
    StatusCode::NOT_FOUND.into_response()
}

/// The words are those that clients look for.
pub(crate) fn ping() -> axum::Json<Value> {
    axum::Json(json!({ "msgTypeId": 1, "text": "Ping request successfully handled" }))
}

/// Gossip says when it was said.
#[expect(clippy::disallowed_methods, reason = "a member of a cluster says what time it is")]
fn now() -> Timestamp {
    Timestamp::now()
}
