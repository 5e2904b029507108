//! Recommendations: what each asks of whom, and how far it has come.

use jiff::civil::Date;
use kernel::{Code, Fact, Id, Person, Projection};
use runtime::view::Proof;
use serde::{Deserialize, Serialize};

use crate::recommendation::{
    Event, Status,
    course::{self, Progress},
    text::{self, Formulated},
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) enum Recommendations {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recommendation {
    pub(super) text: Option<Formulated>,
    pub(super) programme: Option<Code>,
    pub(super) status: Status,
    /// From which day it counts: adoption, or the day a mission recorded it.
    pub(super) since: Option<Date>,
    pub(super) body: Option<Code>,
    pub(super) addressee: Option<Code>,
    pub(super) focal_point: Option<String>,
    pub(super) due_on: Option<Date>,
    pub(super) due_by_cadence: bool,
    pub(super) accepted: Option<bool>,
    pub(super) progress: Option<Progress>,
    pub(super) escalated_to: Option<Code>,
    pub(super) reopened: bool,
    pub(super) illustrative: bool,
    pub(super) turns: Vec<Turn>,
    pub(super) proof: Option<Proof>,
}

/// A step, with what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// Stored type of the event, without its version.
    pub(super) state: String,
    pub(super) text: String,
    pub(super) by: Id<Person>,
    pub(super) capacity: String,
    pub(super) proof: Proof,
}

impl Turn {
    pub(super) fn new<E: kernel::Stored>(fact: &Fact<E>, text: &str) -> Self {
        let name = fact.event.name();
        let name = name.strip_suffix(".v1").unwrap_or(name);
        Self {
            state: name.rsplit('.').next().unwrap_or(name).to_owned(),
            text: text.to_owned(),
            by: fact.meta.who.person,
            capacity: fact.meta.who.capacity.clone(),
            proof: fact.into(),
        }
    }
}

impl Projection for Recommendations {
    const NAME: &'static str = "recommendations";

    type Event = Event;
    type Row = Recommendation;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Recommendation, fact: &Fact<Event>) {
        row.illustrative |= fact.meta.illustrative();
        match &fact.event {
            Event::Text(text::Event::Formulated(text)) => {
                row.programme.clone_from(&fact.meta.programme);
                row.body.clone_from(&text.origin.body);
                row.addressee.clone_from(&text.addressee);
                row.focal_point.clone_from(&text.focal_point);
                row.due_on = text.due_on;
                row.since = Some(fact.effective_on());
                row.turns.push(Turn::new(fact, &text.text));
                row.text = Some(text.clone());
                row.proof = Some(fact.into());
            }
            Event::Course(event) => {
                row.status = event.status().unwrap_or(row.status);
                row.turns.push(Turn::new(fact, event.reason().unwrap_or_default()));
                row.proof = Some(fact.into());
                row.took(event, fact.effective_on());
            }
            Event::Correction(_) => (),
        }
    }
}

impl Recommendation {
    fn took(&mut self, event: &course::Event, on: Date) {
        use course::Event as E;
        match event {
            E::Adopted(adopted) => {
                (self.since, self.body) = (Some(on), Some(adopted.body.clone()));
            }
            E::Assigned(assigned) => {
                self.addressee = Some(assigned.addressee.clone());
                self.focal_point.clone_from(&assigned.focal_point);
                (self.due_on, self.due_by_cadence) = (assigned.due_on, assigned.by_cadence);
                self.accepted = None;
            }
            E::Accepted(_) => self.accepted = Some(true),
            E::Refused(_) => self.accepted = Some(false),
            E::ProgressReported(progress) => self.progress = Some(progress.clone()),
            E::Reopened(reopened) => {
                self.reopened = true;
                self.due_on = reopened.due_on.or(self.due_on);
            }
            E::Extended(extended) => {
                (self.due_on, self.due_by_cadence) = (Some(extended.due_on), false);
            }
            E::Escalated(escalated) => self.escalated_to = Some(escalated.to.clone()),
            E::Claimed(_)
            | E::Verified(_)
            | E::ClaimReturned(_)
            | E::Closed(_)
            | E::Superseded(_)
            | E::Overtaken(_)
            | E::Abandoned(_) => (),
        }
    }
}
