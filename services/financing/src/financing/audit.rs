//! Audits of the agreement, and what they found.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    guards::{Guards, require},
    key::{ExerciseKey, FindingKey},
};

/// Longer than any agreement lives: somebody's keyboard slipped.
const MOST_YEARS: usize = 100;

/// What auditors said, and what became of it. Kept for ever: add facts, never give one a new
/// meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    ReportRecorded(Report),
    FindingRecorded(Finding),
    FindingResolved(FindingResolved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) exercise: ExerciseKey,
    pub(crate) opinion: Opinion,
    /// The last one, which covers the time to the disbursement deadline date.
    #[serde(rename = "final")]
    pub(crate) is_final: bool,
}

impl Report {
    /// The budget years that it is of: `2018`, or all of `2017-2018`.
    pub(crate) fn years(&self) -> Vec<String> {
        let exercise = self.exercise.as_str();
        let numbers = exercise.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty());
        let numbers: Option<Vec<i16>> =
            numbers.map(|it| it.parse().ok().filter(|_| it.len() == 4)).collect();
        match numbers.as_deref() {
            Some([first, last]) if first <= last => {
                (*first..=*last).take(MOST_YEARS).map(|year| year.to_string()).collect()
            }
            _ => vec![exercise.to_owned()],
        }
    }
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Opinion {
    Unqualified,
    Qualified,
    Adverse,
    Disclaimer,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "what names it is called what it is, in every event")]
pub(crate) struct Finding {
    pub(crate) finding: FindingKey,
    pub(crate) statement: String,
    /// It qualifies the opinion, and so holds back financial closure while it is open.
    pub(crate) qualified: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FindingResolved {
    pub(crate) finding: FindingKey,
    pub(crate) response: String,
}

/// What became of a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Status {
    finding: Finding,
    since: Date,
    resolved: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Audits {
    reports: BTreeMap<ExerciseKey, Report>,
    findings: BTreeMap<FindingKey, Status>,
}

impl Audits {
    /// The final audit is in.
    pub(crate) fn is_final(&self) -> bool {
        self.reports.values().any(|report| report.is_final)
    }

    pub(crate) fn open_qualified(&self) -> Vec<FindingKey> {
        let open = self.findings.iter().filter(|(_, it)| it.finding.qualified && !it.resolved);
        open.map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        match event {
            Event::ReportRecorded(report) => {
                self.reports.insert(report.exercise.clone(), report.clone());
            }
            Event::FindingRecorded(finding) => {
                let (name, finding) = (finding.finding.clone(), finding.clone());
                self.findings.insert(name, Status { finding, since: on, resolved: false });
            }
            Event::FindingResolved(FindingResolved { finding, .. }) => {
                if let Some(status) = self.findings.get_mut(finding) {
                    status.resolved = true;
                }
            }
        }
    }
}

impl Financing {
    pub(super) fn record_audit(&self, report: &Report, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        let known = self.audits.reports.get(&report.exercise) == Some(report);
        require(!known, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::ReportRecorded(report.clone())]))
    }

    pub(super) fn record_finding(&self, finding: &Finding, guards: Guards) -> Outcome {
        let name = &finding.finding;
        let free = !self.audits.findings.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        Ok(guards.decided([Event::FindingRecorded(finding.clone())]))
    }

    pub(super) fn resolve_finding(
        &self,
        name: &FindingKey,
        response: &str,
        guards: Guards,
    ) -> Outcome {
        let unknown = || Rejection::UnknownName { name: name.to_string() };
        let status = self.audits.findings.get(name).ok_or_else(unknown)?;
        require(!status.resolved, || Rejection::AlreadyRecorded)?;
        guards.not_before(status.since)?;
        let (finding, response) = (name.clone(), response.to_owned());
        Ok(guards.decided([Event::FindingResolved(FindingResolved { finding, response })]))
    }
}
