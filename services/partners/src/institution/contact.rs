//! Whom to write to at an institution. The office is public; the person is ciphertext whose key lies
//! outside the journal, so that erasing them is destroying that key.

use std::collections::BTreeMap;

use kernel::{Code, Guards, require};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Institution, Outcome};
use crate::{rejection::Rejection, rules::reason};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Recorded),
    Erased(Erased),
    HoldPlaced(HoldPlaced),
    HoldLifted(HoldLifted),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) contact: Code,
    pub(crate) office: String,
    /// Names the key in the vault, and nobody.
    pub(crate) subject: Uuid,
    /// Base64: who it is and how to reach them, encrypted.
    pub(crate) sealed: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erased {
    pub(crate) contact: Code,
    /// Every key that contact ever had.
    pub(crate) subjects: Vec<Uuid>,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HoldPlaced {
    pub(crate) contact: Code,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HoldLifted {
    pub(crate) contact: Code,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) office: String,
    pub(crate) sealed: String,
    /// The latest is the one that `sealed` is encrypted for.
    pub(crate) subjects: Vec<Uuid>,
    pub(crate) erased: bool,
    /// Why it may not be erased.
    pub(crate) held: Option<String>,
}

impl Institution {
    pub(super) fn record_contact(&self, recorded: &Recorded, guards: Guards) -> Outcome {
        self.living(&guards)?;
        let erased = self.contacts.get(&recorded.contact).is_some_and(|it| it.erased);
        // Somebody else in the same office is another contact.
        require(!erased, || Rejection::ContactErased)?;
        require(!recorded.sealed.is_empty(), || Rejection::ContactEmpty)?;
        Ok(guards.decided([Event::Recorded(recorded.clone())]))
    }

    pub(super) fn erase(&self, name: &Code, why: &str, guards: Guards) -> Outcome {
        let contact = self.contact(name)?;
        require(!contact.erased, || Rejection::ContactErased)?;
        if let Some(reason) = contact.held.clone() {
            return Err(Rejection::LegalHold { reason });
        }
        reason(why)?;
        let (contact, subjects) = (name.clone(), contact.subjects.clone());
        Ok(guards.decided([Event::Erased(Erased { contact, subjects, reason: why.to_owned() })]))
    }

    pub(super) fn hold(&self, name: &Code, why: &str, guards: Guards) -> Outcome {
        let contact = self.contact(name)?;
        require(!contact.erased, || Rejection::ContactErased)?;
        require(contact.held.is_none(), || Rejection::AlreadyRecorded)?;
        reason(why)?;
        let (contact, reason) = (name.clone(), why.to_owned());
        Ok(guards.decided([Event::HoldPlaced(HoldPlaced { contact, reason })]))
    }

    pub(super) fn lift(&self, name: &Code, why: &str, guards: Guards) -> Outcome {
        require(self.contact(name)?.held.is_some(), || Rejection::NotHeld)?;
        reason(why)?;
        let (contact, reason) = (name.clone(), why.to_owned());
        Ok(guards.decided([Event::HoldLifted(HoldLifted { contact, reason })]))
    }

    fn contact(&self, name: &Code) -> Result<&Contact, Rejection> {
        self.contacts.get(name).ok_or_else(|| Rejection::UnknownName { name: name.clone() })
    }
}

pub(super) fn evolve(all: &mut BTreeMap<Code, Contact>, event: &Event) {
    match event {
        Event::Recorded(Recorded { contact, office, subject, sealed }) => {
            let one = all.entry(contact.clone()).or_insert_with(|| Contact {
                office: String::new(),
                sealed: String::new(),
                subjects: Vec::new(),
                erased: false,
                held: None,
            });
            (one.office, one.sealed) = (office.clone(), sealed.clone());
            if !one.subjects.contains(subject) {
                one.subjects.push(*subject);
            }
        }
        Event::Erased(Erased { contact, .. }) => {
            if let Some(one) = all.get_mut(contact) {
                one.erased = true;
            }
        }
        Event::HoldPlaced(HoldPlaced { contact, reason }) => {
            if let Some(one) = all.get_mut(contact) {
                one.held = Some(reason.clone());
            }
        }
        Event::HoldLifted(HoldLifted { contact, .. }) => {
            if let Some(one) = all.get_mut(contact) {
                one.held = None;
            }
        }
    }
}
