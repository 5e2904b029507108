//! What is to be delivered, and whether it was.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Guards, require};
use serde::{Deserialize, Serialize};

use super::{Collaboration, Outcome};
use crate::rejection::Rejection;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Planned(Planned),
    Delivered(Delivered),
    Accepted(Accepted),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Planned {
    pub(crate) deliverable: Code,
    pub(crate) label: String,
    pub(crate) due_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivered {
    pub(crate) deliverable: Code,
    /// In the words of whoever delivers.
    pub(crate) note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) deliverable: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Planned,
    Delivered,
    Accepted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deliverable {
    pub(crate) planned: Planned,
    latest: Date,
    pub(crate) status: Status,
    pub(crate) note: Option<String>,
}

impl Deliverable {
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.status == Status::Planned && self.planned.due_on.is_some_and(|due| due < today)
    }
}

impl Collaboration {
    pub(super) fn plan_deliverable(&self, planned: &Planned, guards: Guards) -> Outcome {
        let name = &planned.deliverable;
        require(!self.deliverables.contains_key(name), || Rejection::NameTaken {
            name: name.clone(),
        })?;
        let (on, state) = (guards.on, self.state_on(guards.on).ok_or(Rejection::NotRegistered)?);
        require(state.is_open(), || Rejection::StateForbids { state: state.into(), on })?;
        Ok(guards.decided([Event::Planned(planned.clone())]))
    }

    /// A partner delivers: whether or not it was time to.
    pub(super) fn deliver(&self, name: &Code, note: &str, mut guards: Guards) -> Outcome {
        let deliverable = self.deliverable(name, &guards)?;
        let first = deliverable.status == Status::Planned;
        require(first, || Rejection::AlreadyRecorded)?;
        guards.consistent(self.working(&guards))?;
        let note = (!note.trim().is_empty()).then(|| note.to_owned());
        Ok(guards.decided([Event::Delivered(Delivered { deliverable: name.clone(), note })]))
    }

    pub(super) fn accept_deliverable(&self, name: &Code, mut guards: Guards) -> Outcome {
        let deliverable = self.deliverable(name, &guards)?;
        match deliverable.status {
            Status::Planned => guards
                .shown(Err(Rejection::DeliverableForbids { state: Status::Planned.into() }))?,
            Status::Delivered => (),
            Status::Accepted => return Err(Rejection::AlreadyRecorded),
        }
        Ok(guards.decided([Event::Accepted(Accepted { deliverable: name.clone() })]))
    }

    fn deliverable(&self, name: &Code, guards: &Guards) -> Result<&Deliverable, Rejection> {
        let unknown = || Rejection::UnknownName { name: name.clone() };
        let deliverable = self.deliverables.get(name).ok_or_else(unknown)?;
        guards.not_before(deliverable.latest)?;
        Ok(deliverable)
    }
}

pub(super) fn evolve(all: &mut BTreeMap<Code, Deliverable>, event: &Event, on: Date) {
    let (name, status, note) = match event {
        Event::Planned(planned) => {
            let planned = planned.clone();
            let one = Deliverable { latest: on, status: Status::Planned, note: None, planned };
            all.insert(one.planned.deliverable.clone(), one);
            return;
        }
        Event::Delivered(Delivered { deliverable, note }) => {
            (deliverable, Status::Delivered, note.clone())
        }
        Event::Accepted(Accepted { deliverable }) => (deliverable, Status::Accepted, None),
    };
    if let Some(one) = all.get_mut(name) {
        (one.status, one.latest) = (status, one.latest.max(on));
        one.note = note.or(one.note.take());
    }
}
