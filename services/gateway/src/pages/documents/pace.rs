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

pub(super) struct Pace {
    since: Instant,
    /// Bytes since then.
    came: usize,
}

impl Pace {
    pub(super) fn from(since: Instant) -> Self {
        Self { since, came: 0 }
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
        let part = tokio::time::timeout(most, part).await.map_err(|_| Failure::TooSlow)?;
        part.map_err(|error| Failure::Other(error.status()))
    }

    /// How long the next part may take; None where too little has come.
    fn patience(&mut self, now: Instant) -> Option<Duration> {
        let past = now.saturating_duration_since(self.since);
        if self.came < LEAST {
            return WINDOW
                .checked_sub(past)
                .filter(|left| !left.is_zero())
                .map(|left| left.min(SILENCE));
        }
        if past >= WINDOW {
            *self = Self::from(now);
        }
        Some(SILENCE)
    }
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
        for rate in [2 * KIB, 3 * KIB, 64 * KIB] {
            assert!(comes(largest, 0, rate), "{rate}");
        }
        for rate in [1, KIB, 2 * KIB - 1] {
            assert!(!comes(largest, 0, rate), "{rate}");
        }
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
