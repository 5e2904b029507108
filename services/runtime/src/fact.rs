//! From bytes in the journal to facts.

use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Fact, Meta, Stored};

use crate::Recorded;

/// What the journal holds, understood.
pub fn fact<E: Stored>(recorded: &Recorded) -> anyhow::Result<Fact<E>> {
    let meta = meta(recorded).with_context(|| place(recorded))?;
    beside(recorded, Arc::new(meta))
}

/// The same, where its metadata is understood already.
pub(crate) fn beside<E: Stored>(recorded: &Recorded, meta: Arc<Meta>) -> anyhow::Result<Fact<E>> {
    let Recorded { stream, revision, position, entry, .. } = recorded;
    let event = E::read(&entry.name, &entry.data).with_context(|| place(recorded))?;
    let (stream, event_id) = (Arc::clone(stream), entry.id);
    Ok(Fact { stream, revision: *revision, position: *position, event_id, meta, event })
}

/// Which event it is, for whoever must look at it.
pub(crate) fn place(recorded: &Recorded) -> String {
    format!("event {} of {}", recorded.position, recorded.stream)
}

/// What stands beside an event, and when it was recorded: at first, if it was moved since. This journal
/// cannot have written what another one only wrote later.
pub fn meta(recorded: &Recorded) -> serde_json::Result<Meta> {
    let mut meta: Meta = serde_json::from_slice(&recorded.entry.meta)?;
    let first = meta.migrated.map_or(recorded.at, |migrated| migrated.recorded);
    meta.recorded = first.min(recorded.at);
    Ok(meta)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::{
        Migrated,
        testing::{meta as beside, who},
    };
    use uuid::Uuid;

    use super::*;
    use crate::{Entry, Format};

    #[test]
    fn what_was_moved_was_recorded_when_it_was_recorded_at_first() {
        let [first, later, latest] = [10, 20, 30].map(|at| Timestamp::from_second(at).unwrap());
        let on = jiff::civil::date(2020, 1, 1);
        let read = |said: Option<Timestamp>| {
            let (journal, position) = (Uuid::from_u128(7), 8);
            let migrated = said.map(|recorded| Migrated { journal, position, recorded });
            let stored = Meta { migrated, ..beside(&who("awa"), on) };
            let entry = Entry {
                id: Uuid::nil(),
                name: "a.fact.v1".to_owned(),
                data: b"{}".to_vec(),
                meta: serde_json::to_vec(&stored).unwrap(),
                format: Format::Json,
            };
            meta(&Recorded { stream: "s".into(), revision: 0, position: 0, at: later, entry })
        };
        for (said, recorded) in [(None, later), (Some(first), first), (Some(latest), later)] {
            let meta = read(said).unwrap();
            assert_eq!((meta.recorded, meta.known()), (recorded, recorded), "{said:?}");
        }
    }
}
