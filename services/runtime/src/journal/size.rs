//! How much one append may have, wherever the journal is kept.

use super::{AppendError, Entry};

/// Most events of one append, and most bytes of their names, data and metadata together.
pub const MOST_EVENTS: usize = 10_000;
pub const MOST_BYTES: usize = 1 << 20;
/// Most bytes where the stream's name counts with every event, because it is stored with every event.
const MOST_STORED: usize = 3 << 20;
/// Most bytes of a stream's name, and of a type's.
pub const MOST_NAME: usize = 1024;
const MOST_TYPE: usize = u16::MAX as usize;
/// Most bytes of one event's data and metadata together: what the proof formats can carry.
pub const MOST_EVENT_BYTES: usize = 65_535;

/// What an append has so far. Several that are recorded together are counted as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub events: usize,
    pub bytes: usize,
    stored: usize,
}

impl Size {
    /// Bytes of an event by itself.
    pub fn of(entry: &Entry) -> usize {
        entry.name.len() + entry.data.len() + entry.meta.len()
    }

    /// One more event of `stream`, unless that is more than a journal takes.
    pub fn add(&mut self, stream: &str, entry: &Entry) -> Result<(), AppendError> {
        let size = Self::of(entry);
        let Self { events, bytes, stored } = *self;
        let now =
            Self { events: events + 1, bytes: bytes + size, stored: stored + size + stream.len() };
        let what = if stream.len() > MOST_NAME {
            format!("a stream's name has at most {MOST_NAME} bytes")
        } else if entry.name.len() > MOST_TYPE {
            format!("a type's name has at most {MOST_TYPE} bytes")
        } else if now.events > MOST_EVENTS {
            format!("an append has at most {MOST_EVENTS} events")
        } else if now.bytes > MOST_BYTES {
            format!("an append has at most {MOST_BYTES} bytes")
        } else if now.stored > MOST_STORED {
            format!("an append has at most {MOST_STORED} bytes, its stream's name with each event")
        } else {
            *self = now;
            return Ok(());
        };
        Err(AppendError::TooLarge(what))
    }

    /// All of `entries`, of which there is at least one.
    pub fn all(&mut self, stream: &str, entries: &[Entry]) -> Result<(), AppendError> {
        if entries.is_empty() {
            return Err(AppendError::TooLarge("an append has at least one event".into()));
        }
        entries.iter().try_for_each(|entry| self.add(stream, entry))
    }
}
