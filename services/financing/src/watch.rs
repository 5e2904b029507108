//! A watch: the deadlines of one programme, and which of them somebody should hear about today.
//!
//! Invariants:
//! - each threshold of each deadline is announced once, in order, and none that had passed when
//!   the deadline was made known;
//! - a fact that is read again changes nothing: each ask says where in the journal its cause is,
//!   and no deadline heeds one older than the last it heeded, not even once it is gone;
//! - a day on which nothing is due leaves no trace, but for the first after a deadline was made
//!   known too late for some threshold: from that one on its thresholds count;
//! - one answer fits in one append: what is beyond [`MOST`] waits for the same to be asked again.

mod corrected;
pub(crate) mod deadline;
pub(crate) mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::deadline::{Deadline, Kind, Reached, Tracked, Untracked, day_before};
use crate::financing::Financing;

pub(crate) use self::rejection::Rejection;

/// Events that follow from one command: the journal takes a thousand, and a mebibyte.
const MOST: usize = 200;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Watch {
    agreements: BTreeMap<Id<Financing>, Agreement>,
    /// The last day that left a trace.
    day: Option<Date>,
}

/// One agreement, as far as its deadlines go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Agreement {
    reference: Option<Code>,
    deadlines: BTreeMap<Kind, BTreeMap<String, Deadline>>,
    /// The last fact heeded about each, by its place in the journal, tracked or no longer.
    heeded: BTreeMap<Kind, BTreeMap<String, u64>>,
    /// Deadlines that are gone, so that one comes back when what ended it is undone.
    ended: BTreeMap<Kind, BTreeMap<String, Ended>>,
}

/// A deadline that is gone.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Ended {
    /// The fact that ended it, and the one that had set it.
    by: Uuid,
    set_by: Option<Uuid>,
    on: Date,
}

/// What is asked of a watch, because of a fact.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// Place of that fact in the journal.
    pub(crate) position: u64,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Makes known what people call an agreement.
    Name {
        financing: Id<Financing>,
        reference: Code,
    },
    /// From now on, or on another day than before.
    Track {
        financing: Id<Financing>,
        kind: Kind,
        subject: String,
        on: Date,
    },
    Untrack {
        financing: Id<Financing>,
        kind: Kind,
        subject: String,
    },
    /// Of that kind these are on that day, and there are no others.
    Only {
        financing: Id<Financing>,
        kind: Kind,
        subjects: Vec<String>,
        on: Date,
    },
    /// None of these deadlines matters any more, or none at all: the agreement is over.
    Forget {
        financing: Id<Financing>,
        kind: Option<Kind>,
    },
    /// A fact should have set another day, or none, or one where it set none.
    Correct {
        financing: Id<Financing>,
        target: Uuid,
        kind: Kind,
        from: Option<Date>,
        to: Option<Date>,
    },
    /// A fact that may have set deadlines should not have been.
    Void {
        financing: Id<Financing>,
        target: Uuid,
    },
    /// What that fact ended is tracked again: it is undone.
    Recall {
        financing: Id<Financing>,
        target: Uuid,
    },
    /// Something has changed: if that deadline was reached before, it is now as well.
    Look {
        financing: Id<Financing>,
        kind: Kind,
    },
    /// The day is reached.
    Day {
        date: Date,
    },
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Deadline(deadline::Event),
}

kernel::stored!(Event {
    "watch.deadline.agreement-named.v1" => Deadline(deadline::Event::AgreementNamed),
    "watch.deadline.tracked.v1" => Deadline(deadline::Event::Tracked),
    "watch.deadline.untracked.v1" => Deadline(deadline::Event::Untracked),
    "watch.deadline.approaching.v1" => Deadline(deadline::Event::Approaching),
    "watch.deadline.reached.v1" => Deadline(deadline::Event::Reached),
});

