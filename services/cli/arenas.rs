//! Keeps the process small on a small machine.
//!
//! The C library gives threads memory from up to eight heaps a core, and keeps what each of them once
//! needed. Two heaps that give back what is free at their ends do the same work in two thirds of the
//! memory, and as fast on a few cores. It reads that before the first line of this program runs, so
//! the program begins once more with it said.

use std::env;

use super::again;

/// Heaps; and bytes from which on a piece is a mapping of its own, and a free end is given back.
const SMALL: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
];

/// Begins again with small heaps, unless whoever started the process said something about them.
pub(crate) fn small() {
    let said = |(name, _): &(&str, &str)| env::var_os(name).is_some();
    if cfg!(not(target_env = "gnu")) || SMALL.iter().any(said) {
        return;
    }
    again::with(SMALL);
}
