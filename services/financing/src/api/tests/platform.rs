//! A process to ask, people who ask, and what they ask for.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use kernel::{Aggregate as _, Id, Meta, Who, correction};
use proto::{
    financing::v1::{self as pb, financing_service_client::FinancingServiceClient},
    jalon::v1 as pb_act,
};
use runtime::{Direction, Host, Journal as _, MemoryJournal, Place, Started, Token};
use tempfile::TempDir;
use tonic::{Code, Request, Response, Status, metadata::MetadataValue, transport::Channel};
use uuid::Uuid;

use crate::{
    api::Api,
    financing::{Event, Financing},
    role::ROLE,
    watch::Watch,
    wire,
};

const KEY: [u8; 32] = [1; 32];

/// A process that is nothing but this service.
pub(super) struct Platform {
    pub(super) journal: Arc<MemoryJournal>,
    pub(super) client: FinancingServiceClient<Channel>,
    pub(super) started: Started,
    _folder: TempDir,
}

impl Platform {
    pub(super) fn start(journal: &Arc<MemoryJournal>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::from_bytes(&KEY).verifying_key();
        let mut host = Host::new(Arc::clone(journal) as _, folder.path(), key).unwrap();
        host.declare(&ROLE).unwrap();
        let started = host.start().unwrap();
        let client = FinancingServiceClient::new(started.channel());
        Self { journal: Arc::clone(journal), client, started, _folder: folder }
    }

    pub(super) fn new() -> Self {
        Self::start(&Arc::new(MemoryJournal::new(Uuid::from_u128(9))))
    }

    /// Names of what a stream holds, once everything has had its consequences.
    pub(super) async fn heard(&self, stream: &str) -> Vec<String> {
        self.started.followers().settle(&*self.journal).await.unwrap();
        let events = self.journal.read_stream(stream, Place::Start, Direction::Forwards, 1000);
        events.await.unwrap().into_iter().map(|event| event.entry.name).collect()
    }

    /// The day on which the only deadline of that kind is watched for, if it is.
    pub(super) async fn watched(&self, kind: &str) -> Option<String> {
        let stream = Watch::stream(Watch::id(&"P127328".parse().unwrap()));
        self.started.followers().settle(&*self.journal).await.unwrap();
        let events = self.journal.read_stream(&stream, Place::Start, Direction::Forwards, 1000);
        let mut on = None;
        for event in events.await.unwrap() {
            let data: serde_json::Value = serde_json::from_slice(&event.entry.data).unwrap();
            if data["kind"] == kind {
                on = data["on"].as_str().map(str::to_owned);
            }
        }
        on
    }

    /// Programme and country of what a stream holds, once everything has had its consequences.
    pub(super) async fn filed(&self, stream: &str) -> Vec<String> {
        self.started.followers().settle(&*self.journal).await.unwrap();
        let events = self.journal.read_stream(stream, Place::Start, Direction::Forwards, 1000);
        let metas = events.await.unwrap().into_iter().map(|event| event.entry.meta);
        let metas = metas.map(|meta| serde_json::from_slice::<Meta>(&meta).unwrap());
        let filed = |meta: Meta| format!("{}/{}", meta.programme.unwrap(), meta.country.unwrap());
        metas.map(filed).collect()
    }

    pub(super) async fn register(&mut self, reference: &str) -> pb_act::Recorded {
        told(self.client.register(by("awa", registration(reference))).await)
    }

    /// Rules that were contradicted, in order.
    pub(super) async fn anomalies(&self, reference: &str) -> Vec<String> {
        let stream = Financing::stream(wire::financing(reference).unwrap());
        let facts = runtime::read_stream::<Event>(&*self.journal, &stream).await.unwrap();
        let mut noted = Vec::new();
        for fact in facts {
            if let Event::Correction(correction::Event::AnomalyNoted(anomaly)) = fact.event {
                noted.push(anomaly.about);
            }
        }
        noted
    }

    /// What `awa` proposed, `oumar` confirms.
    pub(super) async fn confirm(
        &mut self,
        financing: &str,
        proposed: Result<Response<pb_act::Recorded>, Status>,
        on: &str,
    ) {
        let [proposal] = told(proposed).events.try_into().unwrap();
        let financing = financing.to_owned();
        let request = pb::ConfirmTransitionRequest { act: act(on), proposal, financing };
        told(self.client.confirm_transition(by("oumar", request)).await);
    }
}

