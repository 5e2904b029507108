//! What a store of events must do to be measured. Ours does it; others join from a crate outside the
//! workspace, so that nothing of ours links their clients.

use async_trait::async_trait;
use futures::future::try_join_all;
use uuid::Uuid;

/// Bytes of one event's data, and its type.
pub const EVENT: usize = 256;
pub const NAME: &str = "bench.happened.v1";

/// A store, by whatever client it has. Many ask it at once.
#[async_trait]
pub trait Store: Send + Sync {
    /// Appends an event for each id to `stream`, all of them or none. They are durable when it returns.
    async fn append(&self, stream: &str, ids: Vec<Uuid>) -> anyhow::Result<()>;

    /// Appends to several streams, as fast as it can: a store is filled with it, never timed.
    async fn append_together(&self, appends: Vec<(String, Vec<Uuid>)>) -> anyhow::Result<()> {
        let appends =
            appends.into_iter().map(|(stream, ids)| async move { self.append(&stream, ids).await });
        try_join_all(appends).await?;
        Ok(())
    }

    /// Reads all streams in the order in which they were written, from the beginning until there were
    /// `most` events, and tells how many there were.
    async fn read_all(&self, most: u64) -> anyhow::Result<u64>;

    /// Reads all of one stream, and tells how many events that was.
    async fn read_stream(&self, stream: &str) -> anyhow::Result<u64>;
}
