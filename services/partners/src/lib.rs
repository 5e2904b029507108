//! Partners: institutions, what they do together, who pays, and which counts of people pass between
//! them.
//!
//! One *institution*, *collaboration*, *sponsorship*, data-*sharing* agreement (with its extracts and
//! transfers), *referral* and *forum* is one stream; the *counts* of a quarter's referrals in one
//! commune and a *collection* form of interventions are one each. The *term*s of a programme are the
//! last days of what was agreed; `policies.rs` carries them to and fro. What identifies a person is sealed
//! with a key of the vault before it gets anywhere: see `api/sealing.rs` and `erasure.rs`.

mod announce;
mod api;
mod collaboration;
mod collection;
mod counts;
mod erasure;
mod forum;
mod institution;
mod names;
mod policies;
mod referral;
mod rejection;
mod role;
mod rules;
mod sharing;
mod sponsorship;
mod term;
#[cfg(test)]
mod tests;
mod views;
mod wire;

use kernel::Stored as _;

pub use role::{REJECTIONS, ROLE};

/// Stored types of every event of this service, by aggregate.
pub const EVENTS: &[&[&str]] = &[
    institution::Event::NAMES,
    collaboration::Event::NAMES,
    sponsorship::Event::NAMES,
    sharing::Event::NAMES,
    counts::Event::NAMES,
    referral::Event::NAMES,
    collection::Event::NAMES,
    forum::Event::NAMES,
    term::Event::NAMES,
];
