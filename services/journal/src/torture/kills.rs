//! The campaign of kills: a process appends as fast as it can and says what it was told; it is killed
//! without warning; then its journal is opened and compared with what it said.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Write},
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use futures::future::try_join_all;
use runtime::{Append, Direction, Expected, Filter, Journal as _, Place, Recorded};
use uuid::Uuid;

use super::{Outcome, random::Random, record::entry};
use crate::{EmbeddedJournal, Settings};

/// The next segment is made ready and this one read back while it fills, as in a journal of the usual size.
const SETTINGS: Settings =
    Settings { segment_bytes: 4 << 20, index_bytes: 64 << 10, cache_bytes: 64 << 10 };
const WRITERS: u64 = 8;
/// The signal by which a process is killed.
const KILLED: i32 = 9;
/// Of so many loads one has a single writer, which nobody shares a frame with.
const ALONE: u64 = 4;

/// The load: appends to the journal in `dir`, mostly from several writers at once, for ever, and writes a
/// line for each append that was acknowledged: its seed, and the position of its last event.
pub async fn load(dir: &Path, seed: u64, told: impl Write + Send) -> anyhow::Result<()> {
    let (journal, _) = EmbeddedJournal::open(dir, SETTINGS)?;
    let told = Arc::new(Mutex::new(told));
    let (journal, told) = (&journal, &told);
    // Loads of a campaign differ in the upper half of their seed.
    let writers = if (seed >> 32).is_multiple_of(ALONE) { 1 } else { WRITERS };
    let writers = (0..writers).map(|writer| async move {
        for number in 0_u64.. {
            let id = seed.wrapping_add(number * WRITERS + writer);
            let appended = journal.append_together(appends(id)).await;
            let appended = appended.map_err(|refused| refused.error)?;
            let last = appended.last().context("an append without an answer")?.position;
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(told, "{id} {last}")?;
            told.flush()?;
        }
        Ok::<_, anyhow::Error>(())
    });
    try_join_all(writers).await?;
    Ok(())
}

/// What the append of that name appends: the same whoever asks.
fn appends(id: u64) -> Vec<Append> {
    let mut random = Random::new(id);
    let parts = if random.once_in(6) { 2 } else { 1 };
    let append = |_| {
        let stream = format!("torture-{}", random.below(40));
        let count = if random.once_in(3) { 1 + random.below(9) } else { 1 };
        let entries = (0..count).map(|_| entry(Uuid::from_u64_pair(id, random.next())));
        Append { stream, expected: Expected::Any, entries: entries.collect() }
    };
    (0..parts).map(append).collect()
}

/// Kills `kills` processes that `command` starts with [`load`] on `dir` and a seed, each after a
/// while that `seed` decides. `progress` hears how many were.
pub async fn kills(
    dir: &Path,
    seed: u64,
    kills: u64,
    command: impl Fn(u64) -> Command,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut random = Random::new(seed);
    let mut told = HashMap::<u64, u64>::new();
    let mut before: Vec<Recorded> = Vec::new();
    while outcome.kills < kills {
        // Far enough apart that no two loads append the same.
        let load = seed.wrapping_add((outcome.kills + 1) << 32);
        let lasts = Duration::from_millis(20 + random.next() % 150);
        killed(command(load), lasts, &mut told).with_context(|| format!("load {load}"))?;
        outcome.kills += 1;
        let (journal, _) = EmbeddedJournal::open(dir, SETTINGS)?;
        let events = all(&journal).await?;
        ensure!(events.starts_with(&before), "the order has changed after kill {}", outcome.kills);
        outcome.lost += missing(&events, &told)?;
        before = events;
        progress(outcome.kills);
    }
    outcome.acknowledged = told.keys().map(|id| count(&appends(*id))).sum();
    ensure!(kills == 0 || outcome.acknowledged > 0, "nothing was acknowledged by any load");
    Ok(outcome)
}

fn count(appends: &[Append]) -> u64 {
    appends.iter().map(|append| append.entries.len() as u64).sum()
}

/// Runs a load, kills it, and keeps what it said.
fn killed(mut load: Command, lasts: Duration, told: &mut HashMap<u64, u64>) -> anyhow::Result<()> {
    let mut child = load.stdout(Stdio::piped()).stdin(Stdio::null()).spawn()?;
    let out = child.stdout.take().context("a process without an output")?;
    let listening = thread::spawn(move || -> Vec<(u64, u64)> {
        let (mut lines, mut out, mut line) = (Vec::new(), BufReader::new(out), String::new());
        // The last line may be cut off, and then nobody was told.
        while out.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
            let said = line.trim().split_once(' ');
            let said = said.and_then(|(id, last)| Some((id.parse().ok()?, last.parse().ok()?)));
            lines.extend(said);
            line.clear();
        }
        lines
    });
    thread::sleep(lasts);
    child.kill()?;
    let ended = child.wait()?;
    ensure!(ended.signal() == Some(KILLED), "it ended by itself: {ended}");
    let lines = listening.join().map_err(|_| anyhow::anyhow!("the listener panicked"))?;
    told.extend(lines);
    Ok(())
}

/// How many acknowledged events are not where they were said to be. An append that is there in part
/// is an error, told of or not.
fn missing(events: &[Recorded], told: &HashMap<u64, u64>) -> anyhow::Result<u64> {
    let mut there = HashMap::<u64, Vec<&Recorded>>::new();
    for event in events {
        there.entry(event.entry.id.as_u64_pair().0).or_default().push(event);
    }
    for (id, events) in &there {
        let appends = appends(*id);
        let asked = appends
            .iter()
            .flat_map(|append| append.entries.iter().map(move |entry| (&*append.stream, entry)));
        let whole = events.iter().map(|it| (&*it.stream, &it.entry)).eq(asked);
        let together = events.is_sorted_by(|a, b| a.position + 1 == b.position);
        ensure!(whole && together, "append {id} is there in part, or not as it was asked");
    }
    let lost = told.iter().filter(|(id, last)| {
        there.get(id).and_then(|events| events.last()).is_none_or(|it| it.position != **last)
    });
    Ok(lost.map(|(id, _)| count(&appends(*id))).sum())
}

async fn all(journal: &EmbeddedJournal) -> anyhow::Result<Vec<Recorded>> {
    let (start, filter) = (Place::Start, Filter::Everything);
    Ok(journal.read_all(start, Direction::Forwards, &filter, usize::MAX).await?.events)
}
