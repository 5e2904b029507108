//! A restructuring: a set of changes to the agreement, asked for, approved, put into effect.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection,
    agreement::{self, ClosingDateExtended, acts::CLOSED},
    category::{self, AmountCancelled, Charge, Move, Reallocated},
    guards::{Guards, reason, require},
    key::RestructuringKey,
    transition::Validation,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Requested(Request),
    Cleared(Cleared),
    Approved(Approved),
    PutIntoEffect(PutIntoEffect),
    Withdrawn(Withdrawn),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) restructuring: RestructuringKey,
    pub(crate) level: Level,
    pub(crate) changes: Changes,
}

/// Who approves it, at the financier.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Level {
    Management,
    Board,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    pub(crate) closing_on: Option<Date>,
    pub(crate) cancellations: Vec<Charge>,
    pub(crate) reallocations: Vec<Move>,
    /// Objective, indicators, components.
    pub(crate) other: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cleared {
    pub(crate) restructuring: RestructuringKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    pub(crate) restructuring: RestructuringKey,
}

/// Each of its changes follows as an event of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PutIntoEffect {
    pub(crate) restructuring: RestructuringKey,
    pub(crate) changes: Changes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Withdrawn {
    pub(crate) restructuring: RestructuringKey,
    pub(crate) reason: String,
}

/// Where a restructuring is on its way.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Requested,
    Cleared,
    Approved,
    Effective,
    Withdrawn,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Restructuring {
    pub(crate) request: Request,
    pub(crate) requested_on: Date,
    pub(crate) status: Status,
    /// What has happened to it, by its day and in the order in which it was recorded.
    steps: BTreeMap<Date, Vec<Status>>,
}

impl Status {
    /// What is cleared here once the financier has approved it stays approved.
    pub(crate) fn after(self, before: Self) -> Self {
        let further = matches!(before, Self::Approved | Self::Effective);
        if self == Self::Cleared && further { before } else { self }
    }
}

impl Restructuring {
    pub(super) fn is_pending(&self) -> bool {
        matches!(self.status, Status::Requested | Status::Cleared | Status::Approved)
    }
}

impl Changes {
    fn is_empty(&self) -> bool {
        let Self { closing_on, cancellations, reallocations, other } = self;
        closing_on.is_none()
            && cancellations.is_empty()
            && reallocations.is_empty()
            && other.is_empty()
    }
}

impl Financing {
    pub(super) fn request_restructuring(&self, request: &Request, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        let name = &request.restructuring;
        let free = !self.restructurings.contains_key(name);
        require(free, || Rejection::NameTaken { name: name.to_string() })?;
        require(!request.changes.is_empty(), || Rejection::NothingToChange)?;
        self.known_charges(&request.changes.cancellations)?;
        self.known_moves(&request.changes.reallocations)?;
        Ok(guards.decided([Event::Requested(request.clone())]))
    }

    pub(super) fn clear_restructuring(
        &self,
        name: &RestructuringKey,
        mut guards: Guards,
    ) -> Outcome {
        self.restructure(name, &[Status::Requested], Status::Cleared, &mut guards)?;
        Ok(guards.decided([Event::Cleared(Cleared { restructuring: name.clone() })]))
    }

    pub(super) fn approve_restructuring(
        &self,
        name: &RestructuringKey,
        mut guards: Guards,
    ) -> Outcome {
        self.restructure(name, &[Status::Cleared], Status::Approved, &mut guards)?;
        Ok(guards.decided([Event::Approved(Approved { restructuring: name.clone() })]))
    }

