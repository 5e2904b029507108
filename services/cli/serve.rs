//! Runs roles in one process until somebody stops it.

use std::{net::SocketAddr, path::Path, pin::pin, sync::Arc, time::Duration};

use anyhow::Context as _;
use ed25519_dalek::SigningKey;
use gateway::Register;
use journal::Settings;
use kernel::{Id, Who};
use runtime::{Followers, Host, Journal, Role, Started, Token};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
};
use tonic::transport::Channel;

use super::{
    Run, Up, afar, again, browsers, catching,
    data::{Data, shortened},
    elsewhere,
    lang::{Said, say},
    register,
    wire::{self, JOURNAL},
};
use crate::ROLES;

/// The role that has no part in the journal: it shows what the others say.
pub(super) const GATEWAY: &str = "gateway";
/// Longest that calls in flight may take once somebody has asked us to stop.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// A platform that is running in this process.
pub(super) struct Platform {
    pub(super) http: Option<SocketAddr>,
    pub(super) grpc: SocketAddr,
    pub(super) channel: Channel,
    pub(super) data: Data,
    pub(super) followers: Followers,
    pub(super) journal: Arc<dyn Journal>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<anyhow::Result<()>>,
}

pub(super) struct Wanted<'w> {
    pub(super) up: &'w Up,
    pub(super) roles: Vec<&'static Role>,
    pub(super) gateway: bool,
    pub(super) settings: Settings,
    pub(super) journal: Option<&'w str>,
    /// Of another process.
    pub(super) key: Option<&'w Path>,
    /// The journal is for other processes too.
    pub(super) served: bool,
    /// Nothing is recorded that follows from what there is.
    pub(super) only_tables: bool,
}

impl<'w> Wanted<'w> {
    /// Everything, embedded.
    pub(super) fn all(up: &'w Up) -> Self {
        Self {
            up,
            roles: ROLES.iter().collect(),
            gateway: true,
            settings: Settings::default(),
            journal: None,
            key: None,
            served: false,
            only_tables: false,
        }
    }
}

pub(super) async fn up(up: &Up) -> anyhow::Result<()> {
    up.wire.sensible(false)?;
    register::tell(&up.data, up.register.as_deref());
    let asked = asked_to_stop();
    start(Wanted::all(up)).await?.answer(asked).await
}

pub(super) async fn run(run: &Run) -> anyhow::Result<()> {
    let named = |name: &str| run.roles.iter().any(|role| role == name);
    let elsewhere = elsewhere::roles();
    let reached = |name: &str| named(name) || elsewhere.iter().any(|(role, _)| *role == name);
    if named(GATEWAY) && !(reached("financing") && reached("documents")) {
        return Err(Said::new(
            "le rôle gateway montre ce que disent financing et documents : nommez-les aussi, ou dites où ils répondent (JALON_FINANCING_URL, JALON_DOCUMENTS_URL).",
            "the role gateway shows what financing and documents say: name them too, or say where they answer (JALON_FINANCING_URL, JALON_DOCUMENTS_URL).",
        )
        .into());
    }
    if named(JOURNAL) && run.journal.is_some() {
        return Err(Said::new(
            "le rôle journal tient le journal lui-même : --journal n'a pas de sens avec lui.",
            "the role journal keeps the journal itself: --journal makes no sense with it.",
        )
        .into());
    }
    if run.journal.is_some() && run.up.wire.journal_listen.is_some() {
        return Err(Said::new(
            "un journal nommé par --journal est servi par un autre : --journal-listen (JALON_JOURNAL_LISTEN) n'a pas de sens avec lui.",
            "a journal that --journal names is served by somebody else: --journal-listen (JALON_JOURNAL_LISTEN) makes no sense with it.",
        )
        .into());
    }
    run.up.wire.sensible(named(JOURNAL))?;
    if run.roles.iter().all(|role| role == JOURNAL) {
        return wire::alone(&run.up).await;
    }
    if named(GATEWAY) {
        register::tell(&run.up.data, run.up.register.as_deref());
    }
    if !named(JOURNAL) && !ROLES.iter().any(|role| named(role.name)) {
        return elsewhere::gateway(run, &elsewhere).await;
    }
    let asked = asked_to_stop();
    let platform = start(Wanted {
        served: named(JOURNAL),
        roles: ROLES.iter().filter(|role| named(role.name)).collect(),
        gateway: named(GATEWAY),
        journal: run.journal.as_deref(),
        key: run.key.as_deref(),
        ..Wanted::all(&run.up)
    })
    .await?;
    platform.answer(asked).await
}

