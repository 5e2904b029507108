//! How much of what comes in, and how much of what goes out, is in memory at once, for all calls together.
//!
//! Every call may hold a little that is nobody's business, so that those who take nothing of what they
//! asked for, and those who never finish what they send, keep nobody from reading or writing. What is
//! beyond it, a call takes from the room that there is for all, and gives back as soon as it does not hold
//! it any more. Whoever reads takes none from those who write.

use std::sync::Arc;

use runtime::{Recorded, Size};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Events and bytes of a page for which there is no room.
const FEW: usize = 4;
const LEAST: usize = 16 << 10;
/// Bytes that come in that a call may hold of its own, and bytes that are taken at once beyond them.
pub(crate) const OWN: usize = 64 << 10;
const STEP: usize = 64 << 10;
/// What an event takes beside its bytes and its stream's name, about: on its way out, and on its way in.
const OUT: usize = 512;
const IN: usize = 200;

/// The room that there is for all.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    free: Arc<Semaphore>,
    all: usize,
}

/// Room for one page on its way out, until it is dropped.
#[derive(Debug)]
pub(crate) struct Space {
    /// Events and bytes that the page may have.
    pub(crate) events: usize,
    pub(crate) bytes: usize,
    taken: Option<OwnedSemaphorePermit>,
}

/// What one call holds of what came in, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    room: Room,
    bytes: usize,
    taken: usize,
}

/// What so many events that come in take, of which there are so many bytes.
pub(crate) fn incoming(events: usize, bytes: usize) -> usize {
    events * IN + bytes
}

impl Room {
    pub(crate) fn of(all: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), all }
    }

    /// Space for a page of `bytes`, or for a small one if there is no room.
    pub(crate) fn space(&self, bytes: usize) -> Space {
        let wanted = u32::try_from(bytes).unwrap_or(u32::MAX);
        match Arc::clone(&self.free).try_acquire_many_owned(wanted) {
            Ok(taken) => Space { events: usize::MAX, bytes, taken: Some(taken) },
            Err(_) => Space { events: FEW, bytes: LEAST, taken: None },
        }
    }

    /// Room for a message of so many bytes, if there is. One of more than all takes all.
    pub(crate) fn at_once(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).try_acquire_many_owned(self.wanted(bytes)).ok()
    }

    /// The same, as soon as there is and those who came before have theirs.
    pub(crate) async fn in_turn(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).acquire_many_owned(self.wanted(bytes)).await.ok()
    }

    fn wanted(&self, bytes: usize) -> u32 {
        u32::try_from(bytes.min(self.all)).unwrap_or(u32::MAX)
    }

    pub(crate) fn held(&self) -> Held {
        Held { room: self.clone(), bytes: 0, taken: 0 }
    }

    /// Whether little is left: whoever can wait for what it holds to be gone does.
    pub(crate) fn is_scarce(&self) -> bool {
        self.free.available_permits() < self.all / 4
    }
}

impl Space {
    /// Gives back what is beyond so many bytes.
    pub(crate) fn keep(&mut self, bytes: usize) {
        if let Some(taken) = &mut self.taken {
            drop(taken.split(taken.num_permits().saturating_sub(bytes)));
        }
    }

    /// Gives back what `page` does not need.
    pub(crate) fn fit(&mut self, page: &[Recorded]) {
        let each = page.iter().map(|event| OUT + event.stream.len() + Size::of(&event.entry));
        self.keep(each.sum());
    }
}

impl Held {
    /// Whether there is room for so many bytes more. If not, no more is held than before.
    pub(crate) fn add(&mut self, bytes: usize) -> bool {
        self.hold(self.bytes + bytes)
    }

    /// Whether there is room for so many bytes in all. If not, no more is held than before.
    pub(crate) fn hold(&mut self, bytes: usize) -> bool {
        let beyond = bytes.saturating_sub(OWN).next_multiple_of(STEP);
        if let Some(more) = beyond.checked_sub(self.taken) {
            let wanted = u32::try_from(more).unwrap_or(u32::MAX);
            let Ok(taken) = self.room.free.try_acquire_many(wanted) else { return false };
            taken.forget();
        } else {
            self.room.free.add_permits(self.taken - beyond);
        }
        (self.bytes, self.taken) = (bytes, beyond);
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.free.add_permits(self.taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_what_it_needs_and_is_small_where_there_is_no_room() {
        let room = Room::of(3 << 20);
        let mut first = room.space(2 << 20);
        let second = room.space(2 << 20);
        assert_eq!((first.bytes, second.bytes, second.events), (2 << 20, LEAST, FEW));
        first.keep(1 << 20);
        first.keep(2 << 20);
        let third = room.space(2 << 20);
        assert_eq!((third.bytes, room.is_scarce()), (2 << 20, true));
        drop((first, second, third));
        assert_eq!(room.free.available_permits(), 3 << 20);
    }

    #[test]
    fn what_comes_in_is_held_as_far_as_there_is_room_and_a_little_in_any_case() {
        let room = Room::of(4 * STEP);
        let (mut first, mut second) = (room.held(), room.held());
        for _ in 0..5 {
            assert!(first.add(STEP));
        }
        assert!(!first.add(STEP), "more than there is");
        assert!(second.add(OWN) && !second.add(1));
        assert!(first.hold(2 * STEP) && second.add(1));
        drop((first, second));
        assert_eq!(room.free.available_permits(), 4 * STEP);
    }
}
