//! Starts the binary in a data directory of its own and stops it when the test ends.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use kernel::{Id, Who};
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor};
use proto::jalon::v1 as pb;
use runtime::Token;
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder},
    transport::Channel,
};
use tonic_prost::ProstEncoder;
use tonic_types::StatusExt as _;
use uuid::Uuid;

/// All roles, as `jalon up` runs them.
pub(crate) const ALL: &[&str] =
    &["financing", "programmes", "sessions", "partners", "documents", "feeds", "gateway"];

/// Set to `wire`, every platform has its journal in a process of its own.
const WHERE: &str = "JALON_TEST_JOURNAL";

pub(crate) struct Platform {
    pub(crate) process: Child,
    /// Another process that keeps the journal.
    journal: Option<Served>,
    data: PathBuf,
    pub(crate) http: Option<String>,
    key: SigningKey,
    pub(crate) channel: Channel,
}

impl Platform {
    /// Starts `roles` on what `data` holds.
    pub(crate) async fn start(data: &Path, roles: &[&str]) -> Self {
        Self::of(command(data, roles), data).await
    }

    /// The same with the journal in another process.
    pub(crate) async fn start_apart(data: &Path, roles: &[&str]) -> Self {
        Self::apart(command(data, roles), data).await
    }

    /// Starts the binary as `command` says.
    pub(crate) async fn of(command: Command, data: &Path) -> Self {
        match std::env::var(WHERE) {
            Ok(place) if place == "wire" => Self::apart(command, data).await,
            Ok(_) | Err(_) => Self::here(command, data).await,
        }
    }

    /// Starts the binary as `command` says, with the journal in it wherever others have theirs. The
    /// key of `data` is the one that it was started with.
    pub(crate) async fn here(command: Command, data: &Path) -> Self {
        Self::answering(command, data, None).await
    }

    async fn apart(mut command: Command, data: &Path) -> Self {
        let journal = Served::start(data);
        command.args(["--journal", &journal.url]);
        Self::answering(command, data, Some(journal)).await
    }

    async fn answering(mut command: Command, data: &Path, journal: Option<Served>) -> Self {
        let (process, line) = said(&mut command, "(gRPC)");
        let words: Vec<&str> = line.split_whitespace().collect();
        let before = |mark: &str| {
            let place = words.iter().position(|word| word.starts_with(mark))?;
            Some(words[place - 1].to_owned())
        };
        let grpc = format!("http://{}", before("(gRPC)").unwrap());
        let secret: [u8; 32] = std::fs::read(data.join("token.key")).unwrap().try_into().unwrap();
        let channel = Channel::from_shared(grpc).unwrap().connect().await.unwrap();
        let http = before("(screens)");
        let (data, key) = (data.to_owned(), SigningKey::from_bytes(&secret));
        Self { process, journal, data, http, key, channel }
    }

    fn processes(&mut self) -> impl Iterator<Item = &mut Child> {
        [&mut self.process].into_iter().chain(self.journal.as_mut().map(|it| &mut it.process))
    }

    /// As `kill -9` does: the NATS server that it started lives on.
    pub(crate) fn kill(mut self) {
        for process in self.processes() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
        self.data = PathBuf::new();
    }

    /// The same in the middle of whatever it does; [`Self::kill`] tidies up behind it.
    pub(crate) fn kill_now(&self) {
        let processes =
            [&self.process].into_iter().chain(self.journal.as_ref().map(|it| &it.process));
        let pids = processes.map(|process| process.id().to_string());
        assert!(Command::new("kill").arg("-KILL").args(pids).status().unwrap().success());
    }

    /// As an operator would.
    pub(crate) async fn terminate(mut self) {
        // Our side of the connections goes on meanwhile.
        let ended = tokio::task::spawn_blocking(move || {
            for process in self.processes() {
                let pid = process.id().to_string();
                assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
                assert!(process.wait().unwrap().success(), "it did not end as it was asked to");
            }
        });
        ended.await.unwrap();
    }

    pub(crate) fn token(&self, person: &str, role: &str) -> Vec<u8> {
        let who = Who {
            person: Id::derived(&["person", person]),
            capacity: person.to_owned(),
            institution: Id::derived(&["institution", "UTGFS"]),
        };
        Token { who, role: role.to_owned(), expires: Timestamp::MAX }.seal(&self.key).unwrap()
    }

    /// What `person` asks, as proto3 JSON, answered as proto3 JSON.
    pub(crate) async fn ask(
        &self,
        person: &str,
        method: &str,
        message: Value,
    ) -> Result<Value, Status> {
        self.ask_as(person, "coordinator", method, message).await
    }

    /// The same in a role of the token: `import`, `auditor`.
    pub(crate) async fn ask_as(
        &self,
        person: &str,
        role: &str,
        method: &str,
        message: Value,
    ) -> Result<Value, Status> {
        let method = proto::dynamic::method(method).unwrap();
        let message = of_somebody(&method, message);
        let message = proto::from_json(method.input(), &message.to_string()).unwrap();
        let token = self.token(person, role);
        let mut request = Request::new(message);
        let token = tonic::metadata::MetadataValue::from_bytes(&token);
        request.metadata_mut().insert_bin(runtime::TOKEN, token);
        Ok(serde_json::to_value(call(self.channel.clone(), &method, request).await?).unwrap())
    }

