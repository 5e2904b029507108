//! What is kept in memory of a sorted table of a footer: enough to answer most questions without
//! the disk, and all others with a block or two of it.

use std::ops::Range;

use anyhow::{Context as _, ensure};

use crate::{
    bytes::{Fields, len},
    filter::Filter,
};

/// Bytes of an entry of the table: a hash, and the number of an event.
pub(crate) const ENTRY: usize = 12;
/// Entries of one block.
const BLOCK: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sketch {
    entries: u32,
    /// The first hash of each block.
    fences: Vec<u64>,
    /// The checksum of each block, so that what is read later is known to be what was written.
    sums: Vec<u32>,
    /// Given up where memory is short; every question then reads a block.
    filter: Option<Filter>,
}

/// Reads bytes of the table: from the first, so many.
pub(crate) trait Read {
    fn read(&self, from: u64, length: usize) -> anyhow::Result<Vec<u8>>;
}

impl Sketch {
    /// Of a whole table.
    pub(crate) fn of(table: &[u8]) -> Self {
        let blocks = table.chunks(BLOCK * ENTRY);
        let hashes: Vec<_> = entries(table).map(|(hash, _)| hash).collect();
        let entries = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        let fences = hashes.iter().step_by(BLOCK).copied().collect();
        let mut distinct = hashes;
        distinct.dedup();
        Self {
            entries,
            fences,
            sums: blocks.map(crc32c::crc32c).collect(),
            filter: Some(Filter::of(distinct.into_iter())),
        }
    }

    /// Which entries have this hash.
    pub(crate) fn find(&self, hash: u64, table: &impl Read) -> anyhow::Result<Range<u32>> {
        if self.filter.as_ref().is_some_and(|filter| !filter.may_hold(hash)) {
            return Ok(0..0);
        }
        // Entries before the first one that is not less, or that is greater.
        let before = |less: &dyn Fn(u64) -> bool| {
            let block = self.fences.partition_point(|fence| less(*fence));
            let Some(block) = block.checked_sub(1) else { return Ok(0) };
            let bytes = self.block(block, table)?;
            let within = entries(&bytes).take_while(|(hash, _)| less(*hash)).count();
            u32::try_from(block * BLOCK + within).context("a table too long")
        };
        Ok(before(&|other| other < hash)?..before(&|other| other <= hash)?)
    }

    /// The numbers in these entries.
    pub(crate) fn numbers(
        &self,
        wanted: Range<u32>,
        table: &impl Read,
    ) -> anyhow::Result<Vec<u32>> {
        let mut numbers = Vec::with_capacity(wanted.len());
        let wanted = wanted.start as usize..wanted.end.min(self.entries) as usize;
        let mut from = wanted.start;
        while from < wanted.end {
            let (block, skipped) = (from / BLOCK, from % BLOCK);
            let bytes = self.block(block, table)?;
            let until = wanted.end.min((block + 1) * BLOCK);
            let within = entries(&bytes).skip(skipped).take(until - from);
            numbers.extend(within.map(|(_, number)| number));
            from = until;
        }
        Ok(numbers)
    }

    fn block(&self, block: usize, table: &impl Read) -> anyhow::Result<Vec<u8>> {
        let from = block * BLOCK;
        let entries = BLOCK.min((self.entries as usize).saturating_sub(from));
        let bytes = table.read((from * ENTRY) as u64, entries * ENTRY)?;
        let sound = self.sums.get(block) == Some(&crc32c::crc32c(&bytes));
        ensure!(sound, "block {block} of a table is not what was written");
        Ok(bytes)
    }

    pub(crate) fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    pub(crate) fn without_filter(&self) -> Self {
        Self { filter: None, ..self.clone() }
    }

    /// Bytes in memory.
    pub(crate) fn memory(&self) -> usize {
        let filter = self.filter.as_ref().map_or(0, |filter| filter.words().len() * 8);
        self.fences.len() * 8 + self.sums.len() * 4 + filter
    }

    pub(crate) fn encode(&self, into: &mut Vec<u8>) {
        let words = self.filter.as_ref().map_or(&[][..], Filter::words);
        for length in [self.entries as usize, self.fences.len(), words.len()] {
            into.extend((length as u64).to_le_bytes());
        }
        into.extend(self.fences.iter().flat_map(|fence| fence.to_le_bytes()));
        into.extend(self.sums.iter().flat_map(|sum| sum.to_le_bytes()));
        into.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    }

    pub(crate) fn decode(fields: &mut Fields<'_>) -> Option<Self> {
        let (entries, blocks, words) = (fields.u64()?, fields.u64()?, fields.u64()?);
        let entries = u32::try_from(entries).ok()?;
        if blocks != u64::from(entries).div_ceil(BLOCK as u64) {
            return None;
        }
        let mut fences = Fields(fields.take(len(blocks.checked_mul(8)?))?);
        let mut sums = Fields(fields.take(len(blocks.checked_mul(4)?))?);
        let mut bits = Fields(fields.take(len(words.checked_mul(8)?))?);
        Some(Self {
            entries,
            fences: std::iter::from_fn(|| fences.u64()).collect(),
            sums: std::iter::from_fn(|| sums.u32()).collect(),
            filter: Some(Filter::from_words(std::iter::from_fn(|| bits.u64()).collect())?),
        })
    }
}

fn entries(bytes: &[u8]) -> impl Iterator<Item = (u64, u32)> {
    bytes.chunks_exact(ENTRY).filter_map(|entry| {
        let mut fields = Fields(entry);
        Some((fields.u64()?, fields.u32()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Read, Sketch};

    struct Table(Vec<u8>);

    impl Read for Table {
        fn read(&self, from: u64, length: usize) -> anyhow::Result<Vec<u8>> {
            let from = usize::try_from(from)?;
            Ok(self.0[from..from + length].to_vec())
        }
    }

    fn table(hashes: &[u64]) -> Table {
        let entries = hashes.iter().zip(0_u32..);
        Table(
            entries.flat_map(|(h, n)| [&h.to_le_bytes()[..], &n.to_le_bytes()].concat()).collect(),
        )
    }

    #[test]
    fn finds_every_entry_of_a_hash_across_blocks_and_none_of_others() {
        // 1 once, 5 from within the first block to within the third, 9 to the very end.
        let hashes = [vec![1; 1], vec![5; 600], vec![9; 167]].concat();
        let table = table(&hashes);
        let whole = Sketch::of(&table.0);
        for sketch in [whole.clone(), whole.without_filter()] {
            for (hash, found) in [(1, 0..1), (5, 1..601), (9, 601..768)] {
                assert_eq!(sketch.find(hash, &table).unwrap(), found);
                assert!(sketch.numbers(found.clone(), &table).unwrap().into_iter().eq(found));
            }
            for hash in [0, 2, 7, u64::MAX] {
                assert!(sketch.find(hash, &table).unwrap().is_empty());
            }
        }
        assert!(Sketch::of(&[]).find(3, &Table(Vec::new())).unwrap().is_empty());
    }

    #[test]
    fn a_block_that_changed_is_not_believed() {
        let mut table = table(&[3; 300]);
        let sketch = Sketch::of(&table.0);
        table.0[256 * 12 + 9] ^= 1;
        assert!(sketch.find(3, &table).is_err());
    }
}
