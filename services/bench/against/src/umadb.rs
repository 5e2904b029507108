//! UmaDB, by its own client over one connection. It has no streams: the name of a stream is the one
//! tag of its events, an append has no condition, and a stream is read by a query for its tag. Its
//! server answers an append once it is durable: it syncs twice, the pages and the header that makes
//! them valid, for all appends that came together.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use async_trait::async_trait;
use bench::journal::{EVENT, NAME, Store};
use futures::TryStreamExt as _;
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbEvent, DcbEventStoreAsync as _, DcbQuery, DcbQueryItem};
use uuid::Uuid;

use crate::server::{Server, free_port};

struct UmaDb(AsyncUmaDbClient);

/// As the package comes, in `dir`.
pub(crate) async fn start(
    installed: &Path,
    dir: &Path,
) -> anyhow::Result<(Server, Arc<dyn Store>)> {
    let program = installed.join("python/bin/umadb");
    anyhow::ensure!(program.exists(), "UmaDB is not installed");
    let program = program.canonicalize()?;
    let listen = format!("127.0.0.1:{}", free_port()?);
    let file = dir.join("events");
    let file = file.to_str().context("the name of the directory is not text")?;
    let mut server = Server::start(&program, &["--listen", &listen, "--db-path", file], None, dir)?;
    let client = UmaDbClient::new(format!("http://{listen}"));
    let client = server.ready(async || Ok(client.connect_async().await?)).await?;
    Ok((server, Arc::new(UmaDb(client))))
}

impl UmaDb {
    async fn read(&self, query: Option<DcbQuery>, most: Option<u32>) -> anyhow::Result<u64> {
        let (mut events, mut read) = (self.0.read(query, None, false, most).await?, 0);
        while events.try_next().await?.is_some() {
            read += 1;
        }
        Ok(read)
    }
}

#[async_trait]
impl Store for UmaDb {
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()> {
        let event =
            |id| DcbEvent::new().event_type(NAME).tags([stream]).data(vec![7; EVENT]).uuid(id);
        self.0.append(ids.into_iter().map(event).collect(), None, None).await?;
        Ok(())
    }

    async fn read_all(&self, most: u64) -> anyhow::Result<u64> {
        self.read(None, Some(u32::try_from(most)?)).await
    }

    async fn read_stream(&self, stream: &str) -> anyhow::Result<u64> {
        self.read(Some(DcbQuery::new().item(DcbQueryItem::new().tags([stream]))), None).await
    }
}
