//! Sessions: what committees decide, and what becomes of it.
//!
//! One *body*, one *session* (with its agenda, attendance and minutes), one *recommendation*, one
//! *blockage* and one *mission* is one stream each. One *secretariat* per programme counts the days
//! and the sessions, and says what has to follow. Agreements, workplans and partners are other
//! services' words; here they are only references.

mod announce;
mod api;
mod blockage;
mod body;
#[cfg(test)]
mod golden;
mod key;
mod mission;
mod policies;
mod recommendation;
mod rejection;
mod role;
mod secretariat;
mod session;
mod value;
mod views;
mod wire;

use kernel::Stored as _;

pub use role::{REJECTIONS, ROLE};

/// Stored types of every event of this service, stream by stream.
pub const EVENTS: &[&[&str]] = &[
    body::Event::NAMES,
    session::Event::NAMES,
    recommendation::Event::NAMES,
    blockage::Event::NAMES,
    mission::Event::NAMES,
    secretariat::Event::NAMES,
];
