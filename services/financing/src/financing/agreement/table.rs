//! The changes of state: whose act each is, from where it may be made, and where it leads.

use super::Event;
use crate::financing::{guards::Whose, standing::State, transition::Change};

impl Event {
    pub(in crate::financing) fn whose(&self) -> Whose {
        match self {
            Self::Approved(_)
            | Self::Ratified(_)
            | Self::EffectivenessDeadlineExtended(_)
            | Self::BecameEffective(_)
            | Self::DisbursementLetterRecorded(_)
            | Self::Suspended(_)
            | Self::SuspensionLifted(_)
            | Self::CategorySuspended(_)
            | Self::CategorySuspensionLifted(_)
            | Self::ClosingDateExtended(_)
            | Self::Reopened(_)
            | Self::DisbursementDeadlineExtended(_)
            | Self::FinancierAccountClosed(_)
            | Self::Completed(_)
            | Self::Cancelled(_)
            | Self::Terminated(_) => Whose::Theirs,
            // Signing is both parties'.
            Self::Registered(_)
            | Self::Signed(_)
            | Self::Lapsed(_)
            | Self::SignatoryRegistered(_)
            | Self::SignatoryRevoked(_)
            | Self::DisbursementOpened(_)
            | Self::ClosingDateReached(_)
            | Self::DisbursementDeadlineReached(_)
            | Self::FinanciallyClosed(_)
            | Self::Dropped(_) => Whose::Ours,
        }
    }
}

impl Change {
    pub(in crate::financing) fn whose(&self) -> Whose {
        match self {
            Self::Approve(_)
            | Self::BecomeEffective
            | Self::Suspend { .. }
            | Self::LiftSuspension
            | Self::Reopen { .. }
            | Self::ExtendEffectivenessDeadline { .. }
            | Self::ExtendClosingDate { .. }
            | Self::ExtendDisbursementDeadline { .. }
            | Self::Complete(_)
            | Self::Cancel { .. }
            | Self::Terminate { .. } => Whose::Theirs,
            // Signing is both parties'.
            Self::Sign(_)
            | Self::Lapse
            | Self::OpenDisbursement
            | Self::ReachClosingDate
            | Self::ReachDisbursementDeadline
            | Self::CloseFinancially { .. }
            | Self::Drop { .. }
            | Self::Amend(_) => Whose::Ours,
        }
    }

    /// From where it may be made.
    pub(super) fn from(&self) -> &'static [State] {
        use State as S;
        match self {
            Self::Approve(_) | Self::Drop { .. } => &[S::Pipeline],
            Self::Sign(_) => &[S::Approved],
            Self::BecomeEffective | Self::Lapse => &[S::Signed],
            Self::OpenDisbursement => &[S::Effective],
            Self::Suspend { .. } => &[S::Effective, S::Disbursing, S::Closing],
            Self::LiftSuspension => &[S::Suspended, S::Closing, S::DisbursementClosed],
            Self::ReachClosingDate => &[S::Effective, S::Disbursing, S::Suspended],
            Self::ReachDisbursementDeadline | Self::Reopen { .. } => &[S::Closing],
            Self::CloseFinancially { .. } => &[S::DisbursementClosed],
            Self::Complete(_) => &[S::FinanciallyClosed],
            Self::Cancel { .. } => {
                &[S::Pipeline, S::Approved, S::Signed, S::Effective, S::Disbursing, S::Suspended]
            }
            Self::Terminate { .. } => &[
                S::Signed,
                S::Effective,
                S::Disbursing,
                S::Suspended,
                S::Closing,
                S::DisbursementClosed,
            ],
            // They are about a day or an earlier change, and lead from no state.
            Self::ExtendEffectivenessDeadline { .. }
            | Self::ExtendClosingDate { .. }
            | Self::ExtendDisbursementDeadline { .. }
            | Self::Amend(_) => &[],
        }
    }

    /// Where it leads. None: back to where it was.
    pub(crate) fn to(&self) -> Option<State> {
        Some(match self {
            Self::Approve(_) => State::Approved,
            Self::Sign(_) => State::Signed,
            Self::BecomeEffective => State::Effective,
            Self::Lapse => State::Lapsed,
            Self::OpenDisbursement | Self::Reopen { .. } => State::Disbursing,
            Self::Suspend { .. } => State::Suspended,
            Self::LiftSuspension
            | Self::ExtendEffectivenessDeadline { .. }
            | Self::ExtendClosingDate { .. }
            | Self::ExtendDisbursementDeadline { .. }
            | Self::Amend(_) => return None,
            Self::ReachClosingDate => State::Closing,
            Self::ReachDisbursementDeadline => State::DisbursementClosed,
            Self::CloseFinancially { .. } => State::FinanciallyClosed,
            Self::Complete(_) => State::Completed,
            Self::Drop { .. } => State::Dropped,
            Self::Cancel { .. } => State::Cancelled,
            Self::Terminate { .. } => State::Terminated,
        })
    }
}
