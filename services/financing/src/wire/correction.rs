//! Corrections: what is asked names an event, and the edge finds it.

use kernel::Change;
use proto::financing::v1 as pb;
use runtime::wire::{Parsed, json, key, text};
use serde_json::Value;
use uuid::Uuid;

use crate::financing::{Command, correction::Target};

/// A change to an earlier fact, as it is asked for.
#[derive(Debug)]
pub(crate) struct Correction {
    pub(crate) event_id: Uuid,
    pub(crate) change: Change,
    /// What the asker thinks is there now. Not asked where the whole fact goes.
    pub(crate) from: Value,
    reason: String,
}

impl Correction {
    /// With what the edge found under that id.
    pub(crate) fn command(self, target: Option<Target>) -> Command {
        let Self { change, from, reason, .. } = self;
        match change {
            Change::Void => Command::VoidEntry { target, reason },
            Change::Field { field, to } => Command::CorrectFact { target, field, from, to, reason },
        }
    }
}

pub(crate) fn correct_fact(request: &pb::CorrectFactRequest) -> Parsed<Correction> {
    let field = text(&request.field, "field")?;
    let to = json(&request.to, "to")?;
    Ok(Correction {
        event_id: key(&request.event_id, "event_id")?,
        change: Change::Field { field, to },
        from: json(&request.from, "from")?,
        reason: text(&request.reason, "reason")?,
    })
}

pub(crate) fn void_entry(request: &pb::VoidEntryRequest) -> Parsed<Correction> {
    Ok(Correction {
        event_id: key(&request.event_id, "event_id")?,
        change: Change::Void,
        from: Value::Null,
        reason: text(&request.reason, "reason")?,
    })
}

pub(crate) fn explain_anomaly(request: &pb::ExplainAnomalyRequest) -> Parsed<Command> {
    Ok(Command::ExplainAnomaly {
        anomaly: key(&request.anomaly, "anomaly")?,
        explanation: text(&request.explanation, "explanation")?,
    })
}
