//! Messages on their way in, before anybody can read them.
//!
//! What a client sends is gathered until its message is whole, and it may never send the rest. So of a
//! message that is more than a little, nothing passes before there is room for all of it; until then the
//! client can send no more than its window. The room is given back when the message has passed or its call
//! is gone; of a call of one message, which is not read before it has ended, when it has. What was begun has
//! to come to its end in time. What is too long to be read passes as it is: it is refused by what it says of
//! its length.
//!
//! A call waits for room only while it holds none. Those that wait keep a part of their connection's window
//! from those that go on; so only a few of one connection wait, and the others are told to try later.

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{
    Error,
    body::{Body, BodyDataStream, Bytes},
    extract::{Request, State},
};
use futures::{StreamExt as _, stream};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};
use tonic::Status;

use crate::{
    Limits,
    connection::Reached,
    refusal::Refusal,
    room::{OWN, Room},
};

/// Bytes before each message: whether it is compressed, and its length.
const HEAD: usize = 5;

/// What messages may take.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    room: Room,
    /// Bytes of one that is read.
    most: usize,
    /// How long one may take to come.
    patience: Duration,
    /// Paths of the calls of one message.
    single: Arc<HashSet<String>>,
}

impl Bounds {
    pub(crate) fn of(limits: Limits) -> anyhow::Result<Self> {
        Ok(Self {
            room: Room::of(limits.room),
            most: limits.message,
            patience: limits.patience,
            single: Arc::new(single()?),
        })
    }
}

/// As the protocol has them.
fn single() -> anyhow::Result<HashSet<String>> {
    let mut paths = HashSet::new();
    for file in FileDescriptorSet::decode(protocol::DESCRIPTORS)?.file {
        for service in &file.service {
            let methods = service.method.iter().filter(|method| !method.client_streaming());
            let (package, service) = (file.package(), service.name());
            paths.extend(methods.map(|method| format!("/{package}.{service}/{}", method.name())));
        }
    }
    Ok(paths)
}

/// The same request, whose messages keep within the bounds.
pub(crate) async fn bounded(State(bounds): State<Bounds>, request: Request) -> Request {
    let turns = request.extensions().get::<Reached>().map(|reached| Arc::clone(&reached.turns));
    let single = bounds.single.contains(request.uri().path());
    request.map(|body| {
        let passing = Passing { turns, single, ..Passing::of(body, bounds) };
        Body::from_stream(stream::unfold(passing, |mut passing| async {
            Some((passing.next().await?, passing))
        }))
    })
}

/// The body of a call, as far as it has passed.
struct Passing {
    body: BodyDataStream,
    bounds: Bounds,
    /// Those of its connection at waiting for room.
    turns: Option<Arc<Semaphore>>,
    /// Whether there is to be one message.
    single: bool,
    /// What has come and has not passed.
    come: Bytes,
    /// Bytes of a head that have passed, and the length that they say.
    head: usize,
    said: u32,
    /// What is missing of the message whose head is known.
    rest: usize,
    /// A message that needs room before it goes on.
    large: Option<usize>,
    taken: Option<OwnedSemaphorePermit>,
    /// Until when what was begun may come.
    until: Option<Instant>,
}

impl Passing {
    fn of(body: Body, bounds: Bounds) -> Self {
        Self {
            body: body.into_data_stream(),
            bounds,
            turns: None,
            single: false,
            come: Bytes::new(),
            head: 0,
            said: 0,
            rest: 0,
            large: None,
            taken: None,
            until: None,
        }
    }

