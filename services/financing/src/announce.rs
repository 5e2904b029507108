//! What the rest of the platform hears of agreements, and of their deadlines.
//!
//! Entity by entity, and every event by its name: a new one does not compile until somebody has
//! said whether it is heard. Whoever listens knows nothing else, so every message says by which
//! name people know what it is about.

mod agreement;
mod deadline;
mod memory;
mod money;
#[cfg(test)]
mod tests;

use kernel::{Announcement, Fact, Public, correction};
use proto::financing::v1 as pb;

use self::memory::Memory;
use crate::financing::{
    Event, Financing, audit, category, closure, condition, key::FindingKey, tranche,
};

pub(crate) use self::deadline::Deadlines;

/// What becomes of agreements.
#[derive(Debug)]
pub(crate) enum Agreements {}

impl Announcement for Agreements {
    const SERVICE: &'static str = "financing";
    const CATEGORY: &'static str = <Financing as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        memory.take(fact);
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        let one = |public: Option<Public>| public.into_iter().collect();
        match &fact.event {
            Event::Agreement(event) => agreement::announce(event, memory),
            Event::Condition(event) => one(of_condition(event, memory)),
            Event::Category(event) => one(of_category(event, memory)),
            Event::Tranche(event) => one(of_tranche(event, memory)),
            Event::Withdrawal(event) => one(money::of_withdrawal(event, memory)),
            Event::Account(event) => one(money::of_account(event, memory)),
            Event::Closure(event) => one(of_closure(event, memory)),
            Event::Audit(event) => one(of_audit(event, memory)),
            Event::Correction(event) => vec![of_correction(event, memory, fact)],
            // Between the parties until something comes of it, and then that is what is heard.
            Event::Transition(_)
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Statement(_)
            | Event::Report(_) => Vec::new(),
        }
    }
}

fn public(name: &'static str, data: serde_json::Result<Vec<u8>>) -> Public {
    Public { name, data: data.expect("what is announced is in the contracts") }
}

fn of_condition(event: &condition::Event, memory: &Memory) -> Option<Public> {
    use condition::{Accepted, Breached, Event, Rejected, Submitted, Waived};
    let (name, state, condition) = match event {
        Event::Added(_) => return None,
        Event::EvidenceSubmitted(Submitted { condition }) => {
            ("financing.condition.evidence-submitted.v1", "evidence_submitted", condition)
        }
        Event::Accepted(Accepted { condition }) => {
            ("financing.condition.accepted.v1", "accepted", condition)
        }
        Event::EvidenceRejected(Rejected { condition, .. }) => {
            ("financing.condition.rejected.v1", "rejected", condition)
        }
        Event::Waived(Waived { condition, .. }) => {
            ("financing.condition.waived.v1", "waived", condition)
        }
        Event::Breached(Breached { condition, .. }) => {
            ("financing.condition.breached.v1", "breached", condition)
        }
    };
    let message = pb::ConditionAnnounced {
        financing: memory.financing(),
        condition: condition.to_string(),
        label: memory.label(condition).unwrap_or_default().to_owned(),
        state: state.to_owned(),
    };
    Some(public(name, proto::json(&message)))
}

fn of_category(event: &category::Event, memory: &Memory) -> Option<Public> {
    match event {
        category::Event::AmountCancelled(cancelled) => {
            let message = pb::AmountCancelledAnnounced {
                financing: memory.financing(),
                category: cancelled.category.to_string(),
                money: Some(money::out(cancelled.money)),
            };
            Some(public("financing.agreement.amount-cancelled.v1", proto::json(&message)))
        }
        category::Event::Reallocated(_) => None,
    }
}

fn of_tranche(event: &tranche::Event, memory: &Memory) -> Option<Public> {
    match event {
        tranche::Event::Released(released) => {
            let message = pb::TrancheReleasedAnnounced {
                financing: memory.financing(),
                tranche: released.tranche.to_string(),
                category: released.category.to_string(),
                money: Some(money::out(released.money)),
            };
            Some(public("financing.tranche.released.v1", proto::json(&message)))
        }
        // Whose plan it is has announced it.
        tranche::Event::Defined(_)
        | tranche::Event::Closed(_)
        | tranche::Event::Cancelled(_)
        | tranche::Event::PlanRefreshed(_) => None,
    }
}

