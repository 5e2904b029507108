//! The French and English face of the platform. Knows the contracts, never the services.
//!
//! It holds no state and decides nothing: a page is what the services answered, and a form is what
//! a contract asks for. Whoever looks, in which language and at which moment of the past travels
//! with every request as a [`visit::Visit`].

mod assets;
mod clock;
mod dates;
mod export;
mod failure;
#[cfg(test)]
mod fake;
mod forms;
mod frame;
mod html;
mod lang;
mod names;
mod pages;
mod register;
mod remote;
mod service;
mod table;
#[cfg(test)]
mod tests;
mod typography;
mod visit;

use std::{fmt, sync::Arc};

use axum::Router;
use ed25519_dalek::SigningKey;
use tonic::transport::Channel;

pub use register::{Flaw, Register};

/// Where subscribers of this process find its NATS server, while there is one.
pub type NatsAddress = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// What the pages are made with.
#[derive(Clone)]
pub struct Settings {
    /// Leads to every role: financing, documents, the journal.
    pub channel: Channel,
    /// Signs who asks. The services verify with its public half.
    pub key: SigningKey,
    /// Programmes, institutions and offices by name.
    pub register: Register,
    /// Offers people to act as. Whoever sets it guarantees that only this machine can connect.
    pub demo: bool,
    /// Shown to those who subscribe; the state of the relay is the journal's to tell.
    pub nats: Option<NatsAddress>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("demo", &self.demo).finish_non_exhaustive()
    }
}

/// Every page, form and file of the platform.
pub fn routes(settings: Settings) -> Router {
    let app = Arc::new(settings);
    frame::around(pages::routes().merge(forms::routes()), &app).with_state(app)
}
