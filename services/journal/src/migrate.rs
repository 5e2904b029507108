//! Copies every event of one journal into another, whatever either is.
//!
//! Positions are not preserved: those of some stores have gaps, and the other journal may hold events
//! already. Each event's metadata therefore says where it came from, and a map says where it went.
//! Event ids and streams are kept, so that a copy that was interrupted goes on where it stopped: what
//! lies there already is acknowledged again.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use runtime::{
    Append, AppendError, Direction, Entry, Expected, Filter, Journal, NotTogether, Place, Recorded,
};
use serde_json::{Map, Value, json};

/// Events read at once, and most of them, and of their bytes, appended at once.
const PAGE: usize = 1000;
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

/// Copies what `filter` admits of `from` into `to`, up to what `from` holds now. `moved` hears, in
/// order, where events came to lie, and `progress` how far the copy is.
pub async fn migrate(
    from: Arc<dyn Journal>,
    to: Arc<dyn Journal>,
    filter: Filter,
    mut moved: impl FnMut(Moved) -> anyhow::Result<()>,
    mut progress: impl FnMut(u64, u64),
) -> anyhow::Result<u64> {
    ensure!(from.id() != to.id(), "both are the same journal");
    let head = from.head().await?;
    let (mut next, mut events, mut run) = (0, 0, None::<Moved>);
    while next < head {
        let place = Place::At(next);
        let page = from.read_all(place, Direction::Forwards, &filter, PAGE).await?;
        let page_events = page.events.into_iter().filter(|event| event.position < head);
        let page_events: Vec<_> = page_events.collect();
        for together in chunks(&page_events) {
            let places = append(&*to, &from.id().to_string(), together).await?;
            for (event, place) in together.iter().zip(places) {
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
            events += together.len() as u64;
        }
        ensure!(page.next > next, "the journal that is copied does not go on at {next}");
        next = page.next;
        progress(next.min(head), head);
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
            bytes += event.entry.data.len() + event.entry.meta.len() + 512;
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

/// Appends `events` and tells the position of each.
async fn append(to: &dyn Journal, origin: &str, events: &[Recorded]) -> anyhow::Result<Vec<u64>> {
    let runs = events.chunk_by(|a, b| a.stream == b.stream && a.revision + 1 == b.revision);
    let appends: Vec<_> = runs
        .map(|run| Append {
            stream: run.first().map_or_else(String::new, |event| event.stream.to_string()),
            expected: Expected::Any,
            entries: run.iter().map(|event| entry(event, origin)).collect(),
        })
        .collect();
    let counts: Vec<_> = appends.iter().map(|append| append.entries.len() as u64).collect();
    let told = match to.append_together(appends.clone()).await {
        Ok(told) => told,
        // A journal elsewhere may take one stream at a time.
        Err(NotTogether { error: AppendError::Unavailable(_), .. }) => {
            let mut told = Vec::new();
            for Append { stream, expected, entries } in appends {
                let appended = to.append(&stream, expected, entries).await;
                told.push(appended.with_context(|| format!("appending to `{stream}`"))?);
            }
            told
        }
        Err(refused) => return Err(refused).context("the other journal refused"),
    };
    let places = told.iter().zip(counts).flat_map(|(appended, count)| {
        let first = (appended.position + 1).saturating_sub(count);
        first..=appended.position
    });
    Ok(places.collect())
}

/// The same event, which says where it came from. Metadata that are no JSON object are kept beside.
fn entry(event: &Recorded, origin: &str) -> Entry {
    let Entry { id, name, data, meta, format } = event.entry.clone();
    let mut object = match serde_json::from_slice(&meta) {
        Ok(Value::Object(object)) => object,
        Ok(_) | Err(_) if meta.is_empty() => Map::new(),
        Ok(_) | Err(_) => {
            Map::from_iter([("metaHex".to_owned(), Value::String(hex::encode(&meta)))])
        }
    };
    // An event that was copied before keeps its first origin.
    let first = json!({
        "journal": origin,
        "position": event.position,
        "recorded": event.at.to_string(),
    });
    object.entry("origin").or_insert(first);
    let meta = Value::Object(object).to_string().into_bytes();
    Entry { id, name, data, meta, format }
}
