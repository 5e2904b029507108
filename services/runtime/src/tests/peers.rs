//! Asking other roles: here, elsewhere, absent.

use std::time::Duration;

use kernel::testing::meta;
use proto::{
    documents::v1::{GetRequest, documents_service_client::DocumentsServiceClient},
    jalon::v1::{GetStatusRequest, journal_service_client::JournalServiceClient},
};
use tokio::{net::TcpListener, sync::oneshot};
use tonic::{Code, Response, transport::Channel};

use super::*;
use crate::{Entry, Format, Peer, Peers, Role, answer, elsewhere, verified};

const TOY: Role = Role { name: "toy", about: "holds jars", declare: |_| Ok(()) };

/// A process whose only role is the toy, with so many events in its journal.
async fn process(events: u64) -> (Host, TempDir) {
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(events.into())));
    for index in 0..events {
        let id = Uuid::from_u128(index.into());
        let (name, data, meta) = ("toy.said.v1".to_owned(), b"{}".to_vec(), b"{}".to_vec());
        let entry = Entry { id, name, data, meta, format: Format::Json };
        journal.append("said", Expected::Any, vec![entry]).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let key = key().verifying_key();
    (Host::new(journal, folder.path(), key).unwrap(), folder)
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

/// Serves `host` on this machine as long as the sender is kept.
async fn listening(host: Host) -> (String, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let started = host.start().unwrap();
    tokio::spawn(started.serve(listener, async { drop(stopped.await) }, Duration::ZERO));
    (url, stop)
}

/// What another role says of itself.
async fn asked(peer: Peer) -> Result<u64, Code> {
    let status = JournalServiceClient::new(peer).get_status(GetStatusRequest {}).await;
    status.map(|status| status.into_inner().head).map_err(|status| status.code())
}

async fn head(channel: Channel) -> Result<u64, Code> {
    let status = JournalServiceClient::new(channel).get_status(GetStatusRequest {}).await;
    status.map(|status| status.into_inner().head).map_err(|status| status.code())
}

#[tokio::test]
async fn a_role_is_asked_where_it_is() {
    let (mut there, _folder) = process(3).await;
    there.declare(&TOY).unwrap();
    let (url, _stop) = listening(there).await;

    let (mut here, _folder) = process(5).await;
    let peers = here.peers();
    here.elsewhere("toy", &url).unwrap();
    assert!(peers.channel("shelf", Viewer::Itself).is_none());
    let _started = here.start().unwrap();
    assert_eq!(asked(peers.channel("toy", Viewer::Itself).unwrap()).await, Ok(3));
}

#[tokio::test]
async fn a_role_of_this_process_is_asked_here_whatever_address_is_given_for_it() {
    let (mut here, _folder) = process(5).await;
    let peers = here.peers();
    here.elsewhere("toy", "http://127.0.0.1:1").unwrap();
    here.declare(&TOY).unwrap();
    here.elsewhere("toy", "http://127.0.0.1:1").unwrap();
    let _started = here.start().unwrap();
    assert_eq!(asked(peers.channel("toy", Viewer::Itself).unwrap()).await, Ok(5));
}

#[tokio::test]
async fn a_process_without_roles_passes_on_what_others_serve() {
    let (mut there, _folder) = process(3).await;
    there.declare(&TOY).unwrap();
    let (url, stop) = listening(there).await;
    let (channel, carried) = elsewhere([("toy", &*url)]).unwrap();
    let carried = tokio::spawn(carried);
    assert_eq!(head(channel.clone()).await, Ok(3));

    // Nobody is known to keep documents.
    let mut documents = DocumentsServiceClient::new(channel.clone());
    let refused = documents.get(GetRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);

    drop(stop);
    while head(channel.clone()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(head(channel).await, Err(Code::Unavailable));
    carried.abort();
}

#[test]
fn what_another_service_answered_is_a_basis_up_to_where_it_knew() {
    let basis = verified("toy", None, &answer((), 5)).unwrap();
    let service = "toy".to_owned();
    assert_eq!(basis, Basis::Verified { service, decision: None, position: 4 });
    assert!(matches!(verified("toy", None, &Response::new(())), Err(Failure::Peer(_))));
}

/// Asks for the events of a jar, one of which is restricted: how many are told, and how many are not.
async fn told(peers: &Peers, viewer: Viewer) -> (usize, u32) {
    let streams = vec!["jar-".to_owned()];
    let asked = pb::ListEventsRequest { streams, ..pb::ListEventsRequest::default() };
    let peer = peers.channel("toy", viewer).unwrap();
    let told = JournalServiceClient::new(peer).list_events(asked).await.unwrap().into_inner();
    (told.events.len(), told.withheld)
}

/// A process in which that service asks the toy, which answers at `url`.
async fn asking(url: &str, key: Option<SigningKey>) -> (Peers, Started, TempDir) {
    const ASKER: Role = Role { name: "asker", about: "asks", declare: |_| Ok(()) };

    let (mut host, folder) = process(1).await;
    if let Some(key) = key {
        host.introduces(key);
    }
    host.declare(&ASKER).unwrap();
    host.elsewhere("toy", url).unwrap();
    (host.peers(), host.start().unwrap(), folder)
}

#[tokio::test]
async fn a_service_is_told_what_is_restricted_and_whoever_it_asks_for_what_they_may_read() {
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(7)));
    for (index, confidentiality) in [(1, Confidentiality::Public), (2, Confidentiality::Restricted)]
    {
        let who = kernel::testing::who("awa");
        let meta = kernel::Meta { confidentiality, ..meta(&who, MARCH) };
        let entry = Entry {
            id: Uuid::from_u128(index),
            name: "toy.coin.put.v1".to_owned(),
            data: br#"{"coins":2,"note":"secret"}"#.to_vec(),
            meta: serde_json::to_vec(&meta).unwrap(),
            format: Format::Json,
        };
        journal.append(&stream_of("a"), Expected::Any, vec![entry]).await.unwrap();
    }
    let folder = folder();
    let mut there = Host::new(journal, folder.path(), key().verifying_key()).unwrap();
    there.introduces(key());
    there.declare(&TOY).unwrap();
    // Of the same process, and of another one that has the same key.
    let within = there.peers();
    let (url, _stop) = listening(there).await;
    let (shares, _running, _data) = asking(&url, Some(key())).await;
    let somebody = Viewer::Somebody(kernel::testing::who("oumar").person);
    for peers in [&within, &shares] {
        assert_eq!(told(peers, Viewer::Itself).await, (2, 0));
        assert_eq!(told(peers, somebody).await, (2, 0));
        assert_eq!(told(peers, Viewer::Anybody).await, (1, 1));
    }
    // A key of one's own opens nothing elsewhere, and none opens nothing.
    for key in [Some(SigningKey::from_bytes(&[2; 32])), None] {
        let (stranger, _running, _data) = asking(&url, key).await;
        assert_eq!(told(&stranger, Viewer::Itself).await, (1, 1));
        assert_eq!(told(&stranger, somebody).await, (1, 1));
    }
}
