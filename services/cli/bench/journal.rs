//! The journal alone, or beside the stores of others. This program does not link their clients: one
//! that does is built apart, and takes this one's place.

use std::{
    env,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use super::super::{
    lang::{Said, print},
    serve,
};

/// What is built apart, and where: `target` of its own unless it lies beside this program.
const PROGRAM: &str = "jalon-against";
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/services/bench/against/target/release");

// Clap names a group after each struct, and the one inside has this name already.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Journal {
    #[command(flatten)]
    journal: ::bench::journal::Journal,
    /// The same appends and reads by other stores, in turns with ours: `umadb`, `message-db`,
    /// `message-db-categories`. A program does it that is built apart, and is asked for when it is
    /// not there.
    #[arg(long, value_name = "STORE", value_delimiter = ',')]
    against: Vec<String>,
}

pub(super) async fn run(asked: Journal) -> anyhow::Result<()> {
    if asked.against.is_empty() {
        // Interrupted, it takes its files away all the same.
        return serve::unless_stopped(::bench::journal::run(&asked.journal, print)).await;
    }
    let program = find().ok_or_else(missing)?;
    // Behind `jalon bench journal`, whatever else was asked for. It comes back only if it failed.
    let failed = Command::new(&program).args(env::args_os().skip(3)).exec();
    Err(failed).with_context(|| format!("cannot run {}", program.display()))
}

fn find() -> Option<PathBuf> {
    let beside = env::current_exe().ok().and_then(|it| Some(it.parent()?.join(PROGRAM)));
    [beside, Some(Path::new(BUILT).join(PROGRAM))].into_iter().flatten().find(|it| it.exists())
}

fn missing() -> Said {
    let how = "scripts/install against && \
        cargo build --release --locked --manifest-path services/bench/against/Cargo.toml";
    Said::new(
        format!("ce qui mesure d’autres bases d’événements se construit à part : {how}"),
        format!("what measures other event stores is built apart: {how}"),
    )
}
