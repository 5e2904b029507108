//! All streams in their order, frame by frame, in either direction.

use std::{ops::Range, sync::Arc};

use anyhow::Context as _;
use runtime::{Direction, Filter, Page, Place};

use super::{Shared, limited};
use crate::{frames, record::Record, spots::RUN};

/// Bytes read first where few events are wanted.
const LEAST: u64 = 16 << 10;

impl Shared {
    /// At most `max` events that `filter` admits, among at most `window` that are looked at.
    pub(crate) fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
        window: usize,
    ) -> anyhow::Result<Page> {
        let head = self.index().head();
        let rest = limited(from.range(direction, head), direction, window);
        let mut page = Page { events: Vec::new(), next: from.next(head) };
        if max > 0 {
            match direction {
                Direction::Forwards => self.forwards(rest, filter, max, &mut page)?,
                Direction::Backwards => self.backwards(rest, filter, max, &mut page)?,
            }
        }
        Ok(page)
    }

    fn forwards(
        &self,
        mut rest: Range<u64>,
        filter: &Filter,
        max: usize,
        page: &mut Page,
    ) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        // Whoever wants little is not made to wait for much.
        let mut bytes = if max < 64 { LEAST } else { RUN };
        while !rest.is_empty() && page.events.len() < max {
            let stretch = self.index().forwards(rest.start);
            let mut stretch = stretch.with_context(|| not_there(rest.start))?;
            while stretch.offset < stretch.end && !rest.is_empty() && page.events.len() < max {
                let walked = frames::walk(&stretch, &mut buffer, bytes, |position, record| {
                    if position < rest.start {
                        return Ok(true);
                    }
                    if position >= rest.end || page.events.len() == max {
                        return Ok(false);
                    }
                    page.next = position + 1;
                    admit(page, position, record, filter)?;
                    Ok(true)
                })?;
                rest.start = rest.start.max(page.next);
                stretch.offset = walked.offset;
                stretch.position = walked.position;
                bytes = (bytes * 4).min(RUN);
            }
        }
        Ok(())
    }

    fn backwards(
        &self,
        mut rest: Range<u64>,
        filter: &Filter,
        max: usize,
        page: &mut Page,
    ) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        while !rest.is_empty() && page.events.len() < max {
            let stretch = self.index().around(rest.end - 1);
            let mut stretch = stretch.with_context(|| not_there(rest.end - 1))?;
            let mut chunk = Page::default();
            let mut looked = Vec::new();
            while stretch.offset < stretch.end && stretch.position < rest.end {
                let walked = frames::walk(&stretch, &mut buffer, RUN, |position, record| {
                    if position >= rest.end {
                        return Ok(false);
                    }
                    if position >= rest.start {
                        let before = chunk.events.len();
                        admit(&mut chunk, position, record, filter)?;
                        looked.push((position, chunk.events.len() > before));
                    }
                    Ok(true)
                })?;
                stretch.offset = walked.offset;
                stretch.position = walked.position;
            }
            for (position, admitted) in looked.into_iter().rev() {
                if page.events.len() == max {
                    break;
                }
                page.next = position;
                page.events.extend(chunk.events.pop_if(|_| admitted));
            }
            rest.end = page.next;
        }
        Ok(())
    }
}

/// Adds an event to `page` if `filter` admits it. Names are compared where they lie; only what is
/// admitted is copied.
fn admit(
    page: &mut Page,
    position: u64,
    record: &Record<'_>,
    filter: &Filter,
) -> anyhow::Result<()> {
    if filter.admits(record.stream, record.name) {
        // Neighbours are often of one stream, and then share its name.
        let before = page.events.last().filter(|event| *event.stream == *record.stream);
        let stream = before.map_or_else(|| record.stream.into(), |e| Arc::clone(&e.stream));
        page.events.push(record.event(position, stream)?);
    }
    Ok(())
}

fn not_there(position: u64) -> String {
    format!("position {position} is not there")
}
