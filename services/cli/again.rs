//! Begins the program again, as the same process, with something more said to it.

use std::{
    env,
    os::unix::process::CommandExt as _,
    process::{self, Command},
};

use runtime::Lost;

use super::lang::{Said, warn};

/// Where what can be rebuilt is kept, if not on the disk.
const STORE: (&str, &str) = ("JALON_STORE", "memory");

/// With more in its environment. Where that cannot be, everything goes on as it is.
pub(super) fn with<'a>(said: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        // It comes back only if it failed.
        let _failed = Command::new(program).arg0(name).args(arguments).envs(said).exec();
    }
}

/// Whether what can be rebuilt is kept in memory.
pub(super) fn in_memory() -> bool {
    env::var(STORE.0).is_ok_and(|said| said == STORE.1)
}

/// Begins again where the process has lost what it keeps beside the journal: on a full disk people go on
/// reading, and acts are taken as long as the journal has space. As after kill -9, what was
/// acknowledged is durable.
pub(super) fn after(error: &anyhow::Error) {
    // Where memory fails as well there is nothing left to try.
    if !error.is::<Lost>() || in_memory() {
        return;
    }
    tracing::error!(pid = process::id(), error = format!("{error:#}"), "starting over");
    warn(&Said::new(
        "le disque est plein ou défaillant. Jalon recommence et garde en mémoire ce qui se refait à \
         partir du journal ; redémarrez-le quand le disque va mieux.",
        "the disk is full or failing. Jalon starts over and keeps in memory what can be made anew from \
         the journal; restart it once the disk is well.",
    ));
    with([STORE]);
}
