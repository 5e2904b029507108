//! An institution: what it is called, where and since when, and whom to write to.
//!
//! Invariants:
//! - a code is registered once; names and acronyms have a validity and are never replaced;
//! - who a contact is, is here as ciphertext only; what is erased stays erased;
//! - nothing under a legal hold is erased.

pub(crate) mod contact;
pub(crate) mod naming;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    Timeline, correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    contact::{Contact, Recorded},
    naming::{AcronymGiven, Dissolved, Name, Registered, Renamed},
};
use crate::{
    rejection::Rejection,
    rules::{in_order, reason},
};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Register(Registered),
    Rename(Name),
    GiveAcronym(AcronymGiven),
    Dissolve(Dissolved),
    /// Sealed at the edge: nothing readable gets here.
    RecordContact(Recorded),
    EraseContact {
        contact: Code,
        reason: String,
    },
    PlaceLegalHold {
        contact: Code,
        reason: String,
    },
    LiftLegalHold {
        contact: Code,
        reason: String,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Naming(naming::Event),
    Contact(contact::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.institution.registered.v1" => Naming(naming::Event::Registered),
    "partners.institution.renamed.v1" => Naming(naming::Event::Renamed),
    "partners.institution.acronym-given.v1" => Naming(naming::Event::AcronymGiven),
    "partners.institution.dissolved.v1" => Naming(naming::Event::Dissolved),
    "partners.contact.recorded.v1" => Contact(contact::Event::Recorded),
    "partners.contact.erased.v1" => Contact(contact::Event::Erased),
    "partners.contact.hold-placed.v1" => Contact(contact::Event::HoldPlaced),
    "partners.contact.hold-lifted.v1" => Contact(contact::Event::HoldLifted),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event { Naming(naming), Contact(contact), });

kernel::amending!(Command { Amend, Explain });

impl Event {
    /// What names the key of a person stays as it is: whoever is to be erased is found by it.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Contact(contact::Event::Recorded(_) | contact::Event::Erased(_)) => {
                Amendable::Never
            }
            Self::Naming(naming::Event::Dissolved(_)) => Amendable::ByTwo,
            Self::Contact(contact::Event::HoldPlaced(_) | contact::Event::HoldLifted(_))
            | Self::Naming(
                naming::Event::Registered(_)
                | naming::Event::Renamed(_)
                | naming::Event::AcronymGiven(_),
            )
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Institution {
    pub(crate) registration: Option<Registered>,
    since: Option<Date>,
    pub(crate) names: Timeline<Name>,
    pub(crate) acronyms: Vec<(Date, AcronymGiven)>,
    pub(crate) dissolved: Option<(Date, Dissolved)>,
    pub(crate) contacts: BTreeMap<Code, Contact>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Institution {
    const CATEGORY: &'static str = "institution";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let ours = || Guards::ours(asked);
        let registering = matches!(asked.command, C::Register(_));
        require(registering || self.registration.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Register(registered) => self.register(registered, ours()),
            C::Rename(name) => self.rename(name, ours()),
            C::GiveAcronym(given) => self.give_acronym(given, ours()),
            C::Dissolve(dissolved) => self.dissolve(dissolved, ours()),
            C::RecordContact(recorded) => self.record_contact(recorded, ours()),
            C::EraseContact { contact, reason } => self.erase(contact, reason, ours()),
            C::PlaceLegalHold { contact, reason } => self.hold(contact, reason, ours()),
            C::LiftLegalHold { contact, reason } => self.lift(contact, reason, ours()),
            C::Amend(amending) => {
                let guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Naming(event) => self.named(event, on),
            Event::Contact(event) => contact::evolve(&mut self.contacts, event),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }
}

impl Institution {
    /// The same id as in the metadata of everything the institution does.
    pub(crate) fn id(code: &Code) -> Id<Self> {
        Id::derived(&["institution", code.as_str()])
    }

    fn register(&self, registered: &Registered, guards: Guards) -> Outcome {
        require(self.registration.is_none(), || Rejection::AlreadyRegistered)?;
        Ok(guards.decided([naming::Event::Registered(registered.clone())]))
    }

    fn rename(&self, name: &Name, guards: Guards) -> Outcome {
        let since = self.living(&guards)?;
        guards.not_before(since)?;
        in_order(&guards, &self.names)?;
        let same = self.names.state_on(guards.on) == Some(name);
        require(!same, || Rejection::NothingToChange)?;
        Ok(guards.decided([naming::Event::Renamed(Renamed { name: name.clone() })]))
    }

    fn give_acronym(&self, given: &AcronymGiven, guards: Guards) -> Outcome {
        let since = self.living(&guards)?;
        guards.not_before(since)?;
        let ends = given.until.is_none_or(|until| until >= guards.on);
        require(ends, || Rejection::PeriodReversed)?;
        let there = self.acronyms.iter().any(|(_, other)| other == given);
        require(!there, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([naming::Event::AcronymGiven(given.clone())]))
    }

    fn dissolve(&self, dissolved: &Dissolved, mut guards: Guards) -> Outcome {
        self.living(&guards)?;
        in_order(&guards, &self.names)?;
        guards.shown(reason(&dissolved.reason))?;
        Ok(guards.decided([naming::Event::Dissolved(dissolved.clone())]))
    }

    /// Since when, if it is not dissolved by then.
    fn living(&self, guards: &Guards) -> Result<Date, Rejection> {
        if let Some((since, _)) = self.dissolved {
            require(guards.on < since, || Rejection::Dissolved { since })?;
        }
        self.since.ok_or(Rejection::NotRegistered)
    }

    fn named(&mut self, event: &naming::Event, on: Date) {
        match event {
            naming::Event::Registered(registered) => {
                self.since = Some(on);
                self.names.set(on, registered.name.clone());
                if let Some(acronym) = registered.acronym.clone() {
                    let country = registered.country.clone();
                    self.acronyms.push((on, AcronymGiven { acronym, country, until: None }));
                }
                self.registration = Some(registered.clone());
            }
            naming::Event::Renamed(Renamed { name }) => self.names.set(on, name.clone()),
            naming::Event::AcronymGiven(given) => self.acronyms.push((on, given.clone())),
            naming::Event::Dissolved(dissolved) => self.dissolved = Some((on, dissolved.clone())),
        }
    }
}
