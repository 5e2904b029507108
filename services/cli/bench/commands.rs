//! One command over gRPC to its durable acknowledgement.

use std::{
    fs::File,
    os::unix::fs::FileExt as _,
    path::Path,
    time::{Duration, Instant},
};

use ::bench::{
    memory::{self, megabytes},
    table::{Times, micros, rate, ratio},
};
use proto::{
    financing::v1::{
        AddConditionRequest, ConditionKind, ConditionType, Instrument, RegisterRequest,
        financing_service_client::FinancingServiceClient,
    },
    jalon::v1::{Act, GetStatusRequest, Recorded, journal_service_client::JournalServiceClient},
};
use tonic::{Request, transport::Channel};
use uuid::Uuid;

use super::{
    super::{
        Up,
        lang::print,
        serve::{self, Platform},
        wait,
    },
    grow::{self, grow},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Commands {
    /// Commands one after another.
    #[arg(long, default_value_t = 2000)]
    count: u64,
    /// Events of the large journal that latency is measured on again. 0 leaves that out.
    #[arg(long, default_value_t = 1_000_000)]
    large: u64,
}

/// Callers at once.
const CALLERS: u64 = 64;
/// Events of one agreement that has many.
const LONG: u64 = 10_000;
/// Bytes that one command adds to the journal, about: what the raw write writes.
const BYTES: usize = 2048;

pub(super) async fn run(asked: &Commands) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    let up = Up::anywhere(place.path().join("data"));
    serve::lend(&up, async |platform| measure(asked, platform, place.path()).await).await
}

async fn measure(asked: &Commands, platform: &Platform, place: &Path) -> anyhow::Result<()> {
    let bench = Bench::new(platform).await?;

    let raw = Times::new(raw_writes(place, asked.count)?);
    let empty = Times::new(bench.empty_calls(asked.count).await?);
    let template = grow::template(platform).await?;
    bench.register(0).await?;
    let small = Times::new(bench.commands(0, asked.count).await?);
    print(&raw.told(&format!("raw write of {BYTES} bytes and fdatasync")));
    print(&empty.told("empty call over gRPC"));
    print(&small.told("command to its durable acknowledgement"));
    let floor = raw.at(500) + empty.at(500);
    let cost = ratio(small.at(500).as_nanos(), floor.as_nanos());
    print(&format!("command / (empty call + raw write), p50: {cost}  (aim: at most 2)"));

    for agreement in 1..=CALLERS {
        bench.register(agreement).await?;
    }
    let (calls, took) = bench.many_empty(asked.count).await?;
    let (commands, lasted) = bench.many(asked.count).await?;
    let (of_calls, of_commands) = (rate(calls, took), rate(commands, lasted));
    print(&format!("{CALLERS} callers: {of_calls} empty calls/s, {of_commands} commands/s"));
    let share = ratio(of_commands, of_calls);
    print(&format!("commands / empty calls, {CALLERS} callers: {share}  (aim: at least 0.40)"));
    let behind = Instant::now();
    wait::settle_long(platform).await?;
    let settled = rate(commands, lasted + behind.elapsed());
    let (behind, share) = (micros(behind.elapsed()), ratio(settled, of_calls));
    print(&format!("until every consequence is there: {behind} more, and so {share}"));

    if asked.large > 0 {
        grow(&platform.journal, &template, 1_000, LONG, LONG).await?;
        let rest = asked.large.saturating_sub(LONG);
        grow(&platform.journal, &template, 2_000, rest, grow::EACH).await?;
        wait::settle_long(platform).await?;
        let wide = Times::new(bench.commands(0, asked.count).await?);
        bench.condition(1_000, u64::MAX).await?;
        let long = Times::new(bench.commands(1_000, asked.count).await?);
        let events = wait::status(platform).await?.head;
        print(&wide.told(&format!("command, journal of {events} events")));
        print(&long.told(&format!("command, on one agreement of {LONG} events")));
        for (what, times) in [("large journal", &wide), ("long agreement", &long)] {
            let grown = ratio(times.at(500).as_nanos(), small.at(500).as_nanos());
            print(&format!("{what} / small journal, p50: {grown}  (aim: at most 1.20)"));
        }
    }
    print(&format!("resident memory: {}", megabytes(memory::resident())));
    print(&format!("(medians move with the machine: raw write now {})", {
        micros(Times::new(raw_writes(place, 500)?).at(500))
    }));
    Ok(())
}

