//! How the protocol says no.
//!
//! Some clients read the code, some the words, some the trailers, and for batches and the second
//! version of the protocol a detail inside. All say the same here.

mod second;

use std::{
    borrow::Cow,
    fmt::{Display, Write as _},
};

use prost::{Message, Name};
use prost_types::Any;
use protocol::{event_store::client as v1, google::rpc};
use runtime::{AppendError, Expected, MOST_BYTES};
use tonic::{
    Code, Status,
    metadata::{Ascii, Binary, MetadataMap, MetadataValue},
};

pub(crate) use second::{detailed, empty_session};

use crate::wire;

/// What clients know a denial by.
const DENIED: &str = "access-denied";
/// Characters of what is said of something that cannot be read.
const MOST_WORDS: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    WrongExpectedVersion {
        stream: String,
        expected: Expected,
        actual: Option<u64>,
    },
    /// For good.
    Closed {
        stream: String,
    },
    /// And expected to exist.
    Deleted {
        stream: String,
    },
    /// Who asks shows what is not known here.
    Unknown,
    Denied,
    TooLarge,
    /// The client's own deadline has passed.
    TooLate,
    /// Of an event, such as its type.
    MissingMetadata(&'static str),
    Malformed(String),
    /// The disk is full.
    Full,
    /// Ours to mend; it has been logged.
    Unavailable,
}

impl Refusal {
    /// Says `what` is wrong, and no more of it than fits beside an answer: a client's own words may be as
    /// long as a message.
    pub(crate) fn malformed(what: impl Display) -> Self {
        let mut what = what.to_string();
        if let Some((end, _)) = what.char_indices().nth(MOST_WORDS) {
            what.truncate(end);
            what.push('…');
        }
        Self::Malformed(what)
    }

    /// What the journal said of an append to `stream`.
    pub(crate) fn of(error: AppendError, stream: &str, expected: Expected) -> Self {
        match error {
            AppendError::Conflict { last } => {
                Self::WrongExpectedVersion { stream: stream.to_owned(), expected, actual: last }
            }
            AppendError::TooLarge(_) => Self::TooLarge,
            AppendError::Full => Self::Full,
            AppendError::Unavailable(error) => Self::failed(&error),
        }
    }

    /// A failure of ours, logged here.
    pub(crate) fn failed(error: &anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "the journal did not answer");
        Self::Unavailable
    }

    /// There is no room for more, logged here.
    pub(crate) fn crowded() -> Self {
        tracing::warn!("an append is refused: too much is on its way");
        Self::Unavailable
    }

    /// What is not whole yet is held in room that others want, too.
    pub(crate) fn unfinished() -> Status {
        Status::deadline_exceeded("what was begun was not finished in time")
    }

    fn code(&self) -> Code {
        match self {
            Self::WrongExpectedVersion { .. } | Self::Closed { .. } | Self::Deleted { .. } => {
                Code::FailedPrecondition
            }
            Self::Unknown => Code::Unauthenticated,
            Self::Denied => Code::PermissionDenied,
            Self::TooLarge | Self::MissingMetadata(_) | Self::Malformed(_) => Code::InvalidArgument,
            Self::TooLate => Code::DeadlineExceeded,
            Self::Full => Code::ResourceExhausted,
            Self::Unavailable => Code::Unavailable,
        }
    }

    /// The words that clients look for, to the letter.
    fn words(&self) -> String {
        match self {
            Self::WrongExpectedVersion { stream, expected, actual } => {
                let (expected, actual) = (number(*expected), revision(*actual));
                format!(
                    "Append failed due to WrongExpectedVersion. Stream: {stream}, \
                     Expected version: {expected}, Actual version: {actual}"
                )
            }
            Self::Closed { stream } | Self::Deleted { stream } => {
                format!("Event stream '{stream}' is deleted.")
            }
            Self::Unknown => "Not Authenticated".to_owned(),
            Self::Denied => "Access Denied".to_owned(),
            Self::TooLarge => format!("Maximum Append Size of {MOST_BYTES} Exceeded."),
            Self::TooLate => "Operation timed out".to_owned(),
            Self::MissingMetadata(name) => format!("Required Metadata Property '{name}' Missing"),
            Self::Malformed(what) => what.clone(),
            Self::Full => "no space left to write".to_owned(),
            Self::Unavailable => "the journal is not available: try later".to_owned(),
        }
    }

    /// As the error of a call in the first version of the protocol.
    pub(crate) fn status(self) -> Status {
        let mut trailers = MetadataMap::new();
        let named = match &self {
            Self::WrongExpectedVersion { stream, expected, actual } => {
                name(&mut trailers, STREAM, stream);
                trailers.insert("expected-version", number(*expected).into());
                if let Some(actual) = actual {
                    trailers.insert("actual-version", (*actual).into());
                }
                Some("wrong-expected-version")
            }
            Self::Closed { stream } | Self::Deleted { stream } => {
                name(&mut trailers, STREAM, stream);
                Some("stream-deleted")
            }
            Self::Denied => Some(DENIED),
            Self::TooLarge => {
                trailers.insert("maximum-append-size", (MOST_BYTES as u64).into());
                Some("maximum-append-size-exceeded")
            }
            Self::MissingMetadata(_) => {
                let names = MetadataValue::from_static("type,content-type");
                trailers.insert("required-metadata-properties", names);
                Some("missing-required-metadata-property")
            }
            Self::Unknown | Self::TooLate | Self::Malformed(_) | Self::Full | Self::Unavailable => {
                None
            }
        };
        if let Some(what) = named {
            exception(&mut trailers, what);
        }
        Status::with_metadata(self.code(), self.words(), trailers)
    }

    /// As the answer to one of a batch of appends.
    pub(crate) fn answer(self) -> rpc::Status {
        let details = match &self {
            Self::WrongExpectedVersion { expected, actual, .. } => any(&v1::WrongExpectedVersion {
                current_stream_revision_option: Some(wire::current(*actual)),
                expected_stream_position_option: Some(wire::expected(*expected)),
            }),
            Self::Closed { stream } | Self::Deleted { stream } => {
                any(&v1::StreamDeleted { stream_identifier: Some(wire::identifier(stream)) })
            }
            Self::Unknown | Self::Denied => any(&v1::AccessDenied {}),
            Self::TooLarge => any(&v1::MaximumAppendSizeExceeded {
                max_append_size: u32::try_from(MOST_BYTES).unwrap_or(u32::MAX),
            }),
            Self::TooLate => any(&v1::Timeout {}),
            Self::MissingMetadata(_) | Self::Malformed(_) => {
                any(&v1::BadRequest { message: self.words() })
            }
            Self::Full | Self::Unavailable => any(&v1::Unknown {}),
        };
        let code = self.code() as i32;
        rpc::Status { code, message: self.words(), details: Some(details) }
    }
}

