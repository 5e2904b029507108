//! Which hashes a table may hold, in about twelve bits each. A filter that says no is right; one that
//! says yes is wrong about once in two hundred times.

use runtime::bloom::{self, BLOCK};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter(Vec<u64>);

impl Filter {
    pub(crate) fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut words = vec![0; bloom::words(hashes.len())];
        let size = words.len();
        for (word, bit) in hashes.flat_map(|hash| bloom::places(hash, size)) {
            if let Some(word) = words.get_mut(word) {
                *word |= bit;
            }
        }
        Self(words)
    }

    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let mut bits = bloom::places(hash, self.0.len());
        bits.all(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The filter of these words, if they can be one.
    pub(crate) fn from_words(words: Vec<u64>) -> Option<Self> {
        (!words.is_empty() && words.len().is_multiple_of(BLOCK)).then_some(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn holds_what_it_was_given_and_little_else() {
        let filter = Filter::of((0..10_000_u32).map(|n| u64::from(n) * u64::from(n)));
        assert!((0..10_000_u64).all(|n| filter.may_hold(n * n)));
        let wrong =
            (0..10_000_u64).filter(|n| filter.may_hold(n.wrapping_mul(0x9e37_79b9) << 20 | 1));
        assert!(wrong.count() < 200);
    }

    #[test]
    fn the_bits_of_files_stay_what_they_are() {
        let filter = Filter::of((0..100_u32).map(|n| u64::from(n) * u64::from(n)));
        let sum = |sum: u64, word: &u64| sum.wrapping_mul(31).wrapping_add(*word);
        assert_eq!(
            (filter.words().len(), filter.words().iter().fold(0, sum)),
            (24, 0x2d71_ce54_fcb1_9ebd)
        );
    }
}
