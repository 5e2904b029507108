//! The client, which we own: one whose first connection failed never recovers, so it is dropped and
//! made again.

use std::{future::Future, time::Duration};

use anyhow::anyhow;
use eventstore::{
    Client, ClientSettings, Error, Position, ReadAllOptions, ReadStreamOptions, StreamPosition,
};
use runtime::{AppendError, Landmark};
use tokio::{
    sync::{Mutex, watch},
    time::Instant,
};

use crate::{
    event,
    news::{self, End},
};

/// Longest that the server may take to answer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
/// Pauses before something is asked again.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(2);
/// How often it is asked in all: some eight seconds.
const TIMES: usize = 11;
/// Longest that one attempt to reach the server may take, and how often it is said that we wait.
const ATTEMPT: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_secs(30);

pub(crate) struct Connection {
    settings: ClientSettings,
    made: Mutex<Made>,
    /// What was heard of the journal through it.
    pub(crate) end: watch::Sender<End>,
}

#[derive(Default)]
struct Made {
    client: Option<Client>,
    /// When it was last tried in vain.
    failed: Option<Instant>,
}

/// What the server, or the way to it, said in the end.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct Failed(pub(crate) Error);

impl Failed {
    /// Another try may have another end.
    fn passing(&self) -> bool {
        match &self.0 {
            Error::ServerError(_)
            | Error::NotLeaderException(_)
            | Error::ConnectionClosed
            | Error::GrpcConnectionError(_)
            | Error::DeadlineExceeded => true,
            Error::Grpc { .. }
            | Error::InternalParsingError(_)
            | Error::AccessDenied
            | Error::ResourceAlreadyExists
            | Error::ResourceNotFound
            | Error::ResourceDeleted
            | Error::UnsupportedFeature
            | Error::InternalClientError
            | Error::InitializationError(_)
            | Error::IllegalStateError(_)
            | Error::WrongExpectedVersion { .. } => false,
        }
    }

    pub(crate) fn of_append(self) -> AppendError {
        // The numbers are gRPC's: INVALID_ARGUMENT, RESOURCE_EXHAUSTED, OUT_OF_RANGE.
        if let Error::Grpc { code, message } = &self.0 {
            match *code as i32 {
                3 | 11 => return AppendError::TooLarge(message.clone()),
                8 => return AppendError::Full,
                _ => (),
            }
        }
        AppendError::Unavailable(self.into())
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl Connection {
    pub(crate) fn to(url: &str) -> anyhow::Result<Self> {
        let settings = prompt(url).parse().map_err(|error| {
            anyhow!("`{}` is no connection string: {error}", without_secrets(url))
        })?;
        Ok(Self { settings, made: Mutex::default(), end: watch::Sender::default() })
    }

    /// One that is made anew may reach a server that was set back to a copy meanwhile: nobody goes on there.
    pub(crate) async fn client(&self) -> Result<Client, Failed> {
        let came = Instant::now();
        let mut made = self.made.lock().await;
        if let Some(client) = &made.client {
            return Ok(client.clone());
        }
        // Whoever waited while it was tried has tried.
        if made.failed.is_some_and(|failed| failed >= came) {
            return Err(Failed(Error::ConnectionClosed));
        }
        let client = self.anew().await;
        match &client {
            Ok(client) => made.client = Some(client.clone()),
            Err(_) => made.failed = Some(Instant::now()),
        }
        client
    }

    async fn anew(&self) -> Result<Client, Failed> {
        let client = Client::new(self.settings.clone())
            .map_err(|error| Failed(Error::InitializationError(error.to_string())))?;
        let End { seen, back, ours, .. } = self.end.borrow().clone();
        if let Some(why) = back {
            return Err(Failed(Error::IllegalStateError(why)));
        }
        let Some(seen) = seen else { return Ok(client) };
        let found = tokio::time::timeout(ATTEMPT, there(&client, &seen)).await;
        match found.unwrap_or(Err(Failed(Error::DeadlineExceeded)))? {
            Some(true) => Ok(client),
            // Another server may let go of an event, and a node of a cluster be behind.
            None if !ours => Ok(client),
            None | Some(false) => {
                let why = news::another(&self.end, &seen);
                Err(Failed(Error::IllegalStateError(why)))
            }
        }
    }

    /// The next call connects anew.
    pub(crate) async fn renew(&self) {
        self.made.lock().await.client = None;
    }

    /// Asks, and asks again for a while if nobody answered.
    pub(crate) async fn ask<T, F>(&self, mut question: impl FnMut(Client) -> F) -> Result<T, Failed>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut pause = SOONEST;
        for _ in 1..TIMES {
            match self.try_once(&mut question).await {
                Err(failed) if failed.passing() => (),
                answer => return answer,
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LATEST);
        }
        self.try_once(&mut question).await
    }

    async fn try_once<T, F>(&self, question: &mut impl FnMut(Client) -> F) -> Result<T, Failed>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let answer = question(self.client().await?).await.map_err(Failed);
        if answer.as_ref().is_err_and(Failed::passing) {
            self.renew().await;
        }
        answer
    }

