//! Contracts paid from the agreements.

use kernel::{Fact, Money, Projection, Total};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day, money, sum};
use serde::{Deserialize, Serialize};

use crate::financing::{
    Event,
    contract::{self, Deal},
};

/// `<stream>/<contract>`.
#[derive(Debug)]
pub(super) struct Contracts;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Contract {
    deal: Option<Signed>,
    paid: Total,
    pub(super) closed: bool,
    proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Signed {
    title: String,
    contractor: String,
    category: Option<String>,
    money: Money,
    on: Day,
    ends_on: Option<Day>,
}

impl Projection for Contracts {
    const NAME: &'static str = "contracts";

    type Event = Event;
    type Row = Contract;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Contract(event) = &fact.event else { return Vec::new() };
        let contract = match event {
            contract::Event::Signed(signed) => &signed.deal.contract,
            contract::Event::Amended(amended) => &amended.contract,
            contract::Event::Paid(paid) => &paid.contract,
            contract::Event::Closed(closed) => &closed.contract,
        };
        vec![runtime::view::key(fact, contract)]
    }

    fn fold(_: &str, row: &mut Contract, fact: &Fact<Event>) {
        let Event::Contract(event) = &fact.event else { return };
        match event {
            contract::Event::Signed(signed) => row.deal = Some(Signed::of(&signed.deal, fact)),
            contract::Event::Amended(amended) => {
                if let Some(deal) = &mut row.deal {
                    deal.money = amended.money.unwrap_or(deal.money);
                    deal.ends_on = amended.ends_on.map(Day).or(deal.ends_on);
                }
            }
            contract::Event::Paid(paid) => row.paid += paid.money.units,
            contract::Event::Closed(_) => row.closed = true,
        }
        row.proof = Some(fact.into());
    }
}

impl Contract {
    pub(super) fn ends_on(&self) -> Option<Day> {
        self.deal.as_ref()?.ends_on
    }

    /// It ends after the closing date.
    pub(super) fn ends_late(&self, closing_on: Option<Day>) -> bool {
        self.ends_on().zip(closing_on).is_some_and(|(ends, closing)| ends > closing)
    }

    /// What is still to be paid, in the contract's own currency.
    pub(super) fn outstanding(&self) -> Option<(Total, kernel::Currency)> {
        let Money { units, currency } = self.deal.as_ref()?.money;
        Some((Total::from(units) - self.paid, currency))
    }

    pub(super) fn line(
        &self,
        financing: &str,
        contract: &str,
        closing_on: Option<Day>,
    ) -> Option<pb::ContractLine> {
        let deal = self.deal.clone()?;
        let (outstanding, currency) = self.outstanding()?;
        Some(pb::ContractLine {
            financing: financing.to_owned(),
            contract: contract.to_owned(),
            title: deal.title,
            contractor: deal.contractor,
            category: deal.category.unwrap_or_default(),
            money: Some(money(deal.money)),
            paid: Some(sum(self.paid, currency)),
            outstanding: Some(sum(outstanding, currency)),
            signed_on: day(Some(deal.on)),
            ends_on: day(deal.ends_on),
            closed: self.closed,
            ends_late: self.ends_late(closing_on),
            proof: self.proof.map(Into::into),
        })
    }
}

impl Signed {
    fn of(deal: &Deal, fact: &Fact<Event>) -> Self {
        Self {
            title: deal.title.clone(),
            contractor: deal.contractor.clone(),
            category: deal.category.as_ref().map(ToString::to_string),
            money: deal.money,
            on: Day(fact.effective_on()),
            ends_on: deal.ends_on.map(Day),
        }
    }
}
