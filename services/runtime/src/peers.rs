//! How roles reach one another: in this process without a network, elsewhere at the address given
//! for them, or not at all. A role that nobody runs here and that has no address is *absent*: a rule
//! that would ask it hears what whoever acts asserts.
//!
//! Nobody is called before somebody asks, so no role waits for another one to start.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, PoisonError, RwLock},
};

use kernel::{Basis, Decision, Id};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::http,
    service::Routes,
    transport::{Channel, Endpoint, Server},
};
use tower::{Service as _, ServiceExt as _};

use crate::{
    Failure, Journal, MIN_POSITION, POSITION, Viewer, local,
    principal::{Peer, Principal},
};

/// Served by every process that has a journal, whatever its roles.
const EVERYWHERE: [&str; 2] = ["jalon", "grpc"];

/// The roles that can be asked.
#[derive(Clone, Debug)]
pub struct Peers {
    local: Channel,
    ways: Arc<RwLock<BTreeMap<String, Way>>>,
    /// Who asks.
    principal: Principal,
}

#[derive(Clone, Debug)]
enum Way {
    Here,
    Elsewhere(Channel),
}

impl Peers {
    pub(crate) fn new(local: Channel) -> Self {
        Self { local, ways: Arc::default(), principal: Principal::default() }
    }

    /// The same, as that service asks.
    pub(crate) fn by(&self, principal: Principal) -> Self {
        Self { principal, ..self.clone() }
    }

    /// A way to ask `role`, or None where it is absent. Ask at the edge, never in a rule: what it
    /// answers travels in the command, as [`verified`].
    ///
    /// The answer is for `viewer`: what a rule needs is asked for the platform itself, what somebody
    /// is shown for them, and what is recorded for everybody to read for anybody.
    pub fn channel(&self, role: &str, viewer: Viewer) -> Option<Peer> {
        Some(self.principal.introduced(self.way(role)?, viewer))
    }

    fn way(&self, role: &str) -> Option<Channel> {
        let ways = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        ways.get(role).map(|way| match way {
            Way::Here => self.local.clone(),
            Way::Elsewhere(channel) => channel.clone(),
        })
    }

    /// This process has taken on `role`, whatever other processes have.
    pub(crate) fn here(&self, role: &str) {
        self.insert(role, Way::Here);
    }

    /// `role` answers at `url`, unless it does here.
    pub(crate) fn elsewhere(&self, role: &str, url: &str) -> anyhow::Result<()> {
        if self.way(role).is_none() {
            let channel = Endpoint::from_shared(url.to_owned())?.connect_lazy();
            self.insert(role, Way::Elsewhere(channel));
        }
        Ok(())
    }

    fn insert(&self, role: &str, way: Way) {
        let mut ways = self.ways.write().unwrap_or_else(PoisonError::into_inner);
        ways.insert(role.to_owned(), way);
    }

    /// Who serves, elsewhere, the package that a path begins with: the role of that name. What every
    /// process serves is asked of any of them.
    fn serving(&self, path: &str) -> Option<Channel> {
        let package = path.trim_start_matches('/').split('.').next()?;
        let ways = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        let elsewhere = |way: &Way| match way {
            Way::Here => None,
            Way::Elsewhere(channel) => Some(channel.clone()),
        };
        if EVERYWHERE.contains(&package) {
            return ways.values().find_map(elsewhere);
        }
        ways.get(package).and_then(elsewhere)
    }

    /// `routes`, and beyond them whatever other processes serve.
    pub(crate) fn beyond(&self, mut routes: Routes) -> Routes {
        let peers = self.clone();
        let served = std::mem::take(routes.axum_router_mut());
        *routes.axum_router_mut() =
            served.fallback(move |request| async move { peers.forward(request).await });
        routes
    }

    async fn forward(&self, request: http::Request<axum::body::Body>) -> http::Response<Body> {
        let Some(mut channel) = self.serving(request.uri().path()) else {
            // As if nobody had ever heard of it.
            return Status::unimplemented("no role that is known here serves it").into_http();
        };
        let answer = match channel.ready().await {
            Ok(ready) => ready.call(request.map(Body::new)).await,
            Err(error) => Err(error),
        };
        answer.unwrap_or_else(|error| Status::unavailable(error.to_string()).into_http())
    }
}

/// For a process that runs no role itself and has no journal: a channel to the roles that others
/// run, by name and address, and what carries it.
pub fn elsewhere<'a>(
    roles: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> anyhow::Result<(Channel, impl Future<Output = anyhow::Result<()>> + Send + 'static)> {
    let (channel, connections) = local::pair();
    let peers = Peers::new(channel.clone());
    for (role, url) in roles {
        peers.elsewhere(role, url)?;
    }
    let routes = peers.beyond(Routes::default());
    let carried = async {
        Server::builder().add_routes(routes).serve_with_incoming(connections).await?;
        Ok(())
    };
    Ok((channel, carried))
}

/// A question whose answer knows at least what the journal holds now.
pub async fn question<T>(journal: &dyn Journal, message: T) -> Result<Request<T>, Failure> {
    let head = journal.head().await.map_err(Failure::Journal)?;
    let mut request = Request::new(message);
    if let Some(last) = head.checked_sub(1) {
        request.metadata_mut().insert(MIN_POSITION, last.into());
    }
    Ok(request)
}

/// What a rule relies on because `service` answered so: it knew everything up to that position.
pub fn verified<T>(
    service: &str,
    decision: Option<Id<Decision>>,
    answer: &Response<T>,
) -> Result<Basis, Failure> {
    let next = answer.metadata().get(POSITION).and_then(|value| value.to_str().ok());
    let next = next.and_then(|text| text.parse::<u64>().ok());
    let silent = || Status::internal(format!("{service} does not say up to where it knows"));
    let position = next.ok_or_else(|| Failure::Peer(silent()))?.saturating_sub(1);
    Ok(Basis::Verified { service: service.to_owned(), decision, position })
}
