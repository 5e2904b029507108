//! What an institution is, and what it is called where.

use jiff::civil::Date;
use kernel::Code;
use serde::{Deserialize, Serialize};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Registered(Registered),
    Renamed(Renamed),
    AcronymGiven(AcronymGiven),
    Dissolved(Dissolved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registered {
    pub(crate) institution: Code,
    pub(crate) kind: Kind,
    /// None for those of no single country.
    pub(crate) country: Option<Code>,
    pub(crate) name: Name,
    pub(crate) acronym: Option<String>,
    pub(crate) parent: Option<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Name {
    pub(crate) fr: String,
    /// The French one where nobody has given any.
    pub(crate) en: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Renamed {
    pub(crate) name: Name,
}

/// The same letters mean another institution elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AcronymGiven {
    pub(crate) acronym: String,
    pub(crate) country: Option<Code>,
    /// Last day of its use.
    pub(crate) until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dissolved {
    pub(crate) reason: String,
    pub(crate) successor: Option<Code>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Ministry,
    Agency,
    Financier,
    UnAgency,
    Ngo,
    LocalAssociation,
    Union,
    Region,
    SocialSecurity,
    PrivateFirm,
}
