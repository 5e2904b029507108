//! The message store of Eventide: a table and functions in PostgreSQL, installed by the script that
//! comes with them. PostgreSQL is as its `initdb` leaves it, `fsync` and `synchronous_commit` on, for
//! us alone, on this machine only.
//!
//! Data are JSON there, so an event's are a text of as many bytes. Several events of one append are
//! as many calls of `write_message` in one transaction, sent without waiting for one another. A stream
//! is read by `get_stream_messages`. There is no function that reads all streams: they are read in
//! pages by `global_position`, with the columns that its functions return.

mod pool;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use anyhow::Context as _;
use async_trait::async_trait;
use bench::journal::{EVENT, NAME, Store};
use futures::future::try_join_all;
use tokio_postgres::Config;
use uuid::Uuid;

use crate::server::{Server, as_user, done, free_port, root};
use pool::Pool;

/// As many as write at once.
const CONNECTIONS: usize = 64;
/// Events of one page.
const PAGE: i64 = 4096;

struct MessageDb {
    pool: Pool,
    data: String,
    /// Each stream is of a category of its own.
    apart: bool,
}

/// A server of its own in `dir`, with the message store in it.
pub(crate) async fn start(
    installed: &Path,
    dir: &Path,
    apart: bool,
) -> anyhow::Result<(Server, Arc<dyn Store>)> {
    let script = installed.join("node_modules/@eventide/message-db/database/install.sh");
    anyhow::ensure!(script.exists(), "message-db is not installed");
    let programs = programs().context("PostgreSQL is not installed")?;
    // It refuses to run as root.
    let user = root().then_some("postgres");
    let (data, secret, port) = (dir.join("data"), dir.join("secret"), free_port()?);
    let password = fs::read_to_string("/proc/sys/kernel/random/uuid")?.trim().to_owned();
    fs::write(&secret, &password)?;
    if let Some(user) = user {
        done(Command::new("chown").args(["-R", user]).arg(dir))?;
    }
    done(
        as_user(user)
            .arg(programs.join("initdb"))
            .args(["-U", "postgres", "-E", "UTF8", "--auth", "scram-sha-256"])
            .args([Path::new("--pwfile"), &secret, Path::new("-D"), &data])
            .current_dir(dir),
    )?;
    let place = data.to_str().context("the name of the directory is not text")?;
    let listen = ["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""];
    let arguments = [["-D", place].as_slice(), &listen].concat();
    let mut server = Server::start(&programs.join("postgres"), &arguments, user, dir)?;

    let mut config = Config::new();
    config.host("127.0.0.1").port(port).user("postgres").password(&password);
    let first = config.clone().dbname("postgres").clone();
    drop(server.ready(async || pool::connect(&first).await).await?);
    done(
        Command::new("bash")
            .arg(script)
            .envs([
                ("PGHOST", "127.0.0.1"),
                ("PGUSER", "postgres"),
                ("PGPASSWORD", password.as_str()),
            ])
            .env("PGPORT", port.to_string()),
    )?;
    config.dbname("message_store").options("-c search_path=message_store,public");
    let pool = Pool::new(&config, CONNECTIONS).await?;
    let data = format!("{{\"data\":\"{}\"}}", "7".repeat(EVENT - 11));
    Ok((server, Arc::new(MessageDb { pool, data, apart })))
}

/// Where the newest PostgreSQL of Debian has its programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let programs = versions.filter_map(|version| {
        let number = version.file_name().to_str()?.parse::<u32>().ok()?;
        let programs = version.path().join("bin");
        programs.join("initdb").exists().then_some((number, programs))
    });
    programs.max().map(|(_, programs)| programs)
}

impl MessageDb {
    /// `writer-7` is of the category `writer`, `writer7-7` of one that nobody else writes to.
    fn named(&self, stream: &str) -> String {
        match stream.split_once('-').filter(|_| self.apart) {
            Some((category, number)) => format!("{category}{number}-{number}"),
            None => stream.to_owned(),
        }
    }
}

#[async_trait]
impl Store for MessageDb {
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()> {
        let (stream, ids) = (&self.named(stream), ids.iter().map(Uuid::to_string));
        let mut connection = self.pool.take().await?;
        let (write, data) = (&connection.write, &self.data);
        if ids.len() == 1 {
            for id in ids {
                connection.client.query_one(write, &[&id, stream, &NAME, data]).await?;
            }
        } else {
            let transaction = connection.client.transaction().await?;
            let all = &transaction;
            let written = ids
                .map(|id| async move { all.query_one(write, &[&id, stream, &NAME, data]).await });
            try_join_all(written).await?;
            transaction.commit().await?;
        }
        self.pool.give(connection)
    }

    async fn read_all(&self, most: u64) -> anyhow::Result<u64> {
        let connection = self.pool.take().await?;
        let (mut from, mut read) = (0_i64, 0);
        while read < most {
            let page = connection.client.query(&connection.all, &[&from, &PAGE]).await?;
            let Some(last) = page.last() else { break };
            (from, read) = (last.try_get::<_, i64>(4)? + 1, read + page.len() as u64);
        }
        self.pool.give(connection)?;
        Ok(read)
    }

    async fn read_stream(&self, stream: &str) -> anyhow::Result<u64> {
        let connection = self.pool.take().await?;
        let read = connection.client.query(&connection.stream, &[&self.named(stream)]).await?;
        self.pool.give(connection)?;
        Ok(read.len() as u64)
    }
}
