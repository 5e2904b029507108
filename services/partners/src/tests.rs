//! The rules, told as stories.

mod bytes;
mod collaboration;
mod field;
mod institution;
mod properties;
pub(crate) mod samples;
mod sharing;
mod sponsorship;
mod term;

use std::fmt::Debug;

use jiff::civil::{Date, date};
use kernel::{
    Aggregate, Asked, Code, Currency, Decided, Fact, Money, Origin, correction, replay,
    testing::{self, asked, who},
};
use uuid::Uuid;

use crate::rejection::Rejection;

pub(crate) const JANUARY: Date = date(2019, 1, 7);
pub(crate) const MARCH: Date = date(2019, 3, 4);
pub(crate) const MAY: Date = date(2019, 5, 6);
pub(crate) const JUNE: Date = date(2019, 6, 3);
pub(crate) const DECEMBER: Date = date(2019, 12, 31);

pub(crate) fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub(crate) fn francs(units: i64) -> Money {
    Money { units: units.try_into().unwrap(), currency: Currency::Xof }
}

pub(crate) fn dollars(units: i64) -> Money {
    Money { units: units.try_into().unwrap(), currency: Currency::Usd }
}

/// What has happened to one aggregate, each fact under an id of its own.
#[derive(Clone)]
pub(crate) struct Story<A: Aggregate> {
    pub(crate) facts: Vec<Fact<A::Event>>,
}

impl<A> Story<A>
where
    A: Aggregate<Rejection = Rejection>,
    A::Event: Clone + Debug + PartialEq,
    A::Command: Clone + Debug,
{
    pub(crate) fn new() -> Self {
        Self { facts: Vec::new() }
    }

    /// Awa does it.
    #[track_caller]
    pub(crate) fn does(self, on: Date, command: A::Command) -> Self {
        self.and(&asked(&who("awa"), on, command))
    }

    #[track_caller]
    pub(crate) fn oumar(self, on: Date, command: A::Command) -> Self {
        self.and(&asked(&who("oumar"), on, command))
    }

    /// As the source of an import has it.
    #[track_caller]
    pub(crate) fn import(self, on: Date, command: A::Command) -> Self {
        self.and(&imported(on, command))
    }

    #[track_caller]
    pub(crate) fn and(mut self, asked: &Asked<A::Command>) -> Self {
        let decided = self.state().decide(asked);
        let decided = decided.unwrap_or_else(|refused| panic!("{refused:?}: {:?}", asked.command));
        assert!(!decided.events.is_empty(), "nothing followed");
        for event in decided.events {
            self.record(asked, event);
        }
        self
    }

    pub(crate) fn record(&mut self, asked: &Asked<A::Command>, event: A::Event) {
        let nth = u64::try_from(self.facts.len()).unwrap();
        let fact = testing::fact(&asked.who, asked.effective.on, event);
        let event_id = Uuid::from_u128(u128::from(nth) + 1);
        self.facts.push(Fact { event_id, revision: nth, position: nth, ..fact });
    }

    pub(crate) fn state(&self) -> A {
        replay(&self.facts)
    }

    pub(crate) fn last(&self) -> &A::Event {
        &self.facts.last().unwrap().event
    }

    pub(crate) fn hears(
        &self,
        on: Date,
        command: A::Command,
    ) -> Result<Decided<A::Event>, Rejection> {
        self.state().decide(&asked(&who("awa"), on, command))
    }

    #[track_caller]
    pub(crate) fn refuses(&self, on: Date, command: A::Command, because: Rejection) {
        assert_eq!(self.hears(on, command).map(|decided| decided.events), Err(because));
    }

    /// Codes of the rules that an import of it leaves unverified.
    #[track_caller]
    pub(crate) fn unverified(&self, on: Date, command: A::Command) -> Vec<String> {
        self.state().decide(&imported(on, command)).unwrap().unverified
    }

    /// Codes of the anomalies that recording it would note.
    #[track_caller]
    pub(crate) fn notes(&self, on: Date, command: A::Command) -> Vec<String>
    where
        A: crate::views::Shown,
    {
        let decided = self.hears(on, command).unwrap();
        let noted = decided.events.iter().filter_map(A::correction).filter_map(|event| {
            let correction::Event::AnomalyNoted(noted) = event else { return None };
            Some(noted.about.clone())
        });
        noted.collect()
    }
}

pub(crate) fn imported<C>(on: Date, command: C) -> Asked<C> {
    Asked { origin: Origin::Import, ..asked(&who("loader"), on, command) }
}
