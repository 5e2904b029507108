//! The footer that a segment will have, gathered while the segment fills: what is written is read back from
//! the file a stretch at a time, so that the append which seals it does not wait for all of it.
//!
//! Nothing of it is kept: whoever opens the journal reads the last segment anyway.

use crate::{
    error::OpenError,
    footer::Tables,
    scan::{self, Walked},
    segment::Segment,
    spare::STRETCH,
};

pub(crate) struct Seal {
    tables: Tables,
    walked: Walked,
}

impl Seal {
    /// Of a segment that is still to be read.
    pub(crate) fn begin(segment: &Segment) -> Self {
        Self { tables: Tables::default(), walked: Walked::none(segment) }
    }

    /// What reading a segment as far as `walked` made of it.
    pub(crate) fn read(tables: Tables, walked: Walked) -> Self {
        Self { tables, walked }
    }

    /// Whether a stretch was written since, of frames that end at `end`.
    pub(crate) fn is_due(&self, end: u64) -> bool {
        self.walked.end + STRETCH <= end
    }

    /// Reads on to `end`, where the frames of `segment` end and position `next` follows.
    pub(crate) fn go_on(
        &mut self,
        segment: &Segment,
        next: u64,
        end: u64,
    ) -> Result<(), OpenError> {
        let Self { tables, walked } = self;
        scan::walk_on(segment, walked, end, |found| {
            tables.add(found.frame, found.offset, &found.record)
        })?;
        if walked.next != next || walked.end != end {
            let what = "a frame was harmed since it was written";
            return Err(segment.corrupt(walked.next, walked.end, what));
        }
        Ok(())
    }

    /// What the footer says.
    pub(crate) fn tables(self) -> Tables {
        self.tables
    }
}
