use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Aggregate as _, AsOf, Code, Fact, Projection, as_seen, fold_all, replay};
use proto::jalon::v1 as pb;
use runtime::{Failure, Malformed, Refusal, Table, day, now, read_stream};
use serde::{Serialize, de::DeserializeOwned};
use tonic::Status;

use super::{
    Views,
    agreement::{Agreement, Identity},
    agreements::Agreements,
};
use crate::{
    financing::{Event, Financing, Rejection},
    wire,
};

/// From where in time somebody looks, and which day it is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    pub(super) as_of: AsOf,
    pub(super) today: Date,
}

impl From {
    /// Reads the pair of dates of a request. A reader who names no day stands in today.
    pub(super) fn read(asked: Option<&pb::AsOf>) -> Result<Self, Malformed> {
        let as_of = runtime::as_of(asked)?;
        Ok(Self { as_of, today: as_of.effective.unwrap_or_else(|| day(now())) })
    }
}

/// One agreement, as somebody sees it from there.
pub(super) struct Seen<'v> {
    pub(super) views: &'v Views,
    pub(super) from: From,
    stream: String,
    pub(super) agreement: Agreement,
    pub(super) identity: Identity,
    /// As they are seen from there; None where the tables say what they lead to.
    facts: Option<Vec<Fact<Event>>>,
}

/// Agreements, one after the other: what is known of one is forgotten before the next is read.
pub(super) struct Reading<'v> {
    views: &'v Views,
    from: From,
    streams: std::vec::IntoIter<String>,
    programme: Option<Code>,
}

/// Which agreements a request is about: one by its reference, or those of a programme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which<'r> {
    pub(super) programme: &'r str,
    pub(super) financing: &'r str,
}

impl Views {
    /// The agreements a request is about. One that is named has to be there.
    pub(super) async fn reading(
        &self,
        which: Which<'_>,
        from: From,
    ) -> Result<Reading<'_>, Status> {
        let programme = runtime::optional(which.programme, Malformed::Code("programme"))?;
        let streams = if which.financing.is_empty() {
            let rows = self.tables.agreements.scan("").await.map_err(failed)?;
            let of = |row: &Agreement| {
                programme.is_none() || row.programme.is_none() || row.programme == programme
            };
            rows.into_iter().filter(|(_, row)| of(row)).map(|(stream, _)| stream).collect()
        } else {
            let one = self.one(which.financing, from).await?;
            vec![one.stream]
        };
        Ok(Reading { views: self, from, streams: streams.into_iter(), programme })
    }

    /// The agreement of that reference.
    pub(super) async fn one(&self, reference: &str, from: From) -> Result<Seen<'_>, Status> {
        let stream = Financing::stream(wire::financing(reference)?);
        let seen = self.look(stream, from).await.map_err(failed)?;
        seen.ok_or_else(|| Refusal::from(&Rejection::NotRegistered).into())
    }

    async fn look(&self, stream: String, from: From) -> anyhow::Result<Option<Seen<'_>>> {
        let (agreement, facts) = if from.as_of.is_now() {
            (self.tables.agreements.get(&stream).await?, None)
        } else {
            let facts = as_seen(read_stream(&*self.journal, &stream).await?, from.as_of);
            (fold_all::<Agreements>(&facts).remove(&stream), Some(facts))
        };
        Ok(agreement.and_then(|mut agreement| {
            let identity = agreement.identity.take()?;
            Some(Seen { views: self, from, stream, agreement, identity, facts })
        }))
    }
}

impl<'v> Reading<'v> {
    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Seen<'v>>> {
        for stream in self.streams.by_ref() {
            if let Some(seen) = self.views.look(stream, self.from).await? {
                let programme = &seen.agreement.programme;
                if self.programme.is_none() || self.programme == *programme {
                    return Ok(Some(seen));
                }
            }
        }
        Ok(None)
    }
}

impl Seen<'_> {
    pub(super) fn reference(&self) -> &str {
        self.identity.reference.as_str()
    }

    /// Its rows of a table, each with the name of what it is of.
    pub(super) async fn rows<P>(&self, table: &Table<P>) -> anyhow::Result<Vec<(String, P::Row)>>
    where
        P: Projection<Event = Event>,
        P::Row: Serialize + DeserializeOwned,
    {
        let rows: BTreeMap<_, _> = match &self.facts {
            None => table.scan(&format!("{}/", self.stream)).await?,
            Some(facts) => fold_all::<P>(facts),
        };
        Ok(rows.into_iter().map(|(key, row)| (super::name(&key).to_owned(), row)).collect())
    }

    /// Its row of a table that has one an agreement.
    pub(super) async fn row<P>(&self, table: &Table<P>) -> anyhow::Result<P::Row>
    where
        P: Projection<Event = Event>,
        P::Row: Serialize + DeserializeOwned,
    {
        let row = match &self.facts {
            None => table.get(&self.stream).await?,
            Some(facts) => fold_all::<P>(facts).remove(&self.stream),
        };
        Ok(row.unwrap_or_default())
    }

    /// The facts themselves, as they are seen from there.
    pub(super) async fn facts(&self) -> anyhow::Result<Vec<Fact<Event>>> {
        if let Some(facts) = &self.facts {
            return Ok(facts.clone());
        }
        let facts = read_stream(&*self.views.journal, &self.stream).await?;
        Ok(as_seen(facts, self.from.as_of))
    }

    /// Every fact there was to be known, as it was recorded, in order of effect.
    pub(super) async fn recorded(&self) -> anyhow::Result<Vec<Fact<Event>>> {
        let AsOf { effective, known, position } = self.from.as_of;
        let mut facts = read_stream::<Event>(&*self.views.journal, &self.stream).await?;
        facts.retain(|fact| {
            known.is_none_or(|at| fact.meta.known() <= at)
                && position.is_none_or(|last| fact.position <= last)
                && effective.is_none_or(|on| fact.effective_on() <= on)
        });
        facts.sort_by_key(|fact| (fact.effective_on(), fact.position));
        Ok(facts)
    }

    /// The aggregate, as its rules would find it: they hear of facts as these are recorded.
    pub(super) async fn state(&self) -> anyhow::Result<Financing> {
        match &self.facts {
            Some(facts) => {
                let mut facts = facts.clone();
                facts.sort_by_key(|fact| fact.position);
                Ok(replay(&facts))
            }
            None => self.views.financings.state(Financing::id(&self.identity.reference)).await,
        }
    }
}

/// What we could not read is ours to mend: it is logged here, and the reader tries again.
pub(super) fn failed(error: anyhow::Error) -> Status {
    Failure::Journal(error).into()
}
