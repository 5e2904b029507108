//! What stands beside every event: who, by what authority, when, and why it can be trusted.

mod effective;

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Basis, Decision, Id, Institution, Person};
pub use effective::{Effective, Precision, StatedWeekday};

/// Metadata version 1. Every event of every service carries these bytes for ever. Fields are added,
/// with a default; none is renamed or given a new meaning.
///
/// `recorded` is not among the bytes: the journal that wrote the event says when, and never goes
/// backwards. Of an event that was migrated, the first journal says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Version of this shape.
    pub schema: u16,
    /// Who asked, and as what.
    pub who: Who,
    /// The person who typed. Whoever asks types, so today it is the same as `who`; whose act it was is
    /// in `on_behalf_of`.
    pub recorded_by: Id<Person>,
    /// Whose act it is, when `who` only records it: a financier, a parliament, an auditor.
    pub on_behalf_of: Option<Party>,
    /// By which powers `who` stood in for the holder of the office.
    pub interim: Option<Interim>,
    pub authority: Option<Authority>,
    /// When it was so in the world.
    pub effective: Effective,
    /// The day of the week a document prints beside that date, when it prints one.
    pub stated_weekday: Option<StatedWeekday>,
    /// When we could have known, in an import of older records. Otherwise the same as `recorded`.
    pub known: Option<Timestamp>,
    /// When the journal wrote it, the first one if there were several.
    #[serde(skip)]
    pub recorded: Timestamp,
    /// The programme's code, such as `P127328`.
    pub programme: Option<Code>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Code>,
    pub confidentiality: Confidentiality,
    /// What stands beside the words of the fact is not for whoever reads it, and neither are these: see
    /// [`Fact::withheld`](crate::Fact::withheld). Never so of what is recorded.
    #[serde(skip)]
    pub withheld: bool,
    pub command_id: Uuid,
    /// SHA-256 of the command, so that one id is never used for two.
    pub command_hash: Hash,
    /// The event that made somebody, or a policy, ask.
    pub causation: Option<Uuid>,
    /// Shared by everything that follows from one act of one person.
    pub correlation: Uuid,
    pub origin: Origin,
    pub basis: Basis,
    pub provenance: Provenance,
    /// The documents that show it.
    pub evidence: Vec<Evidence>,
    /// Stable codes of the rules nobody could check, in an import of an act of ours.
    pub unverified: Vec<String>,
    pub nonce: Nonce,
    /// Where it was recorded at first, if that was in another journal.
    #[serde(rename = "$migrated", default, skip_serializing_if = "Option::is_none")]
    pub migrated: Option<Migrated>,
}

impl Meta {
    /// When it could first be known: as the source was published, or as it was recorded.
    pub fn known(&self) -> Timestamp {
        self.known.unwrap_or(self.recorded)
    }

    /// A weekday was printed that the date contradicts. The date is kept as it was asserted.
    pub fn weekday_contradicts(&self) -> bool {
        self.effective.precision == Precision::Day
            && self
                .stated_weekday
                .is_some_and(|StatedWeekday(day)| day != self.effective.on.weekday())
    }

    pub fn illustrative(&self) -> bool {
        self.provenance.kind == ProvenanceKind::Illustrative
    }
}

/// What a migration keeps of the journal that an event lay in. Nobody else writes it, and it lies behind
/// the bytes that were there, which stay what they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migrated {
    pub journal: Uuid,
    pub position: u64,
    pub recorded: Timestamp,
}

impl Migrated {
    /// The name under which it stands in metadata, of whatever shape these are.
    pub const KEY: &str = "$migrated";
}

/// A person, and what they were when they acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    pub person: Id<Person>,
    pub capacity: String,
    pub institution: Id<Institution>,
}

/// Whose act a fact is. Often an institution, and nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub institution: Id<Institution>,
    pub capacity: Option<String>,
}

/// The powers of somebody who acts for the holder of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interim {
    /// Reference of the service note that names them.
    pub note: String,
    pub from: Date,
    pub until: Option<Date>,
    pub powers: String,
}

