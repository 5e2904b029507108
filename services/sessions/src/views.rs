//! What is read of sessions.
//!
//! A table has one row a stream, and holds today as known now: a body, a session, a recommendation,
//! a blockage, a mission. Any other point in time is the same fold over the streams, never stored.
//!
//! - projections: `bodies`, `sessions`, `recommendations`, `blockages`, `missions`;
//! - `desk` lays rows side by side, as they are seen from somewhere, and the rest makes answers of
//!   what lies there.

mod ageing;
mod api;
mod attendance;
mod blockages;
mod bodies;
mod body;
mod codes;
mod decisions;
mod desk;
mod dossier;
mod follow_up;
mod history;
pub(crate) mod lines;
mod minutes;
mod missions;
mod possible;
mod recommendations;
mod session;
mod sessions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::{Aggregate as _, Projection, Stored};
use runtime::{Fresh, Host, Journal, Table};
use serde::{Serialize, de::DeserializeOwned};

use self::{
    blockages::Blockages, bodies::Bodies, missions::Missions, recommendations::Recommendations,
    sessions::Sessions,
};
use crate::{
    blockage::Blockage, body::Body, mission::Mission, recommendation::Recommendation,
    session::Session,
};

/// The tables of sessions, and where to read what they do not hold.
pub(crate) struct Views {
    journal: Arc<dyn Journal>,
    pub(crate) fresh: Fresh,
    bodies: Table<Bodies>,
    sessions: Table<Sessions>,
    recommendations: Table<Recommendations>,
    blockages: Table<Blockages>,
    missions: Table<Missions>,
}

/// Keeps the tables of sessions.
pub(crate) fn declare(host: &mut Host) -> anyhow::Result<Arc<Views>> {
    let (bodies, one) = table(host, Body::CATEGORY)?;
    let (sessions, two) = table(host, Session::CATEGORY)?;
    let (recommendations, three) = table(host, Recommendation::CATEGORY)?;
    let (blockages, four) = table(host, Blockage::CATEGORY)?;
    let (missions, five) = table(host, Mission::CATEGORY)?;
    let (journal, fresh) = (host.journal(), one.and(two).and(three).and(four).and(five));
    let views = Views { journal, fresh, bodies, sessions, recommendations, blockages, missions };
    Ok(Arc::new(views))
}

fn table<P: Projection>(
    host: &mut Host,
    category: &'static str,
) -> anyhow::Result<(Table<P>, Fresh)>
where
    P::Event: Stored + Clone,
    P::Row: Serialize + DeserializeOwned,
{
    let mut tables = host.tables::<P::Event>(category)?;
    let table = tables.add::<P>()?;
    Ok((table, host.fill(tables)))
}
