//! Times, and what they amount to.

use std::time::Duration;

/// How long each of many tries took.
#[derive(Debug)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many of a thousand tries did not exceed.
    pub fn at(&self, per_mille: usize) -> Duration {
        let place = self.0.len().saturating_sub(1) * per_mille / 1000;
        self.0.get(place).copied().unwrap_or_default()
    }

    /// One line, for whatever took these times.
    pub fn told(&self, what: &str) -> String {
        let [p50, p90, p99] = [500, 900, 990].map(|place| micros(self.at(place)));
        format!("{what:<52} p50 {p50:>9}  p90 {p90:>9}  p99 {p99:>9}")
    }

    /// One line for tries of `events` events each that lasted so long in all, side by side or not.
    pub fn told_as_rate(&self, what: &str, events: u64, lasted: Duration) -> String {
        let rate = rate(self.0.len() as u64 * events, lasted);
        let [p50, p99, p999] = [500, 990, 999].map(|place| micros(self.at(place)));
        format!("{what:<40} {rate:>9}/s  p50 {p50:>9}  p99 {p99:>9}  p99.9 {p999:>9}")
    }
}

pub fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

/// `a / b` in hundredths, without floating point.
pub fn ratio(a: u128, b: u128) -> String {
    let hundredths = a * 100 / b.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// So many in that time, each second.
pub fn rate(count: u64, time: Duration) -> u128 {
    u128::from(count) * 1_000_000 / time.as_micros().max(1)
}
