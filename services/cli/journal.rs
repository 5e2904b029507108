//! `jalon journal …`: what keeps the one thing that cannot be rebuilt.

mod keep;
mod migrate;
mod torture;

use std::path::PathBuf;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::Running;

#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Reads every byte of the journal and checks it, without changing any.
    Verify(Running),
    /// Mends what can be mended without losing anything acknowledged, and says what it did.
    Repair(Running),
    /// Says what the journal holds, and what it takes on the disk and in memory.
    Stat(Running),
    /// Copies the journal, while the platform runs or not. The same again copies what is new.
    Backup(Backup),
    /// Brings a copy back, after checking it.
    Restore(Restore),
    /// Copies every event into another journal, and keeps a map of positions.
    Migrate(migrate::Migrate),
    /// Makes disks fail and processes die, and counts what is lost: nothing, if all is well.
    Torture(torture::Torture),
    /// Appends until it is killed, and says what was acknowledged.
    #[command(hide = true)]
    Load(torture::Load),
}

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    #[command(flatten)]
    running: Running,
    /// Where the copy is, or is to be.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    #[command(flatten)]
    running: Running,
    /// Where the copy is.
    #[arg(long)]
    from: PathBuf,
}

impl Journal {
    /// Whether it makes disks and processes fail.
    pub(super) fn harms_on_purpose(&self) -> bool {
        matches!(self, Self::Torture(_) | Self::Load(_))
    }
}

pub(super) async fn run(journal: Journal) -> anyhow::Result<()> {
    match journal {
        Journal::Verify(Running { data }) => keep::verify(&data),
        Journal::Repair(Running { data }) => keep::repair(&data),
        Journal::Stat(Running { data }) => keep::stat(&data).await,
        Journal::Backup(Backup { running, to }) => keep::backup(&running.data, &to).await,
        Journal::Restore(Restore { running, from }) => keep::restore(&running.data, &from),
        Journal::Migrate(migrate) => migrate::run(&migrate).await,
        Journal::Torture(torture) => torture::run(&torture).await,
        Journal::Load(load) => torture::load(&load).await,
    }
}

/// A bar for so many steps of something, which disappears when it is done.
fn bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}")?;
    Ok(ProgressBar::new(0).with_style(style))
}

/// Moves `bar` to how far something is.
fn moves(bar: &ProgressBar) -> impl FnMut(u64, u64) + use<> {
    let bar = bar.clone();
    move |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    }
}
