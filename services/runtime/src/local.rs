//! gRPC between the roles of one process, without a network.

use std::io;

use tokio::{
    io::{DuplexStream, duplex},
    sync::mpsc,
};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::transport::{Channel, Endpoint, Uri};

const BUFFER: usize = 256 << 10;
const PENDING: usize = 64;

/// Made by a channel, for a server to take.
pub(crate) type Connections =
    std::pin::Pin<Box<dyn tokio_stream::Stream<Item = io::Result<DuplexStream>> + Send>>;

/// A channel, and the connections it makes.
pub(crate) fn pair() -> (Channel, Connections) {
    let (connections, taken) = mpsc::channel(PENDING);
    let connector = tower::service_fn(move |_: Uri| {
        let connections = connections.clone();
        async move {
            let (ours, theirs) = duplex(BUFFER);
            let gone = |_| io::Error::new(io::ErrorKind::ConnectionRefused, "the server is gone");
            connections.send(theirs).await.map_err(gone)?;
            Ok::<_, io::Error>(hyper_util::rt::TokioIo::new(ours))
        }
    });
    let endpoint = Endpoint::from_static("http://jalon.local");
    let connections = ReceiverStream::new(taken).map(Ok);
    (endpoint.connect_with_connector_lazy(connector), Box::pin(connections))
}
