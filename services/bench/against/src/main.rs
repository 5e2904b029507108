//! The journal beside the event stores of others, in turns, in one run on one disk. A program of its
//! own, so that nothing of the platform links their clients: `jalon bench journal --against …` runs
//! it. It starts their servers on this machine for as long as it runs, in a directory that goes with
//! it. A store that is not installed is said to be missing, and the others are measured.

mod message_db;
mod server;
mod umadb;

use std::{
    fs::{self, DirBuilder, Permissions},
    io::{Write as _, stdout},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use bench::journal::{Journal, Other, Store, beside};
use clap::{Parser, ValueEnum};
use server::Server;
use tokio::signal::unix::{SignalKind, signal};

/// Where `scripts/install against` puts what is not a package of Debian.
const INSTALLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/against");

/// Measures the journal beside the event stores of others.
#[derive(Debug, Parser)]
struct Asked {
    #[command(flatten)]
    journal: Journal,
    /// Stores that are measured too.
    #[arg(long, value_enum, value_delimiter = ',')]
    against: Vec<Against>,
    /// Where `scripts/install against` has put them.
    #[arg(long, env = "JALON_AGAINST", default_value = INSTALLED, hide_default_value = true)]
    installed: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Against {
    /// UmaDB, by its own client.
    Umadb,
    /// The message store of Eventide on PostgreSQL. Its writers are of one category, and it lets one
    /// writer of a category in after another.
    MessageDb,
    /// The same with a category for each stream, so that writers do not wait for one another.
    MessageDbCategories,
}

impl Against {
    fn name(self) -> &'static str {
        match self {
            Self::Umadb => "umadb",
            Self::MessageDb => "message-db",
            Self::MessageDbCategories => "message-db, categories",
        }
    }

    /// Starts it in `dir`.
    async fn start(self, installed: &Path, dir: &Path) -> anyhow::Result<(Server, Arc<dyn Store>)> {
        match self {
            Self::Umadb => umadb::start(installed, dir).await,
            Self::MessageDb => message_db::start(installed, dir, false).await,
            Self::MessageDbCategories => message_db::start(installed, dir, true).await,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // Whoever is told to stop stops the servers too, and takes the files away.
    tokio::select! {
        done = run(Asked::parse()) => done,
        _ = interrupt.recv() => anyhow::bail!("interrupted"),
        _ = terminate.recv() => anyhow::bail!("told to stop"),
    }
}

async fn run(asked: Asked) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    // A server that runs as another user has a directory of its own in here.
    fs::set_permissions(place.path(), Permissions::from_mode(0o711))?;
    let (mut servers, mut others) = (Vec::new(), Vec::new());
    for against in asked.against {
        let name = against.name().to_owned();
        let dir = fs::canonicalize(place.path())?.join(format!("server-{}", servers.len()));
        DirBuilder::new().mode(0o700).create(&dir)?;
        match against.start(&asked.installed, &dir).await {
            Ok((server, store)) => {
                servers.push(server);
                others.push(Other { name, store });
            }
            Err(error) => {
                print(&format!("{name}: not measured, {error:#} (see `scripts/install against`)"));
                fs::remove_dir_all(&dir)?;
            }
        }
    }
    beside(asked.journal, place.path(), others, print).await?;
    // Before the directory that they lie in.
    drop(servers);
    Ok(())
}

/// Whoever read us may be gone.
fn print(line: &str) {
    _ = writeln!(stdout(), "{line}");
}
