//! The services behind the pages, and how they are asked.

use std::time::Duration;

use prost::{Message as _, bytes::BufMut as _};
use prost_reflect::{DynamicMessage, MethodDescriptor};
use proto::{
    documents::v1::documents_service_client::DocumentsServiceClient,
    financing::v1::financing_views_client::FinancingViewsClient,
    jalon::v1::{self as jalon, journal_service_client::JournalServiceClient},
};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    metadata::MetadataValue,
    transport::Channel,
};

use crate::visit::Visit;

/// Longer than a bounded wait for one's own write, shorter than a reader's patience.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer: a page shows far less, an export may need it.
const MOST_BYTES: usize = 16 * 1024 * 1024;

impl Visit {
    /// A message with what goes along: who asks, and what the answer must know at least.
    pub(crate) fn ask<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.set_timeout(PATIENCE);
        if let Some(acting) = &self.acting {
            request
                .metadata_mut()
                .insert_bin("x-token-bin", MetadataValue::from_bytes(&acting.sealed));
        }
        if let Some(min) = self.min {
            request.metadata_mut().insert("jalon-min-position", min.into());
        }
        request
    }

    pub(crate) fn views(&self) -> FinancingViewsClient<Channel> {
        FinancingViewsClient::new(self.app.channel.clone()).max_decoding_message_size(MOST_BYTES)
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
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let path = path.parse().map_err(|_| Status::internal("a method without a path"))?;
        let mut grpc = Grpc::new(self.app.channel.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        Ok(grpc.unary(self.ask(message), path, Described).await?.into_inner())
    }
}

/// Encodes what its description describes; what comes back is always [`jalon::Recorded`].
#[derive(Clone, Copy, Debug)]
struct Described;

impl Codec for Described {
    type Encode = DynamicMessage;
    type Decode = jalon::Recorded;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Described {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&message.encode_to_vec());
        Ok(())
    }
}

impl Decoder for Described {
    type Item = jalon::Recorded;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<jalon::Recorded>, Status> {
        let recorded = jalon::Recorded::decode(from);
        recorded.map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}
