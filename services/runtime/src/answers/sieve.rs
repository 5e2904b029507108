//! Which ids may be in the index: one that was never told anything, as nearly every command that comes
//! is, is known for new without the store. About one new id in two hundred is looked up in vain.

use std::sync::{
    PoisonError, RwLock,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use uuid::Uuid;

use crate::bloom;

/// Ids that the first layer has room for: a megabit.
const FIRST: usize = 1 << 16;

#[derive(Default)]
pub(super) struct Sieve {
    /// Each has twice the room of the one before, and is filled once that is full.
    layers: RwLock<Vec<Layer>>,
    /// Whether all that is known was inserted.
    whole: AtomicBool,
}

struct Layer {
    words: Box<[AtomicU64]>,
    /// Ids that it has room for, and those that it took.
    room: usize,
    taken: AtomicUsize,
}

impl Sieve {
    pub(super) fn insert(&self, id: Uuid) {
        let full = {
            let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
            layers.last().is_none_or(|layer| !layer.take(id))
        };
        if full {
            let mut layers = self.layers.write().unwrap_or_else(PoisonError::into_inner);
            let room = layers.last().map_or(FIRST, |layer| layer.room * 2);
            let layer = Layer::new(room);
            layer.take(id);
            layers.push(layer);
        }
    }

    /// From now on, what was not inserted is not known.
    pub(super) fn complete(&self) {
        self.whole.store(true, Ordering::Release);
    }

    /// Whether `id` may be known: where not, it is not.
    pub(super) fn may_hold(&self, id: Uuid) -> bool {
        if !self.whole.load(Ordering::Acquire) {
            return true;
        }
        let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
        layers.iter().any(|layer| layer.may_hold(id))
    }
}

impl Layer {
    fn new(room: usize) -> Self {
        let words = (0..bloom::words(room)).map(|_| AtomicU64::new(0)).collect();
        Self { words, room, taken: AtomicUsize::new(0) }
    }

    /// False if it is full.
    fn take(&self, id: Uuid) -> bool {
        let room = self.taken.fetch_add(1, Ordering::Relaxed) < self.room;
        if room {
            for (word, bits) in self.places(id) {
                word.fetch_or(bits, Ordering::Release);
            }
        }
        room
    }

    fn may_hold(&self, id: Uuid) -> bool {
        self.places(id).all(|(word, bits)| word.load(Ordering::Acquire) & bits != 0)
    }

    /// Word and bit of each of its bits.
    fn places(&self, id: Uuid) -> impl Iterator<Item = (&AtomicU64, u64)> {
        let (high, low) = id.as_u64_pair();
        // Ids are chosen by whoever asks, and need not be random.
        let bits = bloom::places(high ^ bloom::mix(low), self.words.len());
        bits.filter_map(|(word, bit)| Some((self.words.get(word)?, bit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that are random, and ids that are counted.
    fn ids(from: u64, many: u64) -> impl Iterator<Item = Uuid> {
        (from..from + many).flat_map(|n| {
            let random = Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_le_bytes());
            [random, Uuid::from_u64_pair(0, n)]
        })
    }

    #[test]
    fn holds_whatever_it_was_given_and_little_else() {
        let (sieve, many) = (Sieve::default(), FIRST as u64 * 2);
        assert!(ids(0, 100).all(|id| sieve.may_hold(id)), "nobody has said that this is all");
        sieve.complete();
        assert!(ids(0, 100).all(|id| !sieve.may_hold(id)));
        ids(0, many).for_each(|id| sieve.insert(id));
        assert!(ids(0, many).all(|id| sieve.may_hold(id)));
        assert_eq!(sieve.layers.read().unwrap().len(), 3);
        let wrong = ids(many, many).filter(|id| sieve.may_hold(*id)).count();
        assert!(wrong < FIRST * 4 / 50, "{wrong} ids too many");
    }
}
