//! What a journal under torture was asked, what it answered, and what must therefore be in it.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, ensure};
use runtime::{
    Append, Appended, Direction, Entry, Expected, Filter, Format, Journal, Place, Recorded,
};
use uuid::Uuid;

use super::random::Random;

/// Streams that the load is spread over.
const STREAMS: usize = 12;
/// Acts that are asked again at one time.
const AGAIN: usize = 12;

/// Events that were recorded together, or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) appends: Vec<Append>,
    /// Whether somebody was told that it is recorded, and where.
    told: Option<Vec<Appended>>,
}

/// Everything that was asked of one journal.
#[derive(Default)]
pub(crate) struct Asked {
    acts: Vec<Act>,
    /// The act that an event is of, and its place among the events of the act.
    events: HashMap<Uuid, (usize, usize)>,
    /// Ids in their order, as far as somebody has seen them.
    seen: Vec<Uuid>,
}

/// What a check found to be gone although somebody had been told that it is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) acknowledged: u64,
    pub(crate) lost: u64,
}

/// The data of an event follow from its id, so that a reader knows what has to be there.
pub(crate) fn entry(id: Uuid) -> Entry {
    let mut random = Random::new(id.as_u64_pair().1);
    let longest = if random.once_in(10) { 6_000 } else { 500 };
    let length = random.below(longest);
    let data = std::iter::repeat_with(|| random.next().to_le_bytes()).flatten().take(length);
    let data: Vec<u8> = data.collect();
    Entry {
        id,
        name: format!("torture.kind-{}.v1", length % 5),
        data,
        meta: id.as_bytes().to_vec(),
        format: Format::Bytes,
    }
}

/// The next thing to ask, as chance has it: mostly one event, sometimes some, sometimes of
/// several streams.
pub(crate) fn next(random: &mut Random) -> Vec<Append> {
    let parts = if random.once_in(8) { 1 + random.below(3) } else { 1 };
    let append = |_| {
        let stream = format!("torture-{}", random.below(STREAMS));
        let count = if random.once_in(4) { 1 + random.below(6) } else { 1 };
        let id = |_| Uuid::from_u64_pair(random.next(), random.next());
        let entries = (0..count).map(id).map(entry).collect();
        Append { stream, expected: Expected::Any, entries }
    };
    (0..parts).map(append).collect()
}

impl Asked {
    pub(crate) fn asked(&mut self, appends: Vec<Append>, told: Option<Vec<Appended>>) {
        let act = self.acts.len();
        let ids = appends.iter().flat_map(|append| &append.entries).map(|entry| entry.id);
        self.events.extend(ids.enumerate().map(|(place, id)| (id, (act, place))));
        self.acts.push(Act { appends, told });
    }

    /// What was asked last and nobody was told of, to be asked again.
    pub(crate) fn unanswered(&self) -> Option<Act> {
        self.acts.last().filter(|act| act.told.is_none()).cloned()
    }

    /// Somebody was told of the last act after all.
    pub(crate) fn answered(&mut self, told: Vec<Appended>) {
        if let Some(act) = self.acts.last_mut() {
            act.told = Some(told);
        }
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        let told = self.acts.iter().filter(|act| act.told.is_some());
        told.flat_map(|act| &act.appends).map(|append| append.entries.len() as u64).sum()
    }

    /// Asks some of what somebody was told of again: the same is told, and nothing is recorded.
    pub(crate) async fn again(
        &self,
        journal: &dyn Journal,
        random: &mut Random,
    ) -> anyhow::Result<()> {
        let told: Vec<_> = self.acts.iter().filter(|act| act.told.is_some()).collect();
        for _ in 0..AGAIN.min(told.len()) {
            let Some(Act { appends, told: Some(told) }) = told.get(random.below(told.len())) else {
                continue;
            };
            let again = journal.append_together(appends.clone()).await;
            let again = again.map_err(|refused| refused.error)?;
            ensure!(again == *told, "asked again, {told:?} was told as {again:?}");
        }
        Ok(())
    }

    /// Reads all of `journal` in every way there is and compares it with what was asked. What is
    /// there now is held to be there from now on. An error is something that nobody may ever see.
    pub(crate) async fn check(&mut self, journal: &dyn Journal) -> anyhow::Result<Counts> {
        let events = all(journal).await?;
        self.compare(&events)?;
        let mut streams = BTreeMap::<&str, Vec<&Recorded>>::new();
        for event in &events {
            streams.entry(&event.stream).or_default().push(event);
        }
        for (stream, events) in streams {
            let read = journal.read_stream(stream, Place::Start, Direction::Forwards, usize::MAX);
            let read = read.await?;
            ensure!(read.iter().eq(events), "`{stream}` read alone is not what it is among all");
        }
        Ok(self.lost(&events))
    }

    /// Whether `events`, all there are, are what was asked, in the order seen before.
    fn compare(&mut self, events: &[Recorded]) -> anyhow::Result<()> {
        let mut acts: HashMap<usize, Vec<&Recorded>> = HashMap::new();
        let mut revisions = HashMap::<&str, u64>::new();
        for (event, position) in events.iter().zip(0_u64..) {
            ensure!(event.position == position, "position {position} is not in its place");
            let next = revisions.entry(&event.stream).or_default();
            ensure!(event.revision == *next, "revision {next} of `{}` is missing", event.stream);
            *next += 1;
            let (act, place) = self.events.get(&event.entry.id).context("nobody asked for it")?;
            let together = acts.entry(*act).or_default();
            ensure!(together.len() == *place, "an act is in another order or there twice");
            together.push(event);
        }
        for (number, there) in acts {
            let Some(act) = self.acts.get(number) else { continue };
            let asked = act.appends.iter().flat_map(|append| {
                append.entries.iter().map(move |entry| (&*append.stream, entry))
            });
            let whole = there.iter().map(|it| (&*it.stream, &it.entry)).eq(asked);
            ensure!(whole, "an act is there in part, or not as it was asked");
        }
        let ids = events.iter().map(|event| event.entry.id);
        ensure!(self.seen.iter().zip(ids.clone()).all(|(a, b)| *a == b), "the order has changed");
        self.seen = ids.collect();
        Ok(())
    }

    /// Counts what is missing, or elsewhere than somebody was told.
    fn lost(&self, events: &[Recorded]) -> Counts {
        let mut counts = Counts { acknowledged: self.acknowledged(), lost: 0 };
        for Act { appends, told } in &self.acts {
            for (append, told) in appends.iter().zip(told.iter().flatten()) {
                let before = told.position + 1 - append.entries.len() as u64;
                for (entry, position) in append.entries.iter().zip(before..) {
                    let there = events.get(crate::bytes::len(position));
                    let same =
                        there.is_some_and(|it| it.entry == *entry && *it.stream == append.stream);
                    counts.lost += u64::from(!same);
                }
            }
        }
        counts
    }
}

async fn all(journal: &dyn Journal) -> anyhow::Result<Vec<Recorded>> {
    let (mut events, mut from) = (Vec::new(), 0);
    loop {
        let (place, filter) = (Place::At(from), Filter::Everything);
        let page = journal.read_all(place, Direction::Forwards, &filter, 4096).await?;
        if page.next == from {
            return Ok(events);
        }
        events.extend(page.events);
        from = page.next;
    }
}
