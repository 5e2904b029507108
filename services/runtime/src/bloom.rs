//! Which numbers a set may hold, in about twelve bits each: one that says no is right, one that says yes is
//! wrong about once in two hundred times. The journal keeps such bits in files, so they never change.

/// Bits for each number.
const BITS: usize = 12;
/// Words of one block: all bits of a number lie in one, so that asking touches one line of the cache.
pub const BLOCK: usize = 8;
/// Bits set for each number.
const PROBES: u32 = 6;

/// Words for a set of so many.
pub fn words(numbers: usize) -> usize {
    (numbers * BITS).div_ceil(BLOCK * 64).max(1) * BLOCK
}

/// Of each bit of a number in a set of so many words: its word, and it in there.
pub fn places(number: u64, words: usize) -> impl Iterator<Item = (usize, u64)> + use<> {
    let number = mix(number);
    let block = ((number >> 32) * (words / BLOCK) as u64) >> 32;
    let bits = mix(number);
    (0..PROBES).map(move |probe| {
        let bit = bits >> (9 * probe) & 511;
        // No larger than `words`.
        let word = usize::try_from(block * BLOCK as u64 + (bit >> 6)).unwrap_or(usize::MAX);
        (word, 1 << (bit & 63))
    })
}

/// Spreads a number over all of its bits.
pub fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let number = (number ^ number >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ number >> 33
}