    /// Does what `person` asks of financing, under a fresh id.
    pub(crate) async fn act(
        &self,
        person: &str,
        method: &str,
        effective: &str,
        message: Value,
    ) -> Result<Value, Status> {
        let act = act(effective);
        self.ask(person, &financing(method), with(act, message)).await
    }

    /// Reads a view of financing.
    pub(crate) async fn view(&self, method: &str, message: Value) -> Value {
        let method = format!("financing.v1.FinancingViews/{method}");
        self.ask("lecteur", &method, message).await.unwrap()
    }

    /// Waits until everything has had its consequences.
    pub(crate) async fn settle(&self) -> pb::Status {
        let mut journal =
            pb::journal_service_client::JournalServiceClient::new(self.channel.clone());
        journal.settle(pb::SettleRequest { position: 0 }).await.unwrap().into_inner()
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // A test that killed it already has nothing left to stop.
        _ = self.process.kill();
        _ = self.process.wait();
        stop_nats(&self.data);
    }
}

/// A process that keeps a journal for others. It ends with its test.
pub(crate) struct Served {
    pub(crate) process: Child,
    /// Where it answers.
    pub(crate) url: String,
}

impl Served {
    /// The journal of the data directory `data`.
    pub(crate) fn start(data: &Path) -> Self {
        let mut keeper = Command::new(env!("CARGO_BIN_EXE_jalon"));
        keeper.args(["run", "journal", "--journal-listen", "127.0.0.1:0", "--data"]).arg(data);
        Self::saying(keeper.env("LC_ALL", "C.UTF-8"))
    }

    /// Whatever `command` starts that says where it answers.
    pub(crate) fn saying(command: &mut Command) -> Self {
        let (process, line) = said(command, "esdb://");
        let url = line.split_whitespace().find(|word| word.starts_with("esdb://")).unwrap();
        Self { process, url: url.trim_end_matches('.').to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // A test that killed it already has nothing left to stop.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// Starts the binary, and waits until it says a line with `mark`.
fn said(command: &mut Command, mark: &str) -> (Child, String) {
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let line = loop {
        let line = lines.next().expect("it ended before it answered").unwrap();
        if line.contains(mark) {
            break line;
        }
    };
    // Whatever else it says is read, so that it can go on saying it.
    std::thread::spawn(move || lines.for_each(drop));
    (process, line)
}

/// Ends the NATS server that a process killed in a test has left behind.
fn stop_nats(data: &Path) {
    let Ok(pid) = std::fs::read_to_string(data.join("nats/nats.pid")) else { return };
    let ours = std::fs::read(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default();
    if String::from_utf8_lossy(&ours).contains(&*data.to_string_lossy()) {
        _ = Command::new("kill").arg(pid.trim()).status();
    }
}

/// The binary on free ports.
pub(crate) fn command(data: &Path, roles: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    command
        .arg("run")
        .args(roles)
        .args(["--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data"])
        .arg(data)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("JALON_NATS_URL");
    command
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn financing(method: &str) -> String {
    format!("financing.v1.FinancingService/{method}")
}

pub(crate) fn act(effective: &str) -> Value {
    #[expect(clippy::disallowed_methods, reason = "a client mints the ids of its commands")]
    let id = Uuid::new_v4();
    json!({
        "commandId": id.to_string(),
        "effective": effective,
        "programme": "P127328",
        "country": "ML",
    })
}

/// What somebody else did is the financier's, unless it says whose it is.
fn of_somebody(method: &MethodDescriptor, mut message: Value) -> Value {
    let act = message.get_mut("act").and_then(Value::as_object_mut);
    if let Some(act) = act.filter(|_| proto::is_of_others(method.input().full_name())) {
        act.entry("onBehalfOf").or_insert_with(|| json!({ "institution": "IDA" }));
    }
    message
}

pub(crate) fn with(act: Value, mut message: Value) -> Value {
    message["act"] = act;
    message
}

/// Stable code of a refusal.
pub(crate) fn code(refusal: &Status) -> String {
    let info = refusal.get_details_error_info();
    info.unwrap_or_else(|| panic!("no reason in {refusal:?}")).reason
}

/// Calls any method, and reads whatever it answers.
pub(crate) async fn call(
    channel: Channel,
    method: &MethodDescriptor,
    request: Request<DynamicMessage>,
) -> Result<DynamicMessage, Status> {
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.unwrap();
    let path = proto::dynamic::path(method)?;
    let answer = client.unary(request, path, Described(method.output())).await?;
    Ok(answer.into_inner())
}

/// Writes any message, and reads the one it describes.
#[derive(Clone)]
struct Described(MessageDescriptor);

impl Codec for Described {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = ProstEncoder<DynamicMessage>;
    type Decoder = Self;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::default()
    }

    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Decoder for Described {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        Ok(Some(DynamicMessage::decode(self.0.clone(), from).unwrap()))
    }
}
