//! What follows from days that pass, without anybody asking.
//!
//! Terms keep the last days, and what was agreed keeps its promises; these carry what one of them says
//! to the other. Nothing follows twice, and nothing that the agreement itself does not confirm.

use jiff::civil::Date;
use kernel::{Ask, Basis, Fact, Policy, correction};
use uuid::Uuid;

use crate::{
    collaboration::{self, Collaboration, amendment, course},
    sharing::{self, Sharing, agreement},
    term::{self, Command, Heed, Terms, Voided, due::Reached},
};

/// As the runtime records it, read here.
pub(crate) mod day {
    use super::Date;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum Event {
        Reached(DayReached),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct DayReached {
        pub(crate) date: Date,
    }
}

/// The calendar of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Calendar {
    Day(day::Event),
}

kernel::stored!(Calendar { "calendar.day.reached.v1" => Day(day::Event::Reached), });

/// A day that is reached is a day to look at what is over.
#[derive(Debug)]
pub(crate) enum DaysPass {}

impl Policy for DaysPass {
    const NAME: &'static str = "term-days";
    const STREAMS: &'static str = "calendar-";
    type Event = Calendar;
    type Target = Terms;

    fn react(fact: &Fact<Calendar>) -> Vec<Ask<Terms>> {
        let Calendar::Day(day::Event::Reached(day::DayReached { date })) = fact.event;
        let Ok(programme) = fact.key().parse() else { return Vec::new() };
        vec![Ask {
            to: Terms::id(&programme),
            command: Command::Day(date),
            basis: Basis::default(),
            effective: Some(date.into()),
        }]
    }
}

/// A collaboration that is signed and not begun expires with its last day.
#[derive(Debug)]
pub(crate) enum CollaborationsMove {}

impl Policy for CollaborationsMove {
    const NAME: &'static str = "term-collaborations";
    const STREAMS: &'static str = "collaboration-";
    type Event = collaboration::Event;
    type Target = Terms;

    fn react(fact: &Fact<collaboration::Event>) -> Vec<Ask<Terms>> {
        use collaboration::Event as E;
        let (on, waits) = match &fact.event {
            E::Course(event) => of_course(event),
            E::Amendment(amendment::Event::Signed(signed)) => (signed.ends_on, None),
            E::Amendment(
                amendment::Event::Requested(_)
                | amendment::Event::Approved(_)
                | amendment::Event::Rejected(_),
            )
            | E::Deliverable(_)
            | E::Money(_)
            | E::Review(_) => (None, None),
            E::Correction(event) => return amended(fact, event),
        };
        heed(fact, fact.event_id, on, waits)
    }
}

fn of_course(event: &course::Event) -> (Option<Date>, Option<bool>) {
    use course::Event as E;
    match event {
        E::Proposed(proposal) => (proposal.ends_on, None),
        E::Signed(signature) => (signature.ends_on, Some(true)),
        E::Activated(_)
        | E::Ended(_)
        | E::Closed(_)
        | E::Cancelled(_)
        | E::Terminated(_)
        | E::Expired(_) => (None, Some(false)),
        E::Negotiated(_) | E::Suspended(_) | E::Resumed(_) => (None, None),
    }
}

/// An agreement on sharing data is over with its last day, whoever looks; whoever receives hears it.
#[derive(Debug)]
pub(crate) enum AgreementsMove {}

impl Policy for AgreementsMove {
    const NAME: &'static str = "term-agreements";
    const STREAMS: &'static str = "sharing-";
    type Event = sharing::Event;
    type Target = Terms;

    fn react(fact: &Fact<sharing::Event>) -> Vec<Ask<Terms>> {
        use agreement::Event as E;
        let (on, waits) = match &fact.event {
            sharing::Event::Agreement(event) => match event {
                E::Authorised(terms) => (terms.ends_on, Some(true)),
                E::Prolonged(prolonged) => (Some(prolonged.ends_on), Some(true)),
                E::Revoked(_) | E::Expired(_) => (None, Some(false)),
                E::Suspended(_) | E::Resumed(_) => (None, None),
            },
            sharing::Event::Extract(_) | sharing::Event::Transfer(_) => (None, None),
            sharing::Event::Correction(event) => return amended(fact, event),
        };
        heed(fact, fact.event_id, on, waits)
    }
}

/// What the last day should have been, and what was said of it and never was so.
fn amended<E>(fact: &Fact<E>, event: &correction::Event) -> Vec<Ask<Terms>> {
    match event {
        correction::Event::FactCorrected(corrected) => {
            let said = corrected.to.as_str().filter(|_| corrected.field == "/ends_on");
            heed(fact, corrected.target, said.and_then(|said| said.parse().ok()), None)
        }
        correction::Event::EntryVoided(voided) => {
            let (position, stream) = (fact.position, fact.stream.to_string());
            ask(fact, Command::Void(Voided { position, stream, event: voided.target }))
        }
        correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => Vec::new(),
    }
}

fn heed<E>(fact: &Fact<E>, event: Uuid, on: Option<Date>, waits: Option<bool>) -> Vec<Ask<Terms>> {
    if on.is_none() && waits.is_none() {
        return Vec::new();
    }
    let (position, stream) = (fact.position, fact.stream.to_string());
    ask(fact, Command::Heed(Heed { position, stream, event, on, waits }))
}

/// Asked of the terms of the programme that the fact is filed under.
fn ask<E>(fact: &Fact<E>, command: Command) -> Vec<Ask<Terms>> {
    let Some(programme) = &fact.meta.programme else { return Vec::new() };
    let (basis, effective) = (Basis::default(), Some(fact.meta.effective));
    vec![Ask { to: Terms::id(programme), command, basis, effective }]
}

/// The term that is over, if it is one of that category.
fn reached<'f>(fact: &'f Fact<term::Event>, category: &str) -> Option<&'f str> {
    let term::Event::Due(term::due::Event::Reached(Reached { stream, .. })) = &fact.event else {
        return None;
    };
    stream.strip_prefix(category)?.strip_prefix('-')
}

#[derive(Debug)]
pub(crate) enum CollaborationsExpire {}

impl Policy for CollaborationsExpire {
    const NAME: &'static str = "collaboration-terms";
    const STREAMS: &'static str = "term-";
    type Event = term::Event;
    type Target = Collaboration;

    fn react(fact: &Fact<term::Event>) -> Vec<Ask<Collaboration>> {
        let to = reached(fact, "collaboration").and_then(|id| id.parse().ok());
        let ask = |to| Ask {
            to,
            command: collaboration::Command::Expire,
            basis: Basis::default(),
            effective: Some(fact.meta.effective),
        };
        to.map(ask).into_iter().collect()
    }
}

#[derive(Debug)]
pub(crate) enum AgreementsExpire {}

impl Policy for AgreementsExpire {
    const NAME: &'static str = "sharing-terms";
    const STREAMS: &'static str = "term-";
    type Event = term::Event;
    type Target = Sharing;

    fn react(fact: &Fact<term::Event>) -> Vec<Ask<Sharing>> {
        let to = reached(fact, "sharing").and_then(|id| id.parse().ok());
        let ask = |to| Ask {
            to,
            command: sharing::Command::Expire,
            basis: Basis::default(),
            effective: Some(fact.meta.effective),
        };
        to.map(ask).into_iter().collect()
    }
}
