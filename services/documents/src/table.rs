//! The table of documents: what each is said to be today, by its hash.

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
    pub(crate) description: Description,
    pub(crate) confidentiality: Said,
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
    pub(crate) illustrative: bool,
    /// What it is called is not for whoever reads the row.
    pub(crate) withheld: bool,
    pub(crate) effective: Effective,
}

/// How confidential it is, and where that was said. The last word counts, whatever day it was said
/// of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    position: u64,
    pub(crate) confidentiality: Confidentiality,
}

impl Projection for Documents {
    const NAME: &'static str = "documents";

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
        let before = row.0.take().map(|listed| listed.confidentiality);
        let later = before.filter(|before| before.position > fact.position);
        row.0 = Some(Listed {
            description: description.clone(),
            confidentiality: later.unwrap_or(said),
            position: fact.position,
            event_id: fact.event_id,
            illustrative: fact.meta.illustrative(),
            withheld: fact.meta.withheld,
            effective: fact.meta.effective,
        });
    }
}
