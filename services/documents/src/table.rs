//! The table of documents: what each was first said to be, and what else it is called, by its hash.

use kernel::{Confidentiality, Effective, Fact, Projection};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::document::{Description, Event, description::Event::Registered};

pub(crate) enum Documents {}

/// None only before the first fact is folded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row(pub(crate) Option<Listed>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// As it was first registered.
    pub(crate) description: Description,
    /// Other names and references that the same bytes were registered by, the earliest first.
    pub(crate) also: Vec<Also>,
    pub(crate) confidentiality: Said,
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
    pub(crate) illustrative: bool,
    /// What it is called is not for whoever reads the row.
    pub(crate) withheld: bool,
    pub(crate) effective: Effective,
}

/// What the same bytes were called by somebody else, or later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Also {
    pub(crate) title: String,
    pub(crate) reference: Option<String>,
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
}

/// How confidential it is, and where that was said. The last word counts, whatever day it was said
/// of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    position: u64,
    pub(crate) confidentiality: Confidentiality,
}

impl Projection for Documents {
    const NAME: &'static str = "documents-2";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Document(Registered(description)) = &fact.event;
        vec![description.sha256.to_string()]
    }

    fn fold(_key: &str, row: &mut Row, fact: &Fact<Event>) {
        let Event::Document(Registered(description)) = &fact.event;
        let confidentiality = fact.meta.confidentiality;
        let said = Said { position: fact.position, confidentiality };
        let listed = Listed {
            description: description.clone(),
            also: Vec::new(),
            confidentiality: said,
            position: fact.position,
            event_id: fact.event_id,
            illustrative: fact.meta.illustrative(),
            withheld: fact.meta.withheld,
            effective: fact.meta.effective,
        };
        row.0 = Some(match row.0.take() {
            None => listed,
            Some(before) => before.with(listed),
        });
    }
}

impl Listed {
    /// Once more. What was recorded first names it, whatever day was said of it.
    fn with(self, other: Self) -> Self {
        let (mut first, later) =
            if self.position < other.position { (self, other) } else { (other, self) };
        let last = [first.confidentiality, later.confidentiality];
        let last = last.into_iter().max_by_key(|said| said.position);
        first.confidentiality = last.unwrap_or(later.confidentiality);
        let called = Also {
            title: later.description.title,
            reference: later.description.reference,
            position: later.position,
            event_id: later.event_id,
        };
        let own = Also {
            title: first.description.title.clone(),
            reference: first.description.reference.clone(),
            position: first.position,
            event_id: first.event_id,
        };
        let mut all: Vec<_> = first.also.into_iter().chain(later.also).chain([called]).collect();
        all.sort_by_key(|also| also.position);
        first.also = Vec::new();
        for also in all {
            let known = |it: &Also| it.title == also.title && it.reference == also.reference;
            // Where its name is withheld, there is none to tell.
            let told = also.title != kernel::WITHHELD;
            if told && !known(&own) && !first.also.iter().any(known) {
                first.also.push(also);
            }
        }
        first
    }
}
