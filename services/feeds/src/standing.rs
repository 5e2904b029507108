//! How far the relay has come: what it noted, and what the stream itself says.

use std::sync::Arc;

use anyhow::ensure;
use async_nats::jetstream::{
    Context,
    stream::{LastRawMessageErrorKind, Stream},
};
use runtime::{Direction, Filter, Journal, PUBLIC_STREAMS, Place, Recorded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    client::{self, STREAM},
    message,
};

const KEY: &str = "relay";
/// Events to count at a time.
const MANY: usize = 4096;

/// One row, in JSON. It may be older than the truth, or lost: it is where comparing begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) journal: Uuid,
    /// The first position not relayed yet.
    pub(crate) next: u64,
    /// How many public events lie before it: the sequence of the last message.
    pub(crate) sequence: u64,
}

impl Checkpoint {
    pub(crate) fn start(journal: Uuid) -> Self {
        Self { journal, next: 0, sequence: 0 }
    }

    /// The one of this journal. The start, where there is none or it is of another.
    pub(crate) async fn load(tree: &sled::Tree, journal: Uuid) -> anyhow::Result<Self> {
        let tree = tree.clone();
        let bytes = tokio::task::spawn_blocking(move || tree.get(KEY)).await??;
        let saved = bytes.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        Ok(saved.filter(|saved| saved.journal == journal).unwrap_or(Self::start(journal)))
    }

    pub(crate) async fn save(self, tree: &sled::Tree) -> anyhow::Result<()> {
        let tree = tree.clone();
        let bytes = serde_json::to_vec(&self)?;
        tokio::task::spawn_blocking(move || tree.insert(KEY, bytes)).await??;
        Ok(())
    }

    /// After the public event at this position.
    pub(crate) fn after(self, event: &Recorded) -> Self {
        Self { next: event.position + 1, sequence: self.sequence + 1, ..self }
    }
}

/// What was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Absent,
    Empty,
    /// Its last message is this far into our journal.
    Ours(Checkpoint),
    /// Another journal's, or nobody's.
    Foreign,
    /// It was ours and cannot be continued: why not.
    Broken(String),
}

/// The streams that may be told to the world.
pub(crate) fn public() -> Filter {
    Filter::streams([PUBLIC_STREAMS])
}

/// Makes the stream hold a beginning of the journal, and says which. `held` says that it did
/// before, while we watched: then whoever changed it is still at work, and must not be fought.
pub(crate) async fn agree(
    journal: &Arc<dyn Journal>,
    context: &Context,
    saved: Checkpoint,
    held: bool,
) -> anyhow::Result<Checkpoint> {
    let start = Checkpoint::start(journal.id());
    // A journal put back from an older copy is shorter than what was relayed of it.
    let saved = if saved.next <= journal.head().await? { saved } else { start };
    let stream = client::stream(context).await?;
    let standing = match &stream {
        None => Standing::Absent,
        Some(stream) => look(journal, stream, saved).await?,
    };
    ensure!(
        !(held && standing == Standing::Foreign),
        "another platform publishes to the stream {STREAM} of this NATS"
    );
    let lost = match &standing {
        &Standing::Ours(found) => {
            if found.sequence != saved.sequence {
                let (found, saved) = (found.sequence, saved.sequence);
                tracing::info!(
                    found,
                    saved,
                    "NATS is elsewhere than the checkpoint: going on there"
                );
            }
            return Ok(found);
        }
        Standing::Absent | Standing::Empty if saved.sequence == 0 => None,
        Standing::Absent => Some("is gone".to_owned()),
        Standing::Empty => Some("is empty".to_owned()),
        Standing::Foreign => Some("is not of this journal".to_owned()),
        Standing::Broken(why) => Some(why.clone()),
    };
    if let Some(why) = lost {
        tracing::warn!(
            "the NATS stream {STREAM} {why}: publishing it again from the journal's first event"
        );
    }
    match stream {
        // Another relay may have made it just now.
        Some(stream) if standing == Standing::Empty && protected(&stream) => return Ok(start),
        Some(_) => context.delete_stream(STREAM).await.map(drop)?,
        None => (),
    }
    context.create_stream(client::config()).await?;
    Ok(start)
}

/// Nothing leaves it but the whole stream.
fn protected(stream: &Stream) -> bool {
    let (ours, theirs) = (client::config(), &stream.cached_info().config);
    theirs.deny_delete
        && theirs.deny_purge
        && theirs.max_messages == ours.max_messages
        && theirs.max_bytes == ours.max_bytes
        && theirs.max_messages_per_subject == ours.max_messages_per_subject
        && theirs.max_age == ours.max_age
        && theirs.storage == ours.storage
}

/// Its last message is enough: each was accepted only right after the one before.
async fn look(
    journal: &Arc<dyn Journal>,
    stream: &Stream,
    saved: Checkpoint,
) -> anyhow::Result<Standing> {
    let info = stream.cached_info();
    let (last, here) = (info.state.last_sequence, info.state.messages);
    if info.config.subjects != client::config().subjects {
        return Ok(Standing::Foreign);
    }
    if last == 0 {
        return Ok(Standing::Empty);
    }
    if here != last {
        let lacks = last.saturating_sub(here);
        return Ok(Standing::Broken(format!("lacks {lacks} of {last} messages")));
    }
    let message = match stream.get_raw_message(last).await {
        Ok(message) => message,
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => {
            return Ok(Standing::Broken("lacks its last message".to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let said = message::attributes(&message.headers);
    if said.get("source") != Some(&message::source(journal.id())) {
        return Ok(Standing::Foreign);
    }
    let position = said.get("position").and_then(|position| position.parse().ok());
    let event = match position {
        Some(position) => public_at(journal, position).await?,
        None => None,
    };
    let id = said.get("id").and_then(|id| id.parse::<Uuid>().ok());
    let Some(event) = event.filter(|event| Some(event.entry.id) == id) else {
        return Ok(Standing::Broken("tells another history than the journal".to_owned()));
    };
    let next = event.position + 1;
    let between = count(journal, saved.next.min(next), saved.next.max(next)).await?;
    let sequence = if next >= saved.next {
        saved.sequence.checked_add(between)
    } else {
        saved.sequence.checked_sub(between)
    };
    if sequence != Some(last) {
        return Ok(Standing::Broken(format!("has {last} messages where the journal has others")));
    }
    Ok(Standing::Ours(Checkpoint { next, sequence: last, ..saved }))
}

async fn public_at(journal: &Arc<dyn Journal>, position: u64) -> anyhow::Result<Option<Recorded>> {
    if position >= journal.head().await? {
        return Ok(None);
    }
    let at = Place::At(position);
    let page = journal.read_all(at, Direction::Forwards, &public(), 1).await?;
    Ok(page.events.into_iter().next().filter(|event| event.position == position))
}

/// Public events from one position on, before another.
async fn count(journal: &Arc<dyn Journal>, from: u64, until: u64) -> anyhow::Result<u64> {
    let (mut next, mut counted) = (from, 0);
    while next < until {
        let at = Place::At(next);
        let page = journal.read_all(at, Direction::Forwards, &public(), MANY).await?;
        counted += page.events.iter().filter(|event| event.position < until).count() as u64;
        ensure!(page.next > next, "the journal ends before position {until}");
        next = page.next;
    }
    Ok(counted)
}
