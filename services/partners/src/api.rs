//! The gRPC face of partners: which request each method takes, and who reads it.

mod around;
mod corrections;
mod founded;
mod register;
mod sealing;

use proto::partners::v1::{self as pb, partners_service_server::PartnersService};
use runtime::{Edge, Peers};
use vault::Vault;

pub(crate) use self::sealing::{Discreet, case_hash};

use crate::{
    collaboration::Collaboration, collection::Collection, counts::Counts, forum::Forum,
    institution::Institution, referral::Referral, sharing::Sharing, sponsorship::Sponsorship, wire,
};

pub(crate) struct Api {
    pub(crate) institutions: Edge<Institution>,
    /// Where contacts of institutions are typed.
    pub(crate) contacts: Discreet<Institution>,
    pub(crate) collaborations: Edge<Collaboration>,
    pub(crate) sponsorships: Edge<Sponsorship>,
    pub(crate) agreements: Edge<Sharing>,
    pub(crate) counts: Edge<Counts>,
    pub(crate) referrals: Edge<Referral>,
    /// Where the number of a case file is typed.
    pub(crate) cases: Discreet<Referral>,
    pub(crate) collections: Edge<Collection>,
    pub(crate) forums: Edge<Forum>,
    pub(crate) vault: Vault,
    /// Who knows agreements, bodies and places.
    pub(crate) peers: Peers,
}