impl Aggregate for Watch {
    const CATEGORY: &'static str = "watch";
    const SNAPSHOT: u32 = 4;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let Command { position, what } = &asked.command;
        let at = *position;
        let mut events = match what {
            What::Name { financing, reference } => self.name(*financing, reference),
            What::Track { financing, kind, subject, on } => {
                self.track(at, *financing, *kind, (subject, *on))
            }
            What::Untrack { financing, kind, subject } => {
                self.untrack(at, *financing, *kind, subject)
            }
            What::Only { financing, kind, subjects, on } => {
                self.only(at, *financing, *kind, (subjects, *on))
            }
            What::Forget { financing, kind } => self.forget(at, *financing, *kind),
            What::Correct { financing, target, kind, from, to } => {
                let moved = self.correct(at, *financing, (*target, *kind), (*from, *to));
                let closes = *kind == Kind::Closing && !moved.is_empty();
                let days = from.zip(*to).filter(|_| closes);
                let audits = days.map(|days| self.audits_follow(at, *financing, days));
                [moved, audits.unwrap_or_default()].concat()
            }
            What::Void { financing, target } => self.void(at, *financing, *target),
            What::Recall { financing, target } => self.recall(at, *financing, *target),
            What::Look { financing, kind } => self.look(at, *financing, *kind),
            What::Day { date } => self.day(at, *date),
        };
        events.truncate(MOST);
        Ok(events.into_iter().map(Event::Deadline).collect::<Vec<_>>().into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let Event::Deadline(event) = &fact.event;
        match event {
            deadline::Event::AgreementNamed(named) => {
                let agreement = self.agreements.entry(named.financing).or_default();
                agreement.reference = Some(named.reference.clone());
            }
            deadline::Event::Tracked(Tracked {
                since: Some(since),
                financing,
                kind,
                subject,
                ..
            }) => {
                self.day = self.day.max(Some(fact.effective_on()));
                if let Some(deadline) = self.deadline_mut((financing, *kind, subject)) {
                    deadline.since = Some(*since);
                }
            }
            deadline::Event::Tracked(Tracked {
                financing,
                kind,
                subject,
                on,
                set_by,
                heeded,
                ..
            }) => {
                self.heed((financing, *kind, subject), *heeded);
                let agreement = self.agreements.entry(*financing).or_default();
                if let Some(ended) = agreement.ended.get_mut(kind) {
                    ended.remove(subject);
                }
                let deadlines = agreement.deadlines.entry(*kind).or_default();
                let set_by = set_by.or(fact.meta.causation);
                let deadline = Deadline::new(*on, set_by).after(deadlines.remove(subject));
                deadlines.insert(subject.clone(), deadline);
            }
            deadline::Event::Untracked(Untracked { financing, kind, subject, heeded, .. }) => {
                self.heed((financing, *kind, subject), *heeded);
                if let Some(agreement) = self.agreements.get_mut(financing)
                    && let Some(subjects) = agreement.deadlines.get_mut(kind)
                    && let Some(deadline) = subjects.remove(subject)
                    && let Some(by) = fact.meta.causation
                {
                    let ended = agreement.ended.entry(*kind).or_default();
                    let gone = Ended { by, set_by: deadline.set_by, on: deadline.on };
                    ended.insert(subject.clone(), gone);
                }
            }
            deadline::Event::Approaching(approaching) => {
                self.day = self.day.max(Some(fact.effective_on()));
                let key = (&approaching.financing, approaching.kind, &approaching.subject);
                if let Some(deadline) = self.deadline_mut(key) {
                    deadline.announced.insert(approaching.days);
                }
            }
            deadline::Event::Reached(reached) => {
                let key = (&reached.financing, reached.kind, &reached.subject);
                if let Some(deadline) = self.deadline_mut(key) {
                    deadline.reached = Some(fact.position);
                }
            }
        }
    }
}

impl Watch {
    /// The one watch of a programme.
    pub(crate) fn id(programme: &Code) -> Id<Self> {
        Id::derived(&["watch", programme.as_str()])
    }

    fn name(&self, financing: Id<Financing>, reference: &Code) -> Vec<deadline::Event> {
        if self.reference(financing).as_ref() == Some(reference) {
            return Vec::new();
        }
        let named = deadline::AgreementNamed { financing, reference: reference.clone() };
        vec![deadline::Event::AgreementNamed(named)]
    }

    fn track(
        &self,
        at: u64,
        financing: Id<Financing>,
        kind: Kind,
        (subject, on): (&str, Date),
    ) -> Vec<deadline::Event> {
        let same = self.deadline(financing, kind, subject).is_some_and(|known| known.on == on);
        if same || !self.heeds(at, financing, kind, subject) {
            return Vec::new();
        }
        vec![self.tracked(at, financing, kind, (subject, on, None))]
    }

    fn tracked(
        &self,
        at: u64,
        financing: Id<Financing>,
        kind: Kind,
        (subject, on, set_by): (&str, Date, Option<Uuid>),
    ) -> deadline::Event {
        let (subject, reference) = (subject.to_owned(), self.reference(financing));
        let (heeded, since) = (Some(at), None);
        let tracked = Tracked { financing, reference, kind, subject, on, set_by, heeded, since };
        deadline::Event::Tracked(tracked)
    }

    fn untrack(
        &self,
        at: u64,
        financing: Id<Financing>,
        kind: Kind,
        subject: &str,
    ) -> Vec<deadline::Event> {
        let known = self.deadline(financing, kind, subject).is_some();
        if !known || !self.heeds(at, financing, kind, subject) {
            return Vec::new();
        }
        let (subject, reference) = (subject.to_owned(), self.reference(financing));
        let heeded = Some(at);
        vec![deadline::Event::Untracked(Untracked { financing, reference, kind, subject, heeded })]
    }

