//! Many appends over one call. Each is answered under its own correlation id, in whatever order they
//! become durable; one that is refused does not end the call. Those to one stream are recorded in the
//! order in which they came: while some are on their way to the disk the others wait, and are then
//! recorded together, as many as one append may have.

mod open;

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry as Place},
    sync::Arc,
    time::Duration,
};

use futures::{Stream, StreamExt as _, stream::FuturesUnordered};
use protocol::event_store::client::{
    AllStreamPosition,
    streams::{
        BatchAppendReq, BatchAppendResp,
        batch_append_resp::{
            self, ExpectedStreamPosition, Success,
            success::{CurrentRevisionOption, PositionOption},
        },
    },
};
use runtime::{Expected, MOST_BYTES, MOST_EVENTS};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use uuid::Uuid;

use crate::{
    accounts::Caller,
    append::Written,
    refusal::Refusal,
    room::Room,
    store::Store,
    wire::{self, Spelling},
};
use open::Open;

/// Appends of one call that may wait for the journal or for their answer to be sent, and answers that may
/// be on their way to the client.
const MOST: usize = 256;
/// Appends of one call that may be unfinished.
const MOST_OPEN: usize = 64;

/// Bytes of unfinished appends, and of those that wait for the journal, of one call.
const MOST_HELD: usize = 8 << 20;

pub(crate) fn batch(
    store: Arc<Store>,
    caller: Caller,
    room: Room,
    patience: Duration,
    messages: Streaming<BatchAppendReq>,
) -> impl Stream<Item = Result<BatchAppendResp, Status>> {
    let (answers, answered) = mpsc::channel(MOST);
    tokio::spawn(async move {
        if let Err(status) = run(&store, &caller, &room, patience, messages, &answers).await {
            // Whoever has gone does not hear why.
            _ = answers.send(Err(status)).await;
        }
    });
    ReceiverStream::new(answered)
}

type Answers = mpsc::Sender<Result<BatchAppendResp, Status>>;

async fn run(
    store: &Arc<Store>,
    caller: &Caller,
    room: &Room,
    patience: Duration,
    mut messages: Streaming<BatchAppendReq>,
    answers: &Answers,
) -> Result<(), Status> {
    let mut open: HashMap<Uuid, Open> = HashMap::new();
    let finish = |appends| finish(store, caller, appends);
    let mut appending = FuturesUnordered::new();
    // What waits for each stream that is being appended to.
    let mut behind: HashMap<String, VecDeque<(Uuid, Open)>> = HashMap::new();
    // While the client takes none of them, appends still come to their end: they hold locks.
    let mut unsent = VecDeque::new();
    let (mut more, mut waiting, mut unanswered) = (true, 0, 0);
    // Bytes of `open`, and room for them and for what is waiting.
    let (mut unfinished, mut held) = (0, room.held());
    while more || !appending.is_empty() || !unsent.is_empty() {
        let oldest = open.values().map(|append| append.begun).min();
        tokio::select! {
            Some(Finished { stream, bytes, told }) = appending.next() => {
                waiting -= bytes;
                held.hold(waiting + unfinished);
                unsent.extend(told);
                match behind.get_mut(&stream).map(together).filter(|next| !next.is_empty()) {
                    Some(next) => appending.push(finish(next)),
                    None => _ = behind.remove(&stream),
                }
            }
            room = answers.reserve(), if !unsent.is_empty() => {
                let (Ok(room), Some(answer)) = (room, unsent.pop_front()) else { return Ok(()) };
                unanswered -= 1;
                room.send(Ok(answer));
            }
            () = sleep_until(oldest.unwrap_or_else(Instant::now) + patience), if oldest.is_some() => {
                return Err(Refusal::unfinished());
            }
            message = messages.message(), if more && unanswered < MOST && fits(waiting, room) => {
                let Some(message) = message? else {
                    more = false;
                    continue;
                };
                let id = wire::id(message.correlation_id.clone()).map_err(Refusal::status)?;
                let last = message.is_final;
                let append = open.entry(id).or_insert_with(|| Open::new(store, caller, &message));
                unfinished -= append.bytes();
                append.take(message);
                if !held.hold(waiting + unfinished + append.bytes()) {
                    append.refuse(Refusal::crowded());
                    held.hold(waiting + unfinished);
                }
                unfinished += append.bytes();
                if let Some(append) = last.then(|| open.remove(&id)).flatten() {
                    let bytes = append.bytes();
                    (waiting, unfinished) = (waiting + bytes, unfinished - bytes);
                    unanswered += 1;
                    match behind.entry(append.stream.clone()) {
                        Place::Occupied(before) => before.into_mut().push_back((id, append)),
                        Place::Vacant(first) => {
                            first.insert(VecDeque::new());
                            appending.push(finish(vec![(id, append)]));
                        }
                    }
                } else if open.len() > MOST_OPEN || unfinished > MOST_HELD {
                    return Err(Status::resource_exhausted("too many unfinished appends"));
                }
            }
        }
    }
    Ok(())
}

