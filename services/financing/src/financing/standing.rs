use serde::{Deserialize, Serialize};

/// Where an agreement is on its way from pipeline to completion.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Pipeline,
    Approved,
    Signed,
    Effective,
    Disbursing,
    Suspended,
    /// From the closing date to the disbursement deadline date.
    Closing,
    DisbursementClosed,
    FinanciallyClosed,
    Completed,
    Dropped,
    Lapsed,
    Cancelled,
    Terminated,
}

/// What may be said of the state on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Known(State),
    /// Its closure was presented, and no notice shows whether it had taken effect.
    Unconfirmed {
        last: State,
    },
}

impl Standing {
    /// The last one known.
    pub(crate) fn state(self) -> State {
        match self {
            Self::Known(state) | Self::Unconfirmed { last: state } => state,
        }
    }
}

/// IATI activity status.
pub(crate) fn iati_status(state: State) -> u8 {
    match state {
        State::Pipeline | State::Approved => 1,
        State::Signed | State::Effective | State::Disbursing => 2,
        State::Closing | State::DisbursementClosed => 3,
        State::FinanciallyClosed | State::Completed => 4,
        State::Dropped | State::Lapsed | State::Cancelled | State::Terminated => 5,
        State::Suspended => 6,
    }
}
