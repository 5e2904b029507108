//! Subscriptions whose place the server keeps. There are none, because the place of a subscription is the
//! subscriber's to keep: a list of them is empty, whoever names one is told that it does not exist, and
//! to create one is not implemented.

use protocol::event_store::client::{
    StreamIdentifier,
    persistent_subscriptions::{
        DeleteReq, DeleteResp, GetInfoReq, GetInfoResp, ListReq, ListResp, ReadReq, ReadResp,
        ReplayParkedReq, ReplayParkedResp, UpdateReq, UpdateResp,
        persistent_subscriptions_server::PersistentSubscriptions,
    },
};
use tonic::{Code, Request, Response, Status, Streaming, metadata::MetadataMap};

use crate::{refusal, refusal::Refusal, store::ALL, streams::Answers, wire};

const EXCEPTION: &str = "persistent-subscription-does-not-exist";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Persistent;

#[tonic::async_trait]
impl PersistentSubscriptions for Persistent {
    type ReadStream = Answers<ReadResp>;

    async fn list(&self, request: Request<ListReq>) -> Result<Response<ListResp>, Status> {
        match request.into_inner().options.and_then(|options| options.list_for_stream) {
            Some(of) => Err(absent(of.stream, "")),
            None => Ok(Response::new(ListResp {})),
        }
    }

    async fn update(&self, request: Request<UpdateReq>) -> Result<Response<UpdateResp>, Status> {
        let options = request.into_inner().options.unwrap_or_default();
        let stream = options.stream.map_or(options.stream_identifier, |of| of.stream_identifier);
        Err(absent(stream, &options.group_name))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        let options = request.into_inner().options.unwrap_or_default();
        Err(absent(options.stream_identifier, &options.group_name))
    }

    async fn read(
        &self,
        request: Request<Streaming<ReadReq>>,
    ) -> Result<Response<Self::ReadStream>, Status> {
        let first = request.into_inner().message().await?;
        let options = first.and_then(|first| first.options).unwrap_or_default();
        Err(absent(options.stream_identifier, &options.group_name))
    }

    async fn get_info(
        &self,
        request: Request<GetInfoReq>,
    ) -> Result<Response<GetInfoResp>, Status> {
        let options = request.into_inner().options.unwrap_or_default();
        Err(absent(options.stream_identifier, &options.group_name))
    }

    async fn replay_parked(
        &self,
        request: Request<ReplayParkedReq>,
    ) -> Result<Response<ReplayParkedResp>, Status> {
        let options = request.into_inner().options.unwrap_or_default();
        Err(absent(options.stream_identifier, &options.group_name))
    }

    /// One client asks for lists only where it may ask for this too.
    async fn restart_subsystem(&self, _: Request<()>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}

/// Says that the subscription `group` of a stream does not exist.
fn absent(stream: Option<StreamIdentifier>, group: &str) -> Status {
    match named(stream, group) {
        Ok(stream) => {
            let mut trailers = MetadataMap::new();
            refusal::exception(&mut trailers, EXCEPTION);
            refusal::name(&mut trailers, refusal::STREAM, &stream);
            refusal::name(&mut trailers, ["group-name", "group-name-bin"], group);
            let words = format!("Subscription group {group} on stream {stream} does not exist.");
            Status::with_metadata(Code::NotFound, words, trailers)
        }
        Err(refusal) => refusal.status(),
    }
}

/// The stream's name, if it and the group's are names. A list is of no group.
fn named(stream: Option<StreamIdentifier>, group: &str) -> Result<String, Refusal> {
    if !group.is_empty() {
        wire::named(group.as_bytes())?;
    }
    stream.map_or_else(|| Ok(ALL.to_owned()), |stream| wire::stream(Some(stream)))
}
