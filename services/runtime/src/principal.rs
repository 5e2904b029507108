//! What a service is when it asks another one: a principal of its own, which says for whom it asks.
//!
//! For a rule it asks for itself, and is told everything. For somebody who reads, it is told what they
//! may read, and the one who is asked has on record who that is. For anybody it shows nothing. A
//! process that was given no key to sign with is told what anybody is, and so is one whose key is
//! another than theirs whom it asks.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use kernel::Who;
use tonic::{
    Request, Status,
    metadata::{Binary, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::{TOKEN, Token, Viewer, context::service, now};

/// A way to ask another role, on which every question says who asks.
pub type Peer = InterceptedService<Channel, Introduced>;

/// Role of a token that a service shows.
const ROLE: &str = "service";
/// Tokens end with an hour, so that those of one hour are the same and are verified once.
const HOUR: i64 = 3600;

/// Puts a token on whatever is asked, if there is one.
#[derive(Clone, Debug)]
pub struct Introduced(Option<MetadataValue<Binary>>);

impl Interceptor for Introduced {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert_bin(TOKEN, token.clone());
        }
        Ok(request)
    }
}

/// A service, and what it signs with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Principal {
    pub(crate) service: &'static str,
    pub(crate) key: Option<Arc<SigningKey>>,
}

impl Principal {
    pub(crate) fn introduced(&self, to: Channel, viewer: Viewer) -> Peer {
        let token = self.token(viewer, now());
        let sealed = token.zip(self.key.as_ref()).and_then(|(token, key)| token.seal(key).ok());
        let shown = sealed.map(|sealed| MetadataValue::from_bytes(&sealed));
        InterceptedService::new(to, Introduced(shown))
    }

    /// What it shows for whoever looks. Good for an hour at least.
    fn token(&self, viewer: Viewer, now: Timestamp) -> Option<Token> {
        let itself = service(self.service);
        let who = match viewer {
            Viewer::Anybody => return None,
            Viewer::Somebody(person) => Who { person, ..itself },
            Viewer::Itself => itself,
        };
        let hours = now.as_second().div_euclid(HOUR) + 2;
        let expires = Timestamp::from_second(hours * HOUR).ok()?;
        Some(Token { who, role: ROLE.to_owned(), expires })
    }
}

#[cfg(test)]
mod tests {
    use kernel::testing::who;

    use super::*;

    fn shown(viewer: Viewer, at: &str) -> Option<Token> {
        let principal = Principal { service: "financing", key: None };
        principal.token(viewer, at.parse().unwrap())
    }

    #[test]
    fn what_a_service_shows_says_for_whom_it_asks() {
        let at = "2026-03-02T10:00:00Z";
        assert_eq!(shown(Viewer::Anybody, at), None);
        for viewer in [Viewer::Itself, Viewer::Somebody(who("awa").person)] {
            let token = shown(viewer, at).unwrap();
            assert_eq!(Viewer::showing(&token), viewer);
            assert_eq!(token.who.capacity, "financing");
        }
    }

    #[test]
    fn tokens_of_one_hour_are_the_same_and_good_for_another() {
        let at = |at: &str| shown(Viewer::Itself, at).unwrap();
        let first = at("2026-03-02T10:00:00Z");
        assert_eq!(first, at("2026-03-02T10:59:59Z"));
        assert_eq!(first.expires, "2026-03-02T12:00:00Z".parse().unwrap());
        assert_eq!(at("2026-03-02T11:00:00Z").expires, "2026-03-02T13:00:00Z".parse().unwrap());
    }
}
