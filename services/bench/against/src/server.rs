//! A server of somebody else that runs on this machine for as long as it is held.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to answer, or to stop.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(50);

pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Runs `program` as `user`, or as whoever runs us without one; what it says goes to `dir`. It ends
    /// when we do, even when we are killed.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        user: Option<&str>,
        dir: &Path,
    ) -> anyhow::Result<Self> {
        let log = dir.join("log");
        let said = File::create(&log)?;
        let child = as_user(user)
            .args(["--pdeathsig", "INT"])
            .arg(program)
            .args(arguments)
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            // What a terminal sends is for us, who then stop the server in order.
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self { child, log })
    }

    /// Asks until there is an answer.
    pub(crate) async fn ready<T>(
        &mut self,
        ask: impl AsyncFn() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let start = Instant::now();
        loop {
            let error = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if let Some(status) = self.child.try_wait()? {
                bail!("the server has ended, {status}: {}", self.last_words());
            }
            if start.elapsed() > PATIENCE {
                return Err(error.context("the server does not answer"));
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn last_words(&self) -> String {
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        said.lines().last().unwrap_or("it said nothing").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // It may be gone already, and that is what is wanted.
        _ = pid.map(|pid| kill_process(pid, Signal::INT));
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(GLANCE);
        }
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// What runs the program that is then added, as `user` where there is one.
pub(crate) fn as_user(user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = user {
        command.args(["--reuid", user, "--regid", user, "--init-groups"]);
    }
    command
}

/// Whether we are root, who may become others.
pub(crate) fn root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Runs `command` to its end.
pub(crate) fn done(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{program}: {}", said.lines().last().unwrap_or("failed").trim());
    }
    Ok(())
}
