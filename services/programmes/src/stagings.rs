//! How much that is staged waits at once in one budget year or one registry, and what makes room for
//! more.
//!
//! Nobody sees what is staged, so nobody would see it pile up, and it is kept in memory until an act
//! takes it. Whoever stages more than one person may gives up what they left first. Beyond what all may
//! together, what nobody has gone on with for a week is given up too; where that is not enough, no more
//! is taken. What is given up is recorded with the chunk that took its room, and its name is used up.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use kernel::{Fact, Hash, Id, Person};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    guards::{Guards, require},
    key::StagingKey,
    lines::{MOST_CHUNKS, Staged},
    rejection::Rejection,
};

/// Days after which what nobody went on with makes room for others.
const IDLE: i32 = 7;
/// A sheet, and several more that somebody tried before it.
const OF_ONE: Room = Room { names: 8, chunks: MOST_CHUNKS as usize };
/// A few people at once.
const OF_ALL: Room = Room { names: 32, chunks: 4 * MOST_CHUNKS as usize };

/// Names, and chunks under them, which have a bounded number of bytes each.
#[derive(Clone, Copy, Debug, Default)]
struct Room {
    names: usize,
    chunks: usize,
}

impl Room {
    fn holds(self, taken: Self) -> bool {
        taken.names <= self.names && taken.chunks <= self.chunks
    }

    fn add(&mut self, chunks: usize) {
        (self.names, self.chunks) = (self.names + 1, self.chunks + chunks);
    }

    fn less(&mut self, chunks: usize) {
        (self.names, self.chunks) = (self.names - 1, self.chunks - chunks);
    }
}

/// What is staged in one stream, and who left each of it when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "L: Serialize + DeserializeOwned")]
pub(crate) struct Stagings<L> {
    staged: Staged<L>,
    left: BTreeMap<StagingKey, Left>,
}

/// The latest chunk under a name.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Left {
    by: Id<Person>,
    on: Date,
    /// Of the fact: the one that was left first has the lowest.
    revision: u64,
}

impl Left {
    fn is_idle(&self, today: Date) -> bool {
        (today - self.on).get_days() >= IDLE
    }
}

impl<L> Default for Stagings<L> {
    fn default() -> Self {
        Self { staged: Staged::default(), left: BTreeMap::new() }
    }
}

impl<L: Serialize + Clone> Stagings<L> {
    /// A chunk that may be staged, and what is given up for it.
    pub(crate) fn stages(
        &self,
        staging: &StagingKey,
        chunk: u32,
        lines: &[L],
        guards: &Guards,
    ) -> Result<Vec<StagingKey>, Rejection> {
        self.staged.stages(staging, chunk, lines)?;
        if self.staged.has(staging, chunk) {
            return Ok(Vec::new());
        }
        let here = self.staged.chunks(staging) + 1;
        let (mut mine, mut all) = (Room::default(), Room::default());
        mine.add(here);
        all.add(here);
        let mut others: Vec<_> = self.left.iter().filter(|(name, _)| *name != staging).collect();
        others.sort_by_key(|(_, left)| left.revision);
        for (name, left) in &others {
            let chunks = self.staged.chunks(name);
            all.add(chunks);
            if left.by == guards.who() {
                mine.add(chunks);
            }
        }
        let mut given_up = Vec::new();
        for (name, left) in others {
            let own = left.by == guards.who();
            let mine_to_give = own && !(OF_ONE.holds(mine) && OF_ALL.holds(all));
            if mine_to_give || (left.is_idle(guards.today()) && !OF_ALL.holds(all)) {
                let chunks = self.staged.chunks(name);
                all.less(chunks);
                if own {
                    mine.less(chunks);
                }
                given_up.push(name.clone());
            }
        }
        require(OF_ALL.holds(all), || Rejection::StagingsFull { days: IDLE })?;
        Ok(given_up)
    }

    /// Every line staged under that name, if they are what the asker thinks they are.
    pub(crate) fn takes(
        &self,
        staging: &StagingKey,
        lines: u32,
        hash: Option<Hash>,
    ) -> Result<(Vec<L>, Hash), Rejection> {
        self.staged.takes(staging, lines, hash)
    }

    pub(crate) fn stage<E>(
        &mut self,
        staging: &StagingKey,
        chunk: u32,
        lines: &[L],
        given_up: &[StagingKey],
        fact: &Fact<E>,
    ) {
        self.staged.give_up(given_up);
        self.left.retain(|name, _| !given_up.contains(name));
        self.staged.stage(staging, chunk, lines);
        let on = fact.meta.recorded.to_zoned(TimeZone::UTC).date();
        let left = Left { by: fact.meta.who.person, on, revision: fact.revision };
        self.left.insert(staging.clone(), left);
    }

    /// They exist now: what was staged is given away, and its name is used up.
    pub(crate) fn take(&mut self, staging: &StagingKey) -> Vec<L> {
        self.left.remove(staging);
        self.staged.take(staging)
    }
}
