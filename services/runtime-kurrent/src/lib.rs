//! The journal on a server or cluster that speaks KurrentDB's protocol. A crate of its own, because
//! its client brings another tonic.
//!
//! Positions there are neither dense nor ours: `next` is always one more than the last position
//! seen, and a read goes on from the last one seen, which exists, and drops it.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow};
use async_trait::async_trait;
use eventstore::{
    AppendToStreamOptions, Client, ClientSettings, Error, EventData, Position, ReadAllOptions,
    ReadStream, ReadStreamOptions, ResolvedEvent, StreamPosition, StreamState,
};
use jiff::Timestamp;
use runtime::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Journal, Page, Place, Recorded,
};
use serde_json::value::RawValue;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Holds one event, whose id is the journal's.
const IDENTITY: &str = "jalon-journal";
const IDENTITY_TYPE: &str = "jalon.journal.identified.v1";
/// How often the end is looked at while there is nothing new.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_secs(1);
/// Events read at once when most of them may be filtered out.
const CHUNK: usize = 4096;

pub struct KurrentJournal {
    settings: ClientSettings,
    /// A client whose first connection failed never recovers: it is dropped and made again.
    client: Mutex<Option<Client>>,
    id: Uuid,
}

impl KurrentJournal {
    /// Reaches the server that `url` (`esdb://…`, `kurrentdb://…`) names, and learns which journal
    /// it keeps. The first to ask gives an empty server its identity.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let settings: ClientSettings =
            url.parse().map_err(|error| anyhow!("`{url}` is no connection string: {error}"))?;
        let mut journal = Self { settings, client: Mutex::default(), id: Uuid::nil() };
        #[expect(clippy::disallowed_methods, reason = "a journal is named once, where it is made")]
        let id = Uuid::new_v4();
        let identity = Entry {
            id,
            name: IDENTITY_TYPE.to_owned(),
            data: b"{}".to_vec(),
            meta: b"{}".to_vec(),
        };
        match journal.append(IDENTITY, Expected::Empty, vec![identity]).await {
            Ok(_) | Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error).with_context(|| format!("reaching `{url}`")),
        }
        let first = journal.read_stream(IDENTITY, Place::Start, Direction::Forwards, 1).await?;
        journal.id = first.first().context("the server forgot which journal it keeps")?.entry.id;
        Ok(journal)
    }

    async fn client(&self) -> anyhow::Result<Client> {
        let mut client = self.client.lock().await;
        if let Some(client) = &*client {
            return Ok(client.clone());
        }
        let made = Client::new(self.settings.clone()).map_err(|error| anyhow!("{error}"))?;
        Ok(client.insert(made).clone())
    }

    /// After a failure the next call connects anew.
    async fn failed(&self, error: Error) -> anyhow::Error {
        *self.client.lock().await = None;
        error.into()
    }

    async fn read_on(
        &self,
        place: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let options = ReadAllOptions::default();
        let (options, dropped) = match (direction, place) {
            (Direction::Forwards, Place::Start | Place::At(0)) => {
                (options.position(StreamPosition::Start), None)
            }
            (Direction::Backwards, Place::End) => (options.position(StreamPosition::End), None),
            (Direction::Forwards, Place::End)
            | (Direction::Backwards, Place::Start | Place::At(0)) => return Ok(Vec::new()),
            (Direction::Forwards, Place::At(at)) => {
                (options.position(at_position(at - 1)), Some(at - 1))
            }
            // Reading backwards from a position does not return what lies there.
            (Direction::Backwards, Place::At(at)) => (options.position(at_position(at)), None),
        };
        let options = match direction {
            Direction::Forwards => options.forwards(),
            Direction::Backwards => options.backwards(),
        };
        let options = options.max_count(max + usize::from(dropped.is_some()));
        let client = self.client().await?;
        let events = match client.read_all(&options).await {
            Ok(events) => collect(events).await,
            Err(error) => Err(error),
        };
        match events {
            Ok(mut events) => {
                events.retain(|event| dropped.is_none_or(|dropped| event.position > dropped));
                events.truncate(max);
                Ok(events)
            }
            Err(error) => Err(self.failed(error).await),
        }
    }
}

fn at_position(at: u64) -> StreamPosition<Position> {
    StreamPosition::Position(Position { commit: at, prepare: at })
}

