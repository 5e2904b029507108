//! Deadlines of facts that should have been otherwise, or not at all.

use jiff::civil::Date;
use kernel::Id;
use uuid::Uuid;

use super::{
    MOST, Watch,
    deadline::{self, Deadline, Kind},
};
use crate::financing::{Financing, rules::Rules};

impl Watch {
    /// Only what the fact still sets moves: what a later one has set since stays.
    pub(super) fn correct(
        &self,
        at: u64,
        financing: Id<Financing>,
        (target, kind): (Uuid, Kind),
        (from, to): (Option<Date>, Option<Date>),
    ) -> Vec<deadline::Event> {
        let Some(to) = to else {
            let set = self.set_by(financing, target).filter(|(of, ..)| *of == kind);
            return set.flat_map(|(_, it, _)| self.untrack(at, financing, kind, it)).collect();
        };
        let heeds = |subject: &str| self.heeds(at, financing, kind, subject);
        let moved = |subject: &str| self.tracked(at, financing, kind, (subject, to, Some(target)));
        // A fact that had set none says so of the only one of its kind, if there is none.
        if from.is_none() && kind.is_single() && self.deadline(financing, kind, "").is_none() {
            return if heeds("") { vec![moved("")] } else { Vec::new() };
        }
        self.set_by(financing, target)
            .filter(|(of, subject, deadline)| *of == kind && deadline.on != to && heeds(subject))
            .map(|(_, subject, _)| moved(subject))
            .collect()
    }

    /// The last budget year to be audited is the one in which the agreement closes.
    pub(super) fn audits_follow(
        &self,
        at: u64,
        of: Id<Financing>,
        (from, to): (Date, Date),
    ) -> Vec<deadline::Event> {
        let (rules, kind) = (Rules::default(), Kind::AuditDue);
        let after = |day: Date| day.year().saturating_add(1);
        let more = (after(from)..=to.year()).take(MOST).filter_map(|year| {
            let due = rules.audit_due(year)?;
            Some(self.track(at, of, kind, (&year.to_string(), due)))
        });
        let fewer = (after(to)..=from.year()).take(MOST);
        let fewer = fewer.map(|year| self.untrack(at, of, kind, &year.to_string()));
        more.chain(fewer).flatten().collect()
    }

    /// Each deadline goes back to what it was before that fact.
    pub(super) fn void(
        &self,
        at: u64,
        financing: Id<Financing>,
        target: Uuid,
    ) -> Vec<deadline::Event> {
        let set = self.set_by(financing, target);
        let set = set.filter(|(kind, subject, _)| self.heeds(at, financing, *kind, subject));
        set.flat_map(|(kind, subject, deadline)| match deadline.before.last() {
            Some((set_by, on)) => vec![self.tracked(at, financing, kind, (subject, *on, *set_by))],
            None => self.untrack(at, financing, kind, subject),
        })
        .collect()
    }

    pub(super) fn recall(
        &self,
        at: u64,
        financing: Id<Financing>,
        target: Uuid,
    ) -> Vec<deadline::Event> {
        let ended = self.agreements.get(&financing).map(|agreement| &agreement.ended);
        let all = ended.into_iter().flatten();
        let all = all.flat_map(|(kind, all)| all.iter().map(|(subject, it)| (*kind, subject, it)));
        all.filter(|(kind, subject, gone)| {
            gone.by == target && self.heeds(at, financing, *kind, subject)
        })
        .map(|(kind, subject, gone)| {
            self.tracked(at, financing, kind, (subject, gone.on, gone.set_by))
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
}
