use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{Asked, Basis, Decided, Origin, Rejection as _, Stored as _};

use super::{
    Command, Event, Rejection,
    closure_reason::ClosureReason,
    correction::{self, AnomalyNoted},
};

/// What becomes of a rule that does not hold depends on whose act it is about.
///
/// An act of ours is refused. An act of somebody else has happened: it is recorded, and every rule
/// it contradicts is recorded beside it as an anomaly. An import records acts of ours from their
/// source: what contradicts other facts is still refused, what the source merely does not show is
/// left unverified.
#[derive(Debug)]
pub(super) struct Guards {
    whose: Whose,
    import: bool,
    /// The day it is said to be so.
    pub(super) on: Date,
    /// The asker names an authority, or another service gave the answer.
    pub(super) authorised: bool,
    anomalies: Vec<AnomalyNoted>,
    unverified: BTreeSet<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Ours,
    Theirs,
}

impl Guards {
    pub(super) fn new(whose: Whose, asked: &Asked<Command>) -> Self {
        Self {
            whose,
            import: asked.origin == Origin::Import,
            on: asked.effective.on,
            authorised: match &asked.basis {
                Basis::Verified { decision, .. } => decision.is_some(),
                Basis::Asserted { authority, .. } => authority.is_some(),
            },
            anomalies: Vec::new(),
            unverified: BTreeSet::new(),
        }
    }

    pub(super) fn ours(asked: &Asked<Command>) -> Self {
        Self::new(Whose::Ours, asked)
    }

    pub(super) fn theirs(asked: &Asked<Command>) -> Self {
        Self::new(Whose::Theirs, asked)
    }

    /// A rule about what is recorded: balances, order, names.
    pub(super) fn consistent(&mut self, rule: Result<(), Rejection>) -> Result<(), Rejection> {
        match (rule, self.whose) {
            (Err(broken), Whose::Theirs) => {
                self.note(&broken);
                Ok(())
            }
            (rule, _) => rule,
        }
    }

    /// A rule about what must be shown: conditions, signatures, letters.
    pub(super) fn shown(&mut self, rule: Result<(), Rejection>) -> Result<(), Rejection> {
        match rule {
            Err(broken) if self.import => {
                self.unverified.insert(broken.code());
                Ok(())
            }
            rule => self.consistent(rule),
        }
    }

    /// Nothing happens to a thing on a day before it was there: its own date is wrong, or this one.
    /// Whoever looks back reads facts in the order of their days, so this holds for everybody.
    pub(super) fn not_before(&self, since: Date) -> Result<(), Rejection> {
        require(self.on >= since, || Rejection::OutOfOrder { latest: since })
    }

    /// Odd, whoever does it, and never a reason to refuse.
    pub(super) fn note(&mut self, odd: &Rejection) {
        self.anomaly(odd.code(), odd.args());
    }

    /// All that still holds back closure, at once.
    pub(super) fn closed(&mut self, reasons: Vec<ClosureReason>) -> Result<(), Rejection> {
        let (hidden, reasons): (Vec<_>, Vec<_>) =
            reasons.into_iter().partition(|reason| self.import && reason.is_evidence());
        self.unverified.extend(hidden.iter().map(ClosureReason::code));
        match (reasons.is_empty(), self.whose) {
            (true, _) => Ok(()),
            (false, Whose::Ours) => Err(Rejection::ClosureBlocked { reasons }),
            (false, Whose::Theirs) => {
                for reason in &reasons {
                    self.anomaly(reason.code(), reason.args());
                }
                Ok(())
            }
        }
    }

    fn anomaly(&mut self, code: &str, args: Vec<(&'static str, String)>) {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.anomalies.push(AnomalyNoted { about: code.to_owned(), args, beside: String::new() });
    }

    /// The events, what is odd about the first of them, and what nobody could check.
    pub(super) fn decided<E: Into<Event>>(
        self,
        events: impl IntoIterator<Item = E>,
    ) -> Decided<Event> {
        let mut events: Vec<Event> = events.into_iter().map(Into::into).collect();
        let beside = events.first().map_or("", |event| event.name());
        let noted = |anomaly| AnomalyNoted { beside: beside.to_owned(), ..anomaly };
        let noted = self.anomalies.into_iter().map(noted);
        events.extend(noted.map(correction::Event::AnomalyNoted).map(Event::Correction));
        Decided { events, unverified: self.unverified.into_iter().map(str::to_owned).collect() }
    }
}

/// `rule` holds, or this is why not.
pub(super) fn require(rule: bool, otherwise: impl FnOnce() -> Rejection) -> Result<(), Rejection> {
    if rule { Ok(()) } else { Err(otherwise()) }
}

/// Somebody says why.
pub(super) fn reason(text: &str) -> Result<(), Rejection> {
    require(!text.trim().is_empty(), || Rejection::ReasonMissing)
}
