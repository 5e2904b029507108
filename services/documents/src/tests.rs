//! The role from outside, over a channel.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use jiff::SignedDuration;
use kernel::testing::who;
use proto::{
    documents::v1::{self as pb, documents_service_client::DocumentsServiceClient},
    jalon::v1 as jalon,
};
use runtime::{Host, MIN_POSITION, MemoryJournal, Started, TOKEN, Token, now};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tonic::{Code, Request, Status, metadata::MetadataValue, transport::Channel};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::ROLE;

struct Platform {
    client: DocumentsServiceClient<Channel>,
    dir: TempDir,
    /// Runs as long as it lives.
    _started: Started,
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn platform() -> Platform {
    let dir = TempDir::new().unwrap();
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(1)));
    let mut host = Host::new(journal, dir.path(), key().verifying_key()).unwrap();
    host.declare(&ROLE).unwrap();
    let started = host.start().unwrap();
    Platform { client: DocumentsServiceClient::new(started.channel()), dir, _started: started }
}

/// A request by somebody with that role.
fn by<T>(role: &str, message: T) -> Request<T> {
    let expires = now() + SignedDuration::from_hours(1);
    let token = Token { who: who("awa"), role: role.to_owned(), expires };
    let sealed = token.seal(&key()).unwrap();
    let mut request = Request::new(message);
    request.metadata_mut().insert_bin(TOKEN, MetadataValue::from_bytes(&sealed));
    request
}

fn name(bytes: &[u8]) -> String {
    kernel::Hash(Sha256::digest(bytes).into()).to_string()
}

fn act(command: u128, confidentiality: jalon::Confidentiality) -> jalon::Act {
    jalon::Act {
        command_id: Uuid::from_u128(command).to_string(),
        effective: "2014-03-10".into(),
        confidentiality: confidentiality.into(),
        ..jalon::Act::default()
    }
}

fn letter(command: u128, bytes: &[u8]) -> pb::RegisterRequest {
    pb::RegisterRequest {
        act: Some(act(command, jalon::Confidentiality::Public)),
        sha256: name(bytes),
        title: " Lettre de décaissement ".into(),
        kind: pb::Kind::Letter.into(),
        dated: "2014-03".into(),
        language: "fr".into(),
        media_type: "application/pdf".into(),
        size: bytes.len() as u64,
        ..pb::RegisterRequest::default()
    }
}

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..length).map(|at| u8::try_from(at % 251).unwrap()));
    bytes
}

