//! What the platform asks of a journal, wherever it is kept.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

/// The append-only store of facts, one gapless total order over all streams. Every implementation
/// passes the same tests.
///
/// Positions and revisions count from 0. A position means something only together with
/// [`Journal::id`]; durable references inside events are event ids.
#[async_trait]
pub trait Journal: Send + Sync + 'static {
    /// Which journal this is. Whoever keeps a position keeps this beside it.
    fn id(&self) -> Uuid;

    /// Appends all of `entries` where they are expected, or none of them. Returns when they are
    /// durable. The same entries (by id) again at the place where they already lie are
    /// acknowledged again, not appended.
    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError>;

    /// At most `max` events of `stream`, from revision `from` on in `direction`. An unknown stream
    /// is empty.
    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>>;

    /// At most `max` events of the streams that `filter` admits, from position `from` on in
    /// `direction`.
    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page>;

    /// The position the next event will have: how many there are.
    async fn head(&self) -> anyhow::Result<u64>;

    /// Resolves once [`Journal::head`] is beyond `position`, so that a reader at the end can wait.
    async fn beyond(&self, position: u64) -> anyhow::Result<()>;
}

/// Everything `filter` admits from `from` on, then whatever is appended, for as long as anybody
/// listens. Each item is a page with at least the new place to go on from, even when nothing on
/// the way was admitted.
pub fn subscribe(
    journal: Arc<dyn Journal>,
    from: u64,
    filter: Filter,
    max: usize,
) -> Pin<Box<dyn Stream<Item = anyhow::Result<Page>> + Send>> {
    stream::try_unfold((journal, from, filter), move |(journal, from, filter)| async move {
        journal.beyond(from).await?;
        let page = journal.read_all(Place::At(from), Direction::Forwards, &filter, max).await?;
        let next = page.next;
        Ok(Some((page, (journal, next, filter))))
    })
    .boxed()
}

/// An event on its way in, already encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    /// Its stored type, such as `financing.agreement.signed.v1`.
    pub name: String,
    pub data: Vec<u8>,
    pub meta: Vec<u8>,
}

/// An event and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub stream: Arc<str>,
    pub revision: u64,
    pub position: u64,
    /// When the journal wrote it, in whole microseconds. Never earlier than the event before.
    pub at: Timestamp,
    pub entry: Entry,
}

/// What a read of all streams found, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub events: Vec<Recorded>,
    /// Forwards, the first position not looked at yet; backwards, the last one looked at: read
    /// again from `next`, exclusive, to go on. Equal to what was asked when there was nothing.
    pub next: u64,
}

/// Where a read begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first event, or reading backwards, nothing.
    Start,
    /// Forwards, this event is the first one read; backwards, it is the first one *not* read.
    At(u64),
    /// Reading backwards, the last event; forwards, nothing.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forwards,
    Backwards,
}

/// Which streams a reader of all streams wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    Everything,
    /// Streams whose name starts with one of these.
    Streams(Vec<String>),
    /// Events whose type starts with one of these.
    Types(Vec<String>),
}

impl Filter {
    pub fn streams<S: Into<String>>(prefixes: impl IntoIterator<Item = S>) -> Self {
        Self::Streams(prefixes.into_iter().map(Into::into).collect())
    }

    pub fn admits(&self, stream: &str, name: &str) -> bool {
        let any = |prefixes: &[String], text: &str| prefixes.iter().any(|p| text.starts_with(p));
        match self {
            Self::Everything => true,
            Self::Streams(prefixes) => any(prefixes, stream),
            Self::Types(prefixes) => any(prefixes, name),
        }
    }
}

/// What the writer believes of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Any,
    /// It has no event.
    Empty,
    /// It has at least one event.
    Exists,
    /// Its last event has this revision.
    At(u64),
}

/// Where the last event of an append lies. The proof that a command is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub revision: u64,
    pub position: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended first; `last` is the stream's last revision, none if it is empty.
    #[error("the stream is elsewhere: its last revision is {last:?}")]
    Conflict { last: Option<u64> },
    /// One event or the whole append is larger than the journal takes.
    #[error("too large: {0}")]
    TooLarge(String),
    /// The disk is full. Nothing was written; reading goes on, and so does writing once there is
    /// space.
    #[error("no space left to write")]
    Full,
    #[error("journal unavailable")]
    Unavailable(#[source] anyhow::Error),
}

