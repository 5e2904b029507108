//! The journal on a server or cluster that speaks KurrentDB's protocol. A crate of its own, because
//! its client brings another tonic.
//!
//! Our own server says which journal it keeps, and that its positions are gapless: then they are the
//! journal's, exactly as in one process. On any other server positions are neither dense nor ours:
//! `next` is always one more than the last position seen, and a read goes on from the last one seen,
//! which exists, and drops it. There the first of us to come writes down which journal it is.
//!
//! The server may come later than we do, go, and come again. Whatever is asked is asked again for a
//! while, an append under the ids it had, so that it is recorded once.

mod client;
mod event;
mod news;

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow};
use async_trait::async_trait;
use eventstore::{
    AppendToStreamOptions, Client, Error, Position, ReadAllOptions, ReadStreamOptions,
    StreamPosition, StreamState, SubscriptionFilter,
};
use runtime::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Format, Journal, Landmark, Page,
    Place, Recorded, Size,
};
use serde::Deserialize;
use uuid::Uuid;

use client::{Connection, DEADLINE, Failed};
use news::News;

/// Where our own server says which journal it keeps.
const OURS: &str = "$jalon-journal";
/// Where the first of us writes it down on another.
pub const IDENTITY: &str = "jalon-journal";

/// Whether a server said that whoever asked may not.
pub fn denied(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Failed(Error::AccessDenied)))
}
const IDENTIFIED: &str = "jalon.journal.identified.v1";
/// Events read at once when most of them may be filtered out here.
const CHUNK: usize = 1024;

pub struct KurrentJournal {
    connection: Arc<Connection>,
    id: Uuid,
    /// The server is ours: its positions are the journal's.
    gapless: bool,
    news: News,
}

#[derive(Deserialize)]
struct Identity {
    journal: Uuid,
    positions: String,
}

impl KurrentJournal {
    /// Reaches the server that `url` (`esdb://…`, `kurrentdb://…`) names, however long that takes,
    /// and learns which journal it keeps. It says that it waits, again and again.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        Self::connect_within(url, Duration::MAX).await
    }

    /// The same, for somebody who does not want to wait longer than that for an answer.
    pub async fn connect_within(url: &str, patience: Duration) -> anyhow::Result<Self> {
        let connection = Arc::new(Connection::to(url)?);
        let place = client::without_secrets(url);
        let reached = connection.wait(&place, patience).await;
        reached.with_context(|| format!("no journal answers at `{place}`"))?;
        let (id, gapless) = match ours(&connection).await? {
            Some(id) => (id, true),
            None => (theirs(&connection).await?, false),
        };
        let news = News::of(&connection, gapless);
        Ok(Self { connection, id, gapless, news })
    }

    /// At most `max` events of all streams; what the server can filter, it does.
    async fn read_on(
        &self,
        place: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        self.news.sound()?;
        let options = ReadAllOptions::default().deadline(DEADLINE);
        let (options, dropped) = match (direction, place) {
            (Direction::Forwards, Place::Start | Place::At(0)) => {
                (options.position(StreamPosition::Start), None)
            }
            (Direction::Backwards, Place::End) => (options.position(StreamPosition::End), None),
            (Direction::Forwards, Place::End)
            | (Direction::Backwards, Place::Start | Place::At(0)) => return Ok(Vec::new()),
            (Direction::Forwards, Place::At(at)) if self.gapless => {
                (options.position(position(at)), None)
            }
            (Direction::Forwards, Place::At(at)) => {
                (options.position(position(at - 1)), Some(at - 1))
            }
            // Reading backwards from a position does not return what lies there.
            (Direction::Backwards, Place::At(at)) => (options.position(position(at)), None),
        };
        let options = match direction {
            Direction::Forwards => options.forwards(),
            Direction::Backwards => options.backwards(),
        };
        let options = match pushed(filter) {
            Some(filter) => options.filter(filter),
            None => options,
        };
        let options = options.max_count(max + usize::from(dropped.is_some()));
        let asked = self
            .connection
            .ask(async |client: Client| event::collect(client.read_all(&options).await?).await);
        let mut events = asked.await?;
        self.saw(&events);
        events.retain(|event| dropped.is_none_or(|dropped| event.position > dropped));
        events.truncate(max);
        Ok(events)
    }

    /// Whether an event is one of the journal, and one that `filter` admits.
    fn admits(&self, filter: &Filter, event: &Recorded) -> bool {
        !self.affair(event) && filter.admits(&event.stream, &event.entry.name)
    }

    /// Another server keeps its own affairs among ours, and no longer than it likes.
    fn affair(&self, event: &Recorded) -> bool {
        !self.gapless && event.stream.starts_with('$')
    }

    /// Takes note of the last of some events that were read where all lie.
    fn saw(&self, events: &[Recorded]) {
        let last = events.iter().filter(|event| !self.affair(event));
        if let Some(last) = last.max_by_key(|event| event.position) {
            self.news.saw(Landmark::of(last));
        }
    }
}

