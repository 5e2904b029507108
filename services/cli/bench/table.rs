//! Times, and what they amount to.

use std::time::Duration;

use super::super::lang::print;

/// How long each of many tries took.
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many of a thousand tries did not exceed.
    pub(super) fn at(&self, per_mille: usize) -> Duration {
        let place = self.0.len().saturating_sub(1) * per_mille / 1000;
        self.0.get(place).copied().unwrap_or_default()
    }

    pub(super) fn print(&self, what: &str) {
        let [p50, p90, p99] = [500, 900, 990].map(|place| micros(self.at(place)));
        print(&format!("{what:<52} p50 {p50:>9}  p90 {p90:>9}  p99 {p99:>9}"));
    }
}

pub(super) fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

/// `a / b` in hundredths, without floating point.
pub(super) fn ratio(a: u128, b: u128) -> String {
    let hundredths = a * 100 / b.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// So many in that time, each second.
pub(super) fn rate(count: u64, time: Duration) -> u128 {
    u128::from(count) * 1_000_000 / time.as_micros().max(1)
}
