//! Stories: records older than the platform, entered through its public API as an import.
//!
//! A story is a text, one act a line, in the order in which the facts became known:
//!
//! ```json
//! {"key": "h8350/approve", "call": "financing.v1.FinancingService/RecordApproval", "by": "raf",
//!  "message": {"act": {"effective": "2013-04-30", "known": "2014-04-30", …}, "financing": "H8350", …}}
//! ```
//!
//! `message` is the request of `call` as proto3 JSON, without a command id: that derives from the
//! programme and the `key`, so that a story loaded twice is recorded once. Before each line the
//! calendar of its programme is brought to the day the line became known, and whatever time brings
//! about by then has happened. Several stories are told as one, line by line as they became known.
//! The first line that is refused ends the loading.

mod line;
mod loader;
mod refused;
#[cfg(test)]
mod tests;

pub use line::Story;
pub use loader::{Loaded, load};
pub use refused::Refused;