    fn only(
        &self,
        at: u64,
        financing: Id<Financing>,
        kind: Kind,
        (subjects, on): (&[String], Date),
    ) -> Vec<deadline::Event> {
        let known = self.agreements.get(&financing).and_then(|it| it.deadlines.get(&kind));
        let gone = known.into_iter().flat_map(BTreeMap::keys);
        let gone = gone.filter(|subject| !subjects.contains(subject));
        let gone = gone.flat_map(|subject| self.untrack(at, financing, kind, subject));
        let these = subjects.iter();
        gone.chain(these.flat_map(|subject| self.track(at, financing, kind, (subject, on))))
            .collect()
    }

    fn forget(
        &self,
        at: u64,
        financing: Id<Financing>,
        only: Option<Kind>,
    ) -> Vec<deadline::Event> {
        let Some(agreement) = self.agreements.get(&financing) else { return Vec::new() };
        let all = agreement.deadlines.iter().filter(|(kind, _)| only.is_none_or(|it| it == **kind));
        let all = all.flat_map(|(kind, subjects)| subjects.keys().map(move |it| (*kind, it)));
        all.flat_map(|(kind, subject)| self.untrack(at, financing, kind, subject)).collect()
    }

    /// Whatever was said before the watch last said that it is reached, was known then.
    fn look(&self, at: u64, financing: Id<Financing>, kind: Kind) -> Vec<deadline::Event> {
        let Some(deadline) = self.deadline(financing, kind, "") else { return Vec::new() };
        if deadline.reached.is_none_or(|said| at < said) {
            return Vec::new();
        }
        let (reference, subject, on) = (self.reference(financing), String::new(), deadline.on);
        vec![deadline::Event::Reached(Reached { financing, reference, kind, subject, on })]
    }

    /// A day is of no matter to what was made known after it.
    fn day(&self, at: u64, date: Date) -> Vec<deadline::Event> {
        if self.day.is_some_and(|day| date < day) {
            return Vec::new();
        }
        let mut events = Vec::new();
        for (&financing, agreement) in &self.agreements {
            for (&kind, subjects) in &agreement.deadlines {
                for (subject, deadline) in subjects {
                    if !self.heeds(at, financing, kind, subject) {
                        continue;
                    }
                    let reference = || agreement.reference.clone();
                    let (on, subject) = (deadline.on, || subject.clone());
                    if deadline.is_late_on(date) && !deadline.reached_on(date, kind) {
                        events.push(deadline::Event::Tracked(Tracked {
                            financing,
                            reference: reference(),
                            kind,
                            subject: subject(),
                            on,
                            set_by: deadline.set_by,
                            heeded: None,
                            since: Some(day_before(date)),
                        }));
                    }
                    events.extend(deadline.thresholds_on(date).map(|days| {
                        deadline::Event::Approaching(deadline::Approaching {
                            financing,
                            reference: reference(),
                            kind,
                            subject: subject(),
                            on,
                            days,
                        })
                    }));
                    if deadline.reached_on(date, kind) {
                        events.push(deadline::Event::Reached(Reached {
                            financing,
                            reference: reference(),
                            kind,
                            subject: subject(),
                            on,
                        }));
                    }
                    if events.len() >= MOST {
                        return events;
                    }
                }
            }
        }
        events
    }

    /// Whether a fact at that place of the journal still has something to say about a deadline.
    fn heeds(&self, at: u64, of: Id<Financing>, kind: Kind, subject: &str) -> bool {
        let agreement = self.agreements.get(&of);
        let heeded = agreement.and_then(|it| it.heeded.get(&kind)?.get(subject));
        heeded.is_none_or(|heeded| *heeded <= at)
    }

    fn heed(
        &mut self,
        (financing, kind, subject): (&Id<Financing>, Kind, &String),
        at: Option<u64>,
    ) {
        let Some(at) = at else { return };
        let heeded = &mut self.agreements.entry(*financing).or_default().heeded;
        let heeded = heeded.entry(kind).or_default().entry(subject.clone()).or_default();
        *heeded = at.max(*heeded);
    }

    fn reference(&self, financing: Id<Financing>) -> Option<Code> {
        self.agreements.get(&financing)?.reference.clone()
    }

    fn deadline(&self, of: Id<Financing>, kind: Kind, subject: &str) -> Option<&Deadline> {
        self.agreements.get(&of)?.deadlines.get(&kind)?.get(subject)
    }

    fn deadline_mut(
        &mut self,
        (financing, kind, subject): (&Id<Financing>, Kind, &String),
    ) -> Option<&mut Deadline> {
        self.agreements.get_mut(financing)?.deadlines.get_mut(&kind)?.get_mut(subject)
    }
}
