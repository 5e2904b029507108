//! Events of a journal as somebody may see them, a page at a time.

use kernel::Confidentiality;
use proto::jalon::v1 as pb;
use sha2::{Digest as _, Sha256};
use tonic::Status;

use crate::{
    Budget, Direction, Filter, Journal, Part, Place, Recorded, Viewer, context::as_of, fact,
};

/// Events of one answer, when nobody says, and at most.
const USUAL: usize = 100;
pub(crate) const MOST: usize = 1000;
/// Events looked at for one answer: whoever wants rare ones goes on from where it came.
const LOOKED_AT: usize = 20_000;
/// Bytes after which an answer ends. With one more event, however large, any client takes it.
const MOST_BYTES: usize = 2 << 20;

/// What is asked for, as far as one answer goes. Restricted events are left out, and counted, where the
/// viewer does not see all.
pub async fn list_events(
    journal: &dyn Journal,
    viewer: Viewer,
    request: pb::ListEventsRequest,
) -> Result<pb::ListEventsResponse, Status> {
    let seen_from = as_of(request.as_of.as_ref())?;
    let max = match usize::try_from(request.max).unwrap_or(MOST) {
        0 => USUAL,
        max => max.min(MOST),
    };
    let direction = if request.backwards { Direction::Backwards } else { Direction::Forwards };
    let place = match (request.from, request.backwards) {
        (Some(from), _) => Place::At(from),
        (None, true) => Place::End,
        (None, false) => Place::Start,
    };
    // One whole stream has an order of its own, and its revisions are where to go on from.
    let one = match request.streams.as_slice() {
        [stream] if !stream.ends_with('-') => Some(stream.clone()),
        _ => None,
    };
    let (events, next, end) = if let Some(stream) = one {
        let part = journal.read_part(&stream, place, direction, max, MOST_BYTES).await;
        let Part { events, cut } = part.map_err(|error| failed(&error))?;
        let last = events.last().map(|event| event.revision);
        let next = if request.backwards { last } else { last.map(|last| last + 1) };
        let end = !cut && events.len() < max || next == Some(0);
        (events, next.unwrap_or(0), end)
    } else {
        let filter = if request.streams.is_empty() {
            Filter::Everything
        } else {
            Filter::Streams(request.streams)
        };
        let budget = Budget { bytes: MOST_BYTES, ..Budget::events(max).looking_at(LOOKED_AT) };
        let page = journal.read_within(place, direction, &filter, budget).await;
        let page = page.map_err(|error| failed(&error))?;
        let head = journal.head().await.map_err(|error| failed(&error))?;
        let end = if request.backwards { page.next == 0 } else { page.next >= head };
        (page.events, page.next, end)
    };
    let admitted = events.iter().filter(|recorded| {
        let Ok(meta) = fact::meta(recorded) else { return seen_from.is_now() };
        seen_from.effective.is_none_or(|on| meta.effective.on <= on)
            && seen_from.known.is_none_or(|at| meta.known() <= at)
            && seen_from.position.is_none_or(|last| recorded.position <= last)
    });
    let mut admitted: Vec<_> = admitted.collect();
    let secret = admitted.iter().find(|recorded| restricted(recorded));
    let before = admitted.len();
    match secret {
        Some(first) if viewer.sees_all() => viewer.has_read(&first.stream),
        Some(_) => admitted.retain(|recorded| !restricted(recorded)),
        None => (),
    }
    let withheld = u32::try_from(before - admitted.len()).unwrap_or(u32::MAX);
    let events = admitted.into_iter().map(|recorded| event(recorded, Vec::new())).collect();
    Ok(pb::ListEventsResponse { events, next, end, withheld })
}

/// Shown only to somebody.
pub(crate) fn restricted(recorded: &Recorded) -> bool {
    let meta = fact::meta(recorded);
    meta.is_ok_and(|meta| meta.confidentiality == Confidentiality::Restricted)
}

pub(crate) fn event(recorded: &Recorded, amended_by: Vec<u64>) -> pb::Event {
    let entry = &recorded.entry;
    let meta = fact::meta(recorded).ok();
    let known = meta.as_ref().map_or(recorded.at, kernel::Meta::known);
    let at = meta.as_ref().map_or(recorded.at, |meta| meta.recorded);
    let hash = |bytes: &[u8]| kernel::Hash(Sha256::digest(bytes).into()).to_string();
    pb::Event {
        event_id: entry.id.to_string(),
        position: recorded.position,
        stream: recorded.stream.to_string(),
        revision: recorded.revision,
        r#type: entry.name.clone(),
        data: String::from_utf8_lossy(&entry.data).into_owned(),
        meta: String::from_utf8_lossy(&entry.meta).into_owned(),
        recorded: at.to_string(),
        known: known.to_string(),
        data_sha256: hash(&entry.data),
        meta_sha256: hash(&entry.meta),
        weekday_contradicts: meta.is_some_and(|meta| meta.weekday_contradicts()),
        amended_by,
    }
}

pub(crate) fn failed(error: &anyhow::Error) -> Status {
    tracing::error!(error = format!("{error:#}"), "journal failed");
    Status::unavailable("try again later")
}
