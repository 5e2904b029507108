//! Messages that are begun, and whose rest does not come.

use std::{
    future::poll_fn,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http,
};
use futures::StreamExt as _;
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecord, AppendRecordsRequest, streams_service_client::StreamsServiceClient,
};
use tokio::time::timeout;
use tonic::{Code, client::GrpcService};

use super::{together::record, *};

const SOON: Duration = Duration::from_secs(20);
const LARGE: usize = 4 << 20;
const PIECE: usize = 16 << 10;

/// A large message of which a client sends three quarters, and what it hears of it.
struct Half {
    sent: Arc<AtomicUsize>,
    told: JoinHandle<Code>,
}

impl Half {
    fn by(mut by: Channel, served: &Served) -> Self {
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&sent);
        let head = u32::try_from(LARGE).unwrap().to_be_bytes();
        let head = futures::stream::iter([Bytes::from([&[0], &head[..]].concat())]);
        let pieces = futures::stream::iter(0..LARGE * 3 / 4 / PIECE).map(move |_| {
            counted.fetch_add(PIECE, Ordering::SeqCst);
            Bytes::from_static(&[0; PIECE])
        });
        let body = head.chain(pieces).chain(futures::stream::pending());
        let body = Body::from_stream(body.map(Ok::<_, Status>));
        let path = "kurrentdb.protocol.v2.streams.StreamsService/AppendSession";
        let asked = http::Request::post(format!("http://{}/{path}", served.address));
        let asked = asked.header("content-type", "application/grpc");
        let asked = asked.body(tonic::body::Body::new(body)).unwrap();
        let told = tokio::spawn(async move {
            poll_fn(|context| GrpcService::poll_ready(&mut by, context)).await.unwrap();
            let answer = GrpcService::call(&mut by, asked).await.unwrap();
            Status::from_header_map(answer.headers()).unwrap().code()
        });
        Self { sent, told }
    }

    /// Whether it is given room: all that the client sends is taken.
    fn passes(&self) -> bool {
        self.sent.load(Ordering::SeqCst) == LARGE * 3 / 4
    }
}

/// A connection of its own.
fn another(served: &Served) -> Channel {
    Channel::from_shared(format!("http://{}", served.address)).unwrap().connect_lazy()
}

/// Appends an event of so many bytes.
async fn add(by: Channel, bytes: usize) -> Result<(), Status> {
    let record = AppendRecord { data: vec![7; bytes].into(), ..record("s", "a") };
    let request = AppendRecordsRequest { records: vec![record], checks: vec![] };
    StreamsServiceClient::new(by).append_records(request).await.map(drop)
}

/// Until whoever is given room has sent what it sends, and others would have.
async fn settled(halves: &[Half]) {
    let passing = async {
        while !halves.iter().any(Half::passes) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, passing).await.expect("nobody is given room");
    tokio::time::sleep(Duration::from_millis(200)).await;
}

#[tokio::test]
async fn half_a_message_holds_no_more_than_there_is_room_and_not_for_ever() {
    let limits = Limits { room: LARGE, patience: Duration::from_secs(1), ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let halves = [(); 3].map(|()| Half::by(another(&served), &served));
    settled(&halves).await;
    assert_eq!(halves.iter().filter(|half| half.passes()).count(), 1);
    let mut large = Box::pin(add(another(&served), 200_000));
    assert!(timeout(Duration::from_millis(100), &mut large).await.is_err(), "it does not wait");
    add(another(&served), 10).await.unwrap();
    timeout(SOON, large).await.expect("it waits for ever").unwrap();
    for half in halves {
        assert_eq!(timeout(SOON, half.told).await.unwrap().unwrap(), Code::DeadlineExceeded);
    }
}

#[tokio::test]
async fn those_of_a_connection_that_wait_do_not_keep_it_from_the_others() {
    let limits = Limits { room: LARGE, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let before = [Half::by(another(&served), &served)];
    settled(&before).await;
    let by = another(&served);
    let mut waiting: Vec<_> = (0..6).map(|_| Half::by(by.clone(), &served)).collect();
    for _ in 0..3 {
        let first = futures::future::select_all(waiting.iter_mut().map(|half| &mut half.told));
        let (told, which, _) = timeout(SOON, first).await.expect("all of them wait");
        assert_eq!(told.unwrap(), Code::Unavailable);
        waiting.remove(which);
    }
    timeout(SOON, add(by, 100)).await.expect("it is kept from it").unwrap();
    assert!(waiting.iter().all(|half| !half.told.is_finished() && !half.passes()));
}