runtime::commands! {
    PartnersService for Api, requests in pb;

    institutions: Institution, to |request| wire::institution(&request.institution) => {
        register_institution(RegisterInstitutionRequest)
            => wire::institution::register_institution;
        rename_institution(RenameInstitutionRequest) => wire::institution::rename_institution;
        give_acronym(GiveAcronymRequest) => wire::institution::give_acronym;
        dissolve_institution(DissolveInstitutionRequest)
            => wire::institution::dissolve_institution;
        erase_contact(EraseContactRequest) => wire::institution::erase_contact;
        place_legal_hold(PlaceLegalHoldRequest) => wire::institution::place_legal_hold;
        lift_legal_hold(LiftLegalHoldRequest) => wire::institution::lift_legal_hold;
    }

    contacts: Institution, to |request| wire::institution(&request.institution) => {
        record_contact(RecordContactRequest) => wire::institution::record_contact,
            after seal_the_contact;
    }

    collaborations: Collaboration, to |request| wire::collaboration(&request.collaboration) => {
        propose_collaboration(ProposeCollaborationRequest) => wire::collaboration::propose,
            after look_around;
        negotiate_collaboration(NegotiateCollaborationRequest) => wire::collaboration::negotiate;
        sign_collaboration(SignCollaborationRequest) => wire::collaboration::sign;
        activate_collaboration(ActivateCollaborationRequest) => wire::collaboration::activate;
        suspend_collaboration(SuspendCollaborationRequest) => wire::collaboration::suspend;
        resume_collaboration(ResumeCollaborationRequest) => wire::collaboration::resume;
        end_collaboration(EndCollaborationRequest) => wire::collaboration::end;
        close_collaboration(CloseCollaborationRequest) => wire::collaboration::close;
        cancel_collaboration(CancelCollaborationRequest) => wire::collaboration::cancel;
        terminate_collaboration(TerminateCollaborationRequest) => wire::collaboration::terminate;
        expire_collaboration(ExpireCollaborationRequest) => wire::collaboration::expire;
        request_amendment(RequestAmendmentRequest) => wire::collaboration::request_amendment;
        approve_amendment(ApproveAmendmentRequest) => wire::collaboration::approve_amendment,
            after confirm_the_step;
        reject_amendment(RejectAmendmentRequest) => wire::collaboration::reject_amendment;
        sign_amendment(SignAmendmentRequest) => wire::collaboration::sign_amendment;
        plan_deliverable(PlanDeliverableRequest) => wire::collaboration::plan_deliverable;
        record_deliverable(RecordDeliverableRequest) => wire::collaboration::record_deliverable;
        accept_deliverable(AcceptDeliverableRequest) => wire::collaboration::accept_deliverable;
        record_instalment(RecordInstalmentRequest) => wire::collaboration::record_instalment;
        justify_instalment(JustifyInstalmentRequest) => wire::collaboration::justify_instalment;
        record_repayment(RecordRepaymentRequest) => wire::collaboration::record_repayment;
        record_review(RecordReviewRequest) => wire::collaboration::record_review;
        approve_review(ApproveReviewRequest) => wire::collaboration::approve_review;
    }

    sponsorships: Sponsorship, to |request| wire::sponsorship(&request.sponsorship) => {
        request_sponsorship(RequestSponsorshipRequest) => wire::sponsorship::request,
            after look_them_up;
        authorise_sponsorship(AuthoriseSponsorshipRequest) => wire::sponsorship::authorise;
        record_sponsorship_cash(RecordSponsorshipCashRequest) => wire::sponsorship::record_cash;
        justify_sponsorship(JustifySponsorshipRequest) => wire::sponsorship::justify;
        repay_sponsorship(RepaySponsorshipRequest) => wire::sponsorship::repay;
        record_sponsored_output(RecordSponsoredOutputRequest) => wire::sponsorship::record_output;
        close_sponsorship(CloseSponsorshipRequest) => wire::sponsorship::close;
        withdraw_sponsorship(WithdrawSponsorshipRequest) => wire::sponsorship::withdraw;
    }

    agreements: Sharing, to |request| wire::agreement(&request.agreement) => {
        authorise_data_sharing(AuthoriseDataSharingRequest) => wire::sharing::authorise,
            after look_them_up;
        suspend_data_sharing(SuspendDataSharingRequest) => wire::sharing::suspend;
        resume_data_sharing(ResumeDataSharingRequest) => wire::sharing::resume;
        revoke_data_sharing(RevokeDataSharingRequest) => wire::sharing::revoke;
        prolong_data_sharing(ProlongDataSharingRequest) => wire::sharing::prolong;
        record_extract(RecordExtractRequest) => wire::sharing::record_extract;
        prepare_transfer(PrepareTransferRequest) => wire::sharing::prepare_transfer;
        share_transfer(ShareTransferRequest) => wire::sharing::share_transfer;
        record_transfer_received(RecordTransferReceivedRequest) => wire::sharing::record_received;
        record_transfer_matched(RecordTransferMatchedRequest) => wire::sharing::record_matched;
        record_transfer_registered(RecordTransferRegisteredRequest)
            => wire::sharing::record_registered;
        reconcile_transfer(ReconcileTransferRequest) => wire::sharing::reconcile;
    }

    counts: Counts, to |request| wire::referral::counts(request) => {
        report_referrals(ReportReferralsRequest) => wire::referral::report, after look_them_up;
    }

    referrals: Referral, to |request| wire::referral(&request.referral) => {
        send_referral(SendReferralRequest) => wire::referral::send, after look_them_up;
        accept_referral(AcceptReferralRequest) => wire::referral::accept;
        decline_referral(DeclineReferralRequest) => wire::referral::decline;
        record_service_delivered(RecordServiceDeliveredRequest) => wire::referral::delivered;
        record_referral_feedback(RecordReferralFeedbackRequest) => wire::referral::feedback;
        close_referral(CloseReferralRequest) => wire::referral::close;
        expire_referral(ExpireReferralRequest) => wire::referral::expire;
        erase_referral(EraseReferralRequest) => wire::referral::erase;
    }

    cases: Referral, to |request| wire::referral(&request.referral) => {
        open_referral(OpenReferralRequest) => wire::referral::open, after seal_the_case;
    }

    collections: Collection, to |request| wire::field::collection(request) => {
        report_interventions(ReportInterventionsRequest) => wire::field::report,
            after look_them_up;
    }

    forums: Forum, to |request| wire::forum(&request.forum) => {
        establish_forum(EstablishForumRequest) => wire::field::establish, after look_them_up;
        join_forum(JoinForumRequest) => wire::field::join, after look_them_up;
        leave_forum(LeaveForumRequest) => wire::field::leave;
        record_forum_meeting(RecordForumMeetingRequest) => wire::field::record_meeting,
            after look_them_up;
        dissolve_forum(DissolveForumRequest) => wire::field::dissolve;
    }
}
