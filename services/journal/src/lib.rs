//! The embedded journal: one directory, one writer, one gapless total order of events.
//!
//! A directory holds a `lock` and segments, each named by the position of its first event
//! (`00000000000000004096.seg`), and beside each sealed one what is remembered of it (`.idx`, see
//! `recall.rs`; made again where it is missing). `closed` says how many events there were when it was
//! last closed (see `closed.rs`). All numbers are little-endian.
//!
//! ```text
//! segment   header, one page           magic, format, journal, first position, size, mark, crc32c
//!           frames, each at a multiple of 64
//!           zeros
//!           footer, up to the very end, once the segment is sealed
//! frame     header, 64 bytes           magic, crc32c, length, count, first position, journal, format,
//!                                      mark of the segment
//!           records, each at a multiple of 8
//! record    header, 56 bytes           length, flags, lengths, crc32c, revision, time, event id
//!           stream, type, data, meta
//! footer    offset of each record      in order of position
//!           streams, event ids         hash and number in the segment, sorted, for a search
//!           trailer, 64 bytes          magic, format, count, journal, position, end, time, crc32c
//! ```
//!
//! Why it survives a crash:
//! - a frame is one group commit, and frame n+1 is written only after frame n is durable. A bad
//!   frame with no later one after it is therefore the torn tail, which nobody was told of: it is
//!   cleared and reported. A bad frame followed by a later one is corruption, and so is one that was
//!   sound when the journal was last closed or copied: the journal refuses to open and says where. What is left
//!   is a last frame that was written since, by a process that was killed: if a disk harms it before
//!   anything follows it, nothing tells it from a torn one;
//! - an append never straddles two frames, so it is there whole or not at all;
//! - a segment is filled with zeros and made durable under another name before it takes its own, a
//!   stretch at a time while the one before fills up, and that one is read back and sealed before it
//!   appears. Writing an event never allocates;
//! - a sector shared by two frames is written twice with the same bytes of the first, so that a
//!   disk that writes whole sectors cannot harm what it already holds;
//! - after a failed sync nobody knows what the disk holds, so the writer refuses everything from
//!   then on; opening writes the last frame once more instead of trusting the page cache.

mod backup;
mod batch;
mod bytes;
mod closed;
#[cfg(any(test, feature = "testing"))]
pub mod contract;
mod desk;
mod directory;
mod disk;
mod embedded;
mod error;
mod filter;
mod footer;
mod frame;
mod frames;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod index;
mod load;
mod mend;
mod migrate;
mod open;
mod reader;
mod recall;
mod record;
mod scan;
mod seal;
mod sealed;
mod segment;
mod sketch;
mod spare;
mod spots;
mod stat;
pub mod torture;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

pub use backup::{Copied, backup, restore};
pub use embedded::{EmbeddedJournal, Opened, Settings};
pub use error::OpenError;
pub use mend::{Mended, repair};
pub use migrate::{Moved, migrate};
pub use stat::{Stat, stat};
pub use verify::{Report, verify, verify_with};

/// The layout described above. Another one gets another number, and this one stays readable.
const FORMAT: u32 = 1;