fn code(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

impl Platform {
    async fn begin(&mut self, bytes: &[u8]) -> pb::BeginResponse {
        let request = pb::BeginRequest { sha256: name(bytes), size: bytes.len() as u64 };
        self.client.begin(by("secretary", request)).await.unwrap().into_inner()
    }

    async fn put(&mut self, whole: &[u8], offset: usize, end: usize) -> Result<u64, Status> {
        let bytes = whole[offset..end].to_vec();
        let request = pb::PutRequest { sha256: name(whole), offset: offset as u64, bytes };
        Ok(self.client.put(by("secretary", request)).await?.into_inner().held)
    }

    async fn register(&mut self, request: pb::RegisterRequest) -> Result<jalon::Recorded, Status> {
        Ok(self.client.register(by("secretary", request)).await?.into_inner())
    }

    async fn upload(&mut self, command: u128, bytes: &[u8]) -> jalon::Recorded {
        self.begin(bytes).await;
        self.put(bytes, 0, bytes.len()).await.unwrap();
        self.register(letter(command, bytes)).await.unwrap()
    }

    async fn get(&mut self, bytes: &[u8], position: u64) -> Result<pb::Document, Status> {
        let mut request = Request::new(pb::GetRequest { sha256: name(bytes) });
        request.metadata_mut().insert(MIN_POSITION, position.into());
        Ok(self.client.get(request).await?.into_inner())
    }

    async fn fetch(&mut self, request: Request<pb::GetRequest>) -> Result<Vec<u8>, Status> {
        let mut chunks = self.client.fetch(request).await?.into_inner();
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.message().await? {
            assert!(chunk.bytes.len() <= 256 << 10);
            bytes.extend(chunk.bytes);
        }
        Ok(bytes)
    }
}

fn asked(bytes: &[u8]) -> pb::GetRequest {
    pb::GetRequest { sha256: name(bytes) }
}

#[tokio::test]
async fn a_document_is_sent_in_two_halves_registered_once_and_fetched() {
    let mut platform = platform();
    let bytes = pdf(700_000);
    assert_eq!(platform.begin(&bytes).await, pb::BeginResponse { held: 0, complete: false });
    assert_eq!(platform.put(&bytes, 0, 300_000).await.unwrap(), 300_000);
    let early = platform.register(letter(1, &bytes)).await.unwrap_err();
    assert_eq!(code(&early), "documents-bytes-missing");
    // The connection was lost, and somebody begins again.
    assert_eq!(platform.begin(&bytes).await.held, 300_000);
    let gap = platform.put(&bytes, 300_001, bytes.len()).await.unwrap_err();
    assert_eq!((gap.code(), code(&gap).as_str()), (Code::FailedPrecondition, "documents-gap"));
    platform.put(&bytes, 300_000, bytes.len()).await.unwrap();

    let recorded = platform.register(letter(1, &bytes)).await.unwrap();
    assert_eq!(recorded.events.len(), 1);
    assert_eq!(platform.register(letter(1, &bytes)).await.unwrap(), recorded);
    // Another command that says the same: it is already so.
    let again = platform.register(letter(2, &bytes)).await.unwrap();
    assert_eq!((again.position, again.events.len()), (recorded.position, 0));
    assert_eq!(
        platform.begin(&bytes).await,
        pb::BeginResponse { held: bytes.len() as u64, complete: true }
    );

    let document = platform.get(&bytes, recorded.position).await.unwrap();
    assert_eq!((document.title.as_str(), document.held), ("Lettre de décaissement", true));
    assert_eq!((document.dated.as_str(), document.language.as_str()), ("2014-03", "fr"));
    let proof = document.proof.clone().unwrap();
    assert_eq!((&proof.event_id, proof.position), (&recorded.events[0], recorded.position));
    assert_eq!(proof.effective, "2014-03-10");
    let listed = platform.client.list(pb::ListRequest {}).await.unwrap().into_inner();
    assert_eq!(listed.documents, [document]);
    assert_eq!(platform.fetch(Request::new(asked(&bytes))).await.unwrap(), bytes);
}

#[tokio::test]
async fn a_document_keeps_its_first_name_and_others_stand_beside_it() {
    let mut platform = platform();
    let bytes = pdf(10);
    platform.upload(1, &bytes).await;
    let called = |command, title: &str, effective: &str| {
        let act = act(command, jalon::Confidentiality::Public);
        let act = jalon::Act { effective: effective.to_owned(), ..act };
        let (title, reference) = (title.to_owned(), "DFIL 2".to_owned());
        pb::RegisterRequest { act: Some(act), title, reference, ..letter(command, &bytes) }
    };
    let second = platform.register(called(2, "Annexe 3", "2014-03-11")).await.unwrap();
    assert_eq!(second.revision, 1);
    // Said of a day before the first, and said twice.
    let third = platform.register(called(3, "Lettre", "2013")).await.unwrap();
    let last = platform.register(called(4, "Annexe 3", "2014-03-12")).await.unwrap();
    let document = platform.get(&bytes, last.position.max(third.position)).await.unwrap();
    assert_eq!(
        (document.title.as_str(), document.reference.as_str()),
        ("Lettre de décaissement", "")
    );
    let also: Vec<_> =
        document.also.iter().map(|it| (it.title.as_str(), it.event_id.as_str())).collect();
    let events = [("Annexe 3", second.events[0].as_str()), ("Lettre", third.events[0].as_str())];
    assert_eq!(also, events);
}

#[tokio::test]
async fn what_is_wrong_with_an_upload_is_said_by_code() {
    let mut platform = platform();
    let bytes = pdf(100);
    let mut wrong = bytes.clone();
    wrong[50] ^= 1;
    platform.begin(&bytes).await;
    let request = pb::PutRequest { sha256: name(&bytes), offset: 0, bytes: wrong };
    platform.client.put(by("secretary", request)).await.unwrap();
    let refused = platform.register(letter(1, &bytes)).await.unwrap_err();
    assert_eq!(code(&refused), "documents-hash-differs");
    assert_eq!(platform.begin(&bytes).await.held, 0);

    let size = (50 << 20) + 1;
    let large = pb::BeginRequest { sha256: name(&bytes), size };
    let refused = platform.client.begin(by("secretary", large)).await.unwrap_err();
    assert_eq!(code(&refused), "documents-too-large");
    let long = pdf((1 << 20) + 1);
    let refused = platform.put(&long, 0, long.len()).await.unwrap_err();
    assert_eq!(code(&refused), "documents-chunk-too-large");

    platform.put(&bytes, 0, bytes.len()).await.unwrap();
    for (media_type, expected) in [
        ("application/zip", "documents-media-type-not-taken"),
        ("image/png", "documents-content-differs"),
        // What was refused is not kept.
        ("application/pdf", "documents-bytes-missing"),
    ] {
        let request = pb::RegisterRequest { media_type: media_type.into(), ..letter(2, &bytes) };
        assert_eq!(code(&platform.register(request).await.unwrap_err()), expected);
    }
    // Nothing was recorded, so nothing is to be had.
    let refused = platform.fetch(Request::new(asked(&bytes))).await.unwrap_err();
    assert_eq!((refused.code(), code(&refused).as_str()), (Code::NotFound, "documents-unknown"));
    let path = pb::GetRequest { sha256: "../../../../etc/passwd".into() };
    let refused = platform.fetch(Request::new(path)).await.unwrap_err();
    assert_eq!(code(&refused), "malformed-id");
    platform.upload(3, &bytes).await;
}

#[tokio::test]
async fn who_has_no_token_sends_nothing_and_a_reader_registers_nothing() {
    let mut platform = platform();
    let bytes = pdf(10);
    let request = pb::BeginRequest { sha256: name(&bytes), size: 10 };
    let refused = platform.client.begin(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let request = pb::PutRequest { sha256: name(&bytes), offset: 0, bytes: bytes.clone() };
    let refused = platform.client.put(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    platform.begin(&bytes).await;
    platform.put(&bytes, 0, bytes.len()).await.unwrap();
    let refused = platform.client.register(by("donor", letter(1, &bytes))).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn what_is_restricted_takes_an_office_that_is_cleared() {
    let mut platform = platform();
    let bytes = pdf(10);
    platform.upload(1, &bytes).await;
    assert_eq!(platform.fetch(Request::new(asked(&bytes))).await.unwrap(), bytes);
    // Said of an earlier day, and said last.
    let effective = "2014".to_owned();
    let act = jalon::Act { effective, ..act(2, jalon::Confidentiality::Restricted) };
    let request = pb::RegisterRequest { act: Some(act), ..letter(2, &bytes) };
    let recorded = platform.register(request).await.unwrap();
    assert_eq!(recorded.events.len(), 1);
    let document = platform.get(&bytes, recorded.position).await.unwrap();
    assert_eq!(document.confidentiality(), jalon::Confidentiality::Restricted);
    assert_eq!(document.proof.unwrap().effective, "2014-03-10");
    assert!(document.also.is_empty());
    let refused = platform.fetch(Request::new(asked(&bytes))).await.unwrap_err();
    assert_eq!(code(&refused), "malformed-restricted");
    for role in ["secretary", "auditor"] {
        assert_eq!(platform.fetch(by(role, asked(&bytes))).await.unwrap(), bytes);
    }
    for role in ["donor", "viewer", "treasurer"] {
        let refused = platform.fetch(by(role, asked(&bytes))).await.unwrap_err();
        assert_eq!(code(&refused), "malformed-restricted", "{role}");
    }
}

#[tokio::test]
async fn a_damaged_document_is_never_served() {
    let mut platform = platform();
    let bytes = pdf(10);
    let recorded = platform.upload(1, &bytes).await;
    let name = name(&bytes);
    let file = platform.dir.path().join("documents").join(&name[..2]).join(&name);
    std::fs::write(file, pdf(11)).unwrap();
    let refused = platform.fetch(Request::new(asked(&bytes))).await.unwrap_err();
    assert_eq!((refused.code(), code(&refused).as_str()), (Code::DataLoss, "documents-damaged"));
    assert!(!platform.get(&bytes, recorded.position).await.unwrap().held);
    let refused = platform.fetch(Request::new(asked(&bytes))).await.unwrap_err();
    assert_eq!((refused.code(), code(&refused).as_str()), (Code::DataLoss, "documents-damaged"));
    platform.upload(2, &bytes).await;
    assert_eq!(platform.fetch(Request::new(asked(&bytes))).await.unwrap(), bytes);
}