    /// Waits until somebody answers at `place`, for as long as `patience` lasts.
    pub(crate) async fn wait(&self, place: &str, patience: Duration) -> Result<(), Failed> {
        let (start, mut pause) = (Instant::now(), SOONEST);
        let mut question = async |client: Client| client.server_info().await;
        let mut told = None::<Instant>;
        loop {
            let asked = self.try_once(&mut question);
            // An address that swallows what is sent to it answers nothing, not even no.
            let answer = match tokio::time::timeout(ATTEMPT, asked).await {
                Ok(answer) => answer,
                Err(_) => Err(Failed(Error::DeadlineExceeded)),
            };
            let failed = match answer {
                Err(failed) if failed.passing() && start.elapsed() < patience => failed,
                answer => return answer.map(drop),
            };
            if told.is_none_or(|told| told.elapsed() >= AGAIN) {
                told = Some(Instant::now());
                let waited = start.elapsed().as_secs();
                tracing::warn!(place, waited, error = %failed, "waiting for the journal");
            }
            self.renew().await;
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LATEST);
        }
    }
}

/// Whether what lies where an event was seen is that event; nothing may lie there.
async fn there(client: &Client, seen: &Landmark) -> Result<Option<bool>, Failed> {
    let at = Position { commit: seen.position, prepare: seen.position };
    let all = ReadAllOptions::default().deadline(ATTEMPT).max_count(1);
    let all = all.position(StreamPosition::Position(at));
    let found = async { event::collect(client.read_all(&all).await?).await };
    match found.await.map_err(Failed) {
        Ok(found) if seen.is(found.first()) => return Ok(Some(true)),
        Err(failed) if failed.passing() => return Err(failed),
        // Another server need not take a position at which nothing lies.
        Ok(_) | Err(_) => (),
    }
    let stream = ReadStreamOptions::default().deadline(ATTEMPT).max_count(1);
    let stream = stream.position(StreamPosition::Position(seen.revision));
    let found = async { event::collect(client.read_stream(&*seen.stream, &stream).await?).await };
    match found.await {
        // From there on: what lies behind a place where nothing is any more says nothing of it.
        Ok(found) => {
            let first = found.first().filter(|first| first.revision == seen.revision);
            Ok(first.map(|first| seen.is(Some(first))))
        }
        Err(Error::ResourceNotFound | Error::ResourceDeleted) => Ok(None),
        Err(error) => Err(Failed(error)),
    }
}

/// A connection string as others may read it: without a name and a password.
pub(crate) fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (hosts, options) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    match hosts.rsplit_once('@') {
        Some((_, hosts)) => format!("{scheme}://{hosts}{options}"),
        None => url.to_owned(),
    }
}

/// The client sleeps before its first call for as long as it would between two attempts at finding
/// the server. We have pauses of our own.
fn prompt(url: &str) -> String {
    if url.to_lowercase().contains("discoveryinterval=") {
        return url.to_owned();
    }
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}discoveryInterval=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_place_holds_no_password() {
        for (url, shown) in [
            ("esdb://admin:c@che@one,two:2113/?tls=false", "esdb://one,two:2113/?tls=false"),
            ("kurrentdb://127.0.0.1:2113?tls=false", "kurrentdb://127.0.0.1:2113?tls=false"),
            ("esdb://one/?user=a@b", "esdb://one/?user=a@b"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }

    #[tokio::test]
    async fn whoever_does_not_want_to_wait_is_told_so() {
        // Nobody listens where somebody has just stopped to.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("esdb://{free}?tls=false");
        let reached = crate::KurrentJournal::connect_within(&url, Duration::from_millis(50)).await;
        let told = format!("{:#}", reached.err().unwrap());
        assert!(told.contains(&format!("no journal answers at `{url}`")), "{told}");
    }
}
