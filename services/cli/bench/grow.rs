//! A journal of any size, made of the events of one real agreement again and again.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use kernel::{Id, Meta};
use runtime::{Direction, Entry, Expected, Filter, Journal, Place};
use uuid::Uuid;

use super::super::{demo, serve::Platform, wait};

/// When everything that is grown took effect: in order, as most of what people record is.
pub(super) const DAY: Date = jiff::civil::date(2019, 1, 1);
/// Events of one agreement: a million are ten thousand agreements.
pub(super) const EACH: u64 = 100;
/// Events of one append.
const AT_ONCE: usize = 500;
/// Agreements of one programme: as many as a large one has.
const OF_PROGRAMME: u64 = 10;

/// Loads the story and returns the events of its longest agreement.
pub(super) async fn template(platform: &Platform) -> anyhow::Result<Vec<Entry>> {
    demo::load(platform).await?;
    wait::settle(platform, 0).await?;
    let journal = &platform.journal;
    let (filter, mut from) = (Filter::streams(["financing-"]), 0);
    let mut streams = std::collections::BTreeMap::<Arc<str>, Vec<Entry>>::new();
    loop {
        let page = journal.read_all(Place::At(from), Direction::Forwards, &filter, 4096).await?;
        // What amends an event of the story amends none of a grown agreement.
        for event in page.events.into_iter().filter(|it| !it.entry.name.contains(".correction.")) {
            streams.entry(event.stream).or_default().push(event.entry);
        }
        if page.next == from {
            break;
        }
        from = page.next;
    }
    let longest = streams.into_values().max_by_key(Vec::len);
    longest.ok_or_else(|| anyhow::anyhow!("the story has no agreement"))
}

/// Appends `events` more to the agreements `B0`, `B1` …, `each` to one.
pub(super) async fn grow(
    journal: &Arc<dyn Journal>,
    template: &[Entry],
    first: u64,
    events: u64,
    each: u64,
) -> anyhow::Result<()> {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}")?;
    let bar = ProgressBar::new(events).with_style(style).with_message("growing");
    let mut done = 0;
    let mut agreement = first;
    while done < events {
        let stream = stream(agreement);
        let count = each.min(events - done);
        let mut of_agreement = (0..count).zip(template.iter().cycle());
        loop {
            let chunk = of_agreement.by_ref().take(AT_ONCE);
            let entries = chunk
                .map(|(nth, entry)| again(entry, agreement, nth))
                .collect::<anyhow::Result<Vec<_>>>()?;
            if entries.is_empty() {
                break;
            }
            bar.inc(entries.len() as u64);
            journal.append(&stream, Expected::Any, entries).await?;
        }
        done += count;
        agreement += 1;
    }
    bar.finish_and_clear();
    Ok(())
}

/// The reference of a grown agreement, and its stream.
pub(super) fn reference(agreement: u64) -> String {
    format!("B{agreement}")
}

fn stream(agreement: u64) -> String {
    let id = Id::<()>::derived(&["financing", &reference(agreement)]);
    format!("financing-{id}")
}

/// The same event of another agreement of another programme, from another command.
fn again(entry: &Entry, agreement: u64, nth: u64) -> anyhow::Result<Entry> {
    let command_id = Uuid::new_v5(&entry.id, format!("{agreement}/{nth}").as_bytes());
    let meta: Meta = serde_json::from_slice(&entry.meta)?;
    let programme = Some(format!("BENCH-{}", agreement / OF_PROGRAMME).parse()?);
    let meta = Meta { command_id, programme, effective: DAY.into(), ..meta };
    let meta = serde_json::to_vec(&meta)?;
    let id = Uuid::new_v5(&command_id, b"0");
    Ok(Entry { id, meta, ..entry.clone() })
}
