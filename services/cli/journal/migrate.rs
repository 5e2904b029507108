//! Moves a journal: from a directory or a server to another.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use journal::{Moved, Settings};
use runtime::{Filter, Journal, Matching};
use serde_json::json;

use super::{
    super::{
        afar,
        data::{self, Data},
        lang::{Said, say},
    },
    bar, moves, place,
};

/// Streams that say which journal a server keeps, ours and another's. The copy is another journal, and
/// says so itself.
const IDENTITIES: [&str; 2] = [journal_server::IDENTITY, runtime_kurrent::IDENTITY];
/// How long a server is waited for: somebody waits for us.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub(crate) struct Migrate {
    /// The journal that is copied, and is not changed: a data directory or a copy that no process holds,
    /// or a connection string (`esdb://…`, `kurrentdb://…`).
    #[arg(long)]
    from: String,
    /// The journal that takes its events in: a data directory, made if it is not there, or a connection
    /// string.
    #[arg(long)]
    to: String,
    /// Where the map of positions is written, as JSON lines: `from`, `to`, `count`.
    #[arg(long)]
    map: Option<PathBuf>,
}

pub(super) async fn run(asked: &Migrate) -> anyhow::Result<()> {
    let [from, to] = [&asked.from, &asked.to].map(|it| fs::canonicalize(place(Path::new(it))).ok());
    if from.is_some() && from == to {
        return Err(same().into());
    }
    let from = if asked.from.contains("://") {
        afar::within(&asked.from, PATIENCE).await?
    } else {
        directory(Path::new(&asked.from)).await?
    };
    let to = if asked.to.contains("://") {
        afar::within(&asked.to, PATIENCE).await?
    } else {
        let data = Data::open(Path::new(&asked.to))?;
        let (journal, _) = data.journal(Settings::default())?;
        data::complete(&data.dir, &*journal).await?;
        journal
    };
    if from.id() == to.id() {
        return Err(same().into());
    }
    let usual = || PathBuf::from(format!("journal-{}.map.jsonl", from.id()));
    let map = asked.map.clone().unwrap_or_else(usual);
    let mut lines =
        BufWriter::new(File::create(&map).with_context(|| format!("{}", map.display()))?);
    let moved = |Moved { from, to, count }| {
        Ok(writeln!(lines, "{}", json!({ "from": from, "to": to, "count": count }))?)
    };
    let bar = bar()?;
    let filter = Filter::Matching(Matching::new(|stream, _| !IDENTITIES.contains(&stream)));
    let (origin, target) = (from.id(), to.id());
    let events = journal::migrate(from, to, filter, moved, moves(&bar)).await;
    bar.finish_and_clear();
    let events = events?;
    lines.into_inner()?.sync_all()?;
    let map = map.display();
    say(
        format!(
            "{events} événements : journal {origin} → {target}. Correspondance des positions : {map}."
        ),
        format!("{events} events: journal {origin} → {target}. Map of positions: {map}."),
    );
    Ok(())
}

fn same() -> Said {
    Said::new("les deux sont le même journal", "both are the same journal")
}

/// The journal of a data directory, or the one that lies in the directory itself, such as a copy.
async fn directory(dir: &Path) -> anyhow::Result<Arc<dyn Journal>> {
    data::at_rest(dir, &place(dir)).await
}
