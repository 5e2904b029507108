//! What a phase has and what it lacks: a checklist, reckoned from what is recorded and never ticked.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

use super::{Programme, phase::State, steps::Blockages};
use crate::rejection::Rejection;

/// Something a phase needs before it may go on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Item {
    FinancingEffective,
    FirstWorkplanAdopted,
    ScopeDecided,
    PredecessorClosurePlan,
    FirstActivity,
    BodyInformed,
    FinancingsSettled,
    BlockagesSettled,
    FinalReport,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Has {
    Met,
    Missing,
    /// Whoever would know has said nothing.
    Unknown,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) item: Item,
    pub(crate) has: Has,
    /// What it depends on: references.
    pub(crate) detail: String,
}

impl Checked {
    fn new(item: Item, has: Has, detail: impl Into<String>) -> Self {
        Self { item, has, detail: detail.into() }
    }
}

fn met(met: bool) -> Has {
    if met { Has::Met } else { Has::Missing }
}

fn list<'c>(codes: impl IntoIterator<Item = &'c Code>) -> String {
    codes.into_iter().map(Code::as_str).collect::<Vec<_>>().join(", ")
}

impl Programme {
    /// From preparation to ready.
    pub(crate) fn to_be_ready(&self, number: u32, on: Date) -> Result<Vec<Checked>, Rejection> {
        let phase = self.phase(number)?;
        let heard = &self.prerequisites;
        let financings = heard.of_phase(number, &phase.plan.financings);
        let known = financings.iter().any(|code| heard.state_on(code, on).is_some());
        let effective = financings.iter().filter(|code| heard.is_effective(code, on));
        let effective = list(effective);
        let financing = match (effective.is_empty(), known) {
            (false, _) => Checked::new(Item::FinancingEffective, Has::Met, effective),
            (true, true) => Checked::new(Item::FinancingEffective, Has::Missing, list(&financings)),
            (true, false) => {
                Checked::new(Item::FinancingEffective, Has::Unknown, list(&financings))
            }
        };
        let first = &phase.plan.first_exercise;
        let adopted = first.as_ref().is_some_and(|first| heard.is_adopted(first, on));
        let detail = first.as_ref().map(ToString::to_string).unwrap_or_default();
        let covered = self.scope.covered_on(on).len();
        Ok(vec![
            financing,
            Checked::new(Item::FirstWorkplanAdopted, met(adopted), detail),
            Checked::new(Item::ScopeDecided, met(covered > 0), covered.to_string()),
            self.predecessor(number, on),
        ])
    }

    /// The plan exists; nobody asks that it be carried out already.
    fn predecessor(&self, number: u32, on: Date) -> Checked {
        let item = Item::PredecessorClosurePlan;
        let Some(before) = number.checked_sub(1).and_then(|before| self.phases.get(&before)) else {
            return Checked::new(item, Has::Met, "");
        };
        let heard = &self.prerequisites;
        let closes = matches!(before.state_on(on), Some(State::Closing | State::Closed));
        let financings = heard.of_phase(before.plan.phase, &before.plan.financings);
        let planned = financings.iter().filter(|code| heard.has_closure_plan(code, on));
        let planned = list(planned);
        let has = met(closes || !planned.is_empty());
        Checked::new(item, has, planned)
    }

    /// From ready to active.
    pub(crate) fn to_be_active(&self, number: u32, on: Date) -> Result<Vec<Checked>, Rejection> {
        let phase = self.phase(number)?;
        let by = |what: &Option<(Date, String)>| {
            what.as_ref().filter(|(since, _)| *since <= on).map(|(_, text)| text.clone())
        };
        let item = |item, what: Option<String>| {
            Checked::new(item, met(what.is_some()), what.unwrap_or_default())
        };
        Ok(vec![
            item(Item::FirstActivity, by(&phase.first_activity)),
            item(Item::BodyInformed, by(&phase.informed)),
        ])
    }

    /// From closing to closed.
    pub(crate) fn to_be_closed(
        &self,
        number: u32,
        blockages: Option<&Blockages>,
        on: Date,
    ) -> Result<Vec<Checked>, Rejection> {
        let phase = self.phase(number)?;
        let heard = &self.prerequisites;
        let financings = heard.of_phase(number, &phase.plan.financings);
        let open = financings
            .iter()
            .filter(|code| !heard.is_settled(code, on) && !phase.transferred.contains(*code));
        let open = list(open);
        let settled = Checked::new(Item::FinancingsSettled, met(open.is_empty()), open);
        let blockages = match blockages {
            Some(Blockages { carried_over_by: Some(decision), .. }) => {
                Checked::new(Item::BlockagesSettled, Has::Met, decision)
            }
            Some(Blockages { open: Some(open), .. }) => {
                Checked::new(Item::BlockagesSettled, met(*open == 0), open.to_string())
            }
            Some(Blockages { open: None, .. }) | None => {
                Checked::new(Item::BlockagesSettled, Has::Unknown, "")
            }
        };
        let report = phase.report.as_ref().filter(|(since, _)| *since <= on);
        let detail = report.map(|(_, reference)| reference.clone()).unwrap_or_default();
        let report = Checked::new(Item::FinalReport, met(report.is_some()), detail);
        Ok(vec![settled, blockages, report])
    }

    pub(super) fn missing_to_start(&self, number: u32, on: Date) -> Result<Vec<Item>, Rejection> {
        Ok(missing(&self.to_be_ready(number, on)?))
    }
}

/// What is not met.
pub(crate) fn missing(list: &[Checked]) -> Vec<Item> {
    list.iter().filter(|checked| checked.has != Has::Met).map(|checked| checked.item).collect()
}
