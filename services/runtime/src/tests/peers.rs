//! Asking other roles: here, elsewhere, absent.

use std::time::Duration;

use proto::{
    documents::v1::{GetRequest, documents_service_client::DocumentsServiceClient},
    jalon::v1::{GetStatusRequest, journal_service_client::JournalServiceClient},
};
use tokio::{net::TcpListener, sync::oneshot};
use tonic::{Code, Response, transport::Channel};

use super::*;
use crate::{Entry, Format, Role, answer, elsewhere, verified};

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
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    (Host::new(journal, folder.path(), key).unwrap(), folder)
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
    assert!(peers.channel("shelf").is_none());
    let _started = here.start().unwrap();
    assert_eq!(head(peers.channel("toy").unwrap()).await, Ok(3));
}

#[tokio::test]
async fn a_role_of_this_process_is_asked_here_whatever_address_is_given_for_it() {
    let (mut here, _folder) = process(5).await;
    let peers = here.peers();
    here.elsewhere("toy", "http://127.0.0.1:1").unwrap();
    here.declare(&TOY).unwrap();
    here.elsewhere("toy", "http://127.0.0.1:1").unwrap();
    let _started = here.start().unwrap();
    assert_eq!(head(peers.channel("toy").unwrap()).await, Ok(5));
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
