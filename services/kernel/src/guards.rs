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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        Authority, Kind,
        correction::{EntryVoided, Event},
        testing::{asked, who},
    };

    /// Events of a service that says nothing but corrections.
    #[derive(Clone, Debug, PartialEq, Eq)]
    enum Said {
        Correction(Event),
    }

    crate::stored!(Said {
        "toy.correction.fact-corrected.v1" => Correction(correction::Event::FactCorrected),
        "toy.correction.entry-voided.v1" => Correction(correction::Event::EntryVoided),
        "toy.correction.anomaly-noted.v1" => Correction(correction::Event::AnomalyNoted),
        "toy.correction.anomaly-explained.v1" => Correction(correction::Event::AnomalyExplained),
    });

    impl From<Event> for Said {
        fn from(event: Event) -> Self {
            Self::Correction(event)
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("the jar is full")]
    struct Full;

    impl Rejection for Full {
        fn kind(&self) -> Kind {
            Kind::Precondition
        }

        fn code(&self) -> &'static str {
            "toy-full"
        }

        fn args(&self) -> Vec<(&'static str, String)> {
            vec![("coins", "1000".to_owned())]
        }
    }

    fn said() -> Event {
        let (name, reason) = ("toy.coin.put.v1".to_owned(), "Doublon".to_owned());
        Event::EntryVoided(EntryVoided { target: uuid::Uuid::nil(), name, reason })
    }

    fn act(origin: Origin) -> Asked<()> {
        Asked { origin, ..asked(&who("awa"), date(2026, 3, 2), ()) }
    }

    /// The code and the argument of each anomaly, and what it was noted beside.
    fn noted(decided: &Decided<Said>) -> Vec<(&str, &str, &str)> {
        decided.events.iter().filter_map(odd).collect()
    }

    fn odd(Said::Correction(event): &Said) -> Option<(&str, &str, &str)> {
        match event {
            Event::AnomalyNoted(it) => Some((&it.about, &it.args["coins"], &it.beside)),
            Event::FactCorrected(_) | Event::EntryVoided(_) | Event::AnomalyExplained(_) => None,
        }
    }

    #[test]
    fn an_act_of_ours_is_refused_and_one_of_theirs_is_recorded_with_what_is_odd() {
        let mut ours = Guards::ours(&act(Origin::Person));
        assert_eq!(ours.consistent(Err(Full)), Err(Full));
        assert_eq!(ours.shown(Err(Full)), Err(Full));
        let mut theirs = Guards::theirs(&act(Origin::Person));
        assert_eq!(theirs.consistent(Err(Full)), Ok(()));
        let decided: Decided<Said> = theirs.decided([said()]);
        assert_eq!(decided.events[0], Said::Correction(said()));
        assert_eq!(noted(&decided), [("toy-full", "1000", "toy.correction.entry-voided.v1")]);
        assert!(decided.unverified.is_empty());
    }

    #[test]
    fn an_import_need_not_show_and_may_not_contradict() {
        let mut import = Guards::ours(&act(Origin::Import));
        assert_eq!(import.shown(Err(Full)), Ok(()));
        assert_eq!(import.consistent(Err(Full)), Err(Full));
        let decided: Decided<Said> = import.decided([said()]);
        assert_eq!((decided.events.len(), decided.unverified), (1, vec!["toy-full".to_owned()]));
    }

    #[test]
    fn nothing_happens_to_a_thing_before_it_is_there() {
        let guards = Guards::theirs(&act(Origin::Person));
        assert_eq!(guards.not_before(date(2026, 3, 2)), Ok(()));
        let latest = date(2026, 3, 3);
        assert_eq!(guards.not_before(latest), Err(OutOfOrder { latest }));
    }

    #[test]
    fn an_authority_is_named_or_it_is_not() {
        assert!(!Guards::ours(&act(Origin::Person)).authorised);
        let authority = Some(Authority::Notice("Lettre 12".into()));
        let basis = Basis::Asserted { authority, document: None };
        assert!(Guards::ours(&Asked { basis, ..act(Origin::Person) }).authorised);
    }
}
