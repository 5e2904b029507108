//! Programmes: what they are made of, what they plan and spend, what they reach, and where.
//!
//! One *programme* is one stream: its phases, components and scope are parts of it. One *exercise*
//! is one budget year: its plan and what was spent under it. *Results* is a programme's framework,
//! *areas* a country's registry, and each *strategy*, *dissemination* and *review* is its own. The
//! *atlas* of a country carries reforms of areas to the programmes that work there; *horizons* is until
//! when the strategies of one programme hold.

#![expect(clippy::struct_field_names, reason = "a field is called what the contract calls it")]

mod announce;
mod api;
mod areas;
mod atlas;
mod decimal;
mod dissemination;
mod exercise;
#[cfg(test)]
mod golden;
mod guards;
mod horizons;
mod key;
mod lines;
mod names;
mod policies;
mod programme;
mod rate;
mod rejection;
mod results;
mod review;
mod role;
mod stagings;
mod strategy;
#[cfg(test)]
mod testing;
mod views;
mod wire;

pub use role::{ITEMS, REJECTIONS, ROLE, ROWS};

/// Stored types of every event of this service, aggregate by aggregate: corrections have the same
/// ones in each.
pub const EVENTS: [&[&str]; 9] = [
    <areas::Event as kernel::Stored>::NAMES,
    <atlas::Event as kernel::Stored>::NAMES,
    <dissemination::Event as kernel::Stored>::NAMES,
    <exercise::Event as kernel::Stored>::NAMES,
    <horizons::Event as kernel::Stored>::NAMES,
    <programme::Event as kernel::Stored>::NAMES,
    <results::Event as kernel::Stored>::NAMES,
    <review::Event as kernel::Stored>::NAMES,
    <strategy::Event as kernel::Stored>::NAMES,
];
