//! The edge of the platform: here the clock is read and ids are minted, and nowhere else in it.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

#[expect(clippy::disallowed_methods, reason = "tokens expire, and a visit happens on a day")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn today() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}

/// A command id, minted with the form that will send it.
#[expect(clippy::disallowed_methods, reason = "command ids are minted with the form")]
pub(crate) fn mint() -> Uuid {
    Uuid::new_v4()
}
