//! What the secretariat hears: days, bodies, sessions, recommendations.

use jiff::civil::Date;
use kernel::{Ask, Calendar, Effective, Fact, Id, Policy, calendar, correction};
use serde_json::Value;

use super::{day_of, id_of, known, verified};
use crate::{
    body::{self, register},
    recommendation::{self, course, text},
    secretariat::{Command, Secretariat},
    session::{self, stage},
};

fn ask<E>(fact: &Fact<E>, command: Option<Command>) -> Vec<Ask<Secretariat>> {
    let asks = fact.meta.programme.as_ref().zip(command).map(|(programme, command)| Ask {
        to: Secretariat::id(programme),
        command,
        basis: verified(fact, "sessions"),
        effective: Some(fact.meta.effective),
    });
    asks.into_iter().collect()
}

/// A day that is reached is a day to look at who has not met.
#[derive(Debug)]
pub(crate) enum DaysPass {}

impl Policy for DaysPass {
    const NAME: &'static str = "secretariat-days";
    const STREAMS: &'static str = calendar::STREAMS;
    type Event = Calendar;
    type Target = Secretariat;

    fn react(fact: &Fact<Calendar>) -> Vec<Ask<Secretariat>> {
        let date = fact.event.date();
        let Ok(programme) = fact.key().parse() else { return Vec::new() };
        vec![Ask {
            to: Secretariat::id(&programme),
            command: Command::Day(date),
            basis: verified(fact, "calendar"),
            effective: Some(date.into()),
        }]
    }
}

#[derive(Debug)]
pub(crate) enum BodiesHeard {}

impl Policy for BodiesHeard {
    const NAME: &'static str = "secretariat-bodies";
    const STREAMS: &'static str = "body-";
    type Event = body::Event;
    type Target = Secretariat;

    fn react(fact: &Fact<body::Event>) -> Vec<Ask<Secretariat>> {
        if let body::Event::Correction(event) = &fact.event {
            let to = corrected(event, "sessions.body.constituted.v1", "effective");
            let on = to.and_then(day_in);
            return ask(fact, on.zip(id_of(fact)).map(|(on, body)| Command::Since { body, on }));
        }
        let body::Event::Body(event) = &fact.event else { return Vec::new() };
        let command = match event {
            register::Event::Constituted(body) => Some(Command::Body(known::Body {
                reference: body.reference.clone(),
                kind: body.kind,
                parent: body.parent.clone(),
                rules: body.rules.clone(),
                since: fact.effective_on(),
                dissolved: false,
            })),
            register::Event::RulesSet(rules) => {
                id_of(fact).map(|body| Command::Rules { body, rules: rules.clone() })
            }
            register::Event::Dissolved(_) => id_of(fact).map(|body| Command::Dissolved { body }),
            register::Event::MandateChanged(_)
            | register::Event::Renamed(_)
            | register::Event::NameSuspended(_)
            | register::Event::NameResumed(_) => None,
        };
        ask(fact, command)
    }
}

#[derive(Debug)]
pub(crate) enum SessionsHeard {}

impl Policy for SessionsHeard {
    const NAME: &'static str = "secretariat-sessions";
    const STREAMS: &'static str = "session-";
    type Event = session::Event;
    type Target = Secretariat;

    fn react(fact: &Fact<session::Event>) -> Vec<Ask<Secretariat>> {
        if let session::Event::Correction(event) = &fact.event {
            return ask(fact, id_of(fact).and_then(|session| amended(event, session)));
        }
        let session::Event::Session(event) = &fact.event else { return Vec::new() };
        if let stage::Event::Planned(plan) = event {
            let session = known::Session {
                reference: plan.reference.clone(),
                body: plan.body.clone(),
                kind: plan.kind,
                ordinal: plan.ordinal,
                stage: stage::Stage::Planned,
                planned_on: fact.effective_on(),
                first_day: plan.dates.first(),
                opened_on: None,
            };
            return ask(fact, Some(Command::Session(session)));
        }
        let opened = matches!(event, stage::Event::Opened(_));
        let opened_on = day_of(fact).filter(|_| opened);
        let command = event.stage().zip(id_of(fact));
        let command = command.map(|(stage, session)| Command::Stage { session, stage, opened_on });
        ask(fact, command)
    }
}

/// What a correction of a session says of the days that are reckoned with.
fn amended(event: &correction::Event, session: Id<session::Session>) -> Option<Command> {
    const OPENED: &str = "sessions.session.opened.v1";
    const PLANNED: &str = "sessions.session.planned.v1";
    if let correction::Event::EntryVoided(voided) = event {
        return (voided.name == OPENED).then_some(Command::NotMet { session });
    }
    if let Some(to) = corrected(event, OPENED, "effective") {
        return day_in(to).map(|on| Command::Met { session, on });
    }
    let dated = corrected(event, PLANNED, "/dates/from");
    let dated = dated.or_else(|| corrected(event, PLANNED, "/dates"));
    dated.map(|to| Command::Dated { session, first_day: day_in(to) })
}

/// What that field of such a fact should have said, if that is what was corrected.
fn corrected<'e>(event: &'e correction::Event, name: &str, field: &str) -> Option<&'e Value> {
    let correction::Event::FactCorrected(corrected) = event else { return None };
    (corrected.name == name && corrected.field == field).then_some(&corrected.to)
}

/// The day that it says, alone or as the first of several.
fn day_in(value: &Value) -> Option<Date> {
    let day = value.pointer("/from").unwrap_or(value).as_str()?;
    day.parse::<Effective>().ok().map(|effective| effective.on)
}

#[derive(Debug)]
pub(crate) enum RecommendationsHeard {}

impl Policy for RecommendationsHeard {
    const NAME: &'static str = "secretariat-recommendations";
    const STREAMS: &'static str = "recommendation-";
    type Event = recommendation::Event;
    type Target = Secretariat;

    fn react(fact: &Fact<recommendation::Event>) -> Vec<Ask<Secretariat>> {
        let command = match &fact.event {
            recommendation::Event::Text(text::Event::Formulated(text)) => {
                Some(Command::Recommendation(known::Recommendation {
                    reference: text.reference.clone(),
                    body: text.origin.body.clone(),
                    adopted_on: None,
                    open: true,
                    settled: Vec::new(),
                }))
            }
            recommendation::Event::Course(course::Event::Adopted(adopted)) => {
                let body = adopted.body.clone();
                id_of(fact).map(|recommendation| Command::Adopted { recommendation, body })
            }
            recommendation::Event::Course(event) => {
                event.status().zip(id_of(fact)).map(|(status, recommendation)| Command::Status {
                    recommendation,
                    open: status.is_open(),
                })
            }
            recommendation::Event::Correction(event) => {
                let to = corrected(event, "sessions.recommendation.adopted.v1", "effective");
                let on = to.and_then(day_in).zip(id_of(fact));
                on.map(|(on, recommendation)| Command::AdoptedOn { recommendation, on })
            }
        };
        ask(fact, command)
    }
}
