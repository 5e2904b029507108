//! What is read of programmes.
//!
//! A table holds today as known now, one row a stream; any other point in time is the same fold over
//! the stream, never stored. Lines of plans are read from the journal, not copied: a row holds what
//! they sum to.
//!
//! - projections: `programmes`, `exercises`, `frameworks`, `places`, `strategies`, `meetings`;
//! - `desk` answers the contract, and the rest makes answers of rows.

mod areas;
mod coverage;
mod desk;
mod execution;
mod exercises;
#[cfg(test)]
mod folds;
mod frameworks;
mod history;
mod lines;
mod meetings;
mod programmes;
mod reader;
mod readiness;
mod strategies;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use kernel::{Aggregate, Code, Projection, Stored};
use runtime::{
    Fresh, Host, Journal, Refusal, Table,
    view::{self, Seen, Viewpoint, failed},
};
use serde::{Serialize, de::DeserializeOwned};
use tonic::Status;

use self::{
    areas::Places,
    exercises::Exercises,
    frameworks::Frameworks,
    meetings::{Disseminations, Reviews},
    programmes::Programmes,
    strategies::Strategies,
};
use crate::{
    areas::Areas, dissemination::Dissemination, exercise::Exercise, programme::Programme,
    rejection::Rejection, results::Results, review, review::sitting::Reading, strategy::Strategy,
};

pub(crate) use self::desk::Desk;

/// The tables of programmes, and where to read what they do not hold.
#[derive(Clone)]
pub(crate) struct Views {
    journal: Arc<dyn Journal>,
    /// As far as all tables are.
    fresh: Fresh,
    programmes: Table<Programmes>,
    exercises: Table<Exercises>,
    frameworks: Table<Frameworks>,
    places: Table<Places>,
    strategies: Table<Strategies>,
    disseminations: Table<Disseminations>,
    reviews: Table<Reviews>,
}

impl Views {
    pub(crate) fn declare(host: &mut Host) -> anyhow::Result<Self> {
        let (programmes, first) = table(host, Programme::CATEGORY)?;
        let (exercises, second) = table(host, Exercise::CATEGORY)?;
        let (frameworks, third) = table(host, Results::CATEGORY)?;
        let (places, fourth) = table(host, Areas::CATEGORY)?;
        let (strategies, fifth) = table(host, Strategy::CATEGORY)?;
        let (disseminations, sixth) = table(host, Dissemination::CATEGORY)?;
        let (reviews, seventh) = table(host, review::Review::CATEGORY)?;
        let fresh = first.and(second).and(third).and(fourth).and(fifth).and(sixth).and(seventh);
        let journal = host.journal();
        Ok(Self {
            journal,
            fresh,
            programmes,
            exercises,
            frameworks,
            places,
            strategies,
            disseminations,
            reviews,
        })
    }

    /// The row of one stream, as it is seen from there. A stream that is named has to be there.
    async fn one<P>(
        &self,
        table: &Table<P>,
        stream: String,
        from: Viewpoint,
    ) -> Result<P::Row, Status>
    where
        P: Projection,
        P::Event: Stored + Clone,
        P::Row: Serialize + DeserializeOwned,
    {
        let seen = Seen::look(&*self.journal, stream, from).await.map_err(failed)?;
        let row = seen.row(table).await.map_err(failed)?;
        row.ok_or_else(|| Refusal::from(&Rejection::NotRegistered).into())
    }

    /// Every row of a table.
    async fn all<P>(
        &self,
        table: &Table<P>,
        from: Viewpoint,
    ) -> Result<BTreeMap<String, P::Row>, Status>
    where
        P: Projection,
        P::Row: Serialize + DeserializeOwned,
    {
        view::rows(&*self.journal, table, from).await.map_err(failed)
    }

    /// What a review reads of the budget years of some programmes.
    pub(crate) async fn readings(
        &self,
        programmes: &[Code],
        from: Viewpoint,
        position: u64,
    ) -> anyhow::Result<Vec<Reading>> {
        let rows = view::rows(&*self.journal, &self.exercises, from).await?;
        let ours = rows.values().filter_map(|row| row.reading(programmes, position));
        Ok(ours.collect())
    }
}

fn table<P>(host: &mut Host, category: &'static str) -> anyhow::Result<(Table<P>, Fresh)>
where
    P: Projection,
    P::Event: Stored,
    P::Row: Serialize + DeserializeOwned,
{
    let mut tables = host.tables::<P::Event>(category)?;
    let table = tables.add()?;
    Ok((table, host.fill(tables)))
}

/// What a text may leave out.
fn text(of: Option<impl ToString>) -> String {
    of.map(|of| of.to_string()).unwrap_or_default()
}
