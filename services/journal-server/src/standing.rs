//! What clients have asked to be done with a stream: the last event of its `$$` stream says it.
//!
//! It changes what the stream reads as, and what may be appended to it. It changes nothing of what
//! was recorded.

use jiff::{SignedDuration, Timestamp};
use runtime::{Entry, Expected, Format, Recorded};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{accounts::Caller, refusal::Refusal};

/// Before the name of a stream, the name of the stream that keeps its metadata.
pub(crate) const META: &str = "$$";
/// Types of the events there: what a client said of the stream, and that it is closed for good.
const SAID: &str = "$metadata";
const CLOSED: &str = "$streamDeleted";
/// Nothing before this revision is shown. It is beyond every revision while a stream is deleted.
const BEFORE: &str = "$tb";
const DELETED: u64 = i64::MAX as u64;
/// Bytes that a name takes beside its own.
const NAME: usize = 48;

/// How a stream stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// For good.
    pub(crate) closed: bool,
    /// What was said cannot be read: nobody knows who was to be kept out, so everybody is.
    unreadable: bool,
    /// What was said, whole, so that what we have no use for is kept. As it was said: read, it may take
    /// a hundred times as much.
    said: Box<[u8]>,
    /// Somebody said something.
    is_said: bool,
    wishes: Wishes,
}

