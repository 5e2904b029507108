//! Rates that somebody published: claims, kept beside what recorded amounts make and never counted.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Money;
use serde::{Deserialize, Serialize};

use super::{Exercise, Opening, Outcome};
use crate::{
    decimal::Decimal,
    guards::{Guards, require},
    key::PublicationKey,
    rejection::Rejection,
};

/// What was published. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    RatePublished(Published),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Published {
    pub(crate) publication: PublicationKey,
    /// Per cent, with the decimals that were printed.
    pub(crate) rate: Decimal,
    /// To which day of the budget year.
    pub(crate) until: Date,
    pub(crate) planned: Option<Money>,
    pub(crate) executed: Option<Money>,
    /// It compares with the plan of those months, not of the year.
    pub(crate) of_period: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Publications {
    names: BTreeSet<PublicationKey>,
}

impl Publications {
    pub(super) fn evolve(&mut self, Event::RatePublished(published): &Event) {
        self.names.insert(published.publication.clone());
    }
}

impl Exercise {
    pub(super) fn publish(
        &self,
        published: &Published,
        opening: &Opening,
        guards: Guards,
    ) -> Outcome {
        let free = !self.publications.names.contains(&published.publication);
        require(free, || Rejection::NameTaken { name: published.publication.to_string() })?;
        let within = (opening.starts_on..=opening.ends_on).contains(&published.until);
        require(within, || Rejection::OutsideYear)?;
        require(published.until <= guards.on, || Rejection::PeriodNotOver {
            ends_on: published.until,
        })?;
        let currency = opening.currency;
        let ours = [published.planned, published.executed].into_iter().flatten();
        let ours = ours.into_iter().all(|money| money.currency == currency);
        require(ours, || Rejection::CurrencyDiffers { expected: currency })?;
        require(!published.rate.is_negative(), || Rejection::ValueNegative)?;
        let quarter = !published.of_period || opening.quarters_until(published.until).is_some();
        require(quarter, || Rejection::NotAQuarter)?;
        Ok(guards.decided([super::Event::Publication(Event::RatePublished(published.clone()))]))
    }
}
