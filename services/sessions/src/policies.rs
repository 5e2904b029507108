//! What follows from days that pass and from facts, without anybody asking.
//!
//! The secretariat hears of bodies, sessions, recommendations and closures, and says what is due;
//! the others carry that out. What a session says of the minutes of an earlier one is carried to
//! that one, and what an audit finds becomes a recommendation.

pub(crate) mod financing;
mod heard;
mod programmes;
#[cfg(test)]
mod tests;

use kernel::{Ask, Basis, Effective, Fact, Id, Policy, Precision};

use self::financing::{FinancingSaid, Said};
use crate::{
    body::{self, Body, calendar},
    key::ItemKey,
    mission::{self, finding},
    recommendation::{self, Recommendation, course},
    secretariat::{
        self, Command, Secretariat,
        due::{CadenceMissed, ClosureItem, Dormant, Escalation, PhaseItem, Reactivated},
        heard as known,
    },
    session::{
        self, Session,
        agenda::{ItemKind, Point},
        minutes::{self, Judgement},
    },
    value::{Subject, SubjectKind},
};

pub(crate) use self::{
    heard::{BodiesHeard, DaysPass, RecommendationsHeard, SessionsHeard},
    programmes::PhasesHeard,
};

/// Sessions say so themselves, at that place of the journal.
fn verified<E>(fact: &Fact<E>, service: &str) -> Basis {
    Basis::Verified { service: service.to_owned(), decision: None, position: fact.position }
}

/// What a later session says of minutes becomes so where they are.
#[derive(Debug)]
pub(crate) enum JudgementsHeard {}

impl Policy for JudgementsHeard {
    const NAME: &'static str = "session-minutes";
    const STREAMS: &'static str = "session-";
    type Event = session::Event;
    type Target = Session;

    fn react(fact: &Fact<session::Event>) -> Vec<Ask<Session>> {
        let session::Event::Minutes(minutes::Event::Judged(judged)) = &fact.event else {
            return Vec::new();
        };
        vec![Ask {
            to: Session::id(&judged.minutes_of),
            basis: Basis::Verified {
                service: "sessions".to_owned(),
                decision: Some(Session::decision(&judged.by.session, &judged.item)),
                position: fact.position,
            },
            command: session::Command::HearJudgement(Box::new(Judgement(judged.clone()))),
            effective: Some(fact.meta.effective),
        }]
    }
}

/// What a mission finds and recommends goes on the register.
#[derive(Debug)]
pub(crate) enum FindingsHeard {}

impl Policy for FindingsHeard {
    const NAME: &'static str = "recommendation-findings";
    const STREAMS: &'static str = "mission-";
    type Event = mission::Event;
    type Target = Recommendation;

    fn react(fact: &Fact<mission::Event>) -> Vec<Ask<Recommendation>> {
        let mission::Event::Finding(finding::Event::Recorded(found)) = &fact.event else {
            return Vec::new();
        };
        let ask = |heard: finding::Recommended| Ask {
            to: Recommendation::id(&heard.reference),
            basis: verified(fact, "sessions"),
            command: recommendation::Command::Hear(Box::new(heard)),
            effective: Some(fact.meta.effective),
        };
        found.recommended().map(ask).into_iter().collect()
    }
}

/// What an audit of a financing finds goes on the register; once it is settled there, there is
/// nothing left to recommend.
#[derive(Debug)]
pub(crate) enum AuditsHeard {}

impl Policy for AuditsHeard {
    const NAME: &'static str = "recommendation-audits";
    const STREAMS: &'static str = "public-financing";
    type Event = FinancingSaid;
    type Target = Recommendation;

    fn react(fact: &Fact<FinancingSaid>) -> Vec<Ask<Recommendation>> {
        let FinancingSaid::Said(said) = &fact.event else { return Vec::new() };
        let command = match said {
            Said::FindingRecorded(finding) => {
                finding.recommended().map(Box::new).map(recommendation::Command::Hear)
            }
            Said::FindingResolved(finding) => {
                let reason = finding.response.clone();
                Some(recommendation::Command::Overtake(course::Overtaken { reason }))
            }
            Said::ClosurePlanOpened(_) | Said::FinanciallyClosed(_) | Said::Ended(_) => {
                return Vec::new();
            }
        };
        let (Said::FindingRecorded(finding) | Said::FindingResolved(finding)) = said else {
            return Vec::new();
        };
        let ask = |(reference, command)| Ask {
            to: Recommendation::id(&reference),
            command,
            basis: verified(fact, "financing"),
            effective: Some(fact.meta.effective),
        };
        finding.reference().zip(command).map(ask).into_iter().collect()
    }
}

/// Closures of financings are heard of.
#[derive(Debug)]
pub(crate) enum ClosuresHeard {}

impl Policy for ClosuresHeard {
    const NAME: &'static str = "secretariat-closures";
    const STREAMS: &'static str = "public-financing";
    type Event = FinancingSaid;
    type Target = Secretariat;

