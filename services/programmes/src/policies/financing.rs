//! What is heard of financing: through its public events, and only those.

use kernel::{Ask, Basis, Code, Fact, Policy, Stored, Unreadable};
use serde::Deserialize;

use super::follows;
use crate::programme::{
    self, Programme,
    prerequisite::{ClosurePlan, Financing, Heard},
};

/// What is heard of financing: as much of its public events as matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Moved(Moved),
    ClosurePlanOpened(Closing),
    /// Anything else.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Moved {
    financing: Code,
    #[serde(default)]
    phase: u32,
    #[serde(default)]
    from: Option<String>,
    to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Closing {
    financing: Code,
}

/// Changes of state carry where they lead to; every other event of an agreement does not.
impl Stored for Said {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        ""
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        if name == "financing.closure.plan-opened.v1" {
            return Ok(Self::ClosurePlanOpened(serde_json::from_slice(data)?));
        }
        if !name.starts_with("financing.agreement.") {
            return Ok(Self::Nothing);
        }
        // A suspension of one category, or a date that moves, is no change of state.
        Ok(serde_json::from_slice(data).map_or(Self::Nothing, Self::Moved))
    }
}

/// What becomes of financings is what phases wait for.
#[derive(Debug)]
pub(crate) enum FinancingIsHeard {}

impl Policy for FinancingIsHeard {
    const NAME: &'static str = "programmes-financings";
    const STREAMS: &'static str = "public-financing";
    type Event = Said;
    type Target = Programme;

    fn react(fact: &Fact<Said>) -> Vec<Ask<Programme>> {
        let Some(programme) = &fact.meta.programme else { return Vec::new() };
        let heard = match &fact.event {
            Said::Nothing => return Vec::new(),
            // Of an extension it says from which day to which, and not from which state.
            Said::Moved(moved) if moved.to.starts_with(|first: char| first.is_ascii_digit()) => {
                return Vec::new();
            }
            Said::Moved(Moved { financing, phase, from, to }) => Heard::Financing(Financing {
                financing: financing.clone(),
                phase: *phase,
                state: to.clone(),
                from: from.clone(),
                document: None,
            }),
            Said::ClosurePlanOpened(Closing { financing }) => {
                Heard::ClosurePlan(ClosurePlan { financing: financing.clone(), document: None })
            }
        };
        let service = "financing".to_owned();
        let basis = Basis::Verified { service, decision: None, position: fact.position };
        let command = programme::Command::Hear(heard);
        vec![Ask { basis, ..follows(Programme::id(programme), command, fact) }]
    }
}
