//! Corrections: what is asked names an event, and the edge finds it.

use kernel::Explain;
use proto::programmes::v1 as pb;
use runtime::wire::{self, Correction, Parsed};

/// Every service of this role corrects in the same words, in messages of its own.
macro_rules! corrections {
    ($($correct:ident($correct_request:ident), $void:ident($void_request:ident);)+) => {$(
        pub(crate) fn $correct(request: &pb::$correct_request) -> Parsed<Correction> {
            let pb::$correct_request { event_id, field, from, to, reason, .. } = request;
            wire::correct_fact(event_id, field, [from, to], reason)
        }

        pub(crate) fn $void(request: &pb::$void_request) -> Parsed<Correction> {
            wire::void_entry(&request.event_id, &request.reason)
        }
    )+};
}

corrections! {
    programme(CorrectProgrammeFactRequest), void_programme(VoidProgrammeEntryRequest);
    exercise(CorrectWorkplanFactRequest), void_exercise(VoidWorkplanEntryRequest);
    results(CorrectResultFactRequest), void_results(VoidResultEntryRequest);
    areas(CorrectAreaFactRequest), void_areas(VoidAreaEntryRequest);
    strategy(CorrectStrategyFactRequest), void_strategy(VoidStrategyEntryRequest);
    dissemination(CorrectDisseminationFactRequest),
        void_dissemination(VoidDisseminationEntryRequest);
    review(CorrectReviewFactRequest), void_review(VoidReviewEntryRequest);
}

pub(crate) fn explain_programme(request: &pb::ExplainProgrammeAnomalyRequest) -> Parsed<Explain> {
    wire::explain_anomaly(&request.anomaly, &request.explanation)
}

pub(crate) fn explain_exercise(request: &pb::ExplainWorkplanAnomalyRequest) -> Parsed<Explain> {
    wire::explain_anomaly(&request.anomaly, &request.explanation)
}

pub(crate) fn explain_areas(request: &pb::ExplainAreaAnomalyRequest) -> Parsed<Explain> {
    wire::explain_anomaly(&request.anomaly, &request.explanation)
}
