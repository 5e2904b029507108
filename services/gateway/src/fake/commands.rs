//! Every command of the contracts, taken as its description reads.

use std::future::{Ready, ready};

use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use proto::jalon::v1::Recorded;
use tonic::{
    Request, Response, Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, UnaryService},
};

use super::Fake;

/// Answers whatever no view answers.
pub(super) async fn take(fake: Fake, request: axum::extract::Request) -> axum::response::Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let (contract, rpc) = path.split_once('/').unwrap_or_default();
    let Some(method) = crate::forms::method(contract, rpc) else {
        return Status::unimplemented("no fake answers").into_http();
    };
    let mut grpc = Grpc::new(Described(method.input()));
    let taken = Taken { fake, rpc: rpc.to_owned() };
    grpc.unary(taken, request.map(Body::new)).await.map(axum::body::Body::new)
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
