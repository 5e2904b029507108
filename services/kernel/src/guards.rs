//! What becomes of a rule that does not hold.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Asked, Basis, Decided, Origin, Rejection, Stored,
    correction::{self, AnomalyNoted},
};

/// What becomes of a rule that does not hold depends on whose act it is about.
///
/// An act of ours is refused. An act of somebody else has happened: it is recorded, and every rule
/// it contradicts is recorded beside it as an anomaly. An import records acts of ours from their
/// source: what contradicts other facts is still refused, what the source merely does not show is
/// left unverified.
#[derive(Debug)]
pub struct Guards {
    pub whose: Whose,
    /// Records older than the platform are entered from their sources.
    pub import: bool,
    /// The day it is said to be so.
    pub on: Date,
    /// The asker names an authority, or another service gave the answer.
    pub authorised: bool,
    anomalies: Vec<AnomalyNoted>,
    unverified: BTreeSet<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Ours,
    Theirs,
}

/// Something is said to have happened to a thing before it was there, or before its latest change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder {
    pub latest: Date,
}

impl Guards {
    pub fn new<C>(whose: Whose, asked: &Asked<C>) -> Self {
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

    pub fn ours<C>(asked: &Asked<C>) -> Self {
        Self::new(Whose::Ours, asked)
    }

    pub fn theirs<C>(asked: &Asked<C>) -> Self {
        Self::new(Whose::Theirs, asked)
    }

    /// A rule about what is recorded: balances, order, names.
    pub fn consistent<R: Rejection>(&mut self, rule: Result<(), R>) -> Result<(), R> {
        match (rule, self.whose) {
            (Err(broken), Whose::Theirs) => {
                self.note(&broken);
                Ok(())
            }
            (rule, _) => rule,
        }
    }

    /// A rule about what must be shown: conditions, signatures, letters.
    pub fn shown<R: Rejection>(&mut self, rule: Result<(), R>) -> Result<(), R> {
        match rule {
            Err(broken) if self.import => {
                self.unverified(broken.code());
                Ok(())
            }
            rule => self.consistent(rule),
        }
    }

    /// Nothing happens to a thing on a day before it was there: its own date is wrong, or this one.
    /// Whoever looks back reads facts in the order of their days, so this holds for everybody.
    pub fn not_before(&self, since: Date) -> Result<(), OutOfOrder> {
        require(self.on >= since, || OutOfOrder { latest: since })
    }

    /// Odd, whoever does it, and never a reason to refuse.
    pub fn note<R: Rejection>(&mut self, odd: &R) {
        self.anomaly(odd.code(), odd.args());
    }

    /// The same, of something that has a code and is no rejection.
    pub fn anomaly(&mut self, code: &str, args: Vec<(&'static str, String)>) {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.anomalies.push(AnomalyNoted { about: code.to_owned(), args, beside: String::new() });
    }

    /// Nobody could check the rule of that code.
    pub fn unverified(&mut self, code: &'static str) {
        self.unverified.insert(code);
    }

    /// The events, what is odd about the first of them, and what nobody could check.
    pub fn decided<E>(self, events: impl IntoIterator<Item = impl Into<E>>) -> Decided<E>
    where
        E: Stored + From<correction::Event>,
    {
        let mut events: Vec<E> = events.into_iter().map(Into::into).collect();
        let beside = events.first().map_or("", |event| event.name());
        let noted = |anomaly| AnomalyNoted { beside: beside.to_owned(), ..anomaly };
        let noted: Vec<_> = self.anomalies.into_iter().map(noted).collect();
        events.extend(noted.into_iter().map(correction::Event::AnomalyNoted).map(E::from));
        Decided { events, unverified: self.unverified.into_iter().map(str::to_owned).collect() }
    }
}

/// `rule` holds, or this is why not.
pub fn require<R>(rule: bool, otherwise: impl FnOnce() -> R) -> Result<(), R> {
    if rule { Ok(()) } else { Err(otherwise()) }
}
