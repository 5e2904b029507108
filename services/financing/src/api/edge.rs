//! What a command needs to know that its request cannot say: how another agreement stands, what an
//! earlier event holds, and on which document it all rests.

use jiff::civil::Date;
use kernel::{Aggregate as _, Ask, Basis, Change, Effective, Fact, Id, Stored as _, amended};
use runtime::{Context, Failure, day, read_stream};
use serde_json::Value;

use super::Api;
use crate::{
    financing::{
        Command, Event, Financing,
        correction::Target,
        transition::{Approval, ParentState},
    },
    wire::correction::Correction,
};

impl Api {
    /// How the agreement stands that an additional financing adds to.
    pub(super) async fn ask_the_parent(
        &self,
        to: Id<Financing>,
        approval: Approval,
        context: Context,
    ) -> Result<(Ask<Financing>, Context), Failure> {
        let registration = self.financings.state(to).await?.agreement.registration;
        let Some(reference) = registration.and_then(|registration| registration.parent) else {
            return Ok((context.ask(to, Command::RecordApproval(approval)), context));
        };
        // What is asked afterwards knows at least this much.
        let head = self.financings.journal.head().await;
        let position = head.map_err(Failure::Journal)?.saturating_sub(1);
        let parent = self.financings.state(Financing::id(&reference)).await?;
        let standing = parent.state_on(context.effective.on);
        let service = crate::role::ROLE.name.to_owned();
        let basis = Basis::Verified { service, decision: None, position };
        let parent = Some(ParentState { reference, standing, basis });
        let command = Command::RecordApproval(Approval { parent, ..approval });
        Ok((context.ask(to, command), context))
    }

    /// Nobody else is asked what holds back closure: whoever acts answers for it, on a document.
    pub(super) async fn name_the_document(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Result<(Ask<Financing>, Context), Failure> {
        let document = if let Command::CloseFinancially { blockages } = &command {
            blockages.document.clone()
        } else {
            None
        };
        let basis = Basis::Asserted { authority: context.authority.clone(), document };
        Ok((Ask { basis, ..context.ask(to, command) }, context))
    }

    /// The event that a correction is about. What is recorded meanwhile may be about it too, so
    /// nothing may be.
    pub(super) async fn find_the_fact(
        &self,
        to: Id<Financing>,
        correction: Correction,
        mut context: Context,
    ) -> Result<(Ask<Financing>, Context), Failure> {
        let facts = read_stream(&*self.financings.journal, &Financing::stream(to)).await;
        let facts = facts.map_err(Failure::Journal)?;
        if let Some(Fact { revision, .. }) = facts.last() {
            let seen = context.expected.map_or(*revision, |seen| seen.min(*revision));
            context.expected = Some(seen);
        }
        let target = target(facts, &correction, day(context.at));
        Ok((context.ask(to, correction.command(target)), context))
    }
}

/// The event among `facts`, with earlier corrections heeded: what was voided holds nothing now.
fn target(facts: Vec<Fact<Event>>, correction: &Correction, today: Date) -> Option<Target> {
    let event_id = correction.event_id;
    let recorded = facts.iter().find(|fact| fact.event_id == event_id)?;
    let (name, is_step) = (recorded.event.name().to_owned(), is_step(&recorded.event));
    let now = amended(facts).into_iter().find(|fact| fact.event_id == event_id);
    Some(Target {
        event_id,
        name,
        from_matches: now.as_ref().is_some_and(|fact| holds(fact, correction)),
        applies: now.is_some_and(|fact| applies(&fact, &correction.change, today)),
        is_step,
    })
}

fn is_step(event: &Event) -> bool {
    matches!(event, Event::Agreement(event) if event.step().is_some())
}

/// It would still be a fact: readable, and like every other not of a day to come.
fn applies(fact: &Fact<Event>, change: &Change, today: Date) -> bool {
    let changed = change.apply(fact);
    changed.is_ok_and(|left| left.is_none_or(|(_, meta)| meta.effective.on <= today))
}

/// What is there now is what the asker thinks is there.
fn holds(fact: &Fact<Event>, Correction { change, from, .. }: &Correction) -> bool {
    match change {
        Change::Void => true,
        Change::Field { field, .. } if field == "effective" => {
            let thought = from.as_str().and_then(|text| text.parse::<Effective>().ok());
            thought == Some(fact.meta.effective)
        }
        Change::Field { field, .. } => {
            let data = fact.event.data().and_then(|data| serde_json::from_slice::<Value>(&data));
            data.is_ok_and(|data| data.pointer(field) == Some(from))
        }
    }
}
