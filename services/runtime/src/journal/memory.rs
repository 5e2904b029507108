//! A journal in memory, for tests of one process. What it answers, every journal answers.

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    Append, AppendError, Appended, Budget, Direction, Entry, Expected, Filter, Journal,
    NotTogether, Page, Place, Recorded, Size,
};

/// One vector: a position is an index.
#[derive(Debug)]
pub struct MemoryJournal {
    id: Uuid,
    all: Mutex<Vec<Recorded>>,
    head: watch::Sender<u64>,
}

impl MemoryJournal {
    pub fn new(id: Uuid) -> Self {
        Self { id, all: Mutex::default(), head: watch::Sender::new(0) }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds `entries` to `all` and tells where the last of them lies.
fn add(
    all: &mut Vec<Recorded>,
    stream: &str,
    expected: Expected,
    entries: Vec<Entry>,
) -> Result<Appended, AppendError> {
    let of_stream = |event: &&Recorded| &*event.stream == stream;
    let last = all.iter().rev().find(of_stream).map(|event| event.revision);
    let first = entries.first().map(|entry| entry.id);
    let again = all.iter().filter(of_stream).find(|event| Some(event.entry.id) == first);
    if let Some(again) = again {
        let from = again.revision;
        let lies = all.iter().filter(of_stream).skip(usize::try_from(from).unwrap_or(0));
        let lies: Vec<_> = lies.take(entries.len()).collect();
        let same = lies.len() == entries.len()
            && lies.iter().zip(&entries).all(|(lies, entry)| lies.entry.id == entry.id);
        let event = lies.last().filter(|_| same && expected.meant(from, last));
        let event = event.ok_or(AppendError::Conflict { last })?;
        return Ok(Appended { revision: event.revision, position: event.position });
    }
    if !expected.met(last) {
        return Err(AppendError::Conflict { last });
    }
    let stream: Arc<str> = stream.into();
    let first = last.map_or(0, |revision| revision + 1);
    let mut appended = Appended { revision: first, position: all.len() as u64 };
    for (entry, revision) in entries.into_iter().zip(first..) {
        appended = Appended { revision, position: all.len() as u64 };
        all.push(Recorded {
            stream: Arc::clone(&stream),
            revision,
            position: appended.position,
            at: Timestamp::UNIX_EPOCH,
            entry,
        });
    }
    Ok(appended)
}

/// What of `all`, in order, is read.
fn read<'e>(
    all: &'e [Recorded],
    from: Place,
    direction: Direction,
) -> Box<dyn Iterator<Item = &'e Recorded> + 'e> {
    let Range { start, end } = from.range(direction, all.len() as u64);
    let wanted = all.iter().take(index(end)).skip(index(start));
    match direction {
        Direction::Forwards => Box::new(wanted),
        Direction::Backwards => Box::new(wanted.rev()),
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    fn id(&self) -> Uuid {
        self.id
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        Size::default().all(stream, &entries)?;
        let mut all = self.all();
        let appended = add(&mut all, stream, expected, entries)?;
        self.head.send_replace(all.len() as u64);
        Ok(appended)
    }

    async fn append_together(&self, appends: Vec<Append>) -> Result<Vec<Appended>, NotTogether> {
        let mut size = Size::default();
        for (which, Append { stream, entries, .. }) in appends.iter().enumerate() {
            size.all(stream, entries).map_err(|error| NotTogether { which, error })?;
        }
        let mut all = self.all();
        let before = all.len();
        let mut told = Vec::new();
        for (which, Append { stream, expected, entries }) in appends.into_iter().enumerate() {
            match add(&mut all, &stream, expected, entries) {
                Ok(appended) => told.push(appended),
                Err(error) => {
                    all.truncate(before);
                    return Err(NotTogether { which, error });
                }
            }
        }
        self.head.send_replace(all.len() as u64);
        Ok(told)
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        let all = self.all();
        let of_stream = all.iter().filter(|event| &*event.stream == stream);
        let of_stream: Vec<_> = of_stream.cloned().collect();
        Ok(read(&of_stream, from, direction).take(max).cloned().collect())
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
        let all = self.all();
        let mut page = Page { events: Vec::new(), next: from.next(all.len() as u64) };
        let mut left = budget.bytes;
        for event in read(&all, from, direction).take(budget.looked) {
            if page.events.len() == budget.events || left == 0 {
                break;
            }
            page.next = match direction {
                Direction::Forwards => event.position + 1,
                Direction::Backwards => event.position,
            };
            if filter.admits(&event.stream, &event.entry.name) {
                left = left.saturating_sub(Size::of(&event.entry));
                page.events.push(event.clone());
            }
        }
        Ok(page)
    }

    async fn head(&self) -> anyhow::Result<u64> {
        Ok(self.heard())
    }

    fn heard(&self) -> u64 {
        *self.head.borrow()
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.head.subscribe().wait_for(|head| *head > position).await?;
        Ok(())
    }
}

fn index(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
