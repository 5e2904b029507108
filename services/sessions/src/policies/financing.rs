//! What financing announces, as far as sessions heed it. Its other messages are none of ours.

use kernel::{Code, Stored, Unreadable};
use serde::{Deserialize, Serialize};

use crate::{
    mission::finding::{self, Recommended},
    recommendation::text::OriginKind,
    value::{Subject, SubjectKind},
};

const PLAN_OPENED: &str = "financing.closure.plan-opened.v1";
const CLOSED: &str = "financing.agreement.financially-closed.v1";
/// Ends of an agreement that nobody closes: its closure is on no agenda any more.
const ENDED: [&str; 4] = [
    "financing.agreement.cancelled.v1",
    "financing.agreement.dropped.v1",
    "financing.agreement.lapsed.v1",
    "financing.agreement.terminated.v1",
];
const FINDING_RECORDED: &str = "financing.audit.finding-recorded.v1";
const FINDING_RESOLVED: &str = "financing.audit.finding-resolved.v1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FinancingSaid {
    Said(Said),
    /// Something that sessions have no use for.
    Else,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Said {
    ClosurePlanOpened(Of),
    FinanciallyClosed(Of),
    Ended(Of),
    FindingRecorded(AuditFinding),
    FindingResolved(AuditFinding),
}

/// What all of its messages say: which financing, by its reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Of {
    pub(crate) financing: String,
}

/// `financing.v1.AuditFindingAnnounced`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct AuditFinding {
    pub(crate) financing: String,
    pub(crate) finding: String,
    pub(crate) statement: String,
    pub(crate) response: String,
}

impl Stored for FinancingSaid {
    const NAMES: &'static [&'static str] = &[
        PLAN_OPENED,
        CLOSED,
        ENDED[0],
        ENDED[1],
        ENDED[2],
        ENDED[3],
        FINDING_RECORDED,
        FINDING_RESOLVED,
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::Said(Said::ClosurePlanOpened(_)) => PLAN_OPENED,
            Self::Said(Said::FinanciallyClosed(_)) => CLOSED,
            // Which of them it was does not matter here.
            Self::Said(Said::Ended(_)) => ENDED[0],
            Self::Said(Said::FindingRecorded(_)) => FINDING_RECORDED,
            Self::Said(Said::FindingResolved(_)) => FINDING_RESOLVED,
            Self::Else => "",
        }
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        match self {
            Self::Said(said) => serde_json::to_vec(said),
            Self::Else => Ok(Vec::new()),
        }
    }

    /// A name that is not ours to heed is no reason to stop.
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        Ok(Self::Said(match name {
            PLAN_OPENED => Said::ClosurePlanOpened(serde_json::from_slice(data)?),
            CLOSED => Said::FinanciallyClosed(serde_json::from_slice(data)?),
            ended if ENDED.contains(&ended) => Said::Ended(serde_json::from_slice(data)?),
            FINDING_RECORDED => Said::FindingRecorded(serde_json::from_slice(data)?),
            FINDING_RESOLVED => Said::FindingResolved(serde_json::from_slice(data)?),
            _ => return Ok(Self::Else),
        }))
    }
}

impl AuditFinding {
    /// What the recommendation is called that it becomes.
    pub(crate) fn reference(&self) -> Option<Code> {
        let financing: Code = self.financing.parse().ok()?;
        finding::recommendation_of(&financing, &self.finding.parse().ok()?)
    }

    pub(crate) fn recommended(&self) -> Option<Recommended> {
        Some(Recommended {
            reference: self.reference()?,
            text: self.statement.clone(),
            origin: OriginKind::ExternalAudit,
            mission: self.financing.parse().ok()?,
            finding: self.finding.parse().ok()?,
            addressee: None,
            due_on: None,
            subjects: vec![Subject {
                kind: SubjectKind::Financing,
                reference: self.financing.clone(),
            }],
        })
    }
}
