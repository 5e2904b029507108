use kernel::Kind;

use crate::media::{Content, MediaType};

/// Why a document is not taken, or not given. The text is for logs; people read the translation of
/// `code`.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "documents-", serialize_all = "kebab-case")]
pub(crate) enum Rejection {
    // Makes no sense, whatever the state.
    #[error("{media_type} is not taken")]
    MediaTypeNotTaken { media_type: String },
    #[error("a document has {most} bytes at most")]
    TooLarge { most: u64 },
    #[error("{most} bytes at most are sent at once")]
    ChunkTooLarge { most: u64 },
    #[error("the bytes are {found}, not {media_type}")]
    ContentDiffers { media_type: MediaType, found: Content },
    #[error("it has {found} bytes, not {stated}")]
    SizeDiffers { stated: u64, found: u64 },

    // There is nothing by that name.
    #[error("no document by that hash is registered")]
    Unknown,

    // Not yet, or no longer.
    #[error("only {held} of {size} bytes are here")]
    BytesMissing { held: u64, size: u64 },
    #[error("{held} bytes are here: bytes from {offset} on would leave a gap")]
    Gap { held: u64, offset: u64 },
    #[error("what was sent has another hash, and was removed")]
    HashDiffers,
    #[error("registered, but its bytes are not here")]
    NotHeld,
    #[error("its bytes were damaged here, and are no longer those that were registered")]
    Damaged,
    #[error("it is known already, and fewer may see it")]
    MorePublic,
    #[error("too many uploads are unfinished")]
    TooManyUploads,
}

impl kernel::Rejection for Rejection {
    fn kind(&self) -> Kind {
        match self {
            Self::MediaTypeNotTaken { .. }
            | Self::TooLarge { .. }
            | Self::ChunkTooLarge { .. }
            | Self::ContentDiffers { .. }
            | Self::SizeDiffers { .. } => Kind::Invalid,
            Self::Unknown => Kind::NotFound,
            Self::BytesMissing { .. }
            | Self::Gap { .. }
            | Self::HashDiffers
            | Self::NotHeld
            | Self::Damaged
            | Self::MorePublic
            | Self::TooManyUploads => Kind::Precondition,
        }
    }

    fn code(&self) -> &'static str {
        self.into()
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MediaTypeNotTaken { media_type } => vec![("media_type", media_type.clone())],
            Self::TooLarge { most } | Self::ChunkTooLarge { most } => {
                vec![("most_mib", (most >> 20).to_string())]
            }
            Self::ContentDiffers { media_type, found } => {
                vec![("media_type", media_type.to_string()), ("found", found.to_string())]
            }
            Self::SizeDiffers { stated, found } => {
                vec![("stated", stated.to_string()), ("found", found.to_string())]
            }
            Self::BytesMissing { held, size } => {
                vec![("held", held.to_string()), ("size", size.to_string())]
            }
            Self::Gap { held, offset } => {
                vec![("held", held.to_string()), ("offset", offset.to_string())]
            }
            Self::Unknown
            | Self::HashDiffers
            | Self::NotHeld
            | Self::Damaged
            | Self::MorePublic
            | Self::TooManyUploads => Vec::new(),
        }
    }
}
