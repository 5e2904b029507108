//! A watch: the deadlines of one programme, and which of them somebody should hear about today.
//!
//! Invariants:
//! - each threshold of each deadline is announced once, in order, and none that had passed when
//!   the deadline was made known;
//! - a day on which nothing is due leaves no trace.

pub(crate) mod deadline;
pub(crate) mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate, Asked, Code, Decided, Fact, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::deadline::{Deadline, Kind, Reached, Tracked, Untracked};
use crate::financing::Financing;

pub(crate) use self::rejection::Rejection;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Watch {
    agreements: BTreeMap<Id<Financing>, Agreement>,
}

/// One agreement, as far as its deadlines go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Agreement {
    reference: Option<Code>,
    deadlines: BTreeMap<Kind, BTreeMap<String, Deadline>>,
}

/// What can be asked of a watch.
#[derive(Clone, Debug)]
pub(crate) enum Command {
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
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Rejection> {
        let events = match &asked.command {
            Command::Name { financing, reference } => self.name(*financing, reference),
            Command::Track { financing, kind, subject, on } => {
                self.track(*financing, *kind, subject, *on)
            }
            Command::Untrack { financing, kind, subject } => {
                self.untrack(*financing, *kind, subject)
            }
            Command::Forget { financing, kind } => self.forget(*financing, *kind),
            Command::Correct { financing, target, kind, from, to } => {
                self.correct(*financing, *target, *kind, (*from, *to))
            }
            Command::Void { financing, target } => self.void(*financing, *target),
            Command::Day { date } => self.day(*date),
        };
        Ok(events.into_iter().map(Event::Deadline).collect::<Vec<_>>().into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let Event::Deadline(event) = &fact.event;
        match event {
            deadline::Event::AgreementNamed(named) => {
                let agreement = self.agreements.entry(named.financing).or_default();
                agreement.reference = Some(named.reference.clone());
            }
            deadline::Event::Tracked(Tracked { financing, kind, subject, on, set_by, .. }) => {
                let deadlines = &mut self.agreements.entry(*financing).or_default().deadlines;
                let deadlines = deadlines.entry(*kind).or_default();
                let set_by = set_by.or(fact.meta.causation);
                let deadline = Deadline::new(*on, set_by, fact.effective_on());
                let deadline = deadline.after(deadlines.remove(subject));
                deadlines.insert(subject.clone(), deadline);
            }
            deadline::Event::Untracked(Untracked { financing, kind, subject, .. }) => {
                if let Some(agreement) = self.agreements.get_mut(financing)
                    && let Some(subjects) = agreement.deadlines.get_mut(kind)
                {
                    subjects.remove(subject);
                }
            }
            deadline::Event::Approaching(approaching) => {
                let key = (&approaching.financing, approaching.kind, &approaching.subject);
                if let Some(deadline) = self.deadline_mut(key) {
                    deadline.announced.insert(approaching.days);
                }
            }
            deadline::Event::Reached(reached) => {
                let key = (&reached.financing, reached.kind, &reached.subject);
                if let Some(deadline) = self.deadline_mut(key) {
                    deadline.reached = true;
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
        financing: Id<Financing>,
        kind: Kind,
        subject: &str,
        on: Date,
    ) -> Vec<deadline::Event> {
        if self.deadline(financing, kind, subject).is_some_and(|known| known.on == on) {
            return Vec::new();
        }
        vec![self.tracked(financing, kind, subject, on, None)]
    }

    fn tracked(
        &self,
        financing: Id<Financing>,
        kind: Kind,
        subject: &str,
        on: Date,
        set_by: Option<Uuid>,
    ) -> deadline::Event {
        let (subject, reference) = (subject.to_owned(), self.reference(financing));
        deadline::Event::Tracked(Tracked { financing, reference, kind, subject, on, set_by })
    }

    fn untrack(&self, financing: Id<Financing>, kind: Kind, subject: &str) -> Vec<deadline::Event> {
        if self.deadline(financing, kind, subject).is_none() {
            return Vec::new();
        }
        let (subject, reference) = (subject.to_owned(), self.reference(financing));
        vec![deadline::Event::Untracked(Untracked { financing, reference, kind, subject })]
    }

    fn forget(&self, financing: Id<Financing>, only: Option<Kind>) -> Vec<deadline::Event> {
        let Some(agreement) = self.agreements.get(&financing) else { return Vec::new() };
        let all = agreement.deadlines.iter().filter(|(kind, _)| only.is_none_or(|it| it == **kind));
        let all = all.flat_map(|(kind, subjects)| subjects.keys().map(move |it| (*kind, it)));
        all.flat_map(|(kind, subject)| self.untrack(financing, kind, subject)).collect()
    }

    /// Only what the fact still sets moves: what a later one has set since stays.
    fn correct(
        &self,
        financing: Id<Financing>,
        target: Uuid,
        kind: Kind,
        (from, to): (Option<Date>, Option<Date>),
    ) -> Vec<deadline::Event> {
        let Some(to) = to else {
            let set = self.set_by(financing, target).filter(|(of, ..)| *of == kind);
            return set.flat_map(|(_, it, _)| self.untrack(financing, kind, it)).collect();
        };
        let moved = |subject: &str| self.tracked(financing, kind, subject, to, Some(target));
        // A fact that had set none says so of the only one of its kind, if there is none.
        if from.is_none() && kind.is_single() && self.deadline(financing, kind, "").is_none() {
            return vec![moved("")];
        }
        self.set_by(financing, target)
            .filter(|(of, _, deadline)| *of == kind && deadline.on != to)
            .map(|(_, subject, _)| moved(subject))
            .collect()
    }

    /// Each deadline goes back to what it was before that fact.
    fn void(&self, financing: Id<Financing>, target: Uuid) -> Vec<deadline::Event> {
        let set = self.set_by(financing, target);
        set.flat_map(|(kind, subject, deadline)| match deadline.before.last() {
            Some((set_by, on)) => vec![self.tracked(financing, kind, subject, *on, *set_by)],
            None => self.untrack(financing, kind, subject),
        })
        .collect()
    }

    /// What that fact set, and no later one has moved.
    fn set_by(
        &self,
        financing: Id<Financing>,
        target: Uuid,
    ) -> impl Iterator<Item = (Kind, &String, &Deadline)> {
        let deadlines = self.agreements.get(&financing).map(|agreement| &agreement.deadlines);
        let all = deadlines.into_iter().flatten();
        let all = all.flat_map(|(kind, all)| all.iter().map(|(name, it)| (*kind, name, it)));
        all.filter(move |(_, _, deadline)| deadline.set_by == Some(target))
    }

    fn day(&self, date: Date) -> Vec<deadline::Event> {
        let mut events = Vec::new();
        for (&financing, agreement) in &self.agreements {
            for (&kind, subjects) in &agreement.deadlines {
                for (subject, deadline) in subjects {
                    let reference = || agreement.reference.clone();
                    events.extend(deadline.thresholds_on(date).map(|days| {
                        deadline::Event::Approaching(deadline::Approaching {
                            financing,
                            reference: reference(),
                            kind,
                            subject: subject.clone(),
                            on: deadline.on,
                            days,
                        })
                    }));
                    if deadline.reached_on(date, kind) {
                        events.push(deadline::Event::Reached(Reached {
                            financing,
                            reference: reference(),
                            kind,
                            subject: subject.clone(),
                            on: deadline.on,
                        }));
                    }
                }
            }
        }
        events
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
