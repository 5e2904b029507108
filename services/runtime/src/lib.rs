//! Everything between a decision and the world: journal, transport, tables, time, roles.
//!
//! Knows no service: no word of the business appears here.

mod announce;
mod answers;
pub mod bloom;
mod calendar;
mod characters;
mod context;
mod edge;
mod fact;
mod follower;
mod fresh;
mod handler;
mod host;
mod journal;
mod journal_api;
mod listing;
mod local;
mod malformed;
mod office;
mod peers;
mod policy;
mod principal;
mod seen;
mod standing;
mod status;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod token;
pub mod view;
mod viewer;
mod weighed;
pub mod wire;

pub use announce::STREAMS as PUBLIC_STREAMS;
pub use answers::Answer;
pub use calendar::{DAY_REACHED, DayReached, STREAMS as CALENDAR_STREAMS};
pub use context::{
    Context, TOKEN, actor, as_of, caller, day, institution, money, now, optional, precision,
};
pub use edge::{Edge, stated, whole};
pub use fact::{fact, meta};
pub use follower::{Follower, Followers, Kind as FollowerKind, Progress};
pub use fresh::{Fresh, MIN_POSITION, POSITION, answer};
pub use handler::{CommandHandler, Failure};
pub use host::{Host, Role, Started};
pub use journal::{
    Append, AppendError, Appended, Budget, Direction, Entry, Expected, Filter, Format, Journal,
    Landmark, MOST_BYTES, MOST_EVENT_BYTES, MOST_EVENTS, MOST_NAME, Matching, MemoryJournal,
    NotTogether, Page, Part, Place, Recorded, Size, subscribe,
};
pub use listing::list_events;
pub use malformed::Malformed;
pub use office::Office;
pub use peers::{Peers, elsewhere, question, verified};
pub use principal::Peer;
pub use standing::STALE;
pub use status::{FULL, Refusal};
pub use store::{Lost, known_beside};
pub use tables::{Table, Tables, read_stream};
pub use token::Token;
pub use viewer::Viewer;
pub use weighed::Weighed;

/// Every code the runtime itself refuses with.
pub const REJECTIONS: &[&str] = <Malformed as strum::VariantNames>::VARIANTS;

/// What [`commands!`] writes into its callers.
#[doc(hidden)]
pub use {kernel, proto, tonic};