/// Whether more may come in beside so many bytes that wait for the journal. Where little room is left,
/// what waits goes first.
fn fits(waiting: usize, room: &Room) -> bool {
    waiting == 0 || waiting < MOST_HELD && !room.is_scarce()
}

/// Of what waits for a stream, as much as one append may have, in its order.
fn together(waiting: &mut VecDeque<(Uuid, Open)>) -> Vec<(Uuid, Open)> {
    let (mut events, mut bytes) = (0, 0);
    let fits = waiting.iter().take_while(|(_, append)| {
        (events, bytes) = (events + append.size.events, bytes + append.size.bytes);
        events <= MOST_EVENTS && bytes <= MOST_BYTES
    });
    let fits = fits.count();
    waiting.drain(..fits).collect()
}

/// What came of appends to one stream.
struct Finished {
    stream: String,
    /// What was held of them.
    bytes: usize,
    told: Vec<BatchAppendResp>,
}

/// Appends to one stream, in this order.
async fn finish(store: &Arc<Store>, caller: &Caller, appends: Vec<(Uuid, Open)>) -> Finished {
    let stream = appends.first().map(|(_, append)| append.stream.clone()).unwrap_or_default();
    let bytes = appends.iter().map(|(_, append)| append.bytes()).sum();
    let (mut asked, mut refused) = (Vec::with_capacity(appends.len()), Vec::new());
    for (id, append) in appends {
        let expected = append.expected;
        match append.ready() {
            Ok(append) => asked.push((id, append)),
            Err(refusal) => refused.push((id, expected, Err(refusal))),
        }
    }
    let named: Vec<_> = asked.iter().map(|(id, (expected, _))| (*id, Some(*expected))).collect();
    let asked = asked.into_iter().map(|(_, append)| append).collect();
    let told = store.append_each(caller, &stream, asked).await;
    let told = named.into_iter().zip(told).map(|((id, expected), told)| (id, expected, told));
    let told = refused.into_iter().chain(told);
    let told = told.map(|(id, expected, told)| answer(id, &stream, expected, told)).collect();
    Finished { stream, bytes, told }
}

fn answer(
    id: Uuid,
    stream: &str,
    expected: Option<Expected>,
    told: Result<Written, Refusal>,
) -> BatchAppendResp {
    BatchAppendResp {
        correlation_id: Some(wire::spelled(id, Spelling::Structured)),
        stream_identifier: Some(wire::identifier(stream)),
        expected_stream_position: expected.map(said),
        result: Some(match told {
            Ok(written) => batch_append_resp::Result::Success(success(written)),
            Err(refusal) => batch_append_resp::Result::Error(refusal.answer()),
        }),
    }
}

fn success(Written { revision, position }: Written) -> Success {
    let current = revision
        .map_or(CurrentRevisionOption::NoStream(()), CurrentRevisionOption::CurrentRevision);
    let position = position.map_or(PositionOption::NoPosition(()), |at| {
        PositionOption::Position(AllStreamPosition { commit_position: at, prepare_position: at })
    });
    Success { current_revision_option: Some(current), position_option: Some(position) }
}

fn said(expected: Expected) -> ExpectedStreamPosition {
    match expected {
        Expected::Any => ExpectedStreamPosition::Any(()),
        Expected::Empty => ExpectedStreamPosition::NoStream(()),
        Expected::Exists => ExpectedStreamPosition::StreamExists(()),
        Expected::At(revision) => ExpectedStreamPosition::StreamPosition(revision),
    }
}
