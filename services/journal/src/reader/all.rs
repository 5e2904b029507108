//! All streams in their order, frame by frame, in either direction.

use std::{ops::Range, sync::Arc};

use anyhow::Context as _;
use runtime::{Budget, Direction, Filter, Page, Place};

use super::{Shared, limited};
use crate::{frames, record::Record, spots::RUN};

/// Bytes read first where few events are wanted.
const LEAST: u64 = 16 << 10;

/// A page on its way, and what may still be spent on it.
struct Filling<'f> {
    page: Page,
    filter: &'f Filter,
    left: Budget,
}

impl Filling<'_> {
    fn is_full(&self) -> bool {
        self.left.events == 0 || self.left.bytes == 0
    }

    fn spend(&mut self, bytes: usize) {
        self.left.events -= 1;
        self.left.bytes = self.left.bytes.saturating_sub(bytes);
    }
}

impl Shared {
    /// The events that `filter` admits, from `from` on, for as long as `budget` lasts.
    pub(crate) fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        budget: Budget,
    ) -> anyhow::Result<Page> {
        let head = self.index().head();
        let rest = limited(from.range(direction, head), direction, budget.looked);
        let page = Page { events: Vec::new(), next: from.next(head) };
        let mut filling = Filling { page, filter, left: budget };
        match direction {
            Direction::Forwards => self.forwards(rest, &mut filling)?,
            Direction::Backwards => self.backwards(rest, &mut filling)?,
        }
        Ok(filling.page)
    }

    fn forwards(&self, mut rest: Range<u64>, filling: &mut Filling<'_>) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        // Whoever wants little is not made to wait for much.
        let mut bytes = if filling.left.events < 64 { LEAST } else { RUN };
        while !rest.is_empty() && !filling.is_full() {
            let stretch = self.index().forwards(rest.start);
            let mut stretch = stretch.with_context(|| not_there(rest.start))?;
            while stretch.offset < stretch.end && !rest.is_empty() && !filling.is_full() {
                let walked = frames::walk(&stretch, &mut buffer, bytes, |position, record| {
                    if position < rest.start {
                        return Ok(true);
                    }
                    if position >= rest.end || filling.is_full() {
                        return Ok(false);
                    }
                    filling.page.next = position + 1;
                    if admit(&mut filling.page, position, record, filling.filter)? {
                        filling.spend(record.length);
                    }
                    Ok(true)
                })?;
                rest.start = rest.start.max(filling.page.next);
                stretch.offset = walked.offset;
                stretch.position = walked.position;
                bytes = (bytes * 4).min(RUN);
            }
        }
        Ok(())
    }

    fn backwards(&self, mut rest: Range<u64>, filling: &mut Filling<'_>) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        while !rest.is_empty() && !filling.is_full() {
            let stretch = self.index().around(rest.end - 1);
            let mut stretch = stretch.with_context(|| not_there(rest.end - 1))?;
            let mut chunk = Page::default();
            // Of each event its position, and its bytes if it was admitted.
            let mut looked = Vec::new();
            while stretch.offset < stretch.end && stretch.position < rest.end {
                let walked = frames::walk(&stretch, &mut buffer, RUN, |position, record| {
                    if position >= rest.end {
                        return Ok(false);
                    }
                    if position >= rest.start {
                        let admitted = admit(&mut chunk, position, record, filling.filter)?;
                        looked.push((position, admitted.then_some(record.length)));
                    }
                    Ok(true)
                })?;
                stretch.offset = walked.offset;
                stretch.position = walked.position;
            }
            for (position, admitted) in looked.into_iter().rev() {
                if filling.is_full() {
                    break;
                }
                filling.page.next = position;
                if let Some(bytes) = admitted {
                    filling.page.events.extend(chunk.events.pop());
                    filling.spend(bytes);
                }
            }
            rest.end = filling.page.next;
        }
        Ok(())
    }
}

/// Adds an event to `page` if `filter` admits it, and says whether it did. Names are compared where
/// they lie; only what is admitted is copied.
fn admit(
    page: &mut Page,
    position: u64,
    record: &Record<'_>,
    filter: &Filter,
) -> anyhow::Result<bool> {
    let admitted = filter.admits(record.stream, record.name);
    if admitted {
        // Neighbours are often of one stream, and then share its name.
        let before = page.events.last().filter(|event| *event.stream == *record.stream);
        let stream = before.map_or_else(|| record.stream.into(), |e| Arc::clone(&e.stream));
        page.events.push(record.event(position, stream)?);
    }
    Ok(admitted)
}

fn not_there(position: u64) -> String {
    format!("position {position} is not there")
}