/// Most events of one append, and most bytes of their names, data and metadata together.
pub const MOST_EVENTS: usize = 1000;
pub const MOST_BYTES: usize = 1 << 20;
/// Most bytes of one event's data and metadata together: what the proof formats can carry.
pub const MOST_EVENT_BYTES: usize = 65_535;

/// One vector: a position is an index. For tests of one process.
#[derive(Debug)]
pub struct MemoryJournal {
    id: Uuid,
    all: Mutex<Vec<Recorded>>,
    head: watch::Sender<u64>,
}

impl MemoryJournal {
    pub fn new(id: Uuid) -> Self {
        Self { id, all: Mutex::default(), head: watch::Sender::new(0) }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `all` is in order; what is admitted of it is read as [`Journal::read_all`] and
/// [`Journal::read_stream`] say, `place` telling each event's place.
fn read<'e>(
    all: impl DoubleEndedIterator<Item = &'e Recorded>,
    from: Place,
    direction: Direction,
    place: fn(&Recorded) -> u64,
) -> Box<dyn Iterator<Item = &'e Recorded> + 'e> {
    let all: Vec<_> = match (direction, from) {
        (Direction::Forwards, Place::Start) | (Direction::Backwards, Place::End) => all.collect(),
        (Direction::Forwards, Place::End) | (Direction::Backwards, Place::Start) => Vec::new(),
        (Direction::Forwards, Place::At(at)) => all.filter(|event| place(event) >= at).collect(),
        (Direction::Backwards, Place::At(at)) => all.filter(|event| place(event) < at).collect(),
    };
    match direction {
        Direction::Forwards => Box::new(all.into_iter()),
        Direction::Backwards => Box::new(all.into_iter().rev()),
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    fn id(&self) -> Uuid {
        self.id
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        let mut all = self.all();
        let of_stream = |event: &&Recorded| &*event.stream == stream;
        let last = all.iter().rev().find(of_stream).map(|event| event.revision);
        let Some(first) = entries.first() else {
            return Err(AppendError::TooLarge("an append has at least one event".into()));
        };
        let met = match expected {
            Expected::Any => true,
            Expected::Empty => last.is_none(),
            Expected::Exists => last.is_some(),
            Expected::At(revision) => last == Some(revision),
        };
        let again = all.iter().filter(of_stream).find(|event| event.entry.id == first.id);
        if let Some(again) = again {
            let from = again.revision;
            let lies = all.iter().filter(of_stream).skip(usize::try_from(from).unwrap_or(0));
            let lies: Vec<_> = lies.take(entries.len()).collect();
            let same = lies.len() == entries.len()
                && lies.iter().zip(&entries).all(|(lies, entry)| lies.entry.id == entry.id);
            if let Some(event) = lies.last().filter(|_| same) {
                return Ok(Appended { revision: event.revision, position: event.position });
            }
        }
        if !met {
            return Err(AppendError::Conflict { last });
        }
        let stream: Arc<str> = stream.into();
        let first = last.map_or(0, |revision| revision + 1);
        let mut appended = Appended { revision: first, position: all.len() as u64 };
        for (entry, revision) in entries.into_iter().zip(first..) {
            appended = Appended { revision, position: all.len() as u64 };
            all.push(Recorded {
                stream: Arc::clone(&stream),
                revision,
                position: appended.position,
                at: Timestamp::UNIX_EPOCH,
                entry,
            });
        }
        self.head.send_replace(all.len() as u64);
        Ok(appended)
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let all = self.all();
        let of_stream = all.iter().filter(|event| &*event.stream == stream);
        let found = read(of_stream, from, direction, |event| event.revision);
        Ok(found.take(max).cloned().collect())
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        let all = self.all();
        let mut page = Page { events: Vec::new(), next: next_of(from, all.len() as u64) };
        for event in read(all.iter(), from, direction, |event| event.position) {
            if page.events.len() == max {
                break;
            }
            page.next = match direction {
                Direction::Forwards => event.position + 1,
                Direction::Backwards => event.position,
            };
            if filter.admits(&event.stream, &event.entry.name) {
                page.events.push(event.clone());
            }
        }
        Ok(page)
    }

    async fn head(&self) -> anyhow::Result<u64> {
        Ok(*self.head.borrow())
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.head.subscribe().wait_for(|head| *head > position).await?;
        Ok(())
    }
}

fn next_of(from: Place, head: u64) -> u64 {
    match from {
        Place::Start => 0,
        Place::At(at) => at,
        Place::End => head,
    }
}
