//! The journal as the platform sees it.

use std::sync::Arc;

use anyhow::anyhow;
use async_trait::async_trait;
use runtime::{
    Append, AppendError, Appended, Budget, Direction, Entry, Expected, Filter, Journal,
    NotTogether, Page, Part, Place, Recorded, Size,
};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::EmbeddedJournal;
use crate::{
    batch::{Job, Told},
    record,
};

impl EmbeddedJournal {
    /// All that there is, on this thread.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn page(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
    ) -> anyhow::Result<Page> {
        self.shared.read_all(from, direction, filter, Budget::events(usize::MAX))
    }

    async fn together(&self, appends: Vec<Append>) -> Told {
        if appends.is_empty() {
            return Ok(Vec::new());
        }
        let (events, bytes) = measured(&appends)?;
        let stopped = || NotTogether { which: 0, error: stopped() };
        let desk = self.desk.as_ref().ok_or_else(stopped)?;
        let told = desk.append(|reply| Job { appends, events, bytes, reply }).await;
        told.ok_or_else(stopped)?
    }
}

/// Reads go to a thread that may block: most are answered from the page cache within microseconds,
/// but a cold read of a long stream takes as long as the disk does, and an async thread that waits
/// for a disk keeps everybody else waiting. What the index alone can answer stays where it is, so
/// that asking for news when there is none costs no thread.
#[async_trait]
impl Journal for EmbeddedJournal {
    fn id(&self) -> Uuid {
        self.shared.id
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        let append = Append { stream: stream.to_owned(), expected, entries };
        let told = self.together(vec![append]).await.map_err(|refused| refused.error)?;
        told.last().copied().ok_or_else(stopped)
    }

    async fn append_together(&self, appends: Vec<Append>) -> Result<Vec<Appended>, NotTogether> {
        self.together(appends).await
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        Ok(self.read_part(stream, from, direction, max, usize::MAX).await?.events)
    }

    async fn read_part(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
        bytes: usize,
    ) -> anyhow::Result<Part> {
        if max == 0 || self.shared.nothing_of(stream, from, direction) {
            return Ok(Part::default());
        }
        let (shared, stream) = (Arc::clone(&self.shared), stream.to_owned());
        let read = move || shared.read_stream(&stream, from, direction, max, bytes);
        let mut part = spawn_blocking(read).await??;
        if direction == Direction::Backwards {
            part.events.reverse();
        }
        Ok(part)
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        self.read_within(from, direction, filter, Budget::events(max)).await
    }

    async fn read_within(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        budget: Budget,
    ) -> anyhow::Result<Page> {
        if budget.events == 0 || self.shared.nothing(from, direction) {
            return self.shared.read_all(from, direction, filter, Budget::events(0));
        }
        let (shared, filter) = (Arc::clone(&self.shared), filter.clone());
        spawn_blocking(move || shared.read_all(from, direction, &filter, budget)).await?
    }

    async fn head(&self) -> anyhow::Result<u64> {
        Ok(self.heard())
    }

    fn heard(&self) -> u64 {
        *self.shared.head.borrow()
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.shared.head.subscribe().wait_for(|head| *head > position).await?;
        Ok(())
    }
}

/// Events of `appends` and bytes of their records, if the journal takes them.
fn measured(appends: &[Append]) -> Result<(usize, usize), NotTogether> {
    let (mut size, mut bytes) = (Size::default(), 0);
    for (which, Append { stream, entries, .. }) in appends.iter().enumerate() {
        size.all(stream, entries).map_err(|error| NotTogether { which, error })?;
        bytes += entries.iter().map(|entry| record::size(stream, entry)).sum::<usize>();
    }
    Ok((size.events, bytes))
}

fn stopped() -> AppendError {
    AppendError::Unavailable(anyhow!("the journal's writer has stopped"))
}
