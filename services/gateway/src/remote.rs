//! The services behind the pages, and how they are asked.

use std::time::Duration;

use prost_reflect::{DynamicMessage, MethodDescriptor};
use proto::{
    documents::v1::documents_service_client::DocumentsServiceClient,
    jalon::v1::{self as jalon, journal_service_client::JournalServiceClient},
};
use tonic::{Request, Status, metadata::MetadataValue, transport::Channel};

use crate::visit::Visit;

/// Longer than a bounded wait for one's own write, shorter than a reader's patience.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer: a page shows far less, an export may need it.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;

impl Visit {
    /// A message with what goes along: who asks, and what the answer must know at least.
    pub(crate) fn ask<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.set_timeout(PATIENCE);
        if let Some(acting) = &self.acting {
            request
                .metadata_mut()
                .insert_bin(runtime::TOKEN, MetadataValue::from_bytes(&acting.sealed));
        }
        if let Some(min) = self.min {
            request.metadata_mut().insert(runtime::MIN_POSITION, min.into());
        }
        request
    }

    pub(crate) fn journal(&self) -> JournalServiceClient<Channel> {
        JournalServiceClient::new(self.app.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    pub(crate) fn documents(&self) -> DocumentsServiceClient<Channel> {
        DocumentsServiceClient::new(self.app.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// Sends a command that was made from its description.
    pub(crate) async fn command(
        &self,
        method: &MethodDescriptor,
        message: DynamicMessage,
    ) -> Result<jalon::Recorded, Status> {
        let channel = self.app.channel.clone();
        Ok(proto::dynamic::ask(channel, method, self.ask(message)).await?.into_inner())
    }
}