    fn react(fact: &Fact<FinancingSaid>) -> Vec<Ask<Secretariat>> {
        let (Some(programme), FinancingSaid::Said(said)) = (&fact.meta.programme, &fact.event)
        else {
            return Vec::new();
        };
        let (financing, open) = match said {
            Said::ClosurePlanOpened(of) => (&of.financing, true),
            Said::FinanciallyClosed(of) | Said::Ended(of) => (&of.financing, false),
            Said::FindingRecorded(_) | Said::FindingResolved(_) => return Vec::new(),
        };
        let (financing, on) = (financing.clone(), fact.effective_on());
        vec![Ask {
            to: Secretariat::id(programme),
            command: Command::Closure(known::Closure { financing, open, on }),
            basis: verified(fact, "financing"),
            effective: Some(fact.meta.effective),
        }]
    }
}

/// What time makes due of bodies.
#[derive(Debug)]
pub(crate) enum TimeTellsBodies {}

impl Policy for TimeTellsBodies {
    const NAME: &'static str = "body-due";
    const STREAMS: &'static str = "secretariat-";
    type Event = secretariat::Event;
    type Target = Body;

    fn react(fact: &Fact<secretariat::Event>) -> Vec<Ask<Body>> {
        use secretariat::due::Event as Due;
        let secretariat::Event::Due(due) = &fact.event else { return Vec::new() };
        let (body, command, on) = match due {
            Due::CadenceMissed(CadenceMissed { body, due_on }) => {
                let missed = calendar::CadenceMissed { due_on: *due_on };
                // It is missed from the next day on.
                let on = due_on.tomorrow().unwrap_or(*due_on);
                (body, body::Command::MissCadence(missed), Some(on))
            }
            Due::Dormant(Dormant { body, since }) => {
                let dormant = calendar::WentDormant { since: *since };
                (body, body::Command::FallDormant(dormant), None)
            }
            Due::Reactivated(Reactivated { body, session, on }) => {
                let reactivated = calendar::Reactivated { session: session.clone() };
                (body, body::Command::Reactivate(reactivated), Some(*on))
            }
            Due::ClosureItem(_) | Due::PhaseItem(_) | Due::Escalation(_) => return Vec::new(),
        };
        let effective = on.map_or(fact.meta.effective, Effective::from);
        let (to, basis) = (Body::id(body), verified(fact, "sessions"));
        vec![Ask { to, command, basis, effective: Some(effective) }]
    }
}

/// What time puts on agendas.
#[derive(Debug)]
pub(crate) enum TimeAddsItems {}

impl Policy for TimeAddsItems {
    const NAME: &'static str = "session-due";
    const STREAMS: &'static str = "secretariat-";
    type Event = secretariat::Event;
    type Target = Session;

    fn react(fact: &Fact<secretariat::Event>) -> Vec<Ask<Session>> {
        use secretariat::due::Event as Due;
        let secretariat::Event::Due(due) = &fact.event else { return Vec::new() };
        let (session, on, kind, item, title, about) = match due {
            Due::ClosureItem(ClosureItem { session, financing, on }) => {
                let title = format!("Situation de clôture : {financing}");
                let about = (SubjectKind::Financing, financing);
                (session, on, ItemKind::Closure, ItemKey::closure_of(financing), title, about)
            }
            Due::PhaseItem(PhaseItem { session, phase, on }) => {
                let title = format!("Démarrage de la phase : {phase}");
                let about = (SubjectKind::Phase, phase);
                (session, on, ItemKind::Information, ItemKey::start_of(phase), title, about)
            }
            Due::CadenceMissed(_) | Due::Dormant(_) | Due::Reactivated(_) | Due::Escalation(_) => {
                return Vec::new();
            }
        };
        let (of, reference) = (about.0, about.1.clone());
        let item = Point {
            item,
            kind,
            title,
            minutes_of: None,
            presented_by: None,
            subjects: vec![Subject { kind: of, reference }],
            documents: Vec::new(),
        };
        vec![Ask {
            to: Session::id(session),
            command: session::Command::AddStanding(item),
            basis: verified(fact, "sessions"),
            effective: Some((*on).into()),
        }]
    }
}

/// What time escalates.
#[derive(Debug)]
pub(crate) enum TimeEscalates {}

impl Policy for TimeEscalates {
    const NAME: &'static str = "recommendation-due";
    const STREAMS: &'static str = "secretariat-";
    type Event = secretariat::Event;
    type Target = Recommendation;

    fn react(fact: &Fact<secretariat::Event>) -> Vec<Ask<Recommendation>> {
        let secretariat::Event::Due(secretariat::due::Event::Escalation(due)) = &fact.event else {
            return Vec::new();
        };
        let Escalation { recommendation, to, session, on } = due;
        let (to, reason) = (to.clone(), format!("sans suite après {session}"));
        let escalated = course::Escalated { to, reason };
        vec![Ask {
            to: Recommendation::id(recommendation),
            command: recommendation::Command::EscalateByTime(escalated),
            basis: verified(fact, "sessions"),
            effective: Some((*on).into()),
        }]
    }
}

/// The day, where it is known to the day.
fn day_of<E>(fact: &Fact<E>) -> Option<jiff::civil::Date> {
    let Effective { on, precision } = fact.meta.effective;
    (precision == Precision::Day).then_some(on)
}

/// Whose fact it is.
fn id_of<E, T>(fact: &Fact<E>) -> Option<Id<T>> {
    fact.key().parse().ok()
}
