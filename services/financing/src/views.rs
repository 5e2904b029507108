//! What is read of financing.
//!
//! A table holds today as known now: one row a thing, under `<stream>` or `<stream>/<thing>`, so
//! that all facts of a row come from one stream and the rows of an agreement lie together. Any
//! other point in time is the same fold over the agreement's stream, never stored. Ledgers and
//! histories are read from the journal, not copied.
//!
//! - projections: `agreements`, `particulars`, `anomalies`, `conditions`, `balances`, `tranches`,
//!   `planned`, `withdrawals`, `account`, `contracts`, `no_objections`, `closing`, `deadlines`;
//! - `reader` gives their rows, now or as of another day, and the rest makes answers of them.

mod account;
mod agreement;
mod agreements;
mod amounts;
mod anomalies;
mod api;
mod balances;
mod board;
mod closing;
mod codes;
mod collaborations;
mod conditions;
mod contracts;
mod deadlines;
mod figures;
mod history;
mod ledgers;
mod no_objections;
mod particular_lines;
mod particulars;
mod planned;
mod possible;
mod reader;
mod readiness;
mod register;
#[cfg(test)]
mod tests;
mod tranches;
mod turns;
mod withdrawals;

use std::sync::Arc;

use kernel::Aggregate as _;
use proto::financing::v1::financing_views_server::FinancingViewsServer;
use runtime::{CommandHandler, Fresh, Host, Journal, Peers, Table};

use self::{
    account::Accounts,
    agreements::Agreements,
    anomalies::Anomalies,
    balances::Balances,
    closing::{Audits, Findings, Tasks},
    conditions::Conditions,
    contracts::Contracts,
    deadlines::Deadlines,
    no_objections::NoObjections,
    particulars::Particulars,
    planned::Plans,
    tranches::Tranches,
    withdrawals::Withdrawals,
};
use crate::financing::{Event, Financing};

/// The tables of financing, and where to read what they do not hold.
pub(crate) struct Views {
    journal: Arc<dyn Journal>,
    financings: Arc<CommandHandler<Financing>>,
    fresh: Fresh,
    /// Who knows what this service does not.
    peers: Peers,
    tables: Tables,
}

struct Tables {
    agreements: Table<Agreements>,
    particulars: Table<Particulars>,
    anomalies: Table<Anomalies>,
    conditions: Table<Conditions>,
    balances: Table<Balances>,
    tranches: Table<Tranches>,
    plans: Table<Plans>,
    withdrawals: Table<Withdrawals>,
    accounts: Table<Accounts>,
    contracts: Table<Contracts>,
    no_objections: Table<NoObjections>,
    tasks: Table<Tasks>,
    audits: Table<Audits>,
    findings: Table<Findings>,
    deadlines: Table<Deadlines>,
}

/// Keeps the tables of financing, and answers from them. `financings` tells how an agreement
/// stands before its closure.
pub(crate) fn declare(
    host: &mut Host,
    financings: Arc<CommandHandler<Financing>>,
) -> anyhow::Result<FinancingViewsServer<Views>> {
    Ok(FinancingViewsServer::new(views(host, financings)?))
}

fn views(host: &mut Host, financings: Arc<CommandHandler<Financing>>) -> anyhow::Result<Views> {
    let mut all = host.tables::<Event>(Financing::CATEGORY)?;
    let tables = Tables {
        agreements: all.add()?,
        particulars: all.add()?,
        anomalies: all.add()?,
        conditions: all.add()?,
        balances: all.add()?,
        tranches: all.add()?,
        plans: all.add()?,
        withdrawals: all.add()?,
        accounts: all.add()?,
        contracts: all.add()?,
        no_objections: all.add()?,
        tasks: all.add()?,
        audits: all.add()?,
        findings: all.add()?,
        deadlines: all.add()?,
    };
    let fresh = host.fill(all);
    Ok(Views { journal: host.journal(), financings, fresh, peers: host.peers(), tables })
}
