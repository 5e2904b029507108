use std::io;

use kernel::Hash;

use crate::document::Rejection;

/// Why the store did not do it: the caller's to mend, or ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Refused(#[from] Rejection),
    #[error("no space left for documents")]
    Full,
    #[error("the bytes of {0} are no longer what was registered")]
    Damaged(Hash),
    #[error("the folder of documents failed")]
    Disk(#[source] io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let full =
            matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        if full { Self::Full } else { Self::Disk(error) }
    }
}
