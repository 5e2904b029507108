//! Time passes by events: `calendar-<programme>` holds every day that was reached, in order.
//!
//! Guards, deadlines and automatic changes of state react to these days and never to a clock, so a
//! replay reaches them again in the same order. While a first import runs, only the loader advances
//! them; from the moment it hands one over the platform does, catching up the days it slept through.
//! A calendar that is live stays so, whatever is imported later: nobody could tell it from one that
//! waits for ever.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{ToSpan as _, civil::Date};
pub use kernel::calendar::{STREAMS, day::DayReached};
use kernel::{Basis, Code, Origin};
use uuid::Uuid;

use crate::{
    AppendError, Appended, Context, Direction, Entry, Expected, Filter, Format, Journal, Place,
    Recorded,
    context::{day, now},
};

/// Stored type of a day.
pub const DAY_REACHED: &str = "calendar.day.reached.v1";
/// Days read at once.
const PAGE: usize = 4096;
/// How often the platform looks at the clock.
const TICK: Duration = Duration::from_mins(1);
/// Days that are recorded together when many were missed: an append has an end.
const DAYS: usize = 1000;

/// Records the days.
pub(crate) struct Calendar {
    journal: Arc<dyn Journal>,
    /// Programmes whose calendar is known to have begun.
    begun: Mutex<HashSet<Code>>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAdvanced {
    #[error("the calendar is already at {0}: days do not pass twice")]
    Behind(Date),
    #[error("recording the day failed")]
    Journal(#[from] anyhow::Error),
}

impl Calendar {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, begun: Mutex::default() }
    }

    /// Records every day up to `to`. A calendar that has not begun begins there; one that is live
    /// stays live.
    pub(crate) async fn advance(
        &self,
        programme: &Code,
        to: Date,
        mut live: bool,
        context: &Context,
    ) -> Result<Option<Appended>, NotAdvanced> {
        let stream = format!("{STREAMS}{programme}");
        let last = self.last(&stream).await?;
        let (mut next, mut revision) = match &last {
            Some((recorded, reached)) => {
                if reached.date > to {
                    return Err(NotAdvanced::Behind(reached.date));
                }
                live |= reached.live;
                if reached.date == to && reached.live == live {
                    let Recorded { revision, position, .. } = *recorded;
                    return Ok(Some(Appended { revision, position }));
                }
                // A last day of the import is reached once more, as the first live one.
                let next = if reached.date == to { to } else { after(reached.date)? };
                (next, Some(recorded.revision))
            }
            None => (to, None),
        };
        let mut appended = None;
        while next <= to {
            let mut entries = Vec::new();
            let mut place = revision.map_or(0, |revision| revision + 1);
            while next <= to && entries.len() < DAYS {
                entries.push(entry(&stream, place, DayReached { date: next, live }, context)?);
                (next, place) = (after(next)?, place + 1);
            }
            let expected = revision.map_or(Expected::Empty, Expected::At);
            let end = match self.journal.append(&stream, expected, entries).await {
                Ok(end) => end,
                // Another process recorded the days: they are there.
                Err(AppendError::Conflict { .. }) => return Ok(None),
                Err(error) => return Err(anyhow::Error::from(error).into()),
            };
            revision = Some(end.revision);
            appended = Some(end);
        }
        self.begun().insert(programme.clone());
        Ok(appended)
    }

    /// Hands a calendar over where an import leaves it: the platform goes on from there at once, and not
    /// when it next looks at the clock.
    pub(crate) async fn hand_over(
        &self,
        programme: &Code,
        to: Date,
        today: Date,
        context: &Context,
    ) -> Result<Option<Appended>, NotAdvanced> {
        let handed = self.advance(programme, to, true, context).await?;
        match self.bring(programme, today).await {
            Ok(brought) => Ok(brought.or(handed)),
            // It is live all the same.
            Err(error) => {
                tracing::error!(%programme, error = format!("{error:#}"), "the calendar is behind");
                Ok(handed)
            }
        }
    }

