//! The crash campaign, at any size: on a disk that fails, and on processes that are killed.

use std::{
    env, io,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::Context as _;
use journal::torture::{self, Outcome};
use serde_json::json;

use super::{
    super::lang::{Said, print},
    bar,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Torture {
    /// Faults of the disk.
    #[arg(long, default_value_t = 1000)]
    faults: u64,
    /// Processes killed under load.
    #[arg(long, default_value_t = 100)]
    kills: u64,
    /// The same seed makes the same faults again. Kills come when the clock says so.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Load {
    /// The journal.
    #[arg(long)]
    dir: PathBuf,
    #[arg(long)]
    seed: u64,
}

pub(super) async fn run(asked: &Torture) -> anyhow::Result<()> {
    let Torture { faults, kills, seed } = *asked;
    let bar = bar()?;
    bar.set_length(faults + kills);
    let progress = bar.clone();
    let disk = torture::faults(seed, faults, &mut |done| progress.set_position(done)).await?;
    let place = tempfile::tempdir_in(".")?;
    let binary = env::current_exe().context("which binary this is")?;
    let command = |load: u64| {
        let mut command = Command::new(&binary);
        command.args(["journal", "load", "--seed", &load.to_string(), "--dir"]);
        command.arg(place.path()).stderr(Stdio::inherit());
        command
    };
    let progress = |done| bar.set_position(faults + done);
    let process = torture::kills(place.path(), seed, kills, command, progress).await?;
    bar.finish_and_clear();
    let Outcome { faults, undetected, detected, .. } = disk;
    let lost = disk.lost + process.lost;
    print(
        &json!({
            "kills": process.kills,
            "faults": faults,
            "acknowledged": disk.acknowledged + process.acknowledged,
            "lost": lost,
            "undetected": undetected,
            "detected": detected,
        })
        .to_string(),
    );
    if lost + undetected > 0 {
        return Err(
            Said::new("le journal a perdu quelque chose", "the journal lost something").into()
        );
    }
    Ok(())
}

pub(super) async fn load(asked: &Load) -> anyhow::Result<()> {
    torture::load(&asked.dir, asked.seed, io::stdout()).await
}
