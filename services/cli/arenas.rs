//! Keeps the process small on a small machine.
//!
//! The C library gives threads memory from up to eight heaps a core, and what each of them once
//! needed it keeps. Two heaps hold the same work in two thirds of the memory, and are as fast on a
//! few cores. It reads how many before the first line of this program runs, so the program begins
//! once more with that said.

use std::{env, os::unix::process::CommandExt as _, process::Command};

const HEAPS: &str = "MALLOC_ARENA_MAX";

/// Begins again with few heaps, unless whoever started the process said how many. Where that cannot
/// be, everything goes on as it is.
pub(crate) fn few() {
    if cfg!(not(target_env = "gnu")) || env::var_os(HEAPS).is_some() {
        return;
    }
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        // It comes back only if it failed.
        let _failed = Command::new(program).arg0(name).args(arguments).env(HEAPS, "2").exec();
    }
}
