//! Lines that arrive in chunks, and exist only once one act says so.
//!
//! Whoever imports a spreadsheet stages it a few hundred lines at a time, under a name. Nobody sees
//! them. The act that follows says how many there are and what they hash to: all of them become a
//! plan, a statement or a list, or none.

use std::collections::BTreeMap;

use kernel::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{guards::require, key::StagingKey, rejection::Rejection};

/// Bytes of a chunk's event: below what a proof can hold, with room for what stands beside it.
const MOST_BYTES: usize = 48 * 1024;
/// A plan of a large programme has a few thousand lines.
pub(crate) const MOST_CHUNKS: u32 = 1_000;

/// A row of a sheet that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongRow {
    /// From 1, as the sheet numbers it.
    pub(crate) row: u32,
    pub(crate) why: Why,
    /// What the cell holds.
    pub(crate) value: String,
}

/// Stable: people read the sentence for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Why {
    ActivityMissing,
    ActivityUnknown,
    LabelMissing,
    ComponentMissing,
    ComponentUnknown,
    AreaUnknown,
    AreaTaken,
    ParentUnknown,
    NameMissing,
    LevelMissing,
    ReferenceMissing,
    ReferenceTaken,
    ReferenceTooLong,
    SourceMissing,
    AmountMissing,
    AmountUnreadable,
    AmountNegative,
    DateUnreadable,
    OutsidePeriod,
    NumberUnreadable,
    CodeUnreadable,
    LineTwice,
}

impl WrongRow {
    pub(crate) fn new(row: u32, why: Why, value: &str) -> Self {
        let value = value.chars().take(80).collect();
        Self { row, why, value }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.why.into()
    }
}

/// Chunks under a name, until they are taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "L: Serialize + serde::de::DeserializeOwned")]
pub(crate) struct Staged<L> {
    chunks: BTreeMap<StagingKey, BTreeMap<u32, Vec<L>>>,
    /// Names whose lines became something: never used again.
    taken: std::collections::BTreeSet<StagingKey>,
}

impl<L> Default for Staged<L> {
    fn default() -> Self {
        Self { chunks: BTreeMap::new(), taken: std::collections::BTreeSet::new() }
    }
}

impl<L: Serialize + Clone> Staged<L> {
    /// A chunk that may be staged: not too large, and under a name that is free.
    pub(crate) fn stages(
        &self,
        staging: &StagingKey,
        chunk: u32,
        lines: &[L],
    ) -> Result<(), Rejection> {
        let name = || staging.to_string();
        require(!self.taken.contains(staging), || Rejection::NameTaken { name: name() })?;
        require(!lines.is_empty(), || Rejection::LinesMissing)?;
        let bytes = serde_json::to_vec(lines).map_or(usize::MAX, |bytes| bytes.len());
        let fits = chunk < MOST_CHUNKS && bytes <= MOST_BYTES;
        require(fits, || Rejection::ChunkTooLarge)
    }

    /// Every line staged under that name, if they are what the asker thinks they are.
    pub(crate) fn takes(
        &self,
        staging: &StagingKey,
        lines: u32,
        hash: Option<Hash>,
    ) -> Result<(Vec<L>, Hash), Rejection> {
        let unknown = || Rejection::UnknownName { name: staging.to_string() };
        let chunks = self.chunks.get(staging).ok_or_else(unknown)?;
        let all: Vec<L> = chunks.values().flatten().cloned().collect();
        let staged = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let gapless = chunks.keys().zip(0..).all(|(chunk, place)| *chunk == place);
        let whole = gapless && staged == lines;
        require(whole, || Rejection::LinesDiffer { staged, expected: lines })?;
        let reckoned = hash_of(&all);
        let same = hash.is_none_or(|hash| hash == reckoned);
        require(same, || Rejection::HashDiffers { hash: reckoned })?;
        Ok((all, reckoned))
    }

    pub(crate) fn has(&self, staging: &StagingKey, chunk: u32) -> bool {
        self.chunks.get(staging).is_some_and(|chunks| chunks.contains_key(&chunk))
    }

    /// How many chunks wait under that name.
    pub(crate) fn chunks(&self, staging: &StagingKey) -> usize {
        self.chunks.get(staging).map_or(0, BTreeMap::len)
    }

    pub(crate) fn stage(&mut self, staging: &StagingKey, chunk: u32, lines: &[L]) {
        let chunks = self.chunks.entry(staging.clone()).or_default();
        chunks.insert(chunk, lines.to_vec());
    }

    /// They exist now: what was staged is given away, and its name is used up.
    pub(crate) fn take(&mut self, staging: &StagingKey) -> Vec<L> {
        self.taken.insert(staging.clone());
        let chunks = self.chunks.remove(staging).unwrap_or_default();
        chunks.into_values().flatten().collect()
    }

    /// They never will: their names are used up all the same.
    pub(crate) fn give_up(&mut self, names: &[StagingKey]) {
        for name in names {
            self.chunks.remove(name);
            self.taken.insert(name.clone());
        }
    }
}

/// SHA-256 of the lines as the journal holds them, one JSON text a line.
pub(crate) fn hash_of<L: Serialize>(lines: &[L]) -> Hash {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(serde_json::to_vec(line).unwrap_or_default());
        hash.update(b"\n");
    }
    Hash(hash.finalize().into())
}
