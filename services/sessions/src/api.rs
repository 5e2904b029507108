//! The gRPC face of sessions: open the request, hand over the command, answer.

mod ask;
mod edge;
mod founded;
mod questions;
#[cfg(test)]
mod tests;
mod together;

use std::sync::Arc;

use proto::sessions::v1::{
    self as pb, blockage_service_server::BlockageService, body_service_server::BodyService,
    mission_service_server::MissionService, recommendation_service_server::RecommendationService,
    session_service_server::SessionService,
};
use runtime::{Edge, Peers};

use crate::{
    blockage::Blockage, body::Body, mission::Mission, recommendation::Recommendation,
    session::Session, views::Views, wire,
};

pub(crate) struct Api {
    pub(crate) bodies: Edge<Body>,
    pub(crate) sessions: Edge<Session>,
    pub(crate) recommendations: Edge<Recommendation>,
    pub(crate) blockages: Edge<Blockage>,
    pub(crate) missions: Edge<Mission>,
    pub(crate) views: Arc<Views>,
    /// Who knows what a dossier also holds.
    pub(crate) peers: Peers,
}

runtime::commands! {
    BodyService for Api, requests in pb;

    bodies: Body, to |request| wire::to_body(&request.body) => {
        constitute_body(ConstituteBodyRequest) => wire::body::constitute;
        change_mandate(ChangeMandateRequest) => wire::body::change_mandate;
        set_body_rules(SetBodyRulesRequest) => wire::body::set_rules;
        rename_body(RenameBodyRequest) => wire::body::rename;
        suspend_body_name(SuspendBodyNameRequest) => wire::body::suspend_name;
        resume_body_name(ResumeBodyNameRequest) => wire::body::resume_name;
        appoint_member(AppointMemberRequest) => wire::body::appoint;
        end_mandate(EndMandateRequest) => wire::body::end_mandate;
        dissolve_body(DissolveBodyRequest) => wire::body::dissolve, after ask_its_sessions;
        correct_body_fact(CorrectBodyFactRequest) => wire::correct_body_fact, of a fact;
        void_body_entry(VoidBodyEntryRequest) => wire::void_body_entry, of a fact;
    }
}

runtime::commands! {
    SessionService for Api, requests in pb;

    sessions: Session, to |request| wire::to_session(&request.session) => {
        plan_session(PlanSessionRequest) => wire::session::plan, after number_it;
        amend_agenda(AmendAgendaRequest) => wire::session::amend_agenda;
        record_officer(RecordOfficerRequest) => wire::session::record_officer;
        convene_session(ConveneSessionRequest) => wire::session::convene;
        freeze_dossier(FreezeDossierRequest) => wire::session::freeze, after make_the_dossier;
        postpone_session(PostponeSessionRequest) => wire::session::postpone;
        cancel_session(CancelSessionRequest) => wire::session::cancel;
        record_attendance(RecordAttendanceRequest) => wire::session::attend, after ask_for_seats;
        confirm_quorum(ConfirmQuorumRequest)
            => wire::session::confirm_quorum, after ask_for_the_rule;
        waive_quorum(WaiveQuorumRequest)
            => wire::session::waive_quorum, after ask_for_the_waiver;
        open_session(OpenSessionRequest) => wire::session::open, after look_at_the_journal;
        suspend_sitting(SuspendSittingRequest) => wire::session::suspend;
        resume_sitting(ResumeSittingRequest) => wire::session::resume;
        record_proceeding(RecordProceedingRequest) => wire::session::record;
        conclude_item(ConcludeItemRequest) => wire::session::conclude;
        assess_outcome(AssessOutcomeRequest) => wire::session::assess;
        close_session(CloseSessionRequest) => wire::session::close;
        flag_date(FlagDateRequest) => wire::session::flag_date;

        draft_minutes(DraftMinutesRequest) => wire::minutes::draft;
        circulate_minutes(CirculateMinutesRequest) => wire::minutes::circulate;
        request_correction(RequestCorrectionRequest) => wire::minutes::request_correction;
        submit_minutes(SubmitMinutesRequest) => wire::minutes::submit;
        validate_minutes(ValidateMinutesRequest)
            => wire::minutes::validate, after ask_the_earlier_session;
        reject_minutes(RejectMinutesRequest)
            => wire::minutes::reject, after ask_the_earlier_session;
        sign_minutes(SignMinutesRequest) => wire::minutes::sign;
        attach_signed_scan(AttachSignedScanRequest) => wire::minutes::attach_scan;
        publish_minutes(PublishMinutesRequest) => wire::minutes::publish;
        issue_erratum(IssueErratumRequest) => wire::minutes::issue_erratum;

        correct_session_fact(CorrectSessionFactRequest) => wire::correct_session_fact, of a fact;
        void_session_entry(VoidSessionEntryRequest) => wire::void_session_entry, of a fact;
    }
}

