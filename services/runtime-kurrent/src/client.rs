//! The client, which we own: one whose first connection failed never recovers, so it is dropped and
//! made again.

use std::{future::Future, time::Duration};

use anyhow::anyhow;
use eventstore::{Client, ClientSettings, Error};
use runtime::AppendError;
use tokio::sync::Mutex;

/// Longest that the server may take to answer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
/// Pauses before something is asked again.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(2);
/// How often it is asked in all: some eight seconds.
const TIMES: usize = 9;

pub(crate) struct Connection {
    settings: ClientSettings,
    client: Mutex<Option<Client>>,
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
        let settings = prompt(url)
            .parse()
            .map_err(|error| anyhow!("`{url}` is no connection string: {error}"))?;
        Ok(Self { settings, client: Mutex::default() })
    }

    pub(crate) async fn client(&self) -> Result<Client, Failed> {
        let mut client = self.client.lock().await;
        if let Some(client) = &*client {
            return Ok(client.clone());
        }
        let made = Client::new(self.settings.clone())
            .map_err(|error| Failed(Error::InitializationError(error.to_string())))?;
        Ok(client.insert(made).clone())
    }

    /// The next call connects anew.
    pub(crate) async fn renew(&self) {
        *self.client.lock().await = None;
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

    /// Waits until somebody answers, for as long as it takes.
    pub(crate) async fn wait(&self) -> Result<(), Failed> {
        let mut pause = SOONEST;
        let mut told = false;
        loop {
            let answer =
                self.try_once(&mut async |client: Client| client.server_info().await).await;
            match answer {
                Err(failed) if failed.passing() => {
                    if !told {
                        tracing::warn!(error = %failed, "waiting for the journal");
                    }
                    told = true;
                }
                answer => return answer.map(drop),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LATEST);
        }
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
