//! What is typed: commands, the data directory, and the words that come back.

mod afar;
mod again;
pub(crate) mod arenas;
mod bench;
mod browsers;
mod catching;
mod check;
mod data;
mod demo;
mod elsewhere;
mod export;
mod help;
mod journal;
mod lang;
pub(crate) mod open_files;
mod rebuild;
mod register;
mod serve;
mod stories;
mod wait;
mod wire;

use std::{
    io::IsTerminal as _,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand, builder::PossibleValuesParser};
use tracing_subscriber::EnvFilter;

use crate::ROLES;

/// Where people look, and where programs ask.
const HTTP: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const GRPC: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7000);

/// Runs development programmes on one append-only journal: every figure leads to the event that
/// established it.
#[derive(Debug, Parser)]
#[command(version, after_help = help::ending(str::to_owned))]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every role but `journal` in this process, on an embedded journal.
    Up(Up),
    /// Does the same, with the story of a real programme loaded.
    Demo(Demo),
    /// Runs some roles in this process.
    Run(Run),
    /// Builds every table of the platform anew and says whether they were identical.
    Rebuild(Keyed),
    /// What subscribers hear.
    #[command(subcommand)]
    Feed(Feed),
    /// Prints the journal as JSON lines.
    Export(Export),
    /// The journal's files.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Measures this machine and this platform in one run, as ratios.
    #[command(subcommand)]
    Bench(bench::Bench),
}

#[derive(Clone, Debug, clap::Args)]
struct Up {
    /// Where everything is kept.
    #[arg(long, default_value = "jalon-data")]
    data: PathBuf,
    /// Programmes, institutions and offices of one's own, in the form of `data/register.json`.
    /// `register.json` in the data directory without it, and the demo's where there is none.
    #[arg(long, env = "JALON_REGISTER", value_name = "FILE")]
    register: Option<PathBuf>,
    /// Where browsers look.
    #[arg(long, default_value_t = HTTP)]
    http: SocketAddr,
    /// Where gRPC is answered.
    #[arg(long, env = "JALON_LISTEN", default_value_t = GRPC)]
    listen: SocketAddr,
    /// Megabytes of facts and rows that rebuilding the tables of one service holds in memory.
    #[arg(long, env = "JALON_REBUILD_MEMORY", value_name = "MB", default_value_t = 64)]
    rebuild_memory: usize,
    #[command(flatten)]
    wire: wire::Wire,
}

impl Up {
    /// On ports that the system picks.
    fn anywhere(data: PathBuf) -> Self {
        let free = (Ipv4Addr::LOCALHOST, 0).into();
        let (rebuild_memory, wire) = (64, wire::Wire::default());
        Self { data, register: None, http: free, listen: free, rebuild_memory, wire }
    }
}

#[derive(Debug, clap::Args)]
struct Demo {
    #[command(flatten)]
    up: Up,
    /// Loads the story into a temporary directory on free ports, checks it, prints one JSON object
    /// as the last line, and stops. No other option counts then.
    #[arg(long, conflicts_with_all = ["data", "http"])]
    check: bool,
}

