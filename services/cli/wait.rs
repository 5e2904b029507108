//! Waiting for a platform in this process to be where it must be.

use proto::jalon::v1::{
    GetStatusRequest, SettleRequest, Status, journal_service_client::JournalServiceClient,
};

use super::serve::Platform;

/// Until the tables have caught up with the journal.
pub(super) async fn ready(platform: &Platform) -> anyhow::Result<()> {
    let head = status(platform).await?.head;
    if head > 0 {
        settle(platform, 0).await?;
    }
    Ok(())
}

/// Until everything up to `position` has had its consequences.
pub(super) async fn settle(platform: &Platform, position: u64) -> anyhow::Result<Status> {
    let mut journal = JournalServiceClient::new(platform.channel.clone());
    Ok(journal.settle(SettleRequest { position }).await?.into_inner())
}

pub(super) async fn status(platform: &Platform) -> anyhow::Result<Status> {
    let mut journal = JournalServiceClient::new(platform.channel.clone());
    Ok(journal.get_status(GetStatusRequest {}).await?.into_inner())
}

/// The same, however long it takes.
pub(super) async fn settle_long(platform: &Platform) -> anyhow::Result<()> {
    platform.followers.settle(&*platform.journal).await?;
    Ok(())
}
