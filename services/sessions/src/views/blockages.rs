//! Blockages: what each stands in the way of, and what is done about it.

use jiff::civil::Date;
use kernel::{Code, Fact, Projection};
use runtime::view::Proof;
use serde::{Deserialize, Serialize};

use super::recommendations::Turn;
use crate::blockage::{
    Event, Status,
    course::{self, Proposed, Qualified, Raised},
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) enum Blockages {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Blockage {
    pub(super) raised: Option<Raised>,
    pub(super) programme: Option<Code>,
    pub(super) since: Option<Date>,
    pub(super) status: Status,
    pub(super) qualified: Option<Qualified>,
    pub(super) solutions: Vec<Solution>,
    pub(super) escalated_to: Option<Code>,
    pub(super) resolution: Option<String>,
    pub(super) illustrative: bool,
    pub(super) turns: Vec<Turn>,
    pub(super) proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Solution {
    pub(super) proposed: Proposed,
    /// The session that adopted it.
    pub(super) adopted_by: Option<Code>,
    pub(super) proof: Proof,
}

impl Blockage {
    /// The solution adopted, or else the last proposed.
    pub(super) fn solution(&self) -> Option<&Solution> {
        let adopted = self.solutions.iter().rev().find(|it| it.adopted_by.is_some());
        adopted.or_else(|| self.solutions.last())
    }
}

impl Projection for Blockages {
    const NAME: &'static str = "blockages";

    type Event = Event;
    type Row = Blockage;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Blockage, fact: &Fact<Event>) {
        let Event::Course(event) = &fact.event else { return };
        row.illustrative |= fact.meta.illustrative();
        row.status = event.status(row.status);
        row.proof = Some(fact.into());
        let said = match event {
            course::Event::Raised(raised) => {
                row.programme.clone_from(&fact.meta.programme);
                row.since = Some(fact.effective_on());
                row.raised = Some(raised.clone());
                raised.text.clone()
            }
            course::Event::Qualified(qualified) => {
                row.qualified = Some(qualified.clone());
                qualified.detail.clone().unwrap_or_default()
            }
            course::Event::SolutionProposed(proposed) => {
                let (proposed, proof) = (proposed.clone(), fact.into());
                let text = proposed.text.clone();
                row.solutions.push(Solution { proposed, adopted_by: None, proof });
                text
            }
            course::Event::SolutionAdopted(adopted) => {
                let mut solutions = row.solutions.iter_mut();
                let found = solutions.find(|it| it.proposed.solution == adopted.solution);
                if let Some(solution) = found {
                    solution.adopted_by = Some(adopted.session.clone());
                    solution.proof = fact.into();
                }
                adopted.solution.to_string()
            }
            course::Event::Resolved(resolved) => {
                row.resolution = Some(resolved.text.clone());
                resolved.text.clone()
            }
            course::Event::Escalated(escalated) => {
                row.escalated_to = Some(escalated.to.clone());
                escalated.reason.clone()
            }
            course::Event::Reopened(reopened) => {
                row.resolution = None;
                reopened.reason.clone()
            }
        };
        row.turns.push(Turn::new(fact, &said));
    }
}
