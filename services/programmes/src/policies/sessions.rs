//! What is heard of committees: a phase on which a session has concluded is one that its body knows of.

use kernel::{Ask, Basis, Code, Fact, Policy, Stored, Unreadable};
use serde::{Deserialize, Serialize};

use super::follows;
use crate::programme::{self, Programme, phase::Informed};

const INFORMED: &str = "sessions.subject.informed.v1";
/// As sessions call the kind of thing that a phase is.
const PHASE: &str = "KIND_PHASE";

/// A body that was told of a phase in session.
#[derive(Debug)]
pub(crate) enum BodiesAreTold {}

/// As much of the public events of sessions as matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SessionSaid {
    Informed(Told),
    /// Anything else.
    Else,
}

/// `sessions.v1.SubjectInformed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    session: String,
    body: Code,
    subject: Subject,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Subject {
    kind: String,
    /// Of a phase: `P127328/2`.
    reference: String,
}

impl Stored for SessionSaid {
    const NAMES: &'static [&'static str] = &[INFORMED];

    fn name(&self) -> &'static str {
        match self {
            Self::Informed(_) => INFORMED,
            Self::Else => "",
        }
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        match self {
            Self::Informed(told) => serde_json::to_vec(told),
            Self::Else => Ok(Vec::new()),
        }
    }

    /// A name that is not ours to heed is no reason to stop.
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        if name == INFORMED {
            return Ok(Self::Informed(serde_json::from_slice(data)?));
        }
        Ok(Self::Else)
    }
}

impl Told {
    /// The programme and the phase that it is about.
    fn phase(&self) -> Option<(Code, u32)> {
        let (programme, phase) = self.subject.reference.rsplit_once('/')?;
        let is_phase = self.subject.kind == PHASE;
        is_phase.then_some((programme.parse().ok()?, phase.parse().ok()?))
    }
}

impl Policy for BodiesAreTold {
    const NAME: &'static str = "programmes-sessions";
    const STREAMS: &'static str = "public-sessions";
    type Event = SessionSaid;
    type Target = Programme;

    fn react(fact: &Fact<SessionSaid>) -> Vec<Ask<Programme>> {
        let SessionSaid::Informed(told) = &fact.event else { return Vec::new() };
        let Some((programme, phase)) = told.phase() else { return Vec::new() };
        let (body, session) = (told.body.clone(), Some(told.session.clone()));
        let command = programme::Command::HearInformed(Informed { phase, body, session });
        let service = "sessions".to_owned();
        let basis = Basis::Verified { service, decision: None, position: fact.position };
        vec![Ask { basis, ..follows(Programme::id(&programme), command, fact) }]
    }
}
