//! How the second version of the protocol says no: with a word that programs compare, and behind it a
//! detail of that word, where there is one. Who reads only one detail reads the last.

use std::collections::HashMap;

use prost::{Message, Name};
use prost_types::Any;
use protocol::{
    kurrent::rpc::AccessDeniedErrorDetails, kurrentdb::protocol::v2::streams::errors as v2,
};
use tonic::{Code, Status};
use tonic_types::pb;

use super::{Refusal, any, exception, number, revision};

/// Of what a word is said.
const SERVER: &str = "server";
const OF_A_STREAM: &str = "streams";

const WORD: &str = "type.googleapis.com/google.rpc.ErrorInfo";

/// A detail, and what it is a detail of.
pub(crate) trait Detail: Message + Name {
    const CODE: Code;
    const OF: &'static str;
    const WORD: &'static str;
}

macro_rules! details {
    ($($detail:path: $code:ident, $of:ident, $word:literal;)*) => {$(
        impl Detail for $detail {
            const CODE: Code = Code::$code;
            const OF: &'static str = $of;
            const WORD: &'static str = $word;
        }
    )*};
}

details! {
    AccessDeniedErrorDetails: PermissionDenied, SERVER, "ACCESS_DENIED";
    v2::StreamDeletedErrorDetails: FailedPrecondition, OF_A_STREAM, "STREAM_DELETED";
    v2::StreamTombstonedErrorDetails: FailedPrecondition, OF_A_STREAM, "STREAM_TOMBSTONED";
    v2::StreamRevisionConflictErrorDetails: FailedPrecondition, OF_A_STREAM, "STREAM_REVISION_CONFLICT";
    v2::AppendRecordSizeExceededErrorDetails: InvalidArgument, OF_A_STREAM, "APPEND_RECORD_SIZE_EXCEEDED";
    v2::AppendTransactionSizeExceededErrorDetails: Aborted, OF_A_STREAM, "APPEND_TRANSACTION_SIZE_EXCEEDED";
    v2::StreamAlreadyInAppendSessionErrorDetails: Aborted, OF_A_STREAM, "STREAM_ALREADY_IN_APPEND_SESSION";
    v2::AppendConsistencyViolationErrorDetails: FailedPrecondition, OF_A_STREAM, "APPEND_CONSISTENCY_VIOLATION";
}

pub(crate) fn detailed<D: Detail>(words: &str, detail: &D) -> Status {
    status(D::CODE, words, D::OF, D::WORD, Some(any(detail)))
}

/// An append session in which nothing was asked for.
pub(crate) fn empty_session() -> Status {
    let words = "an append session has at least one request";
    status(Code::FailedPrecondition, words, OF_A_STREAM, "APPEND_SESSION_NO_REQUESTS", None)
}

fn status(code: Code, words: &str, of: &str, word: &str, detail: Option<Any>) -> Status {
    let word =
        pb::ErrorInfo { reason: word.to_owned(), domain: of.to_owned(), metadata: HashMap::new() };
    let word = Any { type_url: WORD.to_owned(), value: word.encode_to_vec() };
    let details = [word].into_iter().chain(detail).collect();
    let told = pb::Status { code: code as i32, message: words.to_owned(), details };
    Status::with_details(code, words, told.encode_to_vec().into())
}

impl Refusal {
    /// As the error of a call in the second version.
    pub(crate) fn status_v2(self) -> Status {
        let word = match &self {
            Self::WrongExpectedVersion { stream, expected, actual } => {
                let (expected, actual) = (number(*expected), revision(*actual));
                let words = format!(
                    "Append failed due to a revision conflict on stream '{stream}'. \
                     Expected revision: {expected}. Actual revision: {actual}."
                );
                let detail = v2::StreamRevisionConflictErrorDetails {
                    stream: stream.clone(),
                    expected_revision: expected,
                    actual_revision: actual,
                };
                return detailed(&words, &detail);
            }
            Self::Closed { stream } => {
                let words = format!("Stream '{stream}' has been tombstoned.");
                let detail = v2::StreamTombstonedErrorDetails { stream: stream.clone() };
                return detailed(&words, &detail);
            }
            Self::Deleted { stream } => {
                let words = format!("Stream '{stream}' has been deleted.");
                let detail = v2::StreamDeletedErrorDetails { stream: stream.clone() };
                return detailed(&words, &detail);
            }
            Self::Denied => {
                let operation = "append".to_owned();
                let detail =
                    AccessDeniedErrorDetails { operation, username: None, permission: None };
                let mut status = detailed(&self.words(), &detail);
                // One client knows it by nothing else.
                exception(status.metadata_mut(), super::DENIED);
                return status;
            }
            Self::Unknown => AccessDeniedErrorDetails::WORD,
            Self::TooLarge | Self::MissingMetadata(_) | Self::Malformed(_) => "BAD_REQUEST",
            Self::TooLate => "OPERATION_TIMEOUT",
            Self::Full => "SERVER_OVERLOADED",
            Self::Unavailable => "SERVER_NOT_READY",
        };
        status(self.code(), &self.words(), SERVER, word, None)
    }
}
