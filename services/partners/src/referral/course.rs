//! What happens to a single referral.

use kernel::{Code, Hash};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::counts::report::{Level, Service};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Opened(Opened),
    Sent(Sent),
    Accepted(Accepted),
    Declined(Declined),
    Delivered(Delivered),
    FeedbackReceived(FeedbackReceived),
    Closed(Closed),
    Expired(Expired),
    Erased(Erased),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opened {
    pub(crate) referral: Code,
    pub(crate) service: Service,
    pub(crate) level: Level,
    pub(crate) area: Code,
    pub(crate) referrer: Code,
    pub(crate) case: Option<Case>,
}

/// The case file it is of, for whoever has its number to recognise, and for nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Case {
    /// Of the salt and the number.
    pub(crate) hash: Hash,
    /// The salt, encrypted.
    pub(crate) sealed: String,
    /// Names the key in the vault.
    pub(crate) subject: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) destination: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Declined {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivered {}

/// Of the service, not of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FeedbackReceived {
    pub(crate) outcome: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expired {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erased {
    pub(crate) subject: Uuid,
    pub(crate) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Identified,
    Referred,
    Accepted,
    Declined,
    ServiceDelivered,
    FeedbackReceived,
    Closed,
    Expired,
}