/// Until there are accounts, only whoever is on this machine is answered.
pub(super) fn loopback(address: SocketAddr) -> anyhow::Result<()> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    Err(Said::new(
        format!("{address} : sans comptes, Jalon n'écoute que sur cette machine (127.0.0.1)."),
        format!("{address}: without accounts Jalon listens on this machine only (127.0.0.1)."),
    )
    .into())
}

pub(super) async fn start(wanted: Wanted<'_>) -> anyhow::Result<Platform> {
    let Up { data, register, http, listen, rebuild_memory, wire } = wanted.up;
    loopback(*http)?;
    loopback(*listen)?;
    let register = register::of(data, register.as_deref())?;
    let data = Data::open(data)?.sharing(wanted.key)?;
    let journal = open(&data, &wanted).await?;
    let kept = if again::in_memory() { Host::in_memory } else { Host::new };
    let mut host = kept(Arc::clone(&journal), &data.dir, data.key.verifying_key())?;
    host.introduces(data.key.clone());
    if wanted.only_tables {
        host.only_tables();
    }
    host.rebuild_within(rebuild_memory.saturating_mul(1_000_000));
    host.records(wire::RECORDS);
    host.homes(register.homes());
    for (role, url) in elsewhere::roles() {
        host.elsewhere(role, &url)?;
    }
    for role in &wanted.roles {
        host.declare(role)?;
    }
    if let Some(store) = host.anew() {
        let store = store.display();
        say(
            format!(
                "{store} était illisible : ce dossier est refait à partir du journal, rien n'est perdu."
            ),
            format!(
                "{store} could not be read: it is made anew from the journal, nothing is lost."
            ),
        );
    }
    let head = journal.head().await?;
    if host.known() > head {
        return Err(shortened(&data.dir, head, host.known()));
    }
    if let Some(served) = wire.open(wanted.served).await? {
        served.tell();
        host.spawn(served.serve(Arc::clone(&journal), std::future::pending()));
    }
    let started = host.start()?;
    let grpc = bind(*listen).await?;
    let address = grpc.local_addr()?;
    let followers = started.followers();
    let channel = started.channel();
    let pages = if wanted.gateway {
        Some((bind(*http).await?, pages(&data, register, &channel)))
    } else {
        None
    };
    let http = pages.as_ref().map(|(listener, _)| listener.local_addr()).transpose()?;
    data.answers_at(address)?;
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(serve(started, grpc, pages, stopping));
    Ok(Platform { http, grpc: address, channel, data, followers, journal, stop, serving })
}

async fn open(data: &Data, wanted: &Wanted<'_>) -> anyhow::Result<Arc<dyn Journal>> {
    if let Some(url) = wanted.journal {
        return afar::open(url).await;
    }
    embedded(data, wanted.settings)
}

/// The journal of a data directory, which no other process may hold.
pub(super) fn embedded(data: &Data, settings: Settings) -> anyhow::Result<Arc<dyn Journal>> {
    let (journal, opened) = data.journal(settings)?;
    if let Some(torn) = opened.torn {
        say(
            format!(
                "Le journal se terminait par {torn} octets jamais confirmés à personne : ils ont été effacés."
            ),
            format!(
                "The journal ended with {torn} bytes that nobody was told of: they were cleared."
            ),
        );
    }
    Ok(journal)
}

pub(super) fn pages(data: &Data, register: Register, channel: &Channel) -> axum::Router {
    let dir = data.dir.clone();
    gateway::routes(gateway::Settings {
        channel: channel.clone(),
        key: data.key.clone(),
        register,
        // Until there are accounts, whoever is on this machine chooses an office to act for.
        demo: true,
        nats: Some(Arc::new(move || feeds::Server::find(&dir).ok())),
    })
}

pub(super) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        Said::new(
            format!("impossible d'écouter sur {address}"),
            format!("cannot listen on {address}"),
        )
    })
}

