//! The benchmark of the journal alone, as `jalon bench journal` runs it.

use std::io::{Write as _, stdout};

use clap::Parser as _;

#[derive(Debug, clap::Parser)]
struct Asked {
    #[command(flatten)]
    journal: bench::journal::Journal,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Whoever read us may be gone.
    let print = |line: &str| _ = writeln!(stdout(), "{line}");
    bench::journal::run(&Asked::parse().journal, print).await
}