    pub(super) fn withdraw_restructuring(
        &self,
        name: &RestructuringKey,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Requested, Status::Cleared, Status::Approved];
        self.restructure(name, &from, Status::Withdrawn, &mut guards)?;
        guards.shown(reason(why))?;
        let withdrawn = Withdrawn { restructuring: name.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::Withdrawn(withdrawn)]))
    }

    /// Its changes take effect together: each is an event of its own, and none is left out.
    pub(super) fn put_into_effect(&self, name: &RestructuringKey, mut guards: Guards) -> Outcome {
        let from = [Status::Approved];
        let one = self.restructure(name, &from, Status::Effective, &mut guards)?;
        self.is_live(&mut guards)?;
        let changes = &one.request.changes;
        self.remain_available(&changes.cancellations, &changes.reallocations, &mut guards)?;
        let put = PutIntoEffect { restructuring: name.clone(), changes: changes.clone() };
        let mut events = vec![super::Event::from(Event::PutIntoEffect(put))];
        if let Some(extension) = self.extension_by(one, &mut guards)? {
            events.push(agreement::Event::ClosingDateExtended(extension).into());
        }
        let restructuring = || Some(name.clone());
        if !changes.reallocations.is_empty() {
            let moves = changes.reallocations.clone();
            let reallocated = Reallocated { moves, restructuring: restructuring() };
            events.push(category::Event::Reallocated(reallocated).into());
        }
        events.extend(changes.cancellations.iter().cloned().map(|Charge { category, money }| {
            let cancelled =
                AmountCancelled { category, money, restructuring: restructuring(), reason: None };
            super::Event::from(category::Event::AmountCancelled(cancelled))
        }));
        Ok(guards.decided(events))
    }

    /// Of a closing date that is passed, its own command is asked for: that reopens the agreement, or
    /// undoes that it was passed, and takes two persons. The source of an import is believed.
    fn extension_by(
        &self,
        one: &Restructuring,
        guards: &mut Guards,
    ) -> Result<Option<ClosingDateExtended>, Rejection> {
        let current = self.agreement.closing_on;
        let moved = one.request.changes.closing_on.filter(|day| Some(*day) != current);
        let Some(closing_on) = moved else { return Ok(None) };
        let extension = self.extension(closing_on, Some(one.requested_on), guards)?;
        let undone = extension.undoes.is_some();
        let closed = CLOSED.contains(&self.agreement.state_on(guards.on)?);
        let passed = closed || (undone && !guards.import);
        if let Some(closing_on) = current.filter(|_| passed) {
            guards.consistent(Err(Rejection::ClosingDatePassed { closing_on }))?;
        }
        let restructuring = Some(one.request.restructuring.clone());
        let validation = undone.then_some(Validation::Undocumented);
        Ok(Some(ClosingDateExtended { restructuring, validation, ..extension }))
    }

    fn restructure(
        &self,
        name: &RestructuringKey,
        from: &[Status],
        to: Status,
        guards: &mut Guards,
    ) -> Result<&Restructuring, Rejection> {
        let unknown = || Rejection::UnknownName { name: name.to_string() };
        let one = self.restructurings.get(name).ok_or_else(unknown)?;
        guards.not_before(one.requested_on)?;
        let since = one.steps.last_key_value().map_or(one.requested_on, |(since, _)| *since);
        guards.consistent(guards.not_before(since).map_err(Rejection::from))?;
        let status = one.status;
        require(status != to, || Rejection::AlreadyRecorded)?;
        let allowed = from.contains(&status);
        guards.consistent(require(allowed, || Rejection::RestructuringForbids { status }))?;
        Ok(one)
    }
}

pub(super) fn evolve(all: &mut BTreeMap<RestructuringKey, Restructuring>, event: &Event, on: Date) {
    let (name, to) = match event {
        Event::Requested(request) => {
            let (request, status) = (request.clone(), Status::Requested);
            let (name, steps) = (request.restructuring.clone(), BTreeMap::new());
            all.insert(name, Restructuring { request, requested_on: on, status, steps });
            return;
        }
        Event::Cleared(Cleared { restructuring }) => (restructuring, Status::Cleared),
        Event::Approved(Approved { restructuring }) => (restructuring, Status::Approved),
        Event::PutIntoEffect(PutIntoEffect { restructuring, .. }) => {
            (restructuring, Status::Effective)
        }
        Event::Withdrawn(Withdrawn { restructuring, .. }) => (restructuring, Status::Withdrawn),
    };
    if let Some(one) = all.get_mut(name) {
        one.steps.entry(on).or_default().push(to);
        let steps = one.steps.values().flatten().copied();
        one.status = steps.fold(Status::Requested, |before, step| step.after(before));
    }
}
