//! Copies every event of one journal into another, whatever either is.
//!
//! Positions are not preserved: those of some stores have gaps, and the other journal may hold events
//! already. Each event's metadata therefore says where and when it was recorded at first, under a key
//! of its own ([`Migrated::KEY`]) behind whatever was there, and a map says where it went.
//! Event ids, streams and revisions are kept: a stream that already holds something else over there
//! is refused by name.
//!
//! A copy that was interrupted goes on where it stopped. Events are appended in their order, so what
//! lies there already is the beginning of what is to lie there: it is looked up and not sent again,
//! and the map is whole every time.

mod there;

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context as _, ensure};
use kernel::Migrated;
use runtime::{
    Append, AppendError, Direction, Entry, Expected, Filter, Journal, NotTogether, Place, Recorded,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use there::{Pages, There};

/// Most events, and about how many of their bytes, appended at once.
const MOST: usize = 500;
const MOST_BYTES: usize = 512 << 10;

/// Events that lay behind one another there and do so here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Position of the first one there, and here.
    pub from: u64,
    pub to: u64,
    pub count: u64,
}

/// Copies the streams that `filter` admits of `from` into `to`, up to what `from` holds now. `moved`
/// hears, in order, where events came to lie, and `progress` how far the copy is. Tells how many
/// events lie there now.
pub async fn migrate(
    from: Arc<dyn Journal>,
    to: Arc<dyn Journal>,
    filter: Filter,
    mut moved: impl FnMut(Moved) -> anyhow::Result<()>,
    mut progress: impl FnMut(u64, u64),
) -> anyhow::Result<u64> {
    ensure!(from.id() != to.id(), "both are the same journal");
    let mut here = Pages::of(Arc::clone(&from), filter).await?;
    let mut there = There::of(Arc::clone(&to)).await?;
    let mut copy = Copying { from, to, begins: HashMap::new() };
    let (mut events, mut run) = (0, None::<Moved>);
    while let Some(page) = here.page().await? {
        let mut places = Vec::with_capacity(page.len());
        for event in &page {
            let Some(place) = there.find(event).await? else { break };
            places.push(place);
        }
        for together in chunks(page.get(places.len()..).unwrap_or_default()) {
            places.extend(copy.append(together).await?);
        }
        for (event, place) in page.iter().zip(places) {
            run = match run {
                Some(Moved { from, to, count })
                    if event.position == from + count && place == to + count =>
                {
                    Some(Moved { from, to, count: count + 1 })
                }
                other => {
                    other.map_or(Ok(()), &mut moved)?;
                    Some(Moved { from: event.position, to: place, count: 1 })
                }
            };
        }
        events += page.len() as u64;
        progress(here.next.min(here.head), here.head);
    }
    run.map_or(Ok(()), moved)?;
    Ok(events)
}

/// `events` in pieces that one append takes.
fn chunks(events: &[Recorded]) -> impl Iterator<Item = &[Recorded]> {
    let mut rest = events;
    std::iter::from_fn(move || {
        let (mut count, mut bytes) = (0, 0);
        for event in rest.iter().take(MOST) {
            // Metadata may be written as hexadecimal numbers, and more is said in them.
            bytes += event.entry.data.len() + 2 * event.entry.meta.len() + 512;
            if count > 0 && bytes > MOST_BYTES {
                break;
            }
            count += 1;
        }
        let (now, later) = rest.split_at_checked(count).filter(|_| count > 0)?;
        rest = later;
        Some(now)
    })
}

struct Copying {
    from: Arc<dyn Journal>,
    to: Arc<dyn Journal>,
    /// The first revision of streams whose beginning the other store has forgotten.
    begins: HashMap<String, u64>,
}

impl Copying {
    /// Appends `events` and tells the position of each.
    async fn append(&mut self, events: &[Recorded]) -> anyhow::Result<Vec<u64>> {
        let runs = events.chunk_by(|a, b| a.stream == b.stream && a.revision + 1 == b.revision);
        let runs: Vec<_> = runs.collect();
        loop {
            let appends = runs.iter().filter_map(|run| self.run(run)).collect();
            let NotTogether { which, error } = match self.together(appends).await {
                Ok(told) => {
                    let mut places = Vec::with_capacity(events.len());
                    for (run, last) in runs.iter().zip(told) {
                        places.extend(self.places(run, last).await?);
                    }
                    return Ok(places);
                }
                Err(refused) => refused,
            };
            let stream = runs.get(which).and_then(|run| run.first()).map(|event| &*event.stream);
            let stream = stream.unwrap_or_default();
            let conflict = matches!(error, AppendError::Conflict { .. });
            if !(conflict && self.begins_later(stream).await?) {
                let refused = || format!("the other journal refused what `{stream}` holds");
                return Err(error).with_context(refused);
            }
        }
    }

