//! Services to look at pages with: answers of a plausible programme, and commands that are answered
//! as a test says.

mod agreement;
mod commands;
mod data;
mod events;
mod ledgers;

use std::sync::{Arc, Mutex};

use ed25519_dalek::SigningKey;
use proto::{
    documents::v1::documents_service_server::DocumentsServiceServer,
    financing::v1::financing_views_server::FinancingViewsServer,
    jalon::v1::{Recorded, journal_service_server::JournalServiceServer},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Status,
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

/// The world behind the pages.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    /// Nothing is registered yet.
    pub(crate) empty: bool,
    /// Titles that attack whoever shows them.
    pub(crate) hostile: bool,
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

    pub(crate) async fn serve(&self) -> Channel {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::builder()
            .add_service(FinancingViewsServer::new(self.clone()))
            .add_service(JournalServiceServer::new(self.clone()))
            .add_service(DocumentsServiceServer::new(self.clone()))
            .add_service(commands::Commands(self.clone()));
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
