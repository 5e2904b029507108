//! What the platform tells the world: the relay of the journal's public streams to NATS.
//!
//! NATS is notification, never truth. What a subscriber may rely on is that message n of the
//! `JetStream` stream `JALON` is the n-th event of the journal's public streams, once and in order.
//! Why that survives crashes of either side:
//! - each message says which sequence it must get (`Nats-Expected-Last-Sequence`), so neither a
//!   repetition, nor a message that overtakes another, nor a second relay can take its place;
//! - each message says which event it is (`Nats-Msg-Id`) and where that lies in which journal
//!   (`ce-position`, `ce-source`), so how far the stream goes is read from the stream itself;
//! - the checkpoint only says where to begin comparing. Behind, it catches up with the stream;
//!   lost, the public events are counted again;
//! - a stream that holds a beginning of the journal is continued; one that lacks messages, or
//!   that is of another journal, is deleted and published again from the first event.
//!
//! Without NATS everything else works, and [`Status`] says why there is none.

mod client;
mod message;
mod process;
mod relay;
mod role;
mod secret;
mod server;
mod standing;
mod subscriber;
#[cfg(test)]
mod tests;

pub use relay::{Relay, Status};
pub use role::ROLE;
pub use server::Server;
pub use subscriber::{Audit, audit, tail};
