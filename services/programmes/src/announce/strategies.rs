use kernel::{Announcement, Fact, Public};
use proto::programmes::v1 as pb;

use super::{Called, of_correction, public};
use crate::strategy::{Event, Strategy, course};

/// What becomes of policies, strategies and plans.
#[derive(Debug)]
pub(super) enum Strategies {}

impl Announcement for Strategies {
    const SERVICE: &'static str = "programmes-strategies";
    const CATEGORY: &'static str = <Strategy as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Called;

    fn remember(memory: &mut Called, fact: &Fact<Event>) {
        if let Event::Course(course::Event::Drafted(draft)) = &fact.event {
            let (reference, title) = (draft.strategy.to_string(), draft.title.clone());
            *memory = Called { reference, title };
        }
    }

    fn announce(memory: &Called, fact: &Fact<Event>) -> Vec<Public> {
        use course::{Event as E, State};
        let event = match &fact.event {
            Event::Course(event) => event,
            Event::Content(_) => return Vec::new(),
            Event::Correction(event) => return of_correction(event, &memory.reference, fact),
        };
        let (name, state, body, decision) = match event {
            E::Drafted(_) => ("programmes.strategy.drafted.v1", State::Drafted, None, None),
            E::Validated(it) => (
                "programmes.strategy.validated.v1",
                State::Validated,
                Some(it.body.clone()),
                it.decision.clone(),
            ),
            E::Adopted(it) => (
                "programmes.strategy.adopted.v1",
                State::Adopted,
                Some(it.body.clone()),
                it.decision.clone(),
            ),
            E::InForce(_) => ("programmes.strategy.in-force.v1", State::InForce, None, None),
            E::Replaced(_) => ("programmes.strategy.replaced.v1", State::Replaced, None, None),
            E::Expired(_) => ("programmes.strategy.expired.v1", State::Expired, None, None),
            E::Amended(it) => {
                let name = "programmes.strategy.amended.v1";
                (name, State::InForce, None, it.decision.clone())
            }
            E::HorizonStated(_) => return Vec::new(),
        };
        // An amendment leaves the state what it is, and says nothing of it.
        let amended = matches!(event, E::Amended(_));
        let state = if amended { String::new() } else { state.to_string() };
        let (body, decision) = (body.unwrap_or_default(), decision.unwrap_or_default());
        let (strategy, title) = (memory.reference.clone(), memory.title.clone());
        public(name, &pb::StrategyAnnounced { strategy, title, state, body, decision })
    }
}
