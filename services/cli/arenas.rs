//! Keeps the process small on a small machine.
//!
//! The C library gives threads memory from up to eight heaps a core, and keeps what each of them once
//! needed. Two heaps that give back what is free at their ends do the same work in two thirds of the
//! memory, and as fast on a few cores. It reads that before the first line of this program runs, so
//! the program begins once more with it said.

use std::{env, os::unix::process::CommandExt as _, process::Command};

/// Heaps; and bytes from which on a piece is a mapping of its own, and a free end is given back.
const SMALL: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
];

/// Begins again with small heaps, unless whoever started the process said something about them. Where
/// that cannot be, everything goes on as it is.
pub(crate) fn small() {
    let said = |(name, _): &(&str, &str)| env::var_os(name).is_some();
    if cfg!(not(target_env = "gnu")) || SMALL.iter().any(said) {
        return;
    }
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        // It comes back only if it failed.
        let _failed = Command::new(program).arg0(name).args(arguments).envs(SMALL).exec();
    }
}
