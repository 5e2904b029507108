//! Every command of the contracts, taken as its description reads.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    task::{Context, Poll},
};

use axum::http;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use proto::jalon::v1::Recorded;
use tonic::{
    Request, Response, Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, NamedService, UnaryService},
};
use tower::Service;

use super::Fake;

#[derive(Clone)]
pub(super) struct Commands(pub(super) Fake);

impl NamedService for Commands {
    const NAME: &'static str = "financing.v1.FinancingService";
}

impl Service<http::Request<Body>> for Commands {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let fake = self.0.clone();
        Box::pin(async move {
            let rpc = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
            let method = crate::forms::method(&rpc).expect("the contracts have it");
            let mut grpc = Grpc::new(Described(method.input()));
            Ok(grpc.unary(Taken { fake, rpc }, request).await)
        })
    }
}

struct Taken {
    fake: Fake,
    rpc: String,
}

impl UnaryService<DynamicMessage> for Taken {
    type Response = Recorded;
    type Future = Ready<Result<Response<Recorded>, Status>>;

    fn call(&mut self, request: Request<DynamicMessage>) -> Self::Future {
        let mut told = self.fake.told.lock().unwrap();
        told.tokens += usize::from(request.metadata().get_bin("x-token-bin").is_some());
        told.sent.push((self.rpc.clone(), request.into_inner()));
        let usual = Recorded { revision: 3, position: 8412, events: vec!["one".into()] };
        ready(told.answer.take().unwrap_or(Ok(usual)).map(Response::new))
    }
}

#[derive(Clone)]
struct Described(MessageDescriptor);

impl Codec for Described {
    type Encode = Recorded;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        self.clone()
    }

    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Encoder for Described {
    type Item = Recorded;
    type Error = Status;

    fn encode(&mut self, message: Recorded, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(to).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for Described {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.0.clone(), from);
        message.map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}
