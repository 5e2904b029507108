use std::collections::BTreeSet;

use jiff::{Span, civil::Date};
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
    /// For how many months an agreement is to be rated satisfactory before another adds to it.
    pub(crate) satisfactory_months: u32,
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
            satisfactory_months: 12,
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
        months_after(closing_on, months)
    }

    /// By which day an advance paid on another should be documented.
    pub(crate) fn document_by(&self, paid_on: Date) -> Option<Date> {
        months_after(paid_on, self.advance_months)
    }

    pub(crate) fn closure_plan_opens(&self, closing_on: Date) -> Option<Date> {
        let months = Span::new().try_months(self.closure_plan_months).ok()?;
        closing_on.checked_sub(months).ok()
    }

    /// By which day a request for no-objection should be answered.
    pub(crate) fn answer_by(&self, requested_on: Date) -> Option<Date> {
        requested_on.checked_add(Span::new().try_days(self.no_objection_days).ok()?).ok()
    }

    /// Whether what is so since one day has been so long enough on another.
    pub(crate) fn long_satisfactory(&self, since: Date, on: Date) -> bool {
        months_after(since, self.satisfactory_months).is_some_and(|day| day <= on)
    }

    /// By which day the audit of a budget year is due.
    pub(crate) fn audit_due(&self, year: i16) -> Option<Date> {
        months_after(Date::new(year, 12, 31).ok()?, self.audit_months)
    }
}

/// None past the end of the calendar, however absurd the number: a correction may say any.
fn months_after(day: Date, months: u32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_months_beyond_all_calendars_leads_to_no_day() {
        let (rules, closing_on) = (Rules::default(), Date::constant(2018, 6, 30));
        let deadline = |months| rules.disbursement_deadline(closing_on, months);
        assert_eq!(deadline(0), Some(Date::constant(2018, 10, 30)));
        assert_eq!(deadline(6), Some(Date::constant(2018, 12, 30)));
        assert_eq!(deadline(239_976), None);
        assert_eq!(deadline(u32::MAX), None);
        assert_eq!(rules.audit_due(i16::MAX), None);
    }
}
