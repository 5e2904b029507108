//! What a state permits next, as the names of methods: for forms. A rule may still say no.

use crate::{
    collaboration::course::State as Course, referral::course::State as Referred,
    sharing::agreement::State as Shared, sponsorship::course::State as Paid,
};

fn all(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

const WORK: [&str; 8] = [
    "PlanDeliverable",
    "RecordDeliverable",
    "AcceptDeliverable",
    "RecordInstalment",
    "JustifyInstalment",
    "RecordRepayment",
    "RecordReview",
    "ApproveReview",
];
const AMENDING: [&str; 3] = ["ApproveAmendment", "SignAmendment", "RejectAmendment"];

/// While an amendment is open, the state waits for it.
pub(super) fn collaboration(state: Course, amending: bool) -> Vec<String> {
    let (moves, amends): (&[&str], &[&str]) = match state {
        Course::Proposed => (&["NegotiateCollaboration", "CancelCollaboration"], &[]),
        Course::Negotiated => (&["SignCollaboration", "CancelCollaboration"], &[]),
        Course::Signed => (
            &[
                "ActivateCollaboration",
                "CancelCollaboration",
                "TerminateCollaboration",
                "ExpireCollaboration",
            ],
            &["RequestAmendment"],
        ),
        Course::Active => (
            &["EndCollaboration", "SuspendCollaboration", "TerminateCollaboration"],
            &["RequestAmendment"],
        ),
        Course::Suspended => (
            &["ResumeCollaboration", "EndCollaboration", "TerminateCollaboration"],
            &["RequestAmendment"],
        ),
        Course::Ended => (&["CloseCollaboration"], &[]),
        Course::Closed | Course::Cancelled | Course::Terminated | Course::Expired => (&[], &[]),
    };
    let moves = if amending { &AMENDING[..] } else { moves };
    let amends = if amending { &[][..] } else { amends };
    let work: &[&str] = match state {
        Course::Proposed | Course::Negotiated => &WORK[..1],
        Course::Signed | Course::Active | Course::Suspended | Course::Ended => &WORK,
        Course::Closed | Course::Cancelled | Course::Terminated | Course::Expired => &[],
    };
    all(&[moves, amends, work].concat())
}

pub(super) fn sponsorship(state: Paid) -> Vec<String> {
    all(match state {
        Paid::Requested => {
            &["AuthoriseSponsorship", "WithdrawSponsorship", "RecordSponsoredOutput"]
        }
        Paid::Authorised => {
            &["RecordSponsorshipCash", "WithdrawSponsorship", "RecordSponsoredOutput"]
        }
        Paid::CashReceived => &[
            "JustifySponsorship",
            "RepaySponsorship",
            "RecordSponsorshipCash",
            "RecordSponsoredOutput",
        ],
        Paid::Justified => &["CloseSponsorship", "RecordSponsorshipCash", "RecordSponsoredOutput"],
        Paid::Closed => &["RecordSponsoredOutput"],
        Paid::Withdrawn => &[],
    })
}

pub(super) fn sharing(state: Shared) -> Vec<String> {
    all(match state {
        Shared::Pending => &["ProlongDataSharing", "SuspendDataSharing", "RevokeDataSharing"],
        Shared::Active => &[
            "RecordExtract",
            "PrepareTransfer",
            "ShareTransfer",
            "RecordTransferReceived",
            "RecordTransferMatched",
            "RecordTransferRegistered",
            "ReconcileTransfer",
            "SuspendDataSharing",
            "ProlongDataSharing",
            "RevokeDataSharing",
        ],
        Shared::Suspended => &[
            "ResumeDataSharing",
            "RecordTransferReceived",
            "RecordTransferMatched",
            "RecordTransferRegistered",
            "ReconcileTransfer",
            "RevokeDataSharing",
        ],
        Shared::Expired => &[
            "ProlongDataSharing",
            "RecordTransferReceived",
            "RecordTransferMatched",
            "RecordTransferRegistered",
            "ReconcileTransfer",
            "RevokeDataSharing",
        ],
        Shared::Revoked => &[
            "RecordTransferReceived",
            "RecordTransferMatched",
            "RecordTransferRegistered",
            "ReconcileTransfer",
        ],
    })
}

pub(super) fn referral(state: Referred) -> Vec<String> {
    all(match state {
        Referred::Identified => &["SendReferral", "ExpireReferral", "EraseReferral"],
        Referred::Referred => {
            &["AcceptReferral", "DeclineReferral", "ExpireReferral", "EraseReferral"]
        }
        Referred::Accepted => &["RecordServiceDelivered", "ExpireReferral", "EraseReferral"],
        Referred::ServiceDelivered => &["RecordReferralFeedback", "CloseReferral", "EraseReferral"],
        Referred::Declined | Referred::FeedbackReceived => &["CloseReferral", "EraseReferral"],
        Referred::Closed | Referred::Expired => &["EraseReferral"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name is a method of the contract, whatever the state.
    #[test]
    fn what_is_possible_is_in_the_contract() {
        use Course as C;
        let states = [
            C::Proposed,
            C::Negotiated,
            C::Signed,
            C::Active,
            C::Suspended,
            C::Ended,
            C::Closed,
            C::Cancelled,
            C::Terminated,
            C::Expired,
        ];
        let mut names: Vec<_> =
            states.iter().flat_map(|state| collaboration(*state, false)).collect();
        names.extend(states.iter().flat_map(|state| collaboration(*state, true)));
        for state in [Paid::Requested, Paid::Authorised, Paid::CashReceived, Paid::Justified] {
            names.extend(sponsorship(state));
        }
        for state in [Shared::Pending, Shared::Active, Shared::Suspended, Shared::Expired] {
            names.extend(sharing(state));
        }
        for state in [Referred::Identified, Referred::Referred, Referred::ServiceDelivered] {
            names.extend(referral(state));
        }
        for name in names {
            let method = format!("partners.v1.PartnersService/{name}");
            assert!(proto::dynamic::method(&method).is_some(), "{name}");
        }
    }
}
