//! `jalon journal …`: what keeps the one thing that cannot be rebuilt.

mod keep;
mod migrate;
mod torture;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Running, data, serve};

#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Reads every byte of the journal and checks it, without changing any.
    Verify(Kept),
    /// Mends what can be mended without losing anything acknowledged, and says what it did.
    Repair(Kept),
    /// Says what the journal holds, and what it takes on the disk and in memory.
    Stat(Kept),
    /// Copies the journal, while a process has it open or not. The same again adds what is new.
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

/// The journal of a data directory.
#[derive(Debug, clap::Args)]
pub(super) struct Here {
    #[command(flatten)]
    running: Running,
    /// Where the platform has its journal, if not in its data directory. This is then refused: a journal is
    /// looked after where it lies.
    #[arg(long, env = "JALON_JOURNAL", hide_env_values = true, value_name = "URL")]
    journal: Option<String>,
}

/// Any journal on this machine.
#[derive(Debug, clap::Args)]
pub(super) struct Kept {
    /// A data directory, or a copy of a journal, instead of what `--data` says.
    #[arg(value_name = "DIR", conflicts_with = "data")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    here: Here,
}

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    #[command(flatten)]
    here: Here,
    /// The directory of the copy: a new one, or that of an earlier copy of the same journal.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    #[command(flatten)]
    running: Running,
    /// The copy: what `backup` made, or a data directory copied as a whole.
    #[arg(long)]
    from: PathBuf,
}

impl Here {
    /// The data directory, unless its journal is kept by others, who alone can look after it: one that
    /// was left here may be of long ago.
    fn dir(self) -> anyhow::Result<PathBuf> {
        let Self { running: Running { data }, journal } = self;
        if journal.is_some() { Err(data::elsewhere(&data)) } else { Ok(data) }
    }
}

impl Kept {
    /// Whoever names a directory means it, wherever the platform has its journal.
    fn dir(self) -> anyhow::Result<PathBuf> {
        self.dir.map_or_else(|| self.here.dir(), Ok)
    }
}

impl Journal {
    /// Whether it makes disks and processes fail.
    pub(super) fn harms_on_purpose(&self) -> bool {
        matches!(self, Self::Torture(_) | Self::Load(_))
    }
}

pub(super) async fn run(journal: Journal) -> anyhow::Result<()> {
    match journal {
        Journal::Verify(kept) => keep::verify(&kept.dir()?),
        Journal::Repair(kept) => keep::repair(&kept.dir()?),
        Journal::Stat(kept) => keep::stat(&kept.dir()?),
        Journal::Backup(Backup { here, to }) => keep::backup(&here.dir()?, &to),
        Journal::Restore(Restore { running, from }) => keep::restore(&running.data, &from),
        Journal::Migrate(migrate) => migrate::run(&migrate).await,
        // Interrupted, it takes its files away all the same.
        Journal::Torture(torture) => serve::unless_stopped(torture::run(&torture)).await,
        Journal::Load(load) => torture::load(&load).await,
    }
}

/// Where the journal of `dir` lies: in it, or it is one itself, such as a copy.
fn place(dir: &Path) -> PathBuf {
    let inside = dir.join("journal");
    if inside.is_dir() { inside } else { dir.to_owned() }
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