#[async_trait]
impl Journal for KurrentJournal {
    fn id(&self) -> Uuid {
        self.id
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        let state = match expected {
            Expected::Any => StreamState::Any,
            Expected::Empty => StreamState::NoStream,
            Expected::Exists => StreamState::StreamExists,
            Expected::At(revision) => StreamState::StreamRevision(revision),
        };
        let options = AppendToStreamOptions::default().stream_state(state);
        let events = entries.iter().map(outgoing).collect::<Result<Vec<EventData>, _>>();
        let events = events.map_err(|error| AppendError::Unavailable(error.into()))?;
        let client = self.client().await.map_err(AppendError::Unavailable)?;
        match client.append_to_stream(stream, &options, events).await {
            Ok(written) => Ok(Appended {
                revision: written.next_expected_version,
                position: written.position.commit,
            }),
            Err(Error::WrongExpectedVersion { .. }) => {
                let last = self.read_stream(stream, Place::End, Direction::Backwards, 1).await;
                let last = last.map_err(AppendError::Unavailable)?;
                Err(AppendError::Conflict { last: last.first().map(|event| event.revision) })
            }
            Err(error) => Err(AppendError::Unavailable(self.failed(error).await)),
        }
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let options = ReadStreamOptions::default().max_count(max);
        let options = match (direction, from) {
            (Direction::Forwards, Place::Start) => options.position(StreamPosition::Start),
            (Direction::Forwards, Place::At(at)) => options.position(StreamPosition::Position(at)),
            (Direction::Backwards, Place::End) => options.position(StreamPosition::End).backwards(),
            (Direction::Backwards, Place::At(at)) if at > 0 => {
                options.position(StreamPosition::Position(at - 1)).backwards()
            }
            (Direction::Forwards, Place::End)
            | (Direction::Backwards, Place::Start | Place::At(_)) => return Ok(Vec::new()),
        };
        let client = self.client().await?;
        let events = match client.read_stream(stream, &options).await {
            Ok(events) => collect(events).await,
            Err(error) => Err(error),
        };
        match events {
            Ok(events) => Ok(events),
            Err(Error::ResourceNotFound) => Ok(Vec::new()),
            Err(error) => Err(self.failed(error).await),
        }
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        let mut next = match (from, direction) {
            (Place::At(at), _) => at,
            (Place::Start, _) => 0,
            (Place::End, _) => self.head().await?,
        };
        let (mut place, mut events) = (from, Vec::new());
        loop {
            let chunk = self.read_on(place, direction, CHUNK.min(max.max(1))).await?;
            if chunk.is_empty() {
                return Ok(Page { events, next });
            }
            for event in chunk {
                if events.len() == max {
                    return Ok(Page { events, next });
                }
                next = match direction {
                    Direction::Forwards => event.position + 1,
                    Direction::Backwards => event.position,
                };
                if !event.stream.starts_with('$') && filter.admits(&event.stream, &event.entry.name)
                {
                    events.push(event);
                }
            }
            place = Place::At(next);
        }
    }

    async fn head(&self) -> anyhow::Result<u64> {
        let last = self.read_on(Place::End, Direction::Backwards, 1).await?;
        Ok(last.first().map_or(0, |event| event.position + 1))
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        let mut wait = SOONEST;
        loop {
            match self.head().await {
                Ok(head) if head > position => return Ok(()),
                Ok(_) => (),
                Err(error) => tracing::warn!(error = format!("{error:#}"), "journal unreachable"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LATEST);
        }
    }
}

/// As JSON, so that the server's own tools can show and filter it.
fn outgoing(entry: &Entry) -> serde_json::Result<EventData> {
    let data: &RawValue = serde_json::from_slice(&entry.data)?;
    let event = EventData::json(&entry.name, &data)?;
    Ok(event.id(entry.id).metadata(entry.meta.clone().into()))
}

async fn collect(mut events: ReadStream) -> Result<Vec<Recorded>, Error> {
    let mut recorded = Vec::new();
    loop {
        match events.next().await {
            Ok(Some(resolved)) => recorded.extend(incoming(&resolved)),
            Ok(None) => return Ok(recorded),
            Err(error) => return Err(error),
        }
    }
}

fn incoming(resolved: &ResolvedEvent) -> Option<Recorded> {
    let event = resolved.get_original_event();
    let at = event.created.timestamp_micros();
    Some(Recorded {
        stream: Arc::from(event.stream_id()),
        revision: event.revision,
        position: event.position.commit,
        at: Timestamp::from_microsecond(at).ok()?,
        entry: Entry {
            id: event.id,
            name: event.event_type.clone(),
            data: event.data.to_vec(),
            meta: event.custom_metadata.to_vec(),
        },
    })
}
