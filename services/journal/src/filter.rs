//! Which hashes a table may hold, in about twelve bits each. A filter that says no is right; one that
//! says yes is wrong about once in two hundred times.

/// Bits for each hash.
const BITS: usize = 12;
/// Words of one block: all bits of a hash lie in one, so that asking touches one line of the cache.
const BLOCK: usize = 8;
/// Bits set for each hash.
const PROBES: u32 = 6;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter(Vec<u64>);

impl Filter {
    pub(crate) fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let blocks = (hashes.len() * BITS).div_ceil(BLOCK * 64).max(1);
        let mut filter = Self(vec![0; blocks * BLOCK]);
        for hash in hashes {
            let (block, bits) = filter.place(hash);
            for (word, bit) in bits {
                if let Some(word) = filter.0.get_mut(block + word) {
                    *word |= bit;
                }
            }
        }
        filter
    }

    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let (block, mut bits) = self.place(hash);
        bits.all(|(word, bit)| self.0.get(block + word).is_some_and(|word| word & bit != 0))
    }

    /// The first word of the hash's block, and word and bit of each of its bits there.
    fn place(&self, hash: u64) -> (usize, impl Iterator<Item = (usize, u64)> + use<>) {
        let hash = mix(hash);
        let blocks = (self.0.len() / BLOCK) as u64;
        let block = ((hash >> 32) * blocks) >> 32;
        let bits = mix(hash);
        let place = move |probe| {
            let bit = bits >> (9 * probe) & 511;
            (crate::bytes::len(bit >> 6), 1_u64 << (bit & 63))
        };
        (crate::bytes::len(block) * BLOCK, (0..PROBES).map(place))
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The filter of these words, if they can be one.
    pub(crate) fn from_words(words: Vec<u64>) -> Option<Self> {
        (!words.is_empty() && words.len().is_multiple_of(BLOCK)).then_some(Self(words))
    }
}

/// Spreads a hash over all of its bits. Kept in files, so it never changes.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
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
}
