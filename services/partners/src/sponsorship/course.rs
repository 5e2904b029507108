//! What happens to a sponsorship, from the request for funds to its closure.

use kernel::{Code, Money};
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Requested(Request),
    Authorised(Authorised),
    CashReceived(CashReceived),
    Justified(Justified),
    Repaid(Repaid),
    OutputRecorded(OutputRecorded),
    Closed(Closed),
    Withdrawn(Withdrawn),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) sponsorship: Code,
    pub(crate) sponsor: Code,
    pub(crate) beneficiary: Code,
    pub(crate) kind: Kind,
    /// Reference of the session, workshop or review.
    pub(crate) subject: Code,
    pub(crate) title: String,
    pub(crate) money: Option<Money>,
    pub(crate) collaboration: Option<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Authorised {
    pub(crate) ceiling: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CashReceived {
    pub(crate) reference: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Justified {
    pub(crate) reference: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repaid {
    pub(crate) reference: Code,
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OutputRecorded {
    pub(crate) output: Code,
    pub(crate) label: String,
    pub(crate) quantity: Option<u32>,
    /// The source says « environ ».
    pub(crate) approximate: bool,
    pub(crate) areas: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Withdrawn {
    pub(crate) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Session,
    Workshop,
    SectorReview,
    Study,
    Training,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Requested,
    Authorised,
    CashReceived,
    Justified,
    Closed,
    Withdrawn,
}
