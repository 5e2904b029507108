//! Benchmarks: everything in one run on one disk, told as ratios, because machines differ and this
//! one is shared. They never fail on a figure.

mod commands;
mod grow;
mod journal;
mod rebuild;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// One command to its durable acknowledgement, against an empty call and a raw write.
    Commands(commands::Commands),
    /// Replays a large journal through every table, against reading it without tables.
    Rebuild(rebuild::Rebuild),
    /// The journal alone, against a raw write and a raw read of the same disk.
    Journal(journal::Journal),
}

pub(super) async fn run(bench: Bench) -> anyhow::Result<()> {
    match bench {
        Bench::Commands(commands) => commands::run(&commands).await,
        Bench::Rebuild(rebuild) => rebuild::run(&rebuild).await,
        Bench::Journal(journal) => journal::run(journal).await,
    }
}