async fn serve(
    started: Started,
    grpc: TcpListener,
    pages: Option<(TcpListener, axum::Router)>,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let stopped = |mut stopping: watch::Receiver<bool>| async move {
        // A sender that is gone stops us too.
        _ = stopping.wait_for(|stop| *stop).await;
    };
    let services = started.serve(grpc, stopped(stopping.clone()), GRACE);
    let Some((listener, routes)) = pages else { return services.await };
    let browsers = tokio::spawn(browsers::serve(listener, routes, stopping));
    let ended = services.await;
    // A browser that keeps its connection open does not keep us.
    browsers.abort();
    ended
}

impl Platform {
    /// A token for a part of the platform that acts on its own, in `role`.
    pub(super) fn token(&self, name: &str, role: &str) -> anyhow::Result<Vec<u8>> {
        token(&self.data.key, name, role)
    }

    pub(super) fn tell(&self) {
        let grpc = self.grpc;
        match self.http {
            Some(http) => say(
                format!(
                    "Jalon répond : http://{http} (écrans), {grpc} (gRPC). Ctrl-C pour arrêter."
                ),
                format!("Jalon answers: http://{http} (screens), {grpc} (gRPC). Ctrl-C to stop."),
            ),
            None => say(
                format!("Jalon répond : {grpc} (gRPC). Ctrl-C pour arrêter."),
                format!("Jalon answers: {grpc} (gRPC). Ctrl-C to stop."),
            ),
        }
    }

    /// Says where it answers, once it knows what there is to say, and runs until it is stopped.
    async fn answer(mut self, asked: impl Future<Output = ()>) -> anyhow::Result<()> {
        let mut asked = pin!(asked);
        tokio::select! {
            caught = catching::up(&self.followers, &*self.journal) => caught?,
            ended = &mut self.serving => return ended?,
            () = &mut asked => return self.stop().await,
        }
        self.tell();
        self.until(asked).await
    }

    /// Runs until somebody has `asked` for an end, or until something that is needed has ended.
    pub(super) async fn until(mut self, asked: impl Future<Output = ()>) -> anyhow::Result<()> {
        tokio::select! {
            ended = &mut self.serving => ended?,
            () = asked => self.stop().await,
        }
    }

    /// Lets calls in flight finish, and ends.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        self.stop_as(0).await
    }

    /// The same, after what ends the process with `code`.
    pub(super) async fn stop_as(self, code: i32) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        // What is acknowledged is durable. A store that cannot flush does not keep us for ever.
        std::thread::spawn(move || {
            std::thread::sleep(GRACE * 2);
            std::process::exit(code);
        });
        let ended = self.serving.await?;
        // The file says where we answer; we no longer do.
        _ = std::fs::remove_file(self.data.dir.join("grpc"));
        ended
    }
}

/// A token for a part of the platform that acts by itself.
pub(super) fn token(key: &SigningKey, name: &str, role: &str) -> anyhow::Result<Vec<u8>> {
    let who = Who {
        person: Id::derived(&["service", name]),
        capacity: name.to_owned(),
        institution: Id::derived(&["institution", "JALON"]),
    };
    token_of(key, who, role)
}

pub(super) fn token_of(key: &SigningKey, who: Who, role: &str) -> anyhow::Result<Vec<u8>> {
    let expires = runtime::now().checked_add(jiff::SignedDuration::from_hours(1))?;
    Ok(Token { who, role: role.to_owned(), expires }.seal(key)?)
}

/// Lends a platform with every role to `work`, and stops it however that ends: what was started for it, its
/// NATS server too, and what lies in its directory would stay behind otherwise.
pub(super) async fn lend<T>(
    up: &Up,
    work: impl AsyncFnOnce(&Platform) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    // Whoever asks while it starts is heard once it has.
    let asked = asked_to_stop();
    let platform = start(Wanted::all(up)).await?;
    let done = unless(asked, work(&platform)).await;
    let stopped = platform.stop_as(i32::from(done.is_err())).await;
    let done = done?;
    stopped.map(|()| done)
}

/// What `work` comes to, unless somebody asks for an end before.
pub(super) async fn unless_stopped<T>(
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    unless(asked_to_stop(), work).await
}

async fn unless<T>(
    asked: impl Future<Output = ()>,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    tokio::select! {
        done = work => done,
        () = asked => Err(Said::new("interrompu", "interrupted").into()),
    }
}

/// Ctrl-C, or what a service manager sends, from now on.
pub(super) fn asked_to_stop() -> impl Future<Output = ()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        // What cannot be heard ends the process by itself.
        let [Ok(mut interrupt), Ok(mut terminate)] = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    }
}