/// The service itself, for what no client can time.
pub(super) fn itself() -> (Api, Started, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::from_bytes(&KEY).verifying_key();
    let journal: Arc<dyn runtime::Journal> = Arc::new(MemoryJournal::new(Uuid::from_u128(9)));
    let mut host = Host::new(journal, folder.path(), key).unwrap();
    let financings = host.handler::<Financing>().unwrap();
    let financings = host.edge(&financings);
    let peers = host.peers();
    (Api { financings, peers }, host.start().unwrap(), folder)
}

pub(super) fn told(answer: Result<Response<pb_act::Recorded>, Status>) -> pb_act::Recorded {
    answer.unwrap().into_inner()
}

/// Refused for that reason.
#[track_caller]
pub(super) fn refused(answer: Result<Response<pb_act::Recorded>, Status>, grpc: Code, code: &str) {
    let status = answer.expect_err(code);
    let details = String::from_utf8_lossy(status.details()).into_owned();
    assert!(status.code() == grpc && details.contains(code), "{status:?}");
}

pub(super) fn h8350() -> String {
    "H8350".to_owned()
}

pub(super) fn in_role<T>(person: &str, role: &str, message: T) -> Request<T> {
    let who = Who {
        person: Id::derived(&["person", person]),
        capacity: "Trésorière".into(),
        institution: Id::derived(&["institution", "UTGFS"]),
    };
    let token = Token { who, role: role.into(), expires: Timestamp::MAX };
    let sealed = token.seal(&SigningKey::from_bytes(&KEY)).unwrap();
    let mut request = Request::new(message);
    request.metadata_mut().insert_bin(runtime::TOKEN, MetadataValue::from_bytes(&sealed));
    request
}

pub(super) fn by<T>(person: &str, message: T) -> Request<T> {
    in_role(person, "coordinator", message)
}

/// A command of its own, effective that day.
pub(super) fn act(on: &str) -> Option<pb_act::Act> {
    static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let id = LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
    Some(pb_act::Act {
        command_id: Uuid::from_u128(id.into()).to_string(),
        effective: on.into(),
        ..Default::default()
    })
}

/// An act of the financier's.
pub(super) fn of_ida(on: &str) -> Option<pb_act::Act> {
    let party = pb_act::Party { institution: "IDA".into(), capacity: String::new() };
    act(on).map(|act| pb_act::Act { on_behalf_of: Some(party), ..act })
}

/// Its programme is named.
pub(super) fn filed(on: &str) -> Option<pb_act::Act> {
    let (programme, country) = ("P127328".into(), "ML".into());
    act(on).map(|act| pb_act::Act { programme, country, ..act })
}

pub(super) fn xdr(amount: &str) -> Option<pb_act::Money> {
    Some(pb_act::Money { amount: amount.into(), currency: "XDR".into() })
}

pub(super) fn xof(amount: &str) -> Option<pb_act::Money> {
    Some(pb_act::Money { amount: amount.into(), currency: "XOF".into() })
}

pub(super) fn registration(reference: &str) -> pb::RegisterRequest {
    pb::RegisterRequest {
        act: filed("2013-01-10"),
        financing: reference.into(),
        title: "Filets sociaux".into(),
        instrument: pb::Instrument::IdaGrant.into(),
        financier: "IDA".into(),
        phase: 1,
        ..Default::default()
    }
}

pub(super) fn condition(n: usize) -> pb::AddConditionRequest {
    pb::AddConditionRequest {
        act: act("2013-02-01"),
        financing: h8350(),
        condition: format!("condition-{n}"),
        kind: pb::ConditionKind::Covenant.into(),
        label: "Rapport trimestriel".into(),
        ..Default::default()
    }
}

pub(super) fn approval(financing: &str) -> pb::RecordApprovalRequest {
    pb::RecordApprovalRequest {
        act: of_ida("2013-04-30"),
        financing: financing.into(),
        money: xdr("46300000.00"),
        approved_by: "Conseil".into(),
    }
}

pub(super) fn terms() -> pb::SignRequest {
    pb::SignRequest {
        act: act("2013-05-22"),
        financing: h8350(),
        money: xdr("46300000.00"),
        categories: vec![pb::Category {
            category: "1".into(),
            label: "Transferts".into(),
            money: xdr("46300000.00"),
        }],
        signatories: vec![pb::Signatory {
            institution: "IDA".into(),
            capacity: "Directeur des opérations".into(),
        }],
        closing_on: "2099-06-30".into(),
        ..Default::default()
    }
}
