//! What is recommended, by whom and to whom.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use crate::{
    key::{FindingKey, ItemKey},
    mission::{self, finding::Recommended},
    session,
    value::Subject,
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Formulated(Formulated),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Formulated {
    pub(crate) reference: Code,
    pub(crate) text: String,
    pub(crate) origin: Origin,
    pub(crate) addressee: Option<Code>,
    pub(crate) focal_point: Option<String>,
    pub(crate) due_on: Option<Date>,
    pub(crate) subjects: Vec<Subject>,
}

/// Where it comes from: a session or a mission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub(crate) kind: OriginKind,
    pub(crate) body: Option<Code>,
    pub(crate) session: Option<Code>,
    pub(crate) item: Option<ItemKey>,
    pub(crate) mission: Option<Code>,
    pub(crate) finding: Option<FindingKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum OriginKind {
    Session,
    SectorReview,
    Workshop,
    Supervision,
    ExternalAudit,
    InternalAudit,
    StateInspection,
}

impl OriginKind {
    /// As long as one of these is open, a financing it is about is not closed.
    pub(crate) fn is_audit(self) -> bool {
        match self {
            Self::ExternalAudit | Self::InternalAudit => true,
            Self::Session
            | Self::SectorReview
            | Self::Workshop
            | Self::Supervision
            | Self::StateInspection => false,
        }
    }
}

impl From<session::Kind> for OriginKind {
    fn from(kind: session::Kind) -> Self {
        use session::Kind;
        match kind {
            Kind::Ordinary | Kind::Extraordinary | Kind::WrittenProcedure => Self::Session,
            Kind::SectorReview => Self::SectorReview,
            Kind::Dissemination | Kind::Workshop => Self::Workshop,
        }
    }
}

impl From<mission::Kind> for OriginKind {
    fn from(kind: mission::Kind) -> Self {
        use mission::Kind;
        match kind {
            Kind::Supervision => Self::Supervision,
            Kind::ExternalAudit => Self::ExternalAudit,
            Kind::InternalAudit => Self::InternalAudit,
            Kind::StateInspection => Self::StateInspection,
        }
    }
}

impl From<Recommended> for Formulated {
    fn from(heard: Recommended) -> Self {
        Self {
            reference: heard.reference,
            text: heard.text,
            origin: Origin {
                kind: heard.origin,
                body: None,
                session: None,
                item: None,
                mission: Some(heard.mission),
                finding: Some(heard.finding),
            },
            addressee: heard.addressee,
            focal_point: None,
            due_on: heard.due_on,
            subjects: heard.subjects,
        }
    }
}