runtime::commands! {
    RecommendationService for Api, requests in pb;

    recommendations: Recommendation,
    to |request| wire::to_recommendation(&request.recommendation) => {
        formulate_recommendation(FormulateRecommendationRequest)
            => wire::recommendation::formulate, after ask_its_origin;
        adopt_recommendation(AdoptRecommendationRequest)
            => wire::recommendation::adopt, after ask_the_sitting;
        assign_recommendation(AssignRecommendationRequest)
            => wire::recommendation::assign, after ask_for_the_cadence;
        accept_recommendation(AcceptRecommendationRequest) => wire::recommendation::accept;
        refuse_recommendation(RefuseRecommendationRequest) => wire::recommendation::refuse;
        report_progress(ReportProgressRequest) => wire::recommendation::report;
        claim_implemented(ClaimImplementedRequest) => wire::recommendation::claim;
        verify_implementation(VerifyImplementationRequest) => wire::recommendation::verify;
        return_claim(ReturnClaimRequest) => wire::recommendation::return_claim;
        close_recommendation(CloseRecommendationRequest) => wire::recommendation::close;
        reopen_recommendation(ReopenRecommendationRequest) => wire::recommendation::reopen;
        extend_recommendation(ExtendRecommendationRequest) => wire::recommendation::extend;
        supersede_recommendation(SupersedeRecommendationRequest)
            => wire::recommendation::supersede;
        record_overtaken(RecordOvertakenRequest) => wire::recommendation::overtake;
        abandon_recommendation(AbandonRecommendationRequest)
            => wire::recommendation::abandon, after ask_for_the_decision;
        escalate_recommendation(EscalateRecommendationRequest) => wire::recommendation::escalate;
        correct_recommendation_fact(CorrectRecommendationFactRequest)
            => wire::correct_recommendation_fact, of a fact;
        void_recommendation_entry(VoidRecommendationEntryRequest)
            => wire::void_recommendation_entry, of a fact;
    }
}

runtime::commands! {
    BlockageService for Api, requests in pb;

    blockages: Blockage, to |request| wire::to_blockage(&request.blockage) => {
        raise_blockage(RaiseBlockageRequest) => wire::blockage::raise, after ask_where_it_was;
        qualify_blockage(QualifyBlockageRequest) => wire::blockage::qualify;
        propose_solution(ProposeSolutionRequest) => wire::blockage::propose;
        adopt_solution(AdoptSolutionRequest)
            => wire::blockage::adopt, after ask_the_adopting_session;
        resolve_blockage(ResolveBlockageRequest) => wire::blockage::resolve;
        escalate_blockage(EscalateBlockageRequest) => wire::blockage::escalate;
        reopen_blockage(ReopenBlockageRequest) => wire::blockage::reopen;
        correct_blockage_fact(CorrectBlockageFactRequest)
            => wire::correct_blockage_fact, of a fact;
        void_blockage_entry(VoidBlockageEntryRequest) => wire::void_blockage_entry, of a fact;
    }
}

runtime::commands! {
    MissionService for Api, requests in pb;

    missions: Mission, to |request| wire::to_mission(&request.mission) => {
        announce_mission(AnnounceMissionRequest) => wire::mission::announce;
        record_mission_report(RecordMissionReportRequest) => wire::mission::report;
        record_finding(RecordFindingRequest) => wire::mission::find;
        respond_to_finding(RespondToFindingRequest) => wire::mission::respond;
        follow_up_finding(FollowUpFindingRequest) => wire::mission::follow_up;
        resolve_finding(ResolveFindingRequest) => wire::mission::resolve;
        close_mission(CloseMissionRequest) => wire::mission::close;
        correct_mission_fact(CorrectMissionFactRequest) => wire::correct_mission_fact, of a fact;
        void_mission_entry(VoidMissionEntryRequest) => wire::void_mission_entry, of a fact;
        explain_mission_anomaly(ExplainMissionAnomalyRequest) => wire::explain_mission_anomaly;
    }
}
