//! Why a journal does not open, and what a failed write means for the next one.

use std::{
    io::{Error, ErrorKind},
    path::PathBuf,
};

use anyhow::anyhow;
use runtime::AppendError;

use crate::FORMAT;

/// Why a journal was not opened, copied or mended. Nothing that was recorded has been changed. Where the
/// reason came late, what a crash left unfinished may be cleared by then, and what is only remembered
/// made anew.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the journal in `{}` is in use by another process", .0.display())]
    InUse(PathBuf),
    #[error("`{segment}` has format {found}, and this version reads format {FORMAT}")]
    Version { segment: String, found: u32 },
    /// `position` is the first event that cannot be read, `offset` where it was looked for.
    #[error("the journal is damaged: in `{segment}`, position {position}, byte {offset}: {what}")]
    Corrupt { segment: String, position: u64, offset: u64, what: String },
    /// The journal was set back since it was copied: `position` is the first event that only the copy
    /// holds.
    #[error(
        "in `{segment}`, from position {position} on, the copy holds what the journal does not"
    )]
    Beyond { segment: String, position: u64 },
    /// Others were told of more events than there are.
    #[error("the journal has only {events} events, and {known} are known to have been recorded")]
    Short { events: u64, known: u64 },
    #[error("there is a journal in `{}` already, or something else that may be missed", .0.display())]
    Occupied(PathBuf),
    #[error("there is no journal in `{}`", .0.display())]
    Absent(PathBuf),
    #[error("cannot read or write `{name}`")]
    Io {
        name: String,
        #[source]
        source: Error,
    },
}

impl OpenError {
    pub(crate) fn io(name: impl Into<String>) -> impl FnOnce(Error) -> Self {
        let name = name.into();
        |source| Self::Io { name, source }
    }
}

/// Why a frame was not recorded.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no space, for now.
    Full,
    /// The same may succeed next time: what was written of it is written again.
    Passing(anyhow::Error),
    /// What the disk holds is not known any more: nothing may be written until it is read again.
    Lasting(anyhow::Error),
}

impl Failure {
    /// Of anything but a sync: what was written is written again by the next try.
    pub(crate) fn write(error: Error) -> Self {
        // Only these two say that there is no space; the list of all kinds is not closed.
        #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open enum")]
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Passing(error.into()),
        }
    }

    /// Of a sync. The kernel may have dropped the pages it could not write, and a second sync
    /// would then succeed without having written them.
    pub(crate) fn sync(error: Error) -> Self {
        Self::Lasting(anyhow::Error::from(error).context("a sync failed"))
    }

    /// What everyone is told whose append was to be in the frame.
    pub(crate) fn told(&self) -> AppendError {
        match self {
            Self::Full => AppendError::Full,
            Self::Passing(error) | Self::Lasting(error) => {
                AppendError::Unavailable(anyhow!("{error:#}"))
            }
        }
    }
}
