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
    /// As far as all tables are.
    fresh: Fresh,
    tables: Tables,
}

struct Tables {
    institutions: Table<Whole<Institution>>,
    collaborations: Table<Whole<Collaboration>>,
    sponsorships: Table<Whole<Sponsorship>>,
    agreements: Table<Whole<Sharing>>,
    counts: Table<Whole<Counts>>,
    referrals: Table<Whole<Referral>>,
    collections: Table<Whole<Collection>>,
    forums: Table<Whole<Forum>>,
}

/// Keeps the tables of partners, and answers from them.
pub(crate) fn declare(host: &mut Host, vault: Vault) -> anyhow::Result<PartnersViewsServer<Views>> {
    Ok(PartnersViewsServer::new(views(host, vault)?))
}

fn views(host: &mut Host, vault: Vault) -> anyhow::Result<Views> {
    let (institutions, first) = keep(host)?;
    let (collaborations, second) = keep(host)?;
    let (sponsorships, third) = keep(host)?;
    let (agreements, fourth) = keep(host)?;
    let (counts, fifth) = keep(host)?;
    let (referrals, sixth) = keep(host)?;
    let (collections, seventh) = keep(host)?;
    let (forums, eighth) = keep(host)?;
    let fresh = first.and(second).and(third).and(fourth);
    let fresh = fresh.and(fifth).and(sixth).and(seventh).and(eighth);
    let tables = Tables {
        institutions,
        collaborations,
        sponsorships,
        agreements,
        counts,
        referrals,
        collections,
        forums,
    };
    Ok(Views { journal: host.journal(), key: host.key(), vault, fresh, tables })
}

/// A table, and how far it is.
fn keep<A: Shown>(host: &mut Host) -> anyhow::Result<(Table<Whole<A>>, Fresh)> {
    let mut all = host.tables::<A::Event>(A::CATEGORY)?;
    let table = all.add()?;
    Ok((table, host.fill(all)))
}
