//! The services behind the pages, and how they are asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use proto::{
    documents::v1::documents_service_client::DocumentsServiceClient,
    jalon::v1::{self as jalon, journal_service_client::JournalServiceClient},
};
use tonic::{
    Request, Status,
    body::Body,
    codegen::{Service, http},
    metadata::MetadataValue,
    transport::Channel,
};

use crate::visit::Visit;

/// Longer than a bounded wait for one's own write, shorter than a reader's patience.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer: a page shows far less, an export may need it.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The way to the services for one visit, which notices when an answer may be old.
#[derive(Clone)]
pub(crate) struct Way {
    channel: Channel,
    stale: Arc<AtomicBool>,
}

impl Service<http::Request<Body>> for Way {
    type Response = http::Response<Body>;
    type Error = tonic::transport::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (answered, stale) = (self.channel.call(request), Arc::clone(&self.stale));
        Box::pin(async move {
            let answer = answered.await?;
            if answer.headers().contains_key(runtime::STALE) {
                stale.store(true, Ordering::Relaxed);
            }
            Ok(answer)
        })
    }
}

impl Visit {
    pub(crate) fn way(&self) -> Way {
        Way { channel: self.app.channel.clone(), stale: Arc::clone(&self.stale) }
    }

    /// Whether a table behind what is shown has stopped: more may have happened.
    pub(crate) fn stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

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

    pub(crate) fn journal(&self) -> JournalServiceClient<Way> {
        JournalServiceClient::new(self.way()).max_decoding_message_size(MOST_BYTES)
    }

    pub(crate) fn documents(&self) -> DocumentsServiceClient<Way> {
        DocumentsServiceClient::new(self.way()).max_decoding_message_size(MOST_BYTES)
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
