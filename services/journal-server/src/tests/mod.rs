//! The server as a client without manners of its own meets it.

mod about;
mod batch;
mod bounds;
mod closed;
mod deadline;
mod disk;
mod following;
mod fuzz;
mod links;
mod messages;
mod persistent;
mod rights;
mod sayings;
mod silence;
mod streams;
mod together;

use std::{net::SocketAddr, sync::Arc};

use protocol::event_store::client::{
    StreamIdentifier,
    streams::{
        AppendReq, AppendResp, ReadReq, ReadResp,
        append_req::{Content, Options, ProposedMessage, options::ExpectedStreamRevision},
        append_resp,
        read_req::{
            self,
            options::{
                AllOptions, ControlOption, CountOption, FilterOption, ReadDirection, StreamOption,
                StreamOptions, SubscriptionOptions, all_options::AllOption,
                stream_options::RevisionOption,
            },
        },
        read_resp,
        streams_client::StreamsClient,
    },
};
use runtime::{Journal, MemoryJournal};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tonic::{Status, Streaming, transport::Channel};
use uuid::Uuid;

use crate::{
    Accounts, Limits, Settings, serve,
    wire::{Spelling, spelled},
};

/// What only a service may write here.
const RECORDS: &[&str] = &["financing"];

/// A server of its own for each test.
struct Served {
    journal: Arc<dyn Journal>,
    address: SocketAddr,
    channel: Channel,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl Served {
    async fn start() -> Self {
        Self::with(Accounts::default(), Limits::default()).await
    }

    async fn with(accounts: Accounts, limits: Limits) -> Self {
        Self::on(Arc::new(MemoryJournal::new(Uuid::from_u128(1))), accounts, limits).await
    }

    async fn on(journal: Arc<dyn Journal>, accounts: Accounts, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let settings = Settings { tls: None, accounts, records: RECORDS, limits };
        let serving = tokio::spawn(serve(Arc::clone(&journal), listener, settings, async {
            _ = stopped.await;
        }));
        let url = format!("http://{address}");
        let channel = Channel::from_shared(url).unwrap().connect_lazy();
        Self { journal, address, channel, stop: Some(stop), serving }
    }

    /// A client with room for next to nothing: what it does not take stays with the server.
    fn narrow(&self) -> StreamsClient<Channel> {
        let channel = Channel::from_shared(format!("http://{}", self.address)).unwrap();
        StreamsClient::new(channel.initial_stream_window_size(1).connect_lazy())
    }

    fn streams(&self) -> StreamsClient<Channel> {
        StreamsClient::new(self.channel.clone())
    }

    async fn append(
        &self,
        stream: &str,
        expected: ExpectedStreamRevision,
        words: &[&str],
    ) -> Result<append_resp::Result, Status> {
        let options = Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_revision: Some(expected),
        };
        let first = AppendReq { content: Some(Content::Options(options)) };
        let events = words.iter().map(|word| AppendReq {
            content: Some(Content::ProposedMessage(proposed(stream, word))),
        });
        let messages: Vec<_> = [first].into_iter().chain(events).collect();
        let AppendResp { result } =
            self.streams().append(futures::stream::iter(messages)).await?.into_inner();
        Ok(result.unwrap())
    }

    /// Appends whatever the stream is.
    async fn add(&self, stream: &str, words: &[&str]) {
        let told = self.append(stream, ExpectedStreamRevision::Any(()), words).await.unwrap();
        assert!(matches!(told, append_resp::Result::Success(_)), "{told:?}");
    }

    async fn read(&self, options: read_req::Options) -> Result<Vec<ReadResp>, Status> {
        let mut answers = self.follow(options).await?;
        let mut read = Vec::new();
        while let Some(answer) = answers.message().await? {
            read.push(answer);
        }
        Ok(read)
    }

    async fn follow(&self, options: read_req::Options) -> Result<Streaming<ReadResp>, Status> {
        let request = ReadReq { options: Some(options) };
        Ok(self.streams().read(request).await?.into_inner())
    }

    /// Words of a stream, as it is shown.
    async fn shown(&self, stream: &str) -> Result<Vec<String>, Status> {
        Ok(words(&self.read(of(stream, RevisionOption::Start(()), Forwards, 99)).await?))
    }
}

use ReadDirection::{Backwards, Forwards};

fn identifier(stream: &str) -> StreamIdentifier {
    crate::wire::identifier(stream)
}

/// The same word in the same stream is the same event.
fn proposed(stream: &str, word: &str) -> ProposedMessage {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{stream} {word}").as_bytes());
    let metadata = [("type", word), ("content-type", "application/octet-stream")];
    ProposedMessage {
        id: Some(spelled(id, Spelling::Structured)),
        metadata: metadata.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        custom_metadata: "{}".into(),
        data: word.to_owned().into(),
    }
}

fn of(
    stream: &str,
    from: RevisionOption,
    direction: ReadDirection,
    count: u64,
) -> read_req::Options {
    read_req::Options {
        stream_option: Some(StreamOption::Stream(StreamOptions {
            stream_identifier: Some(identifier(stream)),
            revision_option: Some(from),
        })),
        read_direction: direction.into(),
        count_option: Some(CountOption::Count(count)),
        filter_option: Some(FilterOption::NoFilter(())),
        control_option: Some(ControlOption { compatibility: 1 }),
        ..Default::default()
    }
}

fn of_all(from: AllOption, direction: ReadDirection, count: u64) -> read_req::Options {
    read_req::Options {
        stream_option: Some(StreamOption::All(AllOptions { all_option: Some(from) })),
        read_direction: direction.into(),
        count_option: Some(CountOption::Count(count)),
        ..Default::default()
    }
}

/// The same for ever.
fn for_ever(options: read_req::Options) -> read_req::Options {
    let count_option = Some(CountOption::Subscription(SubscriptionOptions {}));
    read_req::Options { count_option, ..options }
}

fn event(answer: &ReadResp) -> Option<&read_resp::read_event::RecordedEvent> {
    let Some(read_resp::Content::Event(event)) = &answer.content else { return None };
    event.event.as_ref()
}

fn words(answers: &[ReadResp]) -> Vec<String> {
    let events = answers.iter().filter_map(event);
    events.map(|event| event.metadata["type"].clone()).collect()
}

/// What stands beside an error under `name`.
fn trailer(told: &Status, name: &str) -> String {
    let value = told.metadata().get(name).unwrap_or_else(|| panic!("no {name} in {told:?}"));
    value.to_str().unwrap().to_owned()
}
