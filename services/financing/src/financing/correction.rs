//! Corrections and anomalies: facts about facts. Nothing is edited.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Amendment, Asked, Change, Origin, Stored as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Command, Financing, Outcome, Rejection,
    guards::{Guards, reason, require},
    transition,
};

/// What is said of earlier facts. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    FactCorrected(FactCorrected),
    EntryVoided(EntryVoided),
    AnomalyNoted(AnomalyNoted),
    AnomalyExplained(AnomalyExplained),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FactCorrected {
    /// Event id.
    pub(crate) target: Uuid,
    /// Stored name of the corrected event.
    pub(crate) name: String,
    /// JSON pointer into its data, or `effective` for its date.
    pub(crate) field: String,
    pub(crate) from: serde_json::Value,
    pub(crate) to: serde_json::Value,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryVoided {
    pub(crate) target: Uuid,
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// Somebody else's act contradicts a rule of ours. It stays visible until it is explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnomalyNoted {
    /// Code of the rule, as a refusal would have named it.
    pub(crate) about: String,
    /// What the sentence for that code needs.
    pub(crate) args: BTreeMap<String, String>,
    /// Stored name of the event it was noted with, by the same command.
    pub(crate) beside: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnomalyExplained {
    /// Event id of the anomaly.
    pub(crate) anomaly: Uuid,
    pub(crate) explanation: String,
}

/// What is to be said of an earlier change of state, once another person says so too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Amend {
    Correct(FactCorrected),
    Void(EntryVoided),
}

impl Amend {
    pub(crate) fn target(&self) -> Uuid {
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

/// An earlier event of this stream, as the edge found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) event_id: Uuid,
    pub(crate) name: String,
    /// What is there now is what the asker thinks is there.
    pub(crate) from_matches: bool,
    /// With the change it would still be readable.
    pub(crate) applies: bool,
    /// It is a change of state: one person alone does not amend it.
    pub(crate) is_step: bool,
}

/// What was said of earlier facts. The facts themselves are corrected before they are read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Corrections {
    voided: BTreeSet<Uuid>,
    /// Each anomaly, and whether it is explained.
    anomalies: BTreeMap<Uuid, (AnomalyNoted, bool)>,
}

impl Corrections {
    /// Anomalies nobody has explained yet.
    #[cfg(test)]
    pub(crate) fn unexplained(&self) -> impl Iterator<Item = (&Uuid, &AnomalyNoted)> {
        let open = self.anomalies.iter().filter(|(_, (_, explained))| !explained);
        open.map(|(event, (anomaly, _))| (event, anomaly))
    }

    pub(super) fn evolve(&mut self, event: &Event, event_id: Uuid) {
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
}

impl super::Event {
    /// What this event says of an earlier one.
    pub(super) fn amends(&self) -> Option<Amendment> {
        let Self::Correction(event) = self else { return None };
        match event {
            Event::FactCorrected(FactCorrected { target, field, to, .. }) => {
                let change = Change::Field { field: field.clone(), to: to.clone() };
                Some(Amendment { target: *target, change })
            }
            Event::EntryVoided(EntryVoided { target, .. }) => {
                Some(Amendment { target: *target, change: Change::Void })
            }
            Event::AnomalyNoted(_) | Event::AnomalyExplained(_) => None,
        }
    }
}

impl Financing {
    pub(super) fn correct(
        &self,
        target: Option<&Target>,
        (field, from, to): (&str, &serde_json::Value, &serde_json::Value),
        why: &str,
        asked: &Asked<Command>,
    ) -> Outcome {
        let target = self.target(target)?;
        reason(why)?;
        require(from != to, || Rejection::NothingToChange)?;
        require(target.from_matches, || Rejection::ValueDiffers)?;
        require(target.applies, || Rejection::CorrectionDoesNotApply)?;
        let corrected = FactCorrected {
            target: target.event_id,
            name: target.name.clone(),
            field: field.to_owned(),
            from: from.clone(),
            to: to.clone(),
            reason: why.to_owned(),
        };
        self.amend(Amend::Correct(corrected), target, asked)
    }

    pub(super) fn void(
        &self,
        target: Option<&Target>,
        why: &str,
        asked: &Asked<Command>,
    ) -> Outcome {
        let target = self.target(target)?;
        reason(why)?;
        let (name, reason) = (target.name.clone(), why.to_owned());
        let voided = EntryVoided { target: target.event_id, name, reason };
        self.amend(Amend::Void(voided), target, asked)
    }

    /// What two persons brought about takes two to amend. The source of an import is believed.
    fn amend(&self, amend: Amend, target: &Target, asked: &Asked<Command>) -> Outcome {
        if target.is_step && asked.origin != Origin::Import {
            return self.propose(transition::Change::Amend(amend), Guards::ours(asked));
        }
        Ok(Guards::ours(asked).decided([Event::from(amend)]))
    }

    pub(super) fn explain(&self, anomaly: Uuid, explanation: &str, guards: Guards) -> Outcome {
        let noted = self.corrections.anomalies.get(&anomaly);
        let (_, explained) = noted.ok_or(Rejection::UnknownAnomaly)?;
        require(!explained, || Rejection::AlreadyRecorded)?;
        reason(explanation)?;
        let explained = AnomalyExplained { anomaly, explanation: explanation.to_owned() };
        Ok(guards.decided([Event::AnomalyExplained(explained)]))
    }

    /// An event of this stream that may be amended, and still stands.
    fn target<'t>(&self, target: Option<&'t Target>) -> Result<&'t Target, Rejection> {
        let target = target.ok_or(Rejection::TargetUnknown)?;
        let ours = super::Event::NAMES.contains(&target.name.as_str());
        require(ours, || Rejection::TargetUnknown)?;
        let correction = target.name.starts_with("financing.correction.");
        require(!correction, || Rejection::TargetIsCorrection)?;
        let proposal = target.name.starts_with("financing.transition.");
        require(!proposal, || Rejection::TargetIsProposal)?;
        let voided = self.corrections.voided.contains(&target.event_id);
        require(!voided, || Rejection::AlreadyRecorded)?;
        Ok(target)
    }
}
