//! The event that a correction is about, found and looked at before anything is decided.

use jiff::civil::Date;
use kernel::{
    Aggregate, Amending, Ask, Change, Effective, Fact, Id, Meta, Stored, Target, Unreadable,
    amended, class_of,
};
use serde_json::Value;

use super::Edge;
use crate::{Context, Failure, read_stream, wire::Correction};

impl<A: Aggregate> Edge<A>
where
    A::Command: From<Amending>,
{
    /// The event that a correction is about. What is recorded meanwhile may be about it too, so
    /// nothing may be.
    pub async fn find_the_fact(
        &self,
        to: Id<A>,
        correction: Correction,
        mut context: Context,
    ) -> Result<(Ask<A>, Context), Failure> {
        let facts = read_stream::<A::Event>(&*self.journal, &A::stream(to)).await;
        let facts = facts.map_err(Failure::Journal)?;
        if let Some(Fact { revision, .. }) = facts.last() {
            let seen = context.expected.map_or(*revision, |seen| seen.min(*revision));
            context.expected = Some(seen);
        }
        // What is said of a fact is as confidential as the fact, and as what was said of it before.
        if let Some(class) = class_of(&facts, correction.event_id) {
            context.confidentiality = context.confidentiality.max(class);
        }
        let target = target(facts, &correction, context.today());
        Ok((context.ask(to, correction.of(target).into()), context))
    }
}

/// The event among `facts`, with earlier corrections heeded: what was voided holds nothing now.
fn target<E: Stored>(facts: Vec<Fact<E>>, correction: &Correction, today: Date) -> Option<Target> {
    let event_id = correction.event_id;
    let recorded = facts.iter().find(|fact| fact.event_id == event_id)?;
    let (name, amendable) = (recorded.event.name().to_owned(), recorded.event.amendable());
    let now = amended(facts).into_iter().find(|fact| fact.event_id == event_id);
    let left = now.as_ref().map(|fact| correction.change.apply(fact));
    let changed = left.as_ref().and_then(|left| left.as_ref().ok()?.as_ref());
    let becomes = changed.and_then(|(event, _)| event.data().ok());
    Some(Target {
        event_id,
        name,
        from_matches: now.as_ref().is_some_and(|fact| holds(fact, correction)),
        applies: left.is_some_and(|left| applies(left, today)),
        becomes,
        amendable,
    })
}

/// It would still be a fact: readable, and like every other not of a day to come.
fn applies<E>(left: Result<Option<(E, Meta)>, Unreadable>, today: Date) -> bool {
    left.is_ok_and(|left| left.is_none_or(|(_, meta)| meta.effective.on <= today))
}

/// What is there now is what the asker thinks is there.
fn holds<E: Stored>(fact: &Fact<E>, Correction { change, from, .. }: &Correction) -> bool {
    match change {
        Change::Void => true,
        Change::Field { field, .. } if field == "effective" => {
            let thought = from.as_str().and_then(|text| text.parse::<Effective>().ok());
            thought == Some(fact.meta.effective)
        }
        Change::Field { field, .. } => {
            let data = fact.event.data().and_then(|data| serde_json::from_slice::<Value>(&data));
            // What is optional is not written where nobody said it.
            data.is_ok_and(|data| data.pointer(field).unwrap_or(&Value::Null) == from)
        }
    }
}
