//! How much one read may cost.

use super::Recorded;

/// What a page of all streams may cost. It ends with the event that spends the last of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Events that are wanted.
    pub events: usize,
    /// Events that are looked at on the way.
    pub looked: usize,
    /// Bytes of the events that are wanted, about.
    pub bytes: usize,
}

impl Budget {
    /// So many events, whatever they cost.
    pub fn events(events: usize) -> Self {
        Self { events, looked: usize::MAX, bytes: usize::MAX }
    }

    /// The same, looking at no more than `looked`.
    #[must_use]
    pub fn looking_at(self, looked: usize) -> Self {
        Self { looked, ..self }
    }
}

/// Events of one stream, and whether it was for want of bytes that there are no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub events: Vec<Recorded>,
    pub cut: bool,
}
