//! The services behind the pages, and how they are asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
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
/// What a page can do without, names and suggestions, is not waited for longer.
const SOON: Duration = Duration::from_secs(2);
/// The largest answer: a page shows far less, an export may need it.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What the answers say of themselves that a page is made of. Known once all of them have come.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// One of them may be old.
    stale: AtomicBool,
    /// What one of them knows: everything before this position.
    reached: AtomicU64,
}

impl Heard {
    fn note(&self, headers: &http::HeaderMap) {
        if headers.contains_key(runtime::STALE) {
            self.stale.store(true, Ordering::Relaxed);
        }
        let reached = headers.get(runtime::POSITION).and_then(|value| value.to_str().ok());
        if let Some(reached) = reached.and_then(|reached| reached.parse().ok()) {
            self.reached.fetch_max(reached, Ordering::Relaxed);
        }
    }
}

/// The way to the services for one visit, which notices what answers say of themselves.
#[derive(Clone)]
pub(crate) struct Way {
    channel: Channel,
    heard: Arc<Heard>,
}

impl Service<http::Request<Body>> for Way {
    type Response = http::Response<Body>;
    type Error = tonic::transport::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (answered, heard) = (self.channel.call(request), Arc::clone(&self.heard));
        Box::pin(async move {
            let answer = answered.await?;
            heard.note(answer.headers());
            Ok(answer)
        })
    }
}

impl Visit {
    pub(crate) fn way(&self) -> Way {
        Way { channel: self.app.channel.clone(), heard: Arc::clone(&self.heard) }
    }

    /// The position that the reader has just written, where what is shown knows it: an address alone
    /// claims nothing.
    pub(crate) fn recorded(&self) -> Option<u64> {
        self.min.filter(|min| *min < self.heard.reached.load(Ordering::Relaxed))
    }

    /// Forgets a position where nothing lies yet: no answer could ever know it.
    pub(crate) async fn only_what_is_there(&mut self) {
        let Some(min) = self.min.take() else { return };
        let status = self.journal().get_status(self.ask(jalon::GetStatusRequest {})).await;
        // Where nobody says how far the journal is, those who are asked will.
        self.min = Some(min).filter(|min| status.map_or(true, |it| *min < it.into_inner().head));
    }

    /// Whether a table behind what is shown has stopped: more may have happened.
    pub(crate) fn stale(&self) -> bool {
        self.heard.stale.load(Ordering::Relaxed)
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

    /// The same for what the page can do without.
    pub(crate) fn ask_soon<M>(&self, message: M) -> Request<M> {
        let mut request = self.ask(message);
        request.set_timeout(SOON);
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
