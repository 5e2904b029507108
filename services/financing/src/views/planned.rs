//! What adopted plans ask of each financing, quarter by quarter: how disbursement is predicted.

use jiff::{ToSpan as _, civil::Date};
use kernel::{Fact, Money, Projection};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day, money};
use serde::{Deserialize, Serialize};

use crate::financing::{
    Event,
    tranche::{self, plan::Instalment},
};

/// `<stream>/<budget year>`.
#[derive(Debug)]
pub(super) struct Plans;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Planned {
    revision: u32,
    starts_on: Option<Day>,
    /// Quarter and amount.
    instalments: Vec<(u32, Money)>,
    proof: Option<Proof>,
}

impl Projection for Plans {
    const NAME: &'static str = "tranche-plans";

    type Event = Event;
    type Row = Planned;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Tranche(tranche::Event::PlanRefreshed(plan)) = &fact.event else {
            return Vec::new();
        };
        vec![runtime::view::key(fact, &plan.exercise)]
    }

    fn fold(_: &str, row: &mut Planned, fact: &Fact<Event>) {
        let Event::Tranche(tranche::Event::PlanRefreshed(plan)) = &fact.event else { return };
        let amount = |one: &Instalment| (one.quarter, one.money);
        *row = Planned {
            revision: plan.revision,
            starts_on: plan.starts_on.map(Day),
            instalments: plan.instalments.iter().map(amount).collect(),
            proof: Some(fact.into()),
        };
    }
}

impl Planned {
    pub(super) fn lines<'r>(
        &'r self,
        financing: &'r str,
        exercise: &'r str,
    ) -> impl Iterator<Item = pb::PlannedDisbursement> + 'r {
        self.instalments.iter().map(move |(number, amount)| {
            let days = self.starts_on.and_then(|Day(starts_on)| quarter(starts_on, *number));
            pb::PlannedDisbursement {
                financing: financing.to_owned(),
                exercise: exercise.to_owned(),
                revision: self.revision,
                quarter: *number,
                starts_on: day(days.map(|(from, _)| Day(from))),
                ends_on: day(days.map(|(_, until)| Day(until))),
                money: Some(money(*amount)),
                proof: self.proof.map(Into::into),
            }
        })
    }
}

/// First and last day; of the whole year for what is not split over quarters.
fn quarter(starts_on: Date, quarter: u32) -> Option<(Date, Date)> {
    let (skip, months) = match quarter {
        0 => (0, 12),
        1..=4 => (i64::from(quarter - 1) * 3, 3),
        _ => return None,
    };
    let from = starts_on.checked_add(skip.months()).ok()?;
    let next = starts_on.checked_add((skip + months).months()).ok()?;
    Some((from, next.yesterday().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn quarters_are_those_of_the_budget_year() {
        let july = date(2021, 7, 1);
        assert_eq!(quarter(july, 1), Some((date(2021, 7, 1), date(2021, 9, 30))));
        assert_eq!(quarter(july, 3), Some((date(2022, 1, 1), date(2022, 3, 31))));
        assert_eq!(quarter(july, 4), Some((date(2022, 4, 1), date(2022, 6, 30))));
        assert_eq!(quarter(july, 0), Some((date(2021, 7, 1), date(2022, 6, 30))));
        assert_eq!(quarter(july, 5), None);
    }
}
