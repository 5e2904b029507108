//! Its server as it is published, and its Rust client in a program of ours, `deploy/umadb`.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::Context as _;

use super::{
    super::{Bench, Tries, WRITERS},
    output,
};

const SERVER: &str = "umadb";
const CLIENT: &str = "jalon-umadb";
const ABSENT: &str = "UmaDB: not measured. Its server: `pip install umadb`; a program that uses its \
                      client: `cargo install --path deploy/umadb`. Both have to be on the PATH.";

/// A server that ends with us.
struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that is gone already has ended too.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

pub(super) fn run(bench: &Bench, place: &Path) -> anyhow::Result<()> {
    let there = |program: &str| output(Command::new(program).arg("--version"));
    let (server, client) = (there(SERVER), there(CLIENT));
    if matches!(server, Ok(None)) || matches!(client, Ok(None)) {
        (bench.print)(ABSENT);
        return Ok(());
    }
    let server = start(&place.join("uma"))?;
    for writers in [1].into_iter().chain(WRITERS) {
        let each = (bench.of(writers) / writers).to_string();
        let mut asked = Command::new(CLIENT);
        asked.args([&server.url, "append", &writers.to_string(), &each]);
        let mut tries = Tries::default();
        let numbers = numbers(&mut asked)?;
        let (lasted, times) = numbers.split_first().context("it measured nothing")?;
        tries.add((times.iter().map(|time| nanos(*time)).collect(), nanos(*lasted)));
        bench.theirs("UmaDB", writers, tries);
    }
    let read = numbers(Command::new(CLIENT).args([&server.url, "read"]))?;
    if let [lasted, events] = read[..] {
        bench.theirs_read("UmaDB", events, nanos(lasted));
    }
    Ok(())
}

fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

fn numbers(asked: &mut Command) -> anyhow::Result<Vec<u64>> {
    let told = output(asked)?.context("it is gone")?;
    told.lines().map(|line| Ok(line.parse()?)).collect()
}

/// On a port that was free a moment ago.
fn start(dir: &Path) -> anyhow::Result<Server> {
    let address: SocketAddr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    std::fs::create_dir(dir)?;
    let process = Command::new(SERVER)
        .args(["--listen", &address.to_string(), "--db-path"])
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let server = Server { process, url: format!("http://{address}") };
    for _ in 0..100 {
        if TcpStream::connect(address).is_ok() {
            return Ok(server);
        }
        thread::sleep(Duration::from_millis(50));
    }
    anyhow::bail!("`{SERVER}` does not answer at {address}")
}
