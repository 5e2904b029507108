//! The journal and the documents of the fake.

use futures::stream::{self, BoxStream, StreamExt as _};
use kernel::{Authority, Evidence, Hash, Id, Meta, Origin, Party, ProvenanceKind, StatedWeekday};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use proto::{
    documents::v1::{self as documents, documents_service_server::DocumentsService},
    jalon::v1::{self as pb, get_event_request, journal_service_server::JournalService},
};
use tonic::{Request, Response, Status, async_trait};

use super::{Fake, HEAD, proof};

type Answer<T> = Result<Response<T>, Status>;

fn meta(illustrative: bool) -> Meta {
    let who = kernel::Who {
        person: Id::derived(&["person", "raf"]),
        capacity: "Responsable administratif et financier".into(),
        institution: Id::derived(&["institution", "UTGFS"]),
    };
    let evidence = |title: &str, document| Evidence {
        title: title.into(),
        reference: Some("Lettre 2018-114".into()),
        document,
        language: Some("fr".into()),
        page: Some("2".into()),
        url: Some("https://documents.worldbank.org/x".into()),
    };
    let mut meta = kernel::testing::meta(&who, jiff::civil::date(2018, 11, 9));
    meta.origin = Origin::Import;
    meta.on_behalf_of =
        Some(Party { institution: Id::derived(&["institution", "IDA"]), capacity: None });
    meta.authority = Some(Authority::Notice("Notification du 9 novembre 2018".into()));
    meta.stated_weekday = Some(StatedWeekday(jiff::civil::Weekday::Monday));
    meta.evidence = vec![
        evidence("Notification d’entrée en vigueur", Some(Hash([3; 32]))),
        evidence("Avis juridique", None),
    ];
    meta.unverified = vec!["financing-legal-opinion-missing".into()];
    if illustrative {
        meta.provenance.kind = ProvenanceKind::Illustrative;
    }
    meta
}

/// Where somebody was told no.
const REFUSED: u64 = 8999;
/// Where a correction of an amount was proposed.
const AMENDING: u64 = 8998;
/// What cites a pièce that nobody has sent.
const UNATTACHED: u64 = 7144;

