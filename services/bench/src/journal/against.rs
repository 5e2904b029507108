//! The same appends and reads by other stores, in the same run on the same disk. They are not installed
//! with the platform; where one is absent, it is said how to come by it.

mod message_db;
mod umadb;

use std::{
    io,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use anyhow::Context as _;

use super::{Bench, Tries};
use crate::table::rate;

/// A store to stand beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Against {
    Umadb,
    MessageDb,
}

impl Against {
    /// Measures it, in a directory of its own within `place`.
    pub(super) fn run(self, bench: &Bench, place: &Path) -> anyhow::Result<()> {
        match self {
            Self::Umadb => umadb::run(bench, place),
            Self::MessageDb => message_db::run(bench, place),
        }
    }
}

impl Bench {
    /// A row of another store.
    fn theirs(&self, whose: &str, writers: u64, tries: Tries) {
        let many = if writers == 1 { "1 writer".to_owned() } else { format!("{writers} writers") };
        self.line(&format!("{whose}, append, {many}"), 1, tries);
    }

    fn theirs_read(&self, whose: &str, events: u64, lasted: Duration) {
        let what = format!("{whose}, read all, forwards");
        (self.print)(&format!("{what:<40} {:>9}/s", rate(events, lasted)));
    }
}

/// What a program prints, or nothing if there is no such program.
fn output(command: &mut Command) -> anyhow::Result<Option<String>> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.stdin(Stdio::null()).output() {
        Ok(Output { status, stdout, .. }) if status.success() => {
            Ok(Some(String::from_utf8_lossy(&stdout).into_owned()))
        }
        Ok(Output { stderr, .. }) => {
            anyhow::bail!("`{name}` failed: {}", String::from_utf8_lossy(&stderr).trim())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("`{name}` cannot be started")),
    }
}
