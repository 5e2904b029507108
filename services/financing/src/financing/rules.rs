use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use kernel::Code;
use serde::{Deserialize, Serialize};

use super::key::ConditionKey;

/// Thresholds that no public text fixes for every financier: data, to be set per platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// Months from the closing date to the disbursement deadline date, where the agreement names
    /// none. Four in the disbursement letters seen, and at the ADB.
    pub(crate) grace_months: u32,
    /// Months before the closing date from which the closure plan may be opened.
    pub(crate) closure_plan_months: u32,
    /// Months after which an advance should have been documented.
    pub(crate) advance_months: u32,
    /// Days after which a request for no-objection counts as unanswered.
    pub(crate) no_objection_days: u32,
    /// Months from the end of a budget year to the day its audit is due.
    pub(crate) audit_months: u32,
    /// How many persons sign a withdrawal application.
    pub(crate) signatories: usize,
    /// What a condition of effectiveness is called that holds the legal opinion.
    pub(crate) legal_opinion: BTreeSet<ConditionKey>,
    /// Countries in which an agreement needs a law before it is effective.
    pub(crate) ratifying: BTreeSet<Code>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            grace_months: 4,
            closure_plan_months: 12,
            advance_months: 6,
            no_objection_days: 30,
            audit_months: 6,
            signatories: 2,
            legal_opinion: ["avis-juridique", "legal-opinion"]
                .iter()
                .filter_map(|name| name.parse().ok())
                .collect(),
            ratifying: ["BI"].iter().filter_map(|code| code.parse().ok()).collect(),
        }
    }
}

impl Rules {
    /// Of the agreement if it names one; none only at the end of the calendar.
    pub(crate) fn disbursement_deadline(
        &self,
        closing_on: Date,
        grace_months: u32,
    ) -> Option<Date> {
        let months = if grace_months == 0 { self.grace_months } else { grace_months };
        closing_on.checked_add(i64::from(months).months()).ok()
    }

    /// By which day an advance paid on another should be documented.
    pub(crate) fn document_by(&self, paid_on: Date) -> Option<Date> {
        paid_on.checked_add(i64::from(self.advance_months).months()).ok()
    }

    pub(crate) fn closure_plan_opens(&self, closing_on: Date) -> Option<Date> {
        closing_on.checked_sub(i64::from(self.closure_plan_months).months()).ok()
    }
}