    /// Where the events of `run` lie, of which the last lies at `last`.
    async fn places(&self, run: &[Recorded], last: u64) -> anyhow::Result<Vec<u64>> {
        let count = run.len() as u64;
        if count == 1 || self.to.gapless() {
            return Ok(((last + 1).saturating_sub(count)..=last).collect());
        }
        let Some(first) = run.first() else { return Ok(Vec::new()) };
        let (stream, place) = (&first.stream, Place::At(self.revision(first)));
        let found = self.to.read_stream(stream, place, Direction::Forwards, run.len()).await?;
        let same = found.iter().map(|event| event.entry.id).eq(run.iter().map(|it| it.entry.id));
        ensure!(same, "the other journal does not hold what was appended to `{stream}`");
        Ok(found.into_iter().map(|event| event.position).collect())
    }

    /// The revision of `event` over there.
    fn revision(&self, event: &Recorded) -> u64 {
        let begin = self.begins.get(&*event.stream).copied().unwrap_or_default();
        event.revision.saturating_sub(begin)
    }

    /// Neighbours of one stream, as an append behind what was copied of it before.
    fn run(&self, run: &[Recorded]) -> Option<Append> {
        let first = run.first()?;
        let stream = first.stream.to_string();
        let before = self.revision(first).checked_sub(1);
        let expected = before.map_or(Expected::Empty, Expected::At);
        let origin = self.from.id();
        let entries = run.iter().map(|event| entry(event, origin)).collect();
        Some(Append { stream, expected, entries })
    }

    /// Learns that `stream` begins with another revision than 0, if that is news.
    async fn begins_later(&mut self, stream: &str) -> anyhow::Result<bool> {
        let (start, forwards) = (Place::Start, Direction::Forwards);
        let first = self.from.read_stream(stream, start, forwards, 1).await?;
        let begin = first.first().map_or(0, |event| event.revision);
        Ok(self.begins.insert(stream.to_owned(), begin).unwrap_or_default() != begin)
    }

    /// Positions of the last event of each append.
    async fn together(&self, appends: Vec<Append>) -> Result<Vec<u64>, NotTogether> {
        match self.to.append_together(appends.clone()).await {
            Ok(told) => Ok(told.into_iter().map(|appended| appended.position).collect()),
            // A journal elsewhere may take one stream at a time.
            Err(NotTogether { error: AppendError::Unavailable(_), .. }) => {
                let mut told = Vec::with_capacity(appends.len());
                for (which, Append { stream, expected, entries }) in appends.into_iter().enumerate()
                {
                    let appended = self.to.append(&stream, expected, entries).await;
                    told.push(appended.map_err(|error| NotTogether { which, error })?.position);
                }
                Ok(told)
            }
            Err(refused) => Err(refused),
        }
    }
}

/// The same event, which says where it came from, if there is room for it. What stood beside it keeps
/// its bytes; metadata that are no JSON object are kept as hexadecimal numbers.
fn entry(event: &Recorded, origin: Uuid) -> Entry {
    let Entry { id, name, data, meta, format } = event.entry.clone();
    let object = serde_json::from_slice::<Map<String, Value>>(&meta);
    // An event that was copied before keeps its first origin.
    if object.as_ref().is_ok_and(|object| object.contains_key(Migrated::KEY)) {
        return event.entry.clone();
    }
    let Recorded { position, at, .. } = *event;
    let first = Migrated { journal: origin, position, recorded: at };
    let last = format!("{}:{}}}", json!(Migrated::KEY), json!(first));
    let before = object.ok().and_then(|object| {
        let end = meta.iter().rposition(|byte| *byte == b'}')?;
        let comma: &[u8] = if object.is_empty() { b"" } else { b"," };
        Some([meta.get(..end)?, comma].concat())
    });
    let before = before.unwrap_or_else(|| match &*meta {
        [] => b"{".to_vec(),
        _ => format!("{{\"metaHex\":{},", json!(hex::encode(&meta))).into_bytes(),
    });
    let meta = [before, last.into_bytes()].concat();
    if name.len() + data.len() + meta.len() > runtime::MOST_BYTES {
        return event.entry.clone();
    }
    Entry { id, name, data, meta, format }
}