fn position(at: u64) -> StreamPosition<Position> {
    StreamPosition::Position(Position { commit: at, prepare: at })
}

/// The part of a filter that the server applies. Ours is applied to what is left in any case.
fn pushed(filter: &Filter) -> Option<SubscriptionFilter> {
    let (filter, prefixes) = match filter {
        Filter::Streams(prefixes) => (SubscriptionFilter::on_stream_name(), prefixes),
        Filter::Types(prefixes) => (SubscriptionFilter::on_event_type(), prefixes),
        Filter::Everything | Filter::Matching(_) => return None,
    };
    let add = |filter: SubscriptionFilter, prefix| filter.add_prefix(prefix);
    (!prefixes.is_empty()).then(|| prefixes.iter().fold(filter, add))
}

/// The journal of a server of ours. Its own word is the last: one that was moved there may have brought
/// another's along.
async fn ours(connection: &Connection) -> anyhow::Result<Option<Uuid>> {
    let found = at_one_end(connection, OURS, Direction::Backwards).await?;
    let Some(event) = found else { return Ok(None) };
    let said: Identity = serde_json::from_slice(&event.entry.data)?;
    Ok((said.positions == "gapless").then_some(said.journal))
}

/// The journal that another server keeps. An empty one is given its identity.
async fn theirs(connection: &Connection) -> anyhow::Result<Uuid> {
    #[expect(clippy::disallowed_methods, reason = "a journal is named once, where it is made")]
    let id = Uuid::new_v4();
    let identity = Entry {
        id,
        name: IDENTIFIED.to_owned(),
        data: b"{}".to_vec(),
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    match append(connection, IDENTITY, Expected::Empty, &[identity]).await {
        Ok(_) | Err(Failed(Error::WrongExpectedVersion { .. })) => (),
        Err(error) => return Err(error.into()),
    }
    let first = at_one_end(connection, IDENTITY, Direction::Forwards).await?;
    Ok(first.context("the server forgot which journal it keeps")?.entry.id)
}

/// The first event of `stream` in `direction`.
async fn at_one_end(
    connection: &Connection,
    stream: &str,
    direction: Direction,
) -> Result<Option<Recorded>, Failed> {
    let options = ReadStreamOptions::default().deadline(DEADLINE).max_count(1);
    let options = match direction {
        Direction::Forwards => options.position(StreamPosition::Start),
        Direction::Backwards => options.position(StreamPosition::End).backwards(),
    };
    let found = connection
        .ask(async |client: Client| {
            event::collect(client.read_stream(stream, &options).await?).await
        })
        .await;
    match found {
        Ok(found) => Ok(found.into_iter().next()),
        // Another server may not show such a stream to everybody.
        Err(Failed(Error::ResourceNotFound | Error::AccessDenied)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn append(
    connection: &Connection,
    stream: &str,
    expected: Expected,
    entries: &[Entry],
) -> Result<Appended, Failed> {
    let state = match expected {
        Expected::Any => StreamState::Any,
        Expected::Empty => StreamState::NoStream,
        Expected::Exists => StreamState::StreamExists,
        Expected::At(revision) => StreamState::StreamRevision(revision),
    };
    let options = AppendToStreamOptions::default().deadline(DEADLINE).stream_state(state);
    let written = connection
        .ask(async |client: Client| {
            let events: Result<Vec<_>, _> = entries.iter().map(event::outgoing).collect();
            client.append_to_stream(stream, &options, events?).await
        })
        .await?;
    let (revision, position) = (written.next_expected_version, written.position.commit);
    Ok(Appended { revision, position })
}

#[async_trait]
impl Journal for KurrentJournal {
    fn id(&self) -> Uuid {
        self.id
    }

    fn gapless(&self) -> bool {
        self.gapless
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        // Wherever it is kept, a journal takes the same.
        Size::default().all(stream, &entries)?;
        self.news.sound().map_err(AppendError::Unavailable)?;
        match append(&self.connection, stream, expected, &entries).await {
            Ok(appended) => {
                let Appended { revision, position } = appended;
                self.news.heard(position + 1);
                // Of another server, what is read says better where it lies.
                if let Some(last) = entries.last().filter(|_| self.gapless) {
                    let (stream, id, at) = (stream.into(), last.id, None);
                    self.news.saw(Landmark { stream, revision, position, id, at });
                }
                Ok(appended)
            }
            Err(Failed(Error::WrongExpectedVersion { .. })) => {
                // What the error says may be older than what we know by now.
                let last = self.read_stream(stream, Place::End, Direction::Backwards, 1).await;
                let last = last.map_err(AppendError::Unavailable)?;
                Err(AppendError::Conflict { last: last.first().map(|event| event.revision) })
            }
            Err(failed) => Err(failed.of_append()),
        }
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        self.news.sound()?;
        let options = ReadStreamOptions::default().deadline(DEADLINE).max_count(max);
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
        if max == 0 {
            return Ok(Vec::new());
        }
        let asked = self.connection.ask(async |client: Client| {
            event::collect(client.read_stream(stream, &options).await?).await
        });
        match asked.await {
            Ok(events) => {
                if self.gapless {
                    self.saw(&events);
                }
                Ok(events)
            }
            Err(Failed(Error::ResourceNotFound)) => Ok(Vec::new()),
            Err(error) => Err(anyhow!(error)),
        }
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        // What we have heard of the end is old, and good enough: it was there before we read.
        let head = match from {
            Place::Start | Place::At(_) if self.gapless => self.news.known(),
            Place::Start | Place::At(_) | Place::End => self.head().await?,
        };
        let mut next = match from {
            Place::At(at) => at,
            Place::Start => 0,
            Place::End => head,
        };
        let (mut place, mut events) = (from, Vec::new());
        while events.len() < max {
            // Of what the server filters, nothing is read in vain.
            let size = if pushed(filter).is_some() { max - events.len() } else { CHUNK.min(max) };
            let chunk = self.read_on(place, direction, filter, size).await?;
            let last = chunk.len() < size;
            for event in chunk {
                if events.len() == max {
                    return Ok(Page { events, next });
                }
                next = match direction {
                    Direction::Forwards => event.position + 1,
                    Direction::Backwards => event.position,
                };
                if self.admits(filter, &event) {
                    events.push(event);
                }
            }
            if last {
                // Everything up to what was the end has been looked at.
                next = match direction {
                    Direction::Forwards => next.max(head),
                    Direction::Backwards => 0,
                };
                break;
            }
            place = Place::At(next);
        }
        Ok(Page { events, next })
    }

    /// Begins where the event lies: one that somebody names is there, while nothing may end before it.
    async fn event(&self, at: u64) -> anyhow::Result<Option<Recorded>> {
        let options = ReadAllOptions::default().deadline(DEADLINE).max_count(1);
        let options = options.position(position(at)).forwards();
        let asked = self
            .connection
            .ask(async |client: Client| event::collect(client.read_all(&options).await?).await);
        let events = asked.await?;
        self.saw(&events);
        Ok(events.into_iter().next().filter(|event| event.position == at))
    }

    async fn head(&self) -> anyhow::Result<u64> {
        let everything = Filter::Everything;
        let last = self.read_on(Place::End, Direction::Backwards, &everything, 1).await?;
        let head = last.first().map_or(0, |event| event.position + 1);
        self.news.heard(head);
        Ok(head)
    }

    fn heard(&self) -> u64 {
        self.news.known()
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.news.beyond(position, || self.head()).await
    }

    async fn sound(&self) -> anyhow::Result<()> {
        self.news.sound()?;
        // A server that went away has to be known again first.
        Ok(self.connection.ask(async |_: Client| Ok(())).await?)
    }
}
