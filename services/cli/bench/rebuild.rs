//! A large journal of financing through every table.

use std::time::Instant;

use ::bench::{
    memory::{self, megabytes},
    table::{rate, ratio},
};
use runtime::{Direction, Filter, Place};

use super::{
    super::{
        Up,
        lang::print,
        rebuild,
        serve::{self, Platform},
        wait,
    },
    grow::{self, grow},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Rebuild {
    /// Events of the journal.
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// Megabytes of facts and rows that the rebuild of one service holds in memory.
    #[arg(long, default_value_t = 64)]
    rebuild_memory: usize,
}

pub(super) async fn run(asked: &Rebuild) -> anyhow::Result<()> {
    let place = tempfile::tempdir_in(".")?;
    let rebuild_memory = asked.rebuild_memory;
    let up = Up { rebuild_memory, ..Up::anywhere(place.path().join("data")) };
    serve::lend(&up, async |platform| measure(asked, platform).await).await
}

async fn measure(asked: &Rebuild, platform: &Platform) -> anyhow::Result<()> {
    let template = grow::template(platform).await?;
    grow(&platform.journal, &template, 2_000, asked.events, grow::EACH).await?;
    wait::settle_long(platform).await?;

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
    let before = memory::resident();
    memory::forget_peak();
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
    print(&format!("identical: {identical}"));
    let (before, peak) = (megabytes(before), megabytes(memory::peak()));
    print(&format!("resident before the rebuild: {before}, at its peak: {peak}"));
    print(&format!(
        "(bounded by --rebuild-memory {} for each service at a time)",
        asked.rebuild_memory
    ));
    Ok(())
}