/// What entitled them to act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    Decision(Id<Decision>),
    /// A letter, notice, law or decree, by its reference.
    Notice(String),
    Delegation(Id<Person>),
    /// A record kept elsewhere before us, by its name.
    Import(String),
}

/// In order: what follows from two facts is as confidential as the more confidential of them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Confidentiality {
    Public,
    Internal,
    Restricted,
}

/// How the command came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Origin {
    /// Somebody asked.
    Person,
    /// A fact made a policy ask: time passed, or another service announced something.
    Policy,
    /// Records older than the platform are entered from their sources.
    Import,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub kind: ProvenanceKind,
    /// Ids or addresses of the facts it rests on.
    pub sources: Vec<String>,
    /// How it was reckoned or made up, where it was not simply read.
    pub method: Option<String>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ProvenanceKind {
    /// Stated by a person or a document.
    Source,
    /// Reckoned from other facts.
    Derived,
    /// Made up for a demonstration.
    Illustrative,
}

/// A document that shows a fact, whether or not we hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub title: String,
    pub reference: Option<String>,
    /// SHA-256 of its bytes, when the document store holds it. « Pièce non jointe » otherwise.
    pub document: Option<Hash>,
    pub language: Option<String>,
    pub page: Option<String>,
    /// Where it was read, when it is public.
    pub url: Option<String>,
}

/// A short name for machines and subjects: letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Code(String);

/// A SHA-256, in hexadecimal where people see it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Hash(pub [u8; 32]);

/// Sixteen random bytes that keep the hash of a small event from being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Nonce(pub [u8; 16]);

/// Not what the text was expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}")]
pub struct NotA(&'static str);

impl Code {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        fits.then(|| Self(text.to_owned())).ok_or(NotA("a code"))
    }
}

impl TryFrom<String> for Code {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Hash {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let wrong = NotA("a SHA-256");
        // One spelling only, because documents and proofs are named by it.
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 64 || !text.bytes().all(digit) {
            return Err(wrong);
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong)?;
        }
        Ok(Self(bytes))
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<Nonce> for String {
    fn from(Nonce(bytes): Nonce) -> Self {
        format!("{:032x}", u128::from_be_bytes(bytes))
    }
}

impl TryFrom<String> for Nonce {
    type Error = std::num::ParseIntError;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&hex, 16).map(|nonce| Self(nonce.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;
    use crate::testing::{meta, who};

    /// These bytes are in production journals. If this fails, the code is wrong.
    #[test]
    fn version_1_is_still_written_and_understood() {
        let stored = include_str!("meta/v1.json").trim_end();
        let meta = Meta {
            on_behalf_of: Some(Party { institution: Id::derived(&["IDA"]), capacity: None }),
            authority: Some(Authority::Notice("DFIL 2014-03".into())),
            stated_weekday: Some(StatedWeekday(Weekday::Monday)),
            country: Some("ML".parse().unwrap()),
            evidence: vec![Evidence {
                title: "Lettre de décaissement".into(),
                reference: Some("DFIL 2014-03".into()),
                document: Some(Hash([3; 32])),
                language: Some("fr".into()),
                page: None,
                url: None,
            }],
            ..meta(&who("awa"), jiff::civil::date(2026, 3, 2))
        };
        assert_eq!(serde_json::to_string(&meta).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Meta>(stored).unwrap(), meta);
    }

    #[test]
    fn a_hash_is_spelled_one_way() {
        let hash = Hash([0xab; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", &"AB".repeat(32), &"+a".repeat(32), &"ab".repeat(31), &"zz".repeat(32)] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_weekday_the_date_contradicts_is_noticed_and_the_date_kept() {
        let on = jiff::civil::date(2018, 4, 21);
        let stated = |text: &str| Meta {
            stated_weekday: Some(text.parse().unwrap()),
            ..meta(&who("awa"), on)
        };
        assert!(stated("jeudi").weekday_contradicts());
        assert!(!stated("Samedi").weekday_contradicts());
        assert_eq!(stated("jeudi").effective.on, on);
    }
}
