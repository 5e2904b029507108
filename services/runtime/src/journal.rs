//! What the platform asks of a journal, wherever it is kept.

mod budget;
mod landmark;
mod memory;
mod size;

use std::{fmt, ops::Range, pin::Pin, sync::Arc, time::Duration};

use anyhow::anyhow;
use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use uuid::Uuid;

pub use budget::{Budget, Part};
pub use landmark::Landmark;
pub use memory::MemoryJournal;
pub use size::{MOST_BYTES, MOST_EVENT_BYTES, MOST_EVENTS, MOST_NAME, Size};

/// The append-only store of facts, one gapless total order over all streams. Every implementation
/// passes the same tests.
///
/// Positions and revisions count from 0. A position means something only together with
/// [`Journal::id`]; durable references inside events are event ids.
#[async_trait]
pub trait Journal: Send + Sync + 'static {
    /// Which journal this is. Whoever keeps a position keeps this beside it.
    fn id(&self) -> Uuid;

    /// Whether the position of each event is one more than that of the event before.
    fn gapless(&self) -> bool {
        true
    }

    /// Appends all of `entries` where they are expected, or none of them. Returns when they are
    /// durable. The same entries (by id) again at the place where they already lie, which is where the
    /// first of them lay first, are acknowledged again, not appended: an id names one event. So are those
    /// only that are [`Expected::meant`] there; others are in conflict, and so are entries that lie there
    /// in part.
    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError>;

    /// Appends to several streams at once, or to none of them; the answers are in the order of
    /// `appends`. Each is decided as [`Journal::append`] decides, after those before it, so that one
    /// that lies there already is acknowledged again. Where one is refused, nothing is recorded.
    /// The limits of one append are those of all together.
    async fn append_together(&self, appends: Vec<Append>) -> Result<Vec<Appended>, NotTogether> {
        let unable = || anyhow!("this journal appends to one stream at a time");
        let Ok([Append { stream, expected, entries }]) = <[Append; 1]>::try_from(appends) else {
            return Err(NotTogether { which: 0, error: AppendError::Unavailable(unable()) });
        };
        let told = self.append(&stream, expected, entries).await;
        told.map(|appended| vec![appended]).map_err(|error| NotTogether { which: 0, error })
    }

    /// At most `max` events of `stream`, from revision `from` on in `direction`. An unknown stream
    /// is empty.
    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>>;

    /// As [`Journal::read_stream`], but ends with the event with which it has so many `bytes`.
    async fn read_part(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
        bytes: usize,
    ) -> anyhow::Result<Part> {
        let mut events = self.read_stream(stream, from, direction, max).await?;
        let (found, mut left) = (events.len(), bytes);
        let within = events.iter().take_while(|event| {
            let within = left > 0;
            left = left.saturating_sub(Size::of(&event.entry));
            within
        });
        let within = within.count();
        events.truncate(within);
        Ok(Part { events, cut: within < found })
    }

    /// At most `max` events of the streams that `filter` admits, from position `from` on in
    /// `direction`.
    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page>;

    /// As [`Journal::read_all`], but spends no more than `budget`, so that whoever waits for rare events
    /// hears how far the reading came.
    async fn read_within(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        budget: Budget,
    ) -> anyhow::Result<Page> {
        let Budget { events: max, looked: mut unlooked, bytes: mut left } = budget;
        let (mut admitted, mut place) = (Vec::new(), from);
        loop {
            // Of everything, nothing is looked at in vain.
            let wanted = max - admitted.len();
            let size = if *filter == Filter::Everything { wanted } else { CHUNK };
            let size = if wanted == 0 { 0 } else { size.min(unlooked) };
            let page = self.read_all(place, direction, &Filter::Everything, size).await?;
            let ended = page.events.len() < size;
            unlooked -= page.events.len();
            for event in page.events {
                let next = match direction {
                    Direction::Forwards => event.position + 1,
                    Direction::Backwards => event.position,
                };
                if filter.admits(&event.stream, &event.entry.name) {
                    left = left.saturating_sub(Size::of(&event.entry));
                    admitted.push(event);
                }
                if admitted.len() == max || left == 0 {
                    return Ok(Page { events: admitted, next });
                }
            }
            if ended || unlooked == 0 || size == 0 {
                return Ok(Page { events: admitted, next: page.next });
            }
            place = Place::At(page.next);
        }
    }

    /// The event at that position, if one lies there.
    async fn event(&self, position: u64) -> anyhow::Result<Option<Recorded>> {
        let (place, everything) = (Place::At(position), Filter::Everything);
        let page = self.read_all(place, Direction::Forwards, &everything, 1).await?;
        Ok(page.events.into_iter().next().filter(|event| event.position == position))
    }

    /// The position the next event will have: how many there are.
    async fn head(&self) -> anyhow::Result<u64>;

    /// How far [`Journal::head`] is at least, as far as is known without asking anybody. Whoever
    /// follows the journal needs no more: [`Journal::beyond`] tells it when there is more.
    fn heard(&self) -> u64;

    /// Resolves once [`Journal::head`] is beyond `position`, so that a reader at the end can wait.
    async fn beyond(&self, position: u64) -> anyhow::Result<()>;

    /// Fails where what was read here need not be what is there now, because the journal was set back
    /// to a copy: for whoever answers from memory. One that nobody else can change is always sound.
    async fn sound(&self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Events looked at together where most of them may not be wanted.
const CHUNK: usize = 1024;
/// How long events gather for whoever subscribes and has caught up.
const COMPANY: Duration = Duration::from_millis(10);

/// Everything `filter` admits from `from` on, then whatever is appended, for as long as anybody
/// listens. Each item is a page with at least the new place to go on from, even when nothing on
/// the way was admitted. At the end of the journal events gather for a moment, and come together.
pub fn subscribe(
    journal: Arc<dyn Journal>,
    from: u64,
    filter: Filter,
    max: usize,
) -> Pin<Box<dyn Stream<Item = anyhow::Result<Page>> + Send>> {
    stream::try_unfold((journal, from, filter), move |(journal, from, filter)| async move {
        if journal.heard() <= from {
            journal.beyond(from).await?;
            tokio::time::sleep(COMPANY).await;
        }
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
    pub format: Format,
}

/// What the data of an event are. Nothing checks it: whoever wrote the event says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Whatever Jalon writes.
    #[default]
    Json,
    Bytes,
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
    /// What the reader's own test admits.
    Matching(Matching),
}

/// A test of a stream's name and an event's type, such as a regular expression makes. Two are equal
/// if they are one.
#[derive(Clone)]
pub struct Matching(Arc<Admits>);

type Admits = dyn Fn(&str, &str) -> bool + Send + Sync;

impl Matching {
    pub fn new(admits: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(admits))
    }
}

impl fmt::Debug for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Matching(..)")
    }
}

