//! A secretariat: what a programme's bodies and sessions make due as time passes.
//!
//! Invariants:
//! - what it hears of bodies, sessions and recommendations in another order leads to the same: it
//!   reckons with the days on which things were so, never with when it heard of them;
//! - what is due is said once;
//! - it decides nothing: bodies, sessions and recommendations heed what is due, or no longer do.

pub(crate) mod due;
pub(crate) mod heard;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};

use self::{
    due::{CadenceMissed, ClosureItem, Dormant, Escalation, PhaseItem, Reactivated},
    heard::{Body, Closure, Phase, Recommendation, Session},
};
use crate::{
    body::{self, register::Kind as Organ, rules::Rules},
    recommendation,
    rejection::Rejection,
    session::{self, Kind, stage::Stage},
};

/// Cadences missed that one day may find: a body that has missed more has long been asleep.
const MOST_MISSED: usize = 24;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Secretariat {
    bodies: BTreeMap<Id<body::Body>, Body>,
    sessions: BTreeMap<Id<session::Session>, Session>,
    recommendations: BTreeMap<Id<recommendation::Recommendation>, Recommendation>,
    closures: BTreeMap<String, Closure>,
    phases: BTreeMap<String, Phase>,
    /// What was said of each body.
    told: BTreeMap<Code, Told>,
    items: BTreeSet<(Code, String)>,
    escalated: BTreeSet<Code>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Told {
    missed: Option<Date>,
    /// The last session before it fell asleep.
    dormant: Option<Date>,
    /// The session that woke it.
    woken: BTreeSet<Code>,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Body(Body),
    Rules {
        body: Id<body::Body>,
        rules: Rules,
    },
    Dissolved {
        body: Id<body::Body>,
    },
    Session(Session),
    /// `opened_on`: the day, where it is known to the day.
    Stage {
        session: Id<session::Session>,
        stage: Stage,
        opened_on: Option<Date>,
    },
    /// It met on another day than was thought.
    Met {
        session: Id<session::Session>,
        on: Date,
    },
    /// It did not meet, as was thought.
    NotMet {
        session: Id<session::Session>,
    },
    /// It is to meet on another day than was thought.
    Dated {
        session: Id<session::Session>,
        first_day: Option<Date>,
    },
    /// It has been there since another day.
    Since {
        body: Id<body::Body>,
        on: Date,
    },
    Recommendation(Recommendation),
    AdoptedOn {
        recommendation: Id<recommendation::Recommendation>,
        on: Date,
    },
    /// By a session of that body.
    Adopted {
        recommendation: Id<recommendation::Recommendation>,
        body: Code,
    },
    Status {
        recommendation: Id<recommendation::Recommendation>,
        open: bool,
    },
    Closure(Closure),
    Phase(Phase),
    /// The day is reached.
    Day(Date),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Heard(heard::Event),
    Due(due::Event),
}

kernel::stored!(Event {
    "secretariat.heard.body.v1" => Heard(heard::Event::Body),
    "secretariat.heard.session.v1" => Heard(heard::Event::Session),
    "secretariat.heard.recommendation.v1" => Heard(heard::Event::Recommendation),
    "secretariat.heard.closure.v1" => Heard(heard::Event::Closure),
    "secretariat.heard.phase.v1" => Heard(heard::Event::Phase),
    "secretariat.due.cadence-missed.v1" => Due(due::Event::CadenceMissed),
    "secretariat.due.dormant.v1" => Due(due::Event::Dormant),
    "secretariat.due.reactivated.v1" => Due(due::Event::Reactivated),
    "secretariat.due.closure-item.v1" => Due(due::Event::ClosureItem),
    "secretariat.due.phase-item.v1" => Due(due::Event::PhaseItem),
    "secretariat.due.escalation.v1" => Due(due::Event::Escalation),
});

kernel::entities!(Event {
    Heard(heard),
    Due(due),
});

impl Secretariat {
    /// That of a programme.
    pub(crate) fn id(programme: &Code) -> Id<Self> {
        Id::derived(&["secretariat", programme.as_str()])
    }

    fn body(&self, code: &Code) -> Option<&Body> {
        self.bodies.get(&body::Body::id(code))
    }

    /// Days on which the body met, oldest first, with the session.
    fn met(&self, body: &Code) -> Vec<(Date, &Session)> {
        let of = self.sessions.values().filter(|session| session.body == *body);
        let mut met: Vec<_> = of.filter_map(|it| Some((it.opened_on?, it))).collect();
        met.sort_by(|(on, one), (other, two)| (on, &one.reference).cmp(&(other, &two.reference)));
        met
    }

    /// What the days up to `today` make due of one body: cadences it missed, when it fell asleep,
    /// and which session woke it.
    fn of_body(&self, code: &Code, today: Date) -> Vec<Event> {
        let Some(body) = self.body(code).filter(|body| !body.dissolved) else {
            return Vec::new();
        };
        let nothing = Told::default();
        let told = self.told.get(code).unwrap_or(&nothing);
        let (mut due, mut last, mut before) = (Vec::new(), body.since, None);
        for (on, session) in self.met(code) {
            let asleep = body.rules.awake_until(last).is_some_and(|until| until < on);
            // Nobody slept through sessions that are merely not known.
            let follows = session.follows(before);
            if asleep && follows && !told.woken.contains(&session.reference) {
                if told.dormant.is_none_or(|since| since < last) {
                    due.push(Dormant { body: code.clone(), since: last }.into());
                }
                let (body, session) = (code.clone(), session.reference.clone());
                due.push(Reactivated { body, session, on }.into());
            }
            last = last.max(on);
            before = Some(session);
        }
        // A body whose sessions are not known is not said to sleep.
        if before.is_some() || !self.has_sessions(code) {
            due.extend(Self::since(code, body, last, today, told));
        }
        due
    }

    fn has_sessions(&self, body: &Code) -> bool {
        self.sessions.values().any(|session| session.body == *body)
    }

    /// What has come due since it met last.
    fn since(code: &Code, body: &Body, last: Date, today: Date, told: &Told) -> Vec<Event> {
        let mut due = Vec::new();
        let until = body.rules.awake_until(last);
        if let Some(cadence) = body.rules.cadence {
            let dues =
                std::iter::successors(Some(cadence.after(last)), |due| Some(cadence.after(*due)));
            // Once it sleeps, it is not late any more.
            let limit = until.map_or(today, |until| today.min(until.tomorrow().unwrap_or(until)));
            for due_on in dues.take_while(|due| *due < limit).take(MOST_MISSED) {
                if told.missed.is_none_or(|missed| missed < due_on) {
                    due.push(CadenceMissed { body: code.clone(), due_on }.into());
                }
            }
        }
        let asleep = until.is_some_and(|until| until < today);
        if asleep && told.dormant.is_none_or(|since| since < last) {
            due.push(Dormant { body: code.clone(), since: last }.into());
        }
        due
    }

    /// Each following ordinary session of a technical committee hears how closures stand, and which
    /// phases wait for it to be informed.
    fn standing_items(&self) -> Vec<Event> {
        let technical = |session: &&Session| {
            let body = self.body(&session.body);
            body.is_some_and(|body| body.kind == Organ::TechnicalCommittee)
                && session.kind == Kind::Ordinary
                && matches!(session.stage, Stage::Planned | Stage::Convened | Stage::Postponed)
        };
        let mut due = Vec::new();
        for session in self.sessions.values().filter(technical) {
            let follows = |on: Date| session.first_day.is_some_and(|day| day >= on);
            let new = |of: &String| !self.items.contains(&(session.reference.clone(), of.clone()));
            let closures = self.closures.iter().filter(|(_, it)| it.open && follows(it.on));
            for (financing, closure) in closures.filter(|(financing, _)| new(financing)) {
                let (session, on) = (session.reference.clone(), closure.on.max(session.planned_on));
                due.push(ClosureItem { session, financing: financing.clone(), on }.into());
            }
            let phases = self.phases.iter().filter(|(_, it)| it.waits && follows(it.on));
            for (phase, known) in phases.filter(|(phase, _)| new(phase)) {
                let (session, on) = (session.reference.clone(), known.on.max(session.planned_on));
                due.push(PhaseItem { session, phase: phase.clone(), on }.into());
            }
        }
        due
    }

    /// What so many sessions of its body have found open goes to the body above.
    fn escalations(&self) -> Vec<Event> {
        self.recommendations
            .values()
            .filter_map(|it| self.escalation(it))
            .map(Event::from)
            .collect()
    }

    fn escalation(&self, of: &Recommendation) -> Option<Escalation> {
        let adopted_on = of.adopted_on.filter(|_| of.open)?;
        if self.escalated.contains(&of.reference) {
            return None;
        }
        let code = of.body.as_ref()?;
        let body = self.body(code)?;
        let to = body.parent.clone()?;
        let once_too_often = usize::try_from(body.rules.escalates_after().max(1) - 1).ok()?;
        let found = |on: Date| on > adopted_on && of.was_open(on);
        let mut found_open = self.met(code).into_iter().filter(|(on, _)| found(*on));
        let (on, session) = found_open.nth(once_too_often)?;
        let (recommendation, session) = (of.reference.clone(), session.reference.clone());
        Some(Escalation { recommendation, to, session, on })
    }

    /// What follows once this is heard as well.
    fn hear(&self, heard: heard::Event, today: Date) -> Decided<Event> {
        if self.knows(&heard) {
            return Vec::new().into();
        }
        let mut next = self.clone();
        next.take(&heard);
        let body = match &heard {
            heard::Event::Session(session) => Some(session.body.clone()),
            heard::Event::Body(body) => Some(body.reference.clone()),
            heard::Event::Recommendation(_) | heard::Event::Closure(_) | heard::Event::Phase(_) => {
                None
            }
        };
        let mut events = vec![Event::from(heard)];
        events.extend(body.iter().flat_map(|body| next.of_body(body, today)));
        events.extend(next.standing_items());
        events.extend(next.escalations());
        events.into()
    }

    /// What is known of it, with what is new.
    fn heard(&self, command: &Command, on: Date) -> Option<heard::Event> {
        Some(match command {
            Command::Body(body) => heard::Event::Body(body.clone()),
            Command::Rules { body, rules } => {
                let known = self.bodies.get(body)?.clone();
                heard::Event::Body(Body { rules: rules.clone(), ..known })
            }
            Command::Dissolved { body } => {
                heard::Event::Body(Body { dissolved: true, ..self.bodies.get(body)?.clone() })
            }
            Command::Session(session) => heard::Event::Session(session.clone()),
            Command::Stage { session, stage, opened_on } => {
                let known = self.sessions.get(session)?.clone();
                let opened_on = known.opened_on.or(*opened_on);
                heard::Event::Session(Session { stage: *stage, opened_on, ..known })
            }
            Command::Met { session, on } => {
                let known = self.sessions.get(session)?.clone();
                heard::Event::Session(Session { opened_on: Some(*on), ..known })
            }
            Command::NotMet { session } => {
                let known = self.sessions.get(session)?.clone();
                let (stage, opened_on) = (Stage::Convened, None);
                heard::Event::Session(Session { stage, opened_on, ..known })
            }
            Command::Dated { session, first_day } => {
                let known = self.sessions.get(session)?.clone();
                heard::Event::Session(Session { first_day: *first_day, ..known })
            }
            Command::Since { body, on } => {
                heard::Event::Body(Body { since: *on, ..self.bodies.get(body)?.clone() })
            }
            Command::AdoptedOn { recommendation, on } => {
                let known = self.recommendations.get(recommendation)?.clone();
                let adopted_on = Some(*on);
                heard::Event::Recommendation(Recommendation { adopted_on, ..known })
            }
            Command::Recommendation(it) => heard::Event::Recommendation(it.clone()),
            Command::Adopted { recommendation, body } => {
                let known = self.recommendations.get(recommendation)?.clone();
                let body = Some(body.clone());
                heard::Event::Recommendation(Recommendation { body, ..known })
            }
            Command::Status { recommendation, open } => {
                let known = self.recommendations.get(recommendation)?.clone();
                heard::Event::Recommendation(known.told(*open, on))
            }
            Command::Closure(closure) => heard::Event::Closure(closure.clone()),
            Command::Phase(phase) => heard::Event::Phase(phase.clone()),
            Command::Day(_) => return None,
        })
    }

    /// It was heard in just these words.
    fn knows(&self, heard: &heard::Event) -> bool {
        let mut next = self.clone();
        next.take(heard);
        (&next.bodies, &next.sessions) == (&self.bodies, &self.sessions)
            && (&next.recommendations, &next.closures) == (&self.recommendations, &self.closures)
            && next.phases == self.phases
    }

    fn take(&mut self, heard: &heard::Event) {
        match heard {
            heard::Event::Body(body) => {
                self.bodies.insert(body::Body::id(&body.reference), body.clone());
            }
            heard::Event::Session(session) => {
                self.sessions.insert(session::Session::id(&session.reference), session.clone());
            }
            heard::Event::Recommendation(it) => {
                let id = recommendation::Recommendation::id(&it.reference);
                self.recommendations.insert(id, it.clone());
            }
            heard::Event::Closure(closure) => {
                self.closures.insert(closure.financing.clone(), closure.clone());
            }
            heard::Event::Phase(phase) => {
                self.phases.insert(phase.phase.clone(), phase.clone());
            }
        }
    }

    fn tell(&mut self, due: &due::Event) {
        match due {
            due::Event::CadenceMissed(CadenceMissed { body, due_on }) => {
                let told = self.told.entry(body.clone()).or_default();
                told.missed = told.missed.max(Some(*due_on));
            }
            due::Event::Dormant(Dormant { body, since }) => {
                let told = self.told.entry(body.clone()).or_default();
                told.dormant = told.dormant.max(Some(*since));
            }
            due::Event::Reactivated(Reactivated { body, session, .. }) => {
                self.told.entry(body.clone()).or_default().woken.insert(session.clone());
            }
            due::Event::ClosureItem(ClosureItem { session, financing, .. }) => {
                self.items.insert((session.clone(), financing.clone()));
            }
            due::Event::PhaseItem(PhaseItem { session, phase, .. }) => {
                self.items.insert((session.clone(), phase.clone()));
            }
            due::Event::Escalation(Escalation { recommendation, .. }) => {
                self.escalated.insert(recommendation.clone());
            }
        }
    }
}

impl Aggregate for Secretariat {
    const CATEGORY: &'static str = "secretariat";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        if let Command::Day(day) = &asked.command {
            let bodies = self.bodies.values().map(|body| &body.reference);
            let due = bodies.flat_map(|body| self.of_body(body, *day));
            return Ok(due.collect::<Vec<_>>().into());
        }
        let heard = match (self.heard(&asked.command, asked.effective.on), &asked.command) {
            // It is adopted from the day of that session on.
            (Some(heard::Event::Recommendation(it)), Command::Adopted { .. }) => {
                let adopted_on = Some(asked.effective.on);
                heard::Event::Recommendation(Recommendation { adopted_on, ..it })
            }
            (Some(heard), _) => heard,
            (None, _) => return Ok(Vec::new().into()),
        };
        Ok(self.hear(heard, asked.effective.on))
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Heard(heard) => self.take(heard),
            Event::Due(due) => self.tell(due),
        }
    }
}
