//! Financing: how much a financier promised, and when it may be withdrawn.
//!
//! One *agreement* is one stream: its conditions, tranches, withdrawal applications, designated
//! account, contracts and closure plan are parts of it. One *watch* per programme keeps its
//! deadlines. The bodies that decide, and the documents that show it, are other services' words;
//! here they are only identifiers.

mod announce;
mod api;
mod financing;
mod policies;
mod role;
mod views;
mod watch;
mod wire;

use kernel::Stored as _;

pub use role::{CLOSURE_REASONS, PROPOSED, REJECTIONS, ROLE};

/// Stored types of every event of this service.
pub const EVENTS: &[&str] = financing::Event::NAMES;

/// Understands one event of an agreement and lets it go: what reading costs without any table.
pub fn decode(recorded: &runtime::Recorded) -> anyhow::Result<()> {
    runtime::fact::<financing::Event>(recorded).map(drop)
}
