//! What a document is said to be, beside its bytes.

use kernel::{Effective, Hash};
use serde::{Deserialize, Serialize};

use super::{Found, Rejection};
use crate::media::MediaType;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Registered(Description),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Description {
    pub(crate) sha256: Hash,
    pub(crate) size: u64,
    pub(crate) title: String,
    pub(crate) reference: Option<String>,
    pub(crate) kind: Kind,
    /// Of the document itself, as precise as it is known.
    pub(crate) dated: Option<Effective>,
    /// ISO 639-1.
    pub(crate) language: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) media_type: MediaType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Agreement,
    Letter,
    Notice,
    Minutes,
    Report,
    Statement,
    Law,
    /// A vendored list of facts with their sources.
    Facts,
    Other,
}

impl Description {
    /// Whether the bytes are what they are said to be.
    pub(crate) fn suits(&self, found: Found) -> Result<(), Rejection> {
        let Self { size, media_type, .. } = *self;
        if size != found.size {
            return Err(Rejection::SizeDiffers { stated: size, found: found.size });
        }
        if !media_type.admits(found.content) {
            return Err(Rejection::ContentDiffers { media_type, found: found.content });
        }
        Ok(())
    }
}
