//! An event by which a journal's history is known again.
//!
//! A journal that was set back to a copy has the name of the one that was lost. What it recorded since takes
//! positions that others have dealt with, and once there is as much of it as was lost, their number says
//! nothing. The event that somebody dealt with last says it: one that lies there still has behind it what
//! it had behind it then.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Direction, Filter, Journal, Place, Recorded};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landmark {
    pub stream: Arc<str>,
    pub revision: u64,
    pub position: u64,
    pub id: Uuid,
    /// When it was recorded, in microseconds since 1970. Ids follow from commands and days, so the same
    /// event may come once more to the same place. Whoever appended it was not told.
    pub at: Option<i64>,
}

impl Landmark {
    pub fn of(event: &Recorded) -> Self {
        Self {
            stream: Arc::clone(&event.stream),
            revision: event.revision,
            position: event.position,
            id: event.entry.id,
            at: Some(event.at.as_microsecond()),
        }
    }

    /// Whether what lies where it lay is this event.
    pub fn is(&self, there: Option<&Recorded>) -> bool {
        there.map(Self::of).is_some_and(|there| {
            let at = self.at.or(there.at);
            // Whoever reads a stream of another server need not be told where in the journal it lies.
            let position = if there.position == u64::MAX { u64::MAX } else { self.position };
            there == Self { position, at, ..self.clone() }
        })
    }

    /// Whether it lies in the journal as it did.
    pub async fn lies_in(&self, journal: &dyn Journal) -> anyhow::Result<bool> {
        let there = journal.event(self.position).await;
        if journal.gapless() {
            return Ok(self.is(there?.as_ref()));
        }
        if there.is_ok_and(|there| self.is(there.as_ref())) {
            return Ok(true);
        }
        // Another server need not take a position at which nothing lies.
        let (place, forwards) = (Place::At(self.revision), Direction::Forwards);
        let there = journal.read_stream(&self.stream, place, forwards, 1).await?;
        Ok(self.is(there.first()))
    }

    /// The last event before `position`, which is the end of the journal or close to it. None where there
    /// is none, or too much behind it.
    pub(crate) async fn before(
        journal: &dyn Journal,
        position: u64,
    ) -> anyhow::Result<Option<Self>> {
        // Where positions have gaps, a read need not take one at which nothing lies.
        let (place, max) =
            if journal.gapless() { (Place::At(position), 1) } else { (Place::End, AMONG) };
        let page = journal.read_all(place, Direction::Backwards, &Filter::Everything, max).await?;
        Ok(page.events.iter().find(|event| event.position < position).map(Self::of))
    }
}

/// Events among which one is looked for.
const AMONG: usize = 64;
