//! What follows from days that pass: strategies whose horizon is over are no longer in force.

use kernel::{Ask, Basis, Calendar, Effective, Fact, Id, Policy, calendar, correction};

use super::follows;
use crate::{
    horizons::{self, Horizons, watched},
    strategy::{self, Strategy, course},
};

/// A day that is reached is a day to look at horizons.
#[derive(Debug)]
pub(crate) enum DaysPass {}

impl Policy for DaysPass {
    const NAME: &'static str = "horizons-days";
    const STREAMS: &'static str = calendar::STREAMS;
    type Event = Calendar;
    type Target = Horizons;

    fn react(fact: &Fact<Calendar>) -> Vec<Ask<Horizons>> {
        let date = fact.event.date();
        let Ok(programme) = fact.key().parse() else { return Vec::new() };
        vec![Ask {
            to: Horizons::id(&programme),
            command: horizons::Command::Day(date),
            basis: Basis::default(),
            effective: Some(date.into()),
        }]
    }
}

/// Until when a strategy holds, as it is drafted and corrected.
#[derive(Debug)]
pub(crate) enum HorizonsAreHeard {}

impl Policy for HorizonsAreHeard {
    const NAME: &'static str = "horizons-strategies";
    const STREAMS: &'static str = "strategy-";
    type Event = strategy::Event;
    type Target = Horizons;

    fn react(fact: &Fact<strategy::Event>) -> Vec<Ask<Horizons>> {
        let (Some(programme), Ok(strategy)) = (&fact.meta.programme, fact.key().parse()) else {
            return Vec::new();
        };
        let heard = match &fact.event {
            strategy::Event::Course(course::Event::Drafted(draft)) => {
                Some(watched::Horizon { strategy, ends_on: draft.horizon.ends_on })
            }
            strategy::Event::Correction(event) => corrected(strategy, event),
            // Another horizon that a source states stands beside the first, and ends nothing.
            strategy::Event::Course(_) | strategy::Event::Content(_) => None,
        };
        let heard = heard.map(horizons::Command::Hear);
        let ask = |command| follows(Horizons::id(programme), command, fact);
        heard.map(ask).into_iter().collect()
    }
}

/// The horizon as it should have been drafted, if its last day is what was corrected.
fn corrected(strategy: Id<Strategy>, event: &correction::Event) -> Option<watched::Horizon> {
    let correction::Event::FactCorrected(it) = event else { return None };
    let drafted = it.name == "programmes.strategy.drafted.v1";
    let ends_on = it.to.as_str().and_then(|day| day.parse().ok());
    (drafted && it.field == "/horizon/ends_on").then_some(watched::Horizon { strategy, ends_on })
}

/// A strategy whose horizon is over expires, if it still can.
#[derive(Debug)]
pub(crate) enum HorizonsEnd {}

impl Policy for HorizonsEnd {
    const NAME: &'static str = "strategies-horizons";
    const STREAMS: &'static str = "horizons-";
    type Event = horizons::Event;
    type Target = Strategy;

    fn react(fact: &Fact<horizons::Event>) -> Vec<Ask<Strategy>> {
        let horizons::Event::Horizon(watched::Event::Passed(passed)) = &fact.event else {
            return Vec::new();
        };
        // It held on its last day.
        let day_after = passed.ends_on.and_then(|ends_on| ends_on.tomorrow().ok());
        let effective = day_after.map_or(fact.meta.effective, Effective::from);
        let command = strategy::Command::HorizonPassed;
        vec![Ask { effective: Some(effective), ..follows(passed.strategy, command, fact) }]
    }
}
