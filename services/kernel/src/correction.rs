//! Corrections and anomalies: facts about facts, the same in every service. Nothing is edited.

mod asked;
mod refused;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use self::{
    asked::{Amendable, Amending, Explain, Target},
    refused::{REJECTIONS, Refused},
};
use crate::{Amendment, Change, guards::require};

/// What is said of earlier facts. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    FactCorrected(FactCorrected),
    EntryVoided(EntryVoided),
    AnomalyNoted(AnomalyNoted),
    AnomalyExplained(AnomalyExplained),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactCorrected {
    /// Event id.
    pub target: Uuid,
    /// Stored name of the corrected event.
    pub name: String,
    /// JSON pointer into its data, or `effective` for its date.
    pub field: String,
    pub from: Value,
    pub to: Value,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryVoided {
    pub target: Uuid,
    pub name: String,
    pub reason: String,
}

/// Somebody else's act contradicts a rule of ours. It stays visible until it is explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnomalyNoted {
    /// Code of the rule, as a refusal would have named it.
    pub about: String,
    /// What the sentence for that code needs.
    pub args: BTreeMap<String, String>,
    /// Stored name of the event it was noted with, by the same command.
    pub beside: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnomalyExplained {
    /// Event id of the anomaly.
    pub anomaly: Uuid,
    pub explanation: String,
}

impl Event {
    /// What this event says of an earlier one.
    pub fn amendment(&self) -> Option<Amendment> {
        match self {
            Self::FactCorrected(FactCorrected { target, field, to, .. }) => {
                let change = Change::Field { field: field.clone(), to: to.clone() };
                Some(Amendment { target: *target, change })
            }
            Self::EntryVoided(EntryVoided { target, .. }) => {
                Some(Amendment { target: *target, change: Change::Void })
            }
            Self::AnomalyNoted(_) | Self::AnomalyExplained(_) => None,
        }
    }
}

/// What is to be said of an earlier fact, once everybody who has to says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amend {
    Correct(FactCorrected),
    Void(EntryVoided),
}

impl Amend {
    pub fn target(&self) -> Uuid {
        match self {
            Self::Correct(FactCorrected { target, .. })
            | Self::Void(EntryVoided { target, .. }) => *target,
        }
    }
}

impl From<Amend> for Event {
    fn from(amend: Amend) -> Self {
        match amend {
            Amend::Correct(corrected) => Self::FactCorrected(corrected),
            Amend::Void(voided) => Self::EntryVoided(voided),
        }
    }
}

/// What was said of earlier facts. The facts themselves are corrected before they are read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Corrections {
    voided: BTreeSet<Uuid>,
    /// Each anomaly, and whether it is explained.
    anomalies: BTreeMap<Uuid, (AnomalyNoted, bool)>,
}

impl Corrections {
    /// Anomalies nobody has explained yet.
    pub fn unexplained(&self) -> impl Iterator<Item = (&Uuid, &AnomalyNoted)> {
        let open = self.anomalies.iter().filter(|(_, (_, explained))| !explained);
        open.map(|(event, (anomaly, _))| (event, anomaly))
    }

    pub fn evolve(&mut self, event: &Event, event_id: Uuid) {
        match event {
            Event::FactCorrected(_) => (),
            Event::EntryVoided(EntryVoided { target, .. }) => {
                self.voided.insert(*target);
            }
            Event::AnomalyNoted(anomaly) => {
                self.anomalies.insert(event_id, (anomaly.clone(), false));
            }
            Event::AnomalyExplained(AnomalyExplained { anomaly, .. }) => {
                if let Some((_, explained)) = self.anomalies.get_mut(anomaly) {
                    *explained = true;
                }
            }
        }
    }

    /// What is to be said of the earlier fact. Where its target is [`Amendable::ByTwo`], another
    /// person says so too before it is.
    pub fn amend(&self, asked: &Amending) -> Result<Amend, Refused> {
        let Amending { target, change, from, reason } = asked;
        let target = self.target(target.as_ref())?;
        require(!reason.trim().is_empty(), || Refused::ReasonMissing)?;
        let (name, reason) = (target.name.clone(), reason.clone());
        match change {
            Change::Void => Ok(Amend::Void(EntryVoided { target: target.event_id, name, reason })),
            Change::Field { field, to } => {
                require(from != to, || Refused::NothingToChange)?;
                require(target.from_matches, || Refused::ValueDiffers)?;
                require(target.applies, || Refused::DoesNotApply)?;
                require(!sinks(Some(from), to), || Refused::BelowZero)?;
                let (field, from, to) = (field.clone(), from.clone(), to.clone());
                let target = target.event_id;
                Ok(Amend::Correct(FactCorrected { target, name, field, from, to, reason }))
            }
        }
    }

    /// The same where nobody can be asked to say so too: what takes two persons is left as it is. The
    /// source of an import is believed.
    pub fn amend_alone(&self, asked: &Amending, import: bool) -> Result<Amend, Refused> {
        let amend = self.amend(asked)?;
        let two = asked.target.as_ref().is_some_and(|it| it.amendable == Amendable::ByTwo);
        require(import || !two, || Refused::TargetTakesTwo)?;
        Ok(amend)
    }

    pub fn explain(&self, asked: &Explain) -> Result<Event, Refused> {
        let Explain { anomaly, explanation } = asked;
        let (_, explained) = self.anomalies.get(anomaly).ok_or(Refused::AnomalyUnknown)?;
        require(!explained, || Refused::AnomalyExplained)?;
        require(!explanation.trim().is_empty(), || Refused::ReasonMissing)?;
        let (anomaly, explanation) = (*anomaly, explanation.clone());
        Ok(Event::AnomalyExplained(AnomalyExplained { anomaly, explanation }))
    }

    /// An event that may be amended, and still stands.
    fn target<'t>(&self, target: Option<&'t Target>) -> Result<&'t Target, Refused> {
        let target = target.ok_or(Refused::TargetUnknown)?;
        match target.amendable {
            Amendable::ByOne | Amendable::ByTwo => (),
            Amendable::Never => return Err(Refused::TargetIsFinal),
            Amendable::Correction => return Err(Refused::TargetIsCorrection),
            Amendable::Proposal => return Err(Refused::TargetIsProposal),
        }
        require(!self.voided.contains(&target.event_id), || Refused::TargetVoided)?;
        Ok(target)
    }
}

/// Whether a number that was not below zero would be. Not every service asks the rules again of what a
/// fact is corrected to, and none of them lets an amount change its sign. A figure that is measured is a
/// text, and may.
fn sinks(from: Option<&Value>, to: &Value) -> bool {
    let below_zero = |number: &Value| number.as_f64().is_some_and(|number| number < 0.0);
    match to {
        Value::Number(_) => below_zero(to) && !from.is_some_and(below_zero),
        Value::Object(fields) => {
            fields.iter().any(|(name, to)| sinks(from.and_then(|from| from.get(name)), to))
        }
        Value::Array(items) => {
            items.iter().enumerate().any(|(at, to)| sinks(from.and_then(|from| from.get(at)), to))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
