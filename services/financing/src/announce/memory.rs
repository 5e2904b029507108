use std::{collections::BTreeMap, sync::Arc};

use kernel::{
    Amendment, Change, Fact, Stored as _,
    correction::{self, AnomalyNoted},
};
use uuid::Uuid;

use crate::financing::{
    Event,
    agreement::{self, Registration},
    condition,
    key::ConditionKey,
    withdrawal::{self, Application},
};

/// What must be remembered of an agreement to speak of it: the facts that gave a name to what later
/// facts are about, as they were corrected since.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    facts: BTreeMap<About, Fact<Event>>,
    /// What each of them is about, by its event id.
    about: BTreeMap<Uuid, About>,
    /// What people call it; its id until somebody has said.
    called: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Agreement,
    Condition(ConditionKey),
    Withdrawal(u32),
    Anomaly(Uuid),
}

/// What later facts will speak of, if this one gives it a name.
fn named(fact: &Fact<Event>) -> Option<About> {
    Some(match &fact.event {
        Event::Agreement(agreement::Event::Registered(_)) => About::Agreement,
        Event::Condition(condition::Event::Added(added)) => {
            About::Condition(added.condition.clone())
        }
        Event::Withdrawal(withdrawal::Event::Prepared(application)) => {
            About::Withdrawal(application.number)
        }
        Event::Correction(correction::Event::AnomalyNoted(_)) => About::Anomaly(fact.event_id),
        Event::Agreement(_)
        | Event::Transition(_)
        | Event::Condition(_)
        | Event::Category(_)
        | Event::Tranche(_)
        | Event::Withdrawal(_)
        | Event::Account(_)
        | Event::Restructuring(_)
        | Event::Contract(_)
        | Event::NoObjection(_)
        | Event::Closure(_)
        | Event::Audit(_)
        | Event::Statement(_)
        | Event::Correction(_) => return None,
    })
}

impl Memory {
    pub(super) fn take(&mut self, fact: &Fact<Event>) {
        if self.called.is_empty() {
            fact.key().clone_into(&mut self.called);
        }
        if let Some(Amendment { target, change }) = fact.event.amendment() {
            self.amend(target, &change);
        } else if let Some(about) = named(fact) {
            self.about.insert(fact.event_id, about.clone());
            self.facts.insert(about, fact.clone());
            if let Some(registration) = self.registration() {
                self.called = registration.reference.to_string();
            }
        }
    }

    /// What cannot be applied changes nothing. A name outlives the fact that gave it, because
    /// whoever heard the name may still hear of it.
    fn amend(&mut self, target: Uuid, change: &Change) {
        let fact = self.about.get(&target).and_then(|about| self.facts.get(about));
        let Some(fact) = fact else { return };
        if let Ok(Some((event, meta))) = change.apply(fact) {
            let corrected = Fact { event, meta: Arc::new(meta), ..fact.clone() };
            self.take(&corrected);
        }
    }

    /// What people call the agreement.
    pub(super) fn financing(&self) -> String {
        self.called.clone()
    }

    pub(super) fn registration(&self) -> Option<&Registration> {
        let fact = self.facts.get(&About::Agreement)?;
        let Event::Agreement(agreement::Event::Registered(registration)) = &fact.event else {
            return None;
        };
        Some(registration)
    }

    pub(super) fn label(&self, condition: &ConditionKey) -> Option<&str> {
        let fact = self.facts.get(&About::Condition(condition.clone()))?;
        let Event::Condition(condition::Event::Added(added)) = &fact.event else { return None };
        Some(&added.label)
    }

    pub(super) fn application(&self, number: u32) -> Option<&Application> {
        let fact = self.facts.get(&About::Withdrawal(number))?;
        let Event::Withdrawal(withdrawal::Event::Prepared(application)) = &fact.event else {
            return None;
        };
        Some(application)
    }

    pub(super) fn anomaly(&self, noted: Uuid) -> Option<&AnomalyNoted> {
        let fact = self.facts.get(&About::Anomaly(noted))?;
        let Event::Correction(correction::Event::AnomalyNoted(anomaly)) = &fact.event else {
            return None;
        };
        Some(anomaly)
    }
}
