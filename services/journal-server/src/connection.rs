//! Connections as they come in, and what whoever is silent may take of them.

mod places;

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures::{Stream, stream};
use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::Sleep,
};
use tonic::transport::server::Connected;

use crate::{CALL_WINDOW, CONNECTION_WINDOW, Limits};
use places::{Place, Places};

/// After an error that is not of one connection, such as too many open files.
const PAUSE: Duration = Duration::from_millis(100);
/// Calls whose windows may be full, while that of their connection is not.
const TURNS: usize = (CONNECTION_WINDOW / CALL_WINDOW) as usize - 1;

/// Whoever connects, as many at a time as the limits say.
pub(crate) fn incoming(
    listener: TcpListener,
    limits: Limits,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Places::of(limits.connections, limits.from_one);
    stream::unfold((listener, places), move |(listener, places)| async move {
        let free = places.free().await?;
        let (stream, place) = loop {
            match listener.accept().await {
                Ok((stream, from)) => {
                    if let Some(counted) = places.take(from.ip()) {
                        break (stream, Place { _free: free, _counted: counted });
                    }
                    tracing::debug!(%from, "has too many connections already");
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        };
        // Without it an answer waits for the acknowledgement of the one before.
        let prepared = stream.set_nodelay(true).map(|()| Connection {
            at: stream.local_addr().ok(),
            stream,
            heard: Arc::default(),
            turns: Arc::new(Semaphore::new(TURNS)),
            silence: Some(Box::pin(tokio::time::sleep(limits.silence))),
            _place: place,
        });
        Some((prepared, (listener, places)))
    })
}

/// A connection that acknowledges whatever arrives at once, and ends if nobody is let in by it: whoever is
/// refused, or asks what everybody may, such as where the server is, has to connect anew.
///
/// A client without `TCP_NODELAY` does not send the rest of a request before its beginning is
/// acknowledged; the kernel would wait 40 ms for something to send along. Whether it waits is decided
/// anew by the kernel again and again, so it is told after every read.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    at: Option<SocketAddr>,
    heard: Arc<AtomicBool>,
    turns: Arc<Semaphore>,
    /// Until when somebody has to be let in, whatever has to come before it.
    silence: Option<Pin<Box<Sleep>>>,
    _place: Place,
}

/// What a request knows of the connection that it came by.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    /// Where the client reached us.
    pub(crate) at: Option<SocketAddr>,
    /// Turns at waiting for room for a message.
    pub(crate) turns: Arc<Semaphore>,
    heard: Arc<AtomicBool>,
}

impl Reached {
    /// Somebody was let in by it.
    pub(crate) fn is_heard(&self) {
        self.heard.store(true, Relaxed);
    }
}

impl Connected for Connection {
    type ConnectInfo = Reached;

    fn connect_info(&self) -> Reached {
        Reached { at: self.at, turns: Arc::clone(&self.turns), heard: Arc::clone(&self.heard) }
    }
}

impl Connection {
    /// Whether it was silent for too long. Whoever waits to read is woken then.
    fn is_silent(&mut self, context: &mut Context<'_>) -> bool {
        if self.heard.load(Relaxed) {
            self.silence = None;
        }
        self.silence.as_mut().is_some_and(|silence| silence.as_mut().poll(context).is_ready())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_silent(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        #[cfg(target_os = "linux")]
        if read.is_ready() {
            // Only slower without it.
            _ = SockRef::from(&self.stream).set_tcp_quickack(true);
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