    /// What passes next.
    async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        loop {
            if let Some(bytes) = self.large.take() {
                match self.room(bytes).await {
                    Ok(taken) => self.taken = taken,
                    Err(refused) => return Some(Err(Error::new(refused))),
                }
            }
            if self.come.is_empty() {
                match self.more().await? {
                    Ok(come) => self.come = come,
                    Err(error) => return Some(Err(error)),
                }
            }
            let passes = self.passes();
            if passes > 0 {
                return Some(Ok(self.come.split_to(passes)));
            }
        }
    }

    /// What comes next. While nothing is begun, or kept, a client may take its time.
    async fn more(&mut self) -> Option<Result<Bytes, Error>> {
        if self.head == 0 && self.rest == 0 && self.taken.is_none() {
            return self.body.next().await;
        }
        let until = *self.until.get_or_insert_with(|| Instant::now() + self.bounds.patience);
        let more = timeout_at(until, self.body.next()).await;
        more.unwrap_or_else(|_| Some(Err(Error::new(Refusal::unfinished()))))
    }

    /// How much of what has come passes now: all, or what is before the end of a head that says that room
    /// is needed.
    fn passes(&mut self) -> usize {
        let mut passes = 0;
        while let Some(&byte) = self.come.get(passes) {
            if self.rest == 0 {
                if self.head + 1 < HEAD {
                    self.head += 1;
                    self.said = self.said << 8 | u32::from(byte);
                    passes += 1;
                    continue;
                }
                let length =
                    usize::try_from(self.said << 8 | u32::from(byte)).unwrap_or(usize::MAX);
                // The end of the head passes with the message.
                (self.head, self.said, self.rest) = (0, 0, length.saturating_add(1));
                if length > OWN && length <= self.bounds.most {
                    self.large = Some(length);
                    break;
                }
            }
            let piece = self.rest.min(self.come.len() - passes);
            (self.rest, passes) = (self.rest - piece, passes + piece);
            if self.rest == 0 && !self.single {
                (self.taken, self.until) = (None, None);
            }
        }
        passes
    }

    /// Room for a message of so many bytes, whose time begins anew.
    async fn room(&mut self, bytes: usize) -> Result<Option<OwnedSemaphorePermit>, Status> {
        if self.taken.is_some() {
            return Err(Refusal::malformed("there is more than one message").status());
        }
        self.until = None;
        if let Some(taken) = self.bounds.room.at_once(bytes) {
            return Ok(Some(taken));
        }
        let turn = self.turns.as_ref().map(|turns| turns.try_acquire()).transpose();
        let _turn = turn.map_err(|_| Refusal::crowded().status())?;
        Ok(self.bounds.room.in_turn(bytes).await)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use tonic::Code;

    use super::*;

    const MOST: usize = 1 << 20;

    fn message(length: usize) -> Vec<u8> {
        let head = u32::try_from(length).unwrap().to_be_bytes();
        [&[0], &head[..], &vec![7; length]].concat()
    }

    fn within(room: &Room, pieces: Vec<Bytes>) -> Passing {
        let patience = Duration::from_millis(50);
        let limits = Limits { message: MOST, patience, ..Limits::default() };
        let bounds = Bounds { room: room.clone(), ..Bounds::of(limits).unwrap() };
        let pieces = stream::iter(pieces.into_iter().map(Ok::<_, Error>));
        Passing::of(Body::from_stream(pieces.chain(stream::pending())), bounds)
    }

    /// How it ends.
    async fn told(mut passing: Passing) -> Code {
        loop {
            if let Err(error) = passing.next().await.unwrap() {
                break Status::from_error(error.into_inner()).code();
            }
        }
    }

    #[tokio::test]
    async fn whatever_the_pieces_all_of_it_passes_and_no_room_is_kept() {
        let lengths = [0, 1, 3, OWN, OWN + 1, 0, 4, 2 * OWN, 3 * OWN, 5, MOST, 260, 0, 9];
        let sent = lengths.map(message).concat();
        for size in [1, 2, 3, 4, 5, 6, 7, 1_000, 100_000, sent.len()] {
            let room = Room::of(MOST);
            let pieces = sent.chunks(size).map(Bytes::copy_from_slice);
            let mut passing = within(&room, pieces.collect());
            let mut passed = Vec::new();
            while passed.len() < sent.len() {
                passed.extend(passing.next().await.unwrap().unwrap());
            }
            assert!(passed == sent, "{size}");
            assert!(passing.next().now_or_never().is_none());
            assert!(room.at_once(MOST).is_some(), "{size}");
        }
    }

    #[tokio::test]
    async fn a_head_does_not_pass_before_there_is_room_and_what_is_before_it_does() {
        let room = Room::of(MOST);
        let others = room.at_once(MOST);
        let sent = [message(1), message(MOST)].concat();
        for first in 1..HEAD + 9 {
            let pieces = [&sent[..first], &sent[first..]].map(Bytes::copy_from_slice);
            let mut passing = within(&room, pieces.into());
            let mut passed = 0;
            while let Some(piece) = passing.next().now_or_never() {
                passed += piece.unwrap().unwrap().len();
            }
            assert_eq!(passed, message(1).len() + HEAD - 1);
        }
        drop(others);
        assert!(room.at_once(MOST).is_some());
    }

    #[tokio::test]
    async fn what_is_too_long_to_be_read_waits_for_nothing() {
        let room = Room::of(0);
        let mut passing = within(&room, vec![message(MOST + 1).into()]);
        assert_eq!(passing.next().await.unwrap().unwrap().len(), HEAD + MOST + 1);
    }

    #[tokio::test]
    async fn what_was_begun_ends_in_time_and_what_was_not_may_wait() {
        let room = Room::of(MOST);
        for begun in [1, HEAD, HEAD + 1, HEAD + OWN] {
            let passing = within(&room, vec![Bytes::from(message(MOST)).slice(..begun)]);
            assert_eq!(told(passing).await, Code::DeadlineExceeded, "{begun}");
        }
        let mut passing = within(&room, vec![message(3).into()]);
        passing.next().await.unwrap().unwrap();
        let more = tokio::time::timeout(Duration::from_millis(200), passing.next()).await;
        assert!(more.is_err(), "nothing was begun");
    }

    #[tokio::test]
    async fn a_call_of_one_message_keeps_its_room_until_it_ends_which_it_does_in_time() {
        let room = Room::of(MOST);
        let single = |sent: Vec<u8>| Passing { single: true, ..within(&room, vec![sent.into()]) };
        let mut passing = single(message(MOST));
        for _ in 0..2 {
            passing.next().await.unwrap().unwrap();
        }
        assert!(room.at_once(1).is_none());
        assert_eq!(told(passing).await, Code::DeadlineExceeded);
        assert!(room.at_once(MOST).is_some());
        let another = single([message(2 * OWN), message(2 * OWN)].concat());
        assert_eq!(told(another).await, Code::InvalidArgument);
        let service = "kurrentdb.protocol.v2.streams.StreamsService";
        let paths = super::single().unwrap();
        assert!(paths.contains(&format!("/{service}/AppendRecords")));
        assert!(!paths.contains(&format!("/{service}/AppendSession")));
    }
}
