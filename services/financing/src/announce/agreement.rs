use kernel::Public;
use proto::financing::v1 as pb;

use super::{memory::Memory, public};
use crate::financing::{
    agreement::{
        CategorySuspended, CategorySuspensionLifted, ClosingDateExtended, Event, Reopened,
        Suspended, SuspensionLifted, Undone,
    },
    key::CategoryKey,
    standing::{State, iati_status},
    transition::Step,
};

pub(super) fn announce(event: &Event, memory: &Memory) -> Vec<Public> {
    match event {
        Event::Registered(_) => vec![entered(State::Pipeline, None, memory)],
        Event::ClosingDateExtended(extension) => {
            let back = undone(extension.undoes.as_ref(), memory);
            back.into_iter().chain(extended(extension, memory)).collect()
        }
        Event::EffectivenessDeadlineExtended(extended) => {
            undone(extended.undoes.as_ref(), memory).into_iter().collect()
        }
        Event::DisbursementDeadlineExtended(extended) => {
            let again = extended.step.as_ref().and_then(|step| changed(step, memory));
            let back = undone(extended.undoes.as_ref(), memory);
            again.or(back).into_iter().collect()
        }
        Event::Reopened(Reopened { step, extension }) => {
            changed(step, memory).into_iter().chain(extended(extension, memory)).collect()
        }
        // After the closing date the state stays what it is, and so it does where that date had come
        // before anybody knew of the notice: it is heard all the same.
        Event::Suspended(Suspended { step, reason, stays, .. }) => {
            let now = changed(step, memory).filter(|_| stays.is_none());
            vec![now.unwrap_or_else(|| suspended(None, reason, memory))]
        }
        Event::SuspensionLifted(SuspensionLifted { step, stays, .. }) => {
            let now = changed(step, memory).filter(|_| stays.is_none());
            vec![now.unwrap_or_else(|| lifted(None, memory))]
        }
        Event::CategorySuspended(CategorySuspended { category, reason }) => {
            vec![suspended(Some(category), reason, memory)]
        }
        Event::CategorySuspensionLifted(CategorySuspensionLifted { category }) => {
            vec![lifted(Some(category), memory)]
        }
        Event::Approved(_)
        | Event::Signed(_)
        | Event::BecameEffective(_)
        | Event::Lapsed(_)
        | Event::DisbursementOpened(_)
        | Event::ClosingDateReached(_)
        | Event::DisbursementDeadlineReached(_)
        | Event::FinanciallyClosed(_)
        | Event::Completed(_)
        | Event::Dropped(_)
        | Event::Cancelled(_)
        | Event::Terminated(_) => {
            event.step().and_then(|step| changed(step, memory)).into_iter().collect()
        }
        Event::Ratified(_)
        | Event::DisbursementLetterRecorded(_)
        | Event::SignatoryRegistered(_)
        | Event::SignatoryRevoked(_)
        | Event::FinancierAccountClosed(_) => Vec::new(),
    }
}

/// Nothing is heard of a step that leads nowhere else.
fn changed(step: &Step, memory: &Memory) -> Option<Public> {
    let Step { from, to, .. } = *step;
    (from != to).then(|| entered(to, Some(from), memory))
}

/// It never came to a state that was told: it is where it was.
fn undone(undone: Option<&Undone>, memory: &Memory) -> Option<Public> {
    let undone = undone.filter(|undone| undone.from != undone.to)?;
    Some(entered(undone.to, Some(undone.from), memory))
}

pub(super) fn entered(to: State, from: Option<State>, memory: &Memory) -> Public {
    let registration = memory.registration();
    let message = pb::TransitionAnnounced {
        financing: memory.financing(),
        title: registration.map(|it| it.title.clone()).unwrap_or_default(),
        rank: registration.map_or(0, |it| it.rank),
        phase: registration.map_or(0, |it| it.phase),
        from: from.map(|it| it.to_string()).unwrap_or_default(),
        to: to.to_string(),
        iati_status: iati_status(to).into(),
    };
    public(name(to), proto::json(&message))
}

fn suspended(category: Option<&CategoryKey>, reason: &str, memory: &Memory) -> Public {
    let message = pb::SuspensionAnnounced {
        financing: memory.financing(),
        category: category.map(CategoryKey::to_string).unwrap_or_default(),
        reason: reason.to_owned(),
        lifted: false,
    };
    public("financing.agreement.suspension-recorded.v1", proto::json(&message))
}

fn lifted(category: Option<&CategoryKey>, memory: &Memory) -> Public {
    let message = pb::SuspensionAnnounced {
        financing: memory.financing(),
        category: category.map(CategoryKey::to_string).unwrap_or_default(),
        reason: String::new(),
        lifted: true,
    };
    public("financing.agreement.suspension-lifted.v1", proto::json(&message))
}

/// Nothing is heard of a closing date that a later notice had moved already.
fn extended(extension: &ClosingDateExtended, memory: &Memory) -> Option<Public> {
    let outdone = |made| extension.outdone.contains(&made);
    let deadline = extension.disbursement_deadline.filter(|_| !outdone(State::DisbursementClosed));
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let message = pb::ClosingDateExtendedAnnounced {
        financing: memory.financing(),
        from: day(extension.from),
        to: extension.to.to_string(),
        disbursement_deadline: day(deadline),
    };
    let heard = public("financing.agreement.closing-date-extended.v1", proto::json(&message));
    Some(heard).filter(|_| !outdone(State::Closing))
}

/// Kept for ever, like every name of a public event.
fn name(state: State) -> &'static str {
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
