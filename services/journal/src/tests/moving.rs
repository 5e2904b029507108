//! What moves a journal elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{Timestamp, civil::date};
use runtime::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Journal, MemoryJournal, Page, Place,
    Recorded,
};
use serde_json::Value;
use tempfile::tempdir;
use uuid::Uuid;

use super::support::{entry, opened, timed};
use crate::{Moved, migrate};

#[tokio::test]
async fn every_event_moves_with_where_it_came_from_and_the_map_says_where_it_went() {
    let (there, dir) = (Arc::new(MemoryJournal::new(Uuid::from_u128(7))), tempdir().unwrap());
    for id in 0..1_300 {
        let stream = format!("s-{}", id / 4 % 5);
        there.append(&stream, Expected::Any, vec![entry(id, b"{}")]).await.unwrap();
    }
    let (here, _) = opened(dir.path());
    let here: Arc<dyn Journal> = Arc::new(here);
    here.append("was here", Expected::Any, vec![entry(9_999, b"{}")]).await.unwrap();
    let mut map = Vec::new();
    let not_twos = runtime::Matching::new(|stream, _| stream != "s-2");
    let copy = async |map: &mut Vec<Moved>| {
        let moved = |moved| {
            map.push(moved);
            Ok(())
        };
        let filter = Filter::Matching(not_twos.clone());
        migrate(there.clone(), Arc::clone(&here), filter, moved, |_, _| ()).await.unwrap()
    };
    assert_eq!(copy(&mut map).await, 1_040);
    let read = |journal: Arc<dyn Journal>| async move {
        let (start, filter) = (Place::Start, Filter::Everything);
        journal.read_all(start, Direction::Forwards, &filter, usize::MAX).await.unwrap().events
    };
    let (all, arrived) = (read(there.clone()).await, read(Arc::clone(&here)).await);
    let place = |position: u64| {
        let run = map.iter().find(|it| (it.from..it.from + it.count).contains(&position));
        run.map(|run| position - run.from + run.to)
    };
    for event in &all {
        let to = place(event.position);
        assert_eq!(to.is_none(), &*event.stream == "s-2");
        let Some(to) = to else { continue };
        let copy = &arrived[usize::try_from(to).unwrap()];
        assert_eq!((copy.entry.id, &copy.stream), (event.entry.id, &event.stream));
        assert_eq!(copy.revision, event.revision);
        let meta: Value = serde_json::from_slice(&copy.entry.meta).unwrap();
        assert_eq!(meta["$migrated"]["position"], event.position);
        assert_eq!(meta["$migrated"]["journal"], there.id().to_string());
        assert_eq!(meta["metaHex"], "6d657461", "what was no JSON is kept");
    }
    // The same again changes nothing.
    let mut again = Vec::new();
    assert_eq!(copy(&mut again).await, 1_040);
    assert_eq!(again, map);
    assert_eq!(here.head().await.unwrap(), 1_041);
}

/// As many a store elsewhere: between the positions of two events lie others that are nobody's.
struct Gaps(MemoryJournal);

const GAP: u64 = 10;

fn apart(page: Vec<Recorded>) -> Vec<Recorded> {
    let apart = |event: Recorded| Recorded { position: event.position * GAP, ..event };
    page.into_iter().map(apart).collect()
}

#[async_trait]
impl Journal for Gaps {
    fn id(&self) -> Uuid {
        self.0.id()
    }

    fn gapless(&self) -> bool {
        false
    }

