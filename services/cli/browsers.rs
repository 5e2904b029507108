//! Answers browsers, and lets go of those that are gone.
//!
//! A browser that lost its network says nothing more and never hangs up. Whoever begins a request, or
//! keeps a connection open for the next one, has so long to send it.

use std::{io, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// How long a connection may say nothing before all of a request's headers have come.
const PATIENCE: Duration = Duration::from_mins(1);
/// What keeps us from taking a connection, such as too many open files, may pass.
const AGAIN: Duration = Duration::from_millis(200);

/// Serves `pages` until somebody says stop, and then until what was begun is answered.
pub(super) async fn serve(
    listener: TcpListener,
    pages: Router,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    within(PATIENCE, listener, pages, &mut stopping).await
}

async fn within(
    patience: Duration,
    listener: TcpListener,
    pages: Router,
    stopping: &mut watch::Receiver<bool>,
) -> io::Result<()> {
    let mut open = JoinSet::new();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = stopped(stopping) => break,
            Some(_) = open.join_next() => continue,
        };
        match taken {
            Ok((browser, _)) => {
                open.spawn(answer(patience, browser, pages.clone(), stopping.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a browser could not be answered");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
    while open.join_next().await.is_some() {}
    Ok(())
}

/// Resolves once somebody says stop, or nobody can any more.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    _ = stopping.wait_for(|stop| *stop).await;
}

/// One connection, for as long as it asks.
async fn answer(
    patience: Duration,
    browser: TcpStream,
    pages: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(patience);
    let asked = server.serve_connection(TokioIo::new(browser), TowerToHyperService::new(pages));
    let mut asked = std::pin::pin!(asked);
    let ended = tokio::select! {
        ended = asked.as_mut() => ended,
        () = stopped(&mut stopping) => {
            asked.as_mut().graceful_shutdown();
            asked.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a browser is gone");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What somebody hears who sends these bytes and nothing more, until we hang up.
    async fn heard(address: std::net::SocketAddr, bytes: &str) -> String {
        let mut browser = TcpStream::connect(address).await.unwrap();
        browser.write_all(bytes.as_bytes()).await.unwrap();
        let mut heard = String::new();
        let listened = browser.read_to_string(&mut heard);
        let hung_up = tokio::time::timeout(Duration::from_secs(20), listened).await;
        hung_up.expect("the connection is still open").unwrap();
        heard
    }

    #[tokio::test]
    async fn whoever_says_nothing_more_is_let_go_of() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Router::new().route("/", get(async || "oui"));
        let (stop, mut stopping) = watch::channel(false);
        let serving = tokio::spawn(async move {
            within(Duration::from_millis(50), listener, pages, &mut stopping).await
        });
        let half = heard(address, "GET / HTTP/1.1\r\nHost: ").await;
        assert!(!half.contains("oui"), "{half}");
        // An answer, and then silence where the next request might come.
        let whole = heard(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        assert!(whole.ends_with("oui"), "{whole}");
        stop.send_replace(true);
        serving.await.unwrap().unwrap();
    }
}
