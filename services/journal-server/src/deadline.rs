//! How long a client waits for an answer. Whoever waits no longer is told just that, in time to hear it:
//! tonic itself says, at the moment itself, that the call was cancelled, and most clients do not take that
//! for the deadline that it is.

use std::time::Duration;

use axum::{extract::Request, http::HeaderMap, middleware::Next, response::Response};
use futures::FutureExt as _;
use tokio::time::timeout;
use tonic::Status;

/// How much sooner than tonic: timers here go off once in it.
const SOONER: Duration = Duration::from_millis(1);

/// Answers what `next` does, unless it takes longer than the client waits.
pub(crate) async fn kept(asked: Request, next: Next) -> Response {
    let Some(waits) = waits(asked.headers()) else { return next.run(asked).await };
    let left = waits.saturating_sub(SOONER);
    let told = if left.is_zero() {
        // A timer would go off together with tonic's.
        next.run(asked).now_or_never()
    } else {
        timeout(left, next.run(asked)).await.ok()
    };
    told.unwrap_or_else(|| Status::deadline_exceeded("the deadline has passed").into_http())
}

/// What the protocol says of it: at most eight digits, and a unit.
fn waits(headers: &HeaderMap) -> Option<Duration> {
    let said = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = said.split_at_checked(said.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_hours(number)),
        "M" => Some(Duration::from_mins(number)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_client_waits_is_a_number_of_at_most_eight_digits_and_a_unit() {
        let seconds = Duration::from_secs;
        for (said, expected) in [
            ("2H", Some(seconds(7_200))),
            ("3M", Some(seconds(180))),
            ("1S", Some(seconds(1))),
            ("1500m", Some(Duration::from_millis(1_500))),
            ("00000007u", Some(Duration::from_micros(7))),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("100000000n", None),
            ("1", None),
            ("S", None),
            ("+1S", None),
            ("1é", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", said.parse().unwrap());
            assert_eq!(waits(&headers), expected, "{said}");
        }
        assert_eq!(waits(&HeaderMap::new()), None);
    }
}
