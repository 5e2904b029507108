//! A large journal through every financing table.

use std::{net::Ipv4Addr, time::Instant};

use runtime::{Direction, Filter, Place};

use super::{
    super::{
        Up,
        lang::print,
        rebuild,
        serve::{self, Wanted},
        wait,
    },
    commands::resident,
    grow::{self, grow},
    table::{rate, ratio},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Rebuild {
    /// Events of the journal.
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
}

pub(super) async fn run(asked: &Rebuild) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    let free = (Ipv4Addr::LOCALHOST, 0).into();
    let up = Up { data: place.path().join("data"), http: free, listen: free };
    let platform = serve::start(Wanted::all(&up)).await?;
    let template = grow::template(&platform).await?;
    grow(&platform.journal, &template, 2_000, asked.events, (asked.events / 10_000).max(1)).await?;
    wait::settle_long(&platform).await?;

    let start = Instant::now();
    let (filter, mut from, mut read) = (Filter::streams(["financing-"]), 0, 0);
    loop {
        let page =
            platform.journal.read_all(Place::At(from), Direction::Forwards, &filter, 4096).await?;
        for recorded in &page.events {
            financing::decode(recorded)?;
            read += 1;
        }
        if page.next == from {
            break;
        }
        from = page.next;
    }
    let reading = start.elapsed();
    let start = Instant::now();
    let token = platform.token("bench", "coordinator")?;
    let tables = rebuild::all(platform.channel.clone(), &token).await?;
    let building = start.elapsed();
    print(&format!("events of financing: {read}, tables: {}", tables.len()));
    print(&format!("read and understood without tables: {} events/s", rate(read, reading)));
    print(&format!("rebuilt into every table:           {} events/s", rate(read, building)));
    let share = ratio(reading.as_micros(), building.as_micros());
    print(&format!("rebuild / reading: {share}  (aim: at least 0.20)"));
    let identical = tables.iter().all(|table| table.identical);
    print(&format!("identical: {identical}; resident memory: {}", resident()));
    platform.stop().await
}
