use std::{
    collections::BTreeMap,
    convert::Infallible,
    fmt,
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use axum::response::IntoResponse;
use ed25519_dalek::{SigningKey, VerifyingKey};
use kernel::{Aggregate, Announcement, Id, Institution, Policy, Stored};
use proto::jalon::v1::{
    calendar_service_server::CalendarServiceServer, journal_service_server::JournalServiceServer,
};
use tokio::{net::TcpListener, sync::Notify};
use tonic::{
    Code,
    body::Body,
    codegen::{Service, http},
    server::NamedService,
    service::{Routes, RoutesBuilder},
    transport::{Channel, server::TcpIncoming},
};

use crate::{
    CommandHandler, Edge, Fresh, Journal, announce,
    answers::{self, Answers},
    calendar::Calendar,
    follower::{Followers, Kind},
    handler::Homes,
    journal_api::{CalendarApi, JournalApi},
    local::{self, Connections},
    peers::Peers,
    policy,
    principal::Principal,
    seen::Window,
    standing::{self, Standing},
    store::{self, Store},
    tables::{Filling, Tables},
};

/// One thing the binary can be.
pub struct Role {
    pub name: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// Declares what the role serves and follows. Starts nothing: the host does that.
    pub declare: fn(&mut Host) -> anyhow::Result<()>,
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Bytes that a rebuild may hold of each service, unless somebody says otherwise.
const REBUILD_WITHIN: usize = 64 << 20;

/// How long a caller may say nothing before it is asked whether it is still there, and how long it
/// then has to answer.
const PULSE: Duration = Duration::from_secs(30);

type Task = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// What the roles of one process run on.
pub struct Host {
    journal: Arc<dyn Journal>,
    key: VerifyingKey,
    /// Signs what services show one another.
    signs: Option<Arc<SigningKey>>,
    dir: PathBuf,
    /// Tables, indexes and checkpoints of all roles: one store is written once for all of them, and
    /// keeps one cache.
    store: Store,
    /// It could not be read, and is filled from the journal again.
    anew: Option<PathBuf>,
    window: Arc<Window>,
    /// The most that anything kept here knows of the journal.
    known: u64,
    /// Bytes of facts and rows that a rebuild holds before it writes.
    within: usize,
    /// Nothing follows from what there is.
    only_tables: bool,
    answers: Arc<Answers>,
    calendar: Arc<Calendar>,
    homes: Homes,
    followers: Followers,
    fillings: Vec<Arc<dyn Filling>>,
    tasks: Vec<Task>,
    endings: Vec<Task>,
    routes: RoutesBuilder,
    standing: Standing,
    roles: Vec<&'static str>,
    peers: Peers,
    channel: Channel,
    connections: Connections,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("roles", &self.roles).finish_non_exhaustive()
    }
}

impl Host {
    /// `dir` holds what can be rebuilt and what belongs to single roles.
    pub fn new(journal: Arc<dyn Journal>, dir: &Path, key: VerifyingKey) -> anyhow::Result<Self> {
        let path = dir.join(store::STORE);
        let (store, anew) = Store::open(&path)?;
        Self::over(store, anew.then_some(path), journal, dir, key)
    }

    /// The same, where what can be rebuilt is kept in memory for as long as the process lives.
    pub fn in_memory(
        journal: Arc<dyn Journal>,
        dir: &Path,
        key: VerifyingKey,
    ) -> anyhow::Result<Self> {
        let store = Store::in_memory(&dir.join(store::STORE))?;
        Self::over(store, None, journal, dir, key)
    }

    fn over(
        store: Store,
        anew: Option<PathBuf>,
        journal: Arc<dyn Journal>,
        dir: &Path,
        key: VerifyingKey,
    ) -> anyhow::Result<Self> {
        let answers = Arc::new(Answers::new(Arc::clone(&journal), &store)?);
        // What earlier versions kept of commands is in the journal too.
        for former in ["commands", "events", "answers"] {
            store.drop_tree(former)?;
        }
        // Before any role is declared, because a role may want to ask another.
        let (channel, connections) = local::pair();
        Ok(Self {
            window: Arc::new(Window::new(Arc::clone(&journal))),
            known: store.furthest(journal.id())?,
            within: REBUILD_WITHIN,
            only_tables: false,
            calendar: Arc::new(Calendar::new(Arc::clone(&journal))),
            homes: Homes::default(),
            journal,
            key,
            signs: None,
            dir: dir.to_owned(),
            store,
            anew,
            answers,
            followers: Followers::default(),
            fillings: Vec::new(),
            tasks: Vec::new(),
            endings: Vec::new(),
            routes: RoutesBuilder::default(),
            standing: Standing::default(),
            roles: Vec::new(),
            peers: Peers::new(channel.clone()),
            channel,
            connections,
        })
    }

    /// How many events the tables know of, and everything else that follows the journal here. A
    /// journal with fewer has lost some that were acknowledged.
    pub fn known(&self) -> u64 {
        self.known
    }

    /// The store, if it could not be read, as a full disk may leave it. It was thrown away and is
    /// filled from the journal again.
    pub fn anew(&self) -> Option<&Path> {
        self.anew.as_deref()
    }

    /// Says which institution is of which country, before any role is declared: nobody writes in the
    /// records of another country.
    pub fn homes(&mut self, homes: BTreeMap<Id<Institution>, kernel::Code>) {
        self.homes = Arc::new(homes);
    }

    /// Says which categories of streams are Jalon's own, before anything is started, where others may
    /// write in the journal too: their events answer no command.
    pub fn records(&self, records: &'static [&'static str]) {
        self.answers.only(records);
    }

    /// Bounds the bytes of facts and rows that a rebuild of one service's tables holds in memory
    /// before it writes them. Less is slower, and the tables come out the same.
    pub fn rebuild_within(&mut self, bytes: usize) {
        self.within = bytes;
    }

    /// Keeps tables and lets nothing follow, before any role is declared: policies and announcements
    /// rest, and no day comes. Whoever only looks after tables records nothing.
    pub fn only_tables(&mut self) {
        self.only_tables = true;
    }

    /// Takes on a role.
    pub fn declare(&mut self, role: &Role) -> anyhow::Result<()> {
        self.roles.push(role.name);
        self.peers.here(role.name);
        self.standing.of(Some(role.name));
        let declared = (role.declare)(self);
        self.standing.of(None);
        declared
    }

    /// `role` is run by another process, which answers at `url`. One that this process runs itself
    /// stays here.
    pub fn elsewhere(&mut self, role: &str, url: &str) -> anyhow::Result<()> {
        self.peers.elsewhere(role, url)
    }

    /// Gives services what they sign with, before any role is declared, so that others know them. To
    /// services without it others say what they say to anybody.
    pub fn introduces(&mut self, key: SigningKey) {
        self.signs = Some(Arc::new(key));
    }

    /// The other roles, for what the role being declared has to ask at its edge.
    pub fn peers(&self) -> Peers {
        let service = self.roles.last().copied().unwrap_or_default();
        self.peers.by(Principal { service, key: self.signs.clone() })
    }

    pub fn journal(&self) -> Arc<dyn Journal> {
        Arc::clone(&self.journal)
    }

    /// Verifies the tokens that say who asks.
    pub fn key(&self) -> VerifyingKey {
        self.key
    }

    pub fn followers(&self) -> Followers {
        self.followers.clone()
    }

    /// The data directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A folder of the data directory for files of the role being declared.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// A tree of the role being declared, for what can be rebuilt.
    pub fn tree(&self, name: &str) -> anyhow::Result<sled::Tree> {
        Ok(self.store.tree(name)?)
    }

    /// Carries commands to `A`.
    pub fn handler<A: Aggregate>(&mut self) -> anyhow::Result<Arc<CommandHandler<A>>> {
        let answers = Arc::clone(&self.answers);
        let calendar = Arc::clone(&self.calendar);
        Ok(Arc::new(CommandHandler::new(
            self.journal(),
            answers,
            &self.store,
            calendar,
            Arc::clone(&self.homes),
        )?))
    }

    /// The way in for commands that people send to `A`.
    pub fn edge<A: Aggregate>(&self, handler: &Arc<CommandHandler<A>>) -> Edge<A> {
        Edge { handler: Arc::clone(handler), journal: self.journal(), key: self.key }
    }

    /// Tables of the aggregate called `category`.
    pub fn tables<E: Stored>(&mut self, category: &'static str) -> anyhow::Result<Tables<E>> {
        store::forget(&self.dir.join(format!("{category}.sled")))?;
        Tables::new(category, self.store.clone(), self.journal.id())
    }

    /// Keeps tables up to date from the journal.
    pub fn fill<E: Stored>(&mut self, tables: Tables<E>) -> Fresh {
        let (filling, follower) =
            tables.pump(Arc::clone(&self.window), &self.followers, self.within);
        self.fillings.push(Arc::clone(&filling));
        self.standing.fills(follower.clone());
        self.spawn(async move { filling.fill().await });
        Fresh::of(follower, self.journal(), self.key)
    }

    /// Sends the commands that `P` asks for.
    pub fn react<P: Policy>(
        &mut self,
        handler: &Arc<CommandHandler<P::Target>>,
    ) -> anyhow::Result<()> {
        if self.only_tables {
            return Ok(());
        }
        let place = self.store.tree(format!("policy-{}", P::NAME))?;
        let (handler, window) = (Arc::clone(handler), Arc::clone(&self.window));
        let follower = self.followers.add(P::NAME, Kind::Policy, 0).over(&self.store);
        self.spawn(policy::run::<P>(handler, window, place, follower));
        Ok(())
    }

    /// Makes public what `N` announces.
    pub fn announce<N: Announcement>(&mut self) {
        if self.only_tables {
            return;
        }
        let follower = self.followers.add(&announce::stream::<N>(), Kind::Announcement, 0);
        let (window, answers) = (Arc::clone(&self.window), Arc::clone(&self.answers));
        self.spawn(announce::run::<N>(window, answers, follower));
    }

    /// Runs beside everything else until the process stops.
    pub fn spawn(&mut self, task: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.tasks.push(Box::pin(task));
    }

    /// Runs once everything else has stopped, such as ending a process that was started.
    pub fn at_end(&mut self, task: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.endings.push(Box::pin(task));
    }

    /// Answers gRPC calls with `service`.
    pub fn serve<S>(&mut self, service: S)
    where
        S: Service<http::Request<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.standing.serves(S::NAME);
        self.routes.add_service(service);
    }

    /// Starts everything. The process serves as long as what is returned is run.
    pub fn start(mut self) -> anyhow::Result<Started> {
        let api = JournalApi {
            journal: self.journal(),
            answers: Arc::clone(&self.answers),
            followers: self.followers(),
            fillings: self.fillings.clone().into(),
            roles: self.roles.clone().into(),
            key: self.key,
        };
        self.serve(JournalServiceServer::new(api));
        let calendar = CalendarApi { calendar: Arc::clone(&self.calendar), key: self.key };
        self.serve(CalendarServiceServer::new(calendar));
        let (index, window) = (Arc::clone(&self.answers), Arc::clone(&self.window));
        let follower = self.followers.add(answers::NAME, Kind::Table, 0).over(&self.store);
        self.standing.fills(follower.clone());
        self.spawn(async move { index.follow(&window, follower).await });
        if !self.only_tables {
            self.spawn(Arc::clone(&self.calendar).run());
        }

        let (health, service) = tonic_health::server::health_reporter();
        self.routes.add_service(service);
        let described = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        self.routes.add_service(described().build_v1()?);
        // Many a tool still asks in the former way.
        self.routes.add_service(described().build_v1alpha()?);
        let standing = Arc::new(std::mem::take(&mut self.standing));
        self.spawn(Arc::clone(&standing).report(self.journal(), health));
        let (channel, connections) = (self.channel, self.connections);
        let routes = self.routes.routes().into_axum_router();
        let routes = routes
            .layer(axum::middleware::map_response(undecodable))
            .layer(axum::middleware::from_fn_with_state(standing, standing::mark));
        let routes = Routes::from(routes);
        // Whoever asks within this process reaches what other processes serve, too.
        let inside = self.peers.beyond(routes.clone());
        let tasks = self.tasks;
        let mut running = tokio::task::JoinSet::new();
        for task in tasks {
            running.spawn(task);
        }
        running.spawn(async move {
            tonic::transport::Server::builder()
                .add_routes(inside)
                .serve_with_incoming(connections)
                .await?;
            Ok(())
        });
        let (followers, endings) = (self.followers, self.endings);
        Ok(Started { channel, routes, running, followers, endings })
    }
}