fn any<M: Message + Name>(message: &M) -> Any {
    let type_url = format!("type.googleapis.com/{}", M::full_name());
    Any { type_url, value: message.encode_to_vec() }
}

/// A revision that is expected, as a number: what is none has a negative one.
pub(crate) fn number(expected: Expected) -> i64 {
    match expected {
        Expected::Empty => -1,
        Expected::Any => -2,
        Expected::Exists => -4,
        Expected::At(revision) => i64::try_from(revision).unwrap_or(i64::MAX),
    }
}

pub(crate) fn revision(last: Option<u64>) -> i64 {
    last.map_or(-1, |last| i64::try_from(last).unwrap_or(i64::MAX))
}

/// What clients know a refusal by.
pub(crate) fn exception(trailers: &mut MetadataMap, what: &'static str) {
    trailers.insert("exception", MetadataValue::<Ascii>::from_static(what));
}

/// What a stream's name stands under, in ASCII and as bytes.
pub(crate) const STREAM: [&str; 2] = ["stream-name", "stream-name-bin"];

/// Clients rely on a name in ASCII, and lose one that is not. Such a name is percent-encoded, and its bytes
/// stand beside it.
pub(crate) fn name(trailers: &mut MetadataMap, under: [&'static str; 2], name: &str) {
    let [plain, bytes] = under;
    let spelled = if name.bytes().all(is_plain) {
        Cow::Borrowed(name)
    } else {
        trailers.insert_bin(bytes, MetadataValue::<Binary>::from_bytes(name.as_bytes()));
        Cow::Owned(encoded(name))
    };
    if let Ok(value) = MetadataValue::<Ascii>::try_from(&*spelled) {
        trailers.insert(plain, value);
    }
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(3 * name.len());
    for byte in name.bytes() {
        if is_plain(byte) && byte != b'%' {
            encoded.push(byte.into());
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_cannot_be_read_no_more_is_said_again_than_fits() {
        for (length, said) in [(MOST_WORDS, MOST_WORDS), (1 << 20, MOST_WORDS + 1)] {
            let told = Refusal::malformed("é".repeat(length)).status();
            assert_eq!(told.message().chars().count(), said);
        }
    }

    #[test]
    fn a_name_is_ascii_whatever_it_is_and_its_bytes_are_beside_it_if_it_was_not() {
        for (stream, plain, bytes) in [
            ("order-1", "order-1", false),
            ("50% off", "50% off", false),
            ("é-1", "%C3%A9-1", true),
            ("50% de rabais à Malé\n", "50%25 de rabais %C3%A0 Mal%C3%A9%0A", true),
        ] {
            let told = Refusal::Deleted { stream: stream.to_owned() }.status();
            assert_eq!(told.metadata().get("stream-name").unwrap(), plain);
            let beside = told.metadata().get_bin("stream-name-bin");
            let beside = beside.map(|value| value.to_bytes().unwrap());
            assert_eq!(beside.as_deref(), bytes.then_some(stream.as_bytes()));
        }
    }
}
