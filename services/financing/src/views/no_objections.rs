//! What the financiers were asked to agree to, and what they answered.

use kernel::{Fact, Projection};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{Event, no_objection};

/// `<stream>/<reference of the letter>`.
#[derive(Debug)]
pub(super) struct NoObjections;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct NoObjection {
    /// None while only the answer is known.
    request: Option<Request>,
    answer: Option<Answer>,
    proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Request {
    object: i32,
    title: String,
    on: Day,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Answer {
    outcome: i32,
    reference: String,
    comments: Option<String>,
    on: Day,
}

impl Projection for NoObjections {
    const NAME: &'static str = "no-objections";

    type Event = Event;
    type Row = NoObjection;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::NoObjection(event) = &fact.event else { return Vec::new() };
        let reference = match event {
            no_objection::Event::Requested(requested) => &requested.reference,
            no_objection::Event::Answered(answer) => &answer.reference,
        };
        vec![runtime::view::key(fact, reference)]
    }

    fn fold(_: &str, row: &mut NoObjection, fact: &Fact<Event>) {
        let Event::NoObjection(event) = &fact.event else { return };
        let on = Day(fact.effective_on());
        match event {
            no_objection::Event::Requested(requested) => {
                let object = codes::object(requested.object);
                row.request = Some(Request { object, title: requested.title.clone(), on });
            }
            no_objection::Event::Answered(answer) => {
                row.answer = Some(Answer {
                    outcome: codes::outcome(answer.outcome),
                    reference: answer.answer.clone(),
                    comments: answer.comments.clone(),
                    on,
                });
            }
        }
        row.proof = Some(fact.into());
    }
}

impl NoObjection {
    pub(super) fn line(&self, financing: &str, reference: &str) -> pb::NoObjectionLine {
        let (request, answer) = (self.request.as_ref(), self.answer.as_ref());
        pb::NoObjectionLine {
            financing: financing.to_owned(),
            reference: reference.to_owned(),
            object: request.map_or(0, |request| request.object),
            title: request.map_or_else(String::new, |request| request.title.clone()),
            requested_on: day(request.map(|request| request.on)),
            answered_on: day(answer.map(|answer| answer.on)),
            outcome: answer.map_or(0, |answer| answer.outcome),
            answer: answer.map_or_else(String::new, |answer| answer.reference.clone()),
            comments: answer.and_then(|it| it.comments.clone()).unwrap_or_default(),
            proof: self.proof.map(Into::into),
        }
    }
}
