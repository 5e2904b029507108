//! What programmes announce of their phases, as far as sessions heed it: a phase that lacks nothing
//! waits for a body to be informed of it.

use kernel::{Ask, Code, Fact, Policy, Stored, Unreadable};
use serde::{Deserialize, Serialize};

use super::{known, verified};
use crate::secretariat::{Command, Secretariat};

const ASSESSED: &str = "programmes.phase.readiness-assessed.v1";
const ACTIVE: &str = "programmes.phase.active.v1";
const ABANDONED: &str = "programmes.phase.abandoned.v1";

/// Phases are heard of.
#[derive(Debug)]
pub(crate) enum PhasesHeard {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProgrammeSaid {
    Assessed(Phase),
    Started(Phase),
    Abandoned(Phase),
    /// Something that sessions have no use for.
    Else,
}

/// As much of `programmes.v1.ReadinessAnnounced` and `PhaseAnnounced` as matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "a field is called what the contract calls it")]
pub(crate) struct Phase {
    programme: Code,
    phase: u32,
    #[serde(default)]
    ready: bool,
}

impl Stored for ProgrammeSaid {
    const NAMES: &'static [&'static str] = &[ASSESSED, ACTIVE, ABANDONED];

    fn name(&self) -> &'static str {
        match self {
            Self::Assessed(_) => ASSESSED,
            Self::Started(_) => ACTIVE,
            Self::Abandoned(_) => ABANDONED,
            Self::Else => "",
        }
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        match self {
            Self::Assessed(phase) | Self::Started(phase) | Self::Abandoned(phase) => {
                serde_json::to_vec(phase)
            }
            Self::Else => Ok(Vec::new()),
        }
    }

    /// A name that is not ours to heed is no reason to stop.
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        Ok(match name {
            ASSESSED => Self::Assessed(serde_json::from_slice(data)?),
            ACTIVE => Self::Started(serde_json::from_slice(data)?),
            ABANDONED => Self::Abandoned(serde_json::from_slice(data)?),
            _ => Self::Else,
        })
    }
}

impl Policy for PhasesHeard {
    const NAME: &'static str = "secretariat-phases";
    const STREAMS: &'static str = "public-programmes";
    type Event = ProgrammeSaid;
    type Target = Secretariat;

    fn react(fact: &Fact<ProgrammeSaid>) -> Vec<Ask<Secretariat>> {
        let (of, waits) = match &fact.event {
            ProgrammeSaid::Assessed(phase) => (phase, phase.ready),
            ProgrammeSaid::Started(phase) | ProgrammeSaid::Abandoned(phase) => (phase, false),
            ProgrammeSaid::Else => return Vec::new(),
        };
        let (phase, on) = (format!("{}/{}", of.programme, of.phase), fact.effective_on());
        vec![Ask {
            to: Secretariat::id(&of.programme),
            command: Command::Phase(known::Phase { phase, waits, on }),
            basis: verified(fact, "programmes"),
            effective: Some(fact.meta.effective),
        }]
    }
}