fn event(position: u64) -> pb::Event {
    let stream = Id::<kernel::Decision>::derived(&["financing", "D3480"]);
    let validation = match position {
        7141 => r#""undocumented""#.to_owned(),
        7142 => r#""automatic""#.to_owned(),
        _ => format!(
            r#"{{"double":{{"proposed_by":"{}","proposal":"00000000-0000-5000-8000-000000007140"}}}}"#,
            Id::<kernel::Person>::derived(&["person", "coordination"])
        ),
    };
    let data = format!(
        r#"{{"step":{{"from":"signed","to":"effective","validation":{validation}}},"money":{{"units":3620000000,"currency":"XDR","exponent":2}},"closing_on":"2023-06-30","lines":[{{"reference":"<b>F-1</b>"}}]}}"#
    );
    if position == REFUSED {
        let args = r#"{"category":"4","remaining":"645000.00 XDR"}"#;
        let data = format!(
            r#"{{"code":"financing-category-exceeded","kind":"conflict","text":"no","args":{args},"act":"SubmitWithdrawal","stream":"financing-{stream}"}}"#
        );
        return pb::Event {
            position,
            stream: "refusals-financing".into(),
            r#type: "financing.command.refused.v1".into(),
            data,
            meta: serde_json::to_string(&meta(false)).unwrap(),
            ..Default::default()
        };
    }
    if position == AMENDING {
        let correct = r#"{"target":"00000000-0000-5000-8000-000000007140","name":"financing.agreement.effective.v1","field":"/money/units","from":3620000000,"to":3630000050,"reason":"Faute de frappe"}"#;
        return pb::Event {
            position,
            stream: format!("financing-{stream}"),
            r#type: "financing.transition.proposed.v1".into(),
            data: format!(r#"{{"change":{{"amend":{{"correct":{correct}}}}}}}"#),
            meta: serde_json::to_string(&meta(false)).unwrap(),
            ..Default::default()
        };
    }
    let mut meta = meta(position % 2 == 1);
    if position == UNATTACHED {
        meta.evidence.truncate(1);
        meta.evidence.iter_mut().for_each(|it| it.document = Some(Hash([4; 32])));
    }
    pb::Event {
        event_id: format!("00000000-0000-5000-8000-{position:012}"),
        position,
        stream: format!("financing-{stream}"),
        revision: position - 7000,
        r#type: "financing.agreement.effective.v1".into(),
        data,
        meta: serde_json::to_string(&meta).unwrap(),
        recorded: "2018-11-12T10:04:31Z".into(),
        known: "2018-11-12T00:00:00Z".into(),
        data_sha256: "ab".repeat(32),
        meta_sha256: "cd".repeat(32),
        weekday_contradicts: true,
        amended_by: if position == 7140 { vec![7145] } else { Vec::new() },
    }
}

#[async_trait]
impl JournalService for Fake {
    async fn get_event(&self, request: Request<pb::GetEventRequest>) -> Answer<pb::Event> {
        match request.into_inner().event {
            Some(get_event_request::Event::Position(position @ 7000..=9000)) => {
                Ok(Response::new(event(position)))
            }
            Some(get_event_request::Event::EventId(_)) => Ok(Response::new(event(7140))),
            _ => Err(Status::not_found("no such event")),
        }
    }

    async fn list_events(
        &self,
        request: Request<pb::ListEventsRequest>,
    ) -> Answer<pb::ListEventsResponse> {
        let request = request.into_inner();
        let from = request.from.unwrap_or(7146);
        let known = request.as_of.map(|as_of| as_of.known).unwrap_or_default();
        let admitted = |event: &pb::Event| known.is_empty() || event.known[..10] <= known[..10];
        let events = (7138..from.min(7146)).rev().map(event).filter(admitted);
        let events: Vec<_> = if self.empty { Vec::new() } else { events.collect() };
        Ok(Response::new(pb::ListEventsResponse {
            events,
            next: 7138,
            end: from <= 7140 || self.empty,
            withheld: 0,
        }))
    }

    async fn get_status(&self, _: Request<pb::GetStatusRequest>) -> Answer<pb::Status> {
        let follower = |name: &str, kind: &str, next, stopped: &str| pb::status::Follower {
            name: name.into(),
            kind: kind.into(),
            next,
            stopped: stopped.into(),
        };
        let mut followers = vec![
            follower("financing.agreements", "table", 8500, ""),
            follower("financing.watch", "policy", 8490, "policy refused"),
        ];
        if !self.empty {
            followers.push(follower("nats", "relay", 8500, ""));
        }
        let journal = "6c3c2f6e-91f5-4a3c-9a58-8a6f3b6f7a10".into();
        Ok(Response::new(pb::Status { journal, head: HEAD, followers, roles: Vec::new() }))
    }

    async fn settle(&self, _: Request<pb::SettleRequest>) -> Answer<pb::Status> {
        Err(Status::unimplemented("not looked at"))
    }

    type RebuildStream = BoxStream<'static, Result<pb::RebuildProgress, Status>>;

    async fn rebuild(&self, _: Request<pb::RebuildRequest>) -> Answer<Self::RebuildStream> {
        Err(Status::unimplemented("not looked at"))
    }
}

/// What the hash of a public pièce is made of.
const PUBLIC: &str = "05";

/// The public pièce by its hash, or the other one.
fn document(hash: &str) -> documents::Document {
    let public = hash == PUBLIC.repeat(32);
    documents::Document {
        sha256: if public { hash.to_owned() } else { "03".repeat(32) },
        size: 48_213,
        title: "Notification d’entrée en vigueur".into(),
        reference: "Lettre 2018-114".into(),
        kind: documents::Kind::Notice.into(),
        dated: "2018-11-09".into(),
        language: "fr".into(),
        version: String::new(),
        media_type: "text/html".into(),
        confidentiality: if public { pb::Confidentiality::Public.into() } else { 0 },
        proof: proof(7139, "2018-11-12", false),
        held: true,
        also: vec![documents::Called {
            title: "Notification du 9 novembre".into(),
            reference: "Annexe 2".into(),
            ..documents::Called::default()
        }],
    }
}

#[async_trait]
impl DocumentsService for Fake {
    async fn begin(&self, _: Request<documents::BeginRequest>) -> Answer<documents::BeginResponse> {
        Ok(Response::new(documents::BeginResponse { held: 0, complete: false }))
    }

    async fn put(&self, request: Request<documents::PutRequest>) -> Answer<documents::PutResponse> {
        let mut told = self.told.lock().unwrap();
        told.uploaded.extend(request.into_inner().bytes);
        let held = told.uploaded.len() as u64;
        Ok(Response::new(documents::PutResponse { held }))
    }

    async fn register(&self, request: Request<documents::RegisterRequest>) -> Answer<pb::Recorded> {
        let described = crate::forms::method("documents.v1.DocumentsService", "Register");
        let bytes = request.get_ref().encode_to_vec();
        let message = DynamicMessage::decode(described.unwrap().input(), bytes.as_slice());
        let answer = {
            let mut told = self.told.lock().unwrap();
            told.sent.push(("Register".to_owned(), message.unwrap()));
            told.answer.take()
        };
        if let Some(answer) = answer {
            return answer.map(Response::new);
        }
        if request.get_ref().title.is_empty() {
            return Err(Status::invalid_argument("title"));
        }
        Ok(Response::new(pb::Recorded { revision: 0, position: 8501, events: vec!["x".into()] }))
    }

    async fn get(&self, request: Request<documents::GetRequest>) -> Answer<documents::Document> {
        let hash = request.into_inner().sha256;
        let found = document(&hash);
        if found.sha256 == hash {
            Ok(Response::new(found))
        } else {
            Err(Status::not_found("no such document"))
        }
    }

    async fn list(&self, _: Request<documents::ListRequest>) -> Answer<documents::ListResponse> {
        let documents = if self.empty { Vec::new() } else { vec![document("")] };
        Ok(Response::new(documents::ListResponse { documents }))
    }

    type FetchStream = BoxStream<'static, Result<documents::Chunk, Status>>;

    async fn fetch(&self, _: Request<documents::GetRequest>) -> Answer<Self::FetchStream> {
        let chunk = |bytes: &str| Ok(documents::Chunk { bytes: bytes.as_bytes().to_vec() });
        let chunks = [chunk("<script>"), chunk("alert(1)</script>")];
        let mut sized = stream::iter(chunks).boxed();
        sized = sized
            .chain(stream::iter([Ok(documents::Chunk { bytes: vec![b' '; 48_213 - 25] })]))
            .boxed();
        Ok(Response::new(sized))
    }
}
