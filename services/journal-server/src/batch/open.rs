//! One append of a batch, which may come in pieces.

use std::time::Duration;

use jiff::Timestamp;
use protocol::event_store::client::streams::{
    BatchAppendReq,
    batch_append_req::{Options, ProposedMessage, options::DeadlineOption},
};
use runtime::{Entry, Expected, Size};
use tokio::time::Instant;

use crate::{accounts::Caller, refusal::Refusal, room, store::Store, wire};

/// An append of which more may come.
pub(super) struct Open {
    pub(super) stream: String,
    pub(super) expected: Option<Expected>,
    /// When its first piece came.
    pub(super) begun: Instant,
    deadline: Option<Instant>,
    entries: Vec<Entry>,
    pub(super) size: Size,
    refused: Option<Refusal>,
}

impl Open {
    /// What begins with `message`. Of somebody who may not append, nothing is kept.
    pub(super) fn new(store: &Store, caller: &Caller, message: &BatchAppendReq) -> Self {
        let options = message.options.clone();
        let begun = options.is_some();
        let Options { stream_identifier, expected_stream_position, deadline_option } =
            options.unwrap_or_default();
        let stream = wire::stream(stream_identifier).and_then(|stream| {
            let begun = begun.then_some(stream);
            begun.ok_or_else(|| Refusal::malformed("a batch begins with options"))
        });
        let (stream, refused) = match stream {
            Ok(stream) => {
                let refused = store.may_write(&stream, caller).err();
                (stream, refused)
            }
            Err(refusal) => (String::new(), Some(refusal)),
        };
        Self {
            stream,
            expected: wire::expecting(expected_stream_position).ok(),
            begun: Instant::now(),
            deadline: deadline_option.and_then(deadline),
            entries: Vec::new(),
            size: Size::default(),
            refused,
        }
    }

    /// Adds what came. Of an append that is refused already, nothing is kept.
    pub(super) fn take(&mut self, message: BatchAppendReq) {
        for ProposedMessage { id, metadata, custom_metadata, data } in message.proposed_messages {
            if self.refused.is_some() {
                return;
            }
            match wire::entry(id, metadata, custom_metadata, data) {
                Ok(entry) if self.size.add(&self.stream, &entry).is_ok() => {
                    self.entries.push(entry);
                }
                Ok(_) => self.refuse(Refusal::TooLarge),
                Err(refusal) => self.refuse(refusal),
            }
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refused = Some(refusal);
        (self.entries, self.size) = (Vec::new(), Size::default());
    }

    /// What is held of it, about.
    pub(super) fn bytes(&self) -> usize {
        let Size { events, bytes, .. } = self.size;
        room::incoming(events, bytes)
    }

    /// What is to be appended, unless it is refused or comes too late.
    pub(super) fn ready(self) -> Result<(Expected, Vec<Entry>), Refusal> {
        // A client that has stopped waiting will take it for lost and try again, whatever else there is
        // to say.
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Err(Refusal::TooLate);
        }
        if let Some(refusal) = self.refused {
            return Err(refusal);
        }
        let expected = self
            .expected
            .ok_or_else(|| Refusal::malformed("it is not said what is expected of the stream"))?;
        Ok((expected, self.entries))
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
