//! A list on its way to be enrolled: Prepared → Shared → Received → Matched → Registered →
//! Reconciled, as counts that add up at every step.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Guards, Hash, require};
use serde::{Deserialize, Serialize};

use super::{Outcome, Sharing};
use crate::{
    rejection::Rejection,
    rules::{adds_up, at_most},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Prepared(Prepared),
    Shared(Shared),
    Received(Received),
    Matched(Matched),
    Registered(Registered),
    Reconciled(Reconciled),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the words of the contract")]
pub(crate) struct Prepared {
    pub(crate) transfer: Code,
    pub(crate) purpose: Code,
    pub(crate) prepared: u32,
    pub(crate) areas: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the words of the contract")]
pub(crate) struct Shared {
    pub(crate) transfer: Code,
    pub(crate) shared: u32,
    pub(crate) sha256: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Received {
    pub(crate) transfer: Code,
    pub(crate) received: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the words of the contract")]
pub(crate) struct Matched {
    pub(crate) transfer: Code,
    pub(crate) matched: u32,
    pub(crate) unmatched: u32,
    pub(crate) rejected: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registered {
    pub(crate) transfer: Code,
    pub(crate) registered: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reconciled {
    pub(crate) transfer: Code,
    /// Why fewer were registered than matched, where it is so.
    pub(crate) difference: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Prepared,
    Shared,
    Received,
    Matched,
    Registered,
    Reconciled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    pub(crate) prepared: Prepared,
    latest: Date,
    pub(crate) status: Status,
    pub(crate) shared: Option<u32>,
    pub(crate) received: Option<u32>,
    pub(crate) answer: Option<Matched>,
    pub(crate) registered: Option<u32>,
    pub(crate) difference: Option<String>,
}

impl Transfer {
    /// What was shared is what came back, as far as anything did.
    pub(crate) fn is_balanced(&self) -> bool {
        let Some(Matched { matched, unmatched, rejected, .. }) = &self.answer else { return true };
        let registered = self.registered.is_none_or(|it| it <= *matched);
        let shared = self.shared.unwrap_or(0);
        registered && adds_up(&[*matched, *unmatched, *rejected], shared).is_ok()
    }
}

impl Sharing {
    pub(super) fn prepare(&self, prepared: &Prepared, guards: Guards) -> Outcome {
        let name = &prepared.transfer;
        require(!self.transfers.contains_key(name), || Rejection::NameTaken {
            name: name.clone(),
        })?;
        require(prepared.prepared > 0, || Rejection::CountMissing)?;
        self.agreed_purpose(&prepared.purpose)?;
        Ok(guards.decided([Event::Prepared(prepared.clone())]))
    }

    pub(super) fn share(
        &self,
        name: &Code,
        shared: u32,
        sha256: Option<Hash>,
        guards: Guards,
    ) -> Outcome {
        let transfer = self.next(name, Status::Prepared, &guards)?;
        require(shared > 0, || Rejection::CountMissing)?;
        at_most(shared, transfer.prepared.prepared)?;
        Ok(guards.decided([Event::Shared(Shared { transfer: name.clone(), shared, sha256 })]))
    }

    pub(super) fn receive(&self, name: &Code, received: u32, mut guards: Guards) -> Outcome {
        let transfer = self.next(name, Status::Shared, &guards)?;
        guards.consistent(adds_up(&[received], transfer.shared.unwrap_or(0)))?;
        guards.consistent(self.may_leave(guards.on))?;
        Ok(guards.decided([Event::Received(Received { transfer: name.clone(), received })]))
    }

    pub(super) fn matching(&self, answer: &Matched, mut guards: Guards) -> Outcome {
        let transfer = self.next(&answer.transfer, Status::Received, &guards)?;
        let Matched { matched, unmatched, rejected, .. } = *answer;
        adds_up(&[matched, unmatched, rejected], transfer.shared.unwrap_or(0))?;
        guards.consistent(self.may_leave(guards.on))?;
        Ok(guards.decided([Event::Matched(answer.clone())]))
    }

    pub(super) fn registering(&self, name: &Code, registered: u32, mut guards: Guards) -> Outcome {
        let transfer = self.next(name, Status::Matched, &guards)?;
        at_most(registered, transfer.answer.as_ref().map_or(0, |it| it.matched))?;
        guards.consistent(self.may_leave(guards.on))?;
        Ok(guards.decided([Event::Registered(Registered { transfer: name.clone(), registered })]))
    }

    pub(super) fn reconcile(&self, name: &Code, difference: &str, mut guards: Guards) -> Outcome {
        let transfer = self.next(name, Status::Registered, &guards)?;
        let matched = transfer.answer.as_ref().map_or(0, |it| it.matched);
        let registered = transfer.registered.unwrap_or(0);
        let difference = (!difference.trim().is_empty()).then(|| difference.to_owned());
        let explained = registered == matched || difference.is_some();
        guards.shown(require(explained, || Rejection::DifferenceUnexplained {
            registered,
            matched,
        }))?;
        Ok(guards.decided([Event::Reconciled(Reconciled { transfer: name.clone(), difference })]))
    }

    /// The transfer of that name, if it is there now. Each step is made once.
    fn next(&self, name: &Code, from: Status, guards: &Guards) -> Result<&Transfer, Rejection> {
        let unknown = || Rejection::UnknownName { name: name.clone() };
        let transfer = self.transfers.get(name).ok_or_else(unknown)?;
        guards.not_before(transfer.latest)?;
        let state = transfer.status.into();
        require(transfer.status == from, || Rejection::TransferForbids { state })?;
        Ok(transfer)
    }
}

pub(super) fn evolve(all: &mut BTreeMap<Code, Transfer>, event: &Event, on: Date) {
    let (name, status) = match event {
        Event::Prepared(prepared) => {
            let transfer = Transfer {
                prepared: prepared.clone(),
                latest: on,
                status: Status::Prepared,
                shared: None,
                received: None,
                answer: None,
                registered: None,
                difference: None,
            };
            all.insert(prepared.transfer.clone(), transfer);
            return;
        }
        Event::Shared(it) => (&it.transfer, Status::Shared),
        Event::Received(it) => (&it.transfer, Status::Received),
        Event::Matched(it) => (&it.transfer, Status::Matched),
        Event::Registered(it) => (&it.transfer, Status::Registered),
        Event::Reconciled(it) => (&it.transfer, Status::Reconciled),
    };
    let Some(one) = all.get_mut(name) else { return };
    (one.status, one.latest) = (one.status.max(status), one.latest.max(on));
    match event {
        Event::Prepared(_) => (),
        Event::Shared(it) => one.shared = Some(it.shared),
        Event::Received(it) => one.received = Some(it.received),
        Event::Matched(it) => one.answer = Some(it.clone()),
        Event::Registered(it) => one.registered = Some(it.registered),
        Event::Reconciled(it) => one.difference.clone_from(&it.difference),
    }
}
