//! Corrections: what is asked names an event, and the edge finds it.

use kernel::Explain;
use proto::financing::v1 as pb;
use runtime::wire::{self, Correction, Parsed};

pub(crate) fn correct_fact(request: &pb::CorrectFactRequest) -> Parsed<Correction> {
    let pb::CorrectFactRequest { event_id, field, from, to, reason, .. } = request;
    wire::correct_fact(event_id, field, [from, to], reason)
}

pub(crate) fn void_entry(request: &pb::VoidEntryRequest) -> Parsed<Correction> {
    wire::void_entry(&request.event_id, &request.reason)
}

pub(crate) fn explain_anomaly(request: &pb::ExplainAnomalyRequest) -> Parsed<Explain> {
    wire::explain_anomaly(&request.anomaly, &request.explanation)
}