    async fn append(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Appended, AppendError> {
        let Appended { revision, position } = self.0.append(stream, expected, entries).await?;
        Ok(Appended { revision, position: position * GAP })
    }

    async fn read_stream(
        &self,
        stream: &str,
        from: Place,
        direction: Direction,
        max: usize,
    ) -> anyhow::Result<Vec<Recorded>> {
        self.0.read_stream(stream, from, direction, max).await.map(apart)
    }

    async fn read_all(
        &self,
        from: Place,
        direction: Direction,
        filter: &Filter,
        max: usize,
    ) -> anyhow::Result<Page> {
        let from = match from {
            Place::At(at) => Place::At(at.div_ceil(GAP)),
            Place::Start | Place::End => from,
        };
        let Page { events, next } = self.0.read_all(from, direction, filter, max).await?;
        Ok(Page { events: apart(events), next: next * GAP })
    }

    async fn head(&self) -> anyhow::Result<u64> {
        Ok(self.heard())
    }

    fn heard(&self) -> u64 {
        self.0.heard() * GAP
    }

    async fn beyond(&self, position: u64) -> anyhow::Result<()> {
        self.0.beyond(position / GAP).await
    }
}

#[tokio::test]
async fn the_map_says_where_every_event_lies_in_a_journal_with_gaps_too() {
    let (there, here) = (memory(7), Arc::new(Gaps(MemoryJournal::new(Uuid::from_u128(8)))));
    for id in 0..40 {
        let stream = format!("s-{}", id / 4 % 5);
        there.append(&stream, Expected::Any, vec![entry(id, b"{}")]).await.unwrap();
    }
    let mut map = Vec::new();
    let moved = |moved| {
        map.push(moved);
        Ok(())
    };
    let (from, to): (Arc<dyn Journal>, Arc<dyn Journal>) = (there.clone(), here.clone());
    assert_eq!(migrate(from, to, Filter::Everything, moved, |_, _| ()).await.unwrap(), 40);
    let (start, forwards) = (Place::Start, Direction::Forwards);
    let all = here.read_all(start, forwards, &Filter::Everything, 99).await.unwrap().events;
    for (event, from) in all.iter().zip(0..) {
        let run = map.iter().find(|it| (it.from..it.from + it.count).contains(&from)).unwrap();
        assert_eq!(event.position, run.to + from - run.from);
    }
}

/// Moves all of `there` to `here`.
async fn move_all(there: &Arc<MemoryJournal>, here: &Arc<MemoryJournal>) -> anyhow::Result<u64> {
    let (from, to): (Arc<dyn Journal>, Arc<dyn Journal>) = (there.clone(), here.clone());
    migrate(from, to, Filter::Everything, |_| Ok(()), |_, _| ()).await
}

fn memory(id: u128) -> Arc<MemoryJournal> {
    Arc::new(MemoryJournal::new(Uuid::from_u128(id)))
}

#[tokio::test]
async fn what_came_since_is_added_once_wherever_the_first_copy_stopped() {
    let (there, here) = (memory(7), memory(8));
    let fill = async |ids: std::ops::Range<u128>| {
        for id in ids {
            let stream = format!("s-{}", id / 4 % 5);
            there.append(&stream, Expected::Any, vec![entry(id, b"{}")]).await.unwrap();
        }
    };
    // In the middle of what the next copy appends at once to one stream.
    fill(0..702).await;
    assert_eq!(move_all(&there, &here).await.unwrap(), 702);
    fill(702..1_500).await;
    here.append("was here", Expected::Any, vec![entry(9_999, b"{}")]).await.unwrap();
    assert_eq!(move_all(&there, &here).await.unwrap(), 1_500);
    assert_eq!(here.head().await.unwrap(), 1_501);
}

#[tokio::test]
async fn a_stream_that_holds_something_else_is_refused_by_name() {
    let (there, here) = (memory(7), memory(8));
    for (journal, id) in [(&there, 1), (&here, 2)] {
        journal.append("s", Expected::Empty, vec![entry(id, b"{}")]).await.unwrap();
    }
    let refused = format!("{:#}", move_all(&there, &here).await.unwrap_err());
    assert!(refused.contains("`s`"), "{refused}");
    assert_eq!(here.head().await.unwrap(), 1);
}

#[tokio::test]
async fn the_largest_event_moves_too() {
    let (there, here) = (memory(7), memory(8));
    let mut largest = entry(1, b"");
    largest.data = vec![7; runtime::MOST_BYTES - largest.name.len() - largest.meta.len()];
    there.append("s", Expected::Empty, vec![largest.clone()]).await.unwrap();
    move_all(&there, &here).await.unwrap();
    let moved = here.read_stream("s", Place::Start, Direction::Forwards, 9).await.unwrap();
    assert!(moved.len() == 1 && moved[0].entry == largest);
}

/// As Jalon records: with metadata in which every word has its place.
#[tokio::test]
async fn a_fact_is_known_after_it_moved_as_it_was_before_however_often_it_moves() {
    let dirs = [tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap()];
    let clocks: [fn() -> Timestamp; 3] = [|| day(1), || day(20), || day(40)];
    let journals: Vec<Arc<dyn Journal>> = dirs
        .iter()
        .zip(clocks)
        .map(|(dir, clock)| Arc::new(timed(dir, clock).0) as Arc<dyn Journal>)
        .collect();
    let meta = kernel::testing::meta(&kernel::testing::who("awa"), date(2020, 1, 1));
    let stored = serde_json::to_vec(&meta).unwrap();
    let fact = Entry { meta: stored.clone(), ..entry(1, b"{}") };
    journals[0].append("before", Expected::Empty, vec![entry(9, b"{}")]).await.unwrap();
    journals[0].append("s", Expected::Empty, vec![fact]).await.unwrap();
    let read = async |journal: &Arc<dyn Journal>| {
        let found = journal.read_stream("s", Place::Start, Direction::Forwards, 9).await.unwrap();
        found.into_iter().next().unwrap()
    };
    for pair in journals.windows(2) {
        let (from, to) = (Arc::clone(&pair[0]), Arc::clone(&pair[1]));
        migrate(from, to, Filter::Everything, |_| Ok(()), |_, _| ()).await.unwrap();
        let moved = read(&pair[1]).await;
        let known = runtime::meta(&moved).unwrap();
        assert_eq!((known.recorded, known.known(), moved.at > day(1)), (day(1), day(1), true));
        assert_eq!((known.origin, known.who), (meta.origin, meta.who.clone()));
        let first = known.migrated.unwrap();
        assert_eq!((first.journal, first.position), (journals[0].id(), 1));
        // Not a byte of what was there is another one.
        let before = stored.strip_suffix(b"}").unwrap();
        assert!(moved.entry.meta.starts_with(before));
    }
}

fn day(number: i64) -> Timestamp {
    Timestamp::from_second(number * 24 * 60 * 60).unwrap()
}
