//! Findings: what is so, against which criterion, why, to what effect, and what became of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Id, Person};
use serde::{Deserialize, Serialize};

use super::report::Announced;
use crate::{key::FindingKey, recommendation::text::OriginKind, value::Subject};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Found),
    Responded(Responded),
    FollowedUp(FollowedUp),
    Resolved(Resolved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) finding: FindingKey,
    pub(crate) severity: Severity,
    pub(crate) statement: String,
    pub(crate) criterion: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) consequence: Option<String>,
    pub(crate) recommendation: Option<String>,
    pub(crate) addressee: Option<Code>,
    pub(crate) due_on: Option<Date>,
    /// Those of the mission where it names none.
    pub(crate) subjects: Vec<Subject>,
    /// What becomes of it elsewhere, where it recommends something.
    pub(crate) becomes: Option<Becomes>,
}

/// The recommendation that a finding becomes on the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Becomes {
    pub(crate) mission: Code,
    pub(crate) reference: Code,
    pub(crate) origin: OriginKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Severity {
    High,
    Medium,
    Low,
}

/// A recommendation as it is heard of: from a mission here, or an audit of another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recommended {
    pub(crate) reference: Code,
    pub(crate) text: String,
    pub(crate) origin: OriginKind,
    /// The mission, or the thing that was audited.
    pub(crate) mission: Code,
    pub(crate) finding: FindingKey,
    pub(crate) addressee: Option<Code>,
    pub(crate) due_on: Option<Date>,
    pub(crate) subjects: Vec<Subject>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Responded {
    pub(crate) finding: FindingKey,
    pub(crate) response: String,
    pub(crate) accepted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FollowedUp {
    pub(crate) finding: FindingKey,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resolved {
    pub(crate) finding: FindingKey,
    pub(crate) text: String,
}

/// A finding, as far as the rules go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(super) responded_by: Option<Id<Person>>,
    pub(super) resolved: bool,
}

impl Found {
    /// With what only its mission knows.
    pub(super) fn of(mut self, mission: &Announced) -> Self {
        if self.subjects.is_empty() {
            self.subjects.clone_from(&mission.subjects);
        }
        self.becomes = self.recommendation.as_ref().and_then(|_| {
            let reference = recommendation_of(&mission.reference, &self.finding)?;
            let (mission, origin) = (mission.reference.clone(), mission.kind.into());
            Some(Becomes { mission, reference, origin })
        });
        self
    }

    /// What is heard of it elsewhere.
    pub(crate) fn recommended(&self) -> Option<Recommended> {
        let Becomes { mission, reference, origin } = self.becomes.clone()?;
        Some(Recommended {
            reference,
            text: self.recommendation.clone()?,
            origin,
            mission,
            finding: self.finding.clone(),
            addressee: self.addressee.clone(),
            due_on: self.due_on,
            subjects: self.subjects.clone(),
        })
    }
}

/// `ML-BM-2014-04` and `4.2` are `ML-BM-2014-04-F4-2`; a name that is too long for a reference keeps
/// its end, which tells findings apart.
pub(crate) fn recommendation_of(of: &Code, finding: &FindingKey) -> Option<Code> {
    let finding: String = finding
        .as_str()
        .to_uppercase()
        .chars()
        .map(|char| if char.is_ascii_alphanumeric() { char } else { '-' })
        .collect();
    let whole = format!("{of}-F{finding}");
    let start = whole.len().saturating_sub(32);
    whole.get(start..)?.parse().ok()
}

pub(super) fn evolve(findings: &mut BTreeMap<FindingKey, Finding>, event: &Event, by: Id<Person>) {
    match event {
        Event::Recorded(found) => {
            findings.insert(found.finding.clone(), Finding::default());
        }
        Event::Responded(responded) => {
            if let Some(finding) = findings.get_mut(&responded.finding) {
                finding.responded_by = Some(by);
            }
        }
        Event::Resolved(resolved) => {
            if let Some(finding) = findings.get_mut(&resolved.finding) {
                finding.resolved = true;
            }
        }
        Event::FollowedUp(_) => (),
    }
}
