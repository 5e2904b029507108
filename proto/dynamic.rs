//! Calls by description: for whoever sends any command without knowing it, such as a form or a
//! story.

use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::{
    Request, Response, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

/// A method by its full name, `financing.v1.FinancingService/Sign`.
pub fn method(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.split_once('/')?;
    crate::pool().get_service_by_name(service)?.methods().find(|it| it.name() == method)
}

/// Where it is called.
pub fn path(method: &MethodDescriptor) -> Result<PathAndQuery, Status> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    path.parse().map_err(|_| Status::internal("a method without a path"))
}

/// Calls it. Whoever asks knows what kind of answer it gives.
pub async fn ask<A: prost::Message + Default + 'static>(
    channel: Channel,
    method: &MethodDescriptor,
    request: Request<DynamicMessage>,
) -> Result<Response<A>, Status> {
    let mut client = Grpc::new(channel);
    client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    client.unary(request, path(method)?, ProstCodec::<DynamicMessage, A>::default()).await
}
