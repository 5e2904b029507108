//! What is read of partners.
//!
//! A table has one row an aggregate: the aggregate itself, as its rules see it, and what stands
//! behind each thing in it. So what is read and what is decided cannot differ, and any other point
//! in time is the same fold over the stream.
//!
//! - `whole`: the row, for every aggregate; `shown`: what stands behind which part of it;
//! - `reader`: the rows somebody asks for, now or as of another day;
//! - the rest makes answers of them, one file a subject; `api` is the table of methods.

mod api;
mod codes;
mod collaborations;
mod field;
mod figures;
mod institutions;
mod possible;
mod reader;
mod referrals;
mod sharing;
mod shown;
mod sponsorships;
mod whole;

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use proto::partners::v1::partners_views_server::PartnersViewsServer;
use runtime::{Fresh, Host, Journal, Table};
use vault::Vault;

use self::whole::Whole;

pub(crate) use self::shown::Shown;
use crate::{
    collaboration::Collaboration, collection::Collection, counts::Counts, forum::Forum,
    institution::Institution, referral::Referral, sharing::Sharing, sponsorship::Sponsorship,
};

/// The tables of partners, and where to read what they do not hold.
pub(crate) struct Views {
    journal: Arc<dyn Journal>,
    /// Whoever sees a name shows who they are.
    key: VerifyingKey,
    vault: Vault,
    tables: Tables,
}

struct Tables {
    institutions: Kept<Institution>,
    collaborations: Kept<Collaboration>,
    sponsorships: Kept<Sponsorship>,
    agreements: Kept<Sharing>,
    counts: Kept<Counts>,
    referrals: Kept<Referral>,
    collections: Kept<Collection>,
    forums: Kept<Forum>,
}

/// A table, and how far it is.
struct Kept<A: Shown> {
    table: Table<Whole<A>>,
    fresh: Fresh,
}

/// Keeps the tables of partners, and answers from them.
pub(crate) fn declare(host: &mut Host, vault: Vault) -> anyhow::Result<PartnersViewsServer<Views>> {
    Ok(PartnersViewsServer::new(views(host, vault)?))
}

fn views(host: &mut Host, vault: Vault) -> anyhow::Result<Views> {
    let tables = Tables {
        institutions: keep(host)?,
        collaborations: keep(host)?,
        sponsorships: keep(host)?,
        agreements: keep(host)?,
        counts: keep(host)?,
        referrals: keep(host)?,
        collections: keep(host)?,
        forums: keep(host)?,
    };
    Ok(Views { journal: host.journal(), key: host.key(), vault, tables })
}

fn keep<A: Shown>(host: &mut Host) -> anyhow::Result<Kept<A>> {
    let mut all = host.tables::<A::Event>(A::CATEGORY)?;
    let table = all.add()?;
    Ok(Kept { table, fresh: host.fill(all) })
}