/// The roles of a process, running.
pub struct Started {
    channel: Channel,
    routes: Routes,
    running: tokio::task::JoinSet<anyhow::Result<()>>,
    followers: Followers,
    endings: Vec<Task>,
}

impl Started {
    /// Reaches the roles of this process.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub fn followers(&self) -> Followers {
        self.followers.clone()
    }

    /// Answers on `listener` until `shutdown` resolves, then lets calls in flight finish, for as
    /// long as `grace`. Fails if anything the roles need stops for good.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
        grace: Duration,
    ) -> anyhow::Result<()> {
        let stopping = Notify::new();
        // Without it an answer waits for the acknowledgement of the one before, some 40 ms.
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        // A caller that lost its network never hangs up: it is asked whether it is there.
        let incoming = incoming.with_keepalive(Some(PULSE));
        let server = tonic::transport::Server::builder()
            .http2_keepalive_interval(Some(PULSE))
            .http2_keepalive_timeout(Some(PULSE))
            .add_routes(self.routes.clone())
            .serve_with_incoming_shutdown(incoming, stopping.notified());
        let patience = async {
            shutdown.await;
            stopping.notify_one();
            tokio::time::sleep(grace).await;
        };
        tokio::select! {
            ended = server => ended?,
            () = patience => tracing::warn!("some calls did not end in time"),
            Some(ended) = self.running.join_next() => {
                // Whoever holds a store that cannot be written never lets go of it.
                self.running.detach_all();
                ended??;
                anyhow::bail!("a part of the platform ended by itself");
            }
        }
        self.stop().await;
        Ok(())
    }

    /// Ends what runs beside the calls. What they had begun is begun again at the next start.
    pub async fn stop(mut self) {
        self.running.shutdown().await;
        for ending in self.endings {
            if let Err(error) = ending.await {
                tracing::warn!(error = format!("{error:#}"), "did not end cleanly");
            }
        }
    }
}

/// Bytes that are no message are the caller's to mend, though the library calls it a failure of
/// whoever received them.
async fn undecodable(mut response: axum::response::Response) -> axum::response::Response {
    let headers = response.headers_mut();
    let message = headers.get("grpc-message").map(http::HeaderValue::as_bytes);
    if message.is_some_and(|it| it.starts_with(b"failed%20to%20decode%20Protobuf")) {
        let invalid = http::HeaderValue::from(Code::InvalidArgument as u16);
        headers.insert("grpc-status", invalid);
    }
    response
}
