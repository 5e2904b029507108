//! The NATS the platform speaks to: one that was named, or a child of its own.
//!
//! The child keeps everything in one directory:
//!
//! ```text
//! nats.pid                     which process it is, for an operator
//! nats-server_<pid>.ports      where it listens, in JSON; it chooses a free port
//! nats.log                     what it says
//! jetstream/                   what it remembers
//! password nats.conf           who may write: see `secret`
//! ```
//!
//! It listens on loopback only. It outlives a platform that is killed, so the next one adopts it; a
//! directory is never given to two servers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use tokio::{
    process::{Child, Command},
    sync::Mutex,
    time,
};

use crate::{
    process::{self, end, is_ours},
    secret,
};

const NAMED: &str = "JALON_NATS_URL";
const GLANCE: Duration = Duration::from_millis(20);
/// A server that remembers much reads it all before it listens.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a server that lives already may take to say where it listens.
const ADOPTION: Duration = Duration::from_secs(5);

/// Where NATS is. One per platform, shared by all that need it.
#[derive(Debug)]
pub struct Server(Kind);

#[derive(Debug)]
enum Kind {
    /// Somebody else's, never started or stopped here.
    Named(String),
    Own(Box<Own>),
}

#[derive(Debug)]
struct Own {
    dir: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<Running>,
    stopped: bool,
}

#[derive(Debug)]
struct Running {
    url: String,
    pid: u32,
    /// None when it was adopted.
    child: Option<Child>,
}

/// The file in which a server says where it listens.
#[derive(Deserialize)]
struct Ports {
    nats: Vec<String>,
}

impl Server {
    /// The one that `JALON_NATS_URL` names, or a child that keeps its files in `data/nats`.
    pub fn new(data: &Path) -> Self {
        match std::env::var(NAMED) {
            Ok(url) if !url.is_empty() => Self::named(url),
            Ok(_) | Err(_) => Self::own(data.join("nats")),
        }
    }

    /// One that is there already: a URL, or several separated by commas.
    pub fn named(url: impl Into<String>) -> Self {
        Self(Kind::Named(url.into()))
    }

    /// A child that keeps its files in `dir`.
    pub fn own(dir: impl Into<PathBuf>) -> Self {
        Self(Kind::Own(Box::new(Own { dir: dir.into(), state: Mutex::default() })))
    }

    /// Where the server of a platform that runs on `data` is for whoever listens, starting nothing.
    pub fn find(data: &Path) -> anyhow::Result<String> {
        let own = match Self::new(data).0 {
            Kind::Named(url) => return Ok(url),
            Kind::Own(own) => own,
        };
        let dir = fs::canonicalize(own.dir).context("NATS was never started here")?;
        let pid = process::of(&dir).context("NATS is not running here")?;
        listening(&dir, pid)?.context("NATS does not listen here yet")
    }

    /// Where it is for whoever writes, once it is there. Starts it, or starts it again, when it has to.
    pub async fn url(&self) -> anyhow::Result<String> {
        match &self.0 {
            Kind::Named(url) => Ok(url.clone()),
            Kind::Own(own) => own.url().await,
        }
    }

    /// Ends the child, for good. A server that was named goes on.
    pub async fn stop(&self) -> anyhow::Result<()> {
        match &self.0 {
            Kind::Named(_) => Ok(()),
            Kind::Own(own) => own.stop().await,
        }
    }
}

impl Own {
    async fn url(&self) -> anyhow::Result<String> {
        let mut state = self.state.lock().await;
        ensure!(!state.stopped, "nats-server was stopped");
        fs::create_dir_all(&self.dir)
            .with_context(|| format!("cannot create {}", self.dir.display()))?;
        let dir = fs::canonicalize(&self.dir)?;
        if let Some(Running { url, pid, child }) = &mut state.running {
            let lives = match child {
                Some(child) => child.try_wait()?.is_none(),
                None => is_ours(*pid, &dir),
            };
            if lives {
                return Ok(url.clone());
            }
            tracing::warn!(pid, "nats-server has ended: starting it again");
        }
        let running = match adopt(&dir).await? {
            Some(adopted) => adopted,
            None => start(&dir).await?,
        };
        Ok(state.running.insert(running).url.clone())
    }

    async fn stop(&self) -> anyhow::Result<()> {
        let mut state = self.state.lock().await;
        state.stopped = true;
        let Some(Running { pid, child, .. }) = state.running.take() else { return Ok(()) };
        end(pid, &fs::canonicalize(&self.dir)?).await?;
        if let Some(mut child) = child {
            child.wait().await?;
        }
        tracing::info!(pid, "nats-server stopped");
        Ok(())
    }
}

/// Where it listens, once it has said so in full.
fn listening(dir: &Path, pid: u32) -> anyhow::Result<Option<String>> {
    let file = dir.join(format!("{}_{pid}.ports", process::PROGRAM));
    let Ok(text) = fs::read_to_string(file) else { return Ok(None) };
    let Ok(ports) = serde_json::from_str::<Ports>(&text) else { return Ok(None) };
    Ok(Some(ports.nats.into_iter().next().context("nats-server listens nowhere")?))
}

/// A server that outlived us goes on; one that does not say where it listens is ended.
async fn adopt(dir: &Path) -> anyhow::Result<Option<Running>> {
    let Some(pid) = process::of(dir) else { return Ok(None) };
    let heard = async {
        loop {
            if let Some(url) = listening(dir, pid)? {
                return anyhow::Ok(url);
            }
            ensure!(is_ours(pid, dir), "it has ended");
            time::sleep(GLANCE).await;
        }
    };
    if let Ok(Ok(url)) = time::timeout(ADOPTION, heard).await {
        tracing::info!(pid, url, "adopted the nats-server that was running");
        return Ok(Some(Running { url: secret::named(dir, &url), pid, child: None }));
    }
    tracing::warn!(pid, "a nats-server from before does not answer: ending it");
    end(pid, dir).await?;
    Ok(None)
}

async fn start(dir: &Path) -> anyhow::Result<Running> {
    let program = process::find()?;
    for file in fs::read_dir(dir)? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "ports") {
            fs::remove_file(file)?;
        }
    }
    let log = dir.join("nats.log");
    let configuration = secret::configuration(dir)?;
    let mut child = Command::new(&program)
        .args([Path::new("-c"), &configuration])
        .args(["-a", "127.0.0.1", "-p", "-1", "-js"])
        .args([Path::new("-sd"), dir, Path::new("--ports_file_dir"), dir])
        .args([Path::new("-P"), &dir.join("nats.pid"), Path::new("-l"), &log])
        .args(["--log_size_limit", "1048576"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // What a terminal sends is for us, who then stop the child in order.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let pid = child.id().context("nats-server has ended")?;
    let heard = async {
        loop {
            if let Some(url) = listening(dir, pid)? {
                return anyhow::Ok(url);
            }
            if let Some(status) = child.try_wait()? {
                bail!("nats-server ended at once, {status}: see {}", log.display());
            }
            time::sleep(GLANCE).await;
        }
    };
    let heard = time::timeout(PATIENCE, heard).await;
    let url = heard.context("nats-server does not say where it listens")??;
    tracing::info!(pid, url, "nats-server started");
    Ok(Running { url: secret::named(dir, &url), pid, child: Some(child) })
}
