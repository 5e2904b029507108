//! Many appends over one call. Each is answered under its own correlation id, in whatever order they
//! become durable; one that is refused does not end the call. Those to one stream are recorded in the
//! order in which they came: each waits until the one before it has its answer.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry as Place},
    sync::Arc,
    time::Duration,
};

use futures::{Stream, StreamExt as _, stream::FuturesUnordered};
use jiff::Timestamp;
use protocol::event_store::client::{
    AllStreamPosition,
    streams::{
        BatchAppendReq, BatchAppendResp,
        batch_append_req::{Options, ProposedMessage, options::DeadlineOption},
        batch_append_resp::{
            self, ExpectedStreamPosition, Success,
            success::{CurrentRevisionOption, PositionOption},
        },
    },
};
use runtime::{Entry, Expected, Size};
use tokio::{sync::mpsc, time::Instant};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use uuid::Uuid;

use crate::{
    accounts::Caller,
    append::Written,
    refusal::Refusal,
    store::Store,
    wire::{self, Spelling},
};

/// Appends of one call that may wait for the journal, and answers that may wait for the client.
const MOST: usize = 256;
/// Appends of one call that may be unfinished.
const MOST_OPEN: usize = 64;

/// Bytes of unfinished appends, and of those that wait for the journal, of one call.
const MOST_HELD: usize = 8 << 20;

/// An append of which more may come.
struct Open {
    stream: String,
    expected: Option<Expected>,
    deadline: Option<Instant>,
    entries: Vec<Entry>,
    size: Size,
    refused: Option<Refusal>,
}

pub(crate) fn batch(
    store: Arc<Store>,
    caller: Caller,
    messages: Streaming<BatchAppendReq>,
) -> impl Stream<Item = Result<BatchAppendResp, Status>> {
    let (answers, answered) = mpsc::channel(MOST);
    tokio::spawn(async move {
        if let Err(status) = run(&store, &caller, messages, &answers).await {
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
    mut messages: Streaming<BatchAppendReq>,
    answers: &Answers,
) -> Result<(), Status> {
    let mut open: HashMap<Uuid, Open> = HashMap::new();
    let finish = |id: Uuid, append: Open| async move {
        let (stream, bytes) = (append.stream.clone(), append.size.bytes);
        (append.finish(id, store, caller).await, stream, bytes)
    };
    let mut appending = FuturesUnordered::new();
    // What waits for each stream that is being appended to.
    let mut behind: HashMap<String, VecDeque<(Uuid, Open)>> = HashMap::new();
    let (mut more, mut waiting, mut unanswered) = (true, 0, 0);
    while more || !appending.is_empty() {
        tokio::select! {
            Some((answer, stream, bytes)) = appending.next() => {
                (waiting, unanswered) = (waiting - bytes, unanswered - 1);
                match behind.get_mut(&stream).and_then(VecDeque::pop_front) {
                    Some((id, append)) => appending.push(finish(id, append)),
                    None => _ = behind.remove(&stream),
                }
                if answers.send(Ok(answer)).await.is_err() {
                    return Ok(());
                }
            }
            message = messages.message(), if more && unanswered < MOST && waiting < MOST_HELD => {
                let Some(message) = message? else {
                    more = false;
                    continue;
                };
                let id = wire::id(message.correlation_id.clone()).map_err(Refusal::status)?;
                let last = message.is_final;
                let unfinished = open.len();
                let append = open.entry(id).or_insert_with(|| Open::new(&message));
                append.take(message);
                let held: usize = open.values().map(|append| append.size.bytes).sum();
                if let Some(append) = last.then(|| open.remove(&id)).flatten() {
                    (waiting, unanswered) = (waiting + append.size.bytes, unanswered + 1);
                    match behind.entry(append.stream.clone()) {
                        Place::Occupied(before) => before.into_mut().push_back((id, append)),
                        Place::Vacant(first) => {
                            first.insert(VecDeque::new());
                            appending.push(finish(id, append));
                        }
                    }
                } else if unfinished > MOST_OPEN || held > MOST_HELD {
                    return Err(Status::resource_exhausted("too many unfinished appends"));
                }
            }
        }
    }
    Ok(())
}

impl Open {
    fn new(message: &BatchAppendReq) -> Self {
        let options = message.options.clone();
        let begun = options.is_some();
        let Options { stream_identifier, expected_stream_position, deadline_option } =
            options.unwrap_or_default();
        let stream = wire::stream(stream_identifier).and_then(|stream| {
            let begun = begun.then_some(stream);
            begun.ok_or_else(|| Refusal::malformed("a batch begins with options"))
        });
        let (stream, refused) = match stream {
            Ok(stream) => (stream, None),
            Err(refusal) => (String::new(), Some(refusal)),
        };
        Self {
            stream,
            expected: wire::expecting(expected_stream_position).ok(),
            deadline: deadline_option.and_then(deadline),
            entries: Vec::new(),
            size: Size::default(),
            refused,
        }
    }

    /// Adds what came. Of an append that is refused already, nothing is kept.
    fn take(&mut self, message: BatchAppendReq) {
        for ProposedMessage { id, metadata, custom_metadata, data } in message.proposed_messages {
            if self.refused.is_some() {
                return;
            }
            match wire::entry(id, metadata, custom_metadata, data) {
                Ok(entry) if self.size.add(&self.stream, &entry).is_ok() => {
                    self.entries.push(entry);
                }
                Ok(_) => self.refused = Some(Refusal::TooLarge),
                Err(refusal) => self.refused = Some(refusal),
            }
            if self.refused.is_some() {
                (self.entries, self.size) = (Vec::new(), Size::default());
            }
        }
    }

    async fn finish(self, id: Uuid, store: &Store, caller: &Caller) -> BatchAppendResp {
        let Self { stream, expected, deadline, entries, size: _, refused } = self;
        let appended = async {
            if let Some(refusal) = refused {
                return Err(refusal);
            }
            let expected = expected.ok_or_else(|| {
                Refusal::malformed("it is not said what is expected of the stream")
            })?;
            // A client that has stopped waiting will take it for lost and try again.
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Err(Refusal::TooLate);
            }
            store.append(caller, &stream, expected, entries).await
        };
        let result = match appended.await {
            Ok(written) => batch_append_resp::Result::Success(success(written)),
            Err(refusal) => batch_append_resp::Result::Error(refusal.answer()),
        };
        BatchAppendResp {
            correlation_id: Some(wire::spelled(id, Spelling::Structured)),
            stream_identifier: Some(wire::identifier(&stream)),
            expected_stream_position: expected.map(said),
            result: Some(result),
        }
    }
}

/// The moment after which nobody waits. A moment in the past has passed already.
fn deadline(said: DeadlineOption) -> Option<Instant> {
    let left = match said {
        DeadlineOption::Deadline(left) => {
            let seconds = u64::try_from(left.seconds).unwrap_or(0);
            Duration::new(seconds, u32::try_from(left.nanos).unwrap_or(0).min(999_999_999))
        }
        DeadlineOption::Deadline21100(moment) => {
            let moment = Timestamp::new(moment.seconds, moment.nanos).ok()?;
            let left = moment.duration_since(now());
            Duration::try_from(left).unwrap_or(Duration::ZERO)
        }
    };
    Instant::now().checked_add(left)
}

/// Clients say moments by their clocks; ours is the only one to compare them with.
#[expect(clippy::disallowed_methods, reason = "a deadline of the protocol is a moment")]
fn now() -> Timestamp {
    Timestamp::now()
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
