//! The gRPC face of programmes: which request each method takes, and who reads it.

mod edge;
mod founded;
mod peers;

use std::sync::Arc;

use proto::programmes::v1::{
    self as pb, areas_service_server::AreasService,
    disseminations_service_server::DisseminationsService,
    programmes_service_server::ProgrammesService, results_service_server::ResultsService,
    reviews_service_server::ReviewsService, strategies_service_server::StrategiesService,
    workplan_service_server::WorkplanService,
};
use runtime::{Edge, Peers};

use crate::{
    areas::Areas,
    dissemination::Dissemination,
    exercise::Exercise,
    programme::Programme,
    results::Results,
    review::Review,
    strategy::Strategy,
    views::Views,
    wire::{self, correction},
};

/// The ways in, one a kind of aggregate. Each service of the contracts is a table of its own.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) programmes: Arc<Edge<Programme>>,
    pub(crate) exercises: Arc<Edge<Exercise>>,
    pub(crate) results: Arc<Edge<Results>>,
    pub(crate) areas: Arc<Edge<Areas>>,
    pub(crate) strategies: Arc<Edge<Strategy>>,
    pub(crate) disseminations: Arc<Edge<Dissemination>>,
    pub(crate) reviews: Arc<Edge<Review>>,
    /// Whom to ask what other services own.
    pub(crate) peers: Peers,
    /// What a review reads.
    pub(crate) views: Views,
}

runtime::commands! {
    ProgrammesService for Api, requests in pb;

    programmes: Programme, to |request| wire::of_programme(&request.programme) => {
        register_programme(RegisterProgrammeRequest) => wire::programme::register;
        record_legal_basis(RecordLegalBasisRequest) => wire::programme::legal_basis;
        record_objective(RecordObjectiveRequest) => wire::programme::objective;
        define_component(DefineComponentRequest) => wire::programme::component;
        save_mapping(SaveMappingRequest) => wire::programme::mapping;

        plan_phase(PlanPhaseRequest) => wire::phase::plan;
        prepare_phase(PhaseRequest) => wire::phase::prepare;
        record_prerequisite(RecordPrerequisiteRequest) => wire::phase::prerequisite;
        assess_readiness(PhaseRequest) => wire::phase::assess, after ask_financing;
        request_phase_start(PhaseRequest) => wire::phase::request_start, after ask_financing;
        inform_body(InformBodyRequest) => wire::phase::inform;
        record_first_activity(RecordFirstActivityRequest) => wire::phase::first_activity;
        start_phase(PhaseRequest) => wire::phase::start;
        suspend_phase(PhaseReasonRequest) => wire::phase::suspend;
        resume_phase(PhaseRequest) => wire::phase::resume;
        begin_phase_closing(PhaseReasonRequest)
            => wire::phase::begin_closing, after confirm_for_the_programme;
        transfer_financing(TransferFinancingRequest) => wire::phase::transfer;
        record_final_report(RecordFinalReportRequest) => wire::phase::final_report;
        close_phase(ClosePhaseRequest) => wire::phase::close, after ask_what_is_open;
        abandon_phase(PhaseReasonRequest) => wire::phase::abandon;

        extend_scope(ScopeRequest) => wire::programme::extend_scope, after find_the_areas;
        withdraw_from_area(ScopeRequest) => wire::programme::withdraw, after find_the_areas;
        announce_scope(ScopeStatementRequest)
            => wire::programme::announce_scope, after find_the_areas;
        record_launch(ScopeStatementRequest) => wire::programme::launch, after find_the_areas;
        decide_migration(DecideMigrationRequest)
            => wire::programme::decide_migration, after confirm_for_the_programme;

        confirm_amendment(ConfirmAmendmentRequest) => wire::programme::confirm;
        reject_amendment(RejectAmendmentRequest) => wire::programme::reject;
        correct_fact(CorrectProgrammeFactRequest) => correction::programme, of a fact;
        void_entry(VoidProgrammeEntryRequest) => correction::void_programme, of a fact;
        explain_anomaly(ExplainProgrammeAnomalyRequest) => correction::explain_programme;
    }
}

runtime::commands! {
    WorkplanService for Api, requests in pb;

    exercises: Exercise, to |request| wire::of_exercise(&request.programme, &request.exercise) => {
        open_exercise(OpenExerciseRequest) => wire::exercise::open;
        stage_workplan_lines(StageWorkplanLinesRequest)
            => wire::exercise::stage, after look_names_up;
        submit_workplan(SubmitWorkplanRequest) => wire::exercise::submit;
        adopt_workplan(AdoptWorkplanRequest) => wire::exercise::adopt, after confirm_for_the_year;
        record_workplan_no_objection(RecordWorkplanNoObjectionRequest)
            => wire::exercise::no_objection;
        put_workplan_into_force(ExerciseRequest) => wire::exercise::in_force;
        revise_workplan(ReviseWorkplanRequest)
            => wire::exercise::revise, after confirm_for_the_year;
        record_workplan_executed(ExerciseRequest) => wire::exercise::executed;
        close_out_workplan(ExerciseRequest) => wire::exercise::close_out;
        report_physical_progress(ReportPhysicalProgressRequest) => wire::exercise::progress;

        stage_expenditure_lines(StageExpenditureLinesRequest)
            => wire::exercise::stage_expenditure, after look_names_up;
        import_expenditure(ImportExpenditureRequest) => wire::exercise::import;
        check_expenditure(StatementRequest) => wire::exercise::check;
        lock_expenditure(StatementRequest) => wire::exercise::lock;
        discard_expenditure(DiscardExpenditureRequest) => wire::exercise::discard;
        record_published_rate(RecordPublishedRateRequest) => wire::exercise::publish;

        correct_fact(CorrectWorkplanFactRequest) => correction::exercise, of a fact;
        void_entry(VoidWorkplanEntryRequest) => correction::void_exercise, of a fact;
        explain_anomaly(ExplainWorkplanAnomalyRequest) => correction::explain_exercise;
    }
}

