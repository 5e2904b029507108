//! Connections with their statements prepared. One does one thing at a time.

use anyhow::Context as _;
use tokio::sync::{
    Mutex,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use tokio_postgres::{Client, Config, NoTls, Statement};

const WRITE: &str = "SELECT write_message($1::varchar, $2::varchar, $3::varchar, $4::text::jsonb)";
const STREAM: &str = "SELECT * FROM get_stream_messages($1::varchar)";
const ALL: &str = "SELECT id::varchar, stream_name::varchar, type::varchar, position::bigint, \
    global_position::bigint, data::varchar, metadata::varchar, time::timestamp \
    FROM messages WHERE global_position >= $1 ORDER BY global_position ASC LIMIT $2";

pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) write: Statement,
    pub(super) stream: Statement,
    pub(super) all: Statement,
}

pub(super) struct Pool {
    free: Mutex<UnboundedReceiver<Connection>>,
    back: UnboundedSender<Connection>,
}

impl Pool {
    pub(super) async fn new(config: &Config, count: usize) -> anyhow::Result<Self> {
        let (back, free) = unbounded_channel();
        for _ in 0..count {
            let client = connect(config).await?;
            let write = client.prepare(WRITE).await?;
            let stream = client.prepare(STREAM).await?;
            let all = client.prepare(ALL).await?;
            back.send(Connection { client, write, stream, all })?;
        }
        Ok(Self { free: Mutex::new(free), back })
    }

    /// One that nobody uses, as soon as there is one. It comes back by [`Pool::give`]; one whose work
    /// failed does not.
    pub(super) async fn take(&self) -> anyhow::Result<Connection> {
        self.free.lock().await.recv().await.context("there is no connection")
    }

    pub(super) fn give(&self, connection: Connection) -> anyhow::Result<()> {
        Ok(self.back.send(connection)?)
    }
}

/// The connection is carried by a task of its own, which ends with it.
pub(super) async fn connect(config: &Config) -> anyhow::Result<Client> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(async move { _ = connection.await });
    Ok(client)
}
