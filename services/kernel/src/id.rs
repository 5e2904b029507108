use std::{fmt, marker::PhantomData, str::FromStr};

use derive_where::derive_where;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The identifier of one `T`. The ids of two kinds of thing cannot be confused.
#[derive_where(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

/// A meeting of a body, owned by `sessions`.
#[derive(Debug)]
pub enum Session {}
/// What a session or an authority decided, owned by `sessions`.
#[derive(Debug)]
pub enum Decision {}
/// Owned by `partners`.
#[derive(Debug)]
pub enum Institution {}
/// A place on a published list.
#[derive(Debug)]
pub enum Area {}
/// Somebody who acts. Never a name: names live outside the journal.
#[derive(Debug)]
pub enum Person {}

/// Under which [`Id::derived`] hashes. Changing it renames everything.
const NAMES: Uuid = Uuid::from_u128(0x0e2b_6a54_6d53_5b0c_9d3e_6a61_6c6f_6e31);

impl<T> Id<T> {
    /// The id that a natural key always has, so that the same thing cannot be registered twice.
    pub fn derived(key: &[&str]) -> Self {
        // A unit separator, so that ["ab", "c"] and ["a", "bc"] stay two things.
        Uuid::new_v5(&NAMES, key.join("\u{1f}").as_bytes()).into()
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, of: PhantomData }
    }
}

impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse::<Uuid>().map(Self::from)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_natural_key_has_one_id_for_ever() {
        let grant = Id::<Institution>::derived(&["IDA", "H8350"]);
        assert_eq!(grant.to_string(), "6d69ec32-6554-5410-99b1-396ab28cc134");
        assert_ne!(grant, Id::derived(&["IDA", "H835", "0"]));
    }
}
