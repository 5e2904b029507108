//! What is read, from any point in time.
//!
//! Tables hold today as known now. Any other pair of dates is the same fold over the stream, never
//! stored; histories are read from the journal, not copied.

mod anomaly;
mod history;
mod proof;
mod sums;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use jiff::civil::Date;
use kernel::{Aggregate, AsOf, Fact, Id, Projection, Stored, as_seen, fold_all, replay};
use proto::jalon::v1 as pb;
use serde::{Serialize, de::DeserializeOwned};
use tonic::Status;

pub use self::{
    anomaly::Anomaly,
    history::{amended, entry},
    proof::{Day, Proof, day},
    sums::{add, money, sum, units},
};
use crate::{CommandHandler, Failure, Journal, Malformed, Table, Viewer, now, read_stream};

/// From where in time somebody looks, which day it is there, and who it is.
#[derive(Clone, Copy, Debug)]
pub struct Viewpoint {
    pub as_of: AsOf,
    pub today: Date,
    pub viewer: Viewer,
}

impl Viewpoint {
    /// Reads the pair of dates of a request. A reader who names no day stands in today.
    pub fn read(asked: Option<&pb::AsOf>, viewer: Viewer) -> Result<Self, Malformed> {
        let as_of = crate::as_of(asked)?;
        let today = as_of.effective.unwrap_or_else(|| crate::day(now()));
        Ok(Self { as_of, today, viewer })
    }
}

/// One stream, as somebody sees it from there.
pub struct Seen<'j, E> {
    journal: &'j dyn Journal,
    pub from: Viewpoint,
    pub stream: String,
    /// As they are seen from there; None where the tables say what they lead to.
    facts: Option<Vec<Fact<E>>>,
}

impl<'j, E: Stored + Clone> Seen<'j, E> {
    pub async fn look(
        journal: &'j dyn Journal,
        stream: String,
        from: Viewpoint,
    ) -> anyhow::Result<Self> {
        let facts =
            if from.as_of.is_now() { None } else { Some(facts(journal, &stream, from).await?) };
        Ok(Self { journal, from, stream, facts })
    }

    /// Its row of a table that has one a stream, if anything was known.
    pub async fn row<P>(&self, table: &Table<P>) -> anyhow::Result<Option<P::Row>>
    where
        P: Projection<Event = E>,
        P::Row: Serialize + DeserializeOwned,
    {
        match &self.facts {
            None => table.get(&self.stream, self.from.viewer).await,
            Some(facts) => Ok(fold_all::<P>(facts).remove(&self.stream)),
        }
    }

    /// Its rows of a table, each with the name of what it is of: `<stream>/<name>` is its key.
    pub async fn rows<P>(&self, table: &Table<P>) -> anyhow::Result<Vec<(String, P::Row)>>
    where
        P: Projection<Event = E>,
        P::Row: Serialize + DeserializeOwned,
    {
        let rows: BTreeMap<_, _> = match &self.facts {
            None => table.scan(&format!("{}/", self.stream), self.from.viewer).await?,
            Some(facts) => fold_all::<P>(facts),
        };
        Ok(rows.into_iter().map(|(key, row)| (name(&key).to_owned(), row)).collect())
    }

    /// The facts themselves, as they are seen from there.
    pub async fn facts(&self) -> anyhow::Result<Vec<Fact<E>>> {
        if let Some(facts) = &self.facts {
            return Ok(facts.clone());
        }
        facts(self.journal, &self.stream, self.from).await
    }

    /// Every fact there was to be known, as it was recorded, in order of effect.
    pub async fn recorded(&self) -> anyhow::Result<Vec<Fact<E>>> {
        let AsOf { effective, known, position } = self.from.as_of;
        let mut facts = read_stream::<E>(self.journal, &self.stream).await?;
        facts.retain(|fact| {
            known.is_none_or(|at| fact.meta.known() <= at)
                && position.is_none_or(|last| fact.position <= last)
                && effective.is_none_or(|on| fact.effective_on() <= on)
        });
        facts.sort_by_key(|fact| (fact.effective_on(), fact.position));
        Ok(self.from.viewer.shown(facts)?)
    }

    /// The aggregate, as its rules would find it: they hear of facts as these are recorded, and of the
    /// words of restricted ones too, so what is made of it for a viewer says none.
    pub async fn state<A: Aggregate<Event = E>>(
        &self,
        id: Id<A>,
        handler: &CommandHandler<A>,
    ) -> anyhow::Result<A> {
        match &self.facts {
            Some(facts) => {
                let mut facts = facts.clone();
                facts.sort_by_key(|fact| fact.position);
                Ok(replay(&facts))
            }
            None => handler.state(id).await,
        }
    }
}

/// The facts of one stream, as somebody sees them from there.
pub async fn facts<E: Stored>(
    journal: &dyn Journal,
    stream: &str,
    from: Viewpoint,
) -> anyhow::Result<Vec<Fact<E>>> {
    Ok(from.viewer.shown(as_seen(read_stream(journal, stream).await?, from.as_of))?)
}

/// Every row of a table, of all streams, as they are seen from there.
pub async fn rows<P>(
    journal: &dyn Journal,
    table: &Table<P>,
    from: Viewpoint,
) -> anyhow::Result<BTreeMap<String, P::Row>>
where
    P: Projection,
    P::Row: Serialize + DeserializeOwned,
{
    let now = table.scan("", from.viewer).await?;
    if from.as_of.is_now() {
        return Ok(now);
    }
    let streams: BTreeSet<&str> = now.keys().map(|key| stream(key)).collect();
    let mut rows = BTreeMap::new();
    for stream in streams {
        let facts = facts(journal, stream, from).await?;
        rows.append(&mut fold_all::<P>(&facts));
    }
    Ok(rows)
}

/// Of one thing of a stream.
pub fn key<E>(fact: &Fact<E>, name: impl Display) -> String {
    format!("{}/{name}", fact.stream)
}

/// The stream that the facts of a row are from.
pub fn stream(key: &str) -> &str {
    key.split_once('/').map_or(key, |(stream, _)| stream)
}

/// The thing that a row is of, where a stream has several.
pub fn name(key: &str) -> &str {
    key.split_once('/').map_or("", |(_, name)| name)
}

/// From one day to another. Negative if that is past.
pub fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// What we could not read is ours to mend: it is logged here, and the reader tries again.
pub fn failed(error: anyhow::Error) -> Status {
    Failure::Journal(error).into()
}