struct Bench {
    channel: Channel,
    token: Vec<u8>,
}

impl Bench {
    /// Over a real connection, as any client has.
    async fn new(platform: &Platform) -> anyhow::Result<Self> {
        let endpoint = Channel::from_shared(format!("http://{}", platform.grpc))?;
        let channel = endpoint.tcp_nodelay(true).connect().await?;
        Ok(Self { channel, token: platform.token("bench", "coordinator")? })
    }

    fn signed<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let token = tonic::metadata::MetadataValue::from_bytes(&self.token);
        request.metadata_mut().insert_bin(runtime::TOKEN, token);
        request
    }

    async fn empty_calls(&self, count: u64) -> anyhow::Result<Vec<Duration>> {
        let mut journal = JournalServiceClient::new(self.channel.clone());
        let mut times = Vec::new();
        for _ in 0..count {
            let start = Instant::now();
            journal.get_status(GetStatusRequest {}).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    async fn register(&self, agreement: u64) -> anyhow::Result<()> {
        let request = RegisterRequest {
            act: Some(act()),
            financing: grow::reference(agreement),
            title: "bench".into(),
            instrument: Instrument::IdaGrant.into(),
            financier: "IDA".into(),
            phase: 1,
            ..RegisterRequest::default()
        };
        let mut financing = FinancingServiceClient::new(self.channel.clone());
        financing.register(self.signed(request)).await?;
        Ok(())
    }

    async fn condition(&self, agreement: u64, nth: u64) -> anyhow::Result<Recorded> {
        let request = AddConditionRequest {
            act: Some(act()),
            financing: grow::reference(agreement),
            condition: format!("bench-{nth}-{}", id().simple()).chars().take(30).collect(),
            kind: ConditionKind::Covenant.into(),
            r#type: ConditionType::Fiduciary.into(),
            label: "bench".into(),
            ..AddConditionRequest::default()
        };
        let mut financing = FinancingServiceClient::new(self.channel.clone());
        Ok(financing.add_condition(self.signed(request)).await?.into_inner())
    }

    async fn commands(&self, agreement: u64, count: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in 0..count {
            let start = Instant::now();
            self.condition(agreement, nth).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    async fn many_empty(&self, count: u64) -> anyhow::Result<(u64, Duration)> {
        let start = Instant::now();
        let each = count / 8;
        let callers = (0..CALLERS).map(|_| self.empty_calls(each));
        futures::future::try_join_all(callers).await?;
        Ok((CALLERS * each, start.elapsed()))
    }

    async fn many(&self, count: u64) -> anyhow::Result<(u64, Duration)> {
        let start = Instant::now();
        let each = count / 8;
        let callers = (1..=CALLERS).map(|agreement| self.commands(agreement, each));
        futures::future::try_join_all(callers).await?;
        Ok((CALLERS * each, start.elapsed()))
    }
}

fn act() -> Act {
    Act {
        command_id: id().to_string(),
        effective: grow::DAY.to_string(),
        programme: "BENCH".into(),
        ..Act::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "a client mints the ids of its commands")]
fn id() -> Uuid {
    Uuid::new_v4()
}

/// What the disk can do: the bytes of one command, durable, in a file that is already there.
fn raw_writes(place: &Path, count: u64) -> anyhow::Result<Vec<Duration>> {
    let file = File::create(place.join("raw"))?;
    let bytes = [7; BYTES];
    let step = u64::try_from(BYTES)?;
    for nth in 0..count {
        file.write_all_at(&[0; BYTES], nth * step)?;
    }
    file.sync_all()?;
    let mut times = Vec::new();
    for nth in 0..count {
        let start = Instant::now();
        file.write_all_at(&bytes, nth * step)?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    Ok(times)
}
