use kernel::{Fact, Public};
use proto::financing::v1 as pb;

use super::{financing, public};
use crate::financing::{
    Event as Any,
    agreement::{ClosingDateExtended, Event, Registration},
    standing::{State, iati_status},
    transition::Step,
};

pub(super) fn announce(event: &Event, fact: &Fact<Any>) -> Option<Public> {
    match event {
        Event::Registered(registration) => Some(registered(registration)),
        Event::ClosingDateExtended(extension) => Some(extended(extension, fact)),
        Event::Approved(_)
        | Event::Signed(_)
        | Event::BecameEffective(_)
        | Event::Lapsed(_)
        | Event::DisbursementOpened(_)
        | Event::Suspended(_)
        | Event::SuspensionLifted(_)
        | Event::Reopened(_)
        | Event::ClosingDateReached(_)
        | Event::DisbursementDeadlineReached(_)
        | Event::FinanciallyClosed(_)
        | Event::Completed(_)
        | Event::Dropped(_)
        | Event::Cancelled(_)
        | Event::Terminated(_) => event.step().and_then(|step| changed(step, fact)),
        Event::Ratified(_)
        | Event::EffectivenessDeadlineExtended(_)
        | Event::DisbursementLetterRecorded(_)
        | Event::SignatoryRegistered(_)
        | Event::SignatoryRevoked(_)
        | Event::CategorySuspended(_)
        | Event::CategorySuspensionLifted(_)
        | Event::DisbursementDeadlineExtended(_)
        | Event::FinancierAccountClosed(_) => None,
    }
}

fn registered(registration: &Registration) -> Public {
    let message = pb::TransitionAnnounced {
        financing: registration.reference.to_string(),
        title: registration.title.clone(),
        rank: registration.rank,
        phase: registration.phase,
        to: State::Pipeline.to_string(),
        iati_status: iati_status(State::Pipeline).into(),
        ..pb::TransitionAnnounced::default()
    };
    public(entered(State::Pipeline), proto::json(&message))
}

/// A suspension after the closing date leaves the state what it was.
fn changed(step: &Step, fact: &Fact<Any>) -> Option<Public> {
    let Step { from, to, .. } = *step;
    let message = pb::TransitionAnnounced {
        financing: financing(fact),
        from: from.to_string(),
        to: to.to_string(),
        iati_status: iati_status(to).into(),
        ..pb::TransitionAnnounced::default()
    };
    (from != to).then(|| public(entered(to), proto::json(&message)))
}

fn extended(extension: &ClosingDateExtended, fact: &Fact<Any>) -> Public {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let message = pb::ClosingDateExtendedAnnounced {
        financing: financing(fact),
        from: day(extension.from),
        to: extension.to.to_string(),
        disbursement_deadline: day(extension.disbursement_deadline),
    };
    public("financing.agreement.closing-date-extended.v1", proto::json(&message))
}

/// Kept for ever, like every name of a public event.
fn entered(state: State) -> &'static str {
    match state {
        State::Pipeline => "financing.agreement.pipeline.v1",
        State::Approved => "financing.agreement.approved.v1",
        State::Signed => "financing.agreement.signed.v1",
        State::Effective => "financing.agreement.effective.v1",
        State::Disbursing => "financing.agreement.disbursing.v1",
        State::Suspended => "financing.agreement.suspended.v1",
        State::Closing => "financing.agreement.closing.v1",
        State::DisbursementClosed => "financing.agreement.disbursement-closed.v1",
        State::FinanciallyClosed => "financing.agreement.financially-closed.v1",
        State::Completed => "financing.agreement.completed.v1",
        State::Dropped => "financing.agreement.dropped.v1",
        State::Lapsed => "financing.agreement.lapsed.v1",
        State::Cancelled => "financing.agreement.cancelled.v1",
        State::Terminated => "financing.agreement.terminated.v1",
    }
}
