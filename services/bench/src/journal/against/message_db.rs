//! Functions in a database, called through that database's own benchmark, `pgbench`.

use std::{
    env, fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use super::{
    super::{Bench, Tries, WRITERS, way::EVENT},
    output,
};

/// Names the database, as a connection string.
const URL: &str = "JALON_MESSAGE_DB_URL";
const ABSENT: &str = "Message DB: not measured. PostgreSQL: `apt-get install postgresql`; the functions: \
                      `npm pack @eventide/message-db`, then its database/install.sh; then name the \
                      database in JALON_MESSAGE_DB_URL (postgres://user@host/message_store).";

pub(super) fn run(bench: &Bench, place: &Path) -> anyhow::Result<()> {
    let Ok(url) = env::var(URL) else {
        (bench.print)(ABSENT);
        return Ok(());
    };
    let script = place.join("append.sql");
    let data = "7".repeat(EVENT - r#"{"a":""}"#.len());
    fs::write(
        &script,
        format!(
            "SELECT message_store.write_message(gen_random_uuid()::varchar, \
             'bench-' || :client_id, 'bench.happened.v1', '{{\"a\":\"{data}\"}}');\n"
        ),
    )?;
    for writers in [1].into_iter().chain(WRITERS) {
        let each = bench.of(writers) / writers;
        let logs = tempfile::tempdir_in(place)?;
        let mut pgbench = Command::new("pgbench");
        pgbench.args(["-n", "-M", "prepared", "-l", "-c", &writers.to_string()]);
        pgbench.args(["-j", "1", "-t", &each.to_string(), "-f"]).arg(&script);
        pgbench.arg("--log-prefix").arg(logs.path().join("log")).arg(&url);
        if output(&mut pgbench)?.is_none() {
            (bench.print)(ABSENT);
            return Ok(());
        }
        bench.theirs("Message DB", writers, logged(logs.path())?);
    }
    read(bench, &url)
}

/// What was logged: a line each, with how long it took and when it ended, in microseconds.
fn logged(dir: &Path) -> anyhow::Result<Tries> {
    let (mut times, mut first, mut last) = (Vec::new(), u64::MAX, 0);
    for entry in fs::read_dir(dir)? {
        for line in fs::read_to_string(entry?.path())?.lines() {
            let numbers: Vec<u64> =
                line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
            if let [_, _, took, _, seconds, micros] = numbers[..] {
                let end = seconds * 1_000_000 + micros;
                (first, last) = (first.min(end - took), last.max(end));
                times.push(Duration::from_micros(took));
            }
        }
    }
    let mut tries = Tries::default();
    tries.add((times, Duration::from_micros(last.saturating_sub(first))));
    Ok(tries)
}

/// All messages in order, as its own readers ask for them, but at once.
fn read(bench: &Bench, url: &str) -> anyhow::Result<()> {
    let all = "COPY (SELECT * FROM message_store.messages ORDER BY global_position) TO STDOUT";
    let start = Instant::now();
    let told = output(Command::new("psql").args(["-q", "-c", all]).arg(url))?.unwrap_or_default();
    bench.theirs_read("Message DB", told.lines().count() as u64, start.elapsed());
    Ok(())
}
