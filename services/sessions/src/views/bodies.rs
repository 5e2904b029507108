//! Bodies: what each is called, who sits in it, by which rules, and what time told of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Fact, Projection};
use runtime::view::Proof;
use serde::{Deserialize, Serialize};

use crate::{
    body::{
        Event, calendar,
        numbering::{self, Given},
        register::{self, Constituted, MandateChanged},
        rules::Rules,
        seat::{self, Appointed},
    },
    key::SeatKey,
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) enum Bodies {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(super) constituted: Option<(Constituted, Proof)>,
    pub(super) programme: Option<Code>,
    pub(super) rules: Rules,
    pub(super) names: Vec<Called>,
    pub(super) mandates: Vec<(MandateChanged, Proof)>,
    pub(super) seats: BTreeMap<SeatKey, Seat>,
    /// Numbers before which some are missing, by session.
    pub(super) gaps: Vec<Code>,
    pub(super) notices: Vec<Notice>,
    pub(super) dissolved: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Called {
    pub(super) name: String,
    pub(super) area: Option<String>,
    pub(super) suspended: bool,
    pub(super) reason: String,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seat {
    pub(super) appointed: Appointed,
    pub(super) ended_on: Option<Date>,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(super) what: What,
    pub(super) on: Date,
    pub(super) session: Option<Code>,
    pub(super) proof: Proof,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum What {
    CadenceMissed,
    Dormant,
    Reactivated,
}

impl Body {
    /// What it may be called today.
    pub(super) fn name(&self) -> Option<&Called> {
        self.names.iter().rev().find(|name| !name.suspended).or_else(|| self.names.first())
    }

    /// It sleeps, since when; or it was woken last.
    pub(super) fn slept(&self) -> Option<&Notice> {
        self.notices.iter().rev().find(|notice| notice.what != What::CadenceMissed)
    }

    pub(super) fn seats_on(&self, day: Date) -> impl Iterator<Item = (&SeatKey, &Seat)> {
        self.seats.iter().filter(move |(_, seat)| {
            *seat.proof.on <= day
                && seat.ended_on.is_none_or(|ended| day < ended)
                && seat.appointed.until.is_none_or(|until| day <= until)
        })
    }
}

impl Projection for Bodies {
    const NAME: &'static str = "bodies";

    type Event = Event;
    type Row = Body;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Body, fact: &Fact<Event>) {
        match &fact.event {
            Event::Body(event) => register(row, event, fact),
            Event::Seat(seat::Event::Appointed(appointed)) => {
                let (appointed, proof) = (appointed.clone(), fact.into());
                let seat = Seat { appointed, ended_on: None, proof };
                row.seats.insert(seat.appointed.seat.clone(), seat);
            }
            Event::Seat(seat::Event::Ended(ended)) => {
                if let Some(seat) = row.seats.get_mut(&ended.seat) {
                    seat.ended_on = Some(fact.effective_on());
                }
            }
            Event::Number(numbering::Event::Given(Given { number, after })) => {
                let first = number.ordinal.unwrap_or(1);
                if first > after.unwrap_or(0) + 1 {
                    row.gaps.push(number.session.clone());
                }
            }
            Event::Calendar(event) => row.notices.push(notice(event, fact)),
            Event::Correction(_) => (),
        }
    }
}

fn register(row: &mut Body, event: &register::Event, fact: &Fact<Event>) {
    let name = |name: &str, area: Option<&String>, reason: &str| Called {
        name: name.to_owned(),
        area: area.cloned(),
        suspended: false,
        reason: reason.to_owned(),
        proof: fact.into(),
    };
    match event {
        register::Event::Constituted(body) => {
            row.programme.clone_from(&fact.meta.programme);
            row.rules = body.rules.clone();
            row.names.push(name(&body.name, body.area.as_ref(), ""));
            let (mandate, legal_basis) = (body.mandate.clone(), body.legal_basis.clone());
            row.mandates.push((MandateChanged { mandate, legal_basis }, fact.into()));
            row.constituted = Some((body.clone(), fact.into()));
        }
        register::Event::MandateChanged(mandate) => {
            row.mandates.push((mandate.clone(), fact.into()));
        }
        register::Event::RulesSet(rules) => row.rules = rules.clone(),
        register::Event::Renamed(renamed) => {
            row.names.push(name(&renamed.name, renamed.area.as_ref(), &renamed.reason));
        }
        register::Event::NameSuspended(suspended) => use_name(row, false, &suspended.reason),
        register::Event::NameResumed(resumed) => use_name(row, true, &resumed.reason),
        register::Event::Dissolved(_) => row.dissolved = true,
    }
}

fn use_name(row: &mut Body, use_it: bool, reason: &str) {
    if let Some(name) = row.names.last_mut() {
        name.suspended = !use_it;
        reason.clone_into(&mut name.reason);
    }
}

fn notice(event: &calendar::Event, fact: &Fact<Event>) -> Notice {
    let (what, on, session) = match event {
        calendar::Event::CadenceMissed(missed) => (What::CadenceMissed, missed.due_on, None),
        calendar::Event::WentDormant(dormant) => (What::Dormant, dormant.since, None),
        calendar::Event::Reactivated(woken) => {
            (What::Reactivated, fact.effective_on(), Some(woken.session.clone()))
        }
    };
    Notice { what, on, session, proof: fact.into() }
}