/// What of it we heed.
#[derive(Clone, Debug, Default, Deserialize)]
struct Wishes {
    #[serde(rename = "$tb")]
    before: Option<u64>,
    #[serde(rename = "$maxCount")]
    count: Option<u64>,
    /// In seconds.
    #[serde(rename = "$maxAge")]
    age: Option<i64>,
    #[serde(rename = "$acl")]
    acl: Option<Acl>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Acl {
    Roles(Box<Roles>),
    /// One of the server's defaults, by name: whoever may come in may do it.
    Default(#[expect(dead_code, reason = "only its shape is read")] String),
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Roles {
    #[serde(rename = "$r")]
    read: Option<OneOrMore>,
    #[serde(rename = "$w")]
    write: Option<OneOrMore>,
    #[serde(rename = "$d")]
    delete: Option<OneOrMore>,
    #[serde(rename = "$mr")]
    read_said: Option<OneOrMore>,
    #[serde(rename = "$mw")]
    say: Option<OneOrMore>,
}

impl Roles {
    fn all(&self) -> [Option<&OneOrMore>; 5] {
        let Self { read, write, delete, read_said, say } = self;
        [read, write, delete, read_said, say].map(Option::as_ref)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Role")]
struct OneOrMore(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Role {
    One(String),
    More(Vec<String>),
}

impl From<Role> for OneOrMore {
    fn from(role: Role) -> Self {
        match role {
            Role::One(role) => Self(vec![role]),
            Role::More(roles) => Self(roles),
        }
    }
}

/// What somebody may want of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    Delete,
    /// To read or write what is said of it.
    ReadSaid,
    Say,
}

impl Standing {
    /// As the last event of the `$$` stream says.
    pub(crate) fn of(last: Option<&Entry>) -> Self {
        match last {
            Some(entry) if entry.name == CLOSED => Self { closed: true, ..Self::default() },
            Some(entry) => match said(entry) {
                Ok((said, wishes)) => {
                    let is_said = !said.is_empty();
                    Self { said: (&*entry.data).into(), is_said, wishes, ..Self::default() }
                }
                Err(_) => Self { unreadable: true, ..Self::default() },
            },
            None => Self::default(),
        }
    }

    /// How a `$$` stream stands: only its last event is shown.
    pub(crate) fn of_said(&self) -> Self {
        let wishes = Wishes { count: Some(1), ..Wishes::default() };
        Self { closed: self.closed, wishes, ..Self::default() }
    }

    /// Bytes in memory, about.
    pub(crate) fn bytes(&self) -> usize {
        let roles = match &self.wishes.acl {
            Some(Acl::Roles(roles)) => roles.all(),
            Some(Acl::Default(_)) | None => [None; 5],
        };
        let names = roles.into_iter().flatten().flat_map(|OneOrMore(names)| names);
        self.said.len() + names.map(|name| NAME + name.len()).sum::<usize>()
    }

    /// It keeps anything from anybody.
    pub(crate) fn restricts(&self) -> bool {
        self.closed || self.unreadable || !self.whole() || self.wishes.acl.is_some()
    }

    pub(crate) fn deleted(&self) -> bool {
        self.wishes.before == Some(DELETED)
    }

    /// What has to be true of the journal's stream where a client expects `expected`: a stream of which
    /// something was said exists without an event, too.
    pub(crate) fn expecting(&self, expected: Expected) -> Expected {
        let exists = self.is_said && !self.deleted();
        if exists && expected == Expected::Exists { Expected::Any } else { expected }
    }

    /// Somebody said something.
    pub(crate) fn is_said(&self) -> bool {
        self.is_said
    }

    /// Everything is shown as it was recorded.
    pub(crate) fn whole(&self) -> bool {
        let Wishes { before, count, age, acl: _ } = &self.wishes;
        before.is_none() && count.is_none() && age.is_none()
    }

    /// The first revision that is shown of a stream whose last one is `last`.
    pub(crate) fn first(&self, last: u64) -> u64 {
        let kept = self.wishes.count.map_or(0, |count| (last + 1).saturating_sub(count));
        kept.max(self.wishes.before.unwrap_or(0))
    }

    /// Whether an event is too old to be shown.
    pub(crate) fn forgets(&self, event: &Recorded, now: Timestamp) -> bool {
        let age = self.wishes.age.map(SignedDuration::from_secs);
        age.is_some_and(|age| now.duration_since(event.at) > age)
    }

    pub(crate) fn admits(&self, caller: &Caller, access: Access) -> bool {
        if self.unreadable {
            return caller.administers();
        }
        let Some(Acl::Roles(roles)) = &self.wishes.acl else { return true };
        let roles = match access {
            Access::Read => &roles.read,
            Access::Write => &roles.write,
            Access::Delete => &roles.delete,
            Access::ReadSaid => &roles.read_said,
            Access::Say => &roles.say,
        };
        caller.is_among(roles.as_ref().map(|OneOrMore(roles)| roles.as_slice()))
    }

    /// Says that the stream is deleted, beside everything else that was said.
    pub(crate) fn deleting(&self) -> anyhow::Result<Entry> {
        self.saying(DELETED)
    }

    /// Says that the stream begins again at revision `next`.
    pub(crate) fn reviving(&self, next: u64) -> anyhow::Result<Entry> {
        self.saying(next)
    }

    /// Says so behind `entry`, which said everything else. Behind the same it is the same.
    pub(crate) fn reviving_behind(&self, entry: &Entry, next: u64) -> anyhow::Result<Entry> {
        let id = Uuid::new_v5(&entry.id, BEFORE.as_bytes());
        Ok(Entry { id, ..self.saying(next)? })
    }

    /// Says where the stream begins.
    pub(crate) fn begins(&self) -> bool {
        self.wishes.before.is_some()
    }

    fn saying(&self, before: u64) -> anyhow::Result<Entry> {
        let mut said: Map<String, Value> = match &*self.said {
            [] => Map::new(),
            said => serde_json::from_slice(said)?,
        };
        said.insert(BEFORE.to_owned(), before.into());
        Ok(said_entry(fresh()?, SAID, serde_json::to_vec(&said)?))
    }
}

/// Says that a stream is closed for good.
pub(crate) fn closing() -> anyhow::Result<Entry> {
    Ok(said_entry(fresh()?, CLOSED, b"{}".to_vec()))
}

/// Says so again behind `entry`. Behind the same it is the same.
pub(crate) fn closing_behind(entry: &Entry) -> Entry {
    said_entry(Uuid::new_v5(&entry.id, CLOSED.as_bytes()), CLOSED, b"{}".to_vec())
}

/// What an event on its way to a `$$` stream says, if a client may say it and it can be read.
pub(crate) fn saying(entry: &Entry) -> Result<Standing, Refusal> {
    if entry.name == CLOSED {
        // For good, and so only by the call that is there for it.
        return Err(Refusal::Denied);
    }
    if entry.name != SAID {
        let what = format!("what is said of a stream has the type `{SAID}`, not `{}`", entry.name);
        return Err(Refusal::malformed(what));
    }
    said(entry).map(|_| Standing::of(Some(entry))).map_err(|error| {
        Refusal::malformed(format!("what is said of a stream is not read: {error}"))
    })
}

/// What was said, and what of it we heed.
fn said(entry: &Entry) -> serde_json::Result<(Map<String, Value>, Wishes)> {
    let said: Map<String, Value> = serde_json::from_slice(&entry.data)?;
    let wishes = serde_json::from_value(Value::Object(said.clone()))?;
    Ok((said, wishes))
}

fn said_entry(id: Uuid, name: &str, data: Vec<u8>) -> Entry {
    Entry { id, name: name.to_owned(), data, meta: b"{}".to_vec(), format: Format::Json }
}

/// An id that nobody had before.
pub(crate) fn fresh() -> anyhow::Result<Uuid> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(uuid::Builder::from_random_bytes(random).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_takes_as_much_as_it_is_weighed_however_it_was_said() {
        let nothing = format!("{{\"ours\":[{}0]}}", "{\"\":0},".repeat(1_000));
        let names = format!("{{\"$acl\":{{\"$r\":[{}\"a\"]}}}}", "\"a\",".repeat(1_000));
        for (said, least, most) in [(nothing, 7_000, 8_000), (names, 1_001 * 49, 1_001 * 60)] {
            let entry = said_entry(Uuid::nil(), SAID, said.into_bytes());
            let bytes = Standing::of(Some(&entry)).bytes();
            assert!((least..most).contains(&bytes), "{bytes}");
        }
    }
}
