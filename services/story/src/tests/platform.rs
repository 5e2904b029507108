//! A platform of a few lines: takes every call, and refuses one if it is told to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{body::Body as Asked, extract::Request as Call, response::Response as Answered};
use prost::{
    Message as _,
    bytes::{Buf as _, BufMut as _},
};
use prost_reflect::DynamicMessage;
use proto::{
    documents::v1::{BeginRequest, BeginResponse, PutRequest, PutResponse},
    jalon::v1::{Act, Recorded, Status as Journal},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code, Request, Response, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, UnaryService},
    service::Routes,
    transport::{Channel, Endpoint, Server},
};
use tonic_types::{ErrorDetails, StatusExt as _};

#[derive(Default)]
pub(crate) struct Platform {
    /// Whose command id is refused, and the code.
    pub(crate) refuses: Option<(String, &'static str)>,
    /// Every call, by method and command id.
    pub(crate) heard: Mutex<Vec<(String, String)>>,
    pub(crate) documents: Mutex<HashMap<String, Vec<u8>>>,
    /// Where each command was recorded.
    pub(crate) positions: Mutex<HashMap<String, u64>>,
}

impl Platform {
    /// Answers at an address that the system picks.
    pub(crate) async fn serve(self: Arc<Self>) -> Channel {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(move |call| answer(Arc::clone(&self), call));
        let incoming = TcpListenerStream::new(listener);
        let server = Server::builder().add_routes(Routes::from(router));
        tokio::spawn(server.serve_with_incoming(incoming));
        Endpoint::from_shared(address).unwrap().connect().await.unwrap()
    }

    fn handle(&self, path: &str, bytes: &[u8]) -> Result<Vec<u8>, Status> {
        let name = path.trim_start_matches('/');
        let (service, method) = name.split_once('/').unwrap();
        let service = proto::pool().get_service_by_name(service).unwrap();
        let described = service.methods().find(|known| known.name() == method).unwrap();
        let message = DynamicMessage::decode(described.input(), bytes).unwrap();
        let act = message.get_field_by_name("act");
        let act: Option<Act> = act.and_then(|act| act.as_message()?.transcode_to().ok());
        let command = act.unwrap_or_default().command_id;
        self.heard.lock().unwrap().push((method.to_owned(), command.clone()));
        if let Some((_, why)) = self.refuses.as_ref().filter(|(refused, _)| *refused == command) {
            let args = [("closing-on".to_owned(), "2018-06-30".to_owned())];
            let details = ErrorDetails::with_error_info(*why, "jalon", args);
            let (code, text) = (Code::FailedPrecondition, "it is not later than 2018-06-30");
            return Err(Status::with_error_details(code, text, details));
        }
        let next = self.positions.lock().unwrap().len() as u64;
        Ok(match method {
            "GetStatus" | "Settle" => Journal { head: next, ..Journal::default() }.encode_to_vec(),
            "Begin" => {
                let BeginRequest { sha256, size } = BeginRequest::decode(bytes).unwrap();
                let held = self.documents.lock().unwrap().get(&sha256).map_or(0, Vec::len) as u64;
                BeginResponse { held, complete: held == size }.encode_to_vec()
            }
            "Put" => {
                let PutRequest { sha256, offset, bytes } = PutRequest::decode(bytes).unwrap();
                let mut documents = self.documents.lock().unwrap();
                let document = documents.entry(sha256).or_default();
                assert_eq!(document.len() as u64, offset);
                document.extend(bytes);
                PutResponse { held: document.len() as u64 }.encode_to_vec()
            }
            _ => {
                let position = *self.positions.lock().unwrap().entry(command).or_insert(next);
                let events = vec!["event".to_owned()];
                Recorded { position, events, ..Recorded::default() }.encode_to_vec()
            }
        })
    }
}

async fn answer(platform: Arc<Platform>, call: Call<Asked>) -> Answered<tonic::body::Body> {
    let path = call.uri().path().to_owned();
    Grpc::new(Bytes).unary(Handler { platform, path }, call).await
}

struct Handler {
    platform: Arc<Platform>,
    path: String,
}

impl UnaryService<Vec<u8>> for Handler {
    type Response = Vec<u8>;
    type Future = std::future::Ready<Result<Response<Vec<u8>>, Status>>;

    fn call(&mut self, request: Request<Vec<u8>>) -> Self::Future {
        let answered = match request.metadata().get_bin("x-token-bin") {
            None if self.path != "/jalon.v1.JournalService/GetStatus"
                && self.path != "/jalon.v1.JournalService/Settle" =>
            {
                Err(Status::unauthenticated("no valid token"))
            }
            _ => self.platform.handle(&self.path, request.get_ref()),
        };
        std::future::ready(answered.map(Response::new))
    }
}

/// Messages as they travel: the path says which they are.
#[derive(Clone, Copy)]
struct Bytes;

impl Codec for Bytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buf: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buf.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buf: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; buf.remaining()];
        buf.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}
