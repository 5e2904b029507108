//! What a subscriber hears beside events.

use prost_types::Timestamp;
use protocol::event_store::client::streams::{
    ReadResp,
    read_resp::{CaughtUp, Checkpoint, Content, FellBehind, Position},
};

use crate::wire;

pub(super) fn caught_up(revision: Option<u64>, position: Option<u64>) -> ReadResp {
    wire::content(Content::CaughtUp(CaughtUp {
        timestamp: Some(now()),
        stream_revision: revision.map(u64::cast_signed),
        position: position.map(at),
    }))
}

pub(super) fn fell_behind(revision: Option<u64>, position: Option<u64>) -> ReadResp {
    wire::content(Content::FellBehind(FellBehind {
        timestamp: Some(now()),
        stream_revision: revision.map(u64::cast_signed),
        position: position.map(at),
    }))
}

pub(super) fn reached(at: u64) -> ReadResp {
    let timestamp = Some(now());
    let checkpoint = Checkpoint { commit_position: at, prepare_position: at, timestamp };
    wire::content(Content::Checkpoint(checkpoint))
}

fn at(position: u64) -> Position {
    Position { commit_position: position, prepare_position: position }
}

/// A subscriber hears when it was told that it is up to date.
#[expect(clippy::disallowed_methods, reason = "the protocol says when")]
fn now() -> Timestamp {
    let now = jiff::Timestamp::now();
    Timestamp { seconds: now.as_second(), nanos: now.subsec_nanosecond() }
}
