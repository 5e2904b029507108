//! What the rest of the platform hears of agreements, and of their deadlines.
//!
//! Entity by entity, and every event by its name: a new one does not compile until somebody has
//! said whether it is heard.

mod agreement;
mod deadline;
mod money;

use kernel::{Announcement, Fact, Public};
use proto::financing::v1 as pb;

use crate::financing::{Event, Financing, category, closure, condition, correction, tranche};

pub(crate) use self::deadline::Deadlines;

/// What becomes of agreements.
#[derive(Debug)]
pub(crate) enum Agreements {}

impl Announcement for Agreements {
    const SERVICE: &'static str = "financing";
    const CATEGORY: &'static str = <Financing as kernel::Aggregate>::CATEGORY;
    type Event = Event;

    fn announce(fact: &Fact<Event>) -> Option<Public> {
        match &fact.event {
            Event::Agreement(event) => agreement::announce(event, fact),
            Event::Condition(event) => of_condition(event, fact),
            Event::Category(event) => of_category(event, fact),
            Event::Tranche(event) => of_tranche(event, fact),
            Event::Withdrawal(event) => money::of_withdrawal(event, fact),
            Event::Account(event) => money::of_account(event, fact),
            Event::Closure(event) => of_closure(event, fact),
            Event::Correction(event) => of_correction(event, fact),
            // Between the parties until something comes of it, and then that is what is heard.
            Event::Transition(_)
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Audit(_)
            | Event::Statement(_) => None,
        }
    }
}

/// What a subscriber knows the agreement by.
fn financing(fact: &Fact<Event>) -> String {
    fact.key().to_owned()
}

fn public(name: &'static str, data: serde_json::Result<Vec<u8>>) -> Public {
    Public { name, data: data.expect("what is announced is in the contracts") }
}

fn of_condition(event: &condition::Event, fact: &Fact<Event>) -> Option<Public> {
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
        financing: financing(fact),
        condition: condition.to_string(),
        label: String::new(),
        state: state.to_owned(),
    };
    Some(public(name, proto::json(&message)))
}

fn of_category(event: &category::Event, fact: &Fact<Event>) -> Option<Public> {
    match event {
        category::Event::AmountCancelled(cancelled) => {
            let message = pb::AmountCancelledAnnounced {
                financing: financing(fact),
                category: cancelled.category.to_string(),
                money: Some(money::out(cancelled.money)),
            };
            Some(public("financing.agreement.amount-cancelled.v1", proto::json(&message)))
        }
        category::Event::Reallocated(_) => None,
    }
}

fn of_tranche(event: &tranche::Event, fact: &Fact<Event>) -> Option<Public> {
    match event {
        tranche::Event::Released(released) => {
            let message = pb::TrancheReleasedAnnounced {
                financing: financing(fact),
                tranche: released.tranche.to_string(),
                category: released.category.to_string(),
                money: Some(money::out(released.money)),
            };
            Some(public("financing.tranche.released.v1", proto::json(&message)))
        }
        tranche::Event::Defined(_) | tranche::Event::Closed(_) | tranche::Event::Cancelled(_) => {
            None
        }
    }
}

fn of_closure(event: &closure::Event, fact: &Fact<Event>) -> Option<Public> {
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
    let message = pb::ClosureAnnounced { financing: financing(fact), what, presented_to };
    Some(public(name, proto::json(&message)))
}

/// Whoever heard the fact hears that it was wrong.
fn of_correction(event: &correction::Event, fact: &Fact<Event>) -> Option<Public> {
    let financing = financing(fact);
    let (name, message) = match event {
        correction::Event::FactCorrected(corrected) => {
            let message = pb::AmendmentAnnounced {
                financing,
                event_id: corrected.target.to_string(),
                field: corrected.field.clone(),
                from: corrected.from.to_string(),
                to: corrected.to.to_string(),
                reason: corrected.reason.clone(),
            };
            ("financing.fact.corrected.v1", message)
        }
        correction::Event::EntryVoided(voided) => {
            let message = pb::AmendmentAnnounced {
                financing,
                event_id: voided.target.to_string(),
                reason: voided.reason.clone(),
                ..pb::AmendmentAnnounced::default()
            };
            ("financing.fact.voided.v1", message)
        }
        correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => return None,
    };
    Some(public(name, proto::json(&message)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::testing::{fact, who};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        financing::{
            agreement::{self, Suspended},
            correction::FactCorrected,
            standing::State,
            transition::{Step, Validation},
        },
        watch::{
            self,
            deadline::{Approaching, Event::Approaching as Near, Kind},
        },
    };

    fn told(public: Option<Public>) -> (&'static str, Value) {
        let Public { name, data } = public.unwrap();
        (name, serde_json::from_slice(&data).unwrap())
    }

    fn suspended(from: State, to: State) -> Option<Public> {
        let step = Step { from, to, validation: Validation::Undocumented };
        let event = agreement::Event::Suspended(Suspended { step, reason: String::new() });
        let fact = fact(&who("awa"), date(2012, 3, 22), Event::Agreement(event));
        Agreements::announce(&fact)
    }

    #[test]
    fn a_suspension_is_heard_where_it_changes_the_state() {
        let (name, data) = told(suspended(State::Disbursing, State::Suspended));
        assert_eq!(name, "financing.agreement.suspended.v1");
        let heard = json!({
            "financing": "story",
            "from": "disbursing",
            "to": "suspended",
            "iatiStatus": 6,
        });
        assert_eq!(data, heard);
        assert_eq!(suspended(State::Closing, State::Closing), None);
    }

    #[test]
    fn a_deadline_is_heard_under_the_name_people_use() {
        let approaching = |reference: Option<&str>| {
            let near = Near(Approaching {
                financing: Financing::id(&"H8350".parse().unwrap()),
                reference: reference.map(|reference| reference.parse().unwrap()),
                kind: Kind::DisbursementDeadline,
                subject: String::new(),
                on: date(2019, 4, 30),
                days: 30,
            });
            let day = date(2019, 3, 31);
            told(Deadlines::announce(&fact(&who("awa"), day, watch::Event::Deadline(near))))
        };
        let (name, data) = approaching(Some("H8350"));
        assert_eq!(name, "financing.deadline.approaching.v1");
        assert_eq!(data["financing"], "H8350");
        assert_eq!((&data["on"], &data["days"]), (&json!("2019-04-30"), &json!(30)));
        let (_, unnamed) = approaching(None);
        let id = Financing::id(&"H8350".parse().unwrap()).to_string();
        assert_eq!(unnamed["financing"], id);
    }

    #[test]
    fn whoever_heard_a_fact_hears_what_it_should_have_been() {
        let corrected = FactCorrected {
            target: uuid::Uuid::nil(),
            name: "financing.agreement.registered.v1".into(),
            field: "/title".into(),
            from: json!("Filets"),
            to: json!("Filets sociaux"),
            reason: "Titre abrégé".into(),
        };
        let event = Event::Correction(correction::Event::FactCorrected(corrected));
        let (name, data) = told(Agreements::announce(&fact(&who("awa"), date(2012, 3, 22), event)));
        assert_eq!(name, "financing.fact.corrected.v1");
        assert_eq!(
            (&data["from"], &data["to"]),
            (&json!("\"Filets\""), &json!("\"Filets sociaux\""))
        );
    }
}
