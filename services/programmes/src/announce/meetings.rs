use kernel::{Announcement, Fact, Public};
use proto::programmes::v1 as pb;

use super::{Called, codes, of_correction, public};
use crate::{
    dissemination::{self, Dissemination, meeting},
    review::{self, Review, recommendation, sitting},
};

/// Where documents are made known.
#[derive(Debug)]
pub(super) enum Disseminations {}

/// Where a sector looks at itself.
#[derive(Debug)]
pub(super) enum Reviews {}

#[derive(Debug, Default)]
pub(super) struct Planned(pb::DisseminationAnnounced);

impl Announcement for Disseminations {
    const SERVICE: &'static str = "programmes-disseminations";
    const CATEGORY: &'static str = <Dissemination as kernel::Aggregate>::CATEGORY;
    type Event = dissemination::Event;
    type Memory = Planned;

    fn remember(Planned(memory): &mut Planned, fact: &Fact<dissemination::Event>) {
        match &fact.event {
            dissemination::Event::Meeting(meeting::Event::Planned(plan)) => {
                memory.dissemination = plan.dissemination.to_string();
                memory.title.clone_from(&plan.title);
                memory.documents = codes(&plan.documents);
            }
            dissemination::Event::Meeting(meeting::Event::Held(held)) => {
                memory.areas = codes(held.reach.iter().filter_map(|reach| reach.area.as_ref()));
                memory.participants = held.participants.unwrap_or(0);
            }
            dissemination::Event::Meeting(meeting::Event::Reported(_))
            | dissemination::Event::Correction(_) => (),
        }
    }

    fn announce(Planned(memory): &Planned, fact: &Fact<dissemination::Event>) -> Vec<Public> {
        let name = match &fact.event {
            dissemination::Event::Meeting(meeting::Event::Planned(_)) => {
                "programmes.dissemination.planned.v1"
            }
            dissemination::Event::Meeting(meeting::Event::Held(_)) => {
                "programmes.dissemination.held.v1"
            }
            dissemination::Event::Meeting(meeting::Event::Reported(_)) => {
                "programmes.dissemination.reported.v1"
            }
            dissemination::Event::Correction(event) => {
                return of_correction(event, &memory.dissemination, fact);
            }
        };
        public(name, memory)
    }
}

impl Announcement for Reviews {
    const SERVICE: &'static str = "programmes-reviews";
    const CATEGORY: &'static str = <Review as kernel::Aggregate>::CATEGORY;
    type Event = review::Event;
    type Memory = Called;

    fn remember(memory: &mut Called, fact: &Fact<review::Event>) {
        if let review::Event::Sitting(sitting::Event::Announced(announced)) = &fact.event {
            let (reference, title) = (announced.review.to_string(), announced.title.clone());
            *memory = Called { reference, title };
        }
    }

    fn announce(memory: &Called, fact: &Fact<review::Event>) -> Vec<Public> {
        let sat = |name, state: &str| {
            let (review, title) = (memory.reference.clone(), memory.title.clone());
            public(name, &pb::ReviewAnnounced { review, title, state: state.to_owned() })
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let review = || memory.reference.clone();
        match &fact.event {
            review::Event::Sitting(sitting::Event::Announced(_)) => {
                sat("programmes.review.announced.v1", "announced")
            }
            review::Event::Sitting(sitting::Event::Held(_)) => {
                sat("programmes.review.held.v1", "held")
            }
            review::Event::Sitting(sitting::Event::Synthesised(_)) => {
                sat("programmes.review.synthesised.v1", "synthesised")
            }
            review::Event::Recommendation(recommendation::Event::Adopted(it)) => public(
                "programmes.review.recommendation-adopted.v1",
                &pb::ReviewRecommendationAnnounced {
                    review: review(),
                    recommendation: it.recommendation.to_string(),
                    text: it.text.clone(),
                    addressee: text(&it.addressee),
                    target: text(&it.target),
                    outcome: String::new(),
                    decision: String::new(),
                },
            ),
            review::Event::Recommendation(recommendation::Event::FollowedUp(it)) => public(
                "programmes.review.followed-up.v1",
                &pb::ReviewRecommendationAnnounced {
                    review: review(),
                    recommendation: it.recommendation.to_string(),
                    text: text(&it.text),
                    outcome: it.outcome.to_string(),
                    decision: text(&it.decision),
                    ..pb::ReviewRecommendationAnnounced::default()
                },
            ),
            review::Event::Recommendation(recommendation::Event::RevisionNoted(_)) => Vec::new(),
            review::Event::Correction(event) => of_correction(event, &memory.reference, fact),
        }
    }
}