impl PartialEq for Matching {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Matching {}

impl Expected {
    /// Whether a stream whose last event has the revision `last` is as it was believed to be.
    pub fn met(self, last: Option<u64>) -> bool {
        match self {
            Self::Any => true,
            Self::Empty => last.is_none(),
            Self::Exists => last.is_some(),
            Self::At(revision) => last == Some(revision),
        }
    }

    /// Whether entries that lie from `from` on in a stream, whose last event has the revision `last`, may be
    /// what was appended so: the stream was as it was believed to be before them, or is so now.
    pub fn meant(self, from: u64, last: Option<u64>) -> bool {
        self.met(from.checked_sub(1)) || self.met(last)
    }
}

impl Place {
    /// Which of `count` events, numbered from 0, are read from here on.
    pub fn range(self, direction: Direction, count: u64) -> Range<u64> {
        match (direction, self) {
            (Direction::Forwards, Self::Start) | (Direction::Backwards, Self::End) => 0..count,
            (Direction::Forwards, Self::End) | (Direction::Backwards, Self::Start) => 0..0,
            (Direction::Forwards, Self::At(from)) => from.min(count)..count,
            (Direction::Backwards, Self::At(from)) => 0..from.min(count),
        }
    }

    /// Where a read that finds nothing goes on, in a journal of so many events.
    pub fn next(self, head: u64) -> u64 {
        match self {
            Self::Start => 0,
            Self::At(at) => at,
            Self::End => head,
        }
    }
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
            Self::Matching(Matching(admits)) => admits(stream, name),
        }
    }
}

/// One of several appends that are recorded together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    pub stream: String,
    pub expected: Expected,
    pub entries: Vec<Entry>,
}

/// Why several appends were not recorded together: the first that was refused, counted from 0.
#[derive(Debug, thiserror::Error)]
#[error("append {which} of several")]
pub struct NotTogether {
    pub which: usize,
    #[source]
    pub error: AppendError,
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