#[derive(Debug, clap::Args)]
struct Run {
    /// What this process is.
    #[arg(required = true, value_parser = PossibleValuesParser::new(role_names()))]
    roles: Vec<String>,
    #[command(flatten)]
    up: Up,
    /// The journal of another process or a cluster, as a connection string (`esdb://…`,
    /// `kurrentdb://…`). Embedded in the data directory without it.
    #[arg(long, env = "JALON_JOURNAL", hide_env_values = true)]
    journal: Option<String>,
    /// The file of the key that seals tokens, where processes with data directories of their own share one.
    /// `token.key` in the data directory without it.
    #[arg(long, env = "JALON_KEY")]
    key: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Running {
    /// The data directory of the platform.
    #[arg(long, default_value = "jalon-data")]
    data: PathBuf,
}

/// For what only a token may ask.
#[derive(Debug, clap::Args)]
struct Keyed {
    #[command(flatten)]
    running: Running,
    /// The file of the key that seals its tokens, where it was started with that of another process.
    #[arg(long, env = "JALON_KEY")]
    key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Feed {
    /// Prints public events from NATS as a subscriber sees them. Where `JALON_NATS_URL` named the server
    /// to the platform, it has to name it here too.
    Tail(Tail),
}

#[derive(Debug, clap::Args)]
struct Tail {
    #[command(flatten)]
    running: Running,
    /// Subjects to hear, in NATS's notation.
    #[arg(long, default_value = "jalon.>")]
    subject: String,
    /// From the first message, not only new ones.
    #[arg(long)]
    from_start: bool,
    /// Stops after so many.
    #[arg(long)]
    count: Option<u64>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Export {
    #[command(flatten)]
    keyed: Keyed,
    /// Only streams that start so: `financing-`, `public-`.
    #[arg(long)]
    stream: Vec<String>,
    /// Restricted events too, which are left out otherwise: they are yours to keep.
    #[arg(long)]
    restricted: bool,
}

fn role_names() -> Vec<&'static str> {
    ROLES.iter().map(|role| role.name).chain([wire::JOURNAL, serve::GATEWAY]).collect()
}

/// Does what was typed.
pub(crate) fn main() -> ExitCode {
    match help::read() {
        Ok(args) => run(args),
        Err(ended) => ended,
    }
}

fn run(args: Args) -> ExitCode {
    // What is done to a journal on purpose is no news.
    let on_purpose = matches!(&args.command, Command::Journal(it) if it.harms_on_purpose());
    // Who has read what is restricted is on record unless somebody says otherwise.
    let usual = if on_purpose { "off" } else { "warn,restricted=info,sled=off,kurrentdb=off" };
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("JALON_LOG").unwrap_or_else(|_| EnvFilter::new(usual)),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        runtime.block_on(async {
            let ended = Box::pin(dispatch(args.command)).await;
            // Before anything is let go of: a store that cannot be written is not closed either.
            if let Err(error) = &ended {
                again::after(error);
            }
            ended
        })
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            lang::complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Up(up) => serve::up(&up).await,
        Command::Demo(Demo { check: true, .. }) => check::check().await,
        Command::Demo(Demo { up, check: false }) => demo::demo(&up).await,
        Command::Run(run) => serve::run(&run).await,
        Command::Rebuild(keyed) => rebuild::rebuild(&keyed).await,
        Command::Feed(Feed::Tail(tail)) => {
            if !tail.subject.starts_with("jalon.") {
                return Err(lang::Said::new(
                    "les sujets commencent par « jalon. », par exemple jalon.ml.>",
                    "subjects begin with \"jalon.\", for example jalon.ml.>",
                )
                .into());
            }
            let url = feeds::Server::find(&tail.running.data).map_err(|_| {
                let dir = tail.running.data.display();
                lang::Said::new(
                    format!(
                        "aucun serveur NATS ne tourne pour {dir}. Si la plateforme en utilise un autre, \
                         nommez-le ici aussi : JALON_NATS_URL."
                    ),
                    format!(
                        "no NATS server is running for {dir}. If the platform uses another one, name it \
                         here too: JALON_NATS_URL."
                    ),
                )
            })?;
            if !tail.from_start {
                lang::warn(&lang::Said::new(
                    "en attente de nouveaux événements ; --from-start montre aussi les précédents.",
                    "waiting for new events; --from-start shows the earlier ones too.",
                ));
            }
            let out = std::io::stdout();
            feeds::tail(&url, &tail.subject, tail.from_start, tail.count, tail.json, out).await
        }
        Command::Export(Export { keyed, stream, restricted }) => {
            export::export(&keyed, stream, restricted).await
        }
        Command::Journal(journal) => journal::run(journal).await,
        Command::Bench(bench) => bench::run(bench).await,
    }
}
