//! The service by itself, over gRPC in memory.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use kernel::{Aggregate as _, Id, Meta, Who};
use proto::{jalon::v1 as pb_act, sessions::v1 as pb};
use runtime::{Direction, Host, Journal as _, MemoryJournal, Place, Recorded, Started, Token};
use tempfile::TempDir;
use tonic::{Request, Response, Status, metadata::MetadataValue, transport::Channel};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{body::Body, role::ROLE, session::Session};

const KEY: [u8; 32] = [1; 32];

/// A process that is nothing but this service.
struct Platform {
    journal: Arc<MemoryJournal>,
    started: Started,
    _folder: TempDir,
}

impl Platform {
    fn start(journal: &Arc<MemoryJournal>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::from_bytes(&KEY).verifying_key();
        let mut host = Host::new(Arc::clone(journal) as _, folder.path(), key).unwrap();
        host.declare(&ROLE).unwrap();
        let started = host.start().unwrap();
        Self { journal: Arc::clone(journal), started, _folder: folder }
    }

    fn bodies(&self) -> pb::body_service_client::BodyServiceClient<Channel> {
        pb::body_service_client::BodyServiceClient::new(self.started.channel())
    }

    fn sessions(&self) -> pb::session_service_client::SessionServiceClient<Channel> {
        pb::session_service_client::SessionServiceClient::new(self.started.channel())
    }

    /// What a stream holds, once everything has had its consequences.
    async fn events(&self, stream: &str) -> Vec<Recorded> {
        self.started.followers().settle(&*self.journal).await.unwrap();
        let events = self.journal.read_stream(stream, Place::Start, Direction::Forwards, 1000);
        events.await.unwrap()
    }

    async fn names(&self, stream: &str) -> Vec<String> {
        self.events(stream).await.into_iter().map(|event| event.entry.name).collect()
    }

    async fn constitute(&self) {
        let request = pb::ConstituteBodyRequest {
            act: Some(act(1)),
            body: "ML-CTN".to_owned(),
            name: "Comité technique national".to_owned(),
            kind: pb::BodyKind::TechnicalCommittee.into(),
            level: pb::Level::National.into(),
            ..pb::ConstituteBodyRequest::default()
        };
        told(self.bodies().constitute_body(by(request)).await);
    }
}

fn by<M>(message: M) -> Request<M> {
    let who = Who {
        person: Id::derived(&["person", "awa"]),
        capacity: "Secrétariat".to_owned(),
        institution: Id::derived(&["institution", "CTN"]),
    };
    let token = Token { who, role: "secretary".to_owned(), expires: Timestamp::MAX };
    let token = token.seal(&SigningKey::from_bytes(&KEY)).unwrap();
    let mut request = Request::new(message);
    request.metadata_mut().insert_bin(runtime::TOKEN, MetadataValue::from_bytes(&token));
    request
}

fn act(command: u128) -> pb_act::Act {
    pb_act::Act {
        command_id: Uuid::from_u128(command).to_string(),
        effective: "2019-03-01".to_owned(),
        programme: "P127328".to_owned(),
        country: "ML".to_owned(),
        ..pb_act::Act::default()
    }
}

fn told(answer: Result<Response<pb_act::Recorded>, Status>) -> pb_act::Recorded {
    answer.unwrap().into_inner()
}

fn refused(answer: Result<Response<pb_act::Recorded>, Status>) -> String {
    answer.unwrap_err().get_details_error_info().unwrap().reason
}

fn plan(command: u128, session: &str, ordinal: u32) -> Request<pb::PlanSessionRequest> {
    by(pb::PlanSessionRequest {
        act: Some(act(command)),
        session: session.to_owned(),
        body: "ML-CTN".to_owned(),
        kind: pb::SessionKind::Ordinary.into(),
        ordinal,
        title: "Session ordinaire".to_owned(),
        ..pb::PlanSessionRequest::default()
    })
}

fn stream_of(session: &str) -> String {
    Session::stream(Session::id(&session.parse().unwrap()))
}

#[tokio::test]
async fn a_session_gets_its_number_from_its_body_and_has_it_once() {
    let platform = Platform::start(&Arc::new(MemoryJournal::new(Uuid::from_u128(9))));
    platform.constitute().await;
    let body = Body::stream(Body::id(&"ML-CTN".parse().unwrap()));
    let first = told(platform.sessions().plan_session(plan(2, "ML-CTN-18", 18)).await);
    let again = told(platform.sessions().plan_session(plan(2, "ML-CTN-18", 18)).await);
    assert_eq!(first, again, "the same command is told the same");
    // What makes no sense takes no number.
    let wrong = platform.sessions().plan_session(plan(3, "ML-CTN-19", 20)).await;
    assert_eq!(refused(wrong), "sessions-reference-not-of-body");
    let lower = platform.sessions().plan_session(plan(4, "ML-CTN-17", 17)).await;
    assert_eq!(refused(lower), "sessions-ordinal-not-increasing");
    told(platform.sessions().plan_session(plan(5, "ML-CTN-19", 19)).await);
    assert_eq!(
        platform.names(&body).await,
        ["sessions.body.constituted.v1", "sessions.number.given.v1", "sessions.number.given.v1",]
    );
    assert_eq!(platform.names(&stream_of("ML-CTN-18")).await, ["sessions.session.planned.v1"]);
    let unknown = by(pb::PlanSessionRequest {
        body: "ML-CNP".to_owned(),
        session: "ML-CNP-1".to_owned(),
        ..plan(6, "", 1).into_inner()
    });
    assert_eq!(refused(platform.sessions().plan_session(unknown).await), "sessions-body-unknown");
}

#[tokio::test]
async fn a_session_is_of_the_programme_of_its_body_whatever_its_request_says() {
    let platform = Platform::start(&Arc::new(MemoryJournal::new(Uuid::from_u128(9))));
    platform.constitute().await;
    let mut request = plan(2, "ML-CTN-18", 18);
    let act = request.get_mut().act.as_mut().unwrap();
    act.programme = "P144442".to_owned();
    told(platform.sessions().plan_session(request).await);
    for event in platform.events(&stream_of("ML-CTN-18")).await {
        let meta: Meta = serde_json::from_slice(&event.entry.meta).unwrap();
        assert_eq!(meta.programme.unwrap().as_str(), "P127328");
    }
}

#[tokio::test]
async fn what_was_begun_is_ended_by_the_process_after_and_nothing_is_there_twice() {
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(9)));
    let platform = Platform::start(&journal);
    platform.constitute().await;
    told(platform.sessions().plan_session(plan(2, "ML-CTN-18", 18)).await);
    // Its policies may have heard of it or not; those of the next process start from nothing.
    drop(platform);
    let platform = Platform::start(&journal);
    let secretariat = crate::secretariat::Secretariat::id(&"P127328".parse().unwrap());
    let secretariat = crate::secretariat::Secretariat::stream(secretariat);
    let mut heard = platform.names(&secretariat).await;
    // Each is read by a policy of its own.
    heard.sort();
    assert_eq!(heard, ["secretariat.heard.body.v1", "secretariat.heard.session.v1"]);
    assert_eq!(platform.names("public-sessions").await, ["sessions.session.planned.v1"]);
}
