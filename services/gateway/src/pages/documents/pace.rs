//! How fast an upload comes, and how slow is too slow: whoever sends has one of a few places, and
//! others wait for it.

use std::time::{Duration, Instant};

use axum::extract::multipart::MultipartError;

use crate::failure::Failure;

/// How long nothing may come: connections are slow, and break.
const SILENCE: Duration = Duration::from_mins(1);
/// In that time so much has to come, two kibibytes a second: less than the slowest line that a document
/// is sent over. What comes sooner counts for that time only.
const WINDOW: Duration = Duration::from_mins(2);
const LEAST: usize = 240 * 1024;
/// However fast it comes, all of it has to come in this time.
const WHOLE: Duration = Duration::from_hours(1);

pub(super) struct Pace {
    begun: Instant,
    since: Instant,
    /// Bytes since then.
    came: usize,
}

impl Pace {
    pub(super) fn from(since: Instant) -> Self {
        Self { begun: since, since, came: 0 }
    }

    pub(super) fn came(&mut self, bytes: usize) {
        self.came = self.came.saturating_add(bytes);
    }

    /// The next part, if it comes soon enough.
    pub(super) async fn within<T>(
        &mut self,
        part: impl Future<Output = Result<T, MultipartError>>,
    ) -> Result<T, Failure> {
        let most = self.patience(Instant::now()).ok_or(Failure::TooSlow)?;
        let part = tokio::time::timeout(most, part).await.map_err(|_| missed(most))?;
        part.map_err(|error| Failure::Other(error.status()))
    }

    /// How long the next part may take; None where too little has come, or it took too long.
    fn patience(&mut self, now: Instant) -> Option<Duration> {
        let left = |of: Duration, since: Instant| {
            let left = of.checked_sub(now.saturating_duration_since(since));
            left.filter(|left| !left.is_zero()).map(|left| left.min(SILENCE))
        };
        let whole = left(WHOLE, self.begun)?;
        if self.came < LEAST {
            return left(WINDOW, self.since).map(|left| left.min(whole));
        }
        if left(WINDOW, self.since).is_none() {
            (self.since, self.came) = (now, 0);
        }
        Some(whole)
    }
}

/// Why nothing came in that time: it was all that was left, or a silence.
fn missed(most: Duration) -> Failure {
    if most < SILENCE { Failure::TooSlow } else { Failure::Silent }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const KIB: usize = 1024;

    /// Whether a document may come at that many bytes a second, after what came at once.
    fn comes(size: usize, at_once: usize, rate: usize) -> bool {
        let mut now = Instant::now();
        let mut pace = Pace::from(now);
        pace.came(at_once);
        let mut sent = at_once;
        while sent < size {
            if pace.patience(now).is_none_or(|most| most < SECOND) {
                return false;
            }
            now += SECOND;
            pace.came(rate);
            sent += rate;
        }
        true
    }

    #[test]
    fn a_slow_line_may_send_and_a_trickle_may_not() {
        let largest = super::super::MOST_BYTES;
        for rate in [10 * KIB, 64 * KIB] {
            assert!(comes(largest, 0, rate), "{rate}");
        }
        for rate in [1, KIB, 2 * KIB - 1] {
            assert!(!comes(largest / 8, 0, rate), "{rate}");
        }
        assert!(comes(largest / 8, 0, 2 * KIB));
        assert!(!comes(largest, 0, 2 * KIB), "nobody keeps a place for hours");
        assert!(comes(100 * KIB, 0, KIB), "a short one takes no longer than the rest of them");
        assert!(!comes(largest, largest / 2, 1), "nobody saves up patience");
    }

    #[tokio::test]
    async fn nobody_keeps_a_place_by_saying_nothing() {
        let silence = || std::future::pending::<Result<(), MultipartError>>();
        let ago = |left: Duration| (Instant::now() + left).checked_sub(WINDOW).unwrap();
        for left in [Duration::ZERO, Duration::from_millis(1)] {
            let mut pace = Pace::from(ago(left));
            assert!(matches!(pace.within(silence()).await, Err(Failure::TooSlow)));
        }
        assert!(matches!(missed(SILENCE), Failure::Silent), "it was fast enough before");
        let mut pace = Pace::from(Instant::now());
        assert!(pace.within(async { Ok(()) }).await.is_ok());
        pace.came(LEAST);
        assert_eq!(
            pace.patience(Instant::now() + WINDOW),
            Some(SILENCE),
            "it has been fast enough"
        );
        assert_eq!(pace.came, 0, "and has to be again");
    }
}
