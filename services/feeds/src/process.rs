//! Processes that may not be our children any more, as `/proc` shows them.

use std::{
    fs,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::{process::Command, time};

pub(crate) const PROGRAM: &str = "nats-server";
/// Where distributions put servers, which is not on everybody's PATH.
const ELSEWHERE: [&str; 3] = ["/usr/local/bin", "/usr/local/sbin", "/usr/sbin"];
const GLANCE: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn find() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    find_in(std::env::split_paths(&path).chain(ELSEWHERE.map(PathBuf::from)))
}

pub(crate) fn find_in(places: impl Iterator<Item = PathBuf>) -> anyhow::Result<PathBuf> {
    let runs = |program: &PathBuf| {
        let meta = fs::metadata(program);
        meta.is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    };
    places.map(|place| place.join(PROGRAM)).find(runs).context(
        "nats-server is not on PATH: scripts/install installs it, and JALON_NATS_URL names another",
    )
}

/// It lives, it is a nats-server, and it was started for this directory.
pub(crate) fn is_ours(pid: u32, dir: &Path) -> bool {
    // Empty once it has ended and nobody has asked how.
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut words = line.split(|byte| *byte == 0);
    let program = words.next().and_then(|word| word.rsplit(|byte| *byte == b'/').next());
    program == Some(PROGRAM.as_bytes()) && words.any(|word| word == dir.as_os_str().as_bytes())
}

/// The living server of this directory. Asked of the system, because a file that says so may be
/// older than the machine's last start, or not written yet when we were killed.
pub(crate) fn of(dir: &Path) -> Option<u32> {
    let pids = fs::read_dir("/proc").into_iter().flatten().filter_map(|entry| {
        let name = entry.ok()?.file_name();
        name.to_str()?.parse().ok()
    });
    pids.into_iter().find(|pid| is_ours(*pid, dir))
}

/// Ends a server of ours: asks, waits, and insists.
pub(crate) async fn end(pid: u32, dir: &Path) -> anyhow::Result<()> {
    for signal in ["term", "stop"] {
        if !is_ours(pid, dir) {
            return Ok(());
        }
        let signal = format!("{signal}={pid}");
        let sent = Command::new(find()?).args(["--signal", &signal]).output().await?;
        tracing::debug!(pid, signal, status = %sent.status, "asked nats-server to stop");
        let gone = async {
            while is_ours(pid, dir) {
                time::sleep(GLANCE).await;
            }
        };
        if time::timeout(PATIENCE, gone).await.is_ok() {
            return Ok(());
        }
    }
    bail!("nats-server, process {pid}, does not stop")
}