    /// A programme that somebody acts for has a calendar from that day on. An import brings its own.
    pub(crate) fn begin(self: &Arc<Self>, context: &Context) {
        let Some(programme) = context.programme.clone() else { return };
        if context.origin != Origin::Person || self.begun().contains(&programme) {
            return;
        }
        // Whoever acted may hang up: the calendar begins all the same.
        let (calendar, today) = (Arc::clone(self), day(context.at));
        tokio::spawn(async move {
            let stream = format!("{STREAMS}{programme}");
            let begun = match calendar.last(&stream).await {
                Ok(Some(_)) => Ok(None),
                Ok(None) => calendar.advance(&programme, today, true, &tick(&programme)).await,
                Err(error) => Err(error.into()),
            };
            match begun {
                Ok(_) => _ = calendar.begun().insert(programme),
                Err(error) => {
                    tracing::error!(%programme, error = format!("{error:#}"), "no calendar yet");
                }
            }
        });
    }

    /// Looks at the clock for as long as the process lives.
    pub(crate) async fn run(self: Arc<Self>) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(TICK);
        let mut discovered = false;
        loop {
            ticks.tick().await;
            let caught_up = async {
                if !discovered {
                    self.discover().await?;
                    discovered = true;
                }
                self.catch_up(day(now())).await
            };
            if let Err(error) = caught_up.await {
                tracing::error!(error = format!("{error:#}"), "calendars are behind");
            }
        }
    }

    /// Brings every live calendar to today.
    pub(crate) async fn catch_up(&self, today: Date) -> anyhow::Result<()> {
        let programmes: Vec<Code> = self.begun().iter().cloned().collect();
        for programme in programmes {
            self.bring(&programme, today).await?;
        }
        Ok(())
    }

    /// Brings a calendar to today, if it is live and not there yet.
    async fn bring(&self, programme: &Code, today: Date) -> anyhow::Result<Option<Appended>> {
        let last = self.last(&format!("{STREAMS}{programme}")).await?;
        if last.is_some_and(|(_, reached)| reached.live && reached.date < today) {
            return Ok(self.advance(programme, today, true, &tick(programme)).await?);
        }
        Ok(None)
    }

    /// The first day of each calendar names it.
    async fn discover(&self) -> anyhow::Result<()> {
        let (filter, mut from) = (Filter::streams([STREAMS]), 0);
        loop {
            let place = Place::At(from);
            let page = self.journal.read_all(place, Direction::Forwards, &filter, PAGE).await?;
            let codes = page.events.iter().filter(|event| event.revision == 0);
            let codes = codes.filter_map(|event| event.stream.strip_prefix(STREAMS)?.parse().ok());
            self.begun().extend(codes);
            if page.next == from {
                return Ok(());
            }
            from = page.next;
        }
    }

    fn begun(&self) -> MutexGuard<'_, HashSet<Code>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn last(&self, stream: &str) -> anyhow::Result<Option<(Recorded, DayReached)>> {
        let newest = self.journal.read_stream(stream, Place::End, Direction::Backwards, 1).await?;
        newest
            .into_iter()
            .next()
            .map(|recorded| {
                let reached = serde_json::from_slice(&recorded.entry.data)?;
                Ok((recorded, reached))
            })
            .transpose()
    }
}

/// The platform itself, noticing that a day has come.
fn tick(programme: &Code) -> Context {
    let at = now();
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{programme}/{at}").as_bytes());
    Context { programme: Some(programme.clone()), ..Context::itself("calendar", at, id) }
}

fn entry(
    stream: &str,
    place: u64,
    reached: DayReached,
    context: &Context,
) -> anyhow::Result<Entry> {
    let mut meta = context.meta(reached.date.into(), &Basis::default(), &[])?;
    if context.origin == Origin::Import {
        // Everybody knows that a day has come when it has.
        let dawn = reached.date.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
        meta.known = Some(dawn.min(context.at));
    }
    Ok(Entry {
        // The same day at the same place is the same event, whoever noticed it.
        id: Uuid::new_v5(
            &Uuid::NAMESPACE_OID,
            format!("{stream}/{place}/{}/{}", reached.date, reached.live).as_bytes(),
        ),
        name: DAY_REACHED.to_owned(),
        data: serde_json::to_vec(&reached)?,
        meta: serde_json::to_vec(&meta)?,
        format: Format::Json,
    })
}

fn after(day: Date) -> anyhow::Result<Date> {
    Ok(day.checked_add(1.day())?)
}
