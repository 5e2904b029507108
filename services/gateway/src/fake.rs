//! Services to look at pages with: answers of a plausible programme, and commands that are answered
//! as a test says.

mod commands;
mod events;
mod financing;
mod partners;
mod programmes;
mod sessions;

use std::sync::{Arc, Mutex};

use axum::{extract::Request as Asked, http::HeaderValue, middleware::Next};
use ed25519_dalek::SigningKey;
use proto::{
    documents::v1::documents_service_server::DocumentsServiceServer,
    jalon::v1::{self as jalon, Recorded, journal_service_server::JournalServiceServer},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Response, Status,
    service::RoutesBuilder,
    transport::{Channel, Server},
};

use crate::{Register, Settings};

pub(crate) const REGISTER: &str = r#"{
  "programmes": [
    {"code": "P127328", "country": "ML", "name_fr": "Programme de filets sociaux au Mali (Jigisemejiri)",
     "name_en": "Emergency Safety Nets project (Jigiséméjiri)", "short_fr": "Filets sociaux Jigisemejiri",
     "short_en": "Jigisemejiri safety nets"}
  ],
  "institutions": [
    {"code": "IDA", "country": "US", "name_fr": "Banque mondiale (IDA)", "name_en": "World Bank (IDA)", "short": "Banque mondiale"},
    {"code": "UTGFS", "country": "ML", "name_fr": "Unité technique de gestion des filets sociaux",
     "name_en": "Technical Safety Nets Management Unit", "short": "UTGFS"},
    {"code": "GOUV-ML", "country": "ML", "name_fr": "Gouvernement du Mali", "name_en": "Government of Mali", "short": "Gouvernement"}
  ],
  "people": [
    {"key": "coordination", "capacity_fr": "Coordination", "capacity_en": "Coordination", "institution": "UTGFS", "role": "coordinator"},
    {"key": "raf", "capacity_fr": "Responsable administratif et financier", "capacity_en": "Finance officer", "institution": "UTGFS", "role": "finance"},
    {"key": "auditeur", "capacity_fr": "Auditeur externe", "capacity_en": "External auditor", "institution": "GOUV-ML", "role": "auditor"}
  ]
}"#;

/// The register with a second programme: which one a page is about, its address says.
pub(crate) fn two_programmes() -> String {
    let other = r#""programmes": [
    {"code": "P151835", "country": "BI", "name_fr": "Merankabandi", "name_en": "Merankabandi",
     "short_fr": "Merankabandi", "short_en": "Merankabandi"},"#;
    REGISTER.replacen(r#""programmes": ["#, other, 1)
}

/// A reference of each subject, by the first segment of its address.
pub(crate) fn samples() -> Vec<(&'static str, &'static str)> {
    [financing::SAMPLES.as_slice(), &partners::SAMPLES, &programmes::SAMPLES, &sessions::SAMPLES]
        .concat()
}

/// Every page of every service.
pub(crate) fn pages() -> Vec<&'static str> {
    [financing::PAGES.as_slice(), &partners::PAGES, &programmes::PAGES, &sessions::PAGES].concat()
}

#[expect(clippy::unnecessary_wraps, reason = "the contracts say optional")]
pub(crate) fn money(amount: &str, currency: &str) -> Option<jalon::Money> {
    Some(jalon::Money { amount: amount.into(), currency: currency.into() })
}

#[expect(clippy::unnecessary_wraps, reason = "the contracts say optional")]
pub(crate) fn proof(position: u64, effective: &str, illustrative: bool) -> Option<jalon::Proof> {
    let event_id = format!("00000000-0000-5000-8000-{position:012}");
    let effective = effective.into();
    Some(jalon::Proof { position, event_id, illustrative, effective, withheld: false })
}

/// How many events there are, all of which every table knows.
pub(crate) const HEAD: u64 = 8500;

/// The world behind the pages.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each makes another world")]
pub(crate) struct Fake {
    /// Nothing is registered yet.
    pub(crate) empty: bool,
    /// Nothing is open any more.
    pub(crate) settled: bool,
    /// Titles that attack whoever shows them.
    pub(crate) hostile: bool,
    /// Tables behind its answers have stopped.
    pub(crate) stale: bool,
    pub(crate) told: Arc<Mutex<Told>>,
}

/// What commands were sent, and what the next one hears.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) sent: Vec<(String, prost_reflect::DynamicMessage)>,
    pub(crate) answer: Option<Result<Recorded, Status>>,
    pub(crate) min: Vec<String>,
    pub(crate) tokens: usize,
    pub(crate) uploaded: Vec<u8>,
}

impl Fake {
    pub(crate) fn answers(&self, answer: Result<Recorded, Status>) {
        self.told.lock().unwrap().answer = Some(answer);
    }

    /// Notes what the reader must see at least.
    pub(crate) fn seen<T>(&self, request: &Request<T>) {
        let min = request.metadata().get("jalon-min-position").and_then(|min| min.to_str().ok());
        self.told.lock().unwrap().min.extend(min.map(str::to_owned));
    }

    /// What there is, unless there is nothing.
    pub(crate) fn some<T>(&self, all: Vec<T>) -> Vec<T> {
        if self.empty { Vec::new() } else { all }
    }

    /// That one thing, if it is the one that the fake knows.
    pub(crate) fn one<T>(
        &self,
        known: bool,
        make: impl FnOnce(bool) -> T,
    ) -> Result<Response<T>, Status> {
        if known && !self.empty {
            Ok(Response::new(make(self.hostile)))
        } else {
            Err(Status::not_found("nothing by that name"))
        }
    }

    pub(crate) async fn serve(&self) -> Channel {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut routes = RoutesBuilder::default();
        routes.add_service(JournalServiceServer::new(self.clone()));
        routes.add_service(DocumentsServiceServer::new(self.clone()));
        financing::serve(self, &mut routes);
        partners::serve(self, &mut routes);
        programmes::serve(self, &mut routes);
        sessions::serve(self, &mut routes);
        let fake = self.clone();
        let commands = move |request| commands::take(fake.clone(), request);
        let all = routes.routes().into_axum_router().fallback(commands);
        let stale = self.stale;
        let mark = move |request: Asked, next: Next| async move {
            // The journal itself keeps no table.
            let of_tables = !request.uri().path().starts_with("/jalon.v1.");
            let mut response = next.run(request).await;
            if of_tables {
                response.headers_mut().insert(runtime::POSITION, HEAD.into());
            }
            if stale {
                let yes = HeaderValue::from_static("true");
                response.headers_mut().insert(runtime::STALE, yes);
            }
            response
        };
        let all = all.layer(axum::middleware::from_fn(mark));
        let server = Server::builder().add_routes(all.into());
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Channel::from_shared(format!("http://{address}")).unwrap().connect_lazy()
    }
}

pub(crate) fn settings(channel: Channel) -> Settings {
    Settings {
        channel,
        key: SigningKey::from_bytes(&[7; 32]),
        register: Register::read(REGISTER.as_bytes()).unwrap(),
        demo: true,
        nats: Some(Arc::new(|| Some("nats://127.0.0.1:4222".to_owned()))),
    }
}