fn of_closure(event: &closure::Event, memory: &Memory) -> Option<Public> {
    let (name, what, presented_to) = match event {
        closure::Event::PlanOpened(_) => {
            ("financing.closure.plan-opened.v1", String::new(), String::new())
        }
        closure::Event::TaskCompleted(completed) => {
            ("financing.closure.task-completed.v1", completed.task.to_string(), String::new())
        }
        closure::Event::StatusPresented(presented) => (
            "financing.closure.presented.v1",
            presented.summary.clone(),
            presented.presented_to.clone(),
        ),
        closure::Event::TaskAdded(_)
        | closure::Event::TaskHeld(_)
        | closure::Event::ActivitiesCompleted(_) => return None,
    };
    let message = pb::ClosureAnnounced { financing: memory.financing(), what, presented_to };
    Some(public(name, proto::json(&message)))
}

/// What an audit finds is followed up elsewhere, until it is settled here.
fn of_audit(event: &audit::Event, memory: &Memory) -> Option<Public> {
    let finding = |finding: &FindingKey| pb::AuditFindingAnnounced {
        financing: memory.financing(),
        finding: finding.to_string(),
        ..pb::AuditFindingAnnounced::default()
    };
    let (name, message) = match event {
        audit::Event::FindingRecorded(it) => {
            let statement = it.statement.clone();
            let said = finding(&it.finding);
            let said = pb::AuditFindingAnnounced { statement, qualified: it.qualified, ..said };
            ("financing.audit.finding-recorded.v1", said)
        }
        audit::Event::FindingResolved(it) => {
            let response = it.response.clone();
            let said = pb::AuditFindingAnnounced { response, ..finding(&it.finding) };
            ("financing.audit.finding-resolved.v1", said)
        }
        audit::Event::ReportRecorded(_) => return None,
    };
    Some(public(name, proto::json(&message)))
}

/// Whoever heard a fact hears that it was wrong, or that it contradicts a rule.
fn of_correction(event: &correction::Event, memory: &Memory, fact: &Fact<Event>) -> Public {
    let financing = memory.financing();
    let amended = |name, message: pb::AmendmentAnnounced| public(name, proto::json(&message));
    let odd = |name, message: pb::AnomalyAnnounced| public(name, proto::json(&message));
    match event {
        correction::Event::FactCorrected(corrected) => {
            let message = pb::AmendmentAnnounced {
                financing,
                event_id: corrected.target.to_string(),
                field: corrected.field.clone(),
                from: corrected.from.to_string(),
                to: corrected.to.to_string(),
                reason: corrected.reason.clone(),
            };
            amended("financing.fact.corrected.v1", message)
        }
        correction::Event::EntryVoided(voided) => {
            let message = pb::AmendmentAnnounced {
                financing,
                event_id: voided.target.to_string(),
                reason: voided.reason.clone(),
                ..pb::AmendmentAnnounced::default()
            };
            amended("financing.fact.voided.v1", message)
        }
        correction::Event::AnomalyNoted(anomaly) => {
            let message = pb::AnomalyAnnounced {
                financing,
                about: anomaly.about.clone(),
                args: anomaly.args.clone().into_iter().collect(),
                explanation: String::new(),
                event_id: fact.event_id.to_string(),
            };
            odd("financing.anomaly.noted.v1", message)
        }
        correction::Event::AnomalyExplained(explained) => {
            let anomaly = memory.anomaly(explained.anomaly);
            let message = pb::AnomalyAnnounced {
                financing,
                about: anomaly.map(|it| it.about.clone()).unwrap_or_default(),
                args: anomaly.into_iter().flat_map(|it| it.args.clone()).collect(),
                explanation: explained.explanation.clone(),
                event_id: explained.anomaly.to_string(),
            };
            odd("financing.anomaly.explained.v1", message)
        }
    }
}
