use std::collections::BTreeMap;

use kernel::{Kind, Rejection};
use serde::{Deserialize, Serialize};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{Failure, Malformed};

/// How the words begin by which a service says that its disk is full. Others run out of other things.
pub const FULL: &str = "no space left";

/// A refusal as it is kept and told again: whatever decided it, and in whatever words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub kind: Kind,
    pub code: String,
    /// For logs; people read the translation of `code`.
    pub text: String,
    pub args: BTreeMap<String, String>,
}

impl<R: Rejection> From<&R> for Refusal {
    fn from(rejection: &R) -> Self {
        let args = rejection.args().into_iter().map(|(name, value)| (name.to_owned(), value));
        Self {
            kind: rejection.kind(),
            code: rejection.code().to_owned(),
            text: rejection.to_string(),
            args: args.collect(),
        }
    }
}

/// The one place where a refusal becomes a gRPC status: its code, and what its sentence needs.
impl From<Refusal> for Status {
    fn from(Refusal { kind, code, text, args }: Refusal) -> Self {
        let grpc = match kind {
            Kind::Invalid => Code::InvalidArgument,
            Kind::NotFound => Code::NotFound,
            Kind::Conflict => Code::AlreadyExists,
            Kind::Precondition => Code::FailedPrecondition,
            Kind::Forbidden => Code::PermissionDenied,
            Kind::Exhausted => Code::ResourceExhausted,
        };
        let details = ErrorDetails::with_error_info(
            code,
            "jalon",
            args.into_iter().collect::<std::collections::HashMap<_, _>>(),
        );
        Self::with_error_details(grpc, text, details)
    }
}

impl From<Failure> for Status {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Rejected(refusal) => refusal.into(),
            Failure::Contended => Self::aborted(failure.to_string()),
            Failure::Full => {
                tracing::error!("the disk is full: nothing can be recorded");
                Self::resource_exhausted(format!("{FULL} to record anything; reading goes on"))
            }
            Failure::Journal(ref cause) => {
                tracing::error!(error = format!("{cause:#}"), "journal failed");
                Self::unavailable("try again later")
            }
            Failure::Peer(ref status) => {
                tracing::error!(%status, "another service did not answer");
                Self::unavailable("try again later")
            }
        }
    }
}

impl From<Malformed> for Status {
    fn from(malformed: Malformed) -> Self {
        Refusal::from(&malformed).into()
    }
}
