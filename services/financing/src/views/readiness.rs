//! What a phase of a programme waits for of agreements, by the rules of programmes, who know the rest.

use proto::financing::v1::{self as pb, readiness::Item};

use super::{
    agreement::Agreement,
    reader::{Reading, Seen},
};
use crate::financing::standing::State;

/// Money may be spent under it.
const EFFECTIVE: &[State] = &[State::Effective, State::Disbursing];
/// Closed, whether or not a plan for it was recorded.
const DONE: &[State] = &[State::FinanciallyClosed, State::Completed];

impl Reading<'_> {
    pub(super) async fn readiness(mut self, phase: u32) -> anyhow::Result<pb::Readiness> {
        let (mut effective, mut waiting) = (None, Vec::new());
        let (mut planned, mut unplanned) = (Vec::new(), Vec::new());
        while let Some(seen) = self.next().await? {
            let row = &seen.agreement;
            if seen.identity.phase == phase && row.is(EFFECTIVE) {
                effective.get_or_insert(met("financing_effective", &seen, row.effective));
            } else if seen.identity.phase == phase && !row.is_over() {
                waiting.push(seen.reference().to_owned());
            }
            // One that was called off shows nothing of the phase before, and is not waited for.
            if seen.identity.phase.checked_add(1) == Some(phase) && !row.is_off() {
                let has_plan = row.plan_opened.is_some() || row.is(DONE);
                let item = met("predecessor_closure_plan", &seen, row.plan_opened);
                if has_plan { planned.push(item) } else { unplanned.push(item.detail) }
            }
        }
        let items = vec![
            effective.unwrap_or_else(|| missing("financing_effective", &waiting)),
            predecessor(phase, planned, &unplanned),
        ];
        Ok(pb::Readiness { phase, items })
    }
}

/// An agreement of the phase before has a closure plan: that it exists is enough. A first phase
/// follows none.
fn predecessor(phase: u32, mut planned: Vec<Item>, unplanned: &[String]) -> Item {
    let name = "predecessor_closure_plan";
    match planned.pop() {
        Some(plan) => plan,
        None if phase <= 1 => {
            Item { item: name.to_owned(), state: "met".to_owned(), ..Item::default() }
        }
        None => missing(name, unplanned),
    }
}

fn met(item: &str, seen: &Seen<'_>, proof: Option<runtime::view::Proof>) -> Item {
    let Agreement { periods, .. } = &seen.agreement;
    // An agreement that is done without it is shown by its state.
    let proof = proof.or(periods.last().map(|period| period.proof));
    Item {
        item: item.to_owned(),
        state: "met".to_owned(),
        detail: seen.reference().to_owned(),
        proof: proof.map(Into::into),
    }
}

/// The agreements that are still to do it.
fn missing(item: &str, agreements: &[String]) -> Item {
    let (item, state) = (item.to_owned(), "missing".to_owned());
    Item { item, state, detail: agreements.join(", "), proof: None }
}
