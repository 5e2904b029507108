//! Appends to UmaDB, or reads all of it, through its own client, and prints how long that took.
//!
//! `jalon-umadb URL append WRITERS EACH` prints the nanoseconds of the whole, then those of each append,
//! one a line. `jalon-umadb URL read` prints the nanoseconds of the whole, then how many events.

use std::{env, io::Write as _, sync::Arc, time::Instant};

use anyhow::Context as _;
use futures::future::try_join_all;
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbEvent, DcbEventStoreAsync as _};
use uuid::Uuid;

/// Bytes of one event's data, as in the other rows.
const EVENT: usize = 256;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let asked: Vec<String> = env::args().skip(1).collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    match asked[..] {
        [url, "append", writers, each] => {
            let client = Arc::new(UmaDbClient::new(url.to_owned()).connect_async().await?);
            let (writers, each): (u64, u64) = (writers.parse()?, each.parse()?);
            let start = Instant::now();
            let writing = (0..writers)
                .map(|writer| tokio::spawn(append(Arc::clone(&client), writer, each)))
                .collect::<Vec<_>>();
            let times = try_join_all(writing).await?;
            writeln!(out, "{}", start.elapsed().as_nanos())?;
            for times in times {
                for time in times? {
                    writeln!(out, "{time}")?;
                }
            }
        }
        [url, "read"] => {
            let client = UmaDbClient::new(url.to_owned()).connect_async().await?;
            let start = Instant::now();
            let mut found = client.read(None, None, false, None).await?;
            let mut events = 0;
            loop {
                let batch = found.next_batch().await?;
                if batch.is_empty() {
                    break;
                }
                events += batch.len();
            }
            writeln!(out, "{}\n{events}", start.elapsed().as_nanos())?;
        }
        _ => anyhow::bail!("jalon-umadb URL append WRITERS EACH | jalon-umadb URL read"),
    }
    out.flush().context("nobody reads what was measured")
}

/// Appends one after another, each with the tag that says which stream it would be in.
async fn append(
    client: Arc<AsyncUmaDbClient>,
    writer: u64,
    each: u64,
) -> anyhow::Result<Vec<u128>> {
    let mut times = Vec::new();
    for _ in 0..each {
        let event = DcbEvent::default()
            .event_type("bench.happened.v1")
            .tags([format!("writer-{writer}")])
            .data(vec![7; EVENT])
            .uuid(Uuid::new_v4());
        let start = Instant::now();
        client.append(vec![event], None, None).await?;
        times.push(start.elapsed().as_nanos());
    }
    Ok(times)
}