runtime::commands! {
    ResultsService for Api, requests in pb;

    results: Results, to |request| wire::of_results(&request.programme) => {
        define_indicator(DefineIndicatorRequest) => wire::results::define;
        set_target(SetTargetRequest) => wire::results::target;
        report_achievement(ReportAchievementRequest) => wire::results::report;
        return_achievement(ReturnAchievementRequest) => wire::results::give_back;
        validate_achievement(AchievementRequest) => wire::results::validate;
        lock_reporting_period(PeriodRequest) => wire::results::lock;
        reopen_reporting_period(ReopenReportingPeriodRequest) => wire::results::reopen;

        correct_fact(CorrectResultFactRequest) => correction::results, of a fact;
        void_entry(VoidResultEntryRequest) => correction::void_results, of a fact;
    }
}

runtime::commands! {
    AreasService for Api, requests in pb;

    areas: Areas, to |request| wire::of_areas(&request.country) => {
        stage_areas(StageAreasRequest) => wire::areas::stage;
        publish_area_list(PublishAreaListRequest) => wire::areas::publish;
        rename_area(RenameAreaRequest) => wire::areas::rename;
        rename_areas(RenameAreasRequest) => wire::areas::rename_several;
        suspend_area_names(AreaNamesRequest) => wire::areas::suspend;
        resume_area_names(AreaNamesRequest) => wire::areas::resume;
        create_area(CreateAreaRequest) => wire::areas::create;
        split_area(SplitAreaRequest) => wire::areas::split;
        merge_areas(MergeAreasRequest) => wire::areas::merge;
        assign_area_code(AssignAreaCodeRequest) => wire::areas::assign_code;

        correct_fact(CorrectAreaFactRequest) => correction::areas, of a fact;
        void_entry(VoidAreaEntryRequest) => correction::void_areas, of a fact;
        explain_anomaly(ExplainAreaAnomalyRequest) => correction::explain_areas;
    }
}

runtime::commands! {
    StrategiesService for Api, requests in pb;

    strategies: Strategy, to |request| wire::of_strategy(&request.strategy) => {
        draft_strategy(DraftStrategyRequest) => wire::strategy::draft;
        validate_strategy(StrategyAuthorityRequest)
            => wire::strategy::validate, after confirm_for_the_strategy;
        adopt_strategy(StrategyAuthorityRequest)
            => wire::strategy::adopt, after confirm_for_the_strategy;
        put_strategy_into_force(StrategyRequest) => wire::strategy::in_force;
        replace_strategy(ReplaceStrategyRequest) => wire::strategy::replace;
        expire_strategy(StrategyRequest) => wire::strategy::expire;
        amend_strategy(AmendStrategyRequest)
            => wire::strategy::amend, after confirm_for_the_strategy;
        state_horizon(StateHorizonRequest) => wire::strategy::state_horizon;
        record_strategy_cost(RecordStrategyCostRequest) => wire::strategy::cost;
        define_axis(DefineAxisRequest) => wire::strategy::axis;
        define_measure(DefineMeasureRequest) => wire::strategy::measure;
        define_activity(DefineActivityRequest) => wire::strategy::activity;
        report_activity(ReportActivityRequest) => wire::strategy::report;
        align_strategy(AlignStrategyRequest) => wire::strategy::align;
        record_challenge(RecordChallengeRequest) => wire::strategy::challenge;

        correct_fact(CorrectStrategyFactRequest) => correction::strategy, of a fact;
        void_entry(VoidStrategyEntryRequest) => correction::void_strategy, of a fact;
    }
}

runtime::commands! {
    DisseminationsService for Api, requests in pb;

    disseminations: Dissemination,
    to |request| wire::of_dissemination(&request.dissemination) => {
        plan_dissemination(PlanDisseminationRequest) => wire::review::plan;
        record_dissemination_held(RecordDisseminationHeldRequest) => wire::review::held;
        report_dissemination(ReportDisseminationRequest) => wire::review::report;

        correct_fact(CorrectDisseminationFactRequest) => correction::dissemination, of a fact;
        void_entry(VoidDisseminationEntryRequest) => correction::void_dissemination, of a fact;
    }
}

runtime::commands! {
    ReviewsService for Api, requests in pb;

    reviews: Review, to |request| wire::of_review(&request.review) => {
        announce_review(AnnounceReviewRequest) => wire::review::announce;
        hold_review(HoldReviewRequest) => wire::review::hold, after read_execution;
        synthesise_review(SynthesiseReviewRequest) => wire::review::synthesise;
        adopt_review_recommendation(AdoptReviewRecommendationRequest) => wire::review::recommend;
        follow_up_review(FollowUpReviewRequest)
            => wire::review::follow_up, after confirm_for_the_review;

        correct_fact(CorrectReviewFactRequest) => correction::review, of a fact;
        void_entry(VoidReviewEntryRequest) => correction::void_review, of a fact;
    }
}
